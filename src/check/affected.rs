//! Which reports must be looked at again when some have changed.
//!
//! A report is held against its office's other years, the offices merged into it and who
//! else took over from them, the offices below it, the texts it shares sentences with, and
//! the pages it links. A check that looks farther must be named here; the test that saves
//! at random and compares with a whole run (`src/preview/tests.rs`) would find one that is
//! not.

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
        // From when on an office takes over is seen by its first report, and decides what can be
        // held against the others that took over with it.
        if change.before.is_some() != change.after.is_some() {
            let merged = content.office(office).map(|office| &office.predecessors[..]).unwrap_or_default();
            let heirs = content.offices.iter().filter(|heir| heir.predecessors.iter().any(|id| merged.contains(id)));
            heirs.for_each(|heir| found.extend(of(&heir.id)));
        }
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::fs;

    use crate::content::Only;

    use super::*;

    #[test]
    fn the_first_report_of_one_heir_concerns_the_others() {
        let folder = tempfile::tempdir().unwrap();
        for (id, words, year) in
            [("old", "停用年度: 2022", "2022"), ("a", "前身: old", "2023"), ("b", "前身: old", "2023")]
        {
            let office = folder.path().join("content").join(id);
            fs::create_dir_all(office.join(year)).unwrap();
            fs::write(office.join("office.yaml"), format!("全称: 青石县{id}\n{words}\n")).unwrap();
            fs::write(office.join(year).join("data.yaml"), "主动公开: 无\n依申请公开: 无\n复议诉讼: 无\n").unwrap();
            fs::write(office.join(year).join("narrative.md"), "# 一、总体情况\n").unwrap();
        }
        let loaded = crate::load(folder.path(), &Only::All).unwrap();
        let mut sharing = Sharing::of(&loaded.content);
        let report = loaded.content.reports.iter().find(|report| *report.key.office == *"b").unwrap();
        let mut concerned = |before: Option<&Report>| {
            let changed = Changed { key: report.key.clone(), before: before.map(|_| &**report), after: Some(report) };
            let keys = affected(&loaded.content, &mut sharing, &[changed]);
            keys.iter().map(|key| key.office.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(concerned(None), ["a", "b"]);
        assert_eq!(concerned(Some(report)), ["b"]);
    }
}
