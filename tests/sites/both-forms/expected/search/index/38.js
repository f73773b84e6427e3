nianbao.index(38,{
"度":"1x4",
"度报":"1x4"
});
