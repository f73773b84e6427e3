//! The text says nothing was received, the table says otherwise.

use crate::check::{Check, Out, Subject};
use crate::finding::{Level, Rule};

use super::nothing;

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "D-20",
    level: Level::Warning,
    title: "正文说未收到申请，表里却有",
    explain: "正文写未收到政府信息公开申请的，“本年新收”应为 0。",
    why: "正文照抄上年，表是本年的。",
    mend: "核对台账，改正正文或表。",
    source: "已公开报告中的实例",
    wrong: "全年未收到政府信息公开申请。\n# 表：本年新收 3 件",
    right: "全年收到政府信息公开申请 3 件。",
};

fn look(subject: &Subject<'_>, out: &mut Out) {
    nothing::look(&RULE, subject, out);
}
