nianbao.index(29,{
});
