nianbao.index(43,{
});
