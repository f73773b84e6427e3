nianbao.index(7,{
"标题":"3",
"镇人":"4"
});
