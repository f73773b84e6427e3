//! Reports as other kinds of file.
//!
//! Takes a report with its office, or many, gives bytes. One file here is one format;
//! each is offered for download beside the report, of every year and of the whole site.

mod csv;
mod docx;
mod json;
mod remarks;
mod words;
mod xlsx;

use crate::config::Downloads;
use crate::content::{Office, Report};
use crate::error::{Error, Result};
use crate::site::{Site, route};

pub use remarks::{Remarks, remarks};
pub use words::{Words, words};

/// A report and its office.
pub type Entry<'c> = (&'c Office, &'c Report);

/// What is worked out once for a site, not once for every report.
pub struct Press {
    url: Option<String>,
    word: docx::Prepared,
}

impl Press {
    /// Prepares the forms of a site.
    ///
    /// # Errors
    /// When an empty Word file cannot be packed.
    pub fn new(site: &Site<'_>) -> Result<Press> {
        Ok(Press { url: site.config.site.url.clone(), word: docx::Prepared::new(site.editions())? })
    }

    /// Where a link of a report's narrative leads once the words have left the site: its
    /// own address, or one made with `[site] url`; none where the site's address is not
    /// known.
    pub fn address(&self, report: &Report, link: &str) -> Option<String> {
        // Everything with a scheme was let through as a whole address.
        let path = link.split(['/', '?', '#']).next().unwrap_or_default();
        if path.contains(':') {
            return Some(link.to_owned());
        }
        route::absolute(self.url.as_deref()?, &route::report(&report.key.office, report.key.year), link)
    }
}

/// A kind of file reports are offered as.
pub struct Format {
    /// Its ending, without the dot.
    pub ending: &'static str,
    /// What the link says.
    pub label: &'static str,
    /// Holds nothing but figures: not made for a document without tables.
    figures_only: bool,
    /// Whether a site wants it.
    wanted: fn(&Downloads) -> bool,
    one: fn(&Press, Entry<'_>) -> Result<Vec<u8>>,
    /// Absent for a format that holds the words of one report.
    many: Option<Many>,
}

type Many = fn(&[Entry<'_>]) -> Result<Vec<u8>>;

/// The formats, in the order offered. One line a format.
const FORMATS: &[Format] = &[
    Format {
        ending: "docx",
        label: "Word 文档（公文格式）",
        figures_only: false,
        wanted: |downloads| downloads.word,
        one: docx::one,
        many: None,
    },
    Format {
        ending: "xlsx",
        label: "Excel 表格（统计表版式）",
        figures_only: true,
        wanted: |downloads| downloads.spreadsheets,
        one: xlsx::one,
        many: Some(xlsx::many),
    },
    Format {
        ending: "csv",
        label: "CSV 表格",
        figures_only: true,
        wanted: |_| true,
        one: csv::one,
        many: Some(csv::many),
    },
    Format {
        ending: "json",
        label: "JSON 数据",
        figures_only: false,
        wanted: |_| true,
        one: json::one,
        many: Some(json::many),
    },
];

/// The formats offered for `report`, as the site has it.
pub fn formats(report: &Report, downloads: Downloads) -> impl Iterator<Item = &'static Format> + use<> {
    let tables = report.edition.is_some();
    FORMATS.iter().filter(move |format| (format.wanted)(&downloads) && (tables || !format.figures_only))
}

/// The formats offered for many reports together.
pub fn all(downloads: Downloads) -> impl Iterator<Item = &'static Format> {
    FORMATS.iter().filter(move |format| (format.wanted)(&downloads) && format.many.is_some())
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
    pub fn make(&self, press: &Press, office: &Office, report: &Report) -> Result<Vec<u8>> {
        (self.one)(press, (office, report))
    }

    /// Every cell of many reports.
    ///
    /// # Errors
    /// As [`Format::make`], and when the format holds but one report ([`all`] leaves it out).
    pub fn make_many(&self, entries: &[Entry<'_>]) -> Result<Vec<u8>> {
        let many = self.many.ok_or_else(|| Error::refused(format!("{} 只能装一份报告", self.label)))?;
        many(entries)
    }
}
