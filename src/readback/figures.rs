//! The figures of a report in each of its files, cell by cell.

use std::fmt;
use std::sync::LazyLock;

use memchr::memmem::Finder;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::content::Report;
use crate::edition::{Edition, Kind};
use crate::source::near::near;

use super::ReadBack;
use super::links::Name;

/// Where a figure is written to be compared: one piece of memory for all.
#[derive(Default)]
pub(super) struct Figure(String);

impl Figure {
    /// With all its digits.
    pub(super) fn plain(&mut self, report: &Report, cell: usize) -> Option<&str> {
        self.0.clear();
        report.push_cell(cell, Kind::Wan, &mut self.0).then_some(&*self.0)
    }
}

/// What the rows of a file that holds many reports add up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Total {
    rows: usize,
    sum: Decimal,
}

impl Total {
    /// Of one report.
    pub fn of(report: &Report) -> Total {
        let mut total = Total::default();
        report.cells.iter().for_each(|cell| total.add(cell.value()));
        total
    }

    /// Of rows of a CSV file: the value is the third field from the end. The head, which
    /// stands after the BOM, is passed over.
    pub fn of_csv(rows: &[u8]) -> Total {
        let mut total = Total::default();
        let head = rows.starts_with("\u{feff}".as_bytes()).then(|| memchr::memchr(b'\n', rows)).flatten();
        let rows = head.map_or(rows, |end| &rows[end + 1..]);
        let mut whole = Whole::default();
        values(rows).for_each(|value| whole.add(value, &mut total));
        whole.done(total)
    }

    /// Of rows of a JSON file: each value stands between `"value":` and `,"unit"`. A quotation
    /// mark within a word has a backslash: no word can hold this key.
    pub fn of_json(rows: &[u8]) -> Total {
        static KEY: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new(br#""value":"#));
        let mut total = Total::default();
        let mut whole = Whole::default();
        for at in KEY.find_iter(rows) {
            let rest = &rows[at + KEY.needle().len()..];
            let end = rest.iter().position(|byte| *byte == b',').unwrap_or(rest.len());
            whole.add(bare(&rest[..end]), &mut total);
        }
        whole.done(total)
    }

    /// Adds what other rows come to.
    pub fn join(&mut self, other: Total) {
        self.rows += other.rows;
        self.sum = self.sum.checked_add(other.sum).unwrap_or(self.sum);
    }

    fn add(&mut self, value: Option<Decimal>) {
        self.rows += 1;
        // A sum that does not fit stays as it is on both sides.
        self.sum = value.and_then(|value| self.sum.checked_add(value)).unwrap_or(self.sum);
    }
}

/// The sum of the small whole numbers among the values: nearly all of them are, and need
/// no decimal arithmetic.
#[derive(Default)]
struct Whole {
    rows: usize,
    sum: i64,
}

impl Whole {
    /// Adds a value as written; what is no small whole number goes to `total`.
    fn add(&mut self, value: &[u8], total: &mut Total) {
        // Nine digits a row: a file of 9 thousand million rows would still fit.
        let small = !value.is_empty() && value.len() <= 9 && value.iter().all(u8::is_ascii_digit);
        if !small {
            return total.add(std::str::from_utf8(value).ok().and_then(|value| value.parse().ok()));
        }
        self.rows += 1;
        self.sum += value.iter().fold(0, |sum, byte| sum * 10 + i64::from(byte - b'0'));
    }

    fn done(self, mut total: Total) -> Total {
        total.join(Total { rows: self.rows, sum: Decimal::from(self.sum) });
        total
    }
}

impl fmt::Display for Total {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} 行、合计 {}", self.rows, self.sum)
    }
}

/// The figures of a page: `names` are those in it that may be a cell's, `open` is what
/// stands before the name of one.
pub(super) fn of_page(
    reading: &ReadBack<'_>,
    route: &str,
    edition: &Edition,
    report: &Report,
    (page, names, open): (&[u8], &[Name<'_>], &[u8]),
) {
    let mut found = vec![None; edition.cells.len()];
    let mut next = 0;
    // A name ends with its quotation mark.
    let is_cell = |name: &[u8], end: usize| page[..end - 1 - name.len()].ends_with(open);
    for (name, end) in names.iter().filter(|(name, end)| is_cell(name, *end)) {
        // Cells stand in the order of the form; a name that does not is looked up.
        let expected = edition.cells.get(next).filter(|spec| spec.html_id.as_bytes() == *name);
        if let Some(cell) = expected.map(|_| next).or_else(|| reading.cell(edition, name)) {
            found[cell] = between(&page[*end..]);
            next = cell + 1;
        }
    }
    compare(reading, route, edition, report, |cell| found[cell]);
}

/// The text after the tag that ends here.
fn between(rest: &[u8]) -> Option<&[u8]> {
    let text = &rest[near(b'>', rest)? + 1..];
    let end = text.iter().position(|byte| *byte == b'<').unwrap_or(text.len());
    Some(&text[..end])
}

/// What stands between the quotation marks, if there are any.
fn bare(value: &[u8]) -> &[u8] {
    value.strip_prefix(b"\"").and_then(|value| value.strip_suffix(b"\"")).unwrap_or(value)
}

/// The values of rows of a CSV file.
fn values(rows: &[u8]) -> impl Iterator<Item = &[u8]> {
    lines(rows).map(value)
}

fn lines(rows: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = rows.get(start..).filter(|rest| !rest.is_empty())?;
        let end = near(b'\n', rest).unwrap_or(rest.len());
        start += end + 1;
        Some(&rest[..end])
    })
}

/// The third field of a row, counted from its end.
fn value(row: &[u8]) -> &[u8] {
    let (mut commas, mut end) = (0, row.len());
    for (at, byte) in row.iter().enumerate().rev() {
        if *byte == b',' {
            commas += 1;
            match commas {
                2 => end = at,
                3 => return &row[at + 1..end],
                _ => {}
            }
        }
    }
    &[]
}

pub(super) fn of_csv(reading: &ReadBack<'_>, route: &str, edition: &Edition, report: &Report, text: &[u8]) {
    let mut figures = values(text).skip(1);
    compare(reading, route, edition, report, |_| figures.next());
}

pub(super) fn of_json(reading: &ReadBack<'_>, route: &str, edition: &Edition, report: &Report, text: &[u8]) {
    // As text: keys need not be looked at again one by one whether they are UTF-8.
    let document = simdutf8::basic::from_utf8(text).ok().and_then(|text| serde_json::from_str(text).ok());
    let cells = document.map(|document: Document<'_>| document.cells.0).unwrap_or_default();
    let mut next = 0;
    let figure = |cell: usize| {
        let id = edition.cells[cell].id.as_str();
        // Keys stand in the order of the form, missing ones left out.
        let at = match cells.get(next) {
            Some((key, _)) if *key == id => Some(next),
            _ => cells.iter().position(|(key, _)| *key == id),
        };
        at.map(|at| {
            next = at + 1;
            cells[at].1
        })
    };
    let mut figure = figure;
    compare(reading, route, edition, report, |cell| Some(figure(cell).unwrap_or_default().as_bytes()));
}

/// Holds every cell against what was found for it.
fn compare<'p>(
    reading: &ReadBack<'_>,
    route: &str,
    edition: &Edition,
    report: &Report,
    mut found: impl FnMut(usize) -> Option<&'p [u8]>,
) {
    let (mut figure, page) = (Figure::default(), route.ends_with(".html"));
    for (cell, spec) in edition.cells.iter().enumerate() {
        figure.0.clear();
        let wanted = match report.push_cell(cell, spec.kind, &mut figure.0) {
            true => &*figure.0,
            false if page => "未填",
            false => "",
        };
        let found = found(cell);
        if found != Some(wanted.as_bytes()) {
            let found = found.map_or("没有这一格".into(), String::from_utf8_lossy);
            reading.fault(route, &format!("{} 应为“{wanted}”", edition.say(cell)), &format!("实际“{found}”"));
        }
    }
}

/// What is read of `report.json`.
#[derive(Deserialize)]
struct Document<'t> {
    #[serde(borrow)]
    cells: Cells<'t>,
}

/// Key and figure of every cell, in the order of the file.
struct Cells<'t>(Vec<(&'t str, &'t str)>);

impl<'de: 't, 't> Deserialize<'de> for Cells<'t> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Cells<'t>, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = Cells<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map of figures")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Cells<'de>, A::Error> {
                let mut cells = Vec::with_capacity(map.size_hint().unwrap_or(256));
                while let Some((key, value)) = map.next_entry::<&str, &RawValue>()? {
                    // Neither keys nor figures have anything escaped in them.
                    cells.push((key, value.get().trim_matches('"')));
                }
                Ok(Cells(cells))
            }
        }
        deserializer.deserialize_map(Read)
    }
}
