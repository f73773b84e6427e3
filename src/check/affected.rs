//! Which reports must be looked at again when some have changed.
//!
//! A report is held against its office's other years, the offices merged into it, the
//! offices below it, the texts it shares sentences with, and the pages it links. A check
//! that looks farther must be named here; the test that saves at random and compares with
//! a whole run (`src/preview/tests.rs`) would find one that is not.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::content::{Content, Report, ReportKey};

use super::Sharing;

/// A report that is not what it was.
#[derive(Debug)]
pub struct Changed<'c> {
    /// Which.
    pub key: ReportKey,
    /// Before; none for a new one.
    pub before: Option<&'c Report>,
    /// Now; none where it is gone.
    pub after: Option<&'c Report>,
}

/// The reports of `content` whose findings may differ from before, while offices and
/// settings are as they were. `sharing` is brought up to date.
pub fn affected(content: &Content, sharing: &mut Sharing, changed: &[Changed<'_>]) -> BTreeSet<ReportKey> {
    let mut years: HashMap<&str, Vec<&ReportKey>> = HashMap::new();
    for report in &content.reports {
        years.entry(&report.key.office).or_default().push(&report.key);
    }
    let of = |office: &str| years.get(office).into_iter().flatten().map(|key| (*key).clone());
    let mut found = BTreeSet::new();
    let mut come_or_gone = false;
    for change in changed {
        let office = &change.key.office;
        found.extend(of(office));
        let heirs = content.offices.iter().filter(|heir| heir.predecessors.contains(office));
        heirs.for_each(|heir| found.extend(of(&heir.id)));
        if let Some(parent) = content.office(office).and_then(|office| office.parent.as_deref()) {
            found.extend(of(parent));
        }
        let day = |report: Option<&Report>| report.map(|report| report.published);
        let dated = day(change.before) != day(change.after);
        let near = sharing.replace(&change.key, change.after, dated);
        let year = change.key.year;
        found.extend(near.into_iter().flat_map(|office: Arc<str>| of(&office).filter(move |key| key.year == year)));
        come_or_gone |= change.before.is_some() != change.after.is_some();
    }
    if come_or_gone {
        // Somebody may link the page that has come or gone.
        let links = |report: &&Arc<Report>| ["](", "]:"].iter().any(|mark| report.narrative.text.contains(mark));
        found.extend(content.reports.iter().filter(links).map(|report| report.key.clone()));
    }
    found
}
