//! What the pages of a site were made of, so that those that cannot have changed need not
//! be made again.
//!
//! Takes the arranged site with the run's findings and the theme, gives one fingerprint for
//! each group of pages: those of an office, those of figures, those of words. Errs on the
//! side of making again: whatever concerns all pages (settings, theme, program, offices,
//! the list of reports) is part of every fingerprint.
//!
//! Kept as `.nianbao` in the published folder, where only this program reads it; without
//! it, or with one that cannot be read, everything is made.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};

use blake3::{Hash, Hasher};
use rayon::prelude::*;
use serde::Deserialize;

use crate::check::sheet::Record;
use crate::content::{Office, Report};
use crate::render::theme::Theme;
use crate::site::{Site, route};

/// The name of exactly this program (`build.rs`).
const PROGRAM: &str = env!("NIANBAO_SOURCE");

/// Pages that are made again together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group<'r> {
    /// The pages of an office and of its reports.
    Office(&'r str),
    /// Pages of the whole site and data files: all of the reports but their words.
    Figures,
    /// The search index: all of the reports.
    Words,
}

impl<'r> Group<'r> {
    /// The group of the file at `route`.
    pub fn of(route: &'r str, site: &Site<'_>) -> Group<'r> {
        if route.starts_with("search/index/") {
            return Group::Words;
        }
        match route::office_of(route).filter(|id| site.office(id).is_some()) {
            Some(id) => Group::Office(id),
            None => Group::Figures,
        }
    }
}

/// The fingerprints of a site.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Made {
    figures: Option<Hash>,
    words: Option<Hash>,
    offices: BTreeMap<String, Hash>,
}

impl Made {
    /// Of the site as it is now.
    pub fn of(site: &Site<'_>, record: &Record<'_>, theme: &Theme) -> Made {
        let all = everywhere(site, record, theme);
        let prints: Vec<Vec<[Hash; 2]>> = site
            .offices
            .par_iter()
            .map(|office| office.reports.values().map(|report| of_report(report, record)).collect())
            .collect();
        let [mut figures, mut words] = [all.clone(), all.clone()];
        for [of_figures, of_words] in prints.iter().flatten() {
            figures.update(of_figures.as_bytes());
            words.update(of_figures.as_bytes()).update(of_words.as_bytes());
        }
        let below = below(site);
        let places: BTreeMap<&str, usize> =
            site.offices.iter().enumerate().map(|(at, years)| (&*years.office.id, at)).collect();
        let offices = site.offices.par_iter().map(|years| {
            let mut own = all.clone();
            for id in kin(years.office, site, &below) {
                own.update(id.as_bytes());
                for print in places.get(id).into_iter().flat_map(|at| prints[*at].iter().flatten()) {
                    own.update(print.as_bytes());
                }
            }
            (years.office.id.to_string(), own.finalize())
        });
        Made { figures: Some(figures.finalize()), words: Some(words.finalize()), offices: offices.collect() }
    }

    /// Whether the pages of a group were made of the same things `before`.
    pub fn same(&self, before: &Made, group: Group<'_>) -> bool {
        match group {
            Group::Office(id) => self.offices.contains_key(id) && self.offices.get(id) == before.offices.get(id),
            Group::Figures => self.figures.is_some() && self.figures == before.figures,
            Group::Words => self.words.is_some() && self.words == before.words,
        }
    }

    /// As it is kept.
    pub fn write(&self) -> String {
        let hex = |hash: &Option<Hash>| hash.map(|hash| hash.to_hex().to_string()).unwrap_or_default();
        let mut text = format!(
            "{{\"schema\":1,\"figures\":\"{}\",\"words\":\"{}\",\"offices\":{{",
            hex(&self.figures),
            hex(&self.words)
        );
        for (number, (id, hash)) in self.offices.iter().enumerate() {
            // Ids are letters, digits and hyphens. Writing to a String cannot fail.
            let comma = if number > 0 { "," } else { "" };
            let _ = write!(text, "{comma}\n\"{id}\":\"{}\"", hash.to_hex());
        }
        text.push_str("\n}}\n");
        text
    }

    /// What [`Made::write`] gave; of anything else nothing is known.
    pub fn read(text: &[u8]) -> Made {
        #[derive(Deserialize)]
        struct Document {
            schema: u32,
            figures: String,
            words: String,
            offices: BTreeMap<String, String>,
        }
        let hash = |hex: &String| Hash::from_hex(hex).ok();
        match serde_json::from_slice::<Document>(text) {
            Ok(document) if document.schema == 1 => Made {
                figures: hash(&document.figures),
                words: hash(&document.words),
                offices: document.offices.iter().filter_map(|(id, hex)| Some((id.clone(), hash(hex)?))).collect(),
            },
            _ => Made::default(),
        }
    }
}

/// A value with all it holds. Written out first: a hash takes one long text in a fraction
/// of the time of its pieces.
fn ink(hasher: &mut Hasher, value: &dyn fmt::Debug) {
    hasher.update(format!("{value:?}\n").as_bytes());
}

/// What concerns all pages.
fn everywhere(site: &Site<'_>, record: &Record<'_>, theme: &Theme) -> Hasher {
    let mut all = Hasher::new();
    ink(&mut all, &PROGRAM);
    ink(&mut all, site.config);
    theme.print(&mut |bytes| {
        all.update(&(bytes.len() as u64).to_le_bytes()).update(bytes);
    });
    ink(&mut all, &record.content().outside);
    for years in &site.offices {
        ink(&mut all, years.office);
        ink(&mut all, &(&years.missing, &years.drafts));
        for report in years.reports.values() {
            let edition = report.edition.as_ref().map(|edition| edition.id.as_str());
            ink(&mut all, &(&report.key, edition, report.draft, &report.attachments));
        }
    }
    all
}

/// A report without its words, its findings included; and its words.
fn of_report(report: &Report, record: &Record<'_>) -> [Hash; 2] {
    let mut figures = Hasher::new();
    figures.update(&report.cells.print());
    ink(&mut figures, &(&report.restated, report.published, &report.corrections, &report.explanations));
    ink(&mut figures, &(record.findings(report), record.not_checked(report)));
    [figures.finalize(), blake3::hash(report.narrative.text.as_bytes())]
}

/// Superior → the offices below it.
fn below<'s>(site: &'s Site<'_>) -> BTreeMap<&'s str, Vec<&'s str>> {
    let mut below: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for office in site.offices.iter().map(|years| years.office) {
        if let Some(parent) = office.parent.as_deref() {
            below.entry(parent).or_default().push(&office.id);
        }
    }
    below
}

/// The offices whose reports may stand on the pages of `office`: its own, those of all
/// that were merged into it, and of those below it.
fn kin<'s>(office: &'s Office, site: &'s Site<'_>, below: &BTreeMap<&str, Vec<&'s str>>) -> BTreeSet<&'s str> {
    let mut kin: BTreeSet<&str> = BTreeSet::new();
    let mut open = vec![&*office.id];
    while let Some(id) = open.pop() {
        if kin.insert(id) {
            open.extend(site.office(id).iter().flat_map(|years| years.office.predecessors.iter().map(|id| &**id)));
        }
    }
    kin.extend(below.get(&*office.id).into_iter().flatten());
    kin
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_again() {
        let hash = blake3::hash(b"a");
        let made = Made { figures: Some(hash), words: None, offices: BTreeMap::from([("a-1".to_owned(), hash)]) };
        assert_eq!(Made::read(made.write().as_bytes()), made);
        assert_eq!(Made::read(b"{"), Made::default());
        assert!(made.same(&made, Group::Office("a-1")) && made.same(&made, Group::Figures));
        // Of what is not known nothing is the same.
        assert!(!made.same(&made, Group::Words) && !made.same(&made, Group::Office("b")));
        assert!(!made.same(&Made::default(), Group::Figures));
    }
}
