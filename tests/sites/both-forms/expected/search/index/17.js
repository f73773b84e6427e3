nianbao.index(17,{
"民政":"4"
});
