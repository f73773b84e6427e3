//! May this be published?
//!
//! Takes [`Content`] as read, gives findings and the reports that may go out. Changes
//! no report and works out no figure: sums come from the edition. One file in `rules/`
//! is one check.

mod affected;
pub mod against;
pub mod carry;
pub mod claims;
pub mod days;
mod explained;
pub mod numbers;
mod one_fault;
pub mod outside;
pub mod period;
pub mod rules;
mod sharing;
pub mod sheet;
pub mod text;
mod wider;

use std::cell::{Cell, LazyCell, OnceCell};
use std::path::Path;

use rayon::prelude::*;

use crate::config::Config;
use crate::content::places::Places;
use crate::content::{Content, Office, Part, Report};
use crate::edition::{Edition, Editions};
use crate::finding::json::NotChecked;
use crate::finding::{self, Finding, Level, Rule};

pub use affected::{Changed, affected};
use carry::Carried;
use claims::Stated;
use one_fault::Equation;
pub use sharing::Sharing;
use text::Plain;
pub use wider::Wider;

/// One check: the rule it holds, and how it looks.
pub struct Check {
    /// Code, level, title and explanation.
    pub rule: &'static Rule,
    /// Looks at one report.
    pub look: fn(&Subject<'_>, &mut Out),
}

/// What a check looks at.
pub struct Subject<'c> {
    /// The report.
    pub report: &'c Report,
    /// Its office.
    pub office: &'c Office,
    /// Everything else.
    pub content: &'c Content,
    /// What is known of all reports together.
    pub wider: &'c Wider<'c>,
    /// Thresholds and deadlines.
    pub config: &'c Config,
    plain: OnceCell<Plain>,
    stated: OnceCell<Vec<Stated<'c>>>,
    carried: OnceCell<Vec<Carried>>,
    alike: OnceCell<Option<(&'c Office, usize)>>,
    /// Whether the form was asked for and there is none.
    form_was_missed: Cell<bool>,
}

impl<'c> Subject<'c> {
    /// A report to be looked at.
    pub fn new(
        report: &'c Report,
        office: &'c Office,
        content: &'c Content,
        wider: &'c Wider<'c>,
        config: &'c Config,
    ) -> Subject<'c> {
        Subject {
            report,
            office,
            content,
            wider,
            config,
            plain: OnceCell::new(),
            stated: OnceCell::new(),
            carried: OnceCell::new(),
            alike: OnceCell::new(),
            form_was_missed: Cell::new(false),
        }
    }

    /// The report's form, if it has tables.
    pub fn edition(&self) -> Option<&'c Edition> {
        let form = self.report.edition.as_deref();
        self.form_was_missed.set(self.form_was_missed.get() || form.is_none());
        form
    }

    /// The report of the year before: the office's own, or that of the one office it
    /// continues.
    pub fn before(&self) -> Option<&'c Report> {
        self.wider.before(self.office, self.report)
    }

    /// The part of the narrative that holds the section called `id` (`overview`).
    pub fn section(&self, id: &str) -> Option<&'c Part> {
        let sections = &self.edition()?.sections;
        self.report.narrative.part(sections.iter().position(|section| section.names.id == id)?)
    }

    /// The words, as checks read them; worked out once.
    pub fn plain(&self) -> &Plain {
        self.plain.get_or_init(|| {
            let text = &self.report.narrative.text;
            Plain::of(text, 0..text.len())
        })
    }

    /// The other office of the same year that shares most sentences with the report, and how
    /// many; worked out once.
    pub fn most_alike(&self) -> Option<(&'c Office, usize)> {
        *self.alike.get_or_init(|| self.wider.most_alike(self.report))
    }

    /// Lines before the first section that are the report's title.
    pub fn titles(&self) -> Vec<std::ops::Range<usize>> {
        let plain = self.plain();
        let preface = plain.within(&self.report.narrative.preface);
        let mut lines = Vec::new();
        let mut start = preface.start;
        for line in plain.text[preface].split_inclusive('\n') {
            let words = line.trim_end();
            if words.contains("政府信息公开") && words.contains("报告") && !words.contains(['。', '，', '《'])
            {
                lines.push(start..start + words.len());
            }
            start += line.len();
        }
        lines
    }

    /// The numbers of the text that speak of cells; worked out once.
    pub fn stated(&self) -> &[Stated<'c>] {
        self.stated.get_or_init(|| claims::stated(self.report, self.plain()))
    }

    /// The same for a rule that cannot do without it: where one was to be expected, it is
    /// noted that the rule was not checked.
    pub fn needs_before(&self, rule: &'static Rule, out: &mut Out) -> Option<&'c Report> {
        let before = self.before();
        if before.is_none() && !self.is_first() {
            out.not_checked(rule, self.wider.none_before(self.office, self.report));
        }
        before
    }

    /// The report of the year after, if the office has one.
    pub fn after(&self) -> Option<&'c Report> {
        self.wider.report(&self.office.id, self.report.key.year.checked_add(1)?)
    }

    /// Whether no earlier report was to be expected: the office's first, and no office
    /// was merged into it.
    pub fn is_first(&self) -> bool {
        let year = self.report.key.year;
        let first = self.office.first_year.or_else(|| self.wider.years(&self.office.id).first().copied());
        self.office.predecessors.is_empty() && first.is_none_or(|first| first >= year)
    }

    /// The figures carried over from last year; none where there is nothing to hold them
    /// against.
    pub fn carried(&self) -> &[Carried] {
        self.carried.get_or_init(|| carry::carried(self).unwrap_or_default())
    }

    /// Whether every relation that one of `cells` takes part in holds.
    pub fn balances(&self, cells: impl Iterator<Item = usize>) -> bool {
        let Some(edition) = self.edition() else { return true };
        let sum = |cells: &[usize]| sum_of(self.report, cells);
        let mut relations: Vec<&crate::edition::Relation> = Vec::new();
        for cell in cells {
            relations.extend(edition.relations.iter().filter(|r| r.left.contains(&cell) || r.right.contains(&cell)));
        }
        relations.iter().all(|relation| sum(&relation.left).zip(sum(&relation.right)).is_some_and(|(l, r)| l == r))
    }

    /// The sum of the cells that mean `role`; none where the form has none of them or a
    /// figure is missing.
    pub fn role(&self, role: &str) -> Option<rust_decimal::Decimal> {
        let edition = self.edition()?;
        sum_of(self.report, edition.role(role))
    }
}

/// The sum of cells; none where there are none or a figure is missing.
pub fn sum_of(report: &Report, cells: &[usize]) -> Option<rust_decimal::Decimal> {
    if cells.is_empty() {
        return None;
    }
    cells.iter().try_fold(rust_decimal::Decimal::ZERO, |sum, cell| sum.checked_add(report.cell(*cell).value()?))
}

/// What checks found of one report.
#[derive(Debug, Default)]
pub struct Out {
    found: Vec<Found>,
    not_checked: Vec<(&'static Rule, String)>,
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

/// What looking at everything gave.
#[derive(Clone, Debug, Default)]
pub struct Review {
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// What could not be checked.
    pub not_checked: Vec<NotChecked>,
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
    level: Level,
    /// The figures it holds against each other: each entry is one way to read it, all of
    /// whose equations belong together.
    equations: Vec<Vec<Equation>>,
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
            say: say.into(),
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
pub fn run(root: &Path, content: &Content, editions: &Editions, config: &Config, whole: bool) -> Review {
    let sharing = Sharing::once(content);
    let wider = Wider::new(content, config, whole, &sharing);
    let all: Vec<&Report> = content.reports.iter().map(AsRef::as_ref).collect();
    let mut review = Review { findings: wider.offices(content), not_checked: Vec::new() };
    for one in reviews(root, content, editions, config, &wider, &all) {
        review.findings.extend(one.findings);
        review.not_checked.extend(one.not_checked);
    }
    review
}

/// Looks at some reports of `content` with every check; one review for each, in order.
pub fn reviews(
    root: &Path,
    content: &Content,
    editions: &Editions,
    config: &Config,
    wider: &Wider<'_>,
    reports: &[&Report],
) -> Vec<Review> {
    reports.par_iter().map(|report| one(root, content, editions, config, wider, report)).collect()
}

fn one(
    root: &Path,
    content: &Content,
    editions: &Editions,
    config: &Config,
    wider: &Wider<'_>,
    report: &Report,
) -> Review {
    let Some(office) = wider.office(&report.key.office) else { return Review::default() };
    let subject = Subject::new(report, office, content, wider, config);
    let mut out = Out::default();
    for check in rules::ALL {
        (check.look)(&subject, &mut out);
    }
    let joined = one_fault::join(&subject, &mut out.found);
    let not_checked = out.not_checked.iter().map(|(rule, reason)| NotChecked {
        code: rule.code.to_owned(),
        office: report.key.office.to_string(),
        year: report.key.year,
        reason: reason.clone(),
    });
    let not_checked = not_checked.collect();
    let mut findings = Vec::new();
    if !out.found.is_empty() || !report.explanations.is_empty() {
        // The file is read again only for findings that stand in it.
        let places = LazyCell::new(|| Places::of(root, report, office, editions));
        findings = out.found.into_iter().map(|found| place(found, &places, report)).collect();
        let unjudged: Vec<&str> = out.not_checked.iter().map(|(rule, _)| rule.code).chain(joined).collect();
        explained::acknowledge(report, &|| &*places, &unjudged, &mut findings);
    }
    Review { findings, not_checked }
}

fn place(found: Found, places: &LazyCell<Places, impl FnOnce() -> Places>, report: &Report) -> Finding {
    let folder = report.folder();
    let (data, narrative) = (format!("{folder}/data.yaml"), format!("{folder}/narrative.md"));
    let at = match &found.at {
        At::Cell(cell) => places.cell(found.rule, &data, *cell),
        At::First(cells) => places.first_written(found.rule, &data, cells),
        At::Key(key) => places.key(found.rule, &data, key),
        At::Item(key, index) => places.item(found.rule, &data, key, *index),
        At::Data => found.rule.whole_file(&data),
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
    at.level(found.level).advise(&found.advise).cells(&ids).done()
}

/// The reports that may go out. Only [`approve`] makes one, and `release` takes nothing
/// else: nothing unchecked reaches the public folder.
#[derive(Debug)]
pub struct Approval<'c> {
    reports: Vec<&'c Report>,
    review: &'c Review,
}

impl<'c> Approval<'c> {
    /// The reports, in the order of the content.
    pub fn reports(&self) -> impl Iterator<Item = &'c Report> {
        self.reports.iter().copied()
    }

    /// What looking at them gave.
    pub fn review(&self) -> &'c Review {
        self.review
    }
}

/// Approves the settled reports (and the drafts, where `drafts` asks for them) when no
/// finding of level error concerns one of them, an office or the site; in `strict`
/// mode, warnings withhold as well.
pub fn approve<'c>(content: &'c Content, review: &'c Review, drafts: bool, strict: bool) -> Option<Approval<'c>> {
    let withheld = review.findings.iter().any(|finding| {
        let as_settled = Finding { draft: finding.draft && !drafts, ..finding.clone() };
        as_settled.withholds(strict)
    });
    let reports = content.reports.iter().map(AsRef::as_ref).filter(|report| drafts || !report.draft).collect();
    (!withheld).then_some(Approval { reports, review })
}
