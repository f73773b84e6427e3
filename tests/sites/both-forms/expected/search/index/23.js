nianbao.index(23,{
});
