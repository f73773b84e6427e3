//! The sum of the offices under one superior, on the page of a year.

use serde::Serialize;

use crate::content::OfficeKind;
use crate::content::report::print;
use crate::edition::{Edition, Layout};
use crate::render::Html;
use crate::site::change::signed;
use crate::site::sum::Sum;
use crate::site::{OfficeYears, Site, route};

use super::Shop;
use super::frame::Link;
use super::table_view::Sheets;

/// One sum as templates see it.
#[derive(Serialize)]
pub(super) struct SumView {
    /// Id of the superior, for ids on the page.
    id: String,
    parent: Link,
    /// Whether it is a government.
    government: bool,
    /// How many offices there are, and how many have reported.
    offices: usize,
    reported: usize,
    missing: Vec<Link>,
    /// The statutory tables with the sums.
    tables: Vec<Html>,
    /// The superior's own figures beside the sum; empty without a report of its own.
    beside: Vec<BesideView>,
}

impl SumView {
    /// About how many bytes it becomes.
    pub(super) fn length(&self) -> usize {
        self.tables.iter().map(Html::length).sum::<usize>() + self.beside.len() * 200 + 2000
    }
}

/// One figure of the superior beside the sum of the others.
#[derive(Serialize)]
struct BesideView {
    label: String,
    unit: String,
    sum: String,
    own: String,
    /// Own less sum, with its sign; empty where one is missing.
    difference: String,
}

/// The sums of a year that stand on one page: those of `superiors`.
pub(super) fn views(
    shop: &Shop<'_>,
    at: &str,
    site: &Site<'_>,
    (year, edition): (u16, &Edition),
    superiors: &[&OfficeYears<'_>],
) -> Vec<SumView> {
    let Some(sheets) = shop.summed.get(&edition.id) else { return Vec::new() };
    let sheets = sheets.get_or_init(|| Sheets::prefixed(edition));
    superiors.iter().map(|parent| view(at, year, edition, &site.sum(parent, year, edition), sheets)).collect()
}

fn view(at: &str, year: u16, edition: &Edition, sum: &Sum<'_, '_>, sheets: &Sheets) -> SumView {
    let parent = sum.parent.office;
    let link = |id: &str, name: &str| Link::to(name, at, &route::office(id));
    let prefix = format!("sum-{}-", parent.id);
    let tables = 0..edition.tables.len();
    SumView {
        id: parent.id.to_string(),
        parent: link(&parent.id, parent.name_in(year)),
        government: parent.kind == OfficeKind::Government,
        offices: sum.reported.len() + sum.missing.len(),
        reported: sum.reported.len(),
        missing: sum.missing.iter().map(|office| link(&office.id, office.name_in(year))).collect(),
        tables: tables.map(|table| Html::ready(sheets.fill_cells(table, &sum.cells, &prefix))).collect(),
        beside: beside(edition, sum),
    }
}

/// Every cell of the lists and of the cases, of the matrix each row's total; rows that
/// are 0 on both sides say nothing.
fn beside(edition: &Edition, sum: &Sum<'_, '_>) -> Vec<BesideView> {
    let Some(own) = sum.own else { return Vec::new() };
    let cells = edition.cells.iter().enumerate();
    let shown = cells
        .filter(|(number, _)| edition.table_of(*number).layout != Layout::Matrix || edition.column_of(*number).derived);
    let mut views = Vec::new();
    for (number, spec) in shown {
        let (theirs, ours) = (sum.cells[number].value(), own.cell(number).value());
        if theirs.is_some_and(|value| value.is_zero()) && ours.is_some_and(|value| value.is_zero()) {
            continue;
        }
        let text = |value: Option<rust_decimal::Decimal>| {
            value.map_or_else(|| "未填".to_owned(), |value| print(value, spec.kind))
        };
        let difference = theirs.zip(ours).and_then(|(theirs, ours)| ours.checked_sub(theirs));
        views.push(BesideView {
            label: spec.labels.join(" / "),
            unit: spec.unit.clone(),
            sum: text(theirs),
            own: text(ours),
            difference: difference.map(signed).unwrap_or_default(),
        });
    }
    views
}
