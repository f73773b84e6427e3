//! Tables, whole pages of each kind, the search index.

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use nianbao::edition::Edition;
use nianbao::pages::table_view::{Look, Sheets};
use nianbao::pages::{self, Workshop};
use nianbao::site::route;

use crate::county;

const FORMS: [u16; 2] = [county::OLDER, county::NEWEST];

/// Files that a template makes, and the short ones a program reads; the long ones are in
/// `export`.
const KINDS: [&str; 15] = [
    "home",
    "office",
    "report",
    "report_of_2020",
    "checks",
    "fragment",
    "consecutive",
    "year",
    "compare",
    "office_data",
    "search",
    "method",
    "not_found",
    "sitemap",
    "feed",
];

fn form(year: u16) -> &'static Edition {
    county::report(year).edition.as_deref().expect("a year with a form")
}

/// The statutory tables of a form made ready; once for a site.
#[divan::bench(args = FORMS)]
fn tables_made_ready(year: u16) -> Sheets {
    Sheets::new(form(year))
}

fn filled(bencher: Bencher, sheets: &Sheets, year: u16) {
    let (report, tables) = (county::report(year), form(year).tables.len());
    let fill = || (0..tables).map(|table| sheets.fill(table, black_box(report), &[]).len()).sum::<usize>();
    bencher.counter(BytesCount::new(fill())).bench(fill);
}

/// The statutory tables of one report as HTML for its page.
#[divan::bench(args = FORMS)]
fn tables_filled(bencher: Bencher, year: u16) {
    filled(bencher, &Sheets::new(form(year)), year);
}

/// The same for the piece of HTML that is pasted elsewhere.
#[divan::bench(args = FORMS)]
fn tables_filled_to_paste(bencher: Bencher, year: u16) {
    filled(bencher, &Sheets::with(form(year), Look::Pasted), year);
}

/// One whole page: its data put together, the template rendered. Asked of
/// `Workshop::at`, which lists the files of the office and of the site first: take
/// `listed_for_one_address` off. The lines that pages share are ready, as they are for
/// all but the first page of a build.
#[divan::bench(args = KINDS)]
fn page(bencher: Bencher, kind: &str) {
    let address = county::address(kind);
    bencher
        .counter(BytesCount::new(county::file(kind).len()))
        .bench(|| county::workshop().at(black_box(&address)).unwrap());
}

/// What `Workshop::at` does before it makes a page: an address in the folder of an office
/// where no file lies.
#[divan::bench]
fn listed_for_one_address(bencher: Bencher) {
    let address = route::office(&county::office().office.id).replace("index", "none");
    assert!(county::workshop().at(&address).unwrap().is_empty());
    bencher.bench(|| county::workshop().at(black_box(&address)).unwrap());
}

/// What pages share, worked out: tables, lines, the frame, files to take away.
#[divan::bench]
fn workshop() -> Workshop<'static> {
    Workshop::new(county::site(), county::record(), county::theme())
}

/// Every file of the site listed, none made.
#[divan::bench]
fn plan(bencher: Bencher) {
    let listed = || county::workshop().plan().unwrap().routes().count();
    bencher.counter(ItemsCount::new(county::published())).bench(listed);
}

/// The search index: every pair of characters of every report, in 64 files, on two
/// threads.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn search_index(bencher: Bencher) {
    let address = route::search_shard(0);
    let index = county::workshop().at(&address).unwrap();
    bencher
        .counter(ItemsCount::new(county::published()))
        .counter(BytesCount::new(index.iter().map(|(_, bytes)| bytes.len()).sum::<usize>()))
        .bench(|| county::workshop().at(black_box(&address)).unwrap());
}

/// Every file of the site made and thrown away, on two threads: `release` without reading
/// back and without the disk.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn all(bencher: Bencher) {
    let (site, record, theme) = (county::site(), county::record(), county::theme());
    let made = |_: &str, bytes: Vec<u8>| {
        black_box(bytes);
        Ok(())
    };
    bencher
        .counter(ItemsCount::new(county::published()))
        .bench(|| pages::render_site(site, record, theme, &made).unwrap());
}
