//! `report.json`: a report's figures and words for programs, as the contract has it.

use std::fmt::Write;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::content::{Cell, Report};
use crate::edition::{CellSpec, Kind};
use crate::error::Result;

use super::{Around, Entry, Press, Words};

/// The file. A missing figure is absent: it is neither 0 nor null.
pub(super) fn one(press: &Press, (office, report): Entry<'_>) -> Result<Vec<u8>> {
    let words = press.words(report);
    let name = office.name_in(report.key.year);
    let id = |cell: Option<usize>| cell.zip(report.edition.as_ref()).map(|(cell, form)| form.cells[cell].id.as_str());
    let derived = report.edition.iter().flat_map(|form| form.cells.iter().filter(|cell| cell.derived));
    let notes = report.explanations.iter();
    let document = Document {
        schema: 1,
        office: Of { id: &office.id, name, kind: office.kind.name() },
        year: report.key.year,
        edition: report.edition.as_ref().map_or("text", |edition| edition.id.as_str()),
        title: report.title(name),
        published: report.published.map(|published| published.text()),
        cells: Cells(report),
        derived: derived.map(|cell| cell.id.as_str()).collect(),
        narrative: Narrative(&words),
        notes: notes.map(|note| Note { code: &note.code, cell: id(note.cell), reason: &note.reason }).collect(),
        corrections: report
            .corrections
            .iter()
            .map(|c| Corrected {
                date: c.date.to_string(),
                cell: id(c.cell),
                old: &c.old,
                new: &c.new,
                reason: &c.reason,
            })
            .collect(),
    };
    let mut bytes = Vec::with_capacity(report.cells.len() * 64 + report.narrative.text.len() * 2);
    // Strings, numbers and maps: printing them cannot fail.
    let _ = serde_json::to_writer_pretty(&mut bytes, &document);
    bytes.push(b'\n');
    Ok(bytes)
}

#[derive(Serialize)]
struct Document<'r> {
    schema: u32,
    office: Of<'r>,
    year: u16,
    edition: &'r str,
    title: String,
    published: Option<String>,
    cells: Cells<'r>,
    derived: Vec<&'r str>,
    narrative: Narrative<'r>,
    notes: Vec<Note<'r>>,
    corrections: Vec<Corrected<'r>>,
}

#[derive(Serialize)]
struct Of<'r> {
    id: &'r str,
    name: &'r str,
    kind: &'r str,
}

#[derive(Serialize)]
struct Note<'r> {
    code: &'r str,
    cell: Option<&'r str>,
    reason: &'r str,
}

#[derive(Serialize)]
struct Corrected<'r> {
    date: String,
    cell: Option<&'r str>,
    old: &'r str,
    new: &'r str,
    reason: &'r str,
}

/// A figure: nearly all are small counts.
#[derive(Serialize)]
#[serde(untagged)]
enum Figure {
    Small(i32),
    Other(Value),
}

/// The figures by the ids of their cells.
struct Cells<'r>(&'r Report);

impl Serialize for Cells<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let specs = self.0.edition.iter().flat_map(|form| form.cells.iter().enumerate());
        serializer.collect_map(specs.filter_map(|(number, spec)| {
            let small = self.0.cells.whole(number).filter(|whole| spec.kind == Kind::Delta || *whole >= 0);
            let figure = match small.filter(|_| spec.kind != Kind::Wan) {
                Some(whole) => Figure::Small(whole),
                None => Figure::Other(figure(self.0.cell(number).value()?, spec.kind)),
            };
            Some((&spec.id, figure))
        }))
    }
}

/// Sections first, the preface after them.
struct Narrative<'r>(&'r [Words]);

impl Serialize for Narrative<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let (prefaces, sections): (Vec<&Words>, Vec<&Words>) = self.0.iter().partition(|words| words.title.is_empty());
        serializer.collect_map(sections.into_iter().chain(prefaces).map(|words| (&words.id, &words.text)))
    }
}

/// How the file of many reports begins and ends: `{"schema":1,"cells":[{…},…]}`, one fact
/// a line with the columns of the CSV file.
pub(crate) const HEAD: &str = "{\"schema\":1,\"cells\":[\n";
pub(crate) const TAIL: &str = "\n]}\n";

/// The rows of one report. A missing figure is null.
pub(super) fn rows(press: &Press, (office, report): Entry<'_>, out: &mut String) {
    let Some(edition) = &report.edition else { return };
    let head = format!(
        "{{\"office\":{},\"office_name\":{},\"year\":{},\"edition\":{},",
        quoted(&office.id),
        quoted(office.name_in(report.key.year)),
        report.key.year,
        quoted(&edition.id)
    );
    let around = press.around(edition, 1);
    out.reserve(around.iter().map(|around| head.len() + around.before.len() + around.after.len() + 8).sum());
    for (number, (cell, around)) in edition.cells.iter().zip(around).enumerate() {
        out.push_str(if number > 0 { ",\n" } else { "" });
        out.push_str(&head);
        out.push_str(&around.before);
        push_figure(report, number, cell.kind, out);
        out.push_str(&around.after);
    }
}

/// What stands around a figure.
pub(super) fn around(cell: &CellSpec) -> Around {
    Around {
        before: format!("\"cell\":{},\"label\":{},\"value\":", quoted(&cell.id), quoted(&cell.labels.join(" / "))),
        after: format!(",\"unit\":{},\"derived\":{}}}", quoted(&cell.unit), cell.derived),
    }
}

fn push_figure(report: &Report, cell: usize, kind: Kind, out: &mut String) {
    // Nearly all are small counts, which JSON prints as they are.
    if kind != Kind::Wan && report.cells.whole(cell).is_some_and(|whole| kind == Kind::Delta || whole >= 0) {
        report.push_cell(cell, kind, out);
        return;
    }
    match report.cell(cell) {
        Cell::Missing => out.push_str("null"),
        // Strings and numbers: printing them cannot fail.
        Cell::Given(value) => drop(write!(out, "{}", figure(value, kind))),
    }
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// Counts are numbers; money is text with its digits, as is a sum past 64 bits.
fn figure(value: Decimal, kind: Kind) -> Value {
    match (kind, value.to_u64(), value.to_i64()) {
        (Kind::Count, Some(count), _) => Value::from(count),
        (Kind::Delta, _, Some(change)) => Value::from(change),
        _ => Value::from(value.to_string()),
    }
}
