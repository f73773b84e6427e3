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
        if edition.sections[number].table.is_some() {
            assert_eq!(bare(&written), "", "section {number} is only a table");
        } else {
            assert_eq!(bare(&written), bare(&between(&text, number)));
            // Broken only where the source has a paragraph.
            assert!(!written.trim().contains("，\n"));
        }
    }
}
