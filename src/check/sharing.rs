//! Who shares which sentences with whom.
//!
//! Takes texts, gives for every sentence that says something of an office's own the
//! offices of the same year that have it. One text can be replaced: the preview does not
//! read twenty thousand of them for each that is saved.

use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use memchr::memmem;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::content::{Content, Report, ReportKey, sentences};

use super::text::Plain;

/// Sentences shorter than this say too little to be anybody's own, in characters.
const TELLING: usize = 12;
/// A sentence in more reports of one year than this is a stock phrase.
const STOCK: usize = 20;

/// The telling sentences of all texts.
#[derive(Debug, Default)]
pub struct Sharing {
    /// Those of each report, as fingerprints in order.
    told: HashMap<ReportKey, Vec<u64>>,
    /// For every year, which offices have a sentence.
    offices: FxHashMap<(u16, u64), Vec<Arc<str>>>,
}

impl Sharing {
    /// Looks at every text.
    pub fn of(content: &Content) -> Sharing {
        let told: Vec<Vec<u64>> = content.reports.par_iter().map(|report| telling(report)).collect();
        let mut sharing = Sharing::default();
        for (report, told) in content.reports.iter().zip(told) {
            for sentence in &told {
                // Most sentences are one office's own.
                let known = sharing.offices.entry((report.key.year, *sentence));
                let offices = known.or_insert_with(|| Vec::with_capacity(1));
                offices.push(Arc::clone(&report.key.office));
            }
            sharing.told.insert(report.key.clone(), told);
        }
        sharing
    }

    /// The telling sentences of a report.
    pub(super) fn told(&self, key: &ReportKey) -> &[u64] {
        self.told.get(key).map(Vec::as_slice).unwrap_or_default()
    }

    /// The offices that share a sentence; none for one that is a stock phrase.
    pub(super) fn offices(&self, year: u16, sentence: u64) -> &[Arc<str>] {
        let offices = self.offices.get(&(year, sentence)).map(Vec::as_slice).unwrap_or_default();
        if offices.len() > STOCK { &[] } else { offices }
    }

    /// Takes the new text of the report `key`, or that there is none any more. Gives the
    /// offices whose reports of that year are now alike to others in another way. With
    /// `dated`, the day of publication changed as well, which decides who copied whom.
    pub fn replace(&mut self, key: &ReportKey, after: Option<&Report>, dated: bool) -> BTreeSet<Arc<str>> {
        let old = self.told.remove(key).unwrap_or_default();
        let new = after.map(telling).unwrap_or_default();
        let mut near = BTreeSet::new();
        let all: BTreeSet<u64> = old.iter().chain(&new).copied().collect();
        for sentence in all {
            let (was, is) = (old.binary_search(&sentence).is_ok(), new.binary_search(&sentence).is_ok());
            if was && is && !dated {
                continue;
            }
            let offices = self.offices.entry((key.year, sentence)).or_default();
            // One more than the limit: with the change it may become a stock phrase, or
            // stop being one.
            if offices.len() <= STOCK + 1 {
                near.extend(offices.iter().cloned());
            }
            if was && !is {
                offices.retain(|office| *office != key.office);
            } else if is && !was {
                offices.push(Arc::clone(&key.office));
            }
            if offices.is_empty() {
                self.offices.remove(&(key.year, sentence));
            }
        }
        if after.is_some() {
            self.told.insert(key.clone(), new);
        }
        near
    }
}

/// The sentences that say something of the office's own, as fingerprints in order.
fn telling(report: &Report) -> Vec<u64> {
    let text = &report.narrative.text;
    let plain = Plain::of(text, 0..text.len()).text;
    let stock = report.edition.as_ref().map(|edition| edition.words.stock.as_slice()).unwrap_or_default();
    // Of the stock words only those that are in the text at all need to be looked for in
    // its sentences.
    let stock: Vec<&String> =
        stock.iter().filter(|word| memmem::find(plain.as_bytes(), word.as_bytes()).is_some()).collect();
    let mut found: Vec<u64> = sentences::split(&plain)
        .into_iter()
        .map(|range| &plain[range])
        .filter(|sentence| !sentence.starts_with('#'))
        .filter(|sentence| sentence.chars().count() >= TELLING)
        .filter(|sentence| !stock.iter().any(|word| sentence.contains(word.as_str())))
        .map(|sentence| {
            let mut hasher = DefaultHasher::new();
            sentences::shape(sentence).hash(&mut hasher);
            hasher.finish()
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}
