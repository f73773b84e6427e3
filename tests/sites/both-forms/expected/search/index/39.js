nianbao.index(39,{
});
