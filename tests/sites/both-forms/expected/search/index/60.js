nianbao.index(60,{
"讼情":"1x2,2"
});
