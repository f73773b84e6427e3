nianbao.index(58,{
"人民":"4",
"机关":"1x4"
});
