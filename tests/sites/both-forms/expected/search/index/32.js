nianbao.index(32,{
"无":"1x2,2"
});
