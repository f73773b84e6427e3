//! The same content gives the same bytes, whoever builds it, where and when.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use super::example::{root, tree};

type Tree = BTreeMap<String, Vec<u8>>;

/// What the program keeps for itself in the published folder.
const KEPT: &str = ".nianbao";

/// How a copy of the content is laid out: which file is made first, what is changed.
type Lay<'l> = &'l dyn Fn(&mut Vec<(PathBuf, Vec<u8>)>);

/// What is other than usual, the arguments and the environment.
type Variant<'v> = (&'v str, &'v [&'v str], &'v [(&'v str, &'v str)]);

fn sources() -> Vec<(PathBuf, Vec<u8>)> {
    let site = root().join("tests/sites/both-forms");
    let content =
        tree(&site.join("content")).into_iter().map(|(route, bytes)| (Path::new("content").join(route), bytes));
    content.chain([(PathBuf::from("site.toml"), fs::read(site.join("site.toml")).unwrap())]).collect()
}

/// Lays the site out in `folder`, builds it with the real program, gives what it made.
fn built(folder: &Path, lay: Lay<'_>, arguments: &[&str], environment: &[(&str, &str)]) -> Tree {
    let mut files = sources();
    lay(&mut files);
    for (path, bytes) in &files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_nianbao"));
    command.arg("build").args(arguments).current_dir(folder).env_clear();
    // Windows programs do not start without it.
    command.envs(std::env::var_os("SystemRoot").map(|value| ("SystemRoot", value)));
    let output = command.envs(environment.iter().copied()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    published(&folder.join("public"))
}

/// A published site with what the program keeps for itself.
fn published(folder: &Path) -> Tree {
    let mut made = tree(folder);
    made.insert(KEPT.to_owned(), fs::read(folder.join(KEPT)).unwrap());
    made
}

fn same(one: &Tree, other: &Tree, what: &str) {
    assert!(one.keys().eq(other.keys()), "{what}: other files");
    let differs = one.iter().find(|(route, bytes)| other[*route] != **bytes).map(|(route, _)| route);
    assert_eq!(differs, None, "{what}");
}

fn as_it_is(_: &mut Vec<(PathBuf, Vec<u8>)>) {}

/// What stands in the golden tree is what any of these must give, and of what the program
/// keeps for itself what it kept once.
fn wanted() -> Tree {
    let folder = tempfile::tempdir().unwrap();
    let mut wanted = tree(&root().join("tests/sites/both-forms/expected"));
    wanted.extend(built(folder.path(), &as_it_is, &[], &[]).remove_entry(KEPT));
    wanted
}

#[test]
fn threads_zone_language_and_user_change_nothing() {
    let wanted = wanted();
    let variants: [Variant<'_>; 5] = [
        ("1 thread", &["--threads", "1"], &[]),
        ("16 threads", &["--threads", "16"], &[("TZ", "Pacific/Kiritimati"), ("LANG", "zh_CN.GB18030")]),
        ("far west", &["--threads", "3"], &[("TZ", "Pacific/Pago_Pago"), ("LC_ALL", "C")]),
        (
            "another user",
            &[],
            &[("HOME", "/nowhere"), ("USER", "别人"), ("USERNAME", "别人"), ("LC_ALL", "tr_TR.UTF-8")],
        ),
        ("a reproducible build's settings", &[], &[("SOURCE_DATE_EPOCH", "1"), ("NO_COLOR", "1"), ("COLUMNS", "20")]),
    ];
    for (what, arguments, environment) in variants {
        let folder = tempfile::tempdir().unwrap();
        same(&wanted, &built(folder.path(), &as_it_is, arguments, environment), what);
    }
}

#[test]
fn the_folder_the_order_and_the_times_of_files_change_nothing() {
    let wanted = wanted();
    let folder = tempfile::tempdir().unwrap();
    let deep = folder.path().join("很 深/的 'folder' & more/x");
    fs::create_dir_all(&deep).unwrap();
    same(&wanted, &built(&deep, &|files| files.reverse(), &[], &[]), "another folder, files made in another order");
    // By the fingerprint of the path: an order that is neither of the two.
    let folder = tempfile::tempdir().unwrap();
    let mixed =
        |files: &mut Vec<(PathBuf, Vec<u8>)>| files.sort_by_key(|(path, bytes)| (bytes.len() % 7, path.clone()));
    let first = built(folder.path(), &mixed, &[], &[]);
    same(&wanted, &first, "mixed order");
    // Another day for every file, and a build over what was built.
    for (number, (path, _)) in sources().iter().enumerate() {
        let day = SystemTime::UNIX_EPOCH + Duration::from_secs(86_400 * (number as u64 * 400 + 1));
        fs::File::options().write(true).open(folder.path().join(path)).unwrap().set_modified(day).unwrap();
    }
    let again = built(folder.path(), &as_it_is, &[], &[]);
    same(&wanted, &again, "other times, built over");
}

/// What git does to text where it is told to: nothing of it is seen in what is published.
/// Originals are no text to git.
#[test]
fn line_ends_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let crlf = |files: &mut Vec<(PathBuf, Vec<u8>)>| {
        for (path, bytes) in files {
            if ["yaml", "md", "toml", "html"].iter().any(|ending| path.extension().is_some_and(|e| e == *ending)) {
                let text = String::from_utf8(bytes.clone()).unwrap();
                *bytes = text.replace("\r\n", "\n").replace('\n', "\r\n").into_bytes();
            }
        }
    };
    same(&wanted(), &built(folder.path(), &crlf, &[], &[]), "CRLF");
}

/// No room that makes what is published may ask what day it is, what it is called, or
/// what the machine looks like.
#[test]
fn no_room_on_the_way_to_the_site_reads_a_clock_or_the_environment() {
    const ASKS: [&str; 9] = [
        "SystemTime::now",
        "Instant::now",
        "Zoned::now",
        "Timestamp::now",
        "jiff::Zoned",
        "TimeZone",
        "env::var",
        "HashMap::iter",
        "thread_rng",
    ];
    const ON_THE_WAY: [&str; 11] =
        ["source", "edition", "config", "content", "render", "check", "site", "export", "pages", "made", "readback"];
    // Measures whether the disk is slow, and hands nothing on but what it was handed.
    const APART: [(&str, &str); 1] = [("ahead.rs", "Instant::now")];
    let mut looked = 0;
    for room in ON_THE_WAY {
        let single = root().join(format!("src/{room}.rs"));
        let files: Vec<(String, Vec<u8>)> = match single.is_file() {
            true => vec![(format!("{room}.rs"), fs::read(single).unwrap())],
            false => tree(&root().join("src").join(room)).into_iter().collect(),
        };
        for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with(".rs")) {
            let text = String::from_utf8_lossy(bytes);
            let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            for ask in ASKS.into_iter().filter(|ask| !APART.contains(&(name.as_str(), ask))) {
                assert!(!code.iter().any(|line| line.contains(ask)), "src/{room}/{name} asks {ask}");
            }
            looked += 1;
        }
    }
    assert!(looked > 50, "{looked}");
}

/// Another day, by a clock that is set for the program alone.
#[cfg(unix)]
#[test]
#[ignore = "needs faketime; .ci/run installs it"]
fn another_day_changes_nothing() {
    for day in ["2036-01-01 00:00:00", "1999-12-31 23:59:59"] {
        let folder = tempfile::tempdir().unwrap();
        built(folder.path(), &as_it_is, &[], &[]);
        fs::remove_dir_all(folder.path().join("public")).unwrap();
        let mut command = Command::new("faketime");
        command.args(["-f", day, env!("CARGO_BIN_EXE_nianbao"), "build"]).current_dir(folder.path());
        let output = command.output().expect("faketime is installed");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        same(&wanted(), &published(&folder.path().join("public")), day);
    }
}

/// What texts say in numbers is kept for the check sheets of a small site and read again
/// for those of a large one.
#[test]
fn numbers_kept_or_read_again_give_the_same_pages() {
    let folder = tempfile::tempdir().unwrap();
    let county = folder.path().join("county");
    super::made_county::make::county(6, 4, 7).write(&county).unwrap();
    for site in [county, root().to_owned(), root().join("tests/sites/both-forms")] {
        let loaded = nianbao::load(&site, &nianbao::content::Only::All).unwrap();
        let kept = nianbao::check(&loaded);
        assert!(!kept.said.is_empty(), "{}: nothing kept", site.display());
        let again = nianbao::check::Review { said: Vec::new(), ..kept.clone() };
        let [kept, again] = [kept, again].map(|review| {
            let target = tempfile::tempdir_in(folder.path()).unwrap();
            let approval = nianbao::check::approve(&loaded.content, &review, false, false).unwrap();
            nianbao::release(&loaded, &approval, target.path()).unwrap();
            published(target.path())
        });
        same(&kept, &again, "numbers read again");
    }
}
