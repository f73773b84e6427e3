//! What checks find, before its place in the files is looked up.

use std::cell::LazyCell;

use crate::content::Report;
use crate::content::places::Places;
use crate::finding::{self, Finding, Level, Rule};

use super::one_fault::Equation;
use super::text::DRAWN;

/// What checks found of one report.
#[derive(Debug, Default)]
pub struct Out {
    pub(super) found: Vec<Found>,
    pub(super) not_checked: Vec<(&'static Rule, String)>,
}

impl Out {
    /// Notes something found.
    pub fn push(&mut self, found: Found) {
        self.found.push(found);
    }

    /// Notes that `rule` could not be checked, and why.
    pub fn not_checked(&mut self, rule: &'static Rule, reason: impl Into<String>) {
        self.not_checked.push((rule, reason.into()));
    }
}

/// Something found, before its place in the file is looked up.
#[derive(Clone, Debug)]
pub struct Found {
    pub(super) rule: &'static Rule,
    pub(super) at: At,
    pub(super) say: String,
    pub(super) because: Vec<String>,
    advise: String,
    pub(super) cells: Vec<usize>,
    pub(super) level: Level,
    /// The figures it holds against each other: each entry is one way to read it, all of
    /// whose equations belong together.
    pub(super) equations: Vec<Vec<Equation>>,
}

/// Words of a text as they are shown: what stands for a drawn figure prints as a box.
fn quoted(words: String) -> String {
    if words.contains(DRAWN) { words.replace(DRAWN, "…") } else { words }
}

/// Where something was found.
#[derive(Clone, Debug)]
pub enum At {
    /// At a cell of `data.yaml`.
    Cell(usize),
    /// At the first of these cells that was written in `data.yaml`.
    First(Vec<usize>),
    /// At a key of `data.yaml`.
    Key(&'static str),
    /// At an entry (from 0) of a list of `data.yaml`.
    Item(&'static str, usize),
    /// At `data.yaml` as a whole.
    Data,
    /// At words of `narrative.md` (bytes).
    Words(std::ops::Range<usize>),
    /// At `narrative.md` as a whole.
    Narrative,
}

impl Found {
    /// Found by `rule`, at a place: what should be and what is, and what to do.
    pub fn new(rule: &'static Rule, at: At, say: impl Into<String>, advise: impl Into<String>) -> Found {
        Found {
            rule,
            at,
            say: quoted(say.into()),
            because: Vec::new(),
            advise: advise.into(),
            cells: Vec::new(),
            level: rule.level,
            equations: Vec::new(),
        }
    }

    /// With another level than the rule's, where the rule has two.
    #[must_use]
    pub fn level(mut self, level: Level) -> Found {
        self.level = level;
        self
    }

    /// One way to read what was found as equations between figures; several ways are
    /// given one by one.
    #[must_use]
    pub fn equations(mut self, equations: Vec<Equation>) -> Found {
        self.equations.push(equations);
        self
    }

    /// The sum behind it.
    #[must_use]
    pub fn because(mut self, detail: impl Into<String>) -> Found {
        self.because.push(quoted(detail.into()));
        self
    }

    /// The cells it concerns, each once.
    #[must_use]
    pub fn cells(mut self, cells: impl IntoIterator<Item = usize>) -> Found {
        for cell in cells {
            if !self.cells.contains(&cell) {
                self.cells.push(cell);
            }
        }
        self
    }

    /// With its place in the files of `report`.
    pub(super) fn placed(self, places: &LazyCell<Places, impl FnOnce() -> Places>, report: &Report) -> Finding {
        let folder = report.folder();
        let (data, narrative) = (format!("{folder}/data.yaml"), format!("{folder}/narrative.md"));
        let at = match &self.at {
            At::Cell(cell) => places.cell(self.rule, &data, *cell),
            At::First(cells) => places.first_written(self.rule, &data, cells),
            At::Key(key) => places.key(self.rule, &data, key),
            At::Item(key, index) => places.item(self.rule, &data, key, *index),
            At::Data => self.rule.whole_file(&data),
            At::Words(range) => finding::in_text(self.rule, &narrative, &report.narrative.text, range),
            At::Narrative => finding::in_text(self.rule, &narrative, &report.narrative.text, &(0..0)),
        };
        let mut at = at.office(&report.key.office).year(report.key.year).say(&self.say);
        for detail in &self.because {
            at = at.because(detail);
        }
        let ids: Vec<String> = match &report.edition {
            Some(edition) => self.cells.iter().map(|cell| edition.cells[*cell].id.clone()).collect(),
            None => Vec::new(),
        };
        at.level(self.level).advise(&self.advise).cells(&ids).done()
    }
}
