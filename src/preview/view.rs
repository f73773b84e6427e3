//! One state of the site, complete, to be shown.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::config::Config;
use crate::content::Content;
use crate::edition::Editions;
use crate::finding::Finding;
use crate::finding::json::NotChecked;
use crate::render::theme::Theme;

use super::judge::Judged;

/// What pages are made from, and what was found.
pub(super) struct View {
    /// Counts the states.
    pub(super) number: u64,
    pub(super) root: PathBuf,
    pub(super) config: Config,
    pub(super) editions: Arc<Editions>,
    pub(super) content: Content,
    /// What was found, by office id.
    pub(super) judged: BTreeMap<String, Arc<Judged>>,
    /// What was found in the settings.
    pub(super) settings: Arc<Judged>,
    pub(super) theme: Arc<Theme>,
    /// What the machine refuses to show.
    pub(super) faults: Vec<String>,
}

impl View {
    /// Everything that was found, office by office.
    pub(super) fn findings(&self) -> impl Iterator<Item = &Finding> {
        let offices = self.judged.values().flat_map(|judged| &judged.findings);
        self.settings.findings.iter().chain(offices)
    }

    /// What could not be checked.
    pub(super) fn not_checked(&self) -> impl Iterator<Item = &NotChecked> {
        self.judged.values().flat_map(|judged| &judged.not_checked)
    }

    /// Whether the report of an office for a year is a draft.
    pub(super) fn is_draft(&self, office: &str, year: u16) -> bool {
        let mut reports = self.content.reports.iter();
        reports.any(|report| report.draft && report.key.year == year && *report.key.office == *office)
    }

    /// Office and year of the report an address belongs to.
    pub(super) fn report_of(address: &str) -> Option<(&str, u16)> {
        let (office, rest) = address.split_once('/')?;
        let (year, _) = rest.split_once('/')?;
        Some((office, year.parse().ok()?))
    }
}
