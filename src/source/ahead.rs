//! Going ahead of those who read: files brought into memory by more threads than there are
//! processors, where each takes its time to open.
//!
//! Takes folders and what is to be done with them, gives what that gives. A file of a cold
//! disk, of a network drive, or one a virus scanner looks at first keeps a thread waiting
//! a hundred times longer than it then has work; the system keeps what was read once.
//! A disk that answers at once is found out by a few folders, and left alone.

use std::fs::{self, DirEntry, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, Scope};
use std::time::{Duration, Instant};

use super::text::MARKDOWN_LIMIT;
use super::walk::is_scrap;

/// How many wait at the same time.
const READERS: usize = 8;
/// How many folders tell whether a disk is slow.
const TRIED: usize = 8;
/// What half of these take at least on a slow one: the folder of a year, and two files in
/// it to be read or six to be looked at, take 30 µs where they are in memory.
const SLOW: Duration = Duration::from_micros(150);
/// How many times as long as the same folder a second time, which tells a slow disk from a
/// busy or slow machine.
const SLOWER: u32 = 4;

/// Does `work` with what lies in `folders` and in the folders in them, in order, but begun
/// at as many places as there are threads at work. YAML and Markdown files are read ahead
/// of it, all others looked at; symbolic links are not followed, here or there.
pub fn of<R>(folders: &[PathBuf], work: impl FnOnce() -> R) -> R {
    let reading = Reading {
        folders,
        shares: rayon::current_num_threads().clamp(1, folders.len().max(1)),
        next: AtomicUsize::new(0),
        over: AtomicBool::new(false),
    };
    thread::scope(|scope| {
        reading.begin(scope, || {
            if reading.is_slow() {
                (0..READERS).for_each(|_| reading.begin(scope, || reading.visit_all(&mut |_, _| true)));
            }
        });
        let done = work();
        reading.over.store(true, Ordering::Relaxed);
        done
    })
}

/// What readers share.
struct Reading<'f> {
    folders: &'f [PathBuf],
    /// At how many places those who work begin.
    shares: usize,
    /// The next folder nobody has begun, as they are taken.
    next: AtomicUsize,
    /// Whether the work is done.
    over: AtomicBool,
}

impl Reading<'_> {
    /// A reader that cannot be had is done without.
    fn begin<'scope>(&self, scope: &'scope Scope<'scope, '_>, read: impl FnOnce() + Send + 'scope) {
        drop(thread::Builder::new().name("ahead".to_owned()).spawn_scoped(scope, read));
    }

    /// Whether at least half of the first folders are slow.
    fn is_slow(&self) -> bool {
        let (mut tried, mut slow) = (0, 0);
        self.visit_all(&mut |folder, first| {
            let begun = Instant::now();
            self.visit(folder);
            tried += 1;
            slow += usize::from(first >= SLOW && first >= begun.elapsed() * SLOWER);
            tried < TRIED
        });
        tried == TRIED && slow * 2 >= TRIED
    }

    /// Visits what nobody has begun, until `go_on`, told of each folder and how long it
    /// took, says no.
    fn visit_all(&self, go_on: &mut dyn FnMut(&Path, Duration) -> bool) {
        while let Some(folder) = self.folder() {
            if !is_folder(folder) {
                continue;
            }
            let mut visit = |folder: &Path| {
                let begun = Instant::now();
                let inside = self.visit(folder);
                (go_on(folder, begun.elapsed()) && !self.over.load(Ordering::Relaxed)).then_some(inside)
            };
            let Some(inside) = visit(folder) else { return };
            if inside.iter().any(|folder| visit(folder).is_none()) {
                return;
            }
        }
    }

    /// Brings the files of a folder into memory; gives the folders in it. What is wrong
    /// with them is told by those who come after.
    fn visit(&self, folder: &Path) -> Vec<PathBuf> {
        let mut folders = Vec::new();
        for entry in fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
            if self.over.load(Ordering::Relaxed) {
                break;
            }
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                Ok(kind) if kind.is_file() && is_read(&entry) => read(&entry.path()),
                _ => drop(entry.metadata()),
            }
        }
        folders
    }

    /// The next folder: the first of each share, then the second of each.
    fn folder(&self) -> Option<&Path> {
        let share = self.folders.len().div_ceil(self.shares);
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let (row, column) = (number / self.shares, number % self.shares);
            if row >= share {
                return None;
            }
            // The last share may be shorter.
            if let Some(folder) = self.folders.get(column * share + row) {
                return Some(folder);
            }
        }
    }
}

/// A link could lead anywhere.
fn is_folder(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|about| about.is_dir())
}

/// Whether all of a file will be read.
fn is_read(entry: &DirEntry) -> bool {
    let name = entry.file_name();
    let name = name.to_string_lossy();
    !is_scrap(&name) && (name.ends_with(".yaml") || name.ends_with(".md"))
}

fn read(file: &Path) {
    let Ok(file) = File::open(file) else { return };
    let mut rest = file.take(MARKDOWN_LIMIT);
    let mut bytes = [0; 16 << 10];
    while matches!(rest.read(&mut bytes), Ok(1..)) {}
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_folder_is_visited_and_told_until_it_is_enough() {
        let site = tempfile::tempdir().unwrap();
        let offices: Vec<PathBuf> = ["a", "b", "gone"].map(|office| site.path().join(office)).to_vec();
        for year in ["a/2024", "a/2025", "b/2025"] {
            fs::create_dir_all(site.path().join(year)).unwrap();
            fs::write(site.path().join(year).join("data.yaml"), "a").unwrap();
        }
        let reading =
            || Reading { folders: &offices, shares: 1, next: AtomicUsize::new(0), over: AtomicBool::new(false) };
        let told = |most: usize| {
            let mut told = 0;
            reading().visit_all(&mut |_, _| {
                told += 1;
                told < most
            });
            told
        };
        assert_eq!(told(100), 5);
        #[cfg(unix)]
        {
            for link in [site.path().join("gone"), site.path().join("a/elsewhere")] {
                std::os::unix::fs::symlink(site.path().join("b"), link).unwrap();
            }
            assert_eq!(told(100), 5);
        }
        assert_eq!([told(1), told(2), told(5)], [1, 2, 5]);
        // Too few folders to tell anything by.
        assert!(!reading().is_slow());
        assert_eq!(of(&offices, || 7), 7);
        assert_eq!(of(&[], || 7), 7);
    }

    #[test]
    fn every_folder_is_taken_once_and_shares_begin_together() {
        for (length, shares) in [(0, 1), (1, 1), (5, 2), (7, 3), (6, 3), (9, 8), (10, 4)] {
            let folders: Vec<PathBuf> = (0..length).map(|number| PathBuf::from(number.to_string())).collect();
            let (next, over) = (AtomicUsize::new(0), AtomicBool::new(false));
            let reading = Reading { folders: &folders, shares, next, over };
            let taken: Vec<&Path> = std::iter::from_fn(|| reading.folder()).collect();
            assert_eq!(taken.len(), length);
            assert_eq!(taken.iter().collect::<BTreeSet<_>>().len(), length);
            let begun: Vec<usize> = (0..shares).map(|share| share * length.div_ceil(shares)).collect();
            let begun: Vec<&Path> = begun.iter().filter_map(|at| folders.get(*at)).map(PathBuf::as_path).collect();
            assert_eq!(taken[..begun.len()], begun);
        }
    }
}
