//! The target folder and the folder of work beside it.
//!
//! While a build runs, `.<name>.nianbao/` beside the target holds a lock and `next/`,
//! the site being made. After a build nothing of it is left; after a killed build the
//! next one takes it over.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::error::{Error, Result, shown};

use super::{disk, exchange};

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
            return Err(Error::refused(format!("不能发布到“{}”，请指定一个文件夹", shown(&target))));
        };
        let mut hidden = OsString::from(".");
        hidden.push(&name);
        hidden.push(".nianbao");
        let work = parent.join(hidden);
        if fs::symlink_metadata(&work).is_ok_and(|metadata| !metadata.is_dir()) {
            return Err(Error::refused(format!("“{}”应是本程序的工作文件夹，实际不是；请移走后再试", shown(&work))));
        }
        let lock = lock(&work, &target)?;
        let place = Place { target, work, lock };
        place.recover()?;
        disk::make_folder(&place.next()).map_err(|cause| Error::file("新建文件夹", &place.next(), cause))?;
        Ok(place)
    }

    /// The folder the next site is made in.
    pub(super) fn next(&self) -> PathBuf {
        self.work.join(NEXT)
    }

    fn previous(&self) -> PathBuf {
        self.work.join(PREVIOUS)
    }

    /// After a kill: between the two renames of a slow exchange the old site waits under
    /// another name; everything else is scrap.
    fn recover(&self) -> Result<()> {
        let previous = self.previous();
        // An empty folder may have been made since, by hand or by a web server.
        if previous.exists() && (!self.target.exists() || disk::remove_folder(&self.target).is_ok()) {
            disk::rename(&previous, &self.target).map_err(|cause| Error::file("恢复", &self.target, cause))?;
        }
        for scrap in [self.next(), previous] {
            disk::remove_tree(&scrap).map_err(|cause| Error::file("清理", &scrap, cause))?;
        }
        Ok(())
    }

    /// Puts the next site in the place of the published one; gives where that lies now.
    pub(super) fn exchange(&self) -> Result<Option<PathBuf>> {
        exchange::exchange(&self.next(), &self.target, &self.previous())
    }

    /// Leaves nothing behind.
    pub(super) fn leave(self) {
        drop(self);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // The site stands, new or old; scrap that cannot be removed now is removed by the
        // next build. The old site at `previous` is scrap only while the target stands.
        let _ = disk::remove_tree(&self.next());
        if self.target.exists() {
            let _ = disk::remove_tree(&self.previous());
        }
        if !self.previous().exists() && !self.next().exists() {
            // The lock's file goes while it is held: another build that has it open finds
            // that it no longer has a name, and takes a new one (`lock`).
            if cfg!(windows) {
                // Windows removes no open file.
                self.lock = None;
            }
            let _ = disk::remove_file(&self.work.join(LOCK));
            let _ = disk::remove_folder(&self.work);
        }
    }
}

/// Makes the folder of work and locks it; `None` on a disk that knows no locks, where one
/// build at a time is the users' care.
fn lock(work: &Path, target: &Path) -> Result<Option<File>> {
    let path = work.join(LOCK);
    // A build that just ended removes the lock's file and its folder under our feet.
    for _ in 0..1000 {
        disk::make_folder(work).map_err(|cause| Error::file("新建文件夹", work, cause))?;
        let lock = match OpenOptions::new().create(true).truncate(false).write(true).open(&path) {
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => continue,
            other => other.map_err(|cause| Error::file("写入", &path, cause))?,
        };
        match lock.try_lock() {
            Ok(()) if is_at(&lock, &path) => return Ok(Some(lock)),
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => break,
            Err(TryLockError::Error(_)) => return Ok(None),
        }
    }
    Err(Error::refused(format!("另一个生成正在写“{}”，请等它结束后再试", shown(target))))
}

/// Whether the file that was locked still has its name. Without this, of two builds that
/// wait for a third one holds a file that is gone, the other a new one, and both go on.
#[cfg(unix)]
fn is_at(lock: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let same = |held: fs::Metadata, named: fs::Metadata| (held.dev(), held.ino()) == (named.dev(), named.ino());
    lock.metadata().and_then(|held| Ok(same(held, fs::metadata(path)?))).unwrap_or(false)
}

#[cfg(not(unix))]
fn is_at(_lock: &File, _path: &Path) -> bool {
    true
}

/// The target as an absolute path, links resolved.
fn resolve(target: &Path) -> Result<PathBuf> {
    match fs::metadata(target) {
        Ok(metadata) if metadata.is_dir() => {
            let target = fs::canonicalize(target).map_err(|cause| Error::file("读取", target, cause))?;
            refuse_mount(&target)?;
            Ok(target)
        }
        Ok(_) => Err(Error::refused(format!("“{}”是文件，不是文件夹，不能发布到这里", shown(target)))),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
            if let Ok(led) = fs::read_link(target) {
                let (target, led) = (shown(target), shown(&led));
                let say = format!("“{target}”是一个链接，它指向的“{led}”不存在；请新建那个文件夹，或删去链接");
                return Err(Error::refused(say));
            }
            Ok(plain(target))
        }
        Err(cause) => Err(Error::file("读取", target, cause)),
    }
}

/// A mount point keeps its name: no folder can take its place in one step, and the site
/// would be half new and half old for a while. Said before any work is done.
fn refuse_mount(target: &Path) -> Result<()> {
    if !is_mount(target) {
        return Ok(());
    }
    Err(Error::refused(format!(
        "“{}”是磁盘的挂载点，不能一步换成新网站，没有改动；请发布到它下面的一个文件夹，如“--output {}”",
        shown(target),
        shown(&target.join("public"))
    )))
}

/// Whether another disk, or a folder from elsewhere, is mounted at `folder`.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(super) fn is_mount(folder: &Path) -> bool {
    use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags, statx};
    let root = statx(CWD, folder, AtFlags::SYMLINK_NOFOLLOW, StatxFlags::empty())
        .ok()
        .filter(|known| known.stx_attributes_mask.contains(StatxAttributes::MOUNT_ROOT))
        .map(|known| known.stx_attributes.contains(StatxAttributes::MOUNT_ROOT));
    root.unwrap_or_else(|| on_another_disk(folder))
}

#[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
pub(super) fn is_mount(folder: &Path) -> bool {
    on_another_disk(folder)
}

/// Windows shows volumes mounted at a folder as links, which are followed or kept.
#[cfg(not(unix))]
pub(super) fn is_mount(_folder: &Path) -> bool {
    false
}

#[cfg(unix)]
fn on_another_disk(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let disk = |path: &Path| fs::symlink_metadata(path).map(|metadata| metadata.dev()).ok();
    folder.parent().is_some_and(|parent| disk(parent) != disk(folder))
}

/// A path that need not exist, as an absolute one: links of the part that exists are
/// resolved, `.` and `..` of the rest are worked out.
pub(crate) fn plain(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut plain = PathBuf::new();
    for part in absolute.components() {
        match part {
            Component::ParentDir => drop(plain.pop()),
            Component::CurDir => {}
            other => plain.push(other),
        }
        // Step by step, so that `link/..` is what the system takes it for.
        if let Ok(real) = fs::canonicalize(&plain) {
            plain = real;
        }
    }
    plain
}

/// Refuses a target that is the site's own folder, lies above it, or in its sources.
///
/// # Errors
/// With the reason.
pub(crate) fn refuse_target(target: &Path, root: &Path) -> Result<()> {
    let (target, root) = (plain(target), plain(root));
    if root.starts_with(&target) {
        return Err(Error::usage(format!("不能发布到“{}”：站点的源文件在里面", shown(&target))));
    }
    for source in ["content", "themes", "src", ".git"] {
        // Where the sources are a link to elsewhere, elsewhere is what is spared.
        let source = plain(&root.join(source));
        if target.starts_with(&source) || source.starts_with(&target) {
            return Err(Error::usage(format!("不能发布到“{}”：这里放的是站点的源文件", shown(&target))));
        }
    }
    Ok(())
}
