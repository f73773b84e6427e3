//! A township's report published after the local day.

use crate::check::{Check, Out, Subject};
use crate::content::OfficeKind;
use crate::finding::{Level, Rule};

use super::deadlines;

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "Z-04",
    level: Level::Note,
    title: "乡镇、街道等的报告晚于当地期限发布",
    explain: "《条例》没有写明乡镇、街道、派出机构和授权组织的期限，按当地规定，默认 1 月 31 日（site.toml 的 [deadlines] township）。",
    why: "多数县要求乡镇、街道与部门同时公布。",
    mend: "核对“发布日期”；当地期限不同的在 site.toml 写明。",
    source: "当地规定；《政府信息公开条例》第四十九条没有列出",
    wrong: "# 某某镇 2024/data.yaml\n发布日期: 2025-02-10",
    right: "# site.toml\n[deadlines]\ntownship = \"02-28\"",
};

fn look(subject: &Subject<'_>, out: &mut Out) {
    if !matches!(subject.office.kind, OfficeKind::Government | OfficeKind::Department) {
        deadlines::late(&RULE, subject.config.deadlines.township, subject, out);
    }
}
