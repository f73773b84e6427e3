nianbao.index(33,{
"信息":"1x4",
"没有":"3"
});
