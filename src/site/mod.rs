//! The whole site in memory: offices × years.
//!
//! Takes the settings and the reports that may go out, gives [`Site`]: for each office
//! its years with the gaps, for each year its offices, and which report comes before
//! and after which. Makes no text for people and no address.

pub mod change;
pub mod due;
pub mod heirs;
pub mod order;
pub mod route;
pub mod series;
pub mod sum;
pub mod wording;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::civil::Date;

use crate::config::Config;
use crate::content::office::FIRST_YEAR;
use crate::content::{Content, Office, Report};
use crate::edition::Edition;

/// Offices and years, arranged for the pages.
#[derive(Debug)]
pub struct Site<'c> {
    /// The settings.
    pub config: &'c Config,
    /// Every registered office, in the order of the content, with its reports.
    pub offices: Vec<OfficeYears<'c>>,
    /// Every year from the first to the last that has a report or should have one, oldest
    /// first.
    pub years: Vec<u16>,
    /// Offices that are no part of the site, known by what their files say.
    outside: &'c [Office],
    /// Places in `offices` by id.
    index: HashMap<&'c str, usize>,
    /// Places in `offices` of those under one superior, where all of them are here.
    children: BTreeMap<&'c str, Vec<usize>>,
}

/// One office and its reports.
#[derive(Debug)]
pub struct OfficeYears<'c> {
    /// The office.
    pub office: &'c Office,
    /// Its reports by year.
    pub reports: BTreeMap<u16, &'c Report>,
    /// Years it should have reported for and has not.
    pub missing: BTreeSet<u16>,
    /// Those of them for which a draft is being written.
    pub drafts: BTreeSet<u16>,
}

impl<'c> Site<'c> {
    /// Arranges `reports` (those that go out) of `content`.
    pub fn arrange(config: &'c Config, content: &'c Content, reports: impl Iterator<Item = &'c Report>) -> Site<'c> {
        let mut by_office: BTreeMap<&str, BTreeMap<u16, &Report>> = BTreeMap::new();
        for report in reports {
            by_office.entry(&report.key.office).or_default().insert(report.key.year, report);
        }
        let mut offices = Vec::with_capacity(content.offices.len());
        for office in &content.offices {
            let reports = by_office.remove(&*office.id).unwrap_or_default();
            offices.push(OfficeYears { office, reports, missing: BTreeSet::new(), drafts: BTreeSet::new() });
        }
        let as_of = as_of(&offices);
        let years = shown(config, &offices, as_of);
        let mut drafts: BTreeMap<&str, BTreeSet<u16>> = BTreeMap::new();
        for report in content.reports.iter().filter(|report| report.draft && years.contains(&report.key.year)) {
            drafts.entry(&report.key.office).or_default().insert(report.key.year);
        }
        for office in &mut offices {
            office.missing = missing(config, office, &years, as_of);
            let drafts = drafts.remove(&*office.office.id).unwrap_or_default();
            office.drafts = drafts.into_iter().filter(|year| !office.reports.contains_key(year)).collect();
            office.missing.extend(&office.drafts);
        }
        let index = offices.iter().enumerate().map(|(at, office)| (&*office.office.id, at)).collect();
        let mut children: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        // A sum over some of a superior's offices would pass for the sum of all.
        let parted: BTreeSet<&str> = content.outside.iter().filter_map(|office| office.parent.as_deref()).collect();
        for (at, office) in offices.iter().enumerate() {
            if let Some(parent) = office.office.parent.as_deref().filter(|parent| !parted.contains(parent)) {
                children.entry(parent).or_default().push(at);
            }
        }
        Site { config, offices, years, outside: &content.outside, index, children }
    }

    /// The years that have a report, oldest first.
    pub fn reported_years(&self) -> impl DoubleEndedIterator<Item = u16> {
        self.years.iter().copied().filter(|year| self.of_year(*year).next().is_some())
    }

    /// The forms in use, oldest first.
    pub fn editions(&self) -> Vec<&'c Arc<Edition>> {
        let reports = self.offices.iter().flat_map(|office| office.reports.values());
        let mut editions: Vec<&Arc<Edition>> = reports.filter_map(|report| report.edition.as_ref()).collect();
        editions.sort_by_key(|edition| edition.first_year);
        editions.dedup_by_key(|edition| edition.first_year);
        editions
    }

    /// The offices that have a report for `year`, with it.
    pub fn of_year(&self, year: u16) -> impl Iterator<Item = (&OfficeYears<'c>, &'c Report)> {
        self.offices.iter().filter_map(move |office| office.reports.get(&year).map(|report| (office, *report)))
    }
}

/// One column of an office's figures: a year, and whose report it is.
#[derive(Clone, Copy, Debug)]
pub struct Column<'c> {
    /// The year.
    pub year: u16,
    /// The office that reported, or should have.
    pub office: &'c Office,
    /// Its report; none for a gap.
    pub report: Option<&'c Report>,
    /// The office itself, not one merged into it.
    pub own: bool,
}

impl<'c> Column<'c> {
    /// The form its report stands on.
    pub fn edition(&self) -> Option<&'c Arc<Edition>> {
        self.report?.edition.as_ref()
    }
}

impl<'c> Site<'c> {
    /// The office called `id`.
    pub fn office(&self, id: &str) -> Option<&OfficeYears<'c>> {
        self.index.get(id).map(|at| &self.offices[*at])
    }

    /// The offices whose 上级 is `id`, in order; none where some of them are no part of the
    /// site.
    pub fn children(&self, id: &str) -> impl Iterator<Item = &OfficeYears<'c>> {
        self.children.get(id).into_iter().flatten().map(|at| &self.offices[*at])
    }

    /// The offices that name `id` as merged into them.
    pub fn successors(&self, id: &str) -> impl Iterator<Item = &OfficeYears<'c>> {
        self.offices.iter().filter(move |office| office.office.predecessors.iter().any(|before| **before == *id))
    }

    /// The columns of an office's figures: its own years, before them those of the
    /// offices merged into it, each under its own name, and gaps where nobody reported.
    pub fn columns(&self, office: &OfficeYears<'c>) -> Vec<Column<'c>> {
        let merged: Vec<&OfficeYears<'c>> =
            office.office.predecessors.iter().filter_map(|id| self.office(id)).collect();
        let years = office.span().into_iter().chain(merged.iter().flat_map(|before| before.reports.keys().copied()));
        let years: BTreeSet<u16> = years.collect();
        let (Some(first), Some(last)) = (years.first(), years.last()) else { return Vec::new() };
        // From its own first report on a year without one is a gap, whoever stood beside it.
        let stands = office.stands().unwrap_or(u16::MAX);
        let mut columns = Vec::new();
        for year in *first..=*last {
            let own = office.reports.get(&year).copied();
            let column = |before: &&OfficeYears<'c>| {
                let report = before.reports.get(&year).copied();
                Column { year, office: before.office, report, own: false }
            };
            // Where one of several is silent, its gap stands beside what the others reported.
            let due = |before: &&&OfficeYears<'c>| before.reports.contains_key(&year) || before.missing.contains(&year);
            let before: Vec<Column<'c>> = match own.is_some() || year > stands {
                true => Vec::new(),
                false => merged.iter().filter(due).map(column).collect(),
            };
            match before.iter().any(|column| column.report.is_some()) {
                true => columns.extend(before),
                false => columns.push(Column { year, office: office.office, report: own, own: true }),
            }
        }
        columns
    }
}

impl<'c> OfficeYears<'c> {
    /// The nearest earlier report.
    pub fn before(&self, year: u16) -> Option<&'c Report> {
        self.reports.range(..year).next_back().map(|(_, report)| *report)
    }

    /// The nearest later report.
    pub fn after(&self, year: u16) -> Option<&'c Report> {
        self.reports.range(year + 1..).next().map(|(_, report)| *report)
    }

    /// All years from the first to the last that has a report or lacks one.
    pub fn span(&self) -> Vec<u16> {
        self.reports.keys().chain(&self.missing).copied().collect::<BTreeSet<u16>>().into_iter().collect()
    }
}

/// The newest day the site knows of: the build never asks the calendar, so that it gives
/// the same site on every day.
fn as_of(offices: &[OfficeYears<'_>]) -> Option<Date> {
    offices.iter().flat_map(|office| office.reports.values()).filter_map(|report| report.newest_day()).max()
}

/// Every year from the first to the last that has a report or for which an office says it
/// had to report (首报年度), so that a year in which nobody reported is seen as a gap.
fn shown(config: &Config, offices: &[OfficeYears<'_>], as_of: Option<Date>) -> Vec<u16> {
    let reported = offices.iter().flat_map(|years| years.reports.keys().copied());
    let stated = offices.iter().filter_map(|years| {
        let first = years.office.first_year?.max(FIRST_YEAR);
        let over = last_over(config, years.office, as_of)?;
        let last = years.office.last_year.map_or(over, |last| last.min(over));
        (first <= last).then_some([first, last])
    });
    let years: BTreeSet<u16> = reported.chain(stated.flatten()).collect();
    match (years.first(), years.last()) {
        (Some(first), Some(last)) => (*first..=*last).collect(),
        _ => Vec::new(),
    }
}

/// The last year for which the deadline of `office` is over.
fn last_over(config: &Config, office: &Office, as_of: Option<Date>) -> Option<u16> {
    let as_of = as_of?;
    // A deadline is a day of the year that follows.
    let last = u16::try_from(as_of.year()).ok()?.checked_sub(1)?;
    let over = |year: &u16| office.deadline(&config.deadlines, *year).is_some_and(|deadline| deadline < as_of);
    [last, last.checked_sub(1)?].into_iter().find(over)
}

/// Years without a report in which the office had to report: from 首报年度 (or its first
/// report) to 停用年度, or else to the last year it reported for or whose deadline is
/// over on the newest day the site knows of.
fn missing(config: &Config, office: &OfficeYears<'_>, years: &[u16], as_of: Option<Date>) -> BTreeSet<u16> {
    let Some(first) = office.office.first_year.or_else(|| office.reports.keys().next().copied()) else {
        return BTreeSet::new();
    };
    let reported = office.reports.keys().next_back().copied();
    let last = office.office.last_year.or_else(|| reported.max(last_over(config, office.office, as_of)));
    let Some(last) = last else { return BTreeSet::new() };
    let site_years = years.iter().copied().filter(|year| (first..=last).contains(year));
    site_years.filter(|year| !office.reports.contains_key(year)).collect()
}
