nianbao.index(22,{
"他需":"1x2,2"
});
