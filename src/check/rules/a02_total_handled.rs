//! The restated sum of all results against the items it adds up.

use crate::check::{Check, Out, Subject};
use crate::finding::{Level, Rule};

use super::restated;

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "A-02",
    level: Level::Error,
    title: "办理结果总计与各项之和不符",
    explain: "“（七）总计”应等于（一）至（六）各项之和，每一列都是如此。",
    why: "公开过的报告里有各项相加是 26 而总计写 20 的，勾稽关系仍然成立，只有这一项核对能发现。",
    mend: "总计由程序计算，不用填写；纸质表上的总计写在“核对”之下，不一致时核对各分项。",
    source: "由表上“总计”一词推得；公开的年报核对工具同此",
    wrong: "核对: {办理总计: 20}   # 各项之和为 26",
    right: "核对: {办理总计: 26}",
};

fn look(subject: &Subject<'_>, found: &mut Out) {
    restated::look(&RULE, subject, found);
}
