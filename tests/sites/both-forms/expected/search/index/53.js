nianbao.index(53,{
"5":"2",
"况":"1x2,2"
});
