nianbao.index(38,{
});
