//! The text says everything was answered, the table carries something over.

use crate::check::{Check, Out, Subject};
use crate::finding::{Level, Rule};

use super::nothing;

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "D-21",
    level: Level::Warning,
    title: "正文说均已办结，表里却有结转",
    explain: "正文写申请均已办结（答复）的，“结转下年”应为 0。",
    why: "两处必有一处不对，读者无从判断。",
    mend: "写明办结几件、结转几件；没有结转的把表改为 0。",
    source: "已公开报告中的实例",
    wrong: "收到申请 12 件，均已办结。\n# 表：结转下年 2 件",
    right: "收到申请 12 件，办结 10 件，结转下年 2 件。",
};

fn look(subject: &Subject<'_>, out: &mut Out) {
    nothing::look(&RULE, subject, out);
}
