nianbao.index(2,{
"概述":"3"
});
