//! The statutory tables as HTML.
//!
//! Everything but the figures is the same for all reports of an edition: it is written
//! once, as pieces of text, and a table is those pieces with the figures between them.
//! A template loop over 175 cells would cost a hundred times as much. [`Look`] says what
//! differs between a table on our pages and one that is pasted into another site.

use crate::content::report::print;
use crate::content::{Cell, Report};
use crate::edition::{Edition, Head, Item, Kind, Table};
use crate::render::escape;

/// The tables of one edition, ready to be filled in.
pub struct Sheets {
    tables: Vec<Sheet>,
    look: Look,
}

/// How the tables are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Look {
    /// For our pages: classes, and ids with this before each of them.
    Page(String),
    /// For the editor of another site: styles at every element, and no ids, which might
    /// stand there already; `data-cell` names the cell instead.
    Pasted,
}

struct Sheet {
    pieces: Vec<Piece>,
    /// What stands after the last figure.
    end: String,
}

/// Text, then a figure.
struct Piece {
    /// Everything up to the attribute that says how the figure's cell looks.
    before: String,
    cell: usize,
    kind: Kind,
    derived: bool,
}

impl Sheets {
    /// Writes the tables of an edition.
    pub fn new(edition: &Edition) -> Sheets {
        Sheets::with(edition, Look::Page(String::new()))
    }

    /// The same with `prefix` before every id, for pages that show the form more than
    /// once.
    pub fn prefixed(edition: &Edition, prefix: &str) -> Sheets {
        Sheets::with(edition, Look::Page(prefix.to_owned()))
    }

    /// The same in another look.
    pub fn with(edition: &Edition, look: Look) -> Sheets {
        Sheets { tables: edition.tables.iter().map(|table| sheet(edition, table, &look)).collect(), look }
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
                    out.push_str(self.look.figure(piece.derived, true));
                    out.push('>');
                    out.push_str(&print(value, piece.kind));
                }
                Cell::Missing => {
                    out.push_str(self.look.figure(piece.derived, false));
                    out.push_str(">未填");
                }
            }
            for (_, number) in marks.iter().filter(|(cell, _)| *cell == piece.cell) {
                out.push_str(&match self.look {
                    Look::Page(_) => format!("<sup><a href=\"#note-{number}\">[注{number}]</a></sup>"),
                    Look::Pasted => format!("<sup>[注{number}]</sup>"),
                });
            }
            out.push_str("</td>");
        }
        out.push_str(&sheet.end);
        out
    }
}

impl Look {
    /// The beginning of a table up to the words of its caption.
    fn open(&self, table: &Table) -> String {
        match self {
            Look::Page(prefix) => {
                let (id, class) = (format!("{prefix}{}", table.id), &table.id);
                format!(
                    "<div class=\"table-scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"{id}-caption\">\
                     <table class=\"statutory {class}\" id=\"{id}\"><caption id=\"{id}-caption\">"
                )
            }
            Look::Pasted => {
                format!("<div style=\"{SCROLL}\"><table style=\"{TABLE}\"><caption style=\"{CAPTION}\">")
            }
        }
    }

    /// The attributes of a head; `label` for one that stands before figures.
    fn head(&self, head: &Head, label: bool) -> String {
        match self {
            Look::Page(prefix) => format!(" id=\"{prefix}{}\"", head.id),
            Look::Pasted if label => format!(" style=\"{CELL}text-align:left;\""),
            Look::Pasted => format!(" style=\"{CELL}text-align:center;background:#f3f6fa;\""),
        }
    }

    /// The attributes that name a figure's cell and its heads.
    fn cell(&self, id: &str, headers: &str) -> String {
        match self {
            Look::Page(prefix) => format!(" id=\"{prefix}{id}\" headers=\"{}\"", prefixed_ids(headers, prefix)),
            Look::Pasted => format!(" data-cell=\"{id}\""),
        }
    }

    /// The attribute that says how a figure looks.
    fn figure(&self, derived: bool, given: bool) -> &'static str {
        match (self, given, derived) {
            (Look::Page(_), false, _) => " class=\"missing\"",
            (Look::Page(_), true, true) => " class=\"sum\"",
            (Look::Page(_), true, false) => "",
            (Look::Pasted, false, _) => {
                " style=\"border:1px dashed #666;padding:4px 6px;text-align:center;color:#666;\""
            }
            (Look::Pasted, true, true) => {
                " style=\"border:1px solid #666;padding:4px 6px;text-align:center;font-weight:bold;\""
            }
            (Look::Pasted, true, false) => " style=\"border:1px solid #666;padding:4px 6px;text-align:center;\"",
        }
    }
}

/// Styles of a pasted table. Sizes are in pixels: what 1em is there is not known here.
const SCROLL: &str = "overflow-x:auto;margin:12px 0;";
const TABLE: &str =
    "border-collapse:collapse;width:100%;font-size:14px;line-height:1.5;font-weight:normal;color:#000;text-indent:0;";
const CAPTION: &str = "text-align:left;padding:4px 0;font-weight:bold;";
const CELL: &str = "border:1px solid #666;padding:4px 6px;font-weight:normal;";

fn sheet(edition: &Edition, table: &Table, look: &Look) -> Sheet {
    let mut text = look.open(table);
    let mut pieces = Vec::new();
    escape(&table.caption, &mut text);
    if let Some(unit) = edition.unit_of(table) {
        text.push_str("（单位：");
        escape(unit, &mut text);
        text.push('）');
    }
    text.push_str("</caption>\n");
    let grid = table.grid.for_html();
    if !grid.header.is_empty() {
        text.push_str("<thead>\n");
        for row in &grid.header {
            text.push_str("<tr>");
            row.iter().for_each(|head| push_head(head, look, false, &mut text));
            text.push_str("</tr>\n");
        }
        text.push_str("</thead>\n");
    }
    text.push_str("<tbody>\n");
    for row in &grid.body {
        text.push_str("<tr>");
        // A row of the body without figures is heads itself.
        let labels = row.iter().any(|item| matches!(item, Item::Figure { .. }));
        for item in row {
            match item {
                Item::Head(head) => push_head(head, look, labels, &mut text),
                Item::Figure { cell, colspan, headers } => {
                    let spec = &edition.cells[*cell];
                    text.push_str("<td");
                    text.push_str(&look.cell(&spec.html_id, headers));
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

fn push_head(head: &Head, look: &Look, label: bool, out: &mut String) {
    out.push_str(&format!("<th{} scope=\"{}\"", look.head(head, label), head.scope.html()));
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
