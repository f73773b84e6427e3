nianbao.index(14,{
"后":"1x2,2"
});
