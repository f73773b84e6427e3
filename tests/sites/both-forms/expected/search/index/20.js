nianbao.index(20,{
"五":"1x2,2"
});
