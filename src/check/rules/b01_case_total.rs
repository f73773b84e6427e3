//! The restated total of reviews or suits against its four results.

use crate::check::{Check, Out, Subject};
use crate::finding::{Level, Rule};

use super::restated;

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "B-01",
    level: Level::Error,
    title: "复议诉讼的总计与各项之和不符",
    explain: "行政复议、未经复议直接起诉、复议后起诉三组，各组的总计应等于结果维持、结果纠正、其他结果、尚未审结之和。",
    why: "公开过的报告里有四项之和为 3 而总计写 0 的。",
    mend: "总计由程序计算，不用填写；核对四项，或改正“核对”之下的数。",
    source: "由表上“总计”一词推得；公开的年报核对工具同此",
    wrong: "行政复议: [1, 0, 0, 1]\n核对: {行政复议: 1}",
    right: "行政复议: [1, 0, 0, 1]\n核对: {行政复议: 2}",
};

fn look(subject: &Subject<'_>, found: &mut Out) {
    restated::look(&RULE, subject, found);
}
