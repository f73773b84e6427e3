nianbao.index(19,{
"体情":"1x2,2"
});
