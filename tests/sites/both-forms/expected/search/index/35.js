nianbao.index(35,{
});
