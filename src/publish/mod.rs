//! Bytes → the folder the web server reads, always whole.
//!
//! Takes finished files one by one, from many threads; what differs from the published
//! site goes into a folder beside it, and [`Publisher::commit`] exchanges the two in one
//! step. Until then, and for a build that fails or is killed, the published site is as
//! it was. Knows nothing of what a route means.

mod disk;
mod exchange;
#[cfg(test)]
mod faults;
mod flush;
mod list;
mod long;
pub(crate) mod manifest;
mod place;
#[cfg(test)]
mod tests;

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::error::{Error, Result};
use crate::site::route::print;

pub(crate) use long::Long;
pub(crate) use place::{plain, refuse_target};

use flush::Flush;
use list::Files;
use manifest::{ASIDE, Entry, Foreign, Hasher, MANIFEST, Manifest};
use place::Place;

/// What a publication changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// Files written, new or changed.
    pub written: usize,
    /// Files left as they were.
    pub unchanged: usize,
    /// Files of the last site that no longer belong.
    pub removed: usize,
    /// Files in the folder that are not ours, kept as they are.
    pub kept: Vec<String>,
}

impl Published {
    /// `写入 3 个文件，12 个未变，移除 1 个`
    pub fn say(&self) -> String {
        let mut say = format!("写入 {} 个文件，{} 个未变，移除 {} 个", self.written, self.unchanged, self.removed);
        if !self.kept.is_empty() {
            say.push_str(&format!("；保留不是本程序生成的 {} 个：{}", self.kept.len(), self.kept.join("、")));
        }
        say
    }
}

/// A site being published.
#[derive(Debug)]
pub(crate) struct Publisher {
    place: Place,
    before: Manifest,
    state: Mutex<State>,
    flush: Flush,
}

#[derive(Debug, Default)]
struct State {
    /// Files that were put, in the order they came.
    files: Files,
    /// Routes in lower case, as fingerprints: two that differ only in case are one file on
    /// Windows. Two of a million others share one in less than one of ten million sites.
    lower: FxHashSet<u64>,
    /// Folders that were made, by the fingerprints of their addresses ([`print()`]). One taken
    /// for another's would not be made: the disk refuses its first file, and nothing is published.
    folders: FxHashSet<u64>,
}

impl Publisher {
    /// Prepares to publish at `target`.
    ///
    /// # Errors
    /// When the target is a file, a folder this program did not make, or another build
    /// is at work there.
    pub(crate) fn begin(target: &Path) -> Result<Publisher> {
        let place = Place::take(target)?;
        let before = Manifest::of_target(&place.target)?;
        disk::hand_down(&place.target, &place.next());
        Ok(Publisher { place, before, state: Mutex::default(), flush: Flush::default() })
    }

    /// Takes one finished file; gives its size and fingerprint. The same bytes as published
    /// are not written again.
    ///
    /// # Errors
    /// When the route is no plain relative path, was put before, or the disk refuses.
    pub(crate) fn put(&self, route: &str, bytes: &[u8]) -> Result<Entry> {
        self.claim(route)?;
        let published = self.place.target.join(route);
        let changed = !self.before.has(route) || !same(&published, bytes);
        if changed {
            let path = self.staged(route)?;
            // One write call for the whole file; it lies in a folder nobody reads yet.
            disk::write(&path, bytes).map_err(|cause| Error::file("写入", &path, cause))?;
        }
        let mut hasher = Hasher::default();
        hasher.take(bytes);
        let entry = hasher.entry();
        self.note(route, entry.clone(), changed);
        Ok(entry)
    }

    /// Makes room for a list of so many files.
    pub(crate) fn expect(&self, files: usize) {
        let mut state = self.state();
        state.files.expect(files);
        state.lower.reserve(files);
    }

    /// What a build kept for itself beside the published site; nothing where it kept
    /// nothing.
    pub(crate) fn aside(&self) -> Vec<u8> {
        fs::read(self.place.target.join(ASIDE)).unwrap_or_default()
    }

    /// Leaves the file at `route` as it was published, unread, and with `others` all that
    /// lie in its folder. Gives the files that are left; none where one of them is not
    /// there as it was.
    pub(crate) fn keep(&self, route: &str, others: bool) -> Vec<String> {
        let mut routes = vec![route];
        if others {
            routes.extend(self.before.beside(route).filter(|beside| *beside != route));
        }
        let untouched = |route: &&str| self.before.is_untouched(route, &self.place.target.join(route));
        if !routes.iter().all(untouched) || !routes.iter().all(|route| self.claim(route).is_ok()) {
            return Vec::new();
        }
        for route in &routes {
            if let Some(entry) = self.before.entry(route) {
                self.note(route, entry, false);
            }
        }
        routes.into_iter().map(str::to_owned).collect()
    }

    /// Takes a file from disk without holding it in memory.
    ///
    /// # Errors
    /// As [`Publisher::put`].
    pub(crate) fn put_file(&self, route: &str, from: &Path) -> Result<()> {
        self.claim(route)?;
        let mut entry = hashed(from)?;
        let changed = self.before.entry(route).as_ref() != Some(&entry)
            || hashed(&self.place.target.join(route)).ok().as_ref() != Some(&entry);
        if changed {
            let path = self.staged(route)?;
            disk::copy(from, &path).map_err(|cause| Error::file("复制", &path, cause))?;
            // It may have been saved anew meanwhile: the manifest tells what is published.
            entry = hashed(&path)?;
        }
        self.note(route, entry, changed);
        Ok(())
    }

    /// Makes everything that was put the published site, in one step.
    ///
    /// # Errors
    /// When the disk refuses; the published site is then as it was.
    pub(crate) fn commit(self) -> Result<Published> {
        self.commit_with(&[])
    }

    /// As [`Publisher::commit`], with something the program keeps for itself.
    ///
    /// # Errors
    /// As [`Publisher::commit`].
    pub(crate) fn commit_with(self, aside: &[u8]) -> Result<Published> {
        let State { mut files, folders, .. } = std::mem::take(&mut *self.state());
        // No address is there twice: `claim` saw to it.
        files.sort();
        let removed = self.before.routes().filter(|route| !files.has(route)).count();
        let (written, unchanged) = (files.routes(true).count(), files.routes(false).count());
        let mut done = Published { written, unchanged, removed, kept: Vec::new() };
        let foreign = self.before.foreign(&self.place.target)?;
        for Foreign { route, .. } in &foreign {
            let taken = |put: &str| {
                put == route || put.starts_with(&format!("{route}/")) || route.starts_with(&format!("{put}/"))
            };
            if files.iter().any(|(put, _)| taken(put)) {
                let say =
                    format!("输出文件夹里的“{route}”不是本程序生成的，却占着要发布的位置；请移走后再试，网站没有改动");
                return Err(Error::refused(say));
            }
        }
        done.kept.extend(foreign.iter().map(|foreign| foreign.route.clone()));
        // A manifest that was damaged, or got other line ends on its way, is written again.
        let same = done.written == 0 && done.removed == 0 && self.before.exists() && self.aside() == aside;
        if same && manifest::is_of(&self.place.target, files.iter()) {
            self.place.leave();
            return Ok(done);
        }
        self.carry_unchanged(&files.routes(false).collect::<Vec<_>>(), &folders)?;
        for Foreign { path, .. } in &foreign {
            carry_all(&self.place.target.join(path), &self.place.next().join(path))?;
        }
        let path = self.place.next().join(ASIDE);
        if !aside.is_empty() {
            disk::write(&path, aside).map_err(|cause| Error::file("写入", &path, cause))?;
        }
        let kept_aside = (!aside.is_empty()).then_some(path);
        let path = self.place.next().join(MANIFEST);
        disk::create(&path)
            .and_then(|mut file| manifest::write(files.iter(), &mut |part| disk::append(&mut file, part)))
            .map_err(|cause| Error::file("写入", &path, cause))?;
        disk::like(&self.place.target, &self.place.next());
        let changed = files.routes(true).map(|route| self.place.next().join(route));
        disk::settle(&self.place.next(), changed.chain(kept_aside).chain([path]))
            .map_err(|cause| Error::file("写入", &self.place.next(), cause))?;
        if let Some(old) = self.place.exchange()? {
            done.kept.extend(self.late(&old, &foreign));
        }
        self.place.leave();
        Ok(done)
    }

    /// Takes the files that did not change over, folder by folder and side by side: where
    /// little changed, that is most of what there is to do. `made` are the folders that are
    /// there already. The routes come sorted.
    fn carry_unchanged(&self, routes: &[&str], made: &FxHashSet<u64>) -> Result<()> {
        let (old, new) = (&self.place.target, self.place.next());
        let folders: Vec<&[&str]> = routes.chunk_by(|one, other| folder_of(one) == folder_of(other)).collect();
        folders.into_par_iter().try_for_each(|routes| {
            let name = routes.first().map_or("", |route| folder_of(route));
            if !made.contains(&print(name)) {
                let folder = new.join(name);
                disk::make_folder(&folder).map_err(|cause| Error::file("新建文件夹", &folder, cause))?;
            }
            routes.iter().try_for_each(|route| carry(&old.join(route), &new.join(route)))
        })
    }

    /// What others put into the published folder while its successor was made ready would
    /// be removed with the old site: it moves over.
    fn late(&self, old: &Path, carried: &[Foreign]) -> Vec<String> {
        let Ok(foreign) = self.before.foreign(old) else { return Vec::new() };
        let late = foreign.into_iter().filter(|foreign| !carried.contains(foreign));
        late.filter(|Foreign { path, .. }| {
            let to = self.place.target.join(path);
            !to.exists() && disk::rename(&old.join(path), &to).is_ok()
        })
        .map(|foreign| foreign.route)
        .collect()
    }

    /// Makes sure a route is a plain relative path nobody else has.
    fn claim(&self, route: &str) -> Result<()> {
        if !manifest::is_plain(route) || route.len() > list::LONGEST {
            return Err(Error::refused(format!("“{route}”不能作为网页地址")));
        }
        let mut lower = [0; 8];
        blake3::Hasher::new().update(route.to_lowercase().as_bytes()).finalize_xof().fill(&mut lower);
        if !self.state().lower.insert(u64::from_le_bytes(lower)) {
            return Err(Error::refused(format!("有两个文件要发布到同一个地址“{route}”")));
        }
        Ok(())
    }

    /// Where a changed file is written; its folder is made once.
    fn staged(&self, route: &str) -> Result<PathBuf> {
        let path = self.place.next().join(route);
        let print = print(folder_of(route));
        if let Some(folder) = path.parent()
            && !self.state().folders.contains(&print)
        {
            disk::make_folder(folder).map_err(|cause| Error::file("新建文件夹", folder, cause))?;
            self.state().folders.insert(print);
        }
        Ok(path)
    }

    fn note(&self, route: &str, entry: Entry, changed: bool) {
        if changed {
            self.flush.wrote(entry.size, &self.place.next());
        }
        self.state().files.push(route, entry, changed);
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        // A thread that panicked while noting a file has lost nothing that was noted.
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// The address of the folder a file lies in; nothing for the root.
fn folder_of(route: &str) -> &str {
    route.rfind('/').map_or("", |end| &route[..end])
}

/// Whether the file at `path` holds exactly `bytes`.
fn same(path: &Path, bytes: &[u8]) -> bool {
    let Ok(file) = File::open(path) else { return false };
    let Ok(metadata) = file.metadata() else { return false };
    if !metadata.is_file() || metadata.len() != bytes.len() as u64 {
        return false;
    }
    let mut published = Vec::with_capacity(bytes.len());
    let mut limited = file.take(bytes.len() as u64 + 1);
    limited.read_to_end(&mut published).is_ok() && published == bytes
}

fn hashed(path: &Path) -> Result<Entry> {
    let fail = |cause| Error::file("读取", path, cause);
    let mut file = File::open(path).map_err(fail)?;
    let mut hasher = Hasher::default();
    let mut buffer = vec![0; 64 << 10];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(hasher.entry()),
            Ok(read) => hasher.take(&buffer[..read]),
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
            Err(cause) => return Err(fail(cause)),
        }
    }
}

/// Takes an unchanged file over: the same file under a second name, or, where the disk
/// knows no second names, a copy that keeps its time.
fn carry(from: &Path, to: &Path) -> Result<()> {
    if disk::link(from, to).is_ok() {
        return Ok(());
    }
    // A file mounted over one of the site has no second name either.
    manifest::refuse_mount(from)?;
    let copy = || -> io::Result<()> {
        let mut source = File::open(from)?;
        let mut copy = File::create_new(to)?;
        io::copy(&mut source, &mut copy)?;
        copy.flush()?;
        // The time is a courtesy to tools that upload by time; a disk that keeps none
        // is no reason to fail.
        let _ = source.metadata().and_then(|metadata| metadata.modified()).and_then(|time| copy.set_modified(time));
        Ok(())
    };
    copy().map_err(|cause| Error::file("复制", from, cause))
}

/// Takes a foreign file or folder over.
fn carry_all(from: &Path, to: &Path) -> Result<()> {
    let metadata = fs::symlink_metadata(from).map_err(|cause| Error::file("读取", from, cause))?;
    if let Some(folder) = to.parent() {
        disk::make_folder(folder).map_err(|cause| Error::file("新建文件夹", folder, cause))?;
    }
    if metadata.is_file() {
        return carry(from, to);
    }
    if !metadata.is_dir() {
        // A link, a socket: it gets a second name, but its bytes are not asked for.
        return disk::link(from, to).map_err(|cause| Error::file("保留", from, cause));
    }
    manifest::refuse_mount(from)?;
    disk::make_folder(to).map_err(|cause| Error::file("新建文件夹", to, cause))?;
    for entry in fs::read_dir(from).map_err(|cause| Error::file("读取", from, cause))? {
        let entry = entry.map_err(|cause| Error::file("读取", from, cause))?;
        carry_all(&entry.path(), &to.join(entry.file_name()))?;
    }
    disk::like(from, to);
    Ok(())
}
