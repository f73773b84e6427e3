nianbao.index(18,{
});
