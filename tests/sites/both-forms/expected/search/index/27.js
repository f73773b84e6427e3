nianbao.index(27,{
"四":"1x2,2",
"进情":"1x2,2"
});
