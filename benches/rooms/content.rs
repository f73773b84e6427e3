//! From texts to offices and reports.

use std::collections::HashSet;
use std::fs;

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use nianbao::content::{self, Narrative, Only};
use nianbao::source::walk;

use crate::county;

const FORMS: [u16; 2] = [county::OLDER, county::NEWEST];

/// One `data.yaml` to the cells of its tables. The reader of this file alone is private;
/// this is `content::past` with no narrative, which parses the YAML as well: take
/// `source::yaml_tree` off.
#[divan::bench(args = FORMS)]
fn data(bencher: Bencher, year: u16) {
    let (report, loaded) = (county::report(year), county::loaded());
    let data = fs::read_to_string(loaded.root.join(report.folder()).join("data.yaml")).unwrap();
    bencher
        .counter(BytesCount::of_str(&data))
        .bench(|| content::past(&report.key, black_box(&data), String::new(), &loaded.editions).unwrap());
}

/// One `narrative.md` split into its sections, figures to be drawn in found; the copy of
/// its text is made before the clock starts.
#[divan::bench]
fn narrative(bencher: Bencher) {
    let report = county::report(county::NEWEST);
    let text = &*report.narrative.text;
    bencher
        .counter(BytesCount::of_str(text))
        .with_inputs(|| text.to_string())
        .bench_values(|text| Narrative::read(text, report.edition.as_deref()));
}

/// One office with all its years from the disk (its cache), on one thread.
#[divan::bench]
fn office(bencher: Bencher) {
    let loaded = county::loaded();
    let folders = walk::offices(&loaded.root).unwrap();
    let ids: HashSet<&str> = folders.iter().map(|folder| folder.id.as_str()).collect();
    let folder = folders.iter().find(|folder| folder.id == *county::office().office.id).unwrap();
    bencher
        .counter(ItemsCount::new(folder.years.len()))
        .bench(|| content::office(&loaded.root, folder, &ids, &loaded.editions));
}

/// The whole county from the disk (its cache), on two threads.
#[divan::bench(sample_count = 30, sample_size = 1)]
fn all(bencher: Bencher) {
    let loaded = county::loaded();
    bencher
        .counter(ItemsCount::new(loaded.content.reports.len()))
        .bench(|| content::load(&loaded.root, &loaded.editions, &Only::All).unwrap());
}
