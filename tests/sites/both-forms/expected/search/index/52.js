nianbao.index(52,{
"4":"1",
"年以":"3"
});
