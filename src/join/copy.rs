//! One site, file by file, into its folder; what its data files say of it is noted on the
//! way.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;
use serde::Deserialize;

use crate::content::{OfficeKind, is_office_id};
use crate::deploy::{self, Files, LARGEST_MANIFEST};
use crate::error::{Error, Result};
use crate::pages::joined::{self, Office};
use crate::publish::Publisher;
use crate::publish::manifest::{Entry, FORMAT, Hasher, MANIFEST};
use crate::site::route;

/// Files up to this size are read whole; longer ones go through in parts.
const SMALL: u64 = 1 << 20;

/// Most bytes of a file that is read whole to be understood: a feed of long corrections, a
/// report of as many words as may be read.
const LONGEST: u64 = 16 << 20;

/// A site that was copied.
pub(super) struct Source {
    /// What the pages say of it.
    pub(super) part: joined::Part,
    /// Where it lies.
    pub(super) folder: PathBuf,
    /// The lists of all its facts and pages, as its manifest has them.
    pub(super) lists: BTreeMap<String, Entry>,
}

/// Whether a file is read again, line by line, to be put together with those of others.
fn is_list(file: &str) -> bool {
    [route::CELLS_CSV, route::CELLS_JSON, route::FEED].contains(&file) || route::is_sitemap(file)
}

impl Source {
    /// What a file that is to be read again has to be.
    pub(super) fn list(&self, route: &str) -> Result<&Entry> {
        self.lists.get(route).ok_or_else(|| other_format(&self.folder, route))
    }

    /// The files that list its pages, in order.
    pub(super) fn sitemaps(&self) -> Vec<String> {
        let parts = (1..).map(route::sitemap_part).take_while(|part| self.lists.contains_key(part));
        let parts: Vec<String> = parts.collect();
        if parts.is_empty() { vec![route::SITEMAP.to_owned()] } else { parts }
    }
}

/// A site this program does not read: made by another version.
pub(super) fn other_format(folder: &Path, route: &str) -> Error {
    Error::refused(format!(
        "网站“{}”的格式与本程序（版本 {}）不同（{route}）；请用同一版本的程序重新生成它，再合并",
        folder.display(),
        env!("CARGO_PKG_VERSION")
    ))
}

/// A short file of a site, held against the site's manifest.
pub(super) fn whole(folder: &Path, route: &str, entry: &Entry) -> Result<String> {
    let path = folder.join(route);
    if entry.size > LONGEST {
        return Err(other_format(folder, route));
    }
    let mut bytes = Vec::new();
    File::open(&path)
        .and_then(|file| file.take(LONGEST + 1).read_to_end(&mut bytes))
        .map_err(|cause| Error::file("读取", &path, cause))?;
    let mut hasher = Hasher::default();
    hasher.take(&bytes);
    if hasher.entry() != *entry {
        return Err(stirred(&path));
    }
    String::from_utf8(bytes).map_err(|_| other_format(folder, route))
}

/// A site that was made anew while it was read.
pub(super) fn stirred(path: &Path) -> Error {
    Error::refused(format!("“{}”在合并期间被改动，没有合并；请等它生成完再试", path.display()))
}

/// `manifest.json`, as far as it says which format it has.
#[derive(Deserialize)]
struct Format {
    schema: u32,
}

/// Copies a site.
pub(super) fn copy(from: &super::Part, publisher: &Publisher) -> Result<Source> {
    let folder = &from.folder;
    let path = folder.join(MANIFEST);
    let mut manifest = Vec::new();
    File::open(&path)
        .and_then(|file| file.take(LARGEST_MANIFEST).read_to_end(&mut manifest))
        .map_err(|cause| Error::file("读取", &path, cause))?;
    let files = deploy::files(&manifest, &path.display().to_string())?;
    if serde_json::from_slice::<Format>(&manifest).is_ok_and(|format| format.schema != FORMAT) {
        return Err(other_format(folder, MANIFEST));
    }
    if files.keys().any(|file| file.strip_suffix(MANIFEST).is_some_and(|at| at.matches('/').count() == 1)) {
        return Err(Error::usage(format!("“{}”本身是合并成的网站；请直接写里面各地区的网站", folder.display())));
    }
    let known = Mutex::new(BTreeMap::new());
    let all: Vec<(&String, &Entry)> = files.iter().collect();
    all.par_iter().try_for_each(|(file, entry)| one(from, file, entry, publisher, &known))?;
    publisher.put(&joined::within(&from.id, MANIFEST), &manifest)?;
    let known = known.into_inner().unwrap_or_else(PoisonError::into_inner);
    let lists = files.iter().filter(|(file, _)| is_list(file)).map(|(file, entry)| (file.clone(), entry.clone()));
    let lists = lists.collect();
    let part = joined::Part {
        id: from.id.clone(),
        name: match &from.name {
            Some(name) => name.clone(),
            None => name(folder, &files)?,
        },
        silent: silent(&files, &known),
        years: years(&files),
        offices: known.into_iter().map(|(id, office)| Office { id, ..office }).collect(),
    };
    Ok(Source { part, folder: folder.clone(), lists })
}

type Known = Mutex<BTreeMap<String, Office>>;

fn one(from: &super::Part, file: &str, entry: &Entry, publisher: &Publisher, known: &Known) -> Result<()> {
    let (path, to) = (from.folder.join(file), joined::within(&from.id, file));
    let fail = |cause| Error::file("读取", &path, cause);
    let report = report(file);
    let limit = if report.is_some() { LONGEST } else { SMALL };
    let put = if entry.size <= limit {
        let mut bytes = Vec::new();
        File::open(&path).and_then(|file| file.take(limit + 1).read_to_end(&mut bytes)).map_err(fail)?;
        let put = publisher.put(&to, &bytes)?;
        if let Some((office, year)) = report {
            note(&bytes, office, year, known).ok_or_else(|| other_format(&from.folder, file))?;
        }
        put
    } else {
        let mut source = File::open(&path).map_err(fail)?;
        let mut writer = publisher.long(&to)?;
        let mut buffer = vec![0; 256 << 10];
        loop {
            match source.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => writer.take(&buffer[..read])?,
                Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
                Err(cause) => return Err(fail(cause)),
            }
        }
        writer.done()?
    };
    match put == *entry {
        true => Ok(()),
        false => Err(stirred(&path)),
    }
}

/// The office and the year whose figures a file holds.
fn report(file: &str) -> Option<(&str, u16)> {
    let (folder, _) = file.split_once("/report.json").filter(|(_, rest)| rest.is_empty())?;
    let (office, year) = folder.split_once('/')?;
    Some((office, year.parse().ok()?))
}

/// What of `report.json` the start page needs.
#[derive(Deserialize)]
struct Report {
    schema: u32,
    office: Names,
}

#[derive(Deserialize)]
struct Names {
    name: String,
    kind: String,
}

/// Notes an office by its report; none where it is no report of this format.
fn note(bytes: &[u8], office: &str, year: u16, known: &Known) -> Option<()> {
    let report: Report = serde_json::from_slice(bytes).ok()?;
    if report.schema != 1 || OfficeKind::ALL.iter().all(|kind| kind.name() != report.office.kind) {
        return None;
    }
    // A thread that panicked while it held the lock has at worst left an office out, and
    // its panic ends the run.
    let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
    let Names { name, kind } = report.office;
    let found = known.entry(office.to_owned()).or_insert_with(|| Office {
        id: String::new(),
        name: String::new(),
        kind: String::new(),
        years: Vec::new(),
    });
    if found.years.last().is_none_or(|newest| *newest < year) {
        (found.name, found.kind) = (name, kind);
    }
    found.years.push(year);
    found.years.sort_unstable();
    Some(())
}

/// What the site calls itself, by its data package.
fn name(folder: &Path, files: &Files) -> Result<String> {
    #[derive(Deserialize)]
    struct Package {
        title: String,
    }
    let other = || other_format(folder, route::DATA_PACKAGE);
    let entry = files.get(route::DATA_PACKAGE).ok_or_else(other)?;
    let text = whole(folder, route::DATA_PACKAGE, entry)?;
    let package: Package = serde_json::from_str(&text).map_err(|_| other())?;
    Ok(package.title)
}

/// The offices that have a page and no report.
fn silent(files: &Files, known: &BTreeMap<String, Office>) -> usize {
    let pages = files.keys().filter_map(|file| file.strip_suffix("/index.html"));
    // The addresses that are no office's are exactly those no office can be called by.
    pages.filter(|office| is_office_id(office) && !known.contains_key(*office)).count()
}

/// The years that have a page, newest first.
fn years(files: &Files) -> Vec<u16> {
    let pages = files.keys().filter_map(|file| file.strip_prefix("years/")?.strip_suffix("/index.html"));
    let years: BTreeSet<u16> = pages.filter_map(|year| year.parse().ok()).collect();
    years.into_iter().rev().collect()
}
