//! Every check over one report and over all.

use divan::Bencher;
use divan::counter::ItemsCount;
use nianbao::Loaded;
use nianbao::check::sheet::Record;
use nianbao::check::{self, Sharing, Wider};

use crate::county;

const FORMS: [u16; 2] = [county::OLDER, county::NEWEST];

/// What is known of all reports together, before any is looked at: who shares which
/// sentences, and the indexes.
#[divan::bench(sample_count = 30, sample_size = 1)]
fn known_of_all(bencher: Bencher) {
    let Loaded { content, config, .. } = county::loaded();
    bencher.counter(ItemsCount::new(content.reports.len())).bench(|| {
        let sharing = Sharing::of(content);
        // It borrows what was worked out, so it goes within the time.
        drop(Wider::new(content, config, true, &sharing));
        sharing
    });
}

/// Every check over one report, what is known of all given; findings are placed in their
/// files.
#[divan::bench(args = FORMS)]
fn one_report(bencher: Bencher, year: u16) {
    let Loaded { root, content, editions, config, .. } = county::loaded();
    let sharing = Sharing::of(content);
    let wider = Wider::new(content, config, true, &sharing);
    let report = [county::report(year)];
    bencher.bench(|| check::reviews(root, content, editions, config, &wider, &report));
}

/// `check::run`: what is known of all, then every check over every report, on two threads.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn all(bencher: Bencher) {
    let Loaded { root, content, editions, config, .. } = county::loaded();
    bencher
        .counter(ItemsCount::new(content.reports.len()))
        .bench(|| check::run(root, content, editions, config, true, None));
}

/// What the checks found, put in order by report.
#[divan::bench]
fn record(bencher: Bencher) {
    let Loaded { content, editions, config, .. } = county::loaded();
    bencher
        .counter(ItemsCount::new(content.reports.len()))
        .bench(|| Record::new(content, editions, config, true, county::approval()));
}

/// The public check sheet of one report, as data; its page is `pages::page checks`.
#[divan::bench(args = FORMS)]
fn sheet(bencher: Bencher, year: u16) {
    let (office, report) = (county::office().office, county::report(year));
    bencher.bench(|| county::record().sheet(office, report));
}
