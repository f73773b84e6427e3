//! Two offices with the same text.

use crate::check::{At, Check, Found, Out, Subject};
use crate::finding::{Level, Rule};

use super::d12_reused_text::FEW;

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "Y-03",
    level: Level::Warning,
    title: "两个机关的正文完全相同",
    explain: "同一年度两个机关的正文不应句句相同。",
    why: "整篇照抄别的机关，说的就不是本机关的事。",
    mend: "改写为本机关的情况。",
    source: "怀化市 2022 年通知：内容雷同追究责任；D-12 同",
    wrong: "# 甲局、乙局 2024 年度的正文句句相同",
    right: "# 各写各的",
};

fn look(subject: &Subject<'_>, out: &mut Out) {
    if !subject.wider.whole {
        return out.not_checked(&RULE, "只读了部分机关，没有与其他机关的正文比较");
    }
    if applies(subject)
        && let Some((office, all)) = subject.most_alike()
        && subject.wider.is_later(subject.report, office)
    {
        let say = format!("{all} 句与{}的正文句句相同", office.name_in(subject.report.key.year));
        out.push(Found::new(&RULE, At::Narrative, say, "改写为本机关的情况"));
    }
}

/// Whether every telling sentence stands in one other office's report of the year.
pub(super) fn applies(subject: &Subject<'_>) -> bool {
    let all = subject.wider.telling(subject.report);
    all >= FEW && subject.most_alike().is_some_and(|(_, same)| same == all)
}
