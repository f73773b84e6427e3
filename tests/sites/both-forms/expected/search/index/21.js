nianbao.index(21,{
});
