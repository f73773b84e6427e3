//! The made county, written and read once, and the reports and addresses that stand for
//! the others.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::{LazyLock, Mutex, PoisonError};

use nianbao::Loaded;
use nianbao::check::sheet::Record;
use nianbao::check::{self, Approval, Review};
use nianbao::content::{Only, Report};
use nianbao::pages::Workshop;
use nianbao::render::theme::Theme;
use nianbao::site::{OfficeYears, Site, route};
use tempfile::TempDir;

#[allow(dead_code, reason = "shared with the example `generate`")]
#[path = "../../examples/generate/make/mod.rs"]
mod make;

pub(crate) use make::NEWEST;

/// A year of the form before.
pub(crate) const OLDER: u16 = 2020;

/// The size most benches work on.
const REPORTS: u64 = 300;
/// Report years of every office made.
const YEARS: u64 = 7;
const SEED: u64 = 1;

/// As the program builds a site for `floor`: Word and Excel files are measured alone.
const SETTINGS: &str = "\n[downloads]\nspreadsheets = false\nword = false\n";

static FOLDER: Mutex<Option<TempDir>> = Mutex::new(None);

/// Takes away what was written, when it goes.
pub(crate) struct TakenAway;

impl Drop for TakenAway {
    fn drop(&mut self) {
        drop(FOLDER.lock().unwrap_or_else(PoisonError::into_inner).take());
    }
}

/// A new folder that is not there yet.
pub(crate) fn empty() -> PathBuf {
    let mut folder = FOLDER.lock().unwrap_or_else(PoisonError::into_inner);
    let folder = folder.get_or_insert_with(|| tempfile::tempdir().unwrap()).path();
    // The name is taken, the folder made by whoever writes it.
    (0..).map(|number| folder.join(format!("{number}"))).find(|path| fs::create_dir(path).is_ok()).unwrap().join("it")
}

/// A county of about so many reports: its folder and how many there are.
pub(crate) fn of(reports: u64) -> (PathBuf, usize) {
    static WRITTEN: Mutex<BTreeMap<u64, (PathBuf, usize)>> = Mutex::new(BTreeMap::new());
    let mut written = WRITTEN.lock().unwrap_or_else(PoisonError::into_inner);
    let county = written.entry(reports).or_insert_with(|| {
        let measuring = std::env::args().any(|word| word == "--bench");
        let offices = if measuring { reports.div_ceil(YEARS) } else { 6 };
        let root = empty();
        let count = make::county(offices, YEARS, SEED).write(&root).unwrap();
        let settings = root.join("site.toml");
        fs::write(&settings, fs::read_to_string(&settings).unwrap() + SETTINGS).unwrap();
        (root, count)
    });
    county.clone()
}

/// The county as read.
pub(crate) fn loaded() -> &'static Loaded {
    static LOADED: LazyLock<Loaded> = LazyLock::new(|| nianbao::load(&of(REPORTS).0, &Only::All).unwrap());
    &LOADED
}

/// Its reports that may go out.
pub(crate) fn approval() -> &'static Approval<'static> {
    static REVIEW: LazyLock<Review> = LazyLock::new(|| nianbao::check(loaded()));
    static APPROVAL: LazyLock<Approval<'static>> =
        LazyLock::new(|| check::approve(&loaded().content, &REVIEW, false, false).expect("nothing is withheld"));
    &APPROVAL
}

/// The county arranged.
pub(crate) fn site() -> &'static Site<'static> {
    static SITE: LazyLock<Site<'static>> =
        LazyLock::new(|| Site::arrange(&loaded().config, &loaded().content, approval().reports()));
    &SITE
}

/// What the checks found, put in order.
pub(crate) fn record() -> &'static Record<'static> {
    static RECORD: LazyLock<Record<'static>> = LazyLock::new(|| {
        let Loaded { content, editions, config, whole, .. } = loaded();
        Record::new(content, editions, config, *whole, approval())
    });
    &RECORD
}

/// The theme of the program.
pub(crate) fn theme() -> &'static Theme {
    static THEME: LazyLock<Theme> = LazyLock::new(|| Theme::load(&loaded().root, &loaded().config.theme).unwrap());
    &THEME
}

/// Everything pages are made with.
pub(crate) fn workshop() -> &'static Workshop<'static> {
    static WORKSHOP: LazyLock<Workshop<'static>> = LazyLock::new(|| Workshop::new(site(), record(), theme()));
    &WORKSHOP
}

/// How many reports are published.
pub(crate) fn published() -> usize {
    site().offices.iter().map(|office| office.reports.len()).sum()
}

/// The office that stands for the others: of those below another, with reports on both
/// forms and of the two newest years, the middle one by how many of its figures are not 0.
pub(crate) fn office() -> &'static OfficeYears<'static> {
    static OFFICE: LazyLock<&'static OfficeYears<'static>> = LazyLock::new(|| {
        let figures = |years: &&OfficeYears<'_>| {
            let cells = years.reports[&NEWEST].cells.iter();
            cells.filter(|cell| cell.value().is_some_and(|value| !value.is_zero())).count()
        };
        let stands = |years: &&OfficeYears<'_>| {
            let reported = [OLDER, NEWEST - 1, NEWEST].iter().all(|year| years.reports.contains_key(year));
            years.office.parent.is_some() && reported
        };
        let mut offices: Vec<&OfficeYears<'_>> = site().offices.iter().filter(stands).collect();
        offices.sort_by_key(figures);
        offices.get(offices.len() / 2).copied().expect("an office with the years asked for")
    });
    &OFFICE
}

/// Its report of a year.
pub(crate) fn report(year: u16) -> &'static Report {
    office().reports[&year]
}

/// The files that stand for their kind, by its name.
pub(crate) fn address(kind: &str) -> String {
    let id = &*office().office.id;
    match kind {
        "home" => route::HOME.to_owned(),
        "office" => route::office(id),
        "report" => route::report(id, NEWEST),
        "report_of_2020" => route::report(id, OLDER),
        "checks" => route::checks(id, NEWEST),
        "fragment" => route::fragment(id, NEWEST),
        "consecutive" => route::consecutive(id, NEWEST),
        "year" => route::year(NEWEST),
        "compare" => route::COMPARE.to_owned(),
        "office_data" => route::office_data(id),
        "search" => route::SEARCH.to_owned(),
        "method" => route::METHOD.to_owned(),
        "not_found" => route::NOT_FOUND.to_owned(),
        "sitemap" => route::SITEMAP.to_owned(),
        "feed" => route::FEED.to_owned(),
        "report_csv" => route::beside(id, NEWEST, "report.csv"),
        "report_json" => route::beside(id, NEWEST, "report.json"),
        "cells_csv" => route::data("cells.csv"),
        "cells_json" => route::data("cells.json"),
        other => panic!("no kind of file is called {other}"),
    }
}

/// The bytes of the file that stands for a kind.
pub(crate) fn file(kind: &str) -> Vec<u8> {
    let address = address(kind);
    let made = workshop().at(&address).unwrap();
    let (_, bytes) = made.into_iter().find(|(at, _)| *at == address).expect("the site has this file");
    bytes
}
