nianbao.index(36,{
});
