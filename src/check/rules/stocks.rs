//! Figures that last year's explain: shared by the checks that differ only in which
//! figures they hold.

use rust_decimal::Decimal;

use crate::check::{At, Found, Out, Subject};
use crate::content::Report;
use crate::edition::{Edition, Stock};
use crate::finding::Rule;

/// A stock with its figures.
pub(crate) struct Sum {
    pub(crate) last: Decimal,
    pub(crate) plus: Decimal,
    pub(crate) minus: Decimal,
    pub(crate) stock: Decimal,
}

impl Sum {
    /// What the stock should be.
    pub(crate) fn expected(&self) -> Option<Decimal> {
        self.last.checked_add(self.plus)?.checked_sub(self.minus)
    }
}

/// The figures of `stock`; none where one is missing.
pub(crate) fn sum(stock: &Stock, report: &Report, before: &Report) -> Option<Sum> {
    let none_is_zero = |cells: &[usize]| match cells.is_empty() {
        true => Some(Decimal::ZERO),
        false => report.sum(cells),
    };
    Some(Sum {
        last: before.sum(&stock.last)?,
        plus: none_is_zero(&stock.plus)?,
        minus: none_is_zero(&stock.minus)?,
        stock: report.cell(stock.stock).value()?,
    })
}

/// Last year's report, if it stands on the same form.
pub(crate) fn comparable<'c>(subject: &Subject<'c>, edition: &Edition) -> Result<&'c Report, String> {
    let year = subject.report.key.year.saturating_sub(1);
    // What an office took over with those merged into it may count to its own, or not.
    if subject.wider.all_before(subject.office, subject.report).len() > 1 {
        return Err(format!("{year} 年度的数分在几份报告里，没有可以直接对照的一份"));
    }
    let before = subject.before().ok_or_else(|| subject.wider.none_before(subject.office, subject.report))?;
    match &before.edition {
        Some(old) if old.id == edition.id => Ok(before),
        _ => Err(format!("{year} 年度用的是另一种版式，没有可比的格")),
    }
}

pub(super) fn look(rule: &'static Rule, subject: &Subject<'_>, out: &mut Out) {
    let Some(edition) = subject.edition() else { return };
    let mut stocks = edition.stocks.iter().filter(|stock| stock.check == rule.code).peekable();
    if stocks.peek().is_none() {
        return;
    }
    let before = match comparable(subject, edition) {
        Ok(before) => before,
        Err(reason) => return out.not_checked(rule, reason),
    };
    for stock in stocks {
        let Some(sum) = sum(stock, subject.report, before) else { continue };
        let Some(expected) = sum.expected().filter(|expected| *expected != sum.stock) else { continue };
        // More taken away than there was is another finding.
        if expected.is_sign_negative() && !stock.minus.is_empty() {
            continue;
        }
        let name = edition.say(stock.stock);
        let say =
            format!("{name}按上年推算应为 {expected}，实际为 {}，相差 {}", sum.stock, (expected - sum.stock).abs());
        let words = match stock.minus.is_empty() {
            true => format!("{} 年度 {} = {expected}", before.key.year, terms(edition, before, &stock.last)),
            false => format!(
                "{} 年度 {} + 本年{} - 本年{} = {expected}",
                before.key.year,
                sum.last,
                terms(edition, subject.report, &stock.plus),
                terms(edition, subject.report, &stock.minus)
            ),
        };
        let cells = stock.last.iter().chain(&stock.plus).chain(&stock.minus).copied().chain([stock.stock]);
        let advise = "核对目录；因清理、失效或统计范围变化的，写一条说明";
        out.push(Found::new(rule, At::Cell(stock.stock), say, advise).because(words).cells(cells));
    }
}

fn terms(edition: &Edition, report: &Report, cells: &[usize]) -> String {
    let term = |cell: &usize| {
        let value = report.cell(*cell).value().map_or_else(|| "未填".to_owned(), |value| value.to_string());
        format!("{} {value}", edition.column_of(*cell).names.key)
    };
    cells.iter().map(term).collect::<Vec<_>>().join(" + ")
}
