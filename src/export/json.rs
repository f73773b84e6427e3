//! `report.json`: a report's figures and words for programs, as the contract has it.

use std::fmt::Write;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::{Map, Value, json};

use crate::content::Cell;
use crate::content::report::push;
use crate::edition::{CellSpec, Kind};
use crate::error::Result;

use super::{Around, Entry, Press, words};

/// The file. A missing figure is absent: it is neither 0 nor null.
pub(super) fn one(_: &Press, (office, report): Entry<'_>) -> Result<Vec<u8>> {
    let mut cells = Map::new();
    let mut derived = Vec::new();
    let mut narrative = Map::new();
    if let Some(edition) = &report.edition {
        for (number, spec) in edition.cells.iter().enumerate() {
            if let Cell::Given(value) = report.cell(number) {
                cells.insert(spec.id.clone(), figure(value, spec.kind));
            }
            if spec.derived {
                derived.push(Value::from(spec.id.clone()));
            }
        }
    }
    // Sections first, the preface after them.
    let mut words = words(report);
    words.sort_by_key(|words| words.title.is_empty());
    for words in words {
        narrative.insert(words.id, Value::from(words.text));
    }
    let name = office.name_in(report.key.year);
    let cell_id = |cell: Option<usize>| {
        cell.and_then(|cell| report.edition.as_ref().map(|edition| edition.cells[cell].id.clone()))
    };
    let notes: Vec<Value> = report
        .explanations
        .iter()
        .map(|note| json!({ "code": note.code, "cell": cell_id(note.cell), "reason": note.reason }))
        .collect();
    let corrections: Vec<Value> = report
        .corrections
        .iter()
        .map(|c| json!({ "date": c.date.to_string(), "cell": cell_id(c.cell), "old": c.old, "new": c.new, "reason": c.reason }))
        .collect();
    let document = json!({
        "schema": 1,
        "office": { "id": &*office.id, "name": name, "kind": office.kind.name() },
        "year": report.key.year,
        "edition": report.edition.as_ref().map_or("text", |edition| edition.id.as_str()),
        "title": report.title(name),
        "published": report.published.map(|published| published.text()),
        "cells": cells,
        "derived": derived,
        "narrative": narrative,
        "notes": notes,
        "corrections": corrections,
    });
    // Strings, numbers and maps: printing them cannot fail.
    let mut bytes = serde_json::to_vec_pretty(&document).unwrap_or_default();
    bytes.push(b'\n');
    Ok(bytes)
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
        push_figure(report.cell(number), cell.kind, out);
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

fn push_figure(cell: Cell, kind: Kind, out: &mut String) {
    match (cell, kind) {
        (Cell::Missing, _) => out.push_str("null"),
        (Cell::Given(value), Kind::Count | Kind::Delta) if value.scale() == 0 && value.to_i64().is_some() => {
            push(value, kind, out);
        }
        // Strings and numbers: printing them cannot fail.
        (Cell::Given(value), _) => drop(write!(out, "{}", figure(value, kind))),
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
