//! The text says there were no cases, the table says otherwise.

use crate::check::{Check, Out, Subject};
use crate::finding::{Level, Rule};

use super::nothing;

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "B-03",
    level: Level::Warning,
    title: "正文说没有复议诉讼，表里却有",
    explain: "正文写没有行政复议、行政诉讼，或写均已审结的，表中相应的格应为 0。",
    why: "正文往往照抄上年的“未发生”。",
    mend: "核对案件台账，改正正文或表。",
    source: "本程序的核对规则：正文与统计表说的是同一件事",
    wrong: "全年没有发生行政诉讼。\n# 表：直接起诉 2 件",
    right: "全年发生行政诉讼 2 件。",
};

fn look(subject: &Subject<'_>, out: &mut Out) {
    nothing::look(&RULE, subject, out);
}
