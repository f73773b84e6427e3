//! Numbers of the text that fit no reading of the tables: shared by the checks that
//! differ only in what the numbers speak of.

use rust_decimal::Decimal;

use crate::check::claims::Stated;
use crate::check::one_fault::Equation;
use crate::check::{At, Found, Out, Subject};
use crate::edition::{Edition, Parts};
use crate::finding::Rule;

use super::a06_empty_table;

pub(super) fn look(rule: &'static Rule, subject: &Subject<'_>, out: &mut Out) {
    let Some(edition) = subject.edition() else { return };
    let empty = a06_empty_table::applies(subject);
    let off = |stated: &&Stated| !stated.fits && stated.claim(edition).check == rule.code;
    for stated in subject.stated().iter().filter(off) {
        // A table of zeros has its own finding.
        if empty && stated.claim(edition).parts == Some(Parts::Applicants) {
            continue;
        }
        let cells: Vec<usize> = stated.readings.first().map(|(_, cells)| cells.clone()).unwrap_or_default();
        let say = format!("正文写“{}”，表中{}为 {}", stated.said, name(stated, edition), readings(stated));
        let mut found = Found::new(rule, At::Words(stated.words.clone()), say, advise(edition, &cells));
        if let Some((sum, cells)) = stated.readings.first() {
            found = found.because(format!("{} = {sum}", terms(edition, subject, cells)));
        }
        // A number of the year before that was left standing.
        for (_, cells) in &stated.readings {
            let ids = cells.iter().map(|cell| &edition.cells[*cell].id);
            let Some(before) = subject.before() else { break };
            let last = ids.map(|id| before.value(id)).try_fold(Decimal::ZERO, |sum, value| sum.checked_add(value?));
            if last == Some(stated.value) && !stated.value.is_zero() {
                let year = before.key.year;
                found = found.because(format!("{} 与 {year} 年度的数相同，多半是上年的数没有改", stated.value));
                break;
            }
        }
        for (sum, cells) in &stated.readings {
            found = found.equations(vec![Equation::new(edition, cells, &[], stated.value - sum)]);
        }
        out.push(found.cells(cells));
    }
}

fn name(stated: &Stated, edition: &Edition) -> String {
    let claim = stated.claim(edition);
    match &stated.part {
        Some(part) => format!("“{}”的“{part}”", claim.name),
        None => format!("“{}”", claim.name),
    }
}

/// `15` or, where the words have several lawful readings, `15 或 17`.
fn readings(stated: &Stated) -> String {
    let mut sums: Vec<String> = Vec::new();
    for (sum, _) in &stated.readings {
        let sum = sum.to_string();
        if !sums.contains(&sum) {
            sums.push(sum);
        }
    }
    sums.join(" 或 ")
}

fn terms(edition: &Edition, subject: &Subject<'_>, cells: &[usize]) -> String {
    let term = |cell: &usize| {
        let value = subject.report.cell(*cell).value().map_or_else(|| "未填".to_owned(), |value| value.to_string());
        format!("{} {value}", edition.say(*cell))
    };
    cells.iter().map(term).collect::<Vec<_>>().join(" + ")
}

/// What the figure of a cell is drawn with: a row's total by the row alone, a cell of a row
/// that has none by its column as well.
fn drawn(edition: &Edition, cell: usize) -> String {
    let row = &edition.row_of(cell).names.key;
    match edition.column_of(cell).derived || edition.row_of(cell).cells.len() == 1 {
        true => row.clone(),
        false => format!("{row}.{}", edition.column_of(cell).names.key),
    }
}

fn advise(edition: &Edition, cells: &[usize]) -> String {
    match cells {
        [cell] => {
            let key = drawn(edition, *cell);
            format!("改正正文或表；可以写成“{{{{ {key} }}}}”由程序取数，范围不同的写一条说明")
        }
        _ => "改正正文或表；范围不同的写一条说明".to_owned(),
    }
}
