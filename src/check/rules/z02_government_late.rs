//! A government's report published after 31 March.

use crate::check::{Check, Out, Subject};
use crate::content::OfficeKind;
use crate::finding::{Level, Rule};

use super::deadlines;

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "Z-02",
    level: Level::Warning,
    title: "政府的报告晚于 3 月 31 日发布",
    explain: "县级以上人民政府的报告应在次年 3 月 31 日前公布。",
    why: "按期公开是法定义务。",
    mend: "核对“发布日期”；确实晚了的照实写。",
    source: "《政府信息公开条例》第四十九条第二款",
    wrong: "# 2024/data.yaml\n发布日期: 2025-04-10",
    right: "# 2024/data.yaml\n发布日期: 2025-03-20",
};

fn look(subject: &Subject<'_>, out: &mut Out) {
    if subject.office.kind == OfficeKind::Government {
        deadlines::late(&RULE, deadlines::GOVERNMENT, subject, out);
    }
}
