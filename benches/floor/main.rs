//! How far a build is from the disk: the whole build into an empty folder, and beside it
//! the floor, which reads the same input and writes files of the same names and sizes
//! from as many threads. Then the build again over its own output, with nothing changed
//! and with one narrative changed; the memory the first build took at most (Linux tells
//! it); and how long the program takes to begin at all.
//!
//! `cargo bench --bench floor`, with numbers of reports to try others (`-- 300 3000
//! 20000`); `word` also makes Word and Excel files, `at=FOLDER` chooses the disk,
//! `rounds=N` how often. Medians; nothing is deleted between rounds, because disks make
//! files slowly right after many were removed.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rayon::prelude::*;
use walkdir::WalkDir;

#[allow(dead_code, reason = "shared with the example `generate`")]
#[path = "../../examples/generate/make/mod.rs"]
mod make;

/// Report years of every office made.
const YEARS: u64 = 7;
const THREADS: usize = 2;
/// How often the program is begun.
const STARTS: usize = 20;
/// How often the memory of a build is asked for.
const EVERY: Duration = Duration::from_millis(3);
/// Most files one sentence may change: the report in its formats, the pages that compare
/// it, and the files of the search index that get a new pair of characters.
const FEW: usize = 40;

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
    println!("the program begins and ends in {:.2?}", begun());
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
    let (mut builds, mut floors, mut safe) = (Vec::new(), Vec::new(), Vec::new());
    let (mut again, mut changed) = (Vec::new(), Vec::new());
    let (mut files, mut bytes, mut written, mut memory) = (0, 0, 0, None);
    for round in 0..rounds {
        let public = folder.path().join(format!("public-{round}"));
        // Only the first is watched: asking takes time.
        let first = if round == 0 { watched(&root, &public) } else { build(&root, &public) };
        builds.push(first.taken);
        memory = memory.or(first.memory);
        let list = listed(&public);
        (files, bytes) = (list.len(), list.iter().map(|(_, size)| size).sum::<usize>());
        let (written_by, safe_by) = floor(&root, &folder.path().join(format!("floor-{round}")), &list);
        floors.push(written_by);
        safe.push(safe_by);
        again.push(build(&root, &public).taken);
        change(&root, round);
        let one = build(&root, &public);
        written = one.written;
        assert!((1..=FEW).contains(&written), "one changed narrative wrote {written} files");
        changed.push(one.taken);
    }
    let (build, floor, safe) = (median(builds), median(floors), median(safe));
    let (again, changed) = (median(again), median(changed));
    println!(
        "{reports} reports{}: {files} files, {:.1} MB; build {build:.2?}, floor {floor:.2?}, ratio {:.2}; \
         floor until it is safe on the disk {safe:.2?} (ratio {:.2}); \
         again with nothing changed {again:.2?} ({:.2} of the build); \
         one narrative changed {changed:.2?} ({written} files written); memory {}",
        if word { " with Word and Excel" } else { "" },
        bytes as f64 / 1e6,
        build.as_secs_f64() / floor.as_secs_f64(),
        build.as_secs_f64() / safe.as_secs_f64(),
        again.as_secs_f64() / build.as_secs_f64(),
        memory.map_or_else(|| "not known".to_owned(), |kilobytes| format!("{:.1} MB", kilobytes as f64 / 1e3)),
    );
}

/// From the start of a process to its end when it has nothing to do.
fn begun() -> Duration {
    let one = |_| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nianbao"));
        command.arg("--version").stdout(Stdio::null());
        let started = Instant::now();
        assert!(command.status().unwrap().success());
        started.elapsed()
    };
    median((0..STARTS).map(one).collect())
}

/// What a build came to.
struct Built {
    taken: Duration,
    /// Files it wrote.
    written: usize,
    /// At most, in kB; none where nobody watched.
    memory: Option<u64>,
}

fn build(root: &Path, public: &Path) -> Built {
    run(root, public, |_, _| None)
}

/// A build whose memory is asked for until it ends.
fn watched(root: &Path, public: &Path) -> Built {
    run(root, public, |process, ended| {
        let mut most = None;
        while !ended.load(Ordering::Relaxed) {
            most = memory_of(process).or(most);
            thread::sleep(EVERY);
        }
        most
    })
}

/// The most memory a process has held, in kB, as Linux tells it.
fn memory_of(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let words = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    words.trim().strip_suffix(" kB")?.parse().ok()
}

fn run(root: &Path, public: &Path, watch: impl Fn(u32, &AtomicBool) -> Option<u64> + Sync) -> Built {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nianbao"));
    command.arg("--root").arg(root).arg("build").arg("--output").arg(public);
    command.arg("--threads").arg(THREADS.to_string());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let ended = AtomicBool::new(false);
    calm();
    let started = Instant::now();
    let child = command.spawn().unwrap();
    let process = child.id();
    let (output, taken, memory) = thread::scope(|scope| {
        let watching = scope.spawn(|| watch(process, &ended));
        let output = child.wait_with_output().unwrap();
        let taken = started.elapsed();
        ended.store(true, Ordering::Relaxed);
        (output, taken, watching.join().unwrap())
    });
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    Built { taken, written: written(&said), memory }
}

/// Out of `写入 3 个文件，12 个未变，移除 1 个`.
fn written(said: &str) -> usize {
    let count = said.split_once("：写入 ").and_then(|(_, rest)| rest.split_once(" 个文件"));
    count.and_then(|(count, _)| count.parse().ok()).expect("the program says how many files it wrote")
}

/// One more sentence at the end of the first settled report of the newest year.
fn change(root: &Path, round: usize) {
    let mut offices: Vec<PathBuf> =
        fs::read_dir(root.join("content")).unwrap().map(|entry| entry.unwrap().path()).collect();
    offices.sort();
    let mut reports = offices.iter().map(|office| office.join(make::NEWEST.to_string()));
    let settled = |report: &PathBuf| {
        let data = fs::read_to_string(report.join("data.yaml"));
        data.is_ok_and(|data| data.lines().all(|line| line != "草稿: true"))
    };
    let narrative = reports.find(settled).expect("a settled report").join("narrative.md");
    let text = fs::read_to_string(&narrative).unwrap();
    fs::write(&narrative, format!("{text}\n第 {} 次补记。\n", round + 1)).unwrap();
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

/// Lets the disk take what was written before: a build waits for its own bytes to be on the
/// disk, and would wait for those of the round before it as well.
fn calm() {
    // Where there is no such program the disk is as it is.
    let _ = Command::new("sync").status();
}

/// Reads the input, writes files of the same names and sizes; each folder is made once.
/// Gives when they were written, and when the disk had them, for which a build waits too.
fn floor(root: &Path, to: &Path, files: &[(PathBuf, usize)]) -> (Duration, Duration) {
    let longest = files.iter().map(|(_, size)| *size).max().unwrap_or(0);
    let bytes = vec![b'x'; longest];
    calm();
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
    let written = started.elapsed();
    calm();
    (written, started.elapsed())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
