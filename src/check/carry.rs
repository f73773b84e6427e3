//! What is carried over from last year, column by column.
//!
//! A form's data says which row goes on from which (`carry`); the rows keep their columns
//! when the form changes, so the carry-over crosses from 2020 to 2021. After a merger the
//! office takes over the open requests of all offices merged into it.

use rust_decimal::Decimal;

use crate::content::Report;
use crate::edition::Edition;

use super::Subject;

/// One carried figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Carried {
    /// The cell of this year's report.
    pub cell: usize,
    /// What last year's report, or reports, left open.
    pub should: Decimal,
    /// What this year's report says.
    pub is: Decimal,
}

/// The carried figures of a report, typed ones and totals. Columns with a missing figure
/// on either side are left out: the missing figure has its own finding.
///
/// # Errors
/// Why there is nothing to hold them against.
pub fn carried(subject: &Subject<'_>) -> Result<Vec<Carried>, String> {
    let Some(edition) = subject.edition() else { return Ok(Vec::new()) };
    let year = subject.report.key.year.saturating_sub(1);
    let before = subject.wider.taken_over(subject.office, subject.report)?;
    if before.iter().any(|before| before.edition.is_none()) {
        return Err(format!("{year} 年度的报告是文本，没有统计表"));
    }
    Ok(between(edition, subject.report, &before))
}

/// The carried figures from `before` to `report`.
pub fn between(edition: &Edition, report: &Report, before: &[&Report]) -> Vec<Carried> {
    let mut found = Vec::new();
    for table in &edition.tables {
        let Some(carry) = &table.carry else { continue };
        let row = &table.rows[carry.into];
        for (cell, column) in row.cells.clone().zip(&table.blocks[row.block].columns) {
            let id = format!("{}.{}.{}", table.id, carry.from, column.names.id);
            let should = before.iter().try_fold(Decimal::ZERO, |sum, before| sum.checked_add(before.value(&id)?));
            if let (Some(should), Some(is)) = (should, report.cell(cell).value()) {
                found.push(Carried { cell, should, is });
            }
        }
    }
    found
}

/// The cell of `before` that `cell` of this year's form goes on from.
pub fn source(edition: &Edition, cell: usize, before: &Edition) -> Option<usize> {
    let table = edition.table_of(cell);
    let carry = table.carry.as_ref()?;
    before.cell(&format!("{}.{}.{}", table.id, carry.from, edition.column_of(cell).names.id))
}
