//! Files to take away.

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use nianbao::config::Downloads;
use nianbao::export::{self, Entry, Format, Press};

use crate::county;

fn format(ending: &str) -> &'static Format {
    let every = Downloads { spreadsheets: true, word: true };
    let mut formats = export::formats(county::report(county::NEWEST), every);
    formats.find(|format| format.ending == ending).expect("a format of that ending")
}

/// What is worked out once for a site.
#[divan::bench]
fn press() -> Press {
    Press::new(county::site())
}

/// One report as a file.
#[divan::bench(args = ["docx", "xlsx", "csv", "json"])]
fn report(bencher: Bencher, ending: &str) {
    let (format, press) = (format(ending), press());
    let (office, report) = (county::office().office, county::report(county::NEWEST));
    let make = || format.make(&press, office, black_box(report)).unwrap();
    bencher.counter(BytesCount::new(make().len())).bench(make);
}

/// Every cell of the site, as `cells.csv` and so on, its parts thrown away; one thread.
#[divan::bench(args = ["xlsx", "csv", "json"], sample_count = 20, sample_size = 1)]
fn cells(bencher: Bencher, ending: &str) {
    let (format, press) = (format(ending), press());
    let offices = county::site().offices.iter();
    let entries = offices.flat_map(|years| years.reports.values().map(|report| (years.office, *report)));
    let entries: Vec<Entry<'_>> = entries.filter(|(_, report)| report.edition.is_some()).collect();
    let make = || {
        let mut bytes = 0;
        let mut take = |part: &[u8]| {
            bytes += black_box(part).len();
            Ok(())
        };
        format.make_many(&press, &entries, &mut take).unwrap();
        bytes
    };
    bencher.counter(ItemsCount::new(entries.len())).counter(BytesCount::new(make())).bench(make);
}
