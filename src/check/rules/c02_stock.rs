//! Documents in force against last year.

use crate::check::{Check, Out, Subject};
use crate::finding::{Level, Rule};

use super::stocks;

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "C-02",
    level: Level::Warning,
    title: "现行有效件数与上年接不上",
    explain: "现行有效件数一般等于上年现行有效件数加本年制发件数减本年废止件数。",
    why: "三个数和上年的数多半出自同一份目录；接不上，至少有一处漏计。",
    mend: "核对规范性文件目录；因清理、自然失效或统计范围变化的，写一条说明。",
    source: "由《政府信息公开工作年度报告格式》的栏目含义推得；国家没有统一规定",
    wrong: "# 2023：行政规范性文件: [2, 1, 15]\n# 2024：行政规范性文件: [3, 1, 20]",
    right: "# 2024：行政规范性文件: [3, 1, 17]",
};

fn look(subject: &Subject<'_>, out: &mut Out) {
    stocks::look(&RULE, subject, out);
}
