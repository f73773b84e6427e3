//! What `build` gives out, imported again, is what went in.

use std::path::Path;

use nianbao::content::{Cell, Narrative, Only, Report};
use nianbao::import::{self, Wishes};
use nianbao::render::markdown::to_text;

use super::example::build;

/// The Word file of every example report says the same as its `data.yaml`.
#[test]
fn word_files_come_back_whole() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let target = tempfile::tempdir().unwrap();
    build(root, target.path());
    let loaded = nianbao::load(root, &Only::All).unwrap();
    let mut faults = Vec::new();
    for report in &loaded.content.reports {
        let key = format!("{}/{}", report.key.office, report.key.year);
        let file = target.path().join(&key).join("report.docx");
        let imported =
            import::read("report.docx", &std::fs::read(file).unwrap(), &loaded.editions, Wishes::default()).unwrap();
        let office = loaded.content.office(&report.key.office).unwrap();
        if imported.office.as_deref() != Some(office.name_in(report.key.year)) || imported.year != report.key.year {
            faults.push(format!("{key}: {:?} {}", imported.office, imported.year));
        }
        let edition = report.edition.as_ref().unwrap();
        for (cell, outcome) in imported.outcomes.iter().enumerate() {
            let wanted = match report.cell(cell) {
                Cell::Given(value) => Some(value.to_string()),
                Cell::Missing => None,
            };
            let read = outcome.value().map(|value| value.to_string());
            if read != wanted {
                faults.push(format!("{key} {}: {outcome:?} for {wanted:?}", edition.cells[cell].id));
            }
        }
        faults.extend(differing_words(report, &imported.narrative, &key));
        // A day comes back; the hour is not printed in a Word file.
        let day = report.published.map(|published| format!("发布日期: {}\n", published.date));
        if day.is_some_and(|day| !imported.data.contains(&day)) {
            faults.push(format!("{key}: the day of publication is lost"));
        }
        for explanation in &report.explanations {
            if !imported.data.contains(&explanation.reason) || !imported.data.contains(&explanation.code) {
                faults.push(format!("{key}: an explanation is lost"));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// The Excel file, the fragment and the page say the same figures.
#[test]
fn excel_files_and_pages_come_back_whole() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let target = tempfile::tempdir().unwrap();
    build(root, target.path());
    let loaded = nianbao::load(root, &Only::All).unwrap();
    let mut faults = Vec::new();
    for report in &loaded.content.reports {
        let key = format!("{}/{}", report.key.office, report.key.year);
        for name in ["report.xlsx", "fragment.html", "index.html"] {
            let bytes = std::fs::read(target.path().join(&key).join(name)).unwrap();
            let imported = import::read(name, &bytes, &loaded.editions, Wishes::default()).unwrap();
            for (cell, outcome) in imported.outcomes.iter().enumerate() {
                // A spreadsheet keeps the amount, not the zeros it was written with.
                if outcome.value() != report.cell(cell).value() {
                    let id = &report.edition.as_ref().unwrap().cells[cell].id;
                    faults.push(format!("{key}/{name} {id}: {outcome:?}"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// Sections whose letters and digits are not those of the report.
fn differing_words(report: &Report, narrative: &str, key: &str) -> Vec<String> {
    let edition = report.edition.as_ref().unwrap();
    let back = Narrative::read(narrative.to_owned(), Some(edition));
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let plain =
        |narrative: &Narrative, range: &std::ops::Range<usize>| letters(&to_text(&narrative.filled(range, report)));
    let mut faults = Vec::new();
    for (number, section) in edition.sections.iter().enumerate() {
        let wanted = report.narrative.part(number).map(|part| plain(&report.narrative, &part.body));
        let read = back.part(number).map(|part| plain(&back, &part.body));
        // Footnotes and tables of the office's own are set otherwise.
        let own = report.narrative.part(number).map(|part| &report.narrative.text[part.body.clone()]);
        if own.is_some_and(|own| own.contains("[^") || own.contains("|:")) {
            continue;
        }
        if read.clone().unwrap_or_default() != wanted.clone().unwrap_or_default() {
            faults.push(format!("{key} {}:\n  {wanted:?}\n  {read:?}", section.names.label));
        }
    }
    faults
}
