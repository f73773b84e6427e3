//! Who shares which sentences with whom.
//!
//! Takes texts, gives for every sentence that says something of an office's own the
//! offices of the same year that have it. One text can be replaced: the preview does not
//! read twenty thousand of them for each that is saved.

use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use crate::content::{Content, Report, ReportKey, sentences};

use super::text::Plain;

/// Sentences shorter than this say too little to be anybody's own, in characters.
const TELLING: usize = 12;
/// A sentence in more reports of one year than this is a stock phrase.
const STOCK: usize = 20;

/// The telling sentences of all texts. A province has a million of them: an office is a
/// number here, and a sentence that is one office's own takes no list.
#[derive(Debug, Default)]
pub struct Sharing {
    /// Those of each report, as fingerprints in order.
    told: FxHashMap<ReportKey, Box<[u64]>>,
    /// For a sentence of a year ([`in_year`]), which offices have it.
    offices: FxHashMap<u64, Few>,
    ids: Vec<Arc<str>>,
    numbers: FxHashMap<Arc<str>, u32>,
}

/// Offices, by their numbers.
#[derive(Debug)]
enum Few {
    One(u32),
    Many(Vec<u32>),
}

impl Few {
    fn numbers(&self) -> &[u32] {
        match self {
            Few::One(number) => std::slice::from_ref(number),
            Few::Many(numbers) => numbers,
        }
    }

    fn push(&mut self, number: u32) {
        match self {
            Few::One(first) => *self = Few::Many(vec![*first, number]),
            Few::Many(numbers) => numbers.push(number),
        }
    }

    /// Whether any are left.
    fn remove(&mut self, number: u32) -> bool {
        match self {
            Few::One(first) => *first != number,
            Few::Many(numbers) => {
                numbers.retain(|known| *known != number);
                !numbers.is_empty()
            }
        }
    }
}

/// A sentence's fingerprint and a year, in one.
fn in_year(sentence: u64, year: u16) -> u64 {
    sentence ^ u64::from(year).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

impl Sharing {
    /// Looks at every text.
    pub fn of(content: &Content) -> Sharing {
        Sharing::with(content, told(content), |_| true)
    }

    /// As [`Sharing::of`], for texts that will not be replaced: what is in one text alone,
    /// which is nearly all, is not kept.
    pub fn once(content: &Content) -> Sharing {
        let told = told(content);
        let years: BTreeSet<u16> = content.reports.iter().map(|report| report.key.year).collect();
        let mut shared: FxHashSet<u64> = FxHashSet::default();
        // Year by year: those of all years at once would stand in memory a second time.
        for year in years {
            let of_year = || content.reports.iter().zip(&told).filter(|(report, _)| report.key.year == year);
            let mut all: Vec<u64> = Vec::with_capacity(of_year().map(|(_, told)| told.len()).sum());
            for (_, told) in of_year() {
                all.extend(told.iter().map(|sentence| in_year(*sentence, year)));
            }
            all.par_sort_unstable();
            shared.extend(all.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]));
        }
        Sharing::with(content, told, |sentence| shared.contains(&sentence))
    }

    fn with(content: &Content, told: Vec<Box<[u64]>>, kept: impl Fn(u64) -> bool) -> Sharing {
        let mut sharing = Sharing::default();
        for (report, told) in content.reports.iter().zip(told) {
            let number = sharing.number(&report.key.office);
            let sentences = told.iter().map(|sentence| in_year(*sentence, report.key.year));
            sentences.filter(|sentence| kept(*sentence)).for_each(|sentence| sharing.add(sentence, number));
            sharing.told.insert(report.key.clone(), told);
        }
        sharing
    }

    fn number(&mut self, office: &Arc<str>) -> u32 {
        // Fewer offices than 32 bits count.
        let next = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        *self.numbers.entry(Arc::clone(office)).or_insert_with(|| {
            self.ids.push(Arc::clone(office));
            next
        })
    }

    fn add(&mut self, sentence: u64, office: u32) {
        self.offices.entry(sentence).and_modify(|offices| offices.push(office)).or_insert(Few::One(office));
    }

    /// The telling sentences of a report.
    pub(super) fn told(&self, key: &ReportKey) -> &[u64] {
        self.told.get(key).map(|told| &**told).unwrap_or_default()
    }

    /// The other office whose report of that year shares most sentences with the report
    /// `key`, stock phrases left out, and how many; the first by id of several.
    pub(super) fn most_alike(&self, key: &ReportKey) -> Option<(&str, usize)> {
        let own = *self.numbers.get(&key.office)?;
        let mut counts: FxHashMap<u32, usize> = FxHashMap::default();
        for sentence in self.told(key) {
            let offices = self.offices.get(&in_year(*sentence, key.year)).map(Few::numbers).unwrap_or_default();
            // Most sentences are the office's own.
            if offices.len() > STOCK || offices == [own] {
                continue;
            }
            for number in offices.iter().filter(|number| **number != own) {
                *counts.entry(*number).or_default() += 1;
            }
        }
        let named = counts.into_iter().filter_map(|(number, count)| Some((&**self.ids.get(number as usize)?, count)));
        named.max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0)))
    }

    /// Takes the new text of the report `key`, or that there is none any more. Gives the
    /// offices whose reports of that year are now alike to others in another way. With
    /// `dated`, the day of publication changed as well, which decides who copied whom.
    pub fn replace(&mut self, key: &ReportKey, after: Option<&Report>, dated: bool) -> BTreeSet<Arc<str>> {
        let old = self.told.remove(key).unwrap_or_default();
        let new = after.map(telling).unwrap_or_default();
        let number = self.number(&key.office);
        let mut near = BTreeSet::new();
        let all: BTreeSet<u64> = old.iter().chain(&new).copied().collect();
        for sentence in all {
            let (was, is) = (old.binary_search(&sentence).is_ok(), new.binary_search(&sentence).is_ok());
            if was && is && !dated {
                continue;
            }
            let place = in_year(sentence, key.year);
            let offices = self.offices.get(&place).map(Few::numbers).unwrap_or_default();
            // One more than the limit: with the change it may become a stock phrase, or
            // stop being one.
            if offices.len() <= STOCK + 1 {
                near.extend(offices.iter().filter_map(|number| self.ids.get(*number as usize)).cloned());
            }
            if is && !was {
                self.add(place, number);
            } else if was && !is && self.offices.get_mut(&place).is_some_and(|offices| !offices.remove(number)) {
                self.offices.remove(&place);
            }
        }
        if after.is_some() {
            self.told.insert(key.clone(), new);
        }
        near
    }
}

/// The telling sentences of every report.
fn told(content: &Content) -> Vec<Box<[u64]>> {
    content.reports.par_iter().map(|report| telling(report)).collect()
}

/// The sentences that say something of the office's own, as fingerprints in order.
fn telling(report: &Report) -> Box<[u64]> {
    let text = &report.narrative.text;
    let plain = Plain::of(text, 0..text.len()).text;
    let edition = report.edition.as_ref();
    let stock: Vec<Range<usize>> = edition.map(|form| form.words.stock(&plain).collect()).unwrap_or_default();
    // Both sentences and stock words come in the order of their ends.
    let mut stock = stock.as_slice();
    let mut found: Vec<u64> = Vec::new();
    for range in sentences::split(&plain) {
        stock = &stock[stock.iter().take_while(|word| word.end <= range.start).count()..];
        let within = |word: &Range<usize>| word.start >= range.start;
        let sentence = &plain[range.clone()];
        if sentence.starts_with('#')
            || sentence.chars().nth(TELLING - 1).is_none()
            || stock.iter().take_while(|word| word.end <= range.end).any(within)
        {
            continue;
        }
        let mut hasher = FxHasher::default();
        sentences::shape(sentence).hash(&mut hasher);
        found.push(hasher.finish());
    }
    found.sort_unstable();
    found.dedup();
    found.into()
}
