//! A fee that was probably written in yuan.

use crate::check::{Check, Out, Subject};
use crate::finding::{Level, Rule};

use super::money;

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "C-05",
    level: Level::Warning,
    title: "收费金额可能以元为单位",
    explain: "行政事业性收费以万元为单位；一个部门超过一万万元，或与上年相差百倍以上的，多半是按元填的（限额可在 site.toml 的 [checks] money 改）。",
    why: "单位印在表头上，仍常有人按元填写。",
    mend: "核对单位，按元填的除以 10000。",
    source: "《政府信息公开工作年度报告格式》：单位万元",
    wrong: "行政事业性收费: 251000",
    right: "行政事业性收费: 25.1",
};

fn look(subject: &Subject<'_>, out: &mut Out) {
    money::look(&RULE, "fee_amount", subject, out);
}
