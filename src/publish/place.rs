//! The target folder and the folder of work beside it.
//!
//! While a build runs, `.<name>.nianbao/` beside the target holds a lock and `next/`,
//! the site being made. After a build nothing of it is left; after a killed build the
//! next one takes it over.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::error::{Error, Result};

use super::exchange::{self, Exchanged};

const NEXT: &str = "next";
const PREVIOUS: &str = "previous";
const LOCK: &str = "lock";

/// Where a site is published, held by this build alone.
#[derive(Debug)]
pub(super) struct Place {
    /// The target, with symbolic links resolved.
    pub(super) target: PathBuf,
    work: PathBuf,
    /// Held open: the lock ends with the process, however it ends.
    lock: Option<File>,
}

impl Place {
    /// Takes the place for this build; puts right what a killed build has left.
    pub(super) fn take(target: &Path) -> Result<Place> {
        let target = resolve(target)?;
        let name = target.file_name().map(OsString::from);
        let (Some(name), Some(parent)) = (name, target.parent()) else {
            return Err(Error::refused(format!("不能发布到“{}”，请指定一个文件夹", target.display())));
        };
        fs::create_dir_all(parent).map_err(|cause| Error::file("新建文件夹", parent, cause))?;
        let mut hidden = OsString::from(".");
        hidden.push(&name);
        hidden.push(".nianbao");
        let work = parent.join(hidden);
        fs::create_dir_all(&work).map_err(|cause| Error::file("新建文件夹", &work, cause))?;
        let path = work.join(LOCK);
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let lock = lock.map_err(|cause| Error::file("写入", &path, cause))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Error::refused(format!("另一个生成正在写“{}”，请等它结束后再试", target.display())));
            }
            // Some network disks know no locks; one build at a time is then the users' care.
            Err(TryLockError::Error(_)) => {}
        }
        let place = Place { target, work, lock: Some(lock) };
        place.recover()?;
        let next = place.next();
        fs::create_dir(&next).map_err(|cause| Error::file("新建文件夹", &next, cause))?;
        Ok(place)
    }

    /// The folder the next site is made in.
    pub(super) fn next(&self) -> PathBuf {
        self.work.join(NEXT)
    }

    /// After a kill: between the two renames of a slow exchange the old site waits under
    /// another name; everything else is scrap.
    fn recover(&self) -> Result<()> {
        let previous = self.work.join(PREVIOUS);
        if previous.exists() && !self.target.exists() {
            fs::rename(&previous, &self.target).map_err(|cause| Error::file("恢复", &self.target, cause))?;
        }
        for scrap in [self.next(), previous] {
            match fs::remove_dir_all(&scrap) {
                Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
                    return Err(Error::file("清理", &scrap, cause));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Puts the next site in the place of the published one.
    pub(super) fn exchange(self) -> Result<()> {
        let old = match exchange::exchange(&self.next(), &self.target, &self.work.join(PREVIOUS))? {
            Exchanged::AtOnce => Some(self.next()),
            Exchanged::ByTwo => Some(self.work.join(PREVIOUS)),
            Exchanged::First => None,
        };
        if let Some(old) = old {
            // The new site stands; scrap that cannot be removed now is removed by the
            // next build.
            let _ = fs::remove_dir_all(old);
        }
        self.leave();
        Ok(())
    }

    /// Leaves nothing behind.
    pub(super) fn leave(self) {
        drop(self);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(self.next());
        // The lock is let go before its file is removed: Windows removes no open file.
        // Another build may take the folder in between; it then has its own lock file
        // open, and removing a folder that is not empty fails, as it should.
        let lock = self.work.join(LOCK);
        self.lock = None;
        if !self.work.join(PREVIOUS).exists() && !self.next().exists() {
            let _ = fs::remove_file(lock);
            let _ = fs::remove_dir(&self.work);
        }
    }
}

/// The target as an absolute path, links resolved.
fn resolve(target: &Path) -> Result<PathBuf> {
    match fs::metadata(target) {
        Ok(metadata) if metadata.is_dir() => {
            fs::canonicalize(target).map_err(|cause| Error::file("读取", target, cause))
        }
        Ok(_) => Err(Error::refused(format!("“{}”是文件，不是文件夹，不能发布到这里", target.display()))),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
            std::path::absolute(target).map_err(|cause| Error::file("读取", target, cause))
        }
        Err(cause) => Err(Error::file("读取", target, cause)),
    }
}

/// Refuses a target that is the site's own folder, lies above it, or in its sources.
///
/// # Errors
/// With the reason.
pub(crate) fn refuse_target(target: &Path, root: &Path) -> Result<()> {
    let plain = |path: &Path| -> PathBuf {
        let absolute =
            fs::canonicalize(path).or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned());
        let mut plain = PathBuf::new();
        for part in absolute.components() {
            match part {
                Component::ParentDir => drop(plain.pop()),
                Component::CurDir => {}
                other => plain.push(other),
            }
        }
        plain
    };
    let (target, root) = (plain(target), plain(root));
    if root.starts_with(&target) {
        return Err(Error::usage(format!("不能发布到“{}”：站点的源文件在里面", target.display())));
    }
    for source in ["content", "themes", "src", ".git"] {
        if target.starts_with(root.join(source)) {
            return Err(Error::usage(format!("不能发布到“{}”：这里放的是站点的源文件", target.display())));
        }
    }
    Ok(())
}
