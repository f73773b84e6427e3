//! Sources → reports: what was written gets the shape its form asks for.
//!
//! Takes the files of `content/`, gives [`Content`]: offices and reports, each with
//! every cell of its form, and the findings made on the way. Reads what is there and
//! says what is not; arithmetic between cells is left to `check`, except the sums the
//! form itself derives.

pub mod cells;
mod data;
mod dates;
pub mod drawn;
mod entries;
mod fields;
pub mod figure;
mod footnotes;
mod foreign;
mod grid;
mod load;
mod marks;
mod misplaced;
pub mod narrative;
pub mod office;
mod office_file;
mod outline;
mod past;
pub mod places;
pub mod print;
pub mod report;
mod restate;
pub mod rules;
pub mod sentences;
mod shelf;
mod spotted;
mod strayed;
mod title;
mod yaml;

use std::sync::Arc;

pub use drawn::Drawn;
pub use entries::figure_said;
pub use load::{Loaded, OfficeRead, Only, in_order, load, office};
pub use misplaced::{IN_CONTENT, in_content};
pub use narrative::{Narrative, Part};
pub use office::{FormerName, Office, OfficeKind};
pub use office_file::{FORMER_NAME_NAMES, LAST_YEAR_NAMES};
pub use past::past;
pub use report::{Cell, Correction, Explanation, Published, Report, ReportKey, Restated};
pub use shelf::Passage;

/// Whether a word can be an office's folder name and address: lower-case ASCII letters,
/// digits and hyphens, and none of the addresses the site itself uses.
pub fn is_office_id(id: &str) -> bool {
    office_id_fault(id).is_none()
}

/// Why a word cannot be an office's folder name, as a sentence; `None` where it can.
pub fn office_id_fault(id: &str) -> Option<String> {
    misplaced::name_fault(id)
}

/// Whether a word is written as offices' folder names are: lower-case ASCII letters, digits
/// and hyphens, safe on every system.
pub fn is_plain_name(name: &str) -> bool {
    misplaced::well_formed(name)
}

/// A day as clerks write it (`2021年1月5日`), as `2021-01-05`; `None` for other words.
pub fn day(written: &str) -> Option<String> {
    dates::date(written).ok().map(|date| date.to_string())
}

/// Everything the site is made from.
#[derive(Clone, Debug, Default)]
pub struct Content {
    /// The offices, in order of kind, 排序 and id.
    pub offices: Vec<Office>,
    /// The reports, by office id and year. Shared, so that the preview can hold two states
    /// of a site that differ in one report.
    pub reports: Vec<Arc<Report>>,
    /// Offices that are no part of what is made ([`Only::Alone`]): of them only
    /// `office.yaml` was read, so that a superior or 前身 outside is known by name.
    pub outside: Vec<Office>,
}

impl Content {
    /// The office called `id`.
    pub fn office(&self, id: &str) -> Option<&Office> {
        self.offices.iter().find(|office| &*office.id == id)
    }

    /// Whether there is an office called `id` that is no part of what is made.
    pub fn is_outside(&self, id: &str) -> bool {
        self.outside.iter().any(|office| &*office.id == id)
    }
}
