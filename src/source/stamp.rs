//! Which files lie in a folder and when each was last written, without reading them.

use std::path::Path;
use std::time::SystemTime;

use walkdir::WalkDir;

use super::walk::is_scrap;

/// One file or folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Below the folder, with `/`; a folder ends with one.
    pub path: String,
    modified: Option<SystemTime>,
    size: u64,
    /// The file's number on its disk: a file put in place of another may be as long and
    /// as old as that.
    number: u64,
}

/// Everything in `folder` down to `depth` levels, sorted; what editors leave behind and
/// symbolic links are passed over. What cannot be listed is left out.
pub fn stamps(folder: &Path, depth: usize) -> Vec<Stamp> {
    let walk = WalkDir::new(folder).min_depth(1).max_depth(depth).sort_by_file_name().into_iter();
    let walk = walk.filter_entry(|entry| entry.depth() == 0 || !is_scrap(&entry.file_name().to_string_lossy()));
    let stamp = |entry: walkdir::DirEntry| {
        let parts: Vec<String> = entry
            .path()
            .strip_prefix(folder)
            .ok()?
            .components()
            .map(|part| part.as_os_str().to_string_lossy().into_owned())
            .collect();
        let mut path = parts.join("/");
        if entry.file_type().is_dir() {
            path.push('/');
            return Some(Stamp { path, modified: None, size: 0, number: 0 });
        }
        if entry.file_type().is_symlink() {
            return None;
        }
        let about = entry.metadata().ok()?;
        Some(Stamp { path, modified: about.modified().ok(), size: about.len(), number: number(&about) })
    };
    walk.filter_map(Result::ok).filter_map(stamp).collect()
}

/// One file; none where there is none.
pub fn stamp(path: &Path) -> Option<Stamp> {
    let about = path.metadata().ok()?;
    Some(Stamp { path: String::new(), modified: about.modified().ok(), size: about.len(), number: number(&about) })
}

#[cfg(unix)]
fn number(about: &std::fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(about)
}

#[cfg(not(unix))]
fn number(_: &std::fs::Metadata) -> u64 {
    0
}
