nianbao.index(16,{
"某县":"1x4",
"逐月":"1x2,2"
});
