nianbao.index(37,{
"以前":"3",
"报告":"1x2,2"
});
