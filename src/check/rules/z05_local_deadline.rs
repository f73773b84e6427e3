//! Published in time by law, late by the local day.

use crate::check::{Check, Out, Subject};
use crate::content::OfficeKind;
use crate::finding::{Level, Rule};

use super::deadlines;

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "Z-05",
    level: Level::Note,
    title: "晚于当地规定的更早期限",
    explain: "site.toml 的 [deadlines] 写了早于法定期限的日子时，按它提示。",
    why: "有的地方要求提前公布，如 1 月 28 日。",
    mend: "核对“发布日期”；当地没有更早期限的删去 site.toml 里的设置。",
    source: "地方通知，如怀化市要求各单位 1 月 28 日前公布",
    wrong: "# site.toml\n[deadlines]\ndepartment = \"01-28\"\n# 2024/data.yaml\n发布日期: 2025-01-30",
    right: "发布日期: 2025-01-27",
};

fn look(subject: &Subject<'_>, out: &mut Out) {
    let (local, law) = match subject.office.kind {
        OfficeKind::Government => (subject.config.deadlines.government, deadlines::GOVERNMENT),
        OfficeKind::Department => (subject.config.deadlines.department, deadlines::DEPARTMENT),
        _ => return,
    };
    if local < law && deadlines::published_by(subject, law) {
        deadlines::late(&RULE, local, subject, out);
    }
}
