//! The site read back after it was written, before anybody sees it.
//!
//! Takes the files as they lie on disk, says what is wrong with them: a link that leads
//! nowhere, a report that is not there, a figure in HTML, CSV or JSON that is not the
//! report's. Nothing here knows how a page is made; it looks at what a reader gets.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use rust_decimal::Decimal;
use serde_json::Value;

use crate::content::report::print;
use crate::content::{Cell, Report};
use crate::edition::Edition;
use crate::error::{Error, Result};
use crate::render::markdown::decoded;
use crate::site::{Site, route};

/// Most faults named; the rest are counted.
const NAMED: usize = 10;

/// Reads a finished site.
pub struct ReadBack<'s> {
    reports: HashMap<String, (&'s Report, &'static str)>,
    collections: HashMap<String, Total>,
    /// HTML id → cell, for each form.
    ids: HashMap<&'s str, HashMap<&'s str, usize>>,
    routes: HashSet<String>,
    faults: Mutex<Vec<String>>,
    seen: Mutex<HashSet<String>>,
}

/// What the rows of a file that holds many reports must add up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Total {
    rows: usize,
    sum: Decimal,
}

impl Total {
    fn add(&mut self, value: Option<Decimal>) {
        self.rows += 1;
        // A sum that does not fit stays as it is on both sides.
        self.sum = value.and_then(|value| self.sum.checked_add(value)).unwrap_or(self.sum);
    }
}

impl<'s> ReadBack<'s> {
    /// Prepares to read the site; `routes` are the files that were written.
    pub fn new(site: &'s Site<'_>, routes: impl Iterator<Item = String>) -> ReadBack<'s> {
        let mut reports = HashMap::new();
        let mut collections: HashMap<String, Total> = HashMap::new();
        let mut ids: HashMap<&str, HashMap<&str, usize>> = HashMap::new();
        for report in site.offices.iter().flat_map(|office| office.reports.values()) {
            let (office, year) = (&report.key.office, report.key.year);
            reports.insert(route::report(office, year), (*report, "html"));
            reports.insert(route::fragment(office, year), (*report, "fragment"));
            reports.insert(route::beside(office, year, "report.json"), (*report, "json"));
            reports.insert(route::checks(office, year), (*report, "checks"));
            let Some(edition) = report.edition.as_deref() else { continue };
            reports.insert(route::beside(office, year, "report.csv"), (*report, "csv"));
            ids.entry(&edition.id).or_insert_with(|| {
                edition.cells.iter().enumerate().map(|(cell, spec)| (spec.html_id.as_str(), cell)).collect()
            });
            for ending in ["csv", "json"] {
                let file = format!("cells.{ending}");
                for route in [route::data(&file), route::year_data(year, &file)] {
                    let total = collections.entry(route).or_default();
                    report.cells.iter().for_each(|cell| total.add(cell.value()));
                }
            }
        }
        ReadBack {
            reports,
            collections,
            ids,
            routes: routes.collect(),
            faults: Mutex::default(),
            seen: Mutex::default(),
        }
    }

    /// Takes one file as it lies on disk; called from many threads.
    pub fn file(&self, route: &str, bytes: &[u8]) {
        let text = || std::str::from_utf8(bytes).unwrap_or_else(|_| self.fault(route, "不是 UTF-8 文本", ""));
        if route.ends_with(".html") {
            self.links(route, text());
        }
        if let Some((report, kind)) = self.reports.get(route) {
            self.lock(&self.seen).insert(route.to_owned());
            let figures = match *kind {
                "html" => report.edition.as_deref().map(|edition| self.of_page(edition, text(), "<td id=\"")),
                "fragment" => {
                    report.edition.as_deref().map(|edition| self.of_page(edition, text(), "<td data-cell=\""))
                }
                "checks" => {
                    self.drawn(route, text());
                    None
                }
                "csv" => report.edition.as_deref().map(|edition| of_csv(edition, text())),
                _ => report.edition.as_deref().map(|edition| of_json(edition, bytes)),
            };
            if let (Some(figures), Some(edition)) = (figures, report.edition.as_deref()) {
                self.figures(route, edition, report, &figures);
            }
        }
        if let Some(wanted) = self.collections.get(route) {
            self.lock(&self.seen).insert(route.to_owned());
            let found = if route.ends_with(".csv") { total_of_csv(text()) } else { total_of_json(text()) };
            if found != *wanted {
                let say =
                    format!("应有 {} 行、合计 {}，实际 {} 行、合计 {}", wanted.rows, wanted.sum, found.rows, found.sum);
                self.fault(route, "全部数字与报告不符", &say);
            }
        }
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// Everything that was wrong, in one sentence each.
    pub fn finish(self) -> Result<()> {
        let seen = self.lock(&self.seen).clone();
        let mut missing: Vec<&String> =
            self.reports.keys().chain(self.collections.keys()).filter(|route| !seen.contains(*route)).collect();
        missing.sort();
        for route in missing {
            self.fault(route, "没有写出", "");
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

    /// Notes a fault; gives an empty text to go on with.
    fn fault(&self, route: &str, what: &str, more: &str) -> &'static str {
        let colon = if more.is_empty() { "" } else { "：" };
        self.lock(&self.faults).push(format!("{route}：{what}{colon}{more}"));
        ""
    }

    fn lock<'m, T>(&self, mutex: &'m Mutex<T>) -> std::sync::MutexGuard<'m, T> {
        // What a panicking thread noted stays noted.
        mutex.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Every link to the site's own files leads to one, every fragment of the page
    /// itself to an id.
    fn links(&self, route: &str, page: &str) {
        for name in [" href=\"", " src=\""] {
            for (at, _) in page.match_indices(name) {
                let rest = &page[at + name.len()..];
                let link = rest.split('"').next().unwrap_or_default();
                // Another host, or the portal the site lies under.
                if link.contains(':') || link.starts_with('/') {
                    continue;
                }
                let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
                let path = path.split('?').next().unwrap_or_default();
                if path.is_empty() {
                    if !fragment.is_empty() && !has_id(page, &decoded(fragment)) {
                        self.fault(route, "页内链接没有着落", link);
                    }
                    continue;
                }
                match followed(route, path) {
                    Some(to) if self.routes.contains(&to) => self.fragment(route, &to, link, fragment),
                    _ => drop(self.fault(route, "链接没有着落", link)),
                }
            }
        }
    }

    /// A fragment on a report's page must be one of its cells.
    fn fragment(&self, route: &str, to: &str, link: &str, fragment: &str) {
        let Some((report, "html")) = self.reports.get(to) else { return };
        let cells = report.edition.as_ref().and_then(|edition| self.ids.get(edition.id.as_str()));
        let names_a_cell = fragment.starts_with(|c: char| c.is_ascii_lowercase()) && fragment.contains('-');
        if names_a_cell && cells.is_none_or(|cells| !cells.contains_key(fragment)) {
            self.fault(route, "链接指向报告里没有的格", link);
        }
    }

    /// Every figure of a check sheet that leads to a cell is the one that stands there.
    fn drawn(&self, route: &str, page: &str) {
        for rest in page.split("<a href=\"").skip(1) {
            let Some((link, rest)) = rest.split_once("\">") else { continue };
            let shown = rest.split('<').next().unwrap_or_default();
            let Some((path, id)) = link.split_once('#').filter(|_| shown.parse::<Decimal>().is_ok()) else { continue };
            let Some((report, _)) = followed(route, path).and_then(|to| self.reports.get(&to)) else { continue };
            let Some(edition) = report.edition.as_deref() else { continue };
            let cell = self.ids.get(edition.id.as_str()).and_then(|ids| ids.get(id));
            let wanted = cell.and_then(|cell| report.cell(*cell).value()).map(|value| value.to_string());
            if wanted.as_deref() != Some(shown) {
                let wanted = wanted.unwrap_or_else(|| "未填".to_owned());
                self.fault(route, &format!("{link} 应为“{wanted}”"), &format!("实际“{shown}”"));
            }
        }
    }

    /// The figures of a page, cell by cell; `open` is what stands before a cell's id.
    fn of_page(&self, edition: &Edition, page: &str, open: &str) -> Vec<Option<String>> {
        let mut figures = vec![None; edition.cells.len()];
        let Some(ids) = self.ids.get(edition.id.as_str()) else { return figures };
        for (at, open) in page.match_indices(open) {
            let rest = &page[at + open.len()..];
            let id = rest.split('"').next().unwrap_or_default();
            let figure = rest.split_once('>').and_then(|(_, after)| after.split('<').next());
            if let (Some(cell), Some(figure)) = (ids.get(id), figure) {
                figures[*cell] = Some(figure.to_owned());
            }
        }
        figures
    }

    fn figures(&self, route: &str, edition: &Edition, report: &Report, found: &[Option<String>]) {
        for (cell, spec) in edition.cells.iter().enumerate() {
            let wanted = match report.cell(cell) {
                Cell::Given(value) => print(value, spec.kind),
                Cell::Missing if route.ends_with(".html") => "未填".to_owned(),
                Cell::Missing => String::new(),
            };
            let found = found.get(cell).and_then(Option::as_deref);
            if found != Some(wanted.as_str()) {
                let found = found.unwrap_or("没有这一格");
                self.fault(route, &format!("{} 应为“{wanted}”", edition.say(cell)), &format!("实际“{found}”"));
            }
        }
    }
}

/// The values of a CSV file, row by row: the third field from the end.
fn values(text: &str) -> impl Iterator<Item = &str> {
    text.lines().skip(1).map(|row| row.rsplit(',').nth(2).unwrap_or_default())
}

fn of_csv(edition: &Edition, text: &str) -> Vec<Option<String>> {
    let mut figures: Vec<Option<String>> = values(text).map(|value| Some(value.to_owned())).collect();
    figures.resize(edition.cells.len(), None);
    figures
}

fn of_json(edition: &Edition, bytes: &[u8]) -> Vec<Option<String>> {
    let document: Value = serde_json::from_slice(bytes).unwrap_or_default();
    let figure = |id: &str| match &document["cells"][id] {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        _ => String::new(),
    };
    edition.cells.iter().map(|cell| Some(figure(&cell.id))).collect()
}

fn total_of_csv(text: &str) -> Total {
    let mut total = Total::default();
    values(text).for_each(|value| total.add(value.parse().ok()));
    total
}

/// One fact a line, its value between `"value":` and `,"unit"`.
fn total_of_json(text: &str) -> Total {
    let mut total = Total::default();
    for line in text.lines().filter(|line| line.starts_with("{\"office\"")) {
        let value = line.split("\"value\":").nth(1).and_then(|rest| rest.split(",\"unit\"").next());
        total.add(value.and_then(|value| value.trim_matches('"').parse().ok()));
    }
    total
}

fn has_id(page: &str, id: &str) -> bool {
    page.contains(&format!(" id=\"{id}\""))
}

/// Where a relative link leads, from the root of the site; none where it leads out.
fn followed(route: &str, link: &str) -> Option<String> {
    let mut parts: Vec<&str> = route.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            ".." => drop(parts.pop()?),
            "." => {}
            part => parts.push(part),
        }
    }
    Some(decoded(&parts.join("/")))
}
