//! A report's words as plain text, section by section.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::content::{Report, sentences};
use crate::render::markdown;

/// The words of one section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// Section key of the form; `preface` for what stands before the first section.
    pub id: String,
    /// The statutory title; empty for the preface.
    pub title: String,
    /// Plain text, figures drawn in, a line for each paragraph.
    pub text: String,
    /// Its sentences, once somebody asked for them: a report stands beside two others.
    split: OnceLock<Vec<Range<usize>>>,
}

impl Words {
    fn new(id: &str, title: &str, text: String) -> Words {
        Words { id: id.to_owned(), title: title.to_owned(), text, split: OnceLock::new() }
    }

    /// The sentences of the text.
    pub fn sentences(&self) -> impl Iterator<Item = &str> {
        self.split.get_or_init(|| sentences::split(&self.text)).iter().map(|range| &self.text[range.clone()])
    }
}

/// The words of `report`: the preface where there is one, then every section of its
/// form, the empty ones included. A document is all preface.
pub fn words(report: &Report) -> Vec<Words> {
    let plain = |range: &Range<usize>| markdown::to_text(&report.narrative.filled(range, report));
    let mut words = Vec::new();
    let preface = plain(&report.narrative.foreword());
    if !preface.is_empty() {
        words.push(Words::new("preface", "", preface));
    }
    let sections = report.edition.iter().flat_map(|edition| &edition.sections).enumerate();
    words.extend(sections.map(|(number, section)| {
        let text = report.narrative.part(number).map(|part| plain(&part.body)).unwrap_or_default();
        Words::new(&section.names.id, &section.names.label, text)
    }));
    words
}

/// The words of the reports read last. Four files of a report hold them, and the pages of
/// an office are made one after the other; those of all reports would fill the memory.
pub(super) struct Lately {
    kept: usize,
    words: Mutex<VecDeque<(usize, Arc<Vec<Words>>)>>,
}

impl Lately {
    /// A county's reports, all of which are kept: the search index reads them first.
    const COUNTY: usize = 512;
    /// Enough for the offices that some dozens of threads are at work on.
    const AT_WORK: usize = 128;

    /// Of a site of so many reports.
    pub(super) fn new(reports: usize) -> Lately {
        let kept = if reports <= Lately::COUNTY { Lately::COUNTY } else { Lately::AT_WORK };
        Lately { kept, words: Mutex::default() }
    }

    /// The words of `report`, which must not move while this is used.
    pub(super) fn of(&self, report: &Report) -> Arc<Vec<Words>> {
        let place = std::ptr::from_ref(report).addr();
        let known = self.lock().iter().rev().find(|(of, _)| *of == place).map(|(_, words)| Arc::clone(words));
        known.unwrap_or_else(|| {
            let words = Arc::new(words(report));
            let mut lately = self.lock();
            if lately.len() == self.kept {
                lately.pop_front();
            }
            lately.push_back((place, Arc::clone(&words)));
            words
        })
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, VecDeque<(usize, Arc<Vec<Words>>)>> {
        // Words that were put in are whole, whatever became of the thread.
        self.words.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
