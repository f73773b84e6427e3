nianbao.index(34,{
"b":"1x2,2"
});
