nianbao.index(42,{
"自定":"3"
});
