//! Items of last year against last year's report.

use crate::check::{Check, Out, Subject};
use crate::finding::{Level, Rule};

use super::stocks;

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "C-07",
    level: Level::Warning,
    title: "上一年项目数量与上年报告接不上",
    explain: "2020 年度的“上一年项目数量”一般等于 2019 年度的“上一年项目数量”加“本年增/减”。",
    why: "同一个数在两份报告里应当一致。",
    mend: "核对权责清单；口径有变的写一条说明。",
    source: "由《政府信息公开工作年度报告格式》（试行）的栏目含义推得",
    wrong: "# 2019：行政许可: [40, 2, 100]\n# 2020：行政许可: [40, 0, 90]",
    right: "# 2020：行政许可: [42, 0, 90]",
};

fn look(subject: &Subject<'_>, out: &mut Out) {
    stocks::look(&RULE, subject, out);
}
