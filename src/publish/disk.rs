//! The changes publishing makes to the disk, each by one function.
//!
//! Everything that is written, linked, renamed or removed passes here, so that a test can
//! kill the program, or let the disk refuse, at each of them (`faults`). Nothing here
//! knows what a site is.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::error::is_held;

#[cfg(test)]
use super::faults::{before, midway};

/// A test build asks here whether the disk shall refuse; any other build does not.
#[cfg(not(test))]
#[inline]
fn before(_doing: &'static str) -> io::Result<()> {
    Ok(())
}

#[cfg(not(test))]
#[inline]
fn midway(_half: impl FnOnce() -> io::Result<()>) {}

/// Writes a new file. One that is there is never written into: its bytes may be those of
/// the published site under a second name.
pub(super) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    before("write")?;
    midway(|| fs::write(path, &bytes[..bytes.len() / 2]));
    File::create_new(path)?.write_all(bytes)
}

/// Makes a new file that is written in parts.
pub(super) fn create(path: &Path) -> io::Result<File> {
    before("write")?;
    midway(|| fs::write(path, b""));
    File::create_new(path)
}

/// Writes the next part of a new file.
pub(super) fn append(file: &mut File, part: &[u8]) -> io::Result<()> {
    before("write")?;
    let mut half = || file.write_all(&part[..part.len() / 2]);
    midway(&mut half);
    file.write_all(part)
}

/// Copies a file, without holding it in memory. Its bytes alone: who may read the original
/// (often nobody but the clerk) says nothing of who may read what is published.
pub(super) fn copy(from: &Path, to: &Path) -> io::Result<()> {
    before("write")?;
    midway(|| fs::write(to, b"half"));
    io::copy(&mut File::open(from)?, &mut File::create_new(to)?).map(drop)
}

/// Gives a file a second name.
pub(super) fn link(from: &Path, to: &Path) -> io::Result<()> {
    before("link")?;
    fs::hard_link(from, to)
}

/// Makes a folder and those above it.
pub(super) fn make_folder(path: &Path) -> io::Result<()> {
    before("make")?;
    fs::create_dir_all(path)
}

/// Gives a file or folder another name.
pub(super) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    before("rename")?;
    retry(|| fs::rename(from, to))
}

/// Two folders exchange their names in one step.
///
/// # Errors
/// `Unsupported` where the system or this disk cannot.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub(super) fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    before("exchange")?;
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).map_err(|cause| match cause {
        // Old kernels and network disks do not know the call; some say so in this way.
        Errno::NOSYS | Errno::OPNOTSUPP | Errno::INVAL => io::Error::from(io::ErrorKind::Unsupported),
        other => other.into(),
    })
}

/// Two folders exchange their names in one step; not here.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub(super) fn exchange(_one: &Path, _other: &Path) -> io::Result<()> {
    before("exchange")?;
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

/// A folder that takes the place of another may be read and changed by the same people: it
/// gets that one's owner, group and mode. A disk that keeps no such thing is no reason to
/// fail.
pub(super) fn like(from: &Path, to: &Path) {
    let Ok(metadata) = fs::metadata(from) else { return };
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, chown};
        // Only root gives a folder away; its group anyone who is in that group. First, for
        // it takes marks off the mode.
        if chown(to, Some(metadata.uid()), Some(metadata.gid())).is_err() {
            let _ = chown(to, None, Some(metadata.gid()));
        }
    }
    let _ = fs::set_permissions(to, metadata.permissions());
}

/// What is made in `to` shall belong to the group that what is made in `from` belongs to,
/// where that folder hands its group down.
#[cfg(unix)]
pub(super) fn hand_down(from: &Path, to: &Path) {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
    const HANDS_DOWN: u32 = 0o2000;
    let (Ok(old), Ok(new)) = (fs::metadata(from), fs::metadata(to)) else { return };
    if old.mode() & HANDS_DOWN == 0 || chown(to, None, Some(old.gid())).is_err() {
        return;
    }
    let mut permissions = new.permissions();
    permissions.set_mode(new.mode() | HANDS_DOWN);
    let _ = fs::set_permissions(to, permissions);
}

/// Other systems hand rights down by themselves.
#[cfg(not(unix))]
pub(super) fn hand_down(_from: &Path, _to: &Path) {}

/// Removes a file or folder with all that is in it. What is not there is no fault.
pub(super) fn remove_tree(path: &Path) -> io::Result<()> {
    before("remove")?;
    #[cfg(test)]
    if path.exists() {
        midway(|| remove_some(path));
    }
    let remove = || match remove_all(path) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    };
    match remove() {
        // A folder somebody made read-only gives nothing away until it may be written.
        Err(cause) if cause.kind() == io::ErrorKind::PermissionDenied => {
            open_up(path)?;
            remove()
        }
        other => other,
    }
}

/// Some ten thousand folders go side by side; what cannot be removed is told in the end.
fn remove_all(path: &Path) -> io::Result<()> {
    // A link is no folder, here or below: it goes, and what it leads to stays.
    if fs::symlink_metadata(path)?.is_dir() {
        let entries = fs::read_dir(path).and_then(Iterator::collect::<io::Result<Vec<_>>>).unwrap_or_default();
        entries.into_par_iter().for_each(|entry| {
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                let _ = fs::remove_dir_all(entry.path());
            }
        });
    }
    fs::remove_dir_all(path)
}

/// Makes every folder of a tree one that its owner may change.
#[cfg(unix)]
fn open_up(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let metadata = fs::symlink_metadata(path)?;
    if metadata.is_dir() {
        let mut permissions = metadata.permissions();
        permissions.set_mode(permissions.mode() | 0o700);
        fs::set_permissions(path, permissions)?;
        for entry in fs::read_dir(path)? {
            open_up(&entry?.path())?;
        }
    }
    Ok(())
}

#[cfg(not(unix))]
fn open_up(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// Removes the first file found, as a removal that is killed early would.
#[cfg(test)]
fn remove_some(path: &Path) -> io::Result<()> {
    let mut at = path.to_owned();
    loop {
        let Some(entry) = fs::read_dir(&at)?.next().transpose()? else { return fs::remove_dir(at) };
        match entry.file_type()?.is_dir() {
            true => at = entry.path(),
            false => return fs::remove_file(entry.path()),
        }
    }
}

/// Removes one file.
pub(super) fn remove_file(path: &Path) -> io::Result<()> {
    before("unlock")?;
    fs::remove_file(path)
}

/// Removes an empty folder.
pub(super) fn remove_folder(path: &Path) -> io::Result<()> {
    before("unlock")?;
    fs::remove_dir(path)
}

/// Bytes before names: when this returns, the files of `folder` are on the disk.
/// `written` are those that were written; others were there before.
#[cfg(target_os = "linux")]
pub(super) fn settle(folder: &Path, _written: impl Iterator<Item = PathBuf>) -> io::Result<()> {
    before("settle")?;
    // One call for the file system is cheaper than one a file: the folders and the
    // second names of thousands of unchanged files must reach the disk too.
    Ok(rustix::fs::syncfs(File::open(folder)?)?)
}

/// Bytes before names: when this returns, the files that were `written` are on the disk.
#[cfg(not(target_os = "linux"))]
pub(super) fn settle(_folder: &Path, mut written: impl Iterator<Item = PathBuf>) -> io::Result<()> {
    before("settle")?;
    // Windows syncs only what is open for writing.
    written.try_for_each(|path| File::options().write(true).open(path)?.sync_all())
}

/// The names in a folder reach the disk. Not every system can open a folder; the order
/// of names is then the file system's own.
pub(super) fn settle_names(folder: &Path) -> io::Result<()> {
    before("names")?;
    match File::open(folder) {
        Ok(folder) if cfg!(unix) => folder.sync_all(),
        _ => Ok(()),
    }
}

/// On Windows a scanner or an open window holds a folder for a moment; a few tries
/// over a second get past it.
fn retry(mut rename: impl FnMut() -> io::Result<()>) -> io::Result<()> {
    for wait in [10, 50, 200, 700] {
        match rename() {
            Err(cause) if cfg!(windows) && (cause.kind() == io::ErrorKind::PermissionDenied || is_held(&cause)) => {
                std::thread::sleep(std::time::Duration::from_millis(wait));
            }
            other => return other,
        }
    }
    rename()
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn what_links_lead_to_stays_when_a_tree_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let (tree, elsewhere) = (folder.path().join("tree"), folder.path().join("elsewhere"));
        for name in ["tree/a/b", "tree/c", "elsewhere/d"] {
            fs::create_dir_all(folder.path().join(name)).unwrap();
            fs::write(folder.path().join(name).join("x"), "x").unwrap();
        }
        std::os::unix::fs::symlink(&elsewhere, tree.join("a/link")).unwrap();
        std::os::unix::fs::symlink(&elsewhere, tree.join("link")).unwrap();
        remove_tree(&tree).unwrap();
        assert!(!tree.exists() && elsewhere.join("d/x").exists());
        std::os::unix::fs::symlink(&elsewhere, &tree).unwrap();
        remove_tree(&tree).unwrap();
        assert!(fs::symlink_metadata(&tree).is_err() && elsewhere.join("d/x").exists());
        remove_tree(&tree).unwrap();
    }
}
