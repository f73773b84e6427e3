#!/bin/sh
# 用 rsync 上传：sh rsync.sh public/ 用户@主机:/var/www/nianbao/public/
# 先传样式、脚本、数据，再传新的网页，再传改了的网页，首页后传，最后才删去不要的：
# 传到一半断了，网上的每一页仍然打得开、样式齐全；再运行一次即可。
set -eu
from="${1%/}/"
to="${2%/}/"
rsync -rtc --exclude='*.html' --exclude=/sitemap.xml --exclude=/feed.xml --exclude=/manifest.json "$from" "$to"
rsync -rtc --ignore-existing --exclude=/index.html --exclude=/sitemap.xml --exclude=/feed.xml --exclude=/manifest.json "$from" "$to"
rsync -rtc --exclude=/index.html --exclude=/manifest.json "$from" "$to"
rsync -rtc --exclude=/manifest.json "$from" "$to"
# 这一步把主机上多余的全部删去；那里另有别人的文件时，逐个写 --exclude 留下。
rsync -rtc --delete-after "$from" "$to"
