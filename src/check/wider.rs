//! What is known of all reports together: last year's, the offices above and below, who
//! shares which sentences.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::config::Config;
use crate::content::{Content, Office, Report};
use crate::finding::Finding;

use super::rules;
use super::sharing::Sharing;
use super::subject::OfficeSubject;
use super::years::newest;

/// A name of fewer characters may be part of other words.
const SHORTEST: usize = 4;
/// Why reports of an office merged into another are not there.
const OUTSIDE: &str = "前身的报告没有读取：这次只生成部分机关";

/// All reports, indexed.
pub struct Wider<'c> {
    reports: FxHashMap<(&'c str, u16), &'c Report>,
    years: FxHashMap<&'c str, Vec<u16>>,
    offices: FxHashMap<&'c str, &'c Office>,
    /// Offices whose reports were left unread because they are no part of what is made.
    outside: FxHashSet<&'c str>,
    children: BTreeMap<&'c str, Vec<&'c Office>>,
    /// Full and former names, and whose they are.
    names: FxHashMap<&'c str, &'c str>,
    /// The first bytes of those names.
    name_heads: FxHashSet<&'c [u8]>,
    /// How long those names are in bytes, in order.
    name_lengths: BTreeSet<usize>,
    /// The first office whose 上级 nobody is, where all offices are known.
    without_superior: Option<&'c Office>,
    /// Offices that are somebody's 前身, with those whose 前身 they are.
    merged: FxHashMap<&'c str, Vec<&'c Office>>,
    newest: Option<u16>,
    /// Who shares which sentences, where the texts were looked at.
    sharing: Option<&'c Sharing>,
    /// Whether all offices were read.
    pub whole: bool,
    /// The newest day any report names: the checks never ask the calendar.
    pub as_of: Option<Date>,
    config: &'c Config,
}

impl<'c> Wider<'c> {
    /// Indexes `content`; `whole` says whether it is all of the site.
    pub fn new(content: &'c Content, config: &'c Config, whole: bool, sharing: &'c Sharing) -> Wider<'c> {
        Wider::index(content, config, whole, Some(sharing))
    }

    /// The same without the texts: nothing is known of who shares which sentences.
    pub fn of_figures(content: &'c Content, config: &'c Config, whole: bool) -> Wider<'c> {
        Wider::index(content, config, whole, None)
    }

    fn index(content: &'c Content, config: &'c Config, whole: bool, sharing: Option<&'c Sharing>) -> Wider<'c> {
        let reports =
            content.reports.iter().map(|report| ((&*report.key.office, report.key.year), &**report)).collect();
        let mut years: FxHashMap<&str, Vec<u16>> = FxHashMap::default();
        for report in &content.reports {
            years.entry(&report.key.office).or_default().push(report.key.year);
        }
        years.values_mut().for_each(|years| years.sort_unstable());
        // What an office's own file says holds of those outside as well.
        let known = || content.offices.iter().chain(&content.outside);
        let offices: FxHashMap<&str, &Office> = known().map(|office| (&*office.id, office)).collect();
        let outside = content.outside.iter().map(|office| &*office.id).collect();
        let mut children: BTreeMap<&str, Vec<&Office>> = BTreeMap::new();
        for office in known() {
            if let Some(parent) = office.parent.as_deref() {
                children.entry(parent).or_default().push(office);
            }
        }
        // Nobody is their own superior either; and where no name was read, no superior may
        // have been.
        let lost = |office: &&Office| match office.parent.as_deref() {
            Some(id) => *id == *office.id || !offices.contains_key(id),
            None => !office.named,
        };
        let without_superior = if whole { content.offices.iter().find(lost) } else { None };
        // Whose a name is now counts, not whose it was.
        let former = known().flat_map(|office| office.former_names.iter().map(|former| (&*former.name, &*office.id)));
        let names = former.chain(known().map(|office| (&*office.name, &*office.id)));
        let names: FxHashMap<&str, &str> = names.filter(|(name, _)| name.chars().count() >= SHORTEST).collect();
        let name_heads = names.keys().map(|name| &name.as_bytes()[..SHORTEST]).collect();
        let name_lengths = names.keys().map(|name| name.len()).collect();
        let mut merged: FxHashMap<&str, Vec<&Office>> = FxHashMap::default();
        for office in known() {
            office.predecessors.iter().for_each(|id| merged.entry(id).or_default().push(office));
        }
        let newest = newest(content.reports.iter().map(|report| report.key.year).collect());
        let settled = content.reports.iter().filter(|report| !report.draft);
        let as_of = settled.filter_map(|report| report.newest_day()).max();
        Wider {
            reports,
            years,
            offices,
            outside,
            children,
            without_superior,
            names,
            name_heads,
            name_lengths,
            merged,
            newest,
            sharing,
            whole,
            as_of,
            config,
        }
    }

    /// Whether the reports of the office called `id` were left unread, so that one that is
    /// not known is not one that is not there.
    pub fn is_outside(&self, id: &str) -> bool {
        self.outside.contains(id)
    }

    /// Whether `office` may have taken over in `year` from an office whose reports were
    /// left unread.
    pub fn follows_one_outside(&self, office: &Office, year: u16) -> bool {
        let begins = self.years(&office.id).first().is_none_or(|first| *first >= year);
        begins && office.predecessors.iter().any(|id| self.is_outside(id))
    }

    /// Why `report` has none of the year before to be held against.
    pub fn none_before(&self, office: &Office, report: &Report) -> String {
        let year = report.key.year.saturating_sub(1);
        match self.report(&office.id, year) {
            Some(_) => format!("{year} 年度的报告尚未发布"),
            None if self.follows_one_outside(office, report.key.year) => OUTSIDE.to_owned(),
            None => match (self.merged_before(office, year), self.shared_before(office, report)) {
                (Some(names), _) => format!("{year} 年度由前身（{names}）分别报告，没有可以直接对照的一份"),
                (None, Some(shared)) => {
                    format!("{}，{year} 年度的数没有可以直接对照的一份", self.shared_words(shared, year + 1))
                }
                (None, None) => format!("没有 {year} 年度的报告"),
            },
        }
    }

    /// Whether `office` reported for a year before `year` itself: then an office merged
    /// into it stood beside it, and its report is not the one that is missing. A document
    /// kept from before 首报年度 is no sign of that.
    pub fn stood_before(&self, office: &Office, year: u16) -> bool {
        let first = office.first_year.unwrap_or_default();
        self.years(&office.id).iter().any(|own| (first..year).contains(own))
    }

    /// The names of the offices merged into `office` that reported for `year` in its place,
    /// where there are several.
    fn merged_before(&self, office: &Office, year: u16) -> Option<String> {
        if self.stood_before(office, year) {
            return None;
        }
        let reported = office.predecessors.iter().filter(|id| self.report(id, year).is_some());
        let names: Vec<&str> = reported.filter_map(|id| Some(self.office(id)?.name_in(year))).collect();
        (names.len() > 1).then(|| names.join("、"))
    }

    /// The office called `id`.
    pub fn office(&self, id: &str) -> Option<&'c Office> {
        self.offices.get(id).copied()
    }

    /// The registered office whose full or former name `text` begins with, and the name;
    /// of several the longest.
    pub fn named<'t>(&self, text: &'t str) -> Option<(&'t str, &'c str)> {
        // Hardly any text does: its first bytes tell.
        if !self.name_heads.contains(text.as_bytes().get(..SHORTEST)?) {
            return None;
        }
        self.name_lengths.iter().rev().find_map(|length| {
            let name = text.get(..*length)?;
            self.names.get(name).map(|id| (name, *id))
        })
    }

    /// Offices that begin to report right after `office` ended, under the same superior,
    /// and name no 前身.
    pub fn beginning_after(&self, office: &Office, last: u16) -> Vec<&'c Office> {
        let begins = |other: &&&Office| {
            let first = other.first_year.or_else(|| self.years(&other.id).first().copied());
            other.id != office.id
                && other.parent == office.parent
                && other.predecessors.is_empty()
                && first.is_some_and(|first| first == last + 1)
        };
        let mut found: Vec<&Office> = self.offices.values().filter(begins).copied().collect();
        found.sort_by(|a, b| a.id.cmp(&b.id));
        found
    }

    /// Whether another office names `id` as merged into it.
    pub fn has_successor(&self, id: &str) -> bool {
        self.merged.contains_key(id)
    }

    /// Whether a report that is overdue withholds the site.
    pub fn require_all(&self) -> bool {
        self.config.checks.require_all
    }

    /// The newest year anybody has a report for.
    pub fn newest_year(&self) -> Option<u16> {
        self.newest
    }

    /// How many telling sentences a report has.
    pub fn telling(&self, report: &Report) -> usize {
        self.sentences_of(report).len()
    }

    /// The report of an office for a year.
    pub fn report(&self, office: &str, year: u16) -> Option<&'c Report> {
        self.reports.get(&(office, year)).copied()
    }

    /// The same for what may be quoted in the findings of `reader`: a draft is quoted by
    /// nothing but a draft, since it may still change and is not published.
    pub fn settled(&self, office: &str, year: u16, reader: &Report) -> Option<&'c Report> {
        self.report(office, year).filter(|report| reader.draft || !report.draft)
    }

    /// An office whose 上级 nobody is, so that it may belong to any.
    pub fn without_superior(&self) -> Option<&'c Office> {
        self.without_superior
    }

    /// The offices whose 上级 is `id`.
    pub fn below(&self, id: &str) -> &[&'c Office] {
        self.children.get(id).map(Vec::as_slice).unwrap_or_default()
    }

    /// The offices whose 上级 is `id` and which existed in `year`.
    pub fn children(&self, id: &str, year: u16) -> Vec<&'c Office> {
        let exists = |office: &&&Office| {
            office.first_year.is_none_or(|first| first <= year) && office.last_year.is_none_or(|last| year <= last)
        };
        self.below(id).iter().filter(exists).copied().collect()
    }

    /// The reports of the year before whose open requests `office` takes over with
    /// `report`: its own and those of offices that ended with them and were merged into it,
    /// or, of a new office, those of all merged into it. A draft is before nothing but a
    /// draft: a published page does not quote what may still change.
    pub fn all_before(&self, office: &Office, report: &Report) -> Vec<&'c Report> {
        let Some(last) = report.key.year.checked_sub(1) else { return Vec::new() };
        self.all_of(office, last, report.draft)
    }

    /// The reports for `last` that one of the year after goes on from; `drafts` may be
    /// among them.
    pub fn all_of(&self, office: &Office, last: u16, drafts: bool) -> Vec<&'c Report> {
        let settled = |id: &str| self.report(id, last).filter(|report| drafts || !report.draft);
        let goes_on = self.report(&office.id, last).is_some();
        // What it left open itself is not known.
        if !goes_on && self.stood_before(office, last) {
            return Vec::new();
        }
        let merged = office.predecessors.iter().filter(|id| !goes_on || self.ended_with(id, last));
        let own = goes_on.then_some(&office.id);
        let all: Option<Vec<&Report>> = own.into_iter().chain(merged).map(|id| settled(id)).collect();
        all.unwrap_or_default()
    }

    /// Whether the last report of the office called `id` is that for `last`.
    fn ended_with(&self, id: &str, last: u16) -> bool {
        let told = self.office(id).and_then(|office| office.last_year).is_none_or(|year| year == last);
        told && self.report(id, last).is_some() && self.report(id, last + 1).is_none()
    }

    /// The same as [`Wider::all_before`], or why they are not all there.
    ///
    /// # Errors
    /// When one is missing, not settled or was not read.
    pub fn taken_over(&self, office: &Office, report: &Report) -> Result<Vec<&'c Report>, String> {
        let before = self.all_before(office, report);
        if before.is_empty() {
            return Err(self.none_before(office, report));
        }
        let year = report.key.year.saturating_sub(1);
        let there = |id: &str| before.iter().any(|before| *before.key.office == *id);
        let merged = office.predecessors.iter().filter_map(|id| self.office(id));
        match merged.into_iter().find(|office| office.last_year == Some(year) && !there(&office.id)) {
            Some(lost) if self.is_outside(&lost.id) => Err(OUTSIDE.to_owned()),
            Some(lost) => Err(format!("没有前身（{}）{year} 年度的报告", lost.name_in(year))),
            None => match self.shared_before(office, report) {
                Some(shared) => Err(format!("{}，各接了几件不知道", self.shared_words(shared, year + 1))),
                None => Ok(before),
            },
        }
    }

    /// The office before `office` whose work went to others as well.
    fn shared_before(&self, office: &Office, report: &Report) -> Option<&'c Office> {
        let before = self.all_before(office, report);
        let shared = before.iter().find(|before| self.is_shared(&before.key.office, office, report.key.year))?;
        self.office(&shared.key.office)
    }

    /// How it is said that only a part of `shared` was taken over by `year`.
    pub fn shared_words(&self, shared: &Office, year: u16) -> String {
        let how =
            if self.goes_on(&shared.id, year) { "只有一部分由本机关承接" } else { "由几个机关承接" };
        format!("前身（{}）{how}", shared.name_in(year - 1))
    }

    /// Whether the office called `id` itself reports for `year` or later.
    fn goes_on(&self, id: &str, year: u16) -> bool {
        self.years(id).last().is_some_and(|last| *last >= year)
    }

    /// Whether another office, too, has taken over by `year` from the office called `id`, or
    /// that goes on itself: how much of what it did and left open went where is not known.
    pub fn is_shared(&self, id: &str, office: &Office, year: u16) -> bool {
        if *id == *office.id {
            return false;
        }
        let first = |heir: &Office| heir.first_year.or_else(|| self.years(&heir.id).first().copied());
        let mut heirs = self.merged.get(id).into_iter().flatten();
        self.goes_on(id, year)
            || heirs.any(|heir| heir.id != office.id && first(heir).is_none_or(|first| first <= year))
    }

    /// The one report of the year before that a report goes on from: the office's own, or
    /// that of the one office it was before and whose work it alone took over.
    pub fn before(&self, office: &Office, report: &Report) -> Option<&'c Report> {
        match self.all_before(office, report)[..] {
            [before] if !self.is_shared(&before.key.office, office, report.key.year) => Some(before),
            [first, ..] if first.key.office == office.id => Some(first),
            _ => None,
        }
    }

    /// How many of a report's telling sentences stand in `other`, and how many it has.
    pub fn reused(&self, report: &Report, other: &Report) -> (usize, usize) {
        let own = self.sentences_of(report);
        let others = self.sentences_of(other);
        (own.iter().filter(|sentence| others.binary_search(sentence).is_ok()).count(), own.len())
    }

    /// The other office of the same year that shares most sentences with a report, and
    /// how many; the first by id of several.
    pub fn most_alike(&self, report: &Report) -> Option<(&'c Office, usize)> {
        let (id, count) = self.sharing?.most_alike(&report.key)?;
        Some((self.office(id)?, count))
    }

    /// Whether `report` came out after the other office's report of its year: then it is
    /// the one that copied. Without days, the order of the folders decides, so that
    /// copying is said once.
    pub fn is_later(&self, report: &Report, than: &Office) -> bool {
        let day = |report: &Report| report.published.map(|published| (published.date, published.time));
        let other = self.report(&than.id, report.key.year).and_then(day);
        match (day(report), other) {
            (Some(own), Some(other)) if own != other => own > other,
            _ => *report.key.office > *than.id,
        }
    }

    fn sentences_of(&self, report: &Report) -> &[u64] {
        self.sharing.map(|sharing| sharing.told(&report.key)).unwrap_or_default()
    }

    /// Whether the deadline of `year`'s report is over on the newest day the site knows.
    pub fn overdue(&self, office: &Office, year: u16) -> bool {
        let deadline = office.deadline(&self.config.deadlines, year);
        // A report for a later year says that a later year is over.
        let later = self.newest_year().is_some_and(|newest| newest > year);
        later || deadline.zip(self.as_of).is_some_and(|(deadline, as_of)| deadline < as_of)
    }

    /// The years the office called `id` has reports for, oldest first.
    pub fn years(&self, id: &str) -> &[u16] {
        self.years.get(id).map(Vec::as_slice).unwrap_or_default()
    }

    /// Findings about offices as such; places are looked up in the files under `root`.
    pub fn offices(&self, root: &Path, content: &Content) -> Vec<Finding> {
        let mut findings = Vec::new();
        for office in &content.offices {
            let subject = OfficeSubject { office, years: self.years(&office.id), wider: self, root };
            for look in rules::OFFICE {
                look(&subject, &mut findings);
            }
        }
        findings
    }
}
