//! A suit after a review that never was.

use crate::check::{At, Check, Found, Out, Subject};
use crate::finding::{Level, Rule};

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "B-04",
    level: Level::Warning,
    title: "有复议后起诉，却没有行政复议",
    explain: "“复议后起诉”大于 0 时，本年或上年应有行政复议。",
    why: "经复议后起诉，前面必有复议。",
    mend: "核对案件是否应填在“未经复议直接起诉”，或漏填了行政复议。",
    source: "由统计表“复议后起诉”一栏的含义推得",
    wrong: "行政复议: [0, 0, 0, 0]\n复议后起诉: [1, 0, 0, 0]",
    right: "行政复议: [1, 0, 0, 0]\n复议后起诉: [1, 0, 0, 0]",
};

fn look(subject: &Subject<'_>, out: &mut Out) {
    let Some(edition) = subject.edition() else { return };
    let (Some(after), Some(review)) = (subject.role("suit_after_review"), subject.role("review")) else { return };
    if after.is_zero() || !review.is_zero() {
        return;
    }
    let all = subject.wider.all_before(subject.office, subject.report);
    let reviews = all.iter().map(|before| before.sum(before.edition.as_deref()?.role("review")));
    // Of several reports one review is enough.
    let last = reviews.reduce(|one, other| one?.checked_add(other?)).flatten();
    let Some(last) = last else {
        out.not_checked(&RULE, "没有上一年度的统计表，不知道上年有没有行政复议");
        return;
    };
    if last.is_zero() {
        let say = format!("复议后起诉 {after} 件，本年和上年的行政复议都是 0");
        let cells = edition.role("suit_after_review");
        let at = cells.first().map_or(At::Data, |cell| At::First(edition.row_of(*cell).cells.clone().collect()));
        let advise = "核对是否应填在“未经复议直接起诉”，或漏填了行政复议";
        out.push(Found::new(&RULE, at, say, advise).cells(cells.iter().copied()));
    }
}
