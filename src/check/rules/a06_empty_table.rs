//! A table of zeros under a text that speaks of requests.

use crate::check::claims::Stated;
use crate::check::{At, Check, Found, Out, Subject};
use crate::edition::{Edition, Parts};
use crate::finding::{Level, Rule};

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "A-06",
    level: Level::Warning,
    title: "表三全为 0，正文却说收到申请",
    explain: "收到和处理政府信息公开申请情况表各格都是 0 时，正文不应写收到或办理了几件申请。",
    why: "多半是表忘了填，或正文是从别处抄来的。",
    mend: "核对登记台账：确有申请的填表，没有的改正文。",
    source: "本程序的核对规则：正文与统计表说的是同一件事",
    wrong: "依申请公开: 无\n# 正文：全年收到申请 3 件",
    right: "依申请公开:\n  本年新收: {自然人: 3}\n  予以公开: {自然人: 3}",
};

fn look(subject: &Subject<'_>, out: &mut Out) {
    if !applies(subject) {
        return;
    }
    let Some(edition) = subject.edition() else { return };
    let Some(stated) = subject.stated().iter().find(|stated| of_requests(stated, edition)) else { return };
    let cells = stated.readings.iter().flat_map(|(_, cells)| cells.iter().copied());
    let say = format!("依申请公开的表各格都是 0，正文却写“{}”", stated.said);
    let advise = "核对登记台账：确有申请的填表，没有的改正文";
    out.push(Found::new(&RULE, At::Words(stated.words.clone()), say, advise).cells(cells));
}

fn of_requests(stated: &Stated, edition: &Edition) -> bool {
    stated.claim(edition).parts == Some(Parts::Applicants) && !stated.fits && !stated.value.is_zero()
}

/// Whether the table holds nothing but zeros: then one finding speaks for all numbers of
/// requests in the text.
pub(super) fn applies(subject: &Subject<'_>) -> bool {
    let zero = |role| subject.role(role).is_some_and(|sum| sum.is_zero());
    zero("new") && zero("carried_in") && zero("handled")
}
