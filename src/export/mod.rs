//! A report as another kind of file.
//!
//! Takes a report with its office, gives bytes. One file here is one format; each is
//! offered for download beside the report.

mod csv;
mod json;

use crate::content::{Office, Report};

pub use csv::rows as csv_rows;

/// A kind of file a report is offered as.
pub struct Format {
    /// Its file name beside the report.
    pub file: &'static str,
    /// What the link says.
    pub label: &'static str,
    /// Holds nothing but figures: not made for a document without tables.
    pub figures_only: bool,
    /// Makes it.
    pub make: fn(&Office, &Report) -> Vec<u8>,
}

/// The formats offered for `report`.
pub fn formats(report: &Report) -> impl Iterator<Item = &'static Format> {
    let tables = report.edition.is_some();
    FORMATS.iter().filter(move |format| tables || !format.figures_only)
}

/// The formats, in the order offered. One line a format.
const FORMATS: &[Format] = &[
    Format { file: "report.csv", label: "CSV 表格", figures_only: true, make: csv::make },
    Format { file: "report.json", label: "JSON 数据", figures_only: false, make: json::make },
];
