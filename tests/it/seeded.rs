//! Faults put into good reports one by one: each is found, at its place, and said once.
//!
//! The good reports are the example site's. A seed changes one file; whatever is found
//! afterwards and was not found before must be one finding.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use nianbao::content::Only;
use nianbao::finding::Finding;

/// A fault: the file, its new text, the line it is on, and the codes that may name it.
struct Seed {
    what: String,
    file: String,
    text: String,
    line: u32,
    codes: &'static [&'static str],
    /// An imbalance can be seen, but not always in which row it is: then the cell must be
    /// among those named.
    cell: Option<String>,
}

fn example() -> tempfile::TempDir {
    let site = tempfile::tempdir().unwrap();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content"), &site.path().join("content"));
    fs::write(site.path().join("site.toml"), "[site]\nname = \"试验\"\n").unwrap();
    site
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// What is found of the office of `file`.
fn findings(root: &Path, file: &str) -> Vec<Finding> {
    let office = file.split('/').nth(1).unwrap().to_owned();
    nianbao::check(&nianbao::load(root, &Only::Offices(vec![office])).unwrap()).findings
}

/// A line of numbers of `data.yaml`: its number, the row's words and the numbers.
fn rows(text: &str) -> Vec<(usize, String, Vec<i64>)> {
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let Some((key, rest)) = line.split_once(':') else { continue };
        let inside = rest.trim().strip_prefix('[').and_then(|rest| rest.split_once(']'));
        let numbers = inside.and_then(|(inside, _)| inside.split(',').map(|word| word.trim().parse().ok()).collect());
        found.extend(numbers.map(|numbers| (number, key.trim().to_owned(), numbers)));
    }
    found
}

/// The text with one line's numbers replaced.
fn with(text: &str, number: usize, words: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let key = lines[number].split(':').next().unwrap().to_owned();
    lines[number] = format!("{key}: {words}");
    lines.join("\n") + "\n"
}

fn list(numbers: &[i64]) -> String {
    format!("[{}]", numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
}

/// Faults in the figures of one report.
fn in_figures(file: &str, text: &str, seeds: &mut Vec<Seed>) {
    let rows = rows(text);
    let of = |key: &str| rows.iter().find(|row| row.1 == key && row.2.len() == 6);
    let mut push = |what: String, number: usize, words: &str, codes, cell: Option<String>| {
        let (line, file) = (number as u32 + 1, file.to_owned());
        seeds.push(Seed { what, file, text: with(text, number, words), line, codes, cell });
    };
    for (number, key, numbers) in rows.iter().filter(|row| row.2.len() == 6) {
        for (column, figure) in numbers.iter().enumerate().filter(|(_, figure)| **figure > 0).take(2) {
            let mut wrong = numbers.clone();
            wrong[column] = figure + 7;
            let place =
                ["natural_person", "business", "research", "public_welfare", "legal_service", "other_org"][column];
            push(format!("{key} +7"), *number, &list(&wrong), &["A-01"], Some(format!(".{place}")));
        }
        push(format!("{key}: a number left out"), *number, &list(&numbers[1..]), &["S-08"], None);
        let wide = list(numbers).replacen('0', "０", 1);
        if wide != list(numbers) {
            push(format!("{key}: full-width digit"), *number, &wide, &["A-04"], None);
        }
    }
    // Carried over wrongly, and the year's own figure bent so that the sheet balances.
    if let (Some(carried), Some(new)) = (of("上年结转"), of("本年新收"))
        && (file.contains("pingtan/2022") || file.contains("suqian/2024"))
    {
        let (mut wrong, mut bent) = (carried.2.clone(), new.2.clone());
        (wrong[0], bent[0]) = (wrong[0] + 3, bent[0] - 3);
        let changed = with(&with(text, carried.0, &list(&wrong)), new.0, &list(&bent));
        let changed: String =
            changed.lines().filter(|line| !line.starts_with("  核对")).map(|line| format!("{line}\n")).collect();
        seeds.push(Seed {
            what: "上年结转 +3".to_owned(),
            file: file.to_owned(),
            text: changed,
            line: carried.0 as u32 + 1,
            codes: &["X-01"],
            cell: None,
        });
    }
    for (number, line) in text.lines().enumerate().filter(|(_, line)| line.trim_start().starts_with("核对")) {
        let end = line.rfind('}').unwrap();
        let (head, figure) = line[..end].split_at(line[..end].rfind(' ').unwrap());
        let wrong = format!("{head} {}}}", figure.trim().parse::<i64>().unwrap() + 5);
        let mut lines: Vec<&str> = text.lines().collect();
        lines[number] = &wrong;
        seeds.push(Seed {
            what: format!("wrong total in {line}"),
            file: file.to_owned(),
            text: lines.join("\n") + "\n",
            line: number as u32 + 1,
            codes: &["A-02", "A-03", "B-01"],
            cell: None,
        });
    }
    seeds.push(Seed {
        what: "published in its own year".to_owned(),
        file: file.to_owned(),
        text: format!("发布日期: {}-06-01\n{}", file.split('/').nth(2).unwrap(), without_day(text)),
        line: 1,
        codes: &["Z-03"],
        cell: None,
    });
    seeds.push(Seed {
        what: "unknown row".to_owned(),
        file: file.to_owned(),
        text: text.replacen("  予以公开:", "  予以公幵:", 1),
        line: text.lines().position(|line| line.starts_with("  予以公开:")).map_or(0, |at| at as u32 + 1),
        codes: &["S-07"],
        cell: None,
    });
}

fn without_day(text: &str) -> String {
    text.lines().filter(|line| !line.starts_with("发布日期")).map(|line| format!("{line}\n")).collect()
}

/// Sentences that are wrong in any report, and the codes that name them.
fn in_words(file: &str, text: &str, year: u16, seeds: &mut Vec<Seed>) {
    let last = year - 1;
    let sentences: Vec<(String, &'static [&'static str])> = vec![
        ("本年新收政府信息公开申请98765件。".to_owned(), &["D-06", "A-06"]),
        ("全年收到政府信息公开申请九万八千七百六十五件。".to_owned(), &["D-06", "A-06"]),
        ("结转下年度的申请 98,765 件。".to_owned(), &["D-06", "A-06"]),
        ("政府信息公开行政复议９８７６５件。".to_owned(), &["D-06"]),
        (format!("{last}年，我局主动公开了文件。"), &["D-11"]),
        (format!("本报告的统计期限自{year}年2月1日至{year}年12月31日。"), &["D-13"]),
        (format!("本报告的统计期限自{last}年1月1日至{year}年12月31日。"), &["D-11"]),
        ("登出信息共10条，其中文件5条、解读3条、其他1条。".to_owned(), &["D-09"]),
        ("××局公开了信息。".to_owned(), &["D-07"]),
        ("全年制作图解  篇。".to_owned(), &["D-08"]),
        ("申请人身份证号为11010519491231002X。".to_owned(), &["D-18"]),
        ("联系电话13800138000。".to_owned(), &["D-18"]),
        ("一是公开文件；二是公开预算；四是公开名单。".to_owned(), &["D-22"]),
        (format!("{year}年，淮安某区人民政府认真公开。").replace("淮安某区人民政府", other(file)), &["D-14"]),
    ];
    let at = text.find("## 六、").unwrap();
    let line = text[..at].lines().count() as u32 + 3;
    for (sentence, codes) in sentences {
        // Section six is read by every check and holds no table.
        let head = text[at..].find('\n').unwrap();
        let changed = format!("{}\n\n{sentence}\n{}", &text[..at + head], &text[at + head..]);
        seeds.push(Seed { what: sentence, file: file.to_owned(), text: changed, line, codes, cell: None });
    }
    for heading in ["## 二、", "## 五、"] {
        let changed: String =
            text.lines().filter(|line| !line.starts_with(heading)).map(|line| format!("{line}\n")).collect();
        seeds.push(Seed {
            what: format!("without {heading}"),
            file: file.to_owned(),
            text: changed,
            line: 1,
            codes: &["D-01"],
            cell: None,
        });
    }
}

/// The name of an office that has nothing to do with the one of `file`.
fn other(file: &str) -> &'static str {
    if file.contains("huaian") { "宿迁市人民政府" } else { "淮安市人民政府" }
}

#[test]
fn every_seeded_fault_is_found_at_its_place_and_said_once() {
    let site = example();
    let key = |finding: &Finding| (finding.code, finding.file.clone(), finding.message.clone());
    let mut before = BTreeMap::new();
    let mut seeds = Vec::new();
    for report in
        ["huaian/2024", "pingtan/2021", "pingtan/2022", "pingtan/2023", "suqian/2023", "suqian/2024", "shuyang/2025"]
    {
        let year: u16 = report.split('/').nth(1).unwrap().parse().unwrap();
        let read = |name: &str| {
            let file = format!("content/{report}/{name}");
            let text = fs::read_to_string(site.path().join(&file)).unwrap();
            (file, text)
        };
        let (file, text) = read("data.yaml");
        in_figures(&file, &text, &mut seeds);
        let (file, text) = read("narrative.md");
        in_words(&file, &text, year, &mut seeds);
    }
    assert!(seeds.len() >= 200, "only {} seeds", seeds.len());
    let mut faults = Vec::new();
    for seed in &seeds {
        let path = site.path().join(&seed.file);
        let sound = fs::read_to_string(&path).unwrap();
        let known = before.entry(seed.file.split('/').nth(1).unwrap().to_owned());
        let before =
            known.or_insert_with(|| findings(site.path(), &seed.file).iter().map(key).collect::<BTreeSet<_>>());
        assert_ne!(sound, seed.text, "{}: nothing was changed", seed.what);
        fs::write(&path, &seed.text).unwrap();
        let new: Vec<Finding> =
            findings(site.path(), &seed.file).into_iter().filter(|finding| !before.contains(&key(finding))).collect();
        fs::write(&path, &sound).unwrap();
        if seed.what.contains("+7") && new.len() == 1 {}
        let right = |finding: &Finding| {
            let place = match &seed.cell {
                Some(column) => finding.cells.iter().any(|cell| cell.ends_with(column.as_str())),
                None => finding.line == seed.line,
            };
            seed.codes.contains(&finding.code) && finding.file == seed.file && place
        };
        if new.len() != 1 || !right(&new[0]) {
            let said: Vec<String> = new
                .iter()
                .map(|f| format!("{}:{} [{}] {} {:?}", f.file, f.line, f.code, f.message, f.details))
                .collect();
            faults.push(format!("{} line {} {}: {said:#?}", seed.file, seed.line, seed.what));
        }
    }
    assert!(faults.is_empty(), "{} of {} seeds:\n{}", faults.len(), seeds.len(), faults.join("\n"));
}
