nianbao.index(11,{
"事项":"1x2,2"
});
