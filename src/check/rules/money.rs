//! Amounts that were probably written in yuan: shared by the checks that differ only in
//! which amount they hold.

use rust_decimal::Decimal;

use crate::check::{At, Found, Out, Subject};
use crate::content::OfficeKind;
use crate::finding::Rule;

/// 万元 against 元 is a factor of ten thousand; a hundredth of it is no ordinary change.
const FACTOR: u32 = 100;

pub(super) fn look(rule: &'static Rule, role: &str, subject: &Subject<'_>, out: &mut Out) {
    let Some(edition) = subject.edition() else { return };
    let Some(&cell) = edition.role(role).first() else { return };
    let Some(amount) = subject.report.cell(cell).value() else { return };
    let limit = Decimal::from(subject.config.checks.money);
    // Governments and the committees of whole zones add up many offices.
    let whole_place = subject.office.kind == OfficeKind::Government || subject.office.name.contains("管理委员会");
    let last = subject.before().and_then(|before| before.sum(before.edition.as_deref()?.role(role)));
    let far = last.filter(|last| !last.is_zero() && !amount.is_zero()).filter(|last| {
        let (most, least) = (amount.max(*last), amount.min(*last));
        least.checked_mul(Decimal::from(FACTOR)).is_some_and(|times| most > times)
    });
    let say = match far {
        Some(last) => format!("{}为 {amount} 万元，上年为 {last} 万元，相差百倍以上", edition.say(cell)),
        None if amount > limit && !whole_place => {
            format!("{}为 {amount} 万元，超过 {limit} 万元", edition.say(cell))
        }
        None => return,
    };
    let advise = match far {
        // The larger of two is the one in yuan.
        Some(last) if last > amount => "核对上年的数是否按元填写：按元填的改正上年的报告；确实如此的写一条说明",
        _ => "核对是否按元填写；按元填的除以 10000，确实如此的写一条说明",
    };
    out.push(Found::new(rule, At::Cell(cell), say, advise).cells([cell]));
}
