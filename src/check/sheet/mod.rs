//! The check sheet of one report: every relation with its numbers on both sides, and
//! every check with its verdict.
//!
//! Takes a report and what the run found of it, gives [`Sheet`]. Which cells stand on
//! which side is the edition's data. Judges nothing: a difference is called what the
//! run called it, so that the sheet and the findings cannot disagree.

mod days;
mod figures;
mod ruling;
mod text;
mod verdict;
mod years;

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;
use rust_decimal::Decimal;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::config::Config;
use crate::content::{Content, Explanation, Office, Report};
use crate::edition::{Edition, Editions};
use crate::finding::Finding;
use crate::finding::json::NotChecked;

use super::claims::Said;
use super::{Approval, Review, Subject, Wider};

pub use ruling::{Ruling, State};
use verdict::Judge;
pub use verdict::Verdict;

/// What the run found, by report, with what sheets are worked out from.
pub struct Record<'c> {
    content: &'c Content,
    config: &'c Config,
    wider: Wider<'c>,
    judged: HashMap<(&'c str, u16), Judged<'c>>,
    /// Codes of the checks that hold figures named in the data of some form.
    of_forms: FxHashSet<&'c str>,
    /// The same of each form, by its id.
    forms: FxHashMap<&'c str, FxHashSet<&'c str>>,
}

#[derive(Default)]
struct Judged<'c> {
    findings: Vec<&'c Finding>,
    not_checked: Vec<&'c NotChecked>,
    /// What its text says in numbers, where that was kept.
    said: Option<&'c Said>,
}

/// The check sheet of one report.
#[derive(Debug)]
pub struct Sheet<'s> {
    /// The relations, in the order they are shown; groups of one kind stand together.
    pub groups: Vec<Group<'s>>,
    /// The day of publication against the days it had to lie between.
    pub day: Option<Day<'s>>,
    /// Figures of the text that the program draws from the tables.
    pub drawn: usize,
    /// Every check, in the order of the codes.
    pub rulings: Vec<Ruling<'s>>,
    /// Findings of reading the files, which are no check's.
    pub others: Vec<&'s Finding>,
}

/// What a group of relations is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Equations printed on the form (勾稽关系).
    Relation,
    /// Totals and their parts.
    Sum,
    /// Figures last year's report explains.
    Years,
    /// Figures that can hardly be larger than others.
    Limit,
    /// Numbers of the text.
    Text,
}

/// Relations of the same shape.
#[derive(Debug)]
pub struct Group<'s> {
    /// What they are about.
    pub kind: Kind,
    /// Short and the same every year; part of an HTML id.
    pub id: String,
    /// What must hold.
    pub title: String,
    /// Heads of the line's name, the left side and the right side.
    pub heads: [Cow<'s, str>; 3],
    /// One for each relation.
    pub lines: Vec<Line<'s>>,
    /// Names of the lines all of whose terms are 0 and to which nothing else is held:
    /// they are left out of `lines`.
    pub zeros: Vec<&'s str>,
    /// Codes of the checks that hold it.
    pub codes: Vec<&'s str>,
    /// Why none of it could be checked.
    pub reason: Option<Cow<'s, str>>,
}

/// One relation.
#[derive(Debug)]
pub struct Line<'s> {
    /// Code of the check that holds it.
    pub code: &'s str,
    /// The column, the row or the cell it is about.
    pub name: Cow<'s, str>,
    /// What stands on the left.
    pub left: Side<'s>,
    /// What it is held against; on some lines any of several readings.
    pub right: Vec<Side<'s>>,
    /// Left minus right; none where a figure is missing or nothing is compared.
    pub difference: Option<Decimal>,
    /// What the run said of it.
    pub verdict: Verdict<'s>,
}

/// One side of a relation.
#[derive(Debug, Default)]
pub struct Side<'s> {
    /// What is added up.
    pub terms: Vec<Term<'s>>,
    /// How many more terms there are, all of them 0.
    pub zeros: usize,
    /// The sum; none where a figure is missing.
    pub sum: Option<Decimal>,
}

/// One figure of a side.
#[derive(Debug)]
pub struct Term<'s> {
    /// What it is.
    pub words: Cow<'s, str>,
    /// The figure; none where it is missing.
    pub value: Option<Decimal>,
    /// Where it stands.
    pub at: At<'s>,
    /// Taken away instead of added.
    pub minus: bool,
}

/// Where a figure of a side stands.
#[derive(Clone, Copy, Debug)]
pub enum At<'s> {
    /// In a cell of a report.
    Cell(&'s Report, usize),
    /// In the words themselves, which need no second number.
    Words,
    /// Under 核对, or nowhere: the form of that year has no such cell.
    Nowhere,
}

/// The day of publication.
#[derive(Debug)]
pub struct Day<'s> {
    /// When the report was published; none where it does not say.
    pub published: Option<Date>,
    /// The first day it could be.
    pub first: Date,
    /// The last day it had to be.
    pub last: Date,
    /// Days after the last day; negative before it.
    pub days: Option<i32>,
    /// What the run said of it.
    pub verdict: Verdict<'s>,
}

/// What the report's own page says of the checks.
#[derive(Debug, Default)]
pub struct Brief {
    /// Equations of the form.
    pub relations: Tally,
    /// Figures carried over from last year; none where there is nothing to hold them
    /// against.
    pub carried: Option<Tally>,
    /// Findings that stand unexplained.
    pub open: usize,
    /// Findings the office explains.
    pub explained: usize,
    /// Checks that could not be made.
    pub not_checked: usize,
}

/// How many of some equations hold and how many could not be looked at, of how many.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    /// 相符
    pub agree: usize,
    /// 未校验: a figure is missing.
    pub not_checked: usize,
    /// All of them.
    pub all: usize,
}

impl<'c> Record<'c> {
    /// Puts what the run found in order. `whole` says whether `content` is all of the
    /// site.
    pub fn new(
        content: &'c Content,
        editions: &'c Editions,
        config: &'c Config,
        whole: bool,
        approval: &Approval<'c>,
    ) -> Record<'c> {
        let Review { findings, not_checked, said, .. } = approval.review();
        let found = (findings.iter(), not_checked.iter());
        let mut record = Record::of(content, editions, config, whole, found);
        for (key, said) in said {
            record.judged.entry((&key.office, key.year)).or_default().said = Some(said);
        }
        record
    }

    /// The same of findings that may withhold publication, for a preview.
    pub fn of(
        content: &'c Content,
        editions: &'c Editions,
        config: &'c Config,
        whole: bool,
        found: (impl Iterator<Item = &'c Finding>, impl Iterator<Item = &'c NotChecked>),
    ) -> Record<'c> {
        let mut judged: HashMap<(&str, u16), Judged<'_>> = HashMap::new();
        for finding in found.0 {
            if let (Some(office), Some(year)) = (finding.office.as_deref(), finding.year) {
                judged.entry((office, year)).or_default().findings.push(finding);
            }
        }
        for not in found.1 {
            judged.entry((&not.office, not.year)).or_default().not_checked.push(not);
        }
        let form = |edition: &'c Edition| (edition.id.as_str(), ruling::codes(edition).into_iter().collect());
        let forms: FxHashMap<&str, FxHashSet<&str>> = editions.iter().map(|edition| form(edition)).collect();
        let of_forms = forms.values().flatten().copied().collect();
        let wider = Wider::of_figures(content, config, whole);
        Record { content, config, wider, judged, of_forms, forms }
    }

    /// The offices and reports it was worked out from.
    pub fn content(&self) -> &'c Content {
        self.content
    }

    /// The findings of a report, in the order of its files.
    pub fn findings<'s>(&'s self, report: &'s Report) -> &'s [&'s Finding] {
        self.judged(report).map(|judged| judged.findings.as_slice()).unwrap_or_default()
    }

    /// What could not be checked of a report.
    pub fn not_checked<'s>(&'s self, report: &'s Report) -> &'s [&'s NotChecked] {
        self.judged(report).map(|judged| judged.not_checked.as_slice()).unwrap_or_default()
    }

    fn judged<'s>(&'s self, report: &'s Report) -> Option<&'s Judged<'s>> {
        self.judged.get(&(&*report.key.office, report.key.year))
    }

    /// The sheet of a report.
    pub fn sheet<'s>(&'s self, office: &'s Office, report: &'s Report) -> Sheet<'s> {
        let said = self.judged(report).and_then(|judged| judged.said);
        let subject = Subject::new(report, office, self.content, &self.wider, self.config).with_said(said);
        let judge = Judge::new(report, self.findings(report), self.not_checked(report));
        let mut groups = Vec::new();
        if let Some(edition) = report.edition.as_deref() {
            groups.extend(figures::relations(edition, report, &judge));
            groups.extend(figures::sums(edition, report, &judge));
            groups.extend(years::carried(edition, self, office, report, &judge));
            groups.extend(years::stocks(edition, &subject, self, &judge));
            groups.extend(figures::limits(edition, report, &judge));
            groups.extend(text::group(edition, &subject, &judge));
        }
        let rulings = ruling::rulings(self, &subject, &judge, &groups);
        Sheet {
            day: days::day(self.config, office, report, &judge),
            drawn: subject.drawn(),
            others: ruling::others(self.findings(report)),
            groups,
            rulings,
        }
    }

    /// What the report's own page says of its sheet.
    pub fn brief(&self, office: &Office, report: &Report) -> Brief {
        let judge = Judge::new(report, self.findings(report), self.not_checked(report));
        let count = |groups: &[Group<'_>]| {
            let lines = groups.iter().flat_map(|group| &group.lines);
            lines.fold(Tally::default(), |tally, line| Tally {
                agree: tally.agree + usize::from(matches!(line.verdict, Verdict::Agrees)),
                not_checked: tally.not_checked + usize::from(matches!(line.verdict, Verdict::NotChecked(_))),
                all: tally.all + 1,
            })
        };
        let mut brief = Brief::default();
        if let Some(edition) = report.edition.as_deref() {
            brief.relations = count(&figures::relations(edition, report, &judge));
            let carried = count(&years::carried(edition, self, office, report, &judge));
            brief.carried = Some(carried).filter(|carried| carried.all > 0);
        }
        let findings = self.findings(report);
        brief.explained = findings.iter().filter(|finding| finding.acknowledged).count();
        brief.open = findings.len() - brief.explained;
        let codes: BTreeSet<&str> = self.not_checked(report).iter().map(|not| not.code.as_str()).collect();
        brief.not_checked = codes.len();
        brief
    }

    /// Where the marks of 差异说明 stand: cells, each with the number (from 1) of its
    /// explanation. An explanation that names no cell stands at the first cell of what
    /// it explains.
    pub fn marks(&self, report: &Report) -> Vec<(usize, usize)> {
        let Some(edition) = report.edition.as_deref() else { return Vec::new() };
        let findings = self.findings(report);
        let cell = |explanation: &Explanation| {
            let of = |finding: &&&Finding| finding.explanation == Some(explanation.index);
            let first = || edition.cell(findings.iter().find(of)?.cells.first()?);
            explanation.cell.or_else(first)
        };
        let explanations = report.explanations.iter().enumerate();
        explanations.filter_map(|(at, explanation)| Some((cell(explanation)?, at + 1))).collect()
    }

    /// The reports of the year before that may be shown, or why none is.
    fn before<'s>(&'s self, office: &Office, report: &Report) -> Result<Vec<&'s Report>, String> {
        let year = report.key.year.saturating_sub(1);
        let before = self.wider.taken_over(office, report)?;
        if before.iter().any(|before| before.edition.is_none()) {
            return Err(format!("{year} 年度的报告没有统计表"));
        }
        Ok(before)
    }
}

impl<'s> Side<'s> {
    /// The sum of cells of `report`, each called what `words` gives.
    fn of(report: &'s Report, cells: &[usize], words: impl Fn(usize) -> Cow<'s, str>) -> Side<'s> {
        let mut side = Side::default();
        cells.iter().for_each(|cell| side.terms.push(Term::new(words(*cell), report, *cell)));
        side.add_up();
        side
    }

    /// One figure that stands in no cell.
    fn one(words: Cow<'s, str>, value: Decimal, at: At<'s>) -> Side<'s> {
        let term = Term { words, value: Some(value), at, minus: false };
        Side { terms: vec![term], zeros: 0, sum: Some(value) }
    }

    /// Works the sum out.
    fn add_up(&mut self) {
        self.sum = self.terms.iter().try_fold(Decimal::ZERO, |sum, term| match term.minus {
            true => sum.checked_sub(term.value?),
            false => sum.checked_add(term.value?),
        });
    }

    /// As [`Side::of`], the terms that are 0 left out and counted.
    fn of_others(report: &'s Report, cells: &[usize], words: impl Fn(usize) -> Cow<'s, str>) -> Side<'s> {
        let mut side = Side::default();
        // Most figures are 0, and add nothing; 0.00 gives a sum its decimal places.
        let others = cells.iter().filter(|cell| report.cells.whole(**cell) != Some(0));
        others.for_each(|cell| side.terms.push(Term::new(words(*cell), report, *cell)));
        side.add_up();
        side.terms.retain(|term| term.value.is_none_or(|value| !value.is_zero()));
        side.zeros = cells.len() - side.terms.len();
        side
    }
}

impl<'s> Term<'s> {
    fn new(words: Cow<'s, str>, report: &'s Report, cell: usize) -> Term<'s> {
        Term { words, value: report.cell(cell).value(), at: At::Cell(report, cell), minus: false }
    }
}

/// The name of a row, as lines print it.
fn row_key(edition: &Edition, cell: usize) -> Cow<'_, str> {
    Cow::Borrowed(&edition.row_of(cell).names.key)
}

/// The name of a column.
fn column_key(edition: &Edition, cell: usize) -> Cow<'_, str> {
    Cow::Borrowed(&edition.column_of(cell).names.key)
}
