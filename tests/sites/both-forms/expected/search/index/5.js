nianbao.index(5,{
"情况":"1x2,2"
});
