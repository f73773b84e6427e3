nianbao.index(61,{
});
