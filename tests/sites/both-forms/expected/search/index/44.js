nianbao.index(44,{
"公开":"1x4",
"本机":"1x2,2"
});
