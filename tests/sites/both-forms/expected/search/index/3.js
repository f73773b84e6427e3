nianbao.index(3,{
});
