//! From the folders of `content/` to offices and reports, all faults of all files at once.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use crate::edition::{Edition, Editions};
use crate::error::Error;
use crate::finding::{Finding, Level};
use crate::source::text::{self, MARKDOWN_LIMIT};
use crate::source::tree::{Part, Step};
use crate::source::walk::{self, OfficeDir, YearDir};
use crate::source::{ahead, attachment};

use super::Content;
use super::data::{self, Data};
use super::foreign::wrong_words;
use super::marks::{unprintable, without_control};
use super::misplaced::{self, DATA, NARRATIVE};
use super::narrative::{Narrative, is_blank};
use super::office::{FIRST_YEAR, NEW_REGULATION, Office};
use super::office_file::{self, OfficeFile};
use super::report::{Report, ReportKey};
use super::rules;
use super::shelf;
use super::spotted::Spotted;
use super::yaml::{Yaml, owned, refused};

/// Most offices whose words stand together: a megabyte or so.
const SHELF: usize = 32;

/// What was read, and what was wrong with it.
#[derive(Debug, Default)]
pub struct Loaded {
    /// Offices and reports, as far as they could be read.
    pub content: Content,
    /// Every fault of every file.
    pub findings: Vec<Finding>,
}

/// Which offices to read.
#[derive(Clone, Debug, Default)]
pub enum Only {
    /// Everything.
    #[default]
    All,
    /// The offices named, with all their years, and the reports theirs are held against:
    /// those of their 前身 and of the offices below them. Of all other offices only
    /// `office.yaml` is read, since a text may name them.
    Offices(Vec<String>),
    /// The offices named and nothing else, for a site that holds only them: the work
    /// follows the choice. Of all other offices only `office.yaml` is read, and what is
    /// wrong with it is theirs to mend.
    Alone(Vec<String>),
}

/// Reads `content/` under `root`.
///
/// # Errors
/// When `content/` itself cannot be listed. A file that cannot be read is a finding.
pub fn load(root: &Path, editions: &Editions, only: &Only) -> Result<Loaded, Error> {
    let ahead = match only {
        Only::All => walk::names(root)?.iter().map(|id| root.join("content").join(id)).collect(),
        // Of most folders only one file is read.
        Only::Offices(_) | Only::Alone(_) => Vec::new(),
    };
    ahead::of(&ahead, || read(root, editions, only))
}

fn read(root: &Path, editions: &Editions, only: &Only) -> Result<Loaded, Error> {
    let folders = match only {
        Only::Alone(named) => walk::offices_with_years_of(root, named)?,
        Only::All | Only::Offices(_) => walk::offices(root)?,
    };
    let ids: HashSet<&str> = folders.iter().map(|folder| folder.id.as_str()).collect();
    let mut heads: Vec<OfficeRead> = folders.par_iter().map(|folder| head(root, folder, &ids)).collect();
    let wanted = wanted(&heads, only);
    // Enough offices together for their words to fill a shelf, and enough shelves for all
    // threads to have their share.
    let together = (folders.len() / (8 * rayon::current_num_threads())).clamp(1, SHELF);
    heads.par_chunks_mut(together).zip(folders.par_chunks(together)).for_each(|(read, folders)| {
        for (read, folder) in read.iter_mut().zip(folders) {
            if wanted.as_ref().is_none_or(|wanted| wanted.contains(folder.id.as_str())) {
                years(root, folder, editions, read);
            }
        }
        shelf::shelve(read);
    });
    let mut loaded = Loaded::default();
    if matches!(only, Only::All) {
        loaded.findings = misplaced::in_content(root);
    }
    for office in heads {
        if matches!(only, Only::Alone(named) if named.iter().all(|id| **id != *office.office.id)) {
            loaded.content.outside.push(office.office);
            continue;
        }
        loaded.content.offices.push(office.office);
        loaded.content.reports.extend(office.reports);
        loaded.findings.extend(office.findings);
    }
    in_order(&mut loaded.content.offices);
    Ok(loaded)
}

/// Puts offices in order of kind, 排序 and id.
pub fn in_order(offices: &mut [Office]) {
    offices.sort_by(|a, b| (a.kind, a.order, &a.id).cmp(&(b.kind, b.order, &b.id)));
}

/// The offices whose reports are read; none for all of them.
fn wanted(heads: &[OfficeRead], only: &Only) -> Option<HashSet<String>> {
    let named = match only {
        Only::All => return None,
        Only::Alone(named) => return Some(named.iter().cloned().collect()),
        Only::Offices(named) => named,
    };
    let mut wanted: HashSet<String> = named.iter().cloned().collect();
    for head in heads {
        let office = &head.office;
        let below = office.parent.as_deref().is_some_and(|parent| named.iter().any(|id| id == parent));
        if below {
            wanted.insert(office.id.to_string());
        }
        if named.iter().any(|id| **id == *office.id) {
            wanted.extend(office.predecessors.iter().map(ToString::to_string));
        }
    }
    Some(wanted)
}

/// One office as read.
#[derive(Debug)]
pub struct OfficeRead {
    /// What `office.yaml` says.
    pub office: Office,
    /// Its reports, as far as they could be read.
    pub reports: Vec<Arc<Report>>,
    /// The years of which a file is there and could not be read: their reports are not
    /// what the office wrote.
    pub unread: Vec<u16>,
    /// Every fault of its files.
    pub findings: Vec<Finding>,
}

/// Reads one office with all its years; `ids` are the folders of all offices. What
/// [`load`] gives is what this gives for every folder.
pub fn office(root: &Path, folder: &OfficeDir, ids: &HashSet<&str>, editions: &Editions) -> OfficeRead {
    let mut read = head(root, folder, ids);
    years(root, folder, editions, &mut read);
    read
}

fn years(root: &Path, folder: &OfficeDir, editions: &Editions, read: &mut OfficeRead) {
    for year in &folder.years {
        year_folder(root, &format!("content/{}", folder.id), year, editions, read);
    }
}

/// What a folder under `content/` says of its office.
fn head(root: &Path, folder: &OfficeDir, ids: &HashSet<&str>) -> OfficeRead {
    let mut findings = Vec::new();
    let at = format!("content/{}", folder.id);
    let misnamed = misplaced::in_office(folder, &at, &mut findings);
    let id: Arc<str> = Arc::from(folder.id.as_str());
    let file = format!("{at}/office.yaml");
    let mut yaml = Yaml::default();
    if folder.links.iter().any(|link| link.is_empty() || link == "office.yaml") {
        // Said above.
    } else if folder.has_office_yaml {
        yaml = Yaml::read(root, &file, &mut findings);
    } else if !misnamed {
        let (say, advise) = match data::folder_year(&folder.id) {
            None => (
                "机关文件夹里缺少 office.yaml",
                "新建 office.yaml，写一行“全称: 机关印章上的名称”；不是机关的文件夹请移出 content",
            ),
            Some(_) => (
                "content 下应为机关文件夹，实际为年份文件夹",
                "先建机关的文件夹，年份文件夹放在里面，如 content/czj/2024",
            ),
        };
        findings.push(rules::OFFICE.whole_file(&file).office(&folder.id).say(say).advise(advise).done());
    }
    let mut spotted = yaml.duplicates();
    let mut office = office_file::read(yaml.tree.as_ref(), &id, &mut spotted);
    known_offices(&office, ids, &mut spotted);
    reported_years(&mut office, folder, &mut spotted);
    yaml.place(&file, spotted, &office.office, None, &mut findings);
    OfficeRead { office: office.office, reports: Vec::new(), unread: Vec::new(), findings }
}

/// 上级 and 前身 must name folders of the site.
fn known_offices(file: &OfficeFile, ids: &HashSet<&str>, spotted: &mut Vec<Spotted>) {
    let parent = file.office.parent.iter().zip(&file.parent).map(|(id, path)| ("上级", id, path));
    let before = file.office.predecessors.iter().zip(&file.predecessors).map(|(id, path)| ("前身", id, path));
    for (word, id, path) in parent.chain(before) {
        if **id == *file.office.id {
            let say = format!("“{word}”不能是机关自己");
            spotted.push(Spotted::new(&rules::OFFICE, path, Part::Value, say, "改为另一机关的文件夹名，或删去"));
        } else if !ids.contains(&**id) {
            let say = format!("“{word}”应为 content 下的机关文件夹名，没有“{id}”");
            let advise = match crate::finding::nearest(id, sorted(ids)) {
                Some(near) => format!("是否为“{near}”？照此改写"),
                None => "写已有机关的文件夹名；该机关不在本站时删去".to_owned(),
            };
            spotted.push(Spotted::new(&rules::OFFICE, path, Part::Value, say, advise));
        }
    }
}

/// 首报年度 and 停用年度 must leave room for the reports that are there. Documents of before
/// the forms are kept beside them as an archive and prove nothing about the first year. A
/// year that is accused is not relied on.
fn reported_years(file: &mut OfficeFile, folder: &OfficeDir, spotted: &mut Vec<Spotted>) {
    let years: Vec<u16> = folder.years.iter().filter_map(|year| data::folder_year(&year.name)).collect();
    let office = &mut file.office;
    // Two years that exclude each other were accused already.
    if office.first_year.zip(office.last_year).is_some_and(|(first, last)| last < first) {
        return;
    }
    let mut accuse = |path: &Option<Vec<Step>>, say: String, advise: String| {
        let path = path.as_deref().unwrap_or_default();
        spotted.push(Spotted::new(&rules::OFFICE, path, Part::Value, say, advise).level(Level::Warning));
    };
    let earliest = years.iter().copied().filter(|year| *year >= NEW_REGULATION).min();
    if let Some((first, earliest)) = office.first_year.zip(earliest).filter(|(first, earliest)| earliest < first) {
        let say = format!("首报年度应不晚于最早的报告 {earliest} 年度，实际为 {first}");
        accuse(&file.first_year, say, format!("核对后改为 {earliest}；年份文件夹放错了的，改正文件夹"));
        office.first_year = None;
    }
    let latest = years.iter().copied().max();
    if let Some((last, latest)) = office.last_year.zip(latest).filter(|(last, latest)| latest > last) {
        let say = format!("停用年度应不早于最晚的报告 {latest} 年度，实际为 {last}");
        let advise = format!("核对后改为 {latest}，没有停用的删去这一行；年份文件夹放错了的，改正文件夹");
        accuse(&file.last_year, say, advise);
        office.last_year = None;
    }
}

/// In a fixed order, so that of two names equally near the same one is always offered.
fn sorted<'i>(ids: &HashSet<&'i str>) -> impl Iterator<Item = &'i str> {
    let mut ids: Vec<&str> = ids.iter().copied().collect();
    ids.sort_unstable();
    ids.into_iter()
}

/// One folder of a year.
fn year_folder(root: &Path, office_at: &str, folder: &YearDir, editions: &Editions, read: &mut OfficeRead) {
    let office = &read.office;
    let at = format!("{office_at}/{}", folder.name);
    let has = |name: &str| folder.files.iter().any(|file| file == name);
    let Some(year) = data::folder_year(&folder.name).filter(|year| *year >= FIRST_YEAR) else {
        let say = format!("年份文件夹应以 {FIRST_YEAR} 年以后的四位年份命名，实际为“{}”", folder.name);
        let finding = rules::YEAR.whole_file(&at).office(&office.id).say(say).advise("改名为报告的年度，如 2024");
        read.findings.push(finding.done());
        return;
    };
    let misnamed = misplaced::in_year(folder, &at, &mut read.findings);
    let is_misnamed = |ours: &str| misnamed.iter().any(|(known, _)| *known == ours);
    let file = format!("{at}/{DATA}");
    let edition = editions.of_year(year);
    let mut yaml = Yaml::default();
    if has(DATA) {
        yaml = Yaml::read(root, &file, &mut read.findings);
    } else if edition.is_some() && !is_misnamed(DATA) {
        let say = "缺少 data.yaml，报告没有数据";
        let advise = match misplaced::name_fault(&office.id) {
            None => format!("运行“nianbao new {} {year}”生成空白文件再填写", office.id),
            Some(_) => "给机关文件夹改名以后，用“nianbao new”生成空白文件再填写".to_owned(),
        };
        read.findings.push(owned(rules::FOLDER.whole_file(&file), &file).say(say).advise(advise).done());
    }
    let mut spotted = yaml.duplicates();
    let names = [office.name_in(year), &office.name, &office.short, &office.id];
    // What stands in for a name that was not read is no measure for one that was written.
    let names = if office.named { &names[..] } else { &[] };
    let data = match &yaml.tree {
        Some(tree) => data::read(tree, year, names, editions, &mut spotted, None),
        None => Data { edition: edition.cloned(), ..Data::default() },
    };
    yaml.place(&file, spotted, office, Some(year), &mut read.findings);
    let narrative = match has(NARRATIVE) {
        true => narrative(root, &at, data.edition.as_deref(), &mut read.findings),
        false => {
            read.findings.extend((!is_misnamed(NARRATIVE)).then(|| without_words(&at, data.edition.as_deref())));
            None
        }
    };
    let others = folder.files.iter().filter(|name| misnamed.iter().all(|(_, known)| known != name));
    let attachments = attachments(root, &at, (&office.id, year), others, &mut read.findings);
    if (has(DATA) && yaml.tree.is_none()) || (has(NARRATIVE) && narrative.is_none()) {
        read.unread.push(year);
    }
    let key = ReportKey { office: Arc::clone(&office.id), year };
    read.reports.push(Arc::new(data.report(key, narrative.unwrap_or_default(), attachments)));
}

/// The files offered beside the report; those that may not be published are findings.
fn attachments<'f>(
    root: &Path,
    at: &str,
    (office, year): (&str, u16),
    files: impl Iterator<Item = &'f String>,
    findings: &mut Vec<Finding>,
) -> Vec<String> {
    let mut sound = Vec::new();
    for name in files.filter(|name| !misplaced::is_own(name)) {
        let file = format!("{at}/{name}");
        let judged = match sound.iter().find(|known: &&String| known.to_lowercase() == name.to_lowercase()) {
            Some(known) => Err(attachment::twice(name, known)),
            None => attachment::judge(&root.join(&file), name),
        };
        match judged {
            Ok(()) => sound.push(name.clone()),
            Err(refusal) => {
                let finding = rules::ATTACHMENT.whole_file(&file).office(office).year(year);
                findings.push(finding.say(refusal.say).advise(refusal.advise).done());
            }
        }
    }
    sound
}

/// What to say where there is no narrative. A document of before the forms has any headings.
fn without_words(at: &str, edition: Option<&Edition>) -> Finding {
    let file = format!("{at}/{NARRATIVE}");
    let advise = match edition {
        Some(_) => "新建 narrative.md，写法定六部分的标题和正文",
        None => "新建 narrative.md，写报告的全文，标题照原文",
    };
    let say = "缺少 narrative.md，报告没有正文";
    owned(rules::FOLDER.whole_file(&file), &file).say(say).advise(advise).done()
}

/// The words; none where the file is no text.
fn narrative(root: &Path, at: &str, edition: Option<&Edition>, findings: &mut Vec<Finding>) -> Option<Narrative> {
    let file = format!("{at}/{NARRATIVE}");
    let mut text = match text::read(root, &file, MARKDOWN_LIMIT) {
        Ok(text) => text.body,
        Err(refusal) => {
            findings.push(owned(refused(&file, &refusal), &file).done());
            return None;
        }
    };
    // Of a report with sections an empty text is told by the check of the sections (D-01).
    if edition.is_none() && is_blank(&text) {
        let say = "narrative.md 里应有报告的正文，实际是空的";
        let advise = "写上报告的全文，标题照原文；没有可发布的内容，移走这个年份文件夹";
        findings.push(owned(rules::FOLDER.whole_file(&file), &file).say(say).advise(advise).done());
    }
    // Told as they were written, published as blanks.
    let hidden = unprintable(&text);
    if hidden.is_some() {
        text = without_control(text);
    }
    let narrative = Narrative::read(text, edition);
    wrong_words(&narrative, hidden, &file, findings);
    Some(narrative)
}
