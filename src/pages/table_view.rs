//! The statutory tables as HTML.
//!
//! Everything but the figures is the same for all reports of an edition: it is written
//! once, as pieces of text, and a table is those pieces with the figures between them.
//! A template loop over 175 cells would cost a hundred times as much.

use crate::content::report::print;
use crate::content::{Cell, Report};
use crate::edition::{Edition, Head, Item, Kind, Table};
use crate::render::escape;

/// The tables of one edition, ready to be filled in.
pub struct Sheets {
    tables: Vec<Sheet>,
}

struct Sheet {
    pieces: Vec<Piece>,
    /// What stands after the last figure.
    end: String,
}

/// Text, then a figure.
struct Piece {
    /// Everything up to the class attribute of the figure's cell.
    before: String,
    cell: usize,
    kind: Kind,
    derived: bool,
}

impl Sheets {
    /// Writes the tables of an edition.
    pub fn new(edition: &Edition) -> Sheets {
        Sheets::prefixed(edition, "")
    }

    /// The same with `prefix` before every id, for pages that show the form more than
    /// once.
    pub fn prefixed(edition: &Edition, prefix: &str) -> Sheets {
        Sheets { tables: edition.tables.iter().map(|table| sheet(edition, table, prefix)).collect() }
    }

    /// The table numbered `table`, filled in with figures that are no report's.
    pub fn fill_cells(&self, table: usize, cells: &[Cell]) -> String {
        self.write(table, |cell| cells.get(cell).copied().unwrap_or(Cell::Missing), &[])
    }

    /// The table numbered `table`, filled in. `marks` are cells that have an explanation,
    /// each with its number.
    pub fn fill(&self, table: usize, report: &Report, marks: &[(usize, usize)]) -> String {
        self.write(table, |cell| report.cell(cell), marks)
    }

    fn write(&self, table: usize, cell: impl Fn(usize) -> Cell, marks: &[(usize, usize)]) -> String {
        let Some(sheet) = self.tables.get(table) else { return String::new() };
        let length: usize = sheet.pieces.iter().map(|piece| piece.before.len() + 24).sum();
        let mut out = String::with_capacity(length + sheet.end.len());
        for piece in &sheet.pieces {
            out.push_str(&piece.before);
            match cell(piece.cell) {
                Cell::Given(value) => {
                    out.push_str(if piece.derived { " class=\"sum\">" } else { ">" });
                    out.push_str(&print(value, piece.kind));
                }
                Cell::Missing => out.push_str(" class=\"missing\">未填"),
            }
            for (_, number) in marks.iter().filter(|(cell, _)| *cell == piece.cell) {
                out.push_str(&format!("<sup><a href=\"#note-{number}\">[注{number}]</a></sup>"));
            }
            out.push_str("</td>");
        }
        out.push_str(&sheet.end);
        out
    }
}

fn sheet(edition: &Edition, table: &Table, prefix: &str) -> Sheet {
    let mut text = String::new();
    let mut pieces = Vec::new();
    let (id, class) = (format!("{prefix}{}", table.id), &table.id);
    text.push_str(&format!(
        "<div class=\"table-scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"{id}-caption\">"
    ));
    text.push_str(&format!("<table class=\"statutory {class}\" id=\"{id}\"><caption id=\"{id}-caption\">"));
    escape(&table.caption, &mut text);
    if let Some(unit) = single_unit(edition, table) {
        text.push_str("（单位：");
        escape(unit, &mut text);
        text.push('）');
    }
    text.push_str("</caption>\n");
    if !table.grid.header.is_empty() {
        text.push_str("<thead>\n");
        for row in &table.grid.header {
            text.push_str("<tr>");
            row.iter().for_each(|head| push_head(head, prefix, &mut text));
            text.push_str("</tr>\n");
        }
        text.push_str("</thead>\n");
    }
    text.push_str("<tbody>\n");
    for row in &table.grid.body {
        text.push_str("<tr>");
        for item in row {
            match item {
                Item::Head(head) => push_head(head, prefix, &mut text),
                Item::Figure { cell, colspan, headers } => {
                    let spec = &edition.cells[*cell];
                    let headers = prefixed_ids(headers, prefix);
                    text.push_str(&format!("<td id=\"{prefix}{}\" headers=\"{headers}\"", spec.html_id));
                    if *colspan > 1 {
                        text.push_str(&format!(" colspan=\"{colspan}\""));
                    }
                    pieces.push(Piece {
                        before: std::mem::take(&mut text),
                        cell: *cell,
                        kind: spec.kind,
                        derived: spec.derived,
                    });
                }
            }
        }
        text.push_str("</tr>\n");
    }
    text.push_str("</tbody></table></div>\n");
    Sheet { pieces, end: text }
}

/// A list of ids, each with the prefix.
fn prefixed_ids(ids: &str, prefix: &str) -> String {
    let ids: Vec<String> = ids.split_whitespace().map(|id| format!("{prefix}{id}")).collect();
    ids.join(" ")
}

/// The unit of a table in which all figures have the same.
fn single_unit<'e>(edition: &'e Edition, table: &Table) -> Option<&'e str> {
    let mut units = edition.cells[table.cells.clone()].iter().map(|cell| cell.unit.as_str());
    let first = units.next()?;
    units.all(|unit| unit == first).then_some(first)
}

fn push_head(head: &Head, prefix: &str, out: &mut String) {
    out.push_str(&format!("<th id=\"{prefix}{}\" scope=\"{}\"", head.id, head.scope.html()));
    if head.colspan > 1 {
        out.push_str(&format!(" colspan=\"{}\"", head.colspan));
    }
    if head.rowspan > 1 {
        out.push_str(&format!(" rowspan=\"{}\"", head.rowspan));
    }
    out.push('>');
    escape(&head.text, out);
    out.push_str("</th>");
}
