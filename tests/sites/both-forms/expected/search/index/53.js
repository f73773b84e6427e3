nianbao.index(53,{
"5件":"2",
"况":"1x2,2"
});
