//! What the pages of a site were made of, so that those that cannot have changed need not
//! be made again, nor reports in which nothing was found be looked at again.
//!
//! Takes the arranged site with the run's findings and the theme, gives one fingerprint for
//! each group of pages: those of an office, those of figures, those of words. Errs on the
//! side of making again: whatever concerns all pages (settings, theme, program, offices,
//! the list of reports) is part of every fingerprint.
//!
//! Kept as `.nianbao` in the published folder, where only this program reads it; without
//! it, or with one that cannot be read, everything is made.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use blake3::{Hash, Hasher};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::check::sheet::Record;
use crate::check::{Prints, Sound, Unchecked};
use crate::content::print::{PROGRAM, Print, ink, kin};
use crate::content::{Report, ReportKey};
use crate::render::theme::Theme;
use crate::site::{Site, route};

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
    /// Fingerprints of the settled reports in which nothing was found, in their order, with
    /// what could not be checked of them.
    sound: Vec<(u64, Unchecked)>,
}

impl Made {
    /// Of the site as it is now; `prints` are those of all reports read, in their order.
    pub fn of(site: &Site<'_>, record: &Record<'_>, theme: &Theme, prints: &[Prints]) -> Made {
        let reports = || record.content().reports.iter().zip(prints);
        let own: FxHashMap<&ReportKey, &Print> = reports().map(|(report, prints)| (&report.key, &prints.own)).collect();
        let all = everywhere(site, record, theme);
        let prints: Vec<Vec<[Hash; 2]>> = site
            .offices
            .par_iter()
            .map(|office| office.reports.values().map(|report| of_report(report, record, &own)).collect())
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
            let of = |id: &str| site.office(id).map(|years| years.office);
            for id in kin(years.office, of, below.get(&*years.office.id).into_iter().flatten().copied()) {
                own.update(id.as_bytes());
                for print in places.get(id).into_iter().flat_map(|at| prints[*at].iter().flatten()) {
                    own.update(print.as_bytes());
                }
            }
            (years.office.id.to_string(), own.finalize())
        });
        Made {
            figures: Some(figures.finalize()),
            words: Some(words.finalize()),
            offices: offices.collect(),
            sound: reports().filter_map(|(report, prints)| sound(report, record, prints)).collect(),
        }
    }

    /// Whether the pages of a group were made of the same things `before`.
    pub fn same(&self, before: &Made, group: Group<'_>) -> bool {
        match group {
            Group::Office(id) => self.offices.contains_key(id) && self.offices.get(id) == before.offices.get(id),
            Group::Figures => self.figures.is_some() && self.figures == before.figures,
            Group::Words => self.words.is_some() && self.words == before.words,
        }
    }

    /// The reports in which nothing was found.
    pub fn sound(self) -> Sound {
        Sound::of(self.sound)
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
        text.push_str("\n},\"sound\":[");
        for (number, print) in self.sound.iter().enumerate() {
            let comma = if number > 0 { "," } else { "" };
            let _ = write!(text, "{comma}\n{}", serde_json::json!(print));
        }
        text.push_str("\n]}\n");
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
            #[serde(default)]
            sound: Vec<(u64, Unchecked)>,
        }
        let hash = |hex: &String| Hash::from_hex(hex).ok();
        match serde_json::from_slice::<Document>(text) {
            Ok(document) if document.schema == 1 => Made {
                figures: hash(&document.figures),
                words: hash(&document.words),
                offices: document.offices.iter().filter_map(|(id, hex)| Some((id.clone(), hash(hex)?))).collect(),
                sound: document.sound,
            },
            _ => Made::default(),
        }
    }
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
fn of_report(report: &Report, record: &Record<'_>, own: &FxHashMap<&ReportKey, &Print>) -> [Hash; 2] {
    let print = own.get(&report.key).map_or_else(|| Print::of(report), |print| **print);
    let mut figures = Hasher::new();
    figures.update(print.figures.as_bytes());
    ink(&mut figures, &(record.findings(report), record.not_checked(report)));
    [figures.finalize(), print.words]
}

/// The print of a report in which nothing was found. Of a draft nothing is kept: this lies
/// in the published folder.
fn sound(report: &Report, record: &Record<'_>, prints: &Prints) -> Option<(u64, Unchecked)> {
    let not_checked = record.not_checked(report).iter().map(|not| (not.code.clone(), not.reason.clone()));
    (record.findings(report).is_empty() && !report.draft).then(|| (prints.wide, not_checked.collect()))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_again() {
        let hash = blake3::hash(b"a");
        let offices = BTreeMap::from([("a-1".to_owned(), hash)]);
        let made = Made {
            figures: Some(hash),
            words: None,
            offices,
            sound: vec![(7, vec![]), (u64::MAX, vec![("C-07".to_owned(), "没有“2018”".to_owned())])],
        };
        assert_eq!(Made::read(made.write().as_bytes()), made);
        assert_eq!(Made::read(b"{"), Made::default());
        assert!(made.same(&made, Group::Office("a-1")) && made.same(&made, Group::Figures));
        // Of what is not known nothing is the same.
        assert!(!made.same(&made, Group::Words) && !made.same(&made, Group::Office("b")));
        assert!(!made.same(&Made::default(), Group::Figures));
    }
}
