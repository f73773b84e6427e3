nianbao.index(25,{
"丙镇":"4",
"乙":"1"
});
