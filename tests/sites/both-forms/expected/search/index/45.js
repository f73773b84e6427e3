nianbao.index(45,{
"六":"1x2,2"
});
