//! Findings kept up to date: only what a change may concern is looked at again.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use crate::check::{self, Changed, Review, Sharing, Wider};
use crate::content::rules::FOLDER;
use crate::content::{Content, Report, ReportKey};
use crate::finding::json::NotChecked;
use crate::finding::{self, Finding, Summary};

use super::desk::{Desk, Found, Kept};

/// What was found of one office, or of the site as such.
#[derive(Debug, Default)]
pub(super) struct Judged {
    /// Settled findings.
    pub(super) findings: Vec<Finding>,
    /// What could not be checked.
    pub(super) not_checked: Vec<NotChecked>,
    /// How many there are.
    pub(super) summary: Summary,
}

impl Judged {
    pub(super) fn new(reports: usize, findings: Vec<Finding>, not_checked: Vec<NotChecked>) -> Judged {
        let summary = Summary::of(reports, &findings);
        Judged { findings, not_checked, summary }
    }
}

/// What looking again gave.
#[derive(Debug, Default)]
pub(super) struct Change {
    /// Findings that were not there before.
    pub(super) new: Vec<Finding>,
    /// Findings that are there no longer.
    pub(super) gone: Vec<Finding>,
    /// The same, but because what they were about was taken away.
    pub(super) lost: Vec<Finding>,
    /// Whether the theme is another.
    pub(super) theme: bool,
}

impl Desk {
    /// Brings the findings up to date.
    pub(super) fn judge(&mut self, found: &Found, change: &mut Change) {
        let content = self.content(|kept| &kept.read.reports);
        let concerned = self.concerned(&content, found);
        let wider = Wider::new(&content, &self.config, true, &self.sharing);
        let concerned = |report: &&Report| concerned.as_ref().is_none_or(|some| some.contains(&report.key));
        let reports: Vec<&Report> = content.reports.iter().map(AsRef::as_ref).filter(concerned).collect();
        let reviews = check::reviews(&self.root, &content, &self.editions, &self.config, &wider, &reports);
        let mut touched: BTreeSet<String> = found.read.clone();
        for (report, review) in reports.iter().zip(reviews) {
            if let Some(kept) = self.offices.get_mut(&*report.key.office) {
                kept.reviews.insert(report.key.year, review);
                touched.insert(report.key.office.to_string());
            }
        }
        // Cheap enough to be done for all: whether a report is due depends on the newest
        // day of the whole site.
        let mut of_offices: BTreeMap<String, Vec<Finding>> = BTreeMap::new();
        for finding in wider.offices(&self.root, &content) {
            if let Some(office) = &finding.office {
                of_offices.entry(office.to_string()).or_default().push(finding);
            }
        }
        found.gone.iter().for_each(|judged| compare(&judged.findings, &[], change));
        for (name, kept) in &mut self.offices {
            let of_office = of_offices.remove(name).unwrap_or_default();
            if of_office != kept.of_office || touched.contains(name) {
                kept.of_office = of_office;
                let before = Arc::clone(&kept.judged);
                kept.settle();
                compare(&before.findings, &kept.judged.findings, change);
                // What is wrong with a report nobody can read is not mended.
                let unread = |year: u16| kept.read.unread.contains(&year);
                change.gone.retain(|gone| gone.office.as_deref() != Some(name) || !gone.year.is_some_and(unread));
            }
        }
        if found.removed {
            // Taken away, nothing is mended, be it here or in the reports that were held
            // against it; only what lay in the wrong place may be mended by that.
            let mended = |gone: &Finding| gone.code == FOLDER.code;
            (change.gone, change.lost) = std::mem::take(&mut change.gone).into_iter().partition(mended);
        }
    }

    /// The reports that must be looked at again; none for all of them.
    fn concerned(&mut self, content: &Content, found: &Found) -> Option<BTreeSet<ReportKey>> {
        if found.offices || found.rules {
            self.sharing = Sharing::of(content);
            return None;
        }
        if found.reports.is_empty() {
            return Some(BTreeSet::new());
        }
        let now: BTreeMap<&ReportKey, &Report> =
            content.reports.iter().map(|report| (&report.key, &**report)).collect();
        let changed = found.reports.iter().map(|(key, before)| Changed {
            key: key.clone(),
            before: before.as_deref(),
            after: now.get(key).copied(),
        });
        Some(check::affected(content, &mut self.sharing, &changed.collect::<Vec<_>>()))
    }
}

impl Kept {
    /// Puts the findings of the office in order.
    fn settle(&mut self) {
        let years: BTreeSet<u16> = self.read.reports.iter().map(|report| report.key.year).collect();
        self.reviews.retain(|year, _| years.contains(year));
        let drafts = self.read.reports.iter().filter(|report| report.draft);
        let drafts: BTreeSet<u16> = drafts.map(|report| report.key.year).collect();
        let mut findings = self.read.findings.clone();
        let mut not_checked = Vec::new();
        for Review { findings: found, not_checked: not, .. } in self.reviews.values() {
            findings.extend(found.iter().cloned());
            not_checked.extend(not.iter().cloned());
        }
        findings.extend(self.of_office.iter().cloned());
        for finding in &mut findings {
            finding.draft = finding.year.is_some_and(|year| drafts.contains(&year));
        }
        finding::settle(&mut findings);
        self.judged = Arc::new(Judged::new(self.read.reports.len(), findings, not_checked));
    }
}

/// Notes what came and what went. A finding that only moved to another line is the same.
pub(super) fn compare(before: &[Finding], after: &[Finding], change: &mut Change) {
    let key = |finding: &Finding| (finding.code, finding.file.clone(), finding.message.clone(), finding.acknowledged);
    let (were, are): (HashSet<_>, HashSet<_>) = (before.iter().map(key).collect(), after.iter().map(key).collect());
    change.new.extend(after.iter().filter(|finding| !were.contains(&key(finding))).cloned());
    change.gone.extend(before.iter().filter(|finding| !are.contains(&key(finding))).cloned());
}
