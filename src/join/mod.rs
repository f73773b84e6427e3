//! Finished sites → one site that holds them all, each unchanged under a folder of its own.
//!
//! Takes sites as `build` published them. Each is held against its manifest before
//! anything is made, and every byte again while it is copied; above them come a start page
//! and the facts of all of them. Nothing of a site is held in memory but names and years,
//! and of its long files a line.

mod copy;
mod facts;
mod lists;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::config::Config;
use crate::content::is_office_id;
use crate::deploy::verify::{Fault, verify};
use crate::error::{Error, Result, shown};
use crate::pages::{joined, sitemap};
use crate::publish::{self, Published, Publisher};
use crate::render::theme::Theme;

use copy::Source;

/// A site to take in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The folder it gets: a word as offices' folders are called by.
    pub id: String,
    /// What it is called; none for the name it gives itself.
    pub name: Option<String>,
    /// Where it lies.
    pub folder: PathBuf,
}

impl Part {
    /// Reads `jia=甲县/public` or `jia:甲县=甲县/public`.
    ///
    /// # Errors
    /// When it is written another way.
    pub fn parse(word: &str) -> Result<Part> {
        let wrong = || {
            Error::usage(format!(
                "“{word}”应写作“编号=网站的文件夹”，如“jia=甲县/public”；要另写名称的，如“jia:甲县=甲县/public”"
            ))
        };
        let (called, folder) = word.split_once('=').ok_or_else(wrong)?;
        let (id, name) = match called.split_once([':', '：']) {
            Some((id, name)) => (id.trim(), Some(name.trim().to_owned())),
            None => (called.trim(), None),
        };
        if id.is_empty() || folder.is_empty() || name.as_deref() == Some("") {
            return Err(wrong());
        }
        if !is_office_id(id) {
            return Err(Error::usage(format!(
                "编号“{id}”不能用：应为小写英文字母、数字和连字符，也不能是本站自己要用的 data、assets、years、compare、search、about"
            )));
        }
        Ok(Part { id: id.to_owned(), name, folder: PathBuf::from(folder) })
    }
}

/// What was put together.
#[derive(Debug)]
pub struct Joined {
    /// Sites.
    pub parts: usize,
    /// Their offices that have a report.
    pub offices: usize,
    /// Their reports.
    pub reports: usize,
    /// What publishing it changed.
    pub published: Published,
}

impl Joined {
    /// `2 个地区，41 个机关，213 份报告；写入 3 个文件，12 个未变，移除 1 个`
    pub fn say(&self) -> String {
        let Joined { parts, offices, reports, published } = self;
        format!("{parts} 个地区，{offices} 个机关，{reports} 份报告；{}", published.say())
    }
}

/// Puts `parts` together and publishes them at `target` in one step, framed by the theme
/// and the settings of the site at `root`; tells each step as it begins.
///
/// # Errors
/// When a part is not a whole site of this program's format, two of them collide, the
/// target is not ours, or the disk refuses. What was published before is then as it was.
pub fn join(
    root: &Path,
    config: &Config,
    parts: &[Part],
    target: &Path,
    tell: &dyn Fn(&'static str),
) -> Result<Joined> {
    publish::refuse_target(target, root)?;
    apart(parts, target)?;
    tell("核对各网站");
    parts.iter().try_for_each(sound)?;
    let theme = Theme::load(root, &config.theme)?;
    let publisher = Publisher::begin(target)?;
    tell("复制各网站");
    let mut sources = Vec::with_capacity(parts.len());
    for part in parts {
        sources.push(copy::copy(part, &publisher)?);
    }
    different_names(&sources)?;
    tell("合并数据");
    facts::cells_csv(&sources, &publisher)?;
    facts::cells_json(&sources, &publisher)?;
    lists::sitemap(config, &sources, &publisher, sitemap::MOST)?;
    lists::feed(config, &sources, &publisher)?;
    let views: Vec<joined::Part> = sources.into_iter().map(|source| source.part).collect();
    for (route, bytes) in joined::pages(config, &theme, &views)? {
        publisher.put(&route, &bytes)?;
    }
    tell("发布");
    let offices = || views.iter().flat_map(|part| &part.offices);
    Ok(Joined {
        parts: views.len(),
        offices: offices().count(),
        reports: offices().map(|office| office.years.len()).sum(),
        published: publisher.commit()?,
    })
}

/// Refuses parts that share a folder, and a target that lies in a part or holds one: the
/// exchange would move it away while it is read.
fn apart(parts: &[Part], target: &Path) -> Result<()> {
    let mut ids = BTreeSet::new();
    if let Some(twice) = parts.iter().find(|part| !ids.insert(&part.id)) {
        return Err(Error::usage(format!("编号“{}”写了两次，每个网站要有自己的编号", twice.id)));
    }
    let target = publish::plain(target);
    for part in parts {
        let folder = fs::canonicalize(&part.folder).map_err(|cause| Error::file("读取", &part.folder, cause))?;
        if folder.starts_with(&target) || target.starts_with(&folder) {
            return Err(Error::usage(format!(
                "网站“{}”和输出文件夹“{}”一个在另一个里面；请用“--output”另指一个文件夹",
                part.folder.display(),
                shown(&target)
            )));
        }
    }
    Ok(())
}

/// Most faults of a part that are named.
const MOST: usize = 3;

/// Holds a part against its own manifest. What others keep in its folder is no fault and is
/// not taken along.
fn sound(part: &Part) -> Result<()> {
    let place = part.folder.display();
    let manifest = part.folder.join(crate::publish::manifest::MANIFEST);
    if !manifest.is_file() {
        return Err(Error::usage(format!(
            "“{place}”里没有 manifest.json，不是本程序生成的网站；请写“nianbao build”生成的文件夹，如 甲县/public"
        )));
    }
    let mut verified = verify(&part.folder.to_string_lossy(), Some(&manifest))?;
    verified.faults.retain(|(_, fault)| *fault != Fault::Extra);
    if verified.faults.is_empty() {
        return Ok(());
    }
    let lines = verified.lines();
    let more = if lines.len() > MOST { "\n……" } else { "" };
    let shown: Vec<String> = lines.into_iter().take(MOST).collect();
    Err(Error::refused(format!(
        "网站“{place}”与它的清单不符，没有合并：\n{}{more}\n请重新生成（nianbao build；仍然不符的，删去其中的 .nianbao 再生成）或重新复制，用“nianbao verify {place}”核对后再试",
        shown.join("\n")
    )))
}

/// Two sites of one name could not be told apart on the start page.
fn different_names(sources: &[Source]) -> Result<()> {
    for (at, one) in sources.iter().enumerate() {
        if let Some(other) = sources[..at].iter().find(|other| other.part.name == one.part.name) {
            let (id, name) = (&one.part.id, &one.part.name);
            return Err(Error::usage(format!(
                "网站“{}”和“{id}”的名称都是“{name}”，分不清；请在编号后面写明名称，如“{id}:乙县={}”",
                other.part.id,
                one.folder.display()
            )));
        }
    }
    Ok(())
}
