//! `report.json`: a report's figures and words for programs, as the contract has it.

use rust_decimal::prelude::ToPrimitive;
use serde_json::{Map, Value, json};

use crate::content::{Cell, Office, Report};
use crate::edition::Kind;
use crate::render::markdown;

/// The file. A missing figure is absent: it is neither 0 nor null.
pub(super) fn make(office: &Office, report: &Report) -> Vec<u8> {
    let mut cells = Map::new();
    let mut derived = Vec::new();
    let mut narrative = Map::new();
    if let Some(edition) = &report.edition {
        for (number, spec) in edition.cells.iter().enumerate() {
            if let Cell::Given(value) = report.cell(number) {
                let printed = match (spec.kind, value.to_u64(), value.to_i64()) {
                    (Kind::Count, Some(count), _) => Value::from(count),
                    (Kind::Delta, _, Some(change)) => Value::from(change),
                    // Money keeps its digits, and a sum past 64 bits its value.
                    _ => Value::from(value.to_string()),
                };
                cells.insert(spec.id.clone(), printed);
            }
            if spec.derived {
                derived.push(Value::from(spec.id.clone()));
            }
        }
        for (number, section) in edition.sections.iter().enumerate() {
            let text = report
                .narrative
                .part(number)
                .map(|part| report.narrative.filled(&part.body, report))
                .unwrap_or_default();
            narrative.insert(section.names.id.clone(), Value::from(markdown::to_text(&text)));
        }
    }
    let preface = markdown::to_text(&report.narrative.filled(&report.narrative.preface, report));
    if !preface.is_empty() {
        narrative.insert("preface".to_owned(), Value::from(preface));
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
    bytes
}
