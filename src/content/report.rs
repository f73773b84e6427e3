//! One office's report for one year, as read and not yet judged.

use std::fmt::Write;
use std::sync::Arc;

use jiff::civil::{Date, Time};
use rust_decimal::Decimal;

use crate::edition::{Edition, Kind, Relation};

use super::cells::Cells;
use super::narrative::Narrative;

/// What stands in a cell. Zero is a figure like any other; a figure that was not given
/// is missing and takes part in no sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing was given: publication waits until somebody fills it.
    Missing,
    /// A number with the digits it was written with (`0.5500` keeps its zeros).
    Given(Decimal),
}

impl Cell {
    /// The number, if there is one.
    pub fn value(self) -> Option<Decimal> {
        match self {
            Cell::Missing => None,
            Cell::Given(value) => Some(value),
        }
    }
}

/// Which report is meant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReportKey {
    /// Office id (folder name).
    pub office: Arc<str>,
    /// Report year; the statistics period is that calendar year.
    pub year: u16,
}

/// One office-year.
#[derive(Clone, Debug)]
pub struct Report {
    /// Office and year.
    pub key: ReportKey,
    /// The statutory form; `None` for a document without tables (`版式: 文本`).
    pub edition: Option<Arc<Edition>>,
    /// One cell for each of the edition's cells, derived ones worked out; empty for a
    /// document.
    pub cells: Cells,
    /// Totals typed under `核对`.
    pub restated: Vec<Restated>,
    /// When it was published (Asia/Shanghai).
    pub published: Option<Published>,
    /// Checked and previewed, not published.
    pub draft: bool,
    /// Corrections after publication, in the order written.
    pub corrections: Vec<Correction>,
    /// Findings the office acknowledges, with its reasons.
    pub explanations: Vec<Explanation>,
    /// The words.
    pub narrative: Narrative,
    /// Other files in the folder: originals offered for download, sorted by name.
    pub attachments: Vec<String>,
}

impl Report {
    /// The cell numbered `cell`; missing when the report has no such cell.
    pub fn cell(&self, cell: usize) -> Cell {
        self.cells.get(cell)
    }

    /// Writes the figure in the cell numbered `cell` as it is printed; false for a missing
    /// one.
    pub fn push_cell(&self, cell: usize, kind: Kind, out: &mut String) -> bool {
        if let Some(whole) = self.cells.whole(cell) {
            match u8::try_from(whole) {
                Ok(digit @ 0..=9) => out.push(char::from(b'0' + digit)),
                _ => out.push_str(itoa::Buffer::new().format(whole)),
            }
            return true;
        }
        let value = self.cell(cell).value();
        value.is_some_and(|value| {
            push(value, kind, out);
            true
        })
    }

    /// The number in the cell called `id` (`t3.granted.total`), if this report's form
    /// has that cell and it was given.
    pub fn value(&self, id: &str) -> Option<Decimal> {
        let cell = self.edition.as_ref()?.cell(id)?;
        self.cell(cell).value()
    }

    /// The sum of cells; none where there are none or a figure is missing.
    pub fn sum(&self, cells: &[usize]) -> Option<Decimal> {
        let (first, rest) = cells.split_first()?;
        // A single figure keeps the digits it was written with.
        let first = self.cell(*first).value()?;
        rest.iter().try_fold(first, |sum, cell| sum.checked_add(self.cell(*cell).value()?))
    }

    /// Whether both sides of a relation come to the same; not where a figure is missing.
    pub fn balances(&self, relation: &Relation) -> bool {
        self.sum(&relation.left).zip(self.sum(&relation.right)).is_some_and(|(left, right)| left == right)
    }

    /// The newest day it names: of its publication or of a correction.
    pub fn newest_day(&self) -> Option<Date> {
        let corrected = self.corrections.iter().map(|correction| correction.date);
        corrected.chain(self.published.map(|published| published.date)).max()
    }

    /// The report's title: form's pattern with office and year filled in.
    pub fn title(&self, office_name: &str) -> String {
        let pattern = self
            .edition
            .as_ref()
            .map_or("{机关}{年度}年政府信息公开工作年度报告", |e| e.report_title.as_str());
        pattern.replace("{机关}", office_name).replace("{年度}", &self.key.year.to_string())
    }

    /// Folder of the report relative to the root, with `/`.
    pub fn folder(&self) -> String {
        format!("content/{}/{}", self.key.office, self.key.year)
    }
}

/// A total the office typed under `核对`, to be held against the derived one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Restated {
    /// Number of the derived cell.
    pub cell: usize,
    /// What was typed.
    pub value: Decimal,
}

/// When a report was published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Published {
    /// The day.
    pub date: Date,
    /// The minute, where given.
    pub time: Option<Time>,
}

impl Published {
    /// `2021年1月20日`, as documents date themselves.
    pub fn chinese(&self) -> String {
        format!("{}年{}月{}日", self.date.year(), self.date.month(), self.date.day())
    }

    /// `2021-01-20` or `2021-01-20 09:00`.
    pub fn text(&self) -> String {
        match self.time {
            Some(time) => format!("{} {:02}:{:02}", self.date, time.hour(), time.minute()),
            None => self.date.to_string(),
        }
    }
}

/// An entry of `更正`: a figure or a passage changed after publication.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Correction {
    /// 日期.
    pub date: Date,
    /// 格: number of the cell, where a figure is meant.
    pub cell: Option<usize>,
    /// 原: what was published before.
    pub old: String,
    /// 新: what it says now.
    pub new: String,
    /// 原因.
    pub reason: String,
    /// Place in the list `更正`, from 0.
    pub index: usize,
}

/// An entry of `说明`: one finding acknowledged for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Explanation {
    /// 规则: code of the finding.
    pub code: String,
    /// 格: number of the cell, where only one is meant.
    pub cell: Option<usize>,
    /// 理由, printed at the cell.
    pub reason: String,
    /// Place in the list `说明`, from 0.
    pub index: usize,
}

/// A number as it is printed: digits as written, no thousands marks.
pub fn print(value: Decimal, kind: Kind) -> String {
    let mut out = String::new();
    push(value, kind, &mut out);
    out
}

/// As [`print()`], at the end of a text.
pub fn push(value: Decimal, kind: Kind, out: &mut String) {
    // Nearly all figures are small whole numbers, and most of those 0: printed without the
    // detour over 96 bits.
    if value.scale() == 0 {
        match i64::try_from(value.mantissa()) {
            Ok(0) => return out.push('0'),
            Ok(whole) => return out.push_str(itoa::Buffer::new().format(whole)),
            Err(_) => {}
        }
    }
    let value = match kind {
        Kind::Wan => value,
        // Counts are whole: that keeps `3.0` out of print.
        Kind::Count | Kind::Delta => value.trunc(),
    };
    // Writing to a String cannot fail.
    let _ = write!(out, "{value}");
}
