//! Lines of figures over columns, written out.
//!
//! Written here like the statutory tables: three hundred lines of seven figures an office
//! would cost a template ten times as long. What does not depend on the office (labels,
//! units, ids of cells) is worked out once for each set of forms.

use std::fmt::Write;
use std::sync::Arc;

use rust_decimal::Decimal;
use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::content::Report;
use crate::content::report::push;
use crate::edition::Edition;
use crate::render::{Html, escape_text};
use crate::site::change::Change;
use crate::site::series::{self, Point, Row};
use crate::site::{Column, route};

use super::Shop;

/// The unit of nearly all figures, which goes without saying.
pub(super) const UNSAID: &str = "件";

/// The rows of a table of figures, as HTML.
#[derive(Serialize)]
pub(super) struct RowsView {
    /// `<tr>` after `<tr>`.
    rows: Html,
    /// How many figures' lines they are.
    count: usize,
}

impl RowsView {
    /// No rows.
    pub(super) fn none() -> RowsView {
        RowsView { rows: Html::ready(""), count: 0 }
    }
}

/// Notes on lines, each printed once.
#[derive(Default)]
pub(super) struct Footnotes(Vec<String>);

impl Footnotes {
    /// The number of a note, from 1.
    fn number(&mut self, text: &str) -> usize {
        match self.0.iter().position(|known| known == text) {
            Some(at) => at + 1,
            None => {
                self.0.push(text.to_owned());
                self.0.len()
            }
        }
    }

    /// The notes in the order of their numbers.
    pub(super) fn views(self) -> Vec<FootnoteView> {
        self.0.into_iter().enumerate().map(|(at, text)| FootnoteView { number: at + 1, text }).collect()
    }
}

/// A note on the comparability of a line.
#[derive(Serialize)]
pub(super) struct FootnoteView {
    number: usize,
    text: String,
}

/// The lines that follow figures over some forms, with what is always written of them.
pub(super) struct Lines {
    rows: Vec<Row>,
    ready: Vec<Ready>,
}

/// What is written of a line whatever its figures.
struct Ready {
    /// `<tr class="sum"><th scope="row">…<small>（万元）</small>`
    head: String,
    /// The labels above, where there are any.
    above: String,
    /// The HTML id of its cell on each form that has it, by first year.
    ids: Vec<(u16, String)>,
}

impl Lines {
    /// The lines of `forms`, newest first.
    pub(super) fn of(forms: &[&Arc<Edition>]) -> Lines {
        let rows = series::rows(forms);
        let ready = rows.iter().map(|row| Ready::of(row, forms)).collect();
        Lines { rows, ready }
    }
}

impl Ready {
    fn of(row: &Row, forms: &[&Arc<Edition>]) -> Ready {
        let (label, above) = labels(row);
        let mut head = format!("<tr{}><th scope=\"row\">", if row.derived { " class=\"sum\"" } else { "" });
        escape_text(&label, &mut head);
        let unit = unit(row, &label);
        if !unit.is_empty() && unit != UNSAID {
            head.push_str("<small>（");
            escape_text(&unit, &mut head);
            head.push_str("）</small>");
        }
        let mut escaped = String::new();
        escape_text(&above, &mut escaped);
        // A sum of several cells stands in none of them.
        let id = |form: &&Arc<Edition>| match row.cells.iter().find(|(first_year, _)| *first_year == form.first_year) {
            Some((first_year, cells)) if cells.len() == 1 => Some((*first_year, form.cells[cells[0]].html_id.clone())),
            _ => None,
        };
        Ready { head, above: escaped, ids: forms.iter().filter_map(id).collect() }
    }

    fn id(&self, first_year: Option<u16>) -> Option<&str> {
        self.ids.iter().find(|(year, _)| Some(*year) == first_year).map(|(_, id)| id.as_str())
    }
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

/// The unit, where the column's words do not say it already: those of the row may have the
/// same character for something else (其他对外管理服务事项).
pub(super) fn unit(row: &Row, label: &str) -> String {
    let said = row.labels.last().filter(|_| !row.row_total).map_or(label, String::as_str);
    if said.contains(&row.unit) { String::new() } else { row.unit.clone() }
}

/// The one unit of all figures of a table, whatever form they stand on.
pub(super) fn unit_of<'e>(id: &str, forms: impl Iterator<Item = &'e Edition>) -> Option<String> {
    let of = |form: &'e Edition| form.tables.iter().find(|table| table.id == id).map(|table| form.unit_of(table));
    let mut units = forms.filter_map(of);
    let first = units.next()??;
    units.all(|unit| unit == Some(first)).then(|| first.to_owned())
}

/// Which lines of a table are meant: those shown unasked or the others, those with
/// figures or those that are 0 everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Which {
    pub(super) main: bool,
    pub(super) zero: bool,
}

/// The figures of some columns, line by line.
pub(super) struct Figures {
    lines: Arc<Lines>,
    points: Vec<Point>,
    columns: usize,
    /// Table → the lines of each of four kinds, in order.
    picked: FxHashMap<String, [Vec<usize>; 4]>,
}

impl Figures {
    /// Looks the figures of `reports`, one a column, up.
    pub(super) fn of(shop: &Shop<'_>, reports: &[Option<&Report>]) -> Figures {
        let lines = shop.lines(reports);
        let columns = reports.len();
        let mut points = Vec::with_capacity(lines.rows.len() * columns);
        let mut picked: FxHashMap<String, [Vec<usize>; 4]> = FxHashMap::default();
        for (number, row) in lines.rows.iter().enumerate() {
            points.extend(reports.iter().map(|report| series::point(row, *report)));
            let zero = series::is_zero(&points[number * columns..]);
            let kinds = match picked.get_mut(&row.table) {
                Some(kinds) => kinds,
                None => picked.entry(row.table.clone()).or_default(),
            };
            kinds[kind(Which { main: row.main, zero })].push(number);
        }
        Figures { lines, points, columns, picked }
    }

    fn picked(&self, table: &str, which: Which) -> &[usize] {
        self.picked.get(table).map(|kinds| kinds[kind(which)].as_slice()).unwrap_or_default()
    }

    fn points(&self, line: usize) -> &[Point] {
        &self.points[line * self.columns..(line + 1) * self.columns]
    }

    /// Writes the lines meant by `which`; none where there are none. `tail` writes what
    /// follows a line's head.
    fn write(
        &self,
        (table, which): (&str, Which),
        (width, notes): (usize, &str),
        footnotes: &mut Footnotes,
        mut tail: impl FnMut(&Row, &Ready, &[Point], &mut String),
    ) -> Option<RowsView> {
        let picked = self.picked(table, which);
        if picked.is_empty() {
            return None;
        }
        let mut out = String::with_capacity(picked.len() * (160 + 80 * self.columns));
        let mut above = "";
        for line in picked {
            let (row, ready) = (&self.lines.rows[*line], &self.lines.ready[*line]);
            out.push('\n');
            if !ready.above.is_empty() && ready.above != above {
                above = &ready.above;
                // Writing to a String cannot fail.
                let _ = write!(out, "<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"{width}\">{above}</th></tr>");
            }
            out.push('\n');
            out.push_str(&ready.head);
            if let Some(note) = row.note.as_deref() {
                let number = footnotes.number(note);
                let _ = write!(out, "<sup><a href=\"#{notes}-{number}\">[{number}]</a></sup>");
            }
            out.push_str("</th>");
            tail(row, ready, self.points(*line), &mut out);
            out.push_str("</tr>\n");
        }
        Some(RowsView { rows: Html::ready(out), count: picked.len() })
    }

    /// The lines of a table over an office's columns, each figure linked to its cell.
    pub(super) fn series(
        &self,
        table: &str,
        which: Which,
        columns: &[Pieces],
        footnotes: &mut Footnotes,
    ) -> Option<RowsView> {
        self.write((table, which), (columns.len() + 1, "series-note"), footnotes, |row, ready, points, out| {
            for (point, column) in points.iter().zip(columns) {
                let Point::Figure(value) = point else {
                    out.push_str(column.gap(*point));
                    continue;
                };
                match (ready.id(column.form), &column.linked) {
                    (Some(id), Some(linked)) => {
                        out.push_str(linked);
                        out.push_str(id);
                        out.push_str("\">");
                        push(*value, row.kind, out);
                        out.push_str("</a></td>");
                    }
                    _ => {
                        out.push_str(&column.figure);
                        push(*value, row.kind, out);
                        out.push_str("</td>");
                    }
                }
            }
        })
    }

    /// The lines of a table for two reports, with the change from one to the other.
    pub(super) fn pair(
        &self,
        table: &str,
        which: Which,
        columns: &[Pieces; 2],
        footnotes: &mut Footnotes,
    ) -> Option<RowsView> {
        self.write((table, which), (columns.len() + 2, "pair-note"), footnotes, |row, _, points, out| {
            for (point, column) in points.iter().zip(columns) {
                match point {
                    Point::Figure(value) => {
                        out.push_str(&column.figure);
                        push(*value, row.kind, out);
                        out.push_str("</td>");
                    }
                    gap => out.push_str(column.gap(*gap)),
                }
            }
            out.push_str("<td>");
            if let [Point::Figure(before), Point::Figure(now)] = points {
                push_change(*before, *now, out);
            }
            out.push_str("</td>");
        })
    }
}

fn kind(which: Which) -> usize {
    usize::from(!which.main) * 2 + usize::from(which.zero)
}

/// Most figures are the same in both years: nothing is divided for them.
fn push_change(before: Decimal, now: Decimal, out: &mut String) {
    if before == now {
        return out.push('0');
    }
    if let Some(change) = Change::between(before, now) {
        out.push_str(&change.say());
    }
}

/// What is always written of a column.
pub(super) struct Pieces {
    /// The first year of its form.
    form: Option<u16>,
    /// `<td class="break"><a href="2021/index.html#`, where there is a report.
    linked: Option<String>,
    /// `<td>`: nearly every cell is one with a figure, so only the others have a class.
    figure: String,
    missing: String,
    not_on_form: String,
    no_report: String,
}

impl Pieces {
    /// Of a column of the page at `at`; `breaks`: another form begins with it.
    pub(super) fn of(at: &str, column: &Column<'_>, breaks: bool) -> Pieces {
        let open = |state: &str| format!("<td class=\"{state}{}\">", if breaks { " break" } else { "" });
        let figure = if breaks { "<td class=\"break\">" } else { "<td>" }.to_owned();
        let way = |report: &Report| route::link(at, &route::report(&report.key.office, report.key.year));
        Pieces {
            form: column.edition().map(|edition| edition.first_year),
            linked: column.report.map(|report| format!("{figure}<a href=\"{}#", way(report))),
            figure,
            missing: open("missing") + "未填</td>",
            not_on_form: open("not_on_form") + "—</td>",
            no_report: open("no_report") + "</td>",
        }
    }

    fn gap(&self, point: Point) -> &str {
        match point {
            Point::Missing => &self.missing,
            Point::NotOnForm => &self.not_on_form,
            Point::NoReport | Point::Figure(_) => &self.no_report,
        }
    }
}
