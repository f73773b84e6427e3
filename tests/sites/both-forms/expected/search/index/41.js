nianbao.index(41,{
});
