#!/bin/sh
# 年报检查：在持续集成里检查整个站点，并与最近一次发布的标签比较。
#
# 用法：sh docs/ci/check.sh [站点的文件夹]
# 变量（都可以不设）：
#   NIANBAO          程序，默认 nianbao
#   NIANBAO_SARIF    检查结果写到哪个文件，默认 nianbao.sarif
#   NIANBAO_TAGS     发布标签的样子，默认 v*
#   NIANBAO_AGAINST  与哪个版本比较；不设则用上一个发布标签
#   NIANBAO_STRICT   设为 1 时有警告也不通过
#
# 结束状态与 nianbao check 相同：0 通过，1 有错误，2 做不了。
set -eu

site=${1:-.}
program=${NIANBAO:-nianbao}
sarif=${NIANBAO_SARIF:-nianbao.sarif}
against=${NIANBAO_AGAINST:-}

if [ -z "$against" ]; then
    # 这个提交本身可能就是发布标签：从它的上一个提交往前找。
    against=$(git -C "$site" describe --tags --abbrev=0 --match "${NIANBAO_TAGS:-v*}" HEAD^ 2>/dev/null || true)
fi
if [ -z "$against" ]; then
    # 只取了最近几次提交的，找不到不等于没有。
    if [ "$(git -C "$site" rev-parse --is-shallow-repository)" = true ]; then
        echo "年报检查：仓库只取了一部分历史，找不到发布标签；请取全（fetch-depth: 0 或 GIT_DEPTH: 0）" >&2
        exit 2
    fi
    echo "年报检查：还没有发布标签，不与以前比较" >&2
fi

set -- check --root "$site"
if [ -n "$against" ]; then
    echo "年报检查：与 $against 比较" >&2
    set -- "$@" --against "$against"
fi
if [ "${NIANBAO_STRICT:-}" = 1 ]; then set -- "$@" --strict; fi

# 结果文件总要写出来，有错误时更要。
status=0
"$program" "$@" --format sarif >"$sarif" || status=$?
if [ "$status" -gt 1 ]; then exit "$status"; fi
# 平台按仓库的文件夹找文件；站点在子文件夹里时补上它的路径。
prefix=$(git -C "$site" rev-parse --show-prefix)
if [ -n "$prefix" ]; then
    # 路径里的汉字、空格在 SARIF 里要写成 %XX。
    case $prefix in
        *[!A-Za-z0-9._~/-]*) prefix=$(printf '%s' "$prefix" | od -An -v -tx1 | tr -d '\n' | sed 's| 2f|/|g; s| |%|g') ;;
    esac
    sed "s|\"uri\": \"|\"uri\": \"${prefix}|" "$sarif" >"$sarif.tmp"
    mv "$sarif.tmp" "$sarif"
fi
status=0
"$program" "$@" || status=$?
exit "$status"
