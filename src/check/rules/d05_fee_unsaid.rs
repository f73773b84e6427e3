//! Section six says nothing of the fee.

use crate::check::{At, Check, Found, Out, Subject};
use crate::finding::{Level, Rule};

use super::a08_fee_not_reported;

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "D-05",
    level: Level::Note,
    title: "第六部分没有提到信息处理费",
    explain: "第六部分应写明依据《政府信息公开信息处理费管理办法》收取信息处理费的情况，没有收取的也写 0。",
    why: "2021 年起各地都要求写；只写“无”看不出是没有收取还是没有写。",
    mend: "写一句收取信息处理费的情况。",
    source: "《政府信息公开工作年度报告格式》的填写要求；2024、2025 年度各地做法",
    wrong: "## 六、其他需要报告的事项\n无。",
    right: "## 六、其他需要报告的事项\n全年没有收取信息处理费。",
};

fn look(subject: &Subject<'_>, out: &mut Out) {
    let (Some(edition), Some(part)) = (subject.edition(), subject.section("other")) else { return };
    let words = &subject.plain().text[subject.plain().within(&part.body)];
    // A form without the row for unpaid fees is older than the fee.
    let none = edition.role("fee_unpaid").is_empty() || words.trim().is_empty();
    if none || a08_fee_not_reported::applies(subject) || ["处理费", "收费"].iter().any(|word| words.contains(word))
    {
        return;
    }
    let title = &subject.report.narrative.text[part.title.clone()];
    let say = format!("“{title}”应写明信息处理费的收取情况，实际没有提到");
    out.push(Found::new(
        &RULE,
        At::Words(part.title.clone()),
        say,
        "写一句收取的金额，没有收取的写“没有收取信息处理费”",
    ));
}
