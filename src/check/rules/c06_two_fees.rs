//! The fee for information taken for the fees of an office.

use crate::check::{At, Check, Found, Out, Subject};
use crate::finding::{Level, Rule};
use rust_decimal::Decimal;

use crate::check::numbers::numbers;

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "C-06",
    level: Level::Note,
    title: "行政事业性收费与信息处理费是两回事",
    explain: "表二的“行政事业性收费”是机关收取的全部行政事业性收费；信息处理费写在第六部分。",
    why: "两者数额相同，往往是把信息处理费填进了表二。",
    mend: "核对财政票据：表二填全部行政事业性收费。",
    source: "国办函〔2020〕109号；《政府信息公开工作年度报告格式》",
    wrong: "行政事业性收费: 0.0380\n# 正文：收取信息处理费 380 元",
    right: "行政事业性收费: 12.5\n# 正文：收取信息处理费 380 元",
};

fn look(subject: &Subject<'_>, out: &mut Out) {
    let Some(edition) = subject.edition() else { return };
    let Some(&cell) = edition.role("fee_amount").first() else { return };
    let Some(amount) = subject.report.cell(cell).value().filter(|amount| !amount.is_zero()) else { return };
    let plain = subject.plain();
    for sentence in plain.sentences_with(["信息处理费"]) {
        let same = numbers(&plain.text[sentence]).into_iter().any(|number| match number.unit {
            "万元" => number.value == amount,
            "元" => number.value.checked_div(Decimal::from(10_000)) == Some(amount),
            _ => false,
        });
        if same {
            let say = format!("{}为 {amount} 万元，与正文里的信息处理费相同", edition.say(cell));
            let advise = "表二填全部行政事业性收费，信息处理费只写在第六部分；确实相同的不必改";
            out.push(Found::new(&RULE, At::Cell(cell), say, advise).cells([cell]));
            return;
        }
    }
}
