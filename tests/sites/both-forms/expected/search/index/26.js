nianbao.index(26,{
"定":"3",
"定公":"1x2,2"
});
