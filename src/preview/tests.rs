//! A made county saved to at random: after every save the findings are those of a clean
//! run, and from time to time every page is that of a clean build. Nothing here knows how
//! a save is worked up.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Mutex;

use crate::check::sheet::Record;
use crate::content::Only;
use crate::finding::Finding;
use crate::pages;
use crate::render::theme::Theme;
use crate::site::Site;

use super::desk::Desk;
use super::showing::{File, Showing};
use super::watch::Hints;

#[allow(dead_code, unreachable_pub, missing_docs, reason = "shared with the example `generate`")]
#[path = "../../examples/generate/make/mod.rs"]
mod make;

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }
}

fn folders(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let mut names: Vec<String> = entries
        .filter(|entry| entry.file_type().unwrap().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &to.join(entry.file_name())),
            false => drop(fs::copy(entry.path(), to.join(entry.file_name())).unwrap()),
        }
    }
}

fn change(file: &Path, with: impl Fn(String) -> String) {
    if let Ok(text) = fs::read_to_string(file) {
        fs::write(file, with(text)).unwrap();
    }
}

/// One save, or something else that happens to files. Gives what it was and the offices
/// it happened to; none for all.
fn stir(root: &Path, dice: &mut Dice) -> (String, Option<Vec<String>>) {
    let content = root.join("content");
    let office = dice.of(&folders(&content));
    let at = content.join(&office);
    let years = folders(&at);
    let year = if years.is_empty() { "2021".to_owned() } else { dice.of(&years) };
    let (data, narrative) = (at.join(&year).join("data.yaml"), at.join(&year).join("narrative.md"));
    let number = dice.below(1000);
    let others: Vec<String> = folders(&content).into_iter().filter(|id| *id != office).collect();
    let other = dice.of(&others);
    let one = Some(vec![office.clone()]);
    let kind = dice.below(20);
    match kind {
        0 | 1 => change(&narrative, |text| format!("{text}\n本年另外办理了第{number}号来信所反映的一件具体事项。\n")),
        2 | 3 => {
            let copied = content.join(&other).join(&year).join("narrative.md");
            if let Ok(text) = fs::read_to_string(copied) {
                change(&narrative, |_| text.clone());
            }
        }
        4 => change(&narrative, |text| {
            let linked = 2018 + number % 7;
            format!("{text}\n见[别处](../../{other}/{linked}/index.html)和[某年](../../years/{linked}/index.html)。\n")
        }),
        5 => change(&narrative, |text| text.lines().take(8).collect::<Vec<_>>().join("\n")),
        6 => change(&data, |text| text.replacen("发布日期: 20", &format!("发布日期: 2{}", number % 2), 1)),
        7 => change(&data, |text| format!("草稿: true\n{}", text.replace("草稿: true\n", ""))),
        8 => change(&data, |text| text.replace("草稿: true\n", "")),
        9 => change(&data, |text| text.replacen("[1", "[2", 1).replacen(": {自然人: ", ": {自然人: 1", 1)),
        10 => change(&data, |text| text.chars().take(text.chars().count() / 2).collect::<String>() + "\n  [x: {"),
        11 => fs::write(&data, b"\xff\xfe\x00half").unwrap_or_default(),
        12 => fs::remove_dir_all(at.join(&year)).unwrap_or_default(),
        13 if !years.is_empty() => copy(&at.join(&year), &at.join((2015 + number % 10).to_string())),
        14 if !years.is_empty() => {
            fs::rename(at.join(&year), at.join((2014 + number % 12).to_string())).unwrap_or_default();
        }
        15 if others.len() > 3 => {
            fs::remove_dir_all(&at).unwrap();
            return (format!("{office} is gone"), one);
        }
        _ => return stir_office(root, &office, &other, number, kind),
    }
    (format!("{kind}: {office}/{year}"), one)
}

/// The same to a whole office, or to the settings.
fn stir_office(root: &Path, office: &str, other: &str, number: usize, kind: usize) -> (String, Option<Vec<String>>) {
    let content = root.join("content");
    let file = content.join(office).join("office.yaml");
    match kind {
        16 => {
            let name = format!("new-{number}");
            copy(&content.join(office), &content.join(&name));
            return (format!("{name} from {office}"), Some(vec![name]));
        }
        17 => change(&file, |text| {
            let kept = text.lines().filter(|line| !line.starts_with("上级") && !line.starts_with("前身"));
            let kept = kept.collect::<Vec<_>>().join("\n");
            match number.is_multiple_of(2) {
                true => format!("{kept}\n上级: {other}\n"),
                false => format!("{kept}\n前身: [{other}]\n"),
            }
        }),
        18 => change(&file, |text| text.replacen("全称: ", &format!("全称: 新{}", number % 10), 1)),
        _ => {
            let text = if number < 200 {
                "[checks\nreuse".to_owned()
            } else {
                format!("[checks]\nreuse = {}\n", 40 + number % 50)
            };
            fs::write(root.join("site.toml"), text).unwrap();
            return ("settings".to_owned(), None);
        }
    }
    (format!("{kind}: {office}"), Some(vec![office.to_owned()]))
}

fn clean(root: &Path) -> Vec<Finding> {
    crate::check(&crate::load(root, &Only::All).unwrap()).findings
}

/// Every file of a clean build, whatever was found.
fn built(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let loaded = crate::load(root, &Only::All).unwrap();
    let review = crate::check(&loaded);
    let settled = loaded.content.reports.iter().map(AsRef::as_ref).filter(|report| !report.draft);
    let site = Site::arrange(&loaded.config, &loaded.content, settled);
    let found = (review.findings.iter(), review.not_checked.iter());
    let record = Record::of(&loaded.content, &loaded.editions, &loaded.config, true, found);
    let theme = Theme::load(root, &loaded.config.theme).unwrap();
    let files = Mutex::new(BTreeMap::new());
    let keep = |route: &str, bytes| {
        files.lock().unwrap().insert(route.to_owned(), bytes);
        Ok(())
    };
    pages::render_site(&site, &record, &theme, &keep).unwrap();
    files.into_inner().unwrap()
}

/// The reports of the site at `root` in which nothing was found.
fn sound(loaded: &crate::Loaded, review: &crate::check::Review) -> crate::check::Sound {
    let crate::Loaded { content, editions, config, theme, .. } = loaded;
    let settled = content.reports.iter().map(AsRef::as_ref).filter(|report| !report.draft);
    let site = Site::arrange(config, content, settled);
    let found = (review.findings.iter(), review.not_checked.iter());
    let record = Record::of(content, editions, config, true, found);
    crate::made::Made::of(&site, &record, theme, &review.prints).sound()
}

/// A run that passes over what had nothing wrong in the run before finds what one finds that
/// passes over nothing. Gives what had nothing wrong this time.
fn same_again(root: &Path, known: &crate::check::Sound, what: &str) -> crate::check::Sound {
    let loaded = crate::load(root, &Only::All).unwrap();
    let (again, all) = (crate::check_knowing(&loaded, Some(known)), crate::check(&loaded));
    assert!(again.findings == all.findings, "{what}: {:#?}", difference(&again.findings, &all.findings));
    assert_eq!(again.not_checked, all.not_checked, "{what}");
    sound(&loaded, &again)
}

fn same_pages(root: &Path, desk: &Desk, what: &str) {
    let showing = Showing::open(desk.view());
    for (route, bytes) in built(root) {
        match showing.file(&route).unwrap() {
            File::Made(made) => assert!(*made == bytes, "{what}: {route} differs"),
            other => panic!("{what}: {route}: {other:?}"),
        }
    }
}

#[test]
fn after_any_save_all_is_as_a_clean_run_finds_it() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    make::county(9, 4, 7).write(&root).unwrap();
    let mut desk = Desk::new(&root).unwrap();
    assert_eq!(desk.findings(), clean(&root));
    same_pages(&root, &desk, "at the start");
    let mut dice = Dice(77);
    let (mut changes, mut unreadable) = (0, false);
    let mut known = same_again(&root, &crate::check::Sound::default(), "at the start");
    for number in 0..120 {
        let (what, offices) = stir(&root, &mut dice);
        known = same_again(&root, &known, &format!("{number}, {what}"));
        let everything = offices.is_none() || dice.below(8) == 0;
        let hints =
            Hints { everything, offices: offices.unwrap_or_default().into_iter().collect(), ..Hints::default() };
        let before = desk.findings();
        if let Some(change) = desk.look_again(&hints) {
            changes += 1;
            assert_eq!(change.new.is_empty() && change.gone.is_empty() && change.lost.is_empty(), {
                let words = |findings: &[Finding]| {
                    let mut words: Vec<_> =
                        findings.iter().map(|f| (f.code, f.file.clone(), f.message.clone(), f.acknowledged)).collect();
                    words.sort();
                    words.dedup();
                    words
                };
                words(&before) == words(&desk.findings())
            });
        }
        let (now, expected) = (desk.findings(), clean(&root));
        assert!(now == expected, "{number}, {what}: {:#?}", difference(&now, &expected));
        assert!(desk.look_again(&Hints::everything()).is_none(), "{number}, {what}: nothing is worked up twice");
        unreadable |= now.iter().any(|finding| matches!(finding.code, "S-01" | "S-03" | "S-04"));
        if number % 30 == 29 {
            // What cannot be read is shown as it was; mended, all is as built.
            for finding in &now {
                let path = root.join(&finding.file);
                if finding.withholds(false) && finding.file.ends_with("data.yaml") && path.is_file() {
                    fs::write(path, "主动公开: 无\n依申请公开: 无\n复议诉讼: 无\n").unwrap();
                }
            }
            fs::write(root.join("site.toml"), "[site]\nname = \"改过的\"\n").unwrap();
            desk.look_again(&Hints::everything()).unwrap();
            assert_eq!(desk.findings(), clean(&root));
            same_pages(&root, &desk, &what);
        }
    }
    assert!(changes > 50, "{changes} of the saves changed something");
    assert!(unreadable, "some files could not be read meanwhile");
}

fn difference<'f>(now: &'f [Finding], expected: &'f [Finding]) -> (Vec<&'f Finding>, Vec<&'f Finding>) {
    (
        now.iter().filter(|finding| !expected.contains(finding)).collect(),
        expected.iter().filter(|finding| !now.contains(finding)).collect(),
    )
}

#[test]
fn the_last_good_page_stays_while_a_file_cannot_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    make::county(2, 2, 7).write(&root).unwrap();
    let mut desk = Desk::new(&root).unwrap();
    let office = folders(&root.join("content")).remove(0);
    let year = folders(&root.join("content").join(&office)).remove(0);
    let hints = || Hints { offices: [office.clone()].into(), ..Hints::default() };
    let page = |desk: &Desk| match Showing::open(desk.view()).file(&format!("{office}/{year}/report.csv")).unwrap() {
        File::Made(bytes) => bytes,
        other => panic!("{other:?}"),
    };
    let before = page(&desk);
    let data = root.join(format!("content/{office}/{year}/data.yaml"));
    let good = fs::read_to_string(&data).unwrap();
    fs::write(&data, "依申请公开: {本年新收: [1, 2\n").unwrap();
    let change = desk.look_again(&hints()).unwrap();
    assert!(change.new.iter().any(|finding| finding.file.ends_with("data.yaml")), "{change:?}");
    assert_eq!(desk.findings(), clean(&root));
    assert_eq!(page(&desk), before);
    fs::write(&data, good).unwrap();
    let change = desk.look_again(&hints()).unwrap();
    assert!(change.new.is_empty() && !change.gone.is_empty());
    assert_eq!(page(&desk), before);
}

#[test]
fn what_is_taken_away_is_not_mended() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let write = |file: &str, text: &str| {
        let path = root.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let wrong = "主动公开: 无\n依申请公开: {本年新收: {自然人: 1}}\n复议诉讼: 无\n";
    let lay = || {
        write("site.toml", "[site]\nname = \"试验\"\n");
        write("content/a/office.yaml", "全称: 甲县乙局\n类别: 部门\n");
        write("content/a/2021/data.yaml", wrong);
        write("content/a/2021/narrative.md", "## 一、总体情况\n");
    };
    let away: [fn(&Path); 4] = [
        |root| fs::remove_file(root.join("content/a/2021/data.yaml")).unwrap(),
        |root| fs::rename(root.join("content/a/2021/data.yaml"), root.join("content/a/2021/data.yml")).unwrap(),
        |root| fs::remove_dir_all(root.join("content/a/2021")).unwrap(),
        |root| fs::rename(root.join("content/a"), root.join("content/b")).unwrap(),
    ];
    for (number, away) in away.iter().enumerate() {
        let _ = fs::remove_dir_all(root.join("content"));
        lay();
        let mut desk = Desk::new(&root).unwrap();
        let is_there = |findings: &[Finding]| findings.iter().any(|finding| finding.code == "A-01");
        assert!(is_there(&desk.findings()));
        away(&root);
        let change = desk.look_again(&Hints::everything()).unwrap();
        assert!(!is_there(&change.gone) && is_there(&change.lost), "{number}: {change:?}");
    }
    // What lay in the wrong place is mended by taking it away.
    lay();
    write("content/b/2021/data.yml", "");
    let mut desk = Desk::new(&root).unwrap();
    fs::remove_file(root.join("content/b/2021/data.yml")).unwrap();
    let change = desk.look_again(&Hints::everything()).unwrap();
    assert!(change.gone.iter().any(|finding| finding.file.ends_with("data.yml")), "{change:?}");
}

#[test]
fn an_office_is_held_against_the_one_merged_into_it() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let write = |file: &str, text: &str| {
        let path = root.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let figures = |new: u32, before: u32| {
        let row = |count| format!("{{自然人: {count}}}");
        format!(
            "主动公开: 无\n依申请公开:\n  本年新收: {}\n  上年结转: {}\n  结转下年: {}\n复议诉讼: 无\n",
            row(new),
            row(before),
            row(new + before)
        )
    };
    write("site.toml", "");
    write("content/old/office.yaml", "全称: 甲县旧局\n类别: 部门\n停用年度: 2021\n");
    write("content/old/2021/data.yaml", &figures(3, 0));
    write("content/new/office.yaml", "全称: 甲县新局\n类别: 部门\n前身: [old]\n");
    write("content/new/2022/data.yaml", &figures(1, 3));
    let mut desk = Desk::new(&root).unwrap();
    let carried = |findings: &[Finding]| {
        findings.iter().any(|finding| finding.file == "content/new/2022/data.yaml" && finding.code == "X-01")
    };
    assert!(!carried(&desk.findings()));
    write("content/old/2021/data.yaml", &figures(4, 0));
    desk.look_again(&Hints { offices: ["old".to_owned()].into(), ..Hints::default() }).unwrap();
    assert!(carried(&desk.findings()), "{:#?}", desk.findings());
    assert_eq!(desk.findings(), clean(&root));
}
