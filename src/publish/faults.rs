//! The program killed, and the disk refusing, at every change publishing makes.
//!
//! Each test plays one publication over and over in a process of its own (this test
//! binary again, so that a kill is a real kill) and stops it at its first change to the
//! disk, at its second, and so on to the last. After each, what is published is the old
//! site or the new one, and the next publication succeeds and leaves nothing beside it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::process::{Command, ExitStatus};
use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::Publisher;

/// Where a process of these tests publishes.
const FOLDER: &str = "NIANBAO_TEST_FOLDER";
/// What happens to it: `kill 7`, `half 7`, `once 7 28`, `ever 7 28`, or `none`.
const FAULT: &str = "NIANBAO_TEST_FAULT";
/// Set where two folders cannot exchange names in one step.
const BY_TWO: &str = "NIANBAO_TEST_BY_TWO";

enum Fault {
    None,
    /// Killed before this change.
    Kill(usize),
    /// Killed in the middle of this change, where it has one.
    Half(usize),
    /// This change is refused with an error number of the system.
    Once(usize, i32),
    /// This change and every later one.
    Ever(usize, i32),
}

fn fault() -> &'static Fault {
    static FAULT_READ: OnceLock<Fault> = OnceLock::new();
    FAULT_READ.get_or_init(|| {
        let Ok(text) = std::env::var(FAULT) else { return Fault::None };
        let mut words = text.split(' ');
        let kind = words.next().unwrap();
        let mut number = || words.next().map(|word| word.parse::<usize>().unwrap()).unwrap();
        match kind {
            "kill" => Fault::Kill(number()),
            "half" => Fault::Half(number()),
            "once" => Fault::Once(number(), number() as i32),
            "ever" => Fault::Ever(number(), number() as i32),
            _ => Fault::None,
        }
    })
}

static CHANGES: AtomicUsize = AtomicUsize::new(0);
static DONE: Mutex<Vec<&'static str>> = Mutex::new(Vec::new());

/// Called before every change to the disk, with what it is.
pub(super) fn before(doing: &'static str) -> io::Result<()> {
    if std::env::var_os(FOLDER).is_none() {
        return Ok(());
    }
    let number = CHANGES.fetch_add(1, Ordering::SeqCst) + 1;
    DONE.lock().unwrap().push(doing);
    match fault() {
        Fault::Kill(at) if *at == number => die(),
        Fault::Once(at, code) if *at == number => return Err(io::Error::from_raw_os_error(*code)),
        Fault::Ever(at, code) if *at <= number => return Err(io::Error::from_raw_os_error(*code)),
        _ => {}
    }
    if doing == "exchange" && std::env::var_os(BY_TWO).is_some() {
        return Err(io::Error::from(io::ErrorKind::Unsupported));
    }
    Ok(())
}

/// Does half of a change and dies, where that is asked for.
pub(super) fn midway(half: impl FnOnce() -> io::Result<()>) {
    if let Fault::Half(at) = fault()
        && *at == CHANGES.load(Ordering::SeqCst)
    {
        half().unwrap();
        die();
    }
}

/// The end of the process, without a word and without clearing up.
fn die() -> ! {
    #[cfg(unix)]
    let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
    std::process::abort()
}

const OLD: [(&str, &str); 7] = [
    ("data/cells.csv", "same,and other"),
    ("index.html", "老首页"),
    ("a/2020/index.html", "甲 2020"),
    ("a/index.html", "甲，一年"),
    ("assets/site.1.css", "老样式"),
    ("b/index.html", "将撤下"),
    ("b/2020/index.html", "将撤下 2020"),
];

const NEW: [(&str, &str); 8] = [
    ("data/cells.csv", "same,but no longer"),
    ("data/new.csv", "of parts"),
    ("index.html", "新首页，更长一些"),
    ("a/2020/index.html", "甲 2020"),
    ("a/2021/index.html", "甲 2021"),
    ("a/index.html", "甲，两年"),
    ("assets/site.2.css", "新样式"),
    ("feed.xml", "新增"),
];

fn publish(target: &Path, files: &[(&str, &str)]) -> crate::error::Result<super::Published> {
    let publisher = Publisher::begin(target)?;
    for (route, text) in files {
        // Every kind of page and data file is whole; the data of all reports comes in parts.
        if !route.ends_with(".csv") {
            publisher.put(route, text.as_bytes())?;
            continue;
        }
        let mut long = publisher.long(route)?;
        text.as_bytes().chunks(5).try_for_each(|part| long.take(part))?;
        long.done()?;
    }
    publisher.commit()
}

/// One publication of the new site, in the process the tests below start.
#[test]
#[ignore = "run by the other tests of this file, in a process of its own"]
fn one_publication() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let folder = Path::new(&folder);
    // One thread: the changes come in the same order every time.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let done = pool.install(|| publish(&folder.join("public"), &NEW));
    fs::write(folder.join("changes"), DONE.lock().unwrap().join("\n")).unwrap();
    done.unwrap();
}

fn play(folder: &Path, fault: &str, by_two: bool) -> ExitStatus {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "publish::faults::one_publication", "--ignored", "--quiet"]);
    command.env(FOLDER, folder).env(FAULT, fault).env_remove(BY_TWO);
    if by_two {
        command.env(BY_TWO, "1");
    }
    let output = command.output().unwrap();
    output.status
}

fn tree(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![String::new()];
    while let Some(at) = open.pop() {
        let Ok(entries) = fs::read_dir(folder.join(&at)) else { continue };
        for entry in entries.map(|entry| entry.unwrap()) {
            let name = entry.file_name().into_string().unwrap();
            let route = if at.is_empty() { name } else { format!("{at}/{name}") };
            match entry.file_type().unwrap().is_dir() {
                true => open.push(route),
                false => drop(found.insert(route, fs::read_to_string(entry.path()).unwrap())),
            }
        }
    }
    found
}

/// A folder with the old site published in it, and a file of somebody else.
fn prepared() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("public");
    publish(&target, &OLD).unwrap();
    fs::create_dir(target.join("别人的")).unwrap();
    fs::write(target.join("别人的/文件"), "留着").unwrap();
    folder
}

/// The changes of a publication nothing happens to, and the two sites.
fn undisturbed(by_two: bool) -> (Vec<String>, BTreeMap<String, String>, BTreeMap<String, String>) {
    let folder = prepared();
    let old = tree(&folder.path().join("public"));
    assert!(play(folder.path(), "none", by_two).success());
    let changes = fs::read_to_string(folder.path().join("changes")).unwrap();
    (changes.lines().map(str::to_owned).collect(), old, tree(&folder.path().join("public")))
}

/// Plays the publication with a fault, holds what is then published, and the next
/// publication; whether the fault kept the process from succeeding.
fn after(fault: &str, by_two: bool, old: &BTreeMap<String, String>, new: &BTreeMap<String, String>) -> bool {
    let folder = prepared();
    let target = folder.path().join("public");
    let status = play(folder.path(), fault, by_two);
    let now = tree(&target);
    if target.exists() {
        assert!(now == *old || now == *new, "{fault}: neither the old site nor the new one: {now:#?}");
        assert!(!status.success() || now == *new, "{fault}: success was said, and the old site stands");
    } else {
        // Only where folders cannot exchange names, only between the two renames; the old
        // site then lies beside, whole.
        let waiting = tree(&folder.path().join(".public.nianbao/previous"));
        assert!(by_two && waiting == *old, "{fault}: the site is gone: {waiting:#?}");
        // A build that comes no farther than taking the place puts it back.
        drop(Publisher::begin(&target).unwrap());
        assert_eq!(tree(&target), *old, "{fault}");
    }
    publish(&target, &NEW).unwrap_or_else(|error| panic!("{fault}: the next publication fails: {error}"));
    assert_eq!(tree(&target), *new, "{fault}");
    let mut beside: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    beside.retain(|name| name != "changes");
    assert_eq!(beside, ["public"], "{fault}: something is left beside the site");
    !status.success()
}

/// Every fault of a kind, at every change; gives how many of them were felt.
fn at_every_change(kinds: &[&str], by_two: bool) -> usize {
    let (changes, old, new) = undisturbed(by_two);
    assert!(changes.len() > 25, "{changes:?}");
    let faults: Vec<String> = (1..=changes.len())
        .flat_map(|number| {
            kinds.iter().map(move |kind| match kind.split_once(' ') {
                Some((kind, code)) => format!("{kind} {number} {code}"),
                None => format!("{kind} {number}"),
            })
        })
        .collect();
    faults.par_iter().filter(|fault| after(fault, by_two, &old, &new)).count()
}

#[test]
fn killed_at_any_change_the_site_is_the_old_or_the_new_one() {
    killed_at_any_change(false);
}

#[test]
fn killed_at_any_change_where_folders_cannot_exchange_names() {
    killed_at_any_change(true);
}

fn killed_at_any_change(by_two: bool) {
    let (changes, ..) = undisturbed(by_two);
    let felt = at_every_change(&["kill", "half"], by_two);
    // A kill is always felt; half of a change only where a change has two halves, which
    // the removal of what is not there has not.
    let halves = changes.iter().filter(|doing| *doing == "write").count();
    assert!(felt > changes.len() + halves, "{felt} of {changes:?}");
}

/// Full (28), no permission (13), read-only (30), broken (5), quota (122): once, and from
/// then on.
#[test]
fn refused_at_any_change_the_site_is_the_old_or_the_new_one() {
    let kinds = ["once 28", "once 13", "ever 28", "ever 30", "ever 5"];
    assert!(at_every_change(&kinds, false) > 50);
    assert!(at_every_change(&["once 28", "ever 13", "ever 122"], true) > 50);
}

/// What a loss of power can undo is only what did not reach the disk: all bytes reach it
/// before any name changes, and the names before anything old is removed.
#[test]
fn bytes_reach_the_disk_before_names_and_names_before_removals() {
    for by_two in [false, true] {
        let (changes, ..) = undisturbed(by_two);
        let first = |doing: &str| changes.iter().position(|change| change == doing).unwrap();
        let last = |doing: &str| changes.iter().rposition(|change| change == doing).unwrap();
        let turn = if by_two { first("rename") } else { first("exchange") };
        let settled = last("settle");
        for bytes in ["write", "link"] {
            assert!(last(bytes) < settled, "{bytes}: {changes:?}");
        }
        assert!(settled < turn, "{changes:?}");
        let old_goes = turn + changes[turn..].iter().position(|change| change == "remove").unwrap();
        let names = changes[turn..old_goes].iter().filter(|change| *change == "names").count();
        assert_eq!(names, 2, "both folders whose names changed: {changes:?}");
    }
}
