nianbao.index(15,{
});
