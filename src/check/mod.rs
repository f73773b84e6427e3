//! May this be published?
//!
//! Takes [`Content`] as read, gives findings and the reports that may go out. Changes
//! no report and works out no figure: sums come from the edition. One file in `rules/`
//! is one check.

pub mod rules;

use std::path::Path;

use rayon::prelude::*;

use crate::content::places::Places;
use crate::content::{Content, Office, Report};
use crate::edition::{Edition, Editions};
use crate::finding::{self, Finding, Rule};

/// One check: the rule it holds, and how it looks.
pub struct Check {
    /// Code, level, title and explanation.
    pub rule: &'static Rule,
    /// Looks at one report.
    pub look: fn(&Subject<'_>, &mut Vec<Found>),
}

/// What a check looks at.
pub struct Subject<'c> {
    /// The report.
    pub report: &'c Report,
    /// Its office.
    pub office: &'c Office,
    /// Everything else.
    pub content: &'c Content,
}

impl Subject<'_> {
    /// The report's form, if it has tables.
    pub fn edition(&self) -> Option<&Edition> {
        self.report.edition.as_deref()
    }
}

/// Something found, before its place in the file is looked up.
#[derive(Clone, Debug)]
pub struct Found {
    rule: &'static Rule,
    at: At,
    say: String,
    because: Vec<String>,
    advise: String,
    cells: Vec<usize>,
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
    /// At words of `narrative.md` (bytes).
    Words(std::ops::Range<usize>),
    /// At `narrative.md` as a whole.
    Narrative,
}

impl Found {
    /// Found by `rule`, at a place: what should be and what is, and what to do.
    pub fn new(rule: &'static Rule, at: At, say: impl Into<String>, advise: impl Into<String>) -> Found {
        Found { rule, at, say: say.into(), because: Vec::new(), advise: advise.into(), cells: Vec::new() }
    }

    /// The sum behind it.
    #[must_use]
    pub fn because(mut self, detail: impl Into<String>) -> Found {
        self.because.push(detail.into());
        self
    }

    /// The cells it concerns.
    #[must_use]
    pub fn cells(mut self, cells: impl IntoIterator<Item = usize>) -> Found {
        self.cells.extend(cells);
        self
    }
}

/// Looks at every report with every check; places are looked up in the files under
/// `root`. The findings come in the order of the reports.
pub fn run(root: &Path, content: &Content, editions: &Editions) -> Vec<Finding> {
    content.reports.par_iter().flat_map_iter(|report| one(root, content, editions, report)).collect()
}

fn one(root: &Path, content: &Content, editions: &Editions, report: &Report) -> Vec<Finding> {
    let Some(office) = content.office(&report.key.office) else { return Vec::new() };
    let subject = Subject { report, office, content };
    let mut found = Vec::new();
    for check in rules::ALL {
        (check.look)(&subject, &mut found);
    }
    if found.is_empty() {
        return Vec::new();
    }
    let places = Places::of(root, report, office, editions);
    found.into_iter().map(|found| place(found, &places, report)).collect()
}

fn place(found: Found, places: &Places, report: &Report) -> Finding {
    let folder = report.folder();
    let (data, narrative) = (format!("{folder}/data.yaml"), format!("{folder}/narrative.md"));
    let at = match &found.at {
        At::Cell(cell) => places.cell(found.rule, &data, *cell),
        At::First(cells) => places.first_written(found.rule, &data, cells),
        At::Key(key) => places.key(found.rule, &data, key),
        At::Words(range) => finding::in_text(found.rule, &narrative, &report.narrative.text, range),
        At::Narrative => finding::in_text(found.rule, &narrative, &report.narrative.text, &(0..0)),
    };
    let mut at = at.office(&report.key.office).year(report.key.year).say(&found.say);
    for detail in &found.because {
        at = at.because(detail);
    }
    let ids: Vec<String> = match &report.edition {
        Some(edition) => found.cells.iter().map(|cell| edition.cells[*cell].id.clone()).collect(),
        None => Vec::new(),
    };
    at.advise(&found.advise).cells(&ids).done()
}

/// The reports that may go out. Only [`approve`] makes one, and `release` takes nothing
/// else: nothing unchecked reaches the public folder.
#[derive(Debug)]
pub struct Approval<'c>(Vec<&'c Report>);

impl<'c> Approval<'c> {
    /// The reports, in the order of the content.
    pub fn reports(&self) -> impl Iterator<Item = &'c Report> {
        self.0.iter().copied()
    }
}

/// Approves the settled reports (and the drafts, where `drafts` asks for them) when no
/// finding of level error concerns one of them, an office or the site; in `strict`
/// mode, warnings withhold as well.
pub fn approve<'c>(content: &'c Content, findings: &[Finding], drafts: bool, strict: bool) -> Option<Approval<'c>> {
    let withheld = findings.iter().any(|finding| {
        let as_settled = Finding { draft: finding.draft && !drafts, ..finding.clone() };
        as_settled.withholds(strict)
    });
    (!withheld).then(|| Approval(content.reports.iter().filter(|report| drafts || !report.draft).collect()))
}
