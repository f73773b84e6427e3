//! The restated total of a row against its columns.

use crate::check::{Check, Out, Subject};
use crate::finding::{Level, Rule};

use super::restated;

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "A-03",
    level: Level::Error,
    title: "一行的总计与各类申请人之和不符",
    explain: "每一行的“总计”应等于自然人与五类法人或其他组织之和。",
    why: "总计抄错或某一列漏填时，各列可能仍然平衡。",
    mend: "总计由程序计算，不用填写；核对各列，或改正“核对”之下的数。",
    source: "由表上“总计”一词推得；公开的年报核对工具同此",
    wrong: "本年新收: [3, 1, 0, 0, 0, 0]\n核对: {本年新收: 5}",
    right: "本年新收: [3, 1, 0, 0, 0, 0]\n核对: {本年新收: 4}",
};

fn look(subject: &Subject<'_>, found: &mut Out) {
    restated::look(&RULE, subject, found);
}
