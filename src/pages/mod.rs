//! Which pages exist, and what each one is given.
//!
//! Takes a [`Site`], gives files one by one: every page with its address, its template
//! and its data. One file here is one kind of page, one line in `KINDS`. Never reads
//! the disk; a page's data is complete before it is rendered, so that any thread can.

mod chart;
mod checks;
mod compare;
mod consecutive;
mod data_files;
mod explained;
mod figures;
mod fragment;
mod frame;
mod headline;
mod home;
pub mod joined;
mod lines;
mod method;
mod not_found;
mod office;
mod parts;
mod portal;
mod report;
mod rows;
mod search;
pub mod sitemap;
mod sums;
pub mod table_view;
mod workshop;
mod year;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::check::sheet::Record;
use crate::config::Downloads;
use crate::content::Report;
use crate::edition::{Edition, Mark};
use crate::error::Result;
use crate::export::{self, Press};
use crate::render::theme::Theme;
use crate::site::heirs::Turn;
use crate::site::series;
use crate::site::{OfficeYears, Site, route};

use frame::Frame;
use lines::Lines;
use table_view::Sheets;
pub use workshop::{Plan, Workshop};

/// A kind of page: what it is about and which pages of it a site has.
struct Kind {
    /// What one page of it is about.
    about: About,
    pages: for<'s> fn(&'s Site<'s>, Wanted<'s>) -> Vec<Page<'s>>,
}

/// What a page is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum About {
    Site,
    /// One office; it lies at an address that names it ([`route::office_of`]).
    Office,
}

/// The kinds. One line a kind.
const KINDS: &[Kind] = &[
    // First, because they take longest: the other threads make pages meanwhile.
    Kind { about: About::Site, pages: data_files::pages },
    Kind { about: About::Site, pages: search::pages },
    Kind { about: About::Site, pages: home::pages },
    Kind { about: About::Office, pages: office::pages },
    Kind { about: About::Office, pages: report::pages },
    Kind { about: About::Office, pages: checks::pages },
    Kind { about: About::Office, pages: fragment::pages },
    Kind { about: About::Site, pages: year::pages },
    Kind { about: About::Office, pages: consecutive::pages },
    Kind { about: About::Site, pages: compare::pages },
    Kind { about: About::Office, pages: compare::data },
    Kind { about: About::Site, pages: not_found::pages },
    Kind { about: About::Office, pages: downloads },
    Kind { about: About::Site, pages: method::pages },
    Kind { about: About::Site, pages: sitemap::pages },
];

/// A file to be made, or several that are made together.
struct Page<'s> {
    /// Its address, or the first of them.
    route: String,
    make: Make<'s>,
}

/// Makes files; called once, on any thread.
enum Make<'s> {
    /// One file.
    One(Box<One<'s>>),
    /// Several files from work they share; each goes to the sink as it is finished.
    Many(Box<Many<'s>>),
    /// One file that is too long to be held: it goes to the sink in parts.
    Long(Box<Long<'s>>),
}

/// Which pages are asked for.
#[derive(Clone, Copy)]
enum Wanted<'s> {
    /// Those about the whole site.
    Site,
    /// Those about one office.
    Office(&'s OfficeYears<'s>),
}

impl<'s> Wanted<'s> {
    /// The offices whose pages are asked for.
    fn offices(self) -> &'s [OfficeYears<'s>] {
        match self {
            Wanted::Site => &[],
            Wanted::Office(office) => std::slice::from_ref(office),
        }
    }
}

type One<'s> = dyn Fn(&Shop<'s>) -> Result<Vec<u8>> + Send + Sync + 's;
type Many<'s> = dyn Fn(&Shop<'s>, &dyn Sink) -> Result<()> + Send + Sync + 's;

type Long<'s> = dyn Fn(&Shop<'s>, &mut Take<'_>) -> Result<()> + Send + Sync + 's;

/// Takes the parts of a long file, in order.
pub type Take<'t> = dyn FnMut(&[u8]) -> Result<()> + 't;

/// What pages are made with.
struct Shop<'s> {
    theme: &'s Theme,
    /// What the run found.
    record: &'s Record<'s>,
    frame: Frame,
    sheets: HashMap<String, Sheets>,
    /// What is said of the rows of each table, by edition.
    explained: HashMap<String, Vec<Option<String>>>,
    /// The same tables in the look of the fragment.
    pasted: HashMap<String, Sheets>,
    /// The same with room for prefixes, written when the first sum is.
    summed: HashMap<String, OnceLock<Sheets>>,
    /// What download files are made with.
    press: Press,
    downloads: Downloads,
    /// The rules, as check sheets print them.
    rules: rows::Rules,
    /// The lines of each set of forms, by their first years: worked out once, used by
    /// every page that sets years side by side.
    lines: Mutex<HashMap<Vec<u16>, Arc<Lines>>>,
}

impl Shop<'_> {
    /// The statutory tables of an edition, ready to be filled in.
    fn sheets(&self, edition: &Edition) -> Option<&Sheets> {
        self.sheets.get(&edition.id)
    }

    /// The lines that follow figures over the forms of `reports`.
    fn lines(&self, reports: &[Option<&Report>]) -> Arc<Lines> {
        let forms = series::forms(reports);
        let key = forms.iter().map(|edition| edition.first_year).collect();
        // A thread that panicked while it held the lock has at worst left a set out.
        let mut known = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry(key).or_insert_with(|| Arc::new(Lines::of(&forms))))
    }
}

/// Takes finished files; called from many threads.
pub trait Sink: Sync {
    /// Takes one file.
    ///
    /// # Errors
    /// When it cannot be kept.
    fn put(&self, route: &str, bytes: Vec<u8>) -> Result<()>;

    /// Takes one file that `make` hands over in parts. Where a sink does not say how, they
    /// are put together.
    ///
    /// # Errors
    /// Those of `make`, and when the file cannot be kept.
    fn long(&self, route: &str, make: &mut dyn FnMut(&mut Take<'_>) -> Result<()>) -> Result<()> {
        let mut bytes = Vec::new();
        make(&mut |part| {
            bytes.extend_from_slice(part);
            Ok(())
        })?;
        self.put(route, bytes)
    }
}

impl<F: Fn(&str, Vec<u8>) -> Result<()> + Sync> Sink for F {
    fn put(&self, route: &str, bytes: Vec<u8>) -> Result<()> {
        self(route, bytes)
    }
}

/// Makes every file of the site, in parallel, and hands each to `sink` as soon as it is
/// finished: no more of the site is in memory than is being worked on.
///
/// # Errors
/// The first refusal: of the theme, or of the sink.
pub fn render_site(site: &Site<'_>, record: &Record<'_>, theme: &Theme, sink: &dyn Sink) -> Result<()> {
    let workshop = Workshop::new(site, record, theme);
    workshop.plan()?.make(sink, &|_, _| false)
}

/// The files that are copied beside the reports: route and source below the root.
pub fn attachments(site: &Site<'_>) -> Vec<(String, String)> {
    let reports = site.offices.iter().flat_map(|office| office.reports.values());
    let files = reports.flat_map(|report| {
        report.attachments.iter().map(|file| {
            let route = route::beside(&report.key.office, report.key.year, file);
            (route, format!("{}/{file}", report.folder()))
        })
    });
    files.collect()
}

/// Every report in every format.
fn downloads<'s>(site: &'s Site<'s>, wanted: Wanted<'s>) -> Vec<Page<'s>> {
    let mut pages = Vec::new();
    for office in wanted.offices() {
        for report in office.reports.values() {
            for format in export::formats(report, site.config.downloads) {
                let route = route::beside(&report.key.office, report.key.year, &format.file());
                let make = move |shop: &Shop<'s>| format.make(&shop.press, office.office, report);
                pages.push(Page { route, make: Make::One(Box::new(make)) });
            }
        }
    }
    pages
}

/// An edition's name and number, as pages print them.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
struct EditionView {
    /// `2021`
    id: String,
    /// `2021年版`
    name: String,
    /// `国办公开办函〔2021〕30号`
    document: String,
    /// Title of the form.
    title: String,
}

impl EditionView {
    fn new(edition: &Arc<Edition>) -> EditionView {
        EditionView {
            id: edition.id.clone(),
            name: edition.name.clone(),
            document: edition.document.clone(),
            title: edition.title.clone(),
        }
    }
}

/// A year from which figures mean something else, and what.
#[derive(serde::Serialize)]
struct MarkView {
    year: u16,
    note: String,
}

impl MarkView {
    fn new(mark: &Mark) -> MarkView {
        MarkView { year: mark.year, note: mark.note.clone() }
    }

    /// What a merger or a division set apart, whose first year after it is `year`.
    fn of(year: u16, turn: &Turn<'_>) -> MarkView {
        let (office, heirs) = match turn {
            Turn::Joined(office, heirs) | Turn::Shared(office, heirs) => (office, heirs),
        };
        let before = office.name_in(year.saturating_sub(1));
        let others = heirs.iter().filter(|heir| heir.id != office.id);
        let names = others.map(|heir| heir.name_in(year)).collect::<Vec<_>>().join("、");
        let part = if heirs.iter().any(|heir| heir.id == office.id) { "的一部分" } else { "" };
        let note = match turn {
            Turn::Joined(..) if heirs.len() < 2 => format!("{before}并入，此前各年的数不含该机关。"),
            Turn::Joined(..) => format!("{before}{part}由{names}承接，此前各年的数不含该机关。"),
            Turn::Shared(..) => format!("{before}{part}由{names}承接，承接前后的数不作比较。"),
        };
        MarkView { year, note }
    }
}
