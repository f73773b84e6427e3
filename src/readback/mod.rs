//! The site read back before anybody sees it.
//!
//! Takes the finished files as they are handed to the disk, says what is wrong with them:
//! a link that leads nowhere, a report that is not there, a figure in HTML, CSV or JSON
//! that is not the report's. Nothing here knows how a page is made; it looks at what a
//! reader gets. Each file is looked at once, while its bytes are at hand.

mod figures;
mod links;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::content::Report;
use crate::edition::Edition;
use crate::error::{Error, Result};
use crate::site::route::print;
use crate::site::{Site, route};

use figures::Figure;
pub use figures::Total;

/// Most faults named; the rest are counted.
const NAMED: usize = 10;

/// Reads a finished site.
pub struct ReadBack<'s> {
    collections: FxHashMap<String, Total>,
    /// HTML id → cell, for each form by its first year.
    ids: FxHashMap<u16, FxHashMap<&'s [u8], usize>>,
    reports: Vec<&'s Report>,
    /// What is to be written, by the fingerprint of its address ([`route::print`]): a
    /// province has a million files. Only where two share one could a missing file go
    /// unnoticed.
    planned: FxHashMap<u64, Planned>,
    /// What was written besides.
    others: Mutex<FxHashSet<String>>,
    /// Links to what was not planned.
    open: Mutex<Vec<Open>>,
    faults: Mutex<Vec<String>>,
}

/// A file that is to be written: eight bytes.
#[derive(Debug)]
struct Planned {
    /// The place of the report it is made of; [`NONE`] for a file of none.
    report: u32,
    /// What it holds of it.
    kind: Kind,
    /// Whether somebody means to; a report's files are waited for all the same.
    meant: bool,
    /// Whether it was.
    seen: AtomicBool,
}

/// Stands for no report.
const NONE: u32 = u32::MAX;

/// What a file of a report holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Page,
    Fragment,
    Json,
    Csv,
    Checks,
}

/// The files every report has.
fn files_of(report: &Report) -> impl Iterator<Item = (String, Kind)> {
    let (office, year) = (&report.key.office, report.key.year);
    let figures = report.edition.is_some().then(|| (route::beside(office, year, "report.csv"), Kind::Csv));
    let files = [
        (route::report(office, year), Kind::Page),
        (route::fragment(office, year), Kind::Fragment),
        (route::beside(office, year, "report.json"), Kind::Json),
        (route::checks(office, year), Kind::Checks),
    ];
    files.into_iter().chain(figures)
}

/// A link whose end is not known yet.
struct Open {
    route: String,
    to: String,
    link: String,
}

impl<'s> ReadBack<'s> {
    /// Prepares to read the site; `planned` are the files that will be written, as far as
    /// they are known.
    pub fn new(site: &'s Site<'_>, planned: impl Iterator<Item = String>) -> ReadBack<'s> {
        let file = |meant| Planned { report: NONE, kind: Kind::Page, meant, seen: AtomicBool::new(false) };
        let mut planned: FxHashMap<u64, Planned> = planned.map(|route| (print(&route), file(true))).collect();
        // A file of a report that nobody planned is missed in the end.
        let mut note = |route: &str, (report, kind): (u32, Kind)| {
            let planned = planned.entry(print(route)).or_insert_with(|| file(false));
            (planned.report, planned.kind) = (report, kind);
        };
        let mut reports: Vec<&Report> = Vec::new();
        let mut collections: FxHashMap<String, Total> = FxHashMap::default();
        let mut ids: FxHashMap<u16, FxHashMap<&[u8], usize>> = FxHashMap::default();
        for report in site.offices.iter().flat_map(|office| office.reports.values()) {
            // Fewer reports than 32 bits count.
            let place = u32::try_from(reports.len()).unwrap_or(NONE);
            reports.push(report);
            files_of(report).for_each(|(route, kind)| note(&route, (place, kind)));
            let Some(edition) = report.edition.as_deref() else { continue };
            let year = report.key.year;
            ids.entry(edition.first_year).or_insert_with(|| {
                edition.cells.iter().enumerate().map(|(cell, spec)| (spec.html_id.as_bytes(), cell)).collect()
            });
            let total = Total::of(report);
            for ending in ["csv", "json"] {
                let file = format!("cells.{ending}");
                for route in [route::data(&file), route::year_data(year, &file)] {
                    collections.entry(route).or_default().join(total);
                }
            }
        }
        ReadBack {
            collections,
            ids,
            reports,
            planned,
            others: Mutex::default(),
            open: Mutex::default(),
            faults: Mutex::default(),
        }
    }

    /// Takes one file as it goes to the disk; called from many threads.
    pub fn file(&self, route: &str, bytes: &[u8]) {
        if self.collections.contains_key(route) {
            let mut long = self.long(route);
            long.take(bytes);
            return long.done();
        }
        self.there(route);
        let report = self.of(route);
        let page = route.ends_with(".html");
        if !page && report.is_none() {
            return;
        }
        let checks = report.is_some_and(|(_, kind)| kind == Kind::Checks);
        let names = if page { links::look(self, route, bytes, checks) } else { links::Names::default() };
        let Some((report, kind)) = report else { return };
        let Some(edition) = report.edition.as_deref() else { return };
        match kind {
            Kind::Page => figures::of_page(self, route, edition, report, (bytes, &names.ids, b"<td id=\"")),
            Kind::Fragment => {
                figures::of_page(self, route, edition, report, (bytes, &names.cells, b"<td data-cell=\""))
            }
            Kind::Csv => figures::of_csv(self, route, edition, report, bytes),
            Kind::Json => figures::of_json(self, route, edition, report, bytes),
            Kind::Checks => {}
        }
    }

    /// How many files are to be written, as far as they are known.
    pub fn planned(&self) -> usize {
        self.planned.len()
    }

    /// Notes a file that is written without being looked at.
    pub fn there(&self, route: &str) {
        match self.planned.get(&print(route)) {
            Some(planned) => planned.seen.store(true, Ordering::Relaxed),
            None => drop(self.lock(&self.others).insert(route.to_owned())),
        }
    }

    /// Takes a long file in parts; a part ends with a row.
    pub fn long<'r>(&'r self, route: &'r str) -> Long<'r, 's> {
        self.there(route);
        Long { reading: self, route, found: Total::default() }
    }

    /// Ends the reading; `planned` as in the beginning, to name what is missing.
    ///
    /// # Errors
    /// Everything that was wrong, in one sentence each.
    pub fn finish(self, planned: impl Iterator<Item = String>) -> Result<()> {
        let mut missing: Vec<String> = self.collections.keys().cloned().collect();
        if self.planned.values().any(|planned| !planned.seen.load(Ordering::Relaxed)) {
            missing.extend(planned);
            missing.extend(self.reports.iter().flat_map(|report| files_of(report)).map(|(route, _)| route));
        }
        missing.retain(|route| !self.written(route));
        missing.sort_unstable();
        missing.dedup();
        for route in missing {
            self.fault(&route, "没有写出", "");
        }
        for Open { route, to, link } in self.lock(&self.open).drain(..) {
            if !self.written(&to) {
                self.fault(&route, "链接没有着落", &link);
            }
        }
        let mut faults = self.lock(&self.faults).clone();
        if faults.is_empty() {
            return Ok(());
        }
        faults.sort();
        let more = faults.len().saturating_sub(NAMED);
        faults.truncate(NAMED);
        let more = if more > 0 { format!("\n……另有 {more} 处") } else { String::new() };
        Err(Error::refused(format!(
            "网站写好后自查没有通过，没有发布，已发布的网站保持原样：\n{}{more}",
            faults.join("\n")
        )))
    }

    fn fault(&self, route: &str, what: &str, more: &str) {
        let colon = if more.is_empty() { "" } else { "：" };
        self.lock(&self.faults).push(format!("{route}：{what}{colon}{more}"));
    }

    fn lock<'m, T>(&self, mutex: &'m Mutex<T>) -> std::sync::MutexGuard<'m, T> {
        // What a panicking thread noted stays noted.
        mutex.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn later(&self, open: Open) {
        self.lock(&self.open).push(open);
    }

    fn is_planned(&self, route: &str) -> bool {
        self.planned.get(&print(route)).is_some_and(|planned| planned.meant)
    }

    fn written(&self, route: &str) -> bool {
        let planned = self.planned.get(&print(route)).is_some_and(|planned| planned.seen.load(Ordering::Relaxed));
        planned || self.lock(&self.others).contains(route)
    }

    /// The report whose page a route is, with its form.
    fn page_of(&self, route: &str) -> Option<(&'s Report, Option<&'s Edition>)> {
        let (report, _) = self.of(route).filter(|(_, kind)| *kind == Kind::Page)?;
        Some((report, report.edition.as_deref()))
    }

    /// The report a file is made of, and what it holds of it.
    fn of(&self, route: &str) -> Option<(&'s Report, Kind)> {
        let planned = self.planned.get(&print(route))?;
        // None has the place of no report.
        Some((self.reports.get(planned.report as usize)?, planned.kind))
    }

    /// The cell with an HTML id.
    fn cell(&self, edition: &Edition, id: &[u8]) -> Option<usize> {
        self.ids.get(&edition.first_year)?.get(id).copied()
    }
}

/// A long file being read.
pub struct Long<'r, 's> {
    reading: &'r ReadBack<'s>,
    route: &'r str,
    found: Total,
}

impl Long<'_, '_> {
    /// Takes the next part, of whole rows.
    pub fn take(&mut self, part: &[u8]) {
        if !self.reading.collections.contains_key(self.route) {
            return;
        }
        match self.route.ends_with(".csv") {
            true => self.found.join(Total::of_csv(part)),
            false => self.found.join(Total::of_json(part)),
        }
    }

    /// Ends the file: its rows must be as many, and come to as much, as the reports'.
    pub fn done(self) {
        let Some(wanted) = self.reading.collections.get(self.route) else { return };
        if *wanted != self.found {
            let say = format!("应有 {wanted}，实际 {}", self.found);
            self.reading.fault(self.route, "全部数字与报告不符", &say);
        }
    }
}
