nianbao.index(8,{
"效不":"1x2,2",
"月核":"1x2,2"
});
