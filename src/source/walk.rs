//! The folders of `content/`, in a fixed order.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

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
    /// Its files, by name; folders in it are not looked into.
    pub files: Vec<String>,
}

/// Everything under `content/`, sorted by name. Hidden files and what editors leave
/// behind are passed over; symbolic links are named and not followed.
///
/// # Errors
/// When `content/` is not there or cannot be listed.
pub fn offices(root: &Path) -> Result<Vec<OfficeDir>, Error> {
    let content = listable(root)?;
    under(&content, &content, &|_| true)
}

/// The same with the years of the offices called `named` alone: of all others only what
/// lies in the folder of the office itself.
///
/// # Errors
/// As [`offices`].
pub fn offices_with_years_of(root: &Path, named: &[String]) -> Result<Vec<OfficeDir>, Error> {
    let content = listable(root)?;
    under(&content, &content, &|office| named.iter().any(|id| id == office))
}

fn listable(root: &Path) -> Result<PathBuf, Error> {
    let content = root.join("content");
    match content.is_dir() {
        true => Ok(content),
        false => Err(Error::usage(format!("“{}”里没有 content 文件夹；新建站点用“nianbao init”", root.display()))),
    }
}

/// The same for the folder of one office; none where there is no such folder.
///
/// # Errors
/// When it cannot be listed.
pub fn office(root: &Path, id: &str) -> Result<Option<OfficeDir>, Error> {
    let content = root.join("content");
    let folder = content.join(id);
    let about = folder.symlink_metadata().ok().filter(|about| about.is_dir() || about.is_symlink());
    let Some(about) = about.filter(|_| !is_scrap(id)) else { return Ok(None) };
    if about.is_symlink() {
        return Ok(Some(OfficeDir { id: id.to_owned(), links: vec![String::new()], ..OfficeDir::default() }));
    }
    let mut offices = under(&content, &folder, &|_| true)?;
    Ok(offices.pop().or_else(|| Some(OfficeDir { id: id.to_owned(), ..OfficeDir::default() })))
}

/// What lies under `from`, which is `content` or an office's folder in it; the years only
/// of the offices that `wanted` names.
fn under(content: &Path, from: &Path, wanted: &dyn Fn(&str) -> bool) -> Result<Vec<OfficeDir>, Error> {
    let mut offices: BTreeMap<String, OfficeDir> = BTreeMap::new();
    let depth = from.strip_prefix(content).map_or(0, |inside| inside.components().count());
    let walk = WalkDir::new(from).min_depth(1 - depth.min(1)).max_depth(3 - depth).sort_by_file_name().into_iter();
    let year_of_another = |entry: &walkdir::DirEntry| {
        let office = entry.path().parent().and_then(Path::file_name).unwrap_or_default();
        entry.depth() + depth == 2 && entry.file_type().is_dir() && !wanted(&office.to_string_lossy())
    };
    let skipped = |entry: &walkdir::DirEntry| is_scrap(&entry.file_name().to_string_lossy()) || year_of_another(entry);
    for entry in walk.filter_entry(|entry| !skipped(entry)) {
        let entry = entry.map_err(|fault| {
            let path = fault.path().unwrap_or(from).to_owned();
            match fault.into_io_error() {
                Some(cause) => Error::file("读取", &path, cause),
                None => Error::refused(format!("读取“{}”失败", path.display())),
            }
        })?;
        let kind = entry.file_type();
        let names: Vec<String> = entry
            .path()
            .strip_prefix(content)
            .map(|inside| inside.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect())
            .unwrap_or_default();
        if kind.is_symlink() {
            link(&mut offices, &names);
        } else {
            place(&mut offices, &names, kind.is_dir());
        }
    }
    Ok(offices.into_values().collect())
}

/// Notes a symbolic link with the office in whose folder it lies.
fn link(offices: &mut BTreeMap<String, OfficeDir>, names: &[String]) {
    let Some((office, inside)) = names.split_first() else { return };
    let of = offices.entry(office.clone()).or_insert_with(|| OfficeDir { id: office.clone(), ..OfficeDir::default() });
    of.links.push(inside.join("/"));
}

/// Whether a part of the way from `root` to `relative` is a symbolic link.
pub fn through_link(root: &Path, relative: &str) -> bool {
    let mut path = root.to_owned();
    relative.split('/').any(|part| {
        path.push(part);
        path.symlink_metadata().is_ok_and(|about| about.is_symlink())
    })
}

/// Puts one entry where it belongs.
fn place(offices: &mut BTreeMap<String, OfficeDir>, names: &[String], folder: bool) {
    let [office, inside @ ..] = names else { return };
    if inside.is_empty() {
        // A file directly in content/ (a note, a list) belongs to nobody.
        if folder {
            offices.entry(office.clone()).or_insert_with(|| OfficeDir { id: office.clone(), ..OfficeDir::default() });
        }
        return;
    }
    let Some(office) = offices.get_mut(office) else { return };
    match inside {
        [name] if folder => office.years.push(YearDir { name: name.clone(), files: Vec::new() }),
        [name] if name == "office.yaml" => office.has_office_yaml = true,
        [name] => office.stray.push(name.clone()),
        [year, file] if !folder || matches!(file.as_str(), "data.yaml" | "narrative.md") => {
            if let Some(year) = office.years.iter_mut().find(|known| known.name == *year) {
                year.files.push(file.clone());
            }
        }
        _ => {}
    }
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
