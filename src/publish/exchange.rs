//! Putting one folder in the place of another.

use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

use super::disk;

/// Puts `next` at `target`; gives where the old target lies now: at `next` where two
/// folders can exchange names in one step, else at `previous`, or nowhere when there was
/// none.
///
/// Where it takes two steps there is a moment without a target. A program killed in it
/// leaves the old site at `previous`, and the next build puts it back first.
pub(super) fn exchange(next: &Path, target: &Path, previous: &Path) -> Result<Option<PathBuf>> {
    let fail = |cause| Error::file("发布到", target, cause);
    if !target.exists() {
        disk::rename(next, target).map_err(fail)?;
        settle(next, target);
        return Ok(None);
    }
    match disk::exchange(next, target) {
        Ok(()) => {
            settle(next, target);
            return Ok(Some(next.to_owned()));
        }
        Err(cause) if cause.kind() == io::ErrorKind::Unsupported => {}
        Err(cause) => return Err(fail(cause)),
    }
    disk::rename(target, previous).map_err(fail)?;
    if let Err(cause) = disk::rename(next, target) {
        // The old site goes back before anything is said; if it cannot, the next build
        // finds it at `previous`.
        let _ = disk::rename(previous, target);
        return Err(fail(cause));
    }
    settle(next, target);
    Ok(Some(previous.to_owned()))
}

/// The new names reach the disk before anything of the old site is removed. The site
/// stands by now: a disk that refuses this is no reason to say that it does not.
fn settle(next: &Path, target: &Path) {
    for folder in [target.parent(), next.parent()].into_iter().flatten() {
        let _ = disk::settle_names(folder);
    }
}
