nianbao.index(62,{
});
