nianbao.index(31,{
"够":"1x2,2",
"统一":"3"
});
