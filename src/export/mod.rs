//! Reports as other kinds of file.
//!
//! Takes a report with its office, or many, gives bytes. One file here is one format;
//! each is offered for download beside the report, of every year and of the whole site.

mod archive;
mod csv;
mod docx;
mod json;
mod quick;
mod remarks;
mod words;
mod xlsx;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::config::Downloads;
use crate::content::{Office, Report};
use crate::edition::Edition;
use crate::error::{Error, Result};
use crate::site::{Site, route};

pub(crate) use csv::HEAD as CSV_HEAD;
pub(crate) use json::{HEAD as JSON_HEAD, TAIL as JSON_TAIL};
pub use remarks::{Remarks, corrected, remarks};
pub use words::{Words, words};

/// For the fuzzer alone: what is packed, in pieces of `piece` bytes, comes back.
#[cfg(fuzzing)]
pub fn fuzzed(text: &[u8], piece: usize) {
    quick::fuzzed(text, piece);
}

/// A report and its office.
pub type Entry<'c> = (&'c Office, &'c Report);

/// What is worked out once for a site, not once for every report.
pub struct Press {
    url: Option<String>,
    editions: Vec<Arc<Edition>>,
    /// Prepared for the first such file: a build that makes none need not.
    word: OnceLock<std::result::Result<docx::Prepared, String>>,
    excel: OnceLock<xlsx::Prepared>,
    /// What is the same in every report of a form, by its first year.
    forms: BTreeMap<u16, Prepared>,
    lately: words::Lately,
}

/// What is the same in every report of a form.
struct Prepared {
    /// Around every figure as CSV.
    csv: Vec<Around>,
    /// Around every figure as JSON, one fact a row.
    json: Vec<Around>,
    /// Before every figure in `report.json`.
    keys: Vec<String>,
    /// The derived cells there.
    derived: String,
}

impl Prepared {
    fn new(form: &Edition) -> Prepared {
        let cells = &form.cells;
        Prepared {
            csv: cells.iter().map(csv::around).collect(),
            json: cells.iter().map(json::around).collect(),
            keys: cells.iter().map(json::key).collect(),
            derived: json::derived(cells),
        }
    }
}

/// The unchanging words of a row of figures, before the figure and after it.
struct Around {
    before: String,
    after: String,
}

impl Press {
    /// Prepares the forms of a site.
    pub fn new(site: &Site<'_>) -> Press {
        let editions = site.editions();
        let reports = site.offices.iter().map(|office| office.reports.len()).sum();
        let forms = editions.iter().map(|form| (form.first_year, Prepared::new(form)));
        Press {
            url: site.config.site.url.clone(),
            forms: forms.collect(),
            editions: editions.into_iter().cloned().collect(),
            word: OnceLock::new(),
            excel: OnceLock::new(),
            lately: words::Lately::new(reports),
        }
    }

    /// What Word files are made of.
    ///
    /// # Errors
    /// When an empty one cannot be packed.
    fn word(&self) -> Result<&docx::Prepared> {
        let prepare = || docx::Prepared::new(&self.editions).map_err(|fault| fault.to_string());
        self.word.get_or_init(prepare).as_ref().map_err(|fault| Error::refused(fault.as_str()))
    }

    /// What Excel files are made of.
    fn excel(&self) -> &xlsx::Prepared {
        self.excel.get_or_init(|| xlsx::Prepared::new(&self.editions))
    }

    /// The words of a report of the site.
    pub fn words(&self, report: &Report) -> Arc<Vec<Words>> {
        self.lately.of(report)
    }

    /// What is the same in every report of a form of the site.
    fn of(&self, edition: &Edition) -> Option<&Prepared> {
        self.forms.get(&edition.first_year)
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

/// How a format holds many reports.
enum Many {
    /// Its own way, handed on while it is made.
    Book(Book),
    /// Report after report; what stands between two, and at both ends.
    Rows { head: &'static str, between: &'static str, tail: &'static str, report: Rows },
}

/// Writes many reports and hands the parts on.
type Book = fn(&Press, &[Entry<'_>], &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()>;

/// Adds the rows of a report.
type Rows = fn(&Press, Entry<'_>, &mut String);

/// Bytes of a long file that are handed on together.
const PART: usize = 256 << 10;

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
        many: Some(Many::Book(xlsx::many)),
    },
    Format {
        ending: "csv",
        label: "CSV 表格",
        figures_only: true,
        wanted: |_| true,
        one: csv::one,
        many: Some(Many::Rows { head: csv::HEAD, between: "", tail: "", report: csv::rows }),
    },
    Format {
        ending: "json",
        label: "JSON 数据",
        figures_only: false,
        wanted: |_| true,
        one: json::one,
        many: Some(Many::Rows { head: json::HEAD, between: ",\n", tail: json::TAIL, report: json::rows }),
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

    /// Every cell of many reports with tables, handed on in parts: a file of a province is
    /// longer than the memory.
    ///
    /// # Errors
    /// As [`Format::make`], the refusal of `take`, and when the format holds but one
    /// report ([`all`] leaves it out).
    pub fn make_many(
        &self,
        press: &Press,
        entries: &[Entry<'_>],
        take: &mut dyn FnMut(&[u8]) -> Result<()>,
    ) -> Result<()> {
        match &self.many {
            None => Err(Error::refused(format!("{} 只能装一份报告", self.label))),
            Some(Many::Book(make)) => make(press, entries, take),
            Some(Many::Rows { head, between, tail, report }) => {
                let mut part = String::with_capacity(PART + (PART >> 2));
                part.push_str(head);
                for (number, entry) in entries.iter().enumerate() {
                    part.push_str(if number > 0 { between } else { "" });
                    report(press, *entry, &mut part);
                    if part.len() >= PART {
                        take(part.as_bytes())?;
                        part.clear();
                    }
                }
                part.push_str(tail);
                take(part.as_bytes())
            }
        }
    }
}
