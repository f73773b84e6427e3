//! The page where any two reports are picked and set side by side, and the data it
//! loads: one script for each office, because a page opened from a disk may load
//! scripts but no other file. Without JavaScript the page lists every pair of
//! consecutive years, each a static page.

use std::sync::Arc;

use memchr::memmem;
use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use crate::content::{OfficeKind, Report};
use crate::edition::{Kind, Mark};
use crate::export::Words;
use crate::render::{Html, Rows};
use crate::site::change::FLOOR;
use crate::site::series::{self, Row};
use crate::site::{OfficeYears, Site, route};

use super::consecutive;
use super::frame::{Link, PageFrame};
use super::lines::{labels, unit};
use super::{Make, MarkView, Page, Shop, Wanted, parts};

/// What `compare.html` is given.
#[derive(Serialize)]
struct CompareView {
    page: PageFrame,
    /// The script that compares.
    script: Option<Html>,
    /// The way to the root of the site, for the script.
    root: Html,
    /// The forms as data.
    forms: Html,
    /// The kinds of office there are, in order.
    kinds: Vec<&'static str>,
    /// By kind.
    offices: Rows<OfficeView>,
    /// Below this base no percentage is printed.
    floor: i64,
}

/// An office that can be picked.
#[derive(Debug, Serialize)]
struct OfficeView {
    id: String,
    name: String,
    /// Which of `kinds`, from 1.
    kind: usize,
    /// The years it can be picked with, newest first, joined by blanks.
    years: String,
    /// Pairs of consecutive years, newest first.
    pairs: Vec<Link>,
}

pub(super) fn pages<'s>(site: &'s Site<'s>, _: Wanted<'s>) -> Vec<Page<'s>> {
    vec![
        Page {
            route: route::COMPARE.to_owned(),
            make: Make::One(Box::new(move |shop| shop.theme.render("compare.html", &view(shop, site)))),
        },
        Page { route: route::FORMS.to_owned(), make: Make::One(Box::new(move |_| Ok(forms(site)))) },
    ]
}

/// The reports of each office as data.
pub(super) fn data<'s>(site: &'s Site<'s>, wanted: Wanted<'s>) -> Vec<Page<'s>> {
    let offices = wanted.offices().iter().filter(|office| !office.reports.is_empty());
    offices
        .map(|office| {
            let make = move |shop: &Shop<'s>| Ok(script("office", &office_data(shop, site, office)));
            Page { route: route::office_data(&office.office.id), make: Make::One(Box::new(make)) }
        })
        .collect()
}

fn view(shop: &Shop<'_>, site: &Site<'_>) -> CompareView {
    let at = route::COMPARE;
    let title = "任意两份报告对照";
    let of_kind = |kind| {
        let with_reports = site.offices.iter().filter(|office| !office.reports.is_empty());
        with_reports.filter(move |office| office.office.kind == kind)
    };
    let offices: Vec<&OfficeYears<'_>> = OfficeKind::ALL.into_iter().flat_map(of_kind).collect();
    let kinds: Vec<_> = parts::kinds(&offices).collect();
    let office = |kind: usize, office: &OfficeYears<'_>| OfficeView {
        id: office.office.id.to_string(),
        name: office.office.name.clone(),
        kind,
        years: office.reports.keys().rev().map(u16::to_string).collect::<Vec<_>>().join(" "),
        pairs: consecutive::pairs(site, office)
            .iter()
            .rev()
            .map(|(before, now)| {
                let to = route::consecutive(&office.office.id, now.year);
                Link::to(format!("{}—{}", before.year, now.year), at, &to)
            })
            .collect(),
    };
    let numbered = (1..).zip(&kinds).flat_map(|(kind, (_, offices))| offices.iter().map(move |one| (kind, *one)));
    let views = numbered.map(|(kind, one)| office(kind, one)).collect();
    CompareView {
        page: shop.frame.page(
            at,
            title,
            "任选两个机关、两个年度的报告，对照统计表的数字和文字的异同",
            vec![Link::here("比较")],
        ),
        script: shop.theme.asset("compare.js").map(|name| Html::ready(route::link(at, &route::asset(name)))),
        root: Html::ready(route::up(at)),
        forms: Html::ready(route::link(at, route::FORMS)),
        kinds: kinds.iter().map(|(name, _)| *name).collect(),
        offices: Rows::new(views),
        floor: FLOOR,
    }
}

/// A script that hands `data` to the page: `nianbao.<what>(…)`.
pub(super) fn script(what: &str, data: &impl Serialize) -> Vec<u8> {
    let mut script = format!("nianbao.{what}(").into_bytes();
    // Strings, numbers and maps: printing them cannot fail.
    let _ = serde_json::to_writer(&mut script, data);
    script.extend_from_slice(b");\n");
    // JSON is JavaScript, but for two line ends that old browsers refuse in strings.
    for (end, written) in [("\u{2028}", "\\u2028"), ("\u{2029}", "\\u2029")] {
        if memmem::find(&script, end.as_bytes()).is_some() {
            script = String::from_utf8_lossy(&script).replace(end, written).into_bytes();
        }
    }
    script
}

/// An office's reports: figures as printed, words sentence by sentence.
#[derive(Serialize)]
struct OfficeData<'s> {
    id: &'s str,
    name: &'s str,
    /// Mergers and divisions that set its years apart.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    turns: Vec<MarkView>,
    reports: Vec<ReportData<'s>>,
}

#[derive(Serialize)]
struct ReportData<'s> {
    year: u16,
    name: &'s str,
    title: String,
    edition: Option<&'s str>,
    draft: bool,
    href: String,
    cells: Cells<'s>,
    sections: Sections,
}

/// Each cell as text, null for one that is missing.
struct Cells<'s>(&'s Report);

impl Serialize for Cells<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut text = String::new();
        let mut cells = serializer.serialize_seq(Some(self.0.cells.len()))?;
        for cell in 0..self.0.cells.len() {
            text.clear();
            let given = self.0.push_cell(cell, Kind::Wan, &mut text);
            cells.serialize_element(&given.then_some(text.as_str()))?;
        }
        cells.end()
    }
}

struct Sections(Arc<Vec<Words>>);

#[derive(Serialize)]
struct SectionData<'w> {
    id: &'w str,
    title: &'w str,
    sentences: Vec<&'w str>,
}

impl Serialize for Sections {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|words| SectionData {
            id: &words.id,
            title: &words.title,
            sentences: words.sentences().collect(),
        }))
    }
}

fn office_data<'s>(shop: &Shop<'_>, site: &Site<'_>, office: &OfficeYears<'s>) -> OfficeData<'s> {
    let report = |report: &&'s Report| ReportData {
        year: report.key.year,
        name: office.office.name_in(report.key.year),
        title: report.title(office.office.name_in(report.key.year)),
        edition: report.edition.as_ref().map(|edition| edition.id.as_str()),
        draft: report.draft,
        href: route::report(&office.office.id, report.key.year),
        cells: Cells(report),
        sections: Sections(shop.press.words(report)),
    };
    OfficeData {
        id: &office.office.id,
        name: &office.office.name,
        turns: site.turns(office).into_iter().map(|(year, turn)| MarkView::of(year, &turn)).collect(),
        reports: office.reports.values().map(report).collect(),
    }
}

/// The forms, and for every two of them the rows that follow figures over both.
fn forms(site: &Site<'_>) -> Vec<u8> {
    let editions = site.editions();
    let mut named = serde_json::Map::new();
    for edition in &editions {
        let tables: Vec<Value> = edition
            .tables
            .iter()
            .map(|table| json!({ "id": table.id, "caption": table.caption, "unit": edition.unit_of(table) }))
            .collect();
        let mark = |mark: &Mark| json!({ "year": mark.year, "alone": mark.alone, "note": mark.note });
        let marks: Vec<Value> = edition.marks.iter().map(mark).collect();
        let about = json!({
            "name": edition.name,
            "document": edition.document,
            "year": edition.first_year,
            "tables": tables,
            "marks": marks,
        });
        named.insert(edition.id.clone(), about);
    }
    let mut pairs = serde_json::Map::new();
    for (at, older) in editions.iter().enumerate() {
        for newer in &editions[at..] {
            let both = if newer.id == older.id { vec![*newer] } else { vec![*newer, *older] };
            let rows: Vec<Value> = series::rows(&both).iter().map(row).collect();
            pairs.insert(format!("{} {}", older.id, newer.id), Value::from(rows));
        }
    }
    script("forms", &json!({ "editions": named, "rows": pairs, "floor": FLOOR }))
}

fn row(row: &Row) -> Value {
    let (label, above) = labels(row);
    let cells: serde_json::Map<String, Value> =
        row.cells.iter().map(|(first_year, cells)| (first_year.to_string(), Value::from(cells.clone()))).collect();
    json!({
        "unit": unit(row, &label),
        "table": row.table,
        "label": label,
        "above": above,
        "derived": row.derived,
        "main": row.main,
        "note": row.note,
        "cells": cells,
    })
}
