//! Reports as other kinds of file.
//!
//! Takes a report with its office, or many, gives bytes. One file here is one format;
//! each is offered for download beside the report, of every year and of the whole site.

mod csv;
mod json;
mod words;
mod xlsx;

use crate::content::{Office, Report};
use crate::error::Result;

pub use words::{Words, words};

/// A report and its office.
pub type Entry<'c> = (&'c Office, &'c Report);

/// A kind of file reports are offered as.
pub struct Format {
    /// Its ending, without the dot.
    pub ending: &'static str,
    /// What the link says.
    pub label: &'static str,
    /// Holds nothing but figures: not made for a document without tables.
    figures_only: bool,
    /// Slow to make and large: left out where a site says so.
    spreadsheet: bool,
    one: fn(&Office, &Report) -> Result<Vec<u8>>,
    many: fn(&[Entry<'_>]) -> Result<Vec<u8>>,
}

/// The formats, in the order offered. One line a format.
const FORMATS: &[Format] = &[
    Format {
        ending: "csv", label: "CSV 表格", figures_only: true, spreadsheet: false, one: csv::one, many: csv::many
    },
    Format {
        ending: "xlsx",
        label: "Excel 表格（统计表版式）",
        figures_only: true,
        spreadsheet: true,
        one: xlsx::one,
        many: xlsx::many,
    },
    Format {
        ending: "json",
        label: "JSON 数据",
        figures_only: false,
        spreadsheet: false,
        one: json::one,
        many: json::many,
    },
];

/// The formats offered for `report`; `spreadsheets` as the site has it.
pub fn formats(report: &Report, spreadsheets: bool) -> impl Iterator<Item = &'static Format> + use<> {
    let tables = report.edition.is_some();
    all(spreadsheets).filter(move |format| tables || !format.figures_only)
}

/// The formats offered for many reports together.
pub fn all(spreadsheets: bool) -> impl Iterator<Item = &'static Format> {
    FORMATS.iter().filter(move |format| spreadsheets || !format.spreadsheet)
}

impl Format {
    /// The file's name beside a report.
    pub fn file(&self) -> String {
        format!("report.{}", self.ending)
    }

    /// The file's name where it holds many reports.
    pub fn cells_file(&self) -> String {
        format!("cells.{}", self.ending)
    }

    /// One report.
    ///
    /// # Errors
    /// When the format cannot hold it.
    pub fn make(&self, office: &Office, report: &Report) -> Result<Vec<u8>> {
        (self.one)(office, report)
    }

    /// Every cell of many reports.
    ///
    /// # Errors
    /// As [`Format::make`].
    pub fn make_many(&self, entries: &[Entry<'_>]) -> Result<Vec<u8>> {
        (self.many)(entries)
    }
}
