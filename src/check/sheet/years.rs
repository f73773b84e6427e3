//! Figures that last year's report explains.

use std::borrow::Cow;

use crate::check::Subject;
use crate::check::rules::stocks;
use crate::content::{Office, Report};
use crate::edition::{Edition, Stock, Table};

use super::figures::compared;
use super::verdict::Judge;
use super::{At, Group, Kind, Record, Side, Term, column_key};

/// What is carried over from last year, column by column. The rows keep their columns
/// when the form changes; after a merger the reports of all offices merged into this
/// one are added up.
pub(super) fn carried<'s>(
    edition: &'s Edition,
    record: &'s Record<'_>,
    office: &Office,
    report: &'s Report,
    judge: &Judge<'s>,
) -> Vec<Group<'s>> {
    let year = report.key.year.saturating_sub(1);
    let mut groups = Vec::new();
    for table in &edition.tables {
        let Some(carry) = &table.carry else { continue };
        let (row, from) = (&table.rows[carry.into], from_key(table, &carry.from));
        let mut group = Group {
            kind: Kind::Years,
            id: format!("{}-{}", table.id, carry.check),
            title: format!("本报告的“{}”等于 {year} 年度报告的“{from}”", row.names.key),
            heads: [
                Cow::Borrowed("列"),
                Cow::Owned(format!("本报告“{}”", row.names.key)),
                Cow::Owned(format!("{year} 年度报告“{from}”")),
            ],
            lines: Vec::new(),
            zeros: Vec::new(),
            codes: vec![&carry.check],
            reason: None,
        };
        match record.before(office, report) {
            Err(reason) => group.reason = Some(Cow::Owned(reason)),
            Ok(before) => {
                for cell in row.cells.clone() {
                    let column = column_key(edition, cell);
                    let left = Side::of(report, &[cell], |_| Cow::Borrowed(""));
                    let id = format!("{}.{}.{}", table.id, carry.from, edition.column_of(cell).names.id);
                    let right = left_open(record, &before, &id);
                    group.lines.push(compared(edition, judge, &carry.check, column, left, right, &[cell]));
                }
            }
        }
        groups.push(group);
    }
    groups
}

/// The name of the row that is carried over. It is the same row in every form.
fn from_key<'s>(table: &'s Table, from: &'s str) -> &'s str {
    table.rows.iter().find(|row| row.names.id == *from).map_or(from, |row| row.names.key.as_str())
}

/// What the reports of the year before left open in the cell called `id`.
fn left_open<'s>(record: &'s Record<'_>, before: &[&'s Report], id: &str) -> Side<'s> {
    let mut side = Side::default();
    for report in before {
        let words = match before.len() {
            1 => Cow::Borrowed(""),
            _ => {
                let office = record.wider.office(&report.key.office);
                Cow::Borrowed(office.map_or(&*report.key.office, |office| office.name_in(report.key.year)))
            }
        };
        let cell = report.edition.as_ref().and_then(|form| form.cell(id));
        side.terms.push(match cell {
            Some(cell) => Term::new(words, report, cell),
            None => Term { words, value: None, at: At::Nowhere, minus: false },
        });
    }
    side.add_up();
    side
}

/// Stocks: what last year's figures and this year's changes make.
pub(super) fn stocks<'s>(
    edition: &'s Edition,
    subject: &Subject<'s>,
    record: &'s Record<'_>,
    judge: &Judge<'s>,
) -> Option<Group<'s>> {
    if edition.stocks.is_empty() {
        return None;
    }
    let mut group = Group {
        kind: Kind::Years,
        id: "stocks".to_owned(),
        title: "由上年的数推算出的数".to_owned(),
        heads: [Cow::Borrowed("项目"), Cow::Borrowed("本报告"), Cow::Borrowed("按上年推算")],
        lines: Vec::new(),
        zeros: Vec::new(),
        codes: edition.stocks.iter().map(|stock| stock.check.as_str()).collect(),
        reason: None,
    };
    let shown = record.before(subject.office, subject.report).and_then(|_| stocks::comparable(subject, edition));
    match shown {
        Err(reason) => group.reason = Some(Cow::Owned(reason)),
        Ok(before) => {
            for stock in &edition.stocks {
                let (left, right) = (this_year(subject.report, stock), expected(edition, subject, stock, before));
                let name = Cow::Owned(edition.say(stock.stock));
                group.lines.push(compared(edition, judge, &stock.check, name, left, right, &[stock.stock]));
            }
        }
    }
    Some(group)
}

fn this_year<'s>(report: &'s Report, stock: &Stock) -> Side<'s> {
    Side::of(report, &[stock.stock], |_| Cow::Borrowed(""))
}

fn expected<'s>(edition: &'s Edition, subject: &Subject<'s>, stock: &Stock, before: &'s Report) -> Side<'s> {
    let mut side = Side::default();
    let last = stock.last.iter().map(|cell| {
        Term::new(Cow::Owned(format!("{} 年度{}", before.key.year, column_key(edition, *cell))), before, *cell)
    });
    side.terms.extend(last);
    let now = |cell: &usize, minus| {
        let words = Cow::Owned(format!("本年{}", column_key(edition, *cell)));
        Term { minus, ..Term::new(words, subject.report, *cell) }
    };
    side.terms.extend(stock.plus.iter().map(|cell| now(cell, false)));
    side.terms.extend(stock.minus.iter().map(|cell| now(cell, true)));
    side.add_up();
    side
}
