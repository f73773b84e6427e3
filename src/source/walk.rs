//! The folders of `content/`, in a fixed order.

use std::ffi::OsString;
use std::path::Path;

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use crate::error::Error;

/// A folder under `content/`.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct OfficeDir {
    /// Its name.
    pub id: String,
    /// Whether it holds `office.yaml`.
    pub has_office_yaml: bool,
    /// Its folders, by name.
    pub years: Vec<YearDir>,
    /// Other files in it.
    pub stray: Vec<String>,
    /// Symbolic links in it, which could lead anywhere and are not followed: `2024/a.pdf`;
    /// empty where the folder itself is one.
    pub links: Vec<String>,
}

/// A folder in an office's folder.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct YearDir {
    /// Its name.
    pub name: String,
    /// Its files, by name.
    pub files: Vec<String>,
    /// Folders in it that hold files, by name: those files are not read.
    pub folders: Vec<String>,
}

/// Everything under `content/`, sorted by name. Hidden files and what editors leave
/// behind are passed over; symbolic links are named and not followed.
///
/// # Errors
/// When `content/` is not there or cannot be listed.
pub fn offices(root: &Path) -> Result<Vec<OfficeDir>, Error> {
    all(root, |_| true)
}

/// The same with the years of the offices called `named` alone: of all others only what
/// lies in the folder of the office itself.
///
/// # Errors
/// As [`offices`].
pub fn offices_with_years_of(root: &Path, named: &[String]) -> Result<Vec<OfficeDir>, Error> {
    all(root, |office| named.iter().any(|id| id == office))
}

/// The folder of one office; none where there is no such folder.
///
/// # Errors
/// When it cannot be listed.
pub fn office(root: &Path, id: &str) -> Result<Option<OfficeDir>, Error> {
    let content = root.join("content");
    let about = content.join(id).symlink_metadata().ok().filter(|about| about.is_dir() || about.is_symlink());
    match about.filter(|_| !is_scrap(id)) {
        Some(about) => inside(&content, &(OsString::from(id), about.is_symlink()), true).map(Some),
        None => Ok(None),
    }
}

/// The names of the folders under `content/`, those of offices, in order.
///
/// # Errors
/// As [`offices`].
pub fn names(root: &Path) -> Result<Vec<String>, Error> {
    Ok(folders(root)?.into_iter().map(|(name, _)| name.to_string_lossy().into_owned()).collect())
}

/// Folders are looked into side by side: on a disk that takes its time for each, that is
/// most of what there is to wait for.
fn all(root: &Path, wanted: impl Fn(&str) -> bool + Sync) -> Result<Vec<OfficeDir>, Error> {
    let content = root.join("content");
    let inside = |folder: &Folder| inside(&content, folder, wanted(&folder.0.to_string_lossy()));
    let read: Vec<Result<OfficeDir, Error>> = folders(root)?.par_iter().map(inside).collect();
    // Of several refusals always the first is told.
    let mut offices = read.into_iter().collect::<Result<Vec<_>, Error>>()?;
    // What is no text is told by the same marks; of two such names one is accused.
    offices.sort_by(|a, b| a.id.cmp(&b.id));
    offices.dedup_by(|a, b| a.id == b.id);
    Ok(offices)
}

/// A folder in `content/`: its name, and whether it is a symbolic link.
type Folder = (OsString, bool);

/// A file directly in `content/` (a note, a list) belongs to nobody.
fn folders(root: &Path) -> Result<Vec<Folder>, Error> {
    let content = root.join("content");
    if !content.is_dir() {
        let refusal = format!("“{}”里没有 content 文件夹；新建站点用“nianbao init”", root.display());
        return Err(Error::usage(refusal));
    }
    let mut folders = Vec::new();
    for entry in WalkDir::new(&content).min_depth(1).max_depth(1).sort_by_file_name() {
        let entry = entry.map_err(|fault| refused(fault, &content))?;
        let (kind, name) = (entry.file_type(), entry.file_name());
        if (kind.is_dir() || kind.is_symlink()) && !is_scrap(&name.to_string_lossy()) {
            folders.push((name.to_owned(), kind.is_symlink()));
        }
    }
    Ok(folders)
}

fn refused(fault: walkdir::Error, folder: &Path) -> Error {
    let path = fault.path().unwrap_or(folder).to_owned();
    match fault.into_io_error() {
        Some(cause) => Error::file("读取", &path, cause),
        None => Error::refused(format!("读取“{}”失败", path.display())),
    }
}

/// What lies in the folder of an office, and where `years` in those of its years.
fn inside(content: &Path, (name, link): &Folder, years: bool) -> Result<OfficeDir, Error> {
    let mut office = OfficeDir { id: name.to_string_lossy().into_owned(), ..OfficeDir::default() };
    if *link {
        office.links.push(String::new());
        return Ok(office);
    }
    let folder = content.join(name);
    let depth = if years { 2 } else { 1 };
    let walk = WalkDir::new(&folder).min_depth(1).max_depth(depth).sort_by_file_name().into_iter();
    let skipped =
        |entry: &DirEntry| is_scrap(&entry.file_name().to_string_lossy()) || (!years && entry.file_type().is_dir());
    for entry in walk.filter_entry(|entry| !skipped(entry)) {
        office.take(&entry.map_err(|fault| refused(fault, &folder))?);
    }
    Ok(office)
}

/// Whether a part of the way from `root` to `relative` is a symbolic link.
pub fn through_link(root: &Path, relative: &str) -> bool {
    let mut path = root.to_owned();
    relative.split('/').any(|part| {
        path.push(part);
        path.symlink_metadata().is_ok_and(|about| about.is_symlink())
    })
}

impl OfficeDir {
    /// Puts one entry where it belongs.
    fn take(&mut self, entry: &DirEntry) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let (kind, in_office) = (entry.file_type(), entry.depth() == 1);
        // Those of a year come right after its folder.
        let year = self.years.last_mut().filter(|_| !in_office);
        match year {
            _ if kind.is_symlink() => {
                let link = year.map_or_else(|| name.clone(), |year| format!("{}/{name}", year.name));
                self.links.push(link);
            }
            None if kind.is_dir() => self.years.push(YearDir { name, ..YearDir::default() }),
            None if name == "office.yaml" => self.has_office_yaml = true,
            None => self.stray.push(name),
            Some(year) if !kind.is_dir() || matches!(name.as_str(), "data.yaml" | "narrative.md") => {
                year.files.push(name);
            }
            Some(year) if holds_files(entry.path()) => year.folders.push(name),
            Some(_) => {}
        }
    }
}

/// Whether there is a file anywhere under a folder. One that cannot be listed is taken for
/// empty: nothing in it would be read anyway.
fn holds_files(folder: &Path) -> bool {
    let walk = WalkDir::new(folder).min_depth(1).into_iter();
    let mut kept = walk.filter_entry(|entry| !is_scrap(&entry.file_name().to_string_lossy())).filter_map(Result::ok);
    kept.any(|entry| !entry.file_type().is_dir())
}

/// Names Windows keeps for devices, with any ending and in any case: no file or folder there
/// can be called so, and a repository that holds one cannot be checked out.
pub fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let numbered = ["com", "lpt"].iter().find_map(|device| stem.strip_prefix(device));
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul")
        || numbered.is_some_and(|number| {
            matches!(number, "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³")
        })
}

/// Hidden files and what editors, systems and Word leave beside a file being edited.
pub fn is_scrap(name: &str) -> bool {
    let ends = [".swp", ".swo", ".swx", ".tmp", ".bak", ".part", ".crdownload", "~"];
    name.starts_with('.')
        || name.starts_with("~$")
        || name == "4913"
        || matches!(name, "Thumbs.db" | "desktop.ini" | "Icon\r")
        || ends.iter().any(|end| name.ends_with(end))
}
