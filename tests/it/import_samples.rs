//! Published reports that are not part of this repository, imported and compared with
//! their true figures. Runs only when `NIANBAO_SAMPLES` names the folder that holds
//! them, one folder a report with `source.*` and `cells.json`; passes by otherwise.

use std::fs;
use std::path::{Path, PathBuf};

use nianbao::import::{self, Imported, Outcome, Wishes};

fn folders() -> Vec<PathBuf> {
    let Some(folder) = std::env::var_os("NIANBAO_SAMPLES") else { return Vec::new() };
    let mut found: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| path.join("cells.json").is_file());
    found.sort();
    assert!(found.len() >= 10, "only {} samples", found.len());
    found
}

fn source(folder: &Path) -> PathBuf {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.file_stem().is_some_and(|stem| stem == "source")).min().unwrap()
}

fn imported(folder: &Path) -> Imported {
    let path = source(folder);
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let editions = nianbao::editions().unwrap();
    import::read(&name, &fs::read(&path).unwrap(), &editions, Wishes::default())
        .unwrap_or_else(|fault| panic!("{}: {fault}", folder.display()))
}

/// The true figure of a cell, in the form's unit; `None` for a blank.
fn truth(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => match text.strip_suffix('元') {
            Some(yuan) => {
                let wan = yuan.parse::<rust_decimal::Decimal>().unwrap() / rust_decimal::Decimal::from(10_000);
                Some(wan.normalize().to_string())
            }
            None => Some(text.clone()),
        },
        number => Some(number.to_string()),
    }
}

#[test]
fn no_cell_of_a_sample_is_wrong_and_nearly_all_are_read() {
    let mut faults = Vec::new();
    for folder in folders() {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let imported = imported(&folder);
        let truth_file: serde_json::Value =
            serde_json::from_slice(&fs::read(folder.join("cells.json")).unwrap()).unwrap();
        assert_eq!(truth_file["year"], imported.year, "{name}");
        let edition = imported.edition.as_ref().unwrap();
        assert_eq!(truth_file["edition"], *edition.id, "{name}");
        let (mut there, mut read) = (0, 0);
        for (cell, outcome) in edition.cells.iter().zip(&imported.outcomes) {
            let expected = truth(&truth_file["cells"][&cell.id]);
            there += usize::from(expected.is_some());
            match (outcome, &expected) {
                (Outcome::Unread(_), _) => {}
                (Outcome::Read(value, _) | Outcome::Deduced(value, _), Some(truth)) if value.to_string() == *truth => {
                    read += 1
                }
                (_, truth) => faults.push(format!("{name} {}: {outcome:?}, truth {truth:?}", cell.id)),
            }
        }
        // Digits of table 2 run together have no sum to part them in the flattened texts.
        let least = if name.starts_with("pingtan-2019") { 90 } else { 95 };
        if read * 100 < there * least {
            let account = imported.account.lines().join("\n  ");
            faults.push(format!("{name}: only {read} of {there} cells were read\n  {account}"));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// The text of a source between two places, without white space and markup.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '#').collect()
}

/// The report the program was ordered for: all cells, and every sentence in its section.
#[test]
fn the_seed_report_comes_through_whole() {
    let Some(folder) = folders().into_iter().find(|folder| folder.ends_with("xiuwu-2020")) else { return };
    let imported = imported(&folder);
    assert_eq!((imported.account.cells, imported.account.unread), (198, 0));
    assert!(imported.data.contains("[2, 0.5500]"), "{}", imported.data);
    let text = fs::read_to_string(source(&folder)).unwrap();
    let edition = imported.edition.as_ref().unwrap();
    let titles: Vec<&str> = edition.sections.iter().map(|section| section.names.label.as_str()).collect();
    let between = |text: &str, number: usize| -> String {
        let start = text.find(titles[number]).unwrap() + titles[number].len();
        let end = titles.get(number + 1).map_or(text.len(), |next| text.find(next).unwrap());
        text[start..end].to_owned()
    };
    for number in 0..titles.len() {
        let written = between(&imported.narrative, number);
        if !edition.sections[number].tables.is_empty() {
            assert_eq!(bare(&written), "", "section {number} is only a table");
        } else {
            assert_eq!(bare(&written), bare(&between(&text, number)));
            // Broken only where the source has a paragraph.
            assert!(!written.trim().contains("，\n"));
        }
    }
}

/// What is wrong in the samples, as told by people who read them: file of the site, code
/// and words of the finding.
const FAULTS: [(&str, &str, &str); 5] = [
    ("pingtan/2019/narrative.md", "D-09", "各项之和为 2533，总数写的是 2599"),
    ("pingtan/2023/narrative.md", "D-22", "“三是”重了一次"),
    ("suqian/2024/narrative.md", "D-06", "行政复议案件134件"),
    ("suqian/2024/narrative.md", "D-06", "行政诉讼案件57件"),
    ("fgj/2023/narrative.md", "D-01", "缺少“二、主动公开政府信息情况”"),
];

/// The samples as one site: what is known to be wrong is found, sound reports have no
/// error, and a report has fewer than two warnings on the average.
#[test]
fn the_checks_find_what_readers_found_and_little_else() {
    let folders = folders();
    if folders.is_empty() {
        return;
    }
    let site = tempfile::tempdir().unwrap();
    super::sites::write(site.path(), "site.toml", "[site]\nname = \"样本\"\n");
    for folder in &folders {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let id = match name.rsplit_once('-') {
            Some(("shuyang-fagaiju", _)) => "fgj",
            Some((id, _)) => id,
            None => panic!("{name}"),
        };
        let kind = if matches!(id, "suqian" | "huaian" | "shuyang") { "政府" } else { "派出机构" };
        let imported = imported(folder);
        let office = imported.office.clone().unwrap_or_else(|| "宿迁市人民政府".to_owned());
        super::sites::write(
            site.path(),
            &format!("content/{id}/office.yaml"),
            &format!("全称: {office}\n类别: {kind}\n"),
        );
        import::target::Files::new(&imported, id, false).unwrap().write(site.path()).unwrap();
    }
    let findings = nianbao::check(&nianbao::load(site.path(), &nianbao::content::Only::All).unwrap()).findings;
    for (file, code, words) in FAULTS {
        let found = findings.iter().any(|f| f.file.ends_with(file) && f.code == code && f.message.contains(words));
        assert!(found, "{file} {code} {words}");
    }
    // Blanks that nobody filled are errors; nothing else is, in a report that is whole.
    let whole = |f: &&nianbao::finding::Finding| !f.message.contains("空着") && !f.file.contains("/fgj/");
    let errors: Vec<_> = findings.iter().filter(whole).filter(|f| f.level == nianbao::finding::Level::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let of_reports = findings.iter().filter(|f| f.year.is_some() && f.level == nianbao::finding::Level::Warning);
    let warnings: Vec<String> = of_reports.map(|f| format!("{} {} {}", f.file, f.code, f.message)).collect();
    assert!(warnings.len() < 2 * folders.len(), "{} warnings: {warnings:#?}", warnings.len());
}
