nianbao.reports({"shards":64,"offices":[{"id":"yamen","names":["某县<甲&乙>局","甲局","某县甲局"],"years":[2022,2020,2018]},{"id":"xiang","names":["某县丙镇人民政府"],"years":[2022]}],"years":[2018,2020,2022]});
