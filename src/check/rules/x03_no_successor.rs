//! An office that ended and was not taken over.

use crate::check::OfficeSubject;
use crate::finding::{Finding, Level, Rule};

pub(super) static RULE: Rule = Rule {
    code: "X-03",
    level: Level::Warning,
    title: "停用的机关没有写明由谁承接",
    explain: "office.yaml 写了“停用年度”的机关，应有另一机关的“前身”写它，申请的结转才接得上；撤销后无人承接的除外。",
    why: "机构合并、更名后不写前身，两段历史就断开，结转也无从核对。",
    mend: "在承接机关的 office.yaml 写“前身: [这个机关的文件夹名]”；只是改名的，改写“曾用名”。",
    source: "本程序的约定，依据跨年比较的需要",
    wrong: "# content/old/office.yaml\n停用年度: 2022",
    right: "# content/new/office.yaml\n前身: [old]",
};

pub(super) fn look(subject: &OfficeSubject<'_>, findings: &mut Vec<Finding>) {
    let (office, wider) = (subject.office, subject.wider);
    let Some(last) = office.last_year.filter(|_| !wider.has_successor(&office.id)) else { return };
    // An office that is gone without leaving anything open needs no successor.
    let open = wider
        .report(&office.id, last)
        .and_then(|report| report.sum(report.edition.as_deref()?.role("carried_out")).filter(|open| !open.is_zero()));
    let heirs = wider.beginning_after(office, last);
    let reason = match (open, heirs.first()) {
        (Some(open), _) => format!("{last} 年度结转 {open} 件没有机关承接"),
        (None, Some(heir)) => format!("“{}”恰从 {} 年度开始报告，却没有写前身", heir.name, last + 1),
        (None, None) => return,
    };
    let say = format!("“{}”停用于 {last} 年度，应有机关写它为前身，实际没有：{reason}", office.name);
    let advise = format!("在承接机关的 office.yaml 写“前身: [{}]”；只是改名的，不写停用年度，改写“曾用名”", office.id);
    findings.push(subject.at(&RULE, "停用年度", "").say(say).advise(advise).done());
}
