//! Cases closed for an unpaid fee, and not a word of fees.

use crate::check::{At, Check, Found, Out, Subject};
use crate::finding::{Level, Rule};

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "A-08",
    level: Level::Warning,
    title: "有逾期未缴费的件，第六部分没有写信息处理费",
    explain: "“逾期未按收费通知要求缴纳费用”大于 0 时，第六部分应写明发出收费通知和收取信息处理费的情况。",
    why: "收费情况按要求在第六部分报告；有未缴费的件说明发过收费通知。",
    mend: "在第六部分写明收费通知的件数和收取的金额，没有收取的写 0。",
    source: "国办函〔2020〕109号；《政府信息公开工作年度报告格式》",
    wrong: "## 六、其他需要报告的事项\n无。",
    right: "## 六、其他需要报告的事项\n全年发出收费通知 2 件，收取信息处理费 0 元。",
};

/// What speaks of the fee: its name, or the notices to pay it.
const FEE: [&str; 2] = ["处理费", "收费通知"];

/// Whether cases were closed for an unpaid fee and section six does not speak of it.
pub(super) fn applies(subject: &Subject<'_>) -> bool {
    let unpaid = subject.role("fee_unpaid").is_some_and(|unpaid| !unpaid.is_zero());
    let Some(part) = subject.section("other").filter(|_| unpaid) else { return false };
    // As it is read: words broken over two lines or printed bold are words, a comment is not.
    let words = &subject.plain().text[subject.plain().within(&part.body)];
    !FEE.iter().any(|fee| words.contains(fee))
}

fn look(subject: &Subject<'_>, out: &mut Out) {
    let (Some(edition), true) = (subject.edition(), applies(subject)) else { return };
    let (Some(unpaid), Some(part)) = (subject.role("fee_unpaid"), subject.section("other")) else { return };
    let title = &subject.report.narrative.text[part.title.clone()];
    let say = format!("表中逾期未缴费 {unpaid} 件，“{title}”应写信息处理费的情况，实际没有提到");
    let advise = "写明发出收费通知的件数和收取的金额，没有收取的写 0";
    let cells = edition.role("fee_unpaid").iter().copied();
    out.push(Found::new(&RULE, At::Words(part.title.clone()), say, advise).cells(cells));
}
