//! Putting one folder in the place of another.

use std::fs;
use std::io;
use std::path::Path;

use crate::error::{Error, Result};

/// How two folders changed places.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Exchanged {
    /// There was none before.
    First,
    /// In one step: the old one now has the new one's name.
    AtOnce,
    /// In two steps: the old one waits under a third name.
    ByTwo,
}

/// Puts `next` at `target`; an old target ends at `next` or at `previous`.
pub(super) fn exchange(next: &Path, target: &Path, previous: &Path) -> Result<Exchanged> {
    let fail = |cause| Error::file("发布到", target, cause);
    if !target.exists() {
        retry(|| fs::rename(next, target)).map_err(fail)?;
        sync_parent(target);
        return Ok(Exchanged::First);
    }
    match at_once(next, target) {
        Ok(()) => {
            sync_parent(target);
            return Ok(Exchanged::AtOnce);
        }
        Err(cause) if matches!(cause.kind(), io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput) => {}
        Err(cause) => return Err(fail(cause)),
    }
    retry(|| fs::rename(target, previous)).map_err(fail)?;
    if let Err(cause) = retry(|| fs::rename(next, target)) {
        // The old site goes back before anything is said.
        let _ = fs::rename(previous, target);
        return Err(fail(cause));
    }
    sync_parent(target);
    Ok(Exchanged::ByTwo)
}

/// One system call that changes two names (renameat2 with RENAME_EXCHANGE).
#[cfg(any(target_os = "linux", target_os = "android"))]
fn at_once(next: &Path, target: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, next, CWD, target, RenameFlags::EXCHANGE).map_err(|cause| match cause {
        // Old kernels and some network disks do not know the call.
        rustix::io::Errno::NOSYS | rustix::io::Errno::OPNOTSUPP => io::Error::from(io::ErrorKind::Unsupported),
        other => other.into(),
    })
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn at_once(_next: &Path, _target: &Path) -> io::Result<()> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

/// On Windows a scanner or an open window holds a folder for a moment; a few tries
/// over a second get past it.
fn retry(mut rename: impl FnMut() -> io::Result<()>) -> io::Result<()> {
    for wait in [10, 50, 200, 700] {
        match rename() {
            Err(cause) if cfg!(windows) && cause.kind() == io::ErrorKind::PermissionDenied => {
                std::thread::sleep(std::time::Duration::from_millis(wait));
            }
            other => return other,
        }
    }
    rename()
}

/// Bytes before names: everything written reaches the disk before the folders change
/// places.
#[cfg(target_os = "linux")]
pub(super) fn sync(folder: &Path) -> Result<()> {
    let open = fs::File::open(folder).map_err(|cause| Error::file("读取", folder, cause))?;
    rustix::fs::syncfs(&open).map_err(|cause| Error::file("写入", folder, cause.into()))
}

#[cfg(not(target_os = "linux"))]
pub(super) fn sync(_folder: &Path) -> Result<()> {
    Ok(())
}

/// The names reach the disk. Not every system can open a folder; the exchange itself
/// has then been ordered by the file system.
fn sync_parent(target: &Path) {
    if let Some(parent) = target.parent()
        && let Ok(folder) = fs::File::open(parent)
    {
        let _ = folder.sync_all();
    }
}
