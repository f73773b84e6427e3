//! A department's report published after 31 January.

use crate::check::{Check, Out, Subject};
use crate::content::OfficeKind;
use crate::finding::{Level, Rule};

use super::deadlines;

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "Z-01",
    level: Level::Warning,
    title: "部门的报告晚于 1 月 31 日发布",
    explain: "部门应在次年 1 月 31 日前公布上一年度报告。晚了仍要公布。",
    why: "按期公开是法定义务，评议中晚发的扣分。",
    mend: "核对“发布日期”；确实晚了的照实写，不要改日期。",
    source: "《政府信息公开条例》第四十九条第一款",
    wrong: "# 2024/data.yaml\n发布日期: 2025-02-10",
    right: "# 2024/data.yaml\n发布日期: 2025-01-20",
};

fn look(subject: &Subject<'_>, out: &mut Out) {
    if subject.office.kind == OfficeKind::Department {
        deadlines::late(&RULE, deadlines::DEPARTMENT, subject, out);
    }
}
