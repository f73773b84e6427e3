//! May this be published?
//!
//! Takes [`Content`] as read, gives findings and the reports that may go out. Changes
//! no report and works out no figure: sums come from the edition. One file in `rules/`
//! is one check.

mod affected;
pub mod against;
pub mod carry;
pub mod claims;
mod clause;
pub mod days;
mod explained;
mod found;
pub mod numbers;
mod one_fault;
pub mod outside;
mod pairs;
pub mod percent;
pub mod period;
pub mod rules;
mod sharing;
pub mod sheet;
mod sound;
mod subject;
pub mod text;
mod when;
mod wider;
pub mod years;

use std::cell::LazyCell;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use crate::config::Config;
use crate::content::places::Places;
use crate::content::{Content, Report, ReportKey};
use crate::edition::Editions;
use crate::finding::json::NotChecked;
use crate::finding::{Finding, Rule};

use claims::Said;

pub use affected::{Changed, affected};
pub use found::{At, Found, Out};
pub use sharing::Sharing;
pub use sound::{Prints, Sound, Unchecked};
pub use subject::{OfficeSubject, Subject};
pub use wider::Wider;

/// One check: the rule it holds, and how it looks.
pub struct Check {
    /// Code, level, title and explanation.
    pub rule: &'static Rule,
    /// Looks at one report.
    pub look: fn(&Subject<'_>, &mut Out),
}

/// What looking at everything gave.
#[derive(Clone, Debug, Default)]
pub struct Review {
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// What could not be checked.
    pub not_checked: Vec<NotChecked>,
    /// What texts say in numbers, so that their check sheets need not read them again.
    /// Holds for the content as it was checked.
    pub said: Vec<(ReportKey, Said)>,
    /// The fingerprints of the reports, in their order, where they were asked for ([`run`]).
    pub prints: Vec<Prints>,
}

/// Up to how many reports what their texts say is kept, some 2.5 KB each. Past that, memory
/// is dearer than time.
const KEPT: usize = 4_096;

/// Checks that hold a report against the name and kind of its office. Where `office.yaml`
/// did not say them, which has its own finding, these would accuse what is right.
const BY_OFFICE: [&str; 7] = ["C-04", "C-05", "C-10", "D-14", "D-17", "Z-01", "Z-05"];

/// Looks at every report with every check; places are looked up in the files under
/// `root`. The findings come in the order of the reports. Reports that are `known` to have
/// nothing wrong are not looked at again; with `known` the fingerprints of all are given.
pub fn run(
    root: &Path,
    content: &Content,
    editions: &Editions,
    config: &Config,
    whole: bool,
    known: Option<&Sound>,
) -> Review {
    let sharing = Sharing::once(content);
    let wider = Wider::new(content, config, whole, &sharing);
    let prints = known.map(|_| sound::prints(content, config, &wider)).unwrap_or_default();
    let mut review = Review { findings: wider.offices(root, content), ..Review::default() };
    // Texts that lead to what is not made will have those links taken out ([`outside`]).
    let keep = content.outside.is_empty() && content.reports.len() <= KEPT;
    let look = |(number, report): (usize, &Arc<Report>)| {
        if let Some(unchecked) = known.zip(prints.get(number)).and_then(|(known, prints)| known.get(prints)) {
            let said = unchecked.iter().map(|(code, reason)| not_checked(report, code, reason));
            return Review { not_checked: said.collect(), ..Review::default() };
        }
        let (mut one, said) = one(root, content, editions, config, &wider, report);
        one.said.extend(said.filter(|_| keep).map(|said| (report.key.clone(), said)));
        one
    };
    let ones: Vec<Review> = content.reports.par_iter().enumerate().map(look).collect();
    for one in ones {
        review.findings.extend(one.findings);
        review.not_checked.extend(one.not_checked);
        review.said.extend(one.said);
    }
    review.prints = prints;
    review
}

fn not_checked(report: &Report, code: &str, reason: &str) -> NotChecked {
    NotChecked {
        code: code.to_owned(),
        office: report.key.office.to_string(),
        year: report.key.year,
        reason: reason.to_owned(),
    }
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
    reports.par_iter().map(|report| one(root, content, editions, config, wider, report).0).collect()
}

fn one(
    root: &Path,
    content: &Content,
    editions: &Editions,
    config: &Config,
    wider: &Wider<'_>,
    report: &Report,
) -> (Review, Option<Said>) {
    let Some(office) = wider.office(&report.key.office) else { return Default::default() };
    let subject = Subject::new(report, office, content, wider, config);
    let mut out = Out::default();
    for check in rules::ALL {
        if !office.named && BY_OFFICE.contains(&check.rule.code) {
            out.not_checked(check.rule, "office.yaml 里没有读到机关的全称");
            continue;
        }
        (check.look)(&subject, &mut out);
    }
    let joined = one_fault::join(&subject, &mut out.found);
    let not_checked = out.not_checked.iter().map(|(rule, reason)| not_checked(report, rule.code, reason)).collect();
    let mut findings = Vec::new();
    if !out.found.is_empty() || !report.explanations.is_empty() {
        // The file is read again only for findings that stand in it.
        let places = LazyCell::new(|| Places::of(root, report, office, editions));
        findings = out.found.into_iter().map(|found| found.placed(&places, report)).collect();
        let unjudged: Vec<&str> = out.not_checked.iter().map(|(rule, _)| rule.code).chain(joined).collect();
        explained::acknowledge(report, &|| &*places, &unjudged, &mut findings);
    }
    (Review { findings, not_checked, ..Review::default() }, subject.into_said())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_for_nameless_offices_are_checks() {
        for code in BY_OFFICE {
            assert!(rules::ALL.iter().any(|check| check.rule.code == code), "{code}");
        }
    }
}
