nianbao.index(28,{
"府":"4",
"府信":"1x2,2"
});
