nianbao.index(46,{
"议":"1x2,2",
"问题":"1x2,2"
});
