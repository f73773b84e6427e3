nianbao.index(33,{
"信息":"1x2,2",
"没有":"3"
});
