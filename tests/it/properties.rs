//! What must hold of any figures: they come back as they were written, from every file the
//! program makes of them, and sums add exactly. Cases are drawn from a fixed seed; one that
//! fails is kept in `properties.txt` beside this file and drawn first ever after.

use std::fs;
use std::path::Path;

use nianbao::content::{Cell, Only, Report};
use nianbao::import::{self, Wishes};
use nianbao::source::number;
use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence, RngAlgorithm, TestRng, TestRunner};
use rust_decimal::Decimal;
use serde_json::Value;

use super::made_county::make;
use super::sites::{sound_site, write};

/// A runner that draws the same cases every time.
fn runner(cases: u32) -> TestRunner {
    let kept = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/properties.txt");
    let config = Config {
        cases,
        max_shrink_iters: 64,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(kept))),
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]))
}

/// Millionths, written with some places.
fn written(whole: u64, millionths: u32, places: usize) -> (String, i128) {
    let fraction = format!("{millionths:06}");
    let kept = &fraction[..places];
    let value: i128 = i128::from(whole) * 1_000_000 + format!("{kept:0<6}").parse::<i128>().unwrap();
    (if places == 0 { whole.to_string() } else { format!("{whole}.{kept}") }, value)
}

#[test]
fn amounts_keep_their_digits_and_add_exactly() {
    let amount = (0..1_000_000_000_000_000_000_u64, 0..1_000_000_u32, 0..=6_usize);
    let amounts = proptest::collection::vec(amount, 1..300);
    runner(128)
        .run(&amounts, |amounts| {
            let (mut sum, mut exact) = (Decimal::ZERO, 0_i128);
            for (whole, millionths, places) in amounts {
                let (text, value) = written(whole, millionths, places);
                let read = number::amount(&text).unwrap();
                prop_assert_eq!(read.to_string(), text);
                sum = sum.checked_add(read).unwrap();
                exact += value;
            }
            prop_assert_eq!(sum * Decimal::from(1_000_000), Decimal::from_i128_with_scale(exact, 0));
            Ok(())
        })
        .unwrap();
}

#[test]
fn amounts_that_could_not_be_added_exactly_are_refused() {
    runner(64)
        .run(&("[1-9][0-9]{18,40}", 0..1_000_000_u32), |(whole, millionths)| {
            prop_assert!(number::amount(&whole).is_err());
            let longer = format!("{whole}.{millionths}");
            prop_assert!(number::amount(&longer).is_err());
            Ok(())
        })
        .unwrap();
}

/// Any counts of 32 bits in a row of table three: read as written, the total their exact
/// sum, which has more bits than any of them.
#[test]
fn counts_come_back_from_the_file_and_add_exactly() {
    let site = tempfile::tempdir().unwrap();
    sound_site(site.path(), "a", 2021);
    let editions = nianbao::editions().unwrap();
    runner(48)
        .run(&any::<[u32; 6]>(), |six| {
            let data = format!(
                "主动公开: 无\n依申请公开:\n  本年新收: {six:?}\n  结转下年: {}\n复议诉讼: 无\n",
                serde_json::to_string(&six).unwrap()
            );
            write(site.path(), "content/a/2021/data.yaml", &data);
            let loaded = nianbao::content::load(site.path(), &editions, &Only::All).unwrap();
            prop_assert!(loaded.findings.is_empty(), "{:?}", loaded.findings);
            let report = &loaded.content.reports[0];
            let edition = report.edition.as_ref().unwrap();
            for row in ["t3.new_requests.", "t3.carried_out."] {
                let cells = edition.cells.iter().enumerate().filter(|(_, cell)| cell.id.starts_with(row));
                let (total, parts): (Vec<_>, Vec<_>) = cells.partition(|(_, cell)| cell.derived);
                let values: Vec<Decimal> = parts.iter().filter_map(|(cell, _)| report.cell(*cell).value()).collect();
                prop_assert_eq!(&values, &six.map(Decimal::from).to_vec(), "{}", row);
                let sum: u64 = six.iter().map(|one| u64::from(*one)).sum();
                prop_assert_eq!(report.cell(total[0].0).value(), Some(Decimal::from(sum)), "{}", row);
            }
            Ok(())
        })
        .unwrap();
}

/// What is larger is two cells run together, whatever it would balance with.
#[test]
fn counts_of_more_than_32_bits_are_refused() {
    runner(64)
        .run(&(u64::from(u32::MAX) + 1..), |large| {
            prop_assert!(number::count(&large.to_string()).is_err());
            let below = format!("-{large}");
            prop_assert!(number::delta(&below).is_err());
            Ok(())
        })
        .unwrap();
}

/// Any report: its figures are the same in every file that is made of it.
#[test]
fn any_report_comes_back_from_every_file() {
    runner(3)
        .run(&(any::<u64>(), 1..=2_u64), |(seed, offices)| {
            let site = tempfile::tempdir().unwrap();
            make::county(offices, 7, seed).write(site.path()).unwrap();
            let public = site.path().join("public");
            super::example::build(site.path(), &public);
            let loaded = nianbao::load(site.path(), &Only::All).unwrap();
            // Two years of each office, of either form: reading Word takes its time.
            let some = |report: &&Report| !report.draft && matches!(report.key.year, 2019 | 2020 | 2025);
            for report in loaded.content.reports.iter().map(AsRef::as_ref).filter(some) {
                let faults = differing(report, &public, &loaded.editions);
                prop_assert!(faults.is_empty(), "{}", faults.join("\n"));
            }
            Ok(())
        })
        .unwrap();
}

fn differing(report: &Report, public: &Path, editions: &nianbao::edition::Editions) -> Vec<String> {
    let folder = public.join(&*report.key.office).join(report.key.year.to_string());
    let edition = report.edition.as_ref().unwrap();
    let mut faults = Vec::new();
    for name in ["report.xlsx", "report.docx", "fragment.html", "index.html"] {
        let bytes = fs::read(folder.join(name)).unwrap();
        let imported = import::read(name, &bytes, editions, Wishes::default()).unwrap();
        for (number, cell) in edition.cells.iter().enumerate() {
            if imported.outcomes[number].value() != report.cell(number).value() {
                faults.push(format!("{}/{name} {}", folder.display(), cell.id));
            }
        }
    }
    let json: Value = serde_json::from_slice(&fs::read(folder.join("report.json")).unwrap()).unwrap();
    let csv = fs::read_to_string(folder.join("report.csv")).unwrap();
    for (number, cell) in edition.cells.iter().enumerate() {
        let Cell::Given(value) = report.cell(number) else { continue };
        let in_json = match &json["cells"][&cell.id] {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        if in_json.parse::<Decimal>().ok() != Some(value) {
            faults.push(format!("report.json {}: {in_json}", cell.id));
        }
        let row = csv.lines().find(|line| line.split(',').nth(4) == Some(&cell.id)).unwrap_or_default();
        if !row.contains(&format!(",{value},")) {
            faults.push(format!("report.csv {}: {row}", cell.id));
        }
    }
    faults
}
