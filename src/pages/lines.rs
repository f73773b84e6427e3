//! Lines of figures over columns, as templates see them.

use serde::Serialize;

use crate::content::Report;
use crate::content::report::print;
use crate::render::Html;
use crate::site::series::{Line, Point, Row};
use crate::site::{Column, route};

/// One figure over the columns.
#[derive(Serialize)]
pub(super) struct LineView {
    /// Words before the figures: the row, and the column where the row has several.
    label: String,
    /// Labels above, joined.
    above: String,
    unit: String,
    derived: bool,
    footnote: Option<usize>,
    points: Vec<PointView>,
}

/// One figure, or why there is none.
#[derive(Serialize)]
struct PointView {
    /// As printed; empty for a gap.
    text: String,
    /// `figure`, `missing`, `not_on_form` or `no_report`.
    state: &'static str,
    /// The cell on the report's page.
    href: Option<Html>,
    breaks: bool,
}

/// Notes on lines, each printed once.
#[derive(Default)]
pub(super) struct Footnotes(Vec<String>);

impl Footnotes {
    /// The number of a note, from 1.
    pub(super) fn number(&mut self, text: &str) -> usize {
        match self.0.iter().position(|known| known == text) {
            Some(at) => at + 1,
            None => {
                self.0.push(text.to_owned());
                self.0.len()
            }
        }
    }

    /// The notes in the order of their numbers.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// The views of `lines` over `columns`, for the page at `at`.
pub(super) fn line_views<'l>(
    at: &str,
    columns: &[Column<'_>],
    breaks: &[bool],
    lines: impl Iterator<Item = &'l Line<'l>>,
    footnotes: &mut Footnotes,
) -> Vec<LineView> {
    let mut views = Vec::new();
    // The way to each report is worked out once, not for every figure.
    let way = |report: &Report| route::link(at, &route::report(&report.key.office, report.key.year));
    let columns: Vec<_> = columns.iter().map(|column| column.report.map(|report| (report, way(report)))).collect();
    for line in lines {
        let footnote = line.row.note.as_deref().map(|note| footnotes.number(note));
        let points = line.points.iter().zip(&columns).zip(breaks);
        let points =
            points.map(|((point, column), breaks)| point_view(line.row, *point, column.as_ref(), *breaks)).collect();
        let (label, above) = labels(line.row);
        let (unit, derived) = (unit(line.row, &label), line.row.derived);
        views.push(LineView { label, above, unit, derived, footnote, points });
    }
    views
}

/// The words of a line: its last two labels, and what stands above them. A row's total
/// goes by the row's name alone.
pub(super) fn labels(line: &Row) -> (String, String) {
    let mut labels: Vec<&str> = line.labels.iter().map(String::as_str).collect();
    let last = labels.pop().unwrap_or_default();
    if line.row_total {
        let row = labels.pop().unwrap_or(last);
        return (row.to_owned(), labels.join(" / "));
    }
    let row = labels.pop().unwrap_or_default();
    (if row.is_empty() { last.to_owned() } else { format!("{row}：{last}") }, labels.join(" / "))
}

/// The unit, where the words before the figures do not say it already.
pub(super) fn unit(row: &Row, label: &str) -> String {
    if label.contains(&row.unit) { String::new() } else { row.unit.clone() }
}

fn point_view(line: &Row, point: Point, column: Option<&(&Report, String)>, breaks: bool) -> PointView {
    let (text, state) = match point {
        Point::Figure(value) => (print(value, line.kind), "figure"),
        Point::Missing => ("未填".to_owned(), "missing"),
        Point::NotOnForm => ("—".to_owned(), "not_on_form"),
        Point::NoReport => (String::new(), "no_report"),
    };
    let cell = column.filter(|_| state == "figure").and_then(|(report, page)| {
        let edition = report.edition.as_ref()?;
        Some((page, &edition.cells[edition.cell(&line.id)?].html_id))
    });
    let href = cell.map(|(page, id)| Html::ready(format!("{page}#{id}")));
    PointView { text, state, href, breaks }
}
