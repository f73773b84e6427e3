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
    /// Makes it.
    pub make: fn(&Office, &Report) -> Vec<u8>,
}

/// The formats, in the order offered. One line a format.
pub const FORMATS: &[Format] = &[
    Format { file: "report.csv", label: "CSV 表格", make: csv::make },
    Format { file: "report.json", label: "JSON 数据", make: json::make },
];
