nianbao.index(30,{
});
