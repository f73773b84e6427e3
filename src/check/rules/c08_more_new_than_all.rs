//! More disclosed in the year than altogether.

use crate::check::{Check, Out, Subject};
use crate::finding::{Level, Rule};

use super::limits;

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "C-08",
    level: Level::Warning,
    title: "本年新公开多于对外公开总数",
    explain: "2019年版的“对外公开总数量”包括本年新公开的，不应小于“本年新公开数量”。",
    why: "总数小于其中的一部分，有一格填错或两格填反了。",
    mend: "核对两格。",
    source: "由《政府信息公开工作年度报告格式》的栏目含义推得",
    wrong: "规章: [0, 0, 0]\n规范性文件: [5, 5, 3]",
    right: "规章: [0, 0, 0]\n规范性文件: [5, 5, 30]",
};

fn look(subject: &Subject<'_>, out: &mut Out) {
    limits::look(&RULE, subject, out);
}
