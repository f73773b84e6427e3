nianbao.index(6,{
"理政":"1x2,2"
});
