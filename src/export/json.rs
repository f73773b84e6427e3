//! `report.json`: a report's figures and words for programs, as the contract has it.

use std::fmt::Write;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;
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
    let notes = report.explanations.iter();
    let head = Head {
        schema: 1,
        office: Of { id: &office.id, name, kind: office.kind.name() },
        year: report.key.year,
        edition: report.edition.as_ref().map_or("text", |edition| edition.id.as_str()),
        title: report.title(name),
        published: report.published.map(|published| published.text()),
    };
    let tail = Tail {
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
    let mut text = String::with_capacity(report.cells.len() * 64 + report.narrative.text.len() * 2);
    // An object without its last bracket, the figures, an object without its first one.
    text.push_str(pretty(&head).strip_suffix("\n}").unwrap_or_default());
    figures(press, report, &mut text);
    narrative(&words, &mut text);
    text.push_str(pretty(&tail).strip_prefix('{').unwrap_or_default());
    text.push('\n');
    Ok(text.into_bytes())
}

fn pretty(part: &impl Serialize) -> String {
    // Strings, numbers and maps: printing them cannot fail.
    serde_json::to_string_pretty(part).unwrap_or_default()
}

/// The figures by the ids of their cells, and which of them are derived: most of the file,
/// and the same but for the figures in every report of a form.
fn figures(press: &Press, report: &Report, out: &mut String) {
    let (cells, prepared) = match &report.edition {
        Some(edition) => (edition.cells.as_slice(), press.of(edition)),
        None => (&[][..], None),
    };
    let keys = prepared.map_or(&[][..], |prepared| &prepared.keys);
    out.push_str(",\n  \"cells\": {");
    let mut first = true;
    for (number, (cell, key)) in cells.iter().zip(keys).enumerate() {
        if report.cell(number) == Cell::Missing {
            continue;
        }
        out.push_str(if std::mem::take(&mut first) { "\n" } else { ",\n" });
        out.push_str(key);
        push_figure(report, number, cell.kind, out);
    }
    out.push_str(if first { "}" } else { "\n  }" });
    out.push_str(",\n  \"derived\": ");
    out.push_str(prepared.map_or("[]", |prepared| &prepared.derived));
    out.push(',');
}

/// What stands before the figure of a cell in the file of one report.
pub(super) fn key(cell: &CellSpec) -> String {
    format!("    {}: ", quoted(&cell.id))
}

/// The ids of a form's derived cells, as the file of one report has them.
pub(super) fn derived(cells: &[CellSpec]) -> String {
    let ids: Vec<&str> = cells.iter().filter(|cell| cell.derived).map(|cell| cell.id.as_str()).collect();
    // One step further in: it lies in an object.
    pretty(&ids).replace('\n', "\n  ")
}

/// What stands before the figures.
#[derive(Serialize)]
struct Head<'r> {
    schema: u32,
    office: Of<'r>,
    year: u16,
    edition: &'r str,
    title: String,
    published: Option<String>,
}

/// What stands after them.
#[derive(Serialize)]
struct Tail<'r> {
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

/// The words by the keys of their sections, the preface after them: most of the text of the
/// file, in which hardly anything needs escaping.
fn narrative(words: &[Words], out: &mut String) {
    let (prefaces, sections): (Vec<&Words>, Vec<&Words>) = words.iter().partition(|words| words.title.is_empty());
    out.push_str("\n  \"narrative\": {");
    let mut first = true;
    for words in sections.into_iter().chain(prefaces) {
        out.push_str(if std::mem::take(&mut first) { "\n    " } else { ",\n    " });
        quote(&words.id, out);
        out.push_str(": ");
        quote(&words.text, out);
    }
    out.push_str(if first { "}," } else { "\n  }," });
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
    let around = press.of(edition).map_or(&[][..], |prepared| &prepared.json);
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
    let mut out = String::with_capacity(text.len() + 2);
    quote(text, &mut out);
    out
}

/// A text as JSON has it.
fn quote(text: &str, out: &mut String) {
    // Nearly all texts hold nothing that must be escaped but the ends of lines. Each is
    // looked at to its end: so the compiler takes many bytes at once.
    let plain = |byte: u8| (byte >= 0x20 || byte == b'\n') & (byte != b'"') & (byte != b'\\');
    if !text.bytes().fold(true, |all, byte| all & plain(byte)) {
        out.push_str(&Value::from(text).to_string());
        return;
    }
    out.push('"');
    for (number, line) in text.split('\n').enumerate() {
        out.push_str(if number > 0 { "\\n" } else { "" });
        out.push_str(line);
    }
    out.push('"');
}

/// Counts are numbers; money is text with its digits, as is a sum past 64 bits.
fn figure(value: Decimal, kind: Kind) -> Value {
    match (kind, value.to_u64(), value.to_i64()) {
        (Kind::Count, Some(count), _) => Value::from(count),
        (Kind::Delta, _, Some(change)) => Value::from(change),
        _ => Value::from(value.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn texts_are_quoted_as_json_has_them(text in "([甲乙a ]{0,9}|\\PC|[\"\\\\/\n\r\t\x08\x0c\x00-\x1f\x7f]){0,9}") {
            let mut out = "甲".to_owned();
            quote(&text, &mut out);
            prop_assert_eq!(out, format!("甲{}", Value::from(text)));
        }
    }
}
