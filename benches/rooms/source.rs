//! Files as they stand: folders, text, YAML.

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use nianbao::source::{text, tree, walk};

use crate::county;

/// Path and size limit of every file the county is read from.
fn files() -> Vec<(String, u64)> {
    let folders = walk::offices(&county::loaded().root).unwrap();
    let of_office = |office: &walk::OfficeDir| {
        let at = format!("content/{}", office.id);
        let years = office.years.iter().flat_map(|year| {
            let file = |(name, limit)| (format!("{at}/{}/{name}", year.name), limit);
            [("data.yaml", text::YAML_LIMIT), ("narrative.md", text::MARKDOWN_LIMIT)].map(file)
        });
        years.chain([(format!("{at}/office.yaml"), text::YAML_LIMIT)]).collect::<Vec<_>>()
    };
    folders.iter().flat_map(of_office).collect()
}

/// The text of a file of the report that stands for the others.
fn of_report(file: &str) -> String {
    let path = format!("{}/{file}", county::report(county::NEWEST).folder());
    text::read(&county::loaded().root, &path, text::MARKDOWN_LIMIT).unwrap().body
}

/// The folders of the whole county, listed; items are its reports.
#[divan::bench]
fn walk_all(bencher: Bencher) {
    let root = &county::loaded().root;
    bencher
        .counter(ItemsCount::new(county::loaded().content.reports.len()))
        .bench(|| walk::offices(black_box(root)).unwrap());
}

/// Every file of the county from the disk (its cache), size looked at, UTF-8 proved, line
/// ends made one; one file after another.
#[divan::bench]
fn text_all(bencher: Bencher) {
    let (root, files) = (&county::loaded().root, files());
    let read = || files.iter().map(|(file, limit)| text::read(root, file, *limit).unwrap().body.len()).sum::<usize>();
    bencher
        .counter(ItemsCount::new(county::loaded().content.reports.len()))
        .counter(BytesCount::new(read()))
        .bench(read);
}

/// The bytes of one narrative proved to be text; the copy they are taken from is made
/// before the clock starts.
#[divan::bench]
fn text_decoded(bencher: Bencher) {
    let bytes = of_report("narrative.md").into_bytes();
    bencher
        .counter(BytesCount::new(bytes.len()))
        .with_inputs(|| bytes.clone())
        .bench_values(|bytes| text::decode(bytes).unwrap());
}

/// One `data.yaml` to a tree, slips of the input method looked for.
#[divan::bench]
fn yaml_tree(bencher: Bencher) {
    let data = of_report("data.yaml");
    bencher.counter(BytesCount::of_str(&data)).bench(|| tree::parse(black_box(&data)));
}
