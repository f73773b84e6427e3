//! How far a build is from the disk: the whole build into an empty folder, and beside it
//! the floor, which reads the same input and writes files of the same names and sizes
//! from as many threads. `cargo bench --bench floor`, with numbers of reports to try
//! others (`-- 300 3000 20000`); `word` also makes Word and Excel files, `at=FOLDER`
//! chooses the disk, `rounds=N` how often. Medians; nothing is deleted between rounds,
//! because disks make files slowly right after many were removed.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use rayon::prelude::*;
use walkdir::WalkDir;

#[allow(dead_code, reason = "shared with the example `generate`")]
#[path = "../../examples/generate/make.rs"]
mod make;

/// Report years of every office made.
const YEARS: u64 = 7;
const THREADS: usize = 2;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let given = |name: &str| words.iter().find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
    let mut sizes: Vec<u64> = words.iter().filter_map(|word| word.parse().ok()).collect();
    if sizes.is_empty() {
        sizes = vec![300, 3000];
    }
    let rounds = given("rounds").map_or(3, |rounds| rounds.parse().expect("a number of rounds"));
    let at = given("at").map_or_else(std::env::temp_dir, PathBuf::from);
    rayon::ThreadPoolBuilder::new().num_threads(THREADS).build_global().unwrap();
    for reports in sizes {
        measure(reports, rounds, &at, words.iter().any(|word| word == "word"));
    }
}

fn measure(reports: u64, rounds: usize, at: &Path, word: bool) {
    let folder = tempfile::tempdir_in(at).unwrap();
    let root = folder.path().join("site");
    let reports = make::county(reports.div_ceil(YEARS), YEARS, 1).write(&root).unwrap();
    if !word {
        let settings = root.join("site.toml");
        let text = fs::read_to_string(&settings).unwrap();
        fs::write(&settings, text + "\n[downloads]\nspreadsheets = false\nword = false\n").unwrap();
    }
    let (mut builds, mut floors, mut again) = (Vec::new(), Vec::new(), Vec::new());
    let (mut files, mut bytes) = (0, 0);
    for round in 0..rounds {
        let public = folder.path().join(format!("public-{round}"));
        builds.push(build(&root, &public));
        let list = listed(&public);
        (files, bytes) = (list.len(), list.iter().map(|(_, size)| size).sum::<usize>());
        floors.push(floor(&root, &folder.path().join(format!("floor-{round}")), &list));
        again.push(build(&root, &public));
    }
    let (build, floor, again) = (median(builds), median(floors), median(again));
    println!(
        "{reports} reports{}: {files} files, {:.1} MB; build {build:.2?}, floor {floor:.2?}, ratio {:.2}; \
         again with nothing changed {again:.2?} ({:.2} of the build)",
        if word { " with Word and Excel" } else { "" },
        bytes as f64 / 1e6,
        build.as_secs_f64() / floor.as_secs_f64(),
        again.as_secs_f64() / build.as_secs_f64(),
    );
}

fn build(root: &Path, public: &Path) -> Duration {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nianbao"));
    command.arg("--root").arg(root).arg("build").arg("--output").arg(public);
    command.arg("--threads").arg(THREADS.to_string());
    let started = Instant::now();
    let output = command.output().unwrap();
    let taken = started.elapsed();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    taken
}

/// Path and size of every file.
fn listed(public: &Path) -> Vec<(PathBuf, usize)> {
    let files = WalkDir::new(public).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| {
            let size = usize::try_from(entry.metadata().unwrap().len()).unwrap();
            (entry.path().strip_prefix(public).unwrap().to_owned(), size)
        })
        .collect()
}

/// Reads the input, writes files of the same names and sizes; each folder is made once.
fn floor(root: &Path, to: &Path, files: &[(PathBuf, usize)]) -> Duration {
    let longest = files.iter().map(|(_, size)| *size).max().unwrap_or(0);
    let bytes = vec![b'x'; longest];
    let started = Instant::now();
    let input: Vec<PathBuf> = WalkDir::new(root.join("content"))
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .collect();
    let read: usize = input.par_iter().map(|path| fs::read(path).unwrap().len()).sum();
    assert!(read > 0);
    let mut folders: Vec<&Path> = files.iter().filter_map(|(path, _)| path.parent()).collect();
    folders.sort_unstable();
    folders.dedup();
    folders.iter().for_each(|folder| fs::create_dir_all(to.join(folder)).unwrap());
    files.par_iter().for_each(|(path, size)| fs::write(to.join(path), &bytes[..*size]).unwrap());
    started.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
