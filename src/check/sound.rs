//! Reports in which nothing was found: those that are as they were when they were last
//! looked at, with all they were held against, need not be looked at again.
//!
//! A report's fingerprint covers whatever a check may read: the program and the settings,
//! all offices, which reports and attachments there are, the reports of its kin, and which
//! other report it is most alike. A check that reads more must add it here; the test that
//! saves at random and compares with a whole run (`src/preview/tests.rs`) would find one
//! that does not.

use blake3::{Hash, Hasher};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::config::Config;
use crate::content::print::{PROGRAM, Print, ink, kin};
use crate::content::{Content, Report};

use super::Wider;

/// The fingerprints of reports in which nothing was found, with what could not be checked of
/// them (code and reason). Of ten million million reports that were changed, less than one
/// would have another's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sound(FxHashMap<u64, Unchecked>);

/// What could not be checked of a report: codes of the rules and reasons.
pub type Unchecked = Vec<(String, String)>;

/// Of a report: alone, and with all it is held against.
#[derive(Clone, Copy, Debug)]
pub struct Prints {
    /// Of what it holds.
    pub own: Print,
    /// Of all that a check of it may read.
    pub(crate) wide: u64,
}

impl Sound {
    /// Those of a run before.
    pub(crate) fn of(known: impl IntoIterator<Item = (u64, Unchecked)>) -> Sound {
        Sound(known.into_iter().collect())
    }

    /// What could not be checked of a report in which nothing was found; `None` where it
    /// must be looked at.
    pub(super) fn get(&self, prints: &Prints) -> Option<&Unchecked> {
        self.0.get(&prints.wide)
    }
}

/// The fingerprints of each report of `content`, in order.
pub(super) fn prints(content: &Content, config: &Config, wider: &Wider<'_>) -> Vec<Prints> {
    let all = everywhere(content, config, wider);
    let own: Vec<Print> = content.reports.par_iter().map(|report| Print::of(report)).collect();
    let mut of_offices: FxHashMap<&str, Vec<&Print>> = FxHashMap::default();
    for (report, print) in content.reports.iter().zip(&own) {
        of_offices.entry(&report.key.office).or_default().push(print);
    }
    let office = |office: &str| {
        let mut hasher = Hasher::new();
        hasher.update(all.as_bytes());
        let office = wider.office(office)?;
        let kin = kin(office, |id| wider.office(id), wider.below(&office.id).iter().map(|office| &*office.id));
        for print in kin.into_iter().flat_map(|id| of_offices.get(id).into_iter().flatten()) {
            hasher.update(print.figures.as_bytes()).update(print.words.as_bytes());
        }
        Some(hasher.finalize())
    };
    let ids: Vec<&str> = of_offices.keys().copied().collect();
    let offices: FxHashMap<&str, Option<Hash>> = ids.into_par_iter().map(|id| (id, office(id))).collect();
    let wide = |report: &Report| {
        let mut hasher = Hasher::new();
        ink(&mut hasher, &(&report.key, offices.get(&*report.key.office)));
        if let Some((other, sentences)) = wider.most_alike(report) {
            // Its day says who copied whom.
            let day = wider.report(&other.id, report.key.year).map(|report| report.published);
            ink(&mut hasher, &(&other.id, sentences, day));
        }
        let mut print = [0; 8];
        hasher.finalize_xof().fill(&mut print);
        u64::from_le_bytes(print)
    };
    content
        .reports
        .par_iter()
        .zip(own.par_iter())
        .map(|(report, own)| Prints { own: *own, wide: wide(report) })
        .collect()
}

/// What every report may be held against.
fn everywhere(content: &Content, config: &Config, wider: &Wider<'_>) -> Hash {
    let mut all = Hasher::new();
    ink(&mut all, &(PROGRAM, config, wider.whole, wider.as_of));
    ink(&mut all, &(&content.offices, &content.outside));
    for report in &content.reports {
        ink(&mut all, &(&report.key, report.draft, &report.attachments));
    }
    all.finalize()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::fs;
    use std::path::Path;

    use crate::content::Only;

    use super::*;

    const SAID: &str = "not looked at";

    /// Two offices below a government, two years each.
    fn site(root: &Path) {
        for (office, more) in [("gov", "类别: 政府\n"), ("a", "上级: gov\n"), ("b", "上级: gov\n")] {
            let folder = root.join("content").join(office);
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join("office.yaml"), format!("全称: 青石县{office}\n{more}")).unwrap();
            for year in ["2022", "2023"] {
                let folder = folder.join(year);
                fs::create_dir(&folder).unwrap();
                fs::write(folder.join("data.yaml"), "主动公开: 无\n依申请公开: 无\n复议诉讼: 无\n").unwrap();
                fs::write(folder.join("narrative.md"), format!("# 一、总体情况\n\n{office} 在 {year} 年的情况。\n"))
                    .unwrap();
            }
        }
    }

    /// The reports that are looked at where all of `before` had nothing wrong; and the
    /// prints of now.
    fn looked_at(root: &Path, before: &[Prints]) -> (Vec<String>, Vec<Prints>) {
        let known = before.iter().map(|prints| (prints.wide, vec![("C-07".to_owned(), SAID.to_owned())]));
        let loaded = crate::load(root, &Only::All).unwrap();
        let review = crate::check_knowing(&loaded, Some(&Sound::of(known)));
        let spared = |report: &Report| {
            let said = |not: &&crate::finding::json::NotChecked| not.reason == SAID;
            let mut said = review.not_checked.iter().filter(said);
            said.any(|not| *not.office == *report.key.office && not.year == report.key.year)
        };
        let reports = loaded.content.reports.iter().filter(|report| !spared(report));
        (reports.map(|report| format!("{}/{}", report.key.office, report.key.year)).collect(), review.prints)
    }

    #[test]
    fn only_what_a_change_may_concern_is_looked_at_again() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        site(root);
        let (all, mut prints) = looked_at(root, &[]);
        assert_eq!(all.len(), 6);
        let mut after = |what: &str, expected: &[&str]| {
            let (found, now) = looked_at(root, &prints);
            assert_eq!(found, expected, "{what}");
            prints = now;
        };
        after("nothing", &[]);
        let content = root.join("content");
        fs::write(content.join("a/2023/narrative.md"), "# 一、总体情况\n\n别的话。\n").unwrap();
        after("a text", &["a/2022", "a/2023", "gov/2022", "gov/2023"]);
        fs::write(content.join("gov/2023/data.yaml"), "主动公开: 无\n依申请公开: {本年新收: {自然人: 1}}\n").unwrap();
        after("a figure of the government's", &["gov/2022", "gov/2023"]);
        let copied = "# 一、总体情况\n\n在青石桥头专门办理了三百二十五件村民的来信和来访。\n";
        fs::write(content.join("a/2023/narrative.md"), copied).unwrap();
        after("a text", &["a/2022", "a/2023", "gov/2022", "gov/2023"]);
        fs::write(content.join("b/2023/narrative.md"), copied).unwrap();
        // a/2023 now shares a sentence.
        after("the text of another office", &["a/2023", "b/2022", "b/2023", "gov/2022", "gov/2023"]);
        let everything = ["a/2022", "a/2023", "b/2022", "b/2023", "gov/2022", "gov/2023"];
        for (what, file, text) in [
            ("an attachment", "content/b/2022/附件.txt", "附件"),
            ("an office", "content/a/office.yaml", "全称: 青石县新a\n上级: gov\n"),
            ("the settings", "site.toml", "[checks]\nreuse = 41\n"),
        ] {
            fs::write(root.join(file), text).unwrap();
            after(what, &everything);
        }
        fs::remove_dir_all(content.join("b/2022")).unwrap();
        after("a report that is gone", &["a/2022", "a/2023", "b/2023", "gov/2022", "gov/2023"]);
    }
}
