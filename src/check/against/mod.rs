//! What was published before and has changed without a word.
//!
//! Takes the reports as read and a revision of the site's git repository, gives
//! findings. A report that was a draft then, or had no 发布日期, was not published.

mod figures;
mod words;

use std::cell::LazyCell;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use crate::content::places::Places;
use crate::content::{Content, Correction, Office, Report, ReportKey, past};
use crate::edition::Editions;
use crate::error::Error;
use crate::finding::json::NotChecked;
use crate::finding::{Finding, Level, Rule};
use crate::source::git::Revision;
use crate::source::text::{MARKDOWN_LIMIT, Refusal, YAML_LIMIT};

use super::{At, Found, Review};

/// A change nobody has accounted for.
pub(super) static RULE: Rule = Rule {
    code: "X-04",
    level: Level::Warning,
    title: "发布以后改动，没有写更正",
    explain: "已发布的报告改了数，应在“更正”里写一条：日期、格、原、新、原因；改了正文或发布日期的同样写一条，不写格。已发布的报告不应删去，也不应改回草稿。只在“nianbao check --against 版本”时检查，与 git 里那个版本比较。",
    why: "公布的数有人引用；悄悄改了，前后两个数就都没有人敢用。",
    mend: "照原样改回；确需改动的，在 data.yaml 的“更正”下写一条，原因印在报告页上。总计由程序计算，分项写了更正，总计不用另写。",
    source: "社会科学院 2016 年的政府信息公开年度报告评估：把发布后又改动列为问题",
    wrong: "# 发布时：本年新收: {自然人: 3}\n本年新收: {自然人: 5}",
    right: "本年新收: {自然人: 5}\n更正:\n  - {日期: 2025-03-05, 格: 本年新收.自然人, 原: 3, 新: 5, 原因: 漏计两件信函申请}",
};

/// A report's files as they stood.
struct Old {
    key: ReportKey,
    data: Result<String, Refusal>,
    narrative: Result<String, Refusal>,
}

/// Compares the reports of `content` with those published at `revision` of the git
/// repository that `root` lies in; `whole` says whether all offices were read.
///
/// # Errors
/// When git does not give that revision.
pub fn run(root: &Path, content: &Content, editions: &Editions, whole: bool, revision: &str) -> Result<Review, Error> {
    let offices: HashMap<&str, &Office> = content.offices.iter().map(|office| (&*office.id, office)).collect();
    let reports: BTreeMap<&ReportKey, &Report> =
        content.reports.iter().map(|report| (&report.key, &**report)).collect();
    let olds = before(root, revision, |office| whole || offices.contains_key(office))?;
    let reviews: Vec<Review> = olds
        .into_par_iter()
        .map(|old| {
            let office = offices.get(&*old.key.office).copied();
            let now = office.zip(reports.get(&old.key).copied());
            one(root, editions, revision, old, now)
        })
        .collect();
    let mut review = Review::default();
    for one in reviews {
        review.findings.extend(one.findings);
        review.not_checked.extend(one.not_checked);
    }
    Ok(review)
}

/// The files of every report there was, by office and year.
fn before(root: &Path, revision: &str, wanted: impl Fn(&str) -> bool) -> Result<Vec<Old>, Error> {
    let mut revision = Revision::open(root, revision)?;
    let keys: Vec<ReportKey> = revision.files().filter_map(key).filter(|key| wanted(&key.office)).collect();
    let mut olds = Vec::with_capacity(keys.len());
    for key in keys {
        let folder = format!("content/{}/{}", key.office, key.year);
        // The list of files named it: it is there.
        let data = revision.read(&format!("{folder}/data.yaml"), YAML_LIMIT)?.unwrap_or(Err(Refusal::Missing));
        let narrative =
            revision.read(&format!("{folder}/narrative.md"), MARKDOWN_LIMIT)?.unwrap_or_else(|| Ok(String::new()));
        olds.push(Old { key, data, narrative });
    }
    Ok(olds)
}

/// The report that a `data.yaml` belongs to. Before there was one, nothing had a 发布日期.
fn key(file: &str) -> Option<ReportKey> {
    let parts: Vec<&str> = file.split('/').collect();
    let ["content", office, year, "data.yaml"] = parts[..] else { return None };
    let year = year.parse().ok().filter(|_| year.len() == 4)?;
    Some(ReportKey { office: Arc::from(office), year })
}

/// One report then and now.
fn one(root: &Path, editions: &Editions, revision: &str, old: Old, now: Option<(&Office, &Report)>) -> Review {
    let Old { key, data, narrative } = old;
    let not_checked = |reason: String| {
        let (code, office) = (RULE.code.to_owned(), key.office.to_string());
        let not_checked = vec![NotChecked { code, office, year: key.year, reason }];
        Review { not_checked, ..Review::default() }
    };
    let (Ok(data), Ok(narrative)) = (data, narrative) else {
        return not_checked(format!("“{revision}”里的文件读不出文字"));
    };
    let Some(then) = past(&key, &data, narrative, editions) else {
        return not_checked(format!("“{revision}”里的 data.yaml 读不出来"));
    };
    if then.draft || then.published.is_none() {
        return Review::default();
    }
    let Some((office, now)) = now else {
        return Review { findings: vec![deleted(&then, revision)], ..Review::default() };
    };
    if now.edition.is_some() && now.cells.is_empty() {
        return not_checked("data.yaml 读不出来，先改正它".to_owned());
    }
    let both = Both { then: &then, now, name: office.name_in(key.year), revision };
    let mut found = both.head();
    found.extend(both.figures());
    found.extend(both.words());
    if found.is_empty() {
        return Review::default();
    }
    let places = LazyCell::new(|| Places::of(root, now, office, editions));
    let findings = found.into_iter().map(|found| found.placed(&places, now)).collect();
    Review { findings, ..Review::default() }
}

/// A published report that is gone.
fn deleted(then: &Report, revision: &str) -> Finding {
    let (office, year) = (&then.key.office, then.key.year);
    let published = then.published.map(|published| published.text()).unwrap_or_default();
    let say = format!("{office}/{year} 在“{revision}”时已经发布（{published}），现在没有了");
    let advise = format!(
        "用“git checkout {revision} -- {}”取回；机关文件夹改了名的改回原名，撤并的机关在 office.yaml 写“停用年度”，报告仍留在网上",
        then.folder()
    );
    RULE.whole_file(&format!("{}/data.yaml", then.folder())).office(office).year(year).say(say).advise(advise).done()
}

/// A report as published and as it is.
struct Both<'r> {
    then: &'r Report,
    now: &'r Report,
    /// Name of the office in that year.
    name: &'r str,
    revision: &'r str,
}

impl Both<'_> {
    /// Draft mark, day of publication and form.
    fn head(&self) -> Vec<Found> {
        let mut found = Vec::new();
        let who = self.who();
        if self.now.draft {
            let say = format!("{who}的报告在“{}”时已经发布，现在标为草稿", self.revision);
            let advise = "删去“草稿”一行；草稿不进网站，重新生成后这份报告会从网上消失";
            found.push(Found::new(&RULE, At::Key("草稿"), say, advise));
        }
        let day = |report: &Report| report.published.map(|published| published.date.to_string());
        let (then, now) = (day(self.then).unwrap_or_default(), day(self.now));
        if now.as_ref() != Some(&then) && !self.date_corrected(&then, now.as_deref()) {
            let is = now.as_deref().map_or_else(|| "删去了".to_owned(), |now| format!("为 {now}"));
            let say = format!("{who}的发布日期应与发布时相同，为 {then}，现在{is}，没有写更正");
            let entry = entry(None, &then, now.as_deref().unwrap_or("未填"));
            found.push(Found::new(&RULE, At::Key("发布日期"), say, self.advise(&entry)));
        }
        found
    }

    /// Whether an entry without 格 says that the day was changed so.
    fn date_corrected(&self, then: &str, now: Option<&str>) -> bool {
        let is = |written: &str, day: &str| crate::content::day(written).is_some_and(|written| written == day);
        let said = |entry: &&Correction| {
            entry.cell.is_none() && is(&entry.old, then) && now.is_none_or(|now| is(&entry.new, now))
        };
        self.now.corrections.iter().any(|entry| said(&entry))
    }

    /// The entries of 更正 that were not there then.
    fn fresh(&self) -> impl Iterator<Item = &Correction> {
        let same =
            |a: &Correction, b: &Correction| (a.date, a.cell, &a.old, &a.new) == (b.date, b.cell, &b.old, &b.new);
        self.now.corrections.iter().filter(move |entry| !self.then.corrections.iter().any(|old| same(old, entry)))
    }

    fn who(&self) -> String {
        format!("{} {} 年度", self.name, self.now.key.year)
    }

    fn advise(&self, entry: &str) -> String {
        let under = match self.now.corrections.is_empty() {
            true => "在 data.yaml 里写“更正:”，下一行缩进两格写",
            false => "在 data.yaml 的“更正”下再写",
        };
        format!("照“{}”改回；确需改动的，{under}（日期、原因填上）：{entry}", self.revision)
    }
}

/// An entry of 更正 to be pasted. Day and reason are left blank on purpose: nobody but
/// the office knows them, and a blank one is a finding until it is filled in.
fn entry(cell: Option<&str>, old: &str, new: &str) -> String {
    let cell = cell.map(|cell| format!("格: {cell}, ")).unwrap_or_default();
    format!("- {{日期: , {cell}原: {old}, 新: {new}, 原因: }}")
}
