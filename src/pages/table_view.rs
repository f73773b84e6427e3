//! The statutory tables as HTML.
//!
//! Everything but the figures is the same for all reports of an edition: it is written
//! once, as pieces of text, and a table is those pieces with the figures between them.
//! A template loop over 175 cells would cost a hundred times as much. [`Look`] says what
//! differs between a table on our pages and one that is pasted into another site.

use std::ops::Range;

use crate::content::{Cell, Report};
use crate::edition::{Edition, Grid, Head, Item, Kind, Layout, Relation, Table};
use crate::render::escape;

use super::explained;
use super::figures::Figures;

/// The tables of one edition, ready to be filled in.
pub struct Sheets {
    tables: Vec<Sheet>,
    look: Look,
}

/// How the tables are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Look {
    /// For our pages: classes, and ids with this before each of them. Without a prefix
    /// the labels of rows lead to what `explained` says of them.
    Page(String),
    /// For the editor of another site: styles at every element, and no ids, which might
    /// stand there already; `data-cell` names the cell instead.
    Pasted,
}

/// Stands where a prefix belongs: a noncharacter, which no label holds.
const PREFIX: &str = "\u{fdd1}";

struct Sheet {
    parts: Vec<Part>,
    /// The rows that may be folded away when all their figures are 0.
    folding: Vec<Range<usize>>,
}

/// What a table is written from, one after the other.
enum Part {
    Text(String),
    /// A figure's cell from the attribute that says how it looks.
    Figure {
        cell: usize,
        kind: Kind,
        derived: bool,
    },
    /// The class of a row or of a group's label, where all these cells are 0.
    IfZero(Range<usize>),
    /// The box that folds rows of zeros away, where there are any; holds its id.
    Fold(String),
}

impl Sheets {
    /// Writes the tables of an edition.
    pub fn new(edition: &Edition) -> Sheets {
        Sheets::with(edition, Look::Page(String::new()))
    }

    /// The same with room for a prefix before every id, for pages that show the form more
    /// than once.
    pub fn prefixed(edition: &Edition) -> Sheets {
        Sheets::with(edition, Look::Page(PREFIX.to_owned()))
    }

    /// The same in another look.
    pub fn with(edition: &Edition, look: Look) -> Sheets {
        Sheets { tables: edition.tables.iter().map(|table| sheet(edition, table, &look)).collect(), look }
    }

    /// The table numbered `table`, filled in with figures that are no report's, `prefix`
    /// before every id.
    pub fn fill_cells(&self, table: usize, cells: &[Cell], prefix: &str) -> String {
        let marked = self.write(table, cells, &[]);
        let mut out = String::with_capacity(marked.len() * 2);
        let mut from = 0;
        for at in memchr::memmem::find_iter(marked.as_bytes(), PREFIX) {
            out.push_str(&marked[from..at]);
            out.push_str(prefix);
            from = at + PREFIX.len();
        }
        out.push_str(&marked[from..]);
        out
    }

    /// The table numbered `table`, filled in. `marks` are cells that have an explanation,
    /// each with its number.
    pub fn fill(&self, table: usize, report: &Report, marks: &[(usize, usize)]) -> String {
        self.write(table, report, marks)
    }

    /// The tables of a section below each other, filled in; none where it has none.
    pub(super) fn fill_all(&self, tables: &[usize], report: &Report, marks: &[(usize, usize)]) -> Option<String> {
        let filled = tables.iter().map(|table| self.fill(*table, report, marks));
        filled.reduce(|above, below| above + &below)
    }

    fn write(&self, table: usize, figures: &(impl Figures + ?Sized), marks: &[(usize, usize)]) -> String {
        let Some(sheet) = self.tables.get(table) else { return String::new() };
        // A cell nobody filled in is not 0, and one with a note is not passed over.
        let zero = |number: usize| figures.is_zero(number) && !marks.iter().any(|(marked, _)| *marked == number);
        let all_zero = |cells: &Range<usize>| cells.clone().all(zero);
        let length: usize = sheet.parts.iter().map(Part::length).sum();
        let mut out = String::with_capacity(length);
        for part in &sheet.parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::IfZero(cells) if all_zero(cells) => out.push_str(" class=\"zero\""),
                Part::IfZero(_) => {}
                Part::Fold(id) => push_fold(id, sheet.folding.iter().filter(|cells| all_zero(cells)).count(), &mut out),
                Part::Figure { cell: number, kind, derived } => {
                    self.push_figure(figures, (*number, *kind), *derived, &mut out);
                    for (_, mark) in marks.iter().filter(|(marked, _)| marked == number) {
                        out.push_str(&match self.look {
                            Look::Page(_) => format!("<sup><a href=\"#note-{mark}\">[注{mark}]</a></sup>"),
                            Look::Pasted => format!("<sup>[注{mark}]</sup>"),
                        });
                    }
                    out.push_str("</td>");
                }
            }
        }
        out
    }

    fn push_figure(
        &self,
        figures: &(impl Figures + ?Sized),
        (cell, kind): (usize, Kind),
        derived: bool,
        out: &mut String,
    ) {
        let start = out.len();
        out.push_str(self.look.figure(derived, true));
        out.push('>');
        if !figures.push(cell, kind, out) {
            out.truncate(start);
            out.push_str(self.look.figure(derived, false));
            out.push_str(">未填");
        }
    }
}

impl Part {
    /// About how many bytes it becomes.
    fn length(&self) -> usize {
        match self {
            Part::Text(text) => text.len(),
            Part::Figure { .. } => 24,
            Part::IfZero(_) => 13,
            Part::Fold(_) => 160,
        }
    }
}

/// A box before the table: what follows an `input` can be styled by whether it is ticked,
/// by any browser and without a script.
fn push_fold(id: &str, rows: usize, out: &mut String) {
    if rows > 0 {
        out.push_str(&format!(
            "<input type=\"checkbox\" class=\"fold\" id=\"{id}\">\
             <label for=\"{id}\">收起各栏都是 0 的 {rows} 行</label>\n"
        ));
    }
}

impl Look {
    /// The beginning of a table up to the words of its caption.
    fn open(&self, table: &Table, text: &mut String, parts: &mut Vec<Part>) {
        let Look::Page(prefix) = self else {
            text.push_str(&format!("<div style=\"{SCROLL}\"><table style=\"{TABLE}\"><caption style=\"{CAPTION}\">"));
            return;
        };
        let (id, class) = (format!("{prefix}{}", table.id), &table.id);
        text.push_str(&format!("<div class=\"sheet {class}-sheet\">"));
        parts.push(Part::Text(std::mem::take(text)));
        parts.push(Part::Fold(format!("{id}-fold")));
        text.push_str(&format!(
            "<div class=\"table-scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"{id}-caption\">\
             <table class=\"statutory {class}\" id=\"{id}\"><caption id=\"{id}-caption\">"
        ));
    }

    fn close(&self) -> &'static str {
        match self {
            Look::Page(_) => "</tbody></table></div></div>\n",
            Look::Pasted => "</tbody></table></div>\n",
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
                " style=\"border:1px dashed #666;padding:4px 6px;text-align:right;color:#666;\""
            }
            (Look::Pasted, true, true) => {
                " style=\"border:1px solid #666;padding:4px 6px;text-align:right;font-weight:bold;\""
            }
            (Look::Pasted, true, false) => " style=\"border:1px solid #666;padding:4px 6px;text-align:right;\"",
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
    let grid = table.grid.for_html();
    let mut writing =
        Writing { edition, table, grid: &grid, look, text: String::new(), parts: Vec::new(), folding: Vec::new() };
    look.open(table, &mut writing.text, &mut writing.parts);
    escape(&table.caption, &mut writing.text);
    if let Some(unit) = edition.unit_of(table) {
        writing.text.push_str("（单位：");
        escape(unit, &mut writing.text);
        writing.text.push('）');
    }
    writing.text.push_str("</caption>\n");
    if !grid.header.is_empty() {
        writing.text.push_str("<thead>\n");
        for row in &grid.header {
            writing.text.push_str("<tr>");
            row.iter().for_each(|head| writing.head(head, false, None));
            writing.text.push_str("</tr>\n");
        }
        writing.text.push_str("</thead>\n");
    }
    writing.text.push_str("<tbody>\n");
    for number in 0..grid.body.len() {
        writing.row(number);
    }
    writing.text.push_str(look.close());
    writing.cut();
    Sheet { parts: writing.parts, folding: writing.folding }
}

/// A table while its parts are written.
struct Writing<'w> {
    edition: &'w Edition,
    table: &'w Table,
    /// The table as HTML counts its columns.
    grid: &'w Grid,
    look: &'w Look,
    text: String,
    parts: Vec<Part>,
    folding: Vec<Range<usize>>,
}

impl Writing<'_> {
    /// What follows may differ from report to report.
    fn cut(&mut self) {
        self.parts.push(Part::Text(std::mem::take(&mut self.text)));
    }

    /// A row of the body.
    fn row(&mut self, number: usize) {
        let items = &self.grid.body[number];
        self.text.push_str("<tr");
        if let Some(cells) = self.foldable(number..number + 1) {
            self.cut();
            self.parts.push(Part::IfZero(cells.clone()));
            self.folding.push(cells);
        }
        self.text.push('>');
        // A row of the body without figures is heads itself.
        let labels = items.iter().any(|item| matches!(item, Item::Figure { .. }));
        for item in items {
            match item {
                Item::Head(head) if head.rowspan > 1 => {
                    self.head(head, labels, self.foldable(number..number + usize::from(head.rowspan)));
                }
                Item::Head(head) => self.head(head, labels, None),
                Item::Figure { cell, colspan, headers } => self.figure(*cell, *colspan, headers),
            }
        }
        self.text.push_str("</tr>\n");
    }

    fn figure(&mut self, cell: usize, colspan: u16, headers: &str) {
        let spec = &self.edition.cells[cell];
        self.text.push_str("<td");
        self.text.push_str(&self.look.cell(&spec.html_id, headers));
        if colspan > 1 {
            self.text.push_str(&format!(" colspan=\"{colspan}\""));
        }
        self.cut();
        self.parts.push(Part::Figure { cell, kind: spec.kind, derived: spec.derived });
    }

    /// `zeros` are the cells of a group's rows, where the group may be folded away.
    fn head(&mut self, head: &Head, label: bool, zeros: Option<Range<usize>>) {
        let Head { scope, colspan, rowspan, .. } = head;
        self.text.push_str(&format!("<th{} scope=\"{}\"", self.look.head(head, label), scope.html()));
        for (name, span) in [("colspan", *colspan), ("rowspan", *rowspan)] {
            if span > 1 {
                self.text.push_str(&format!(" {name}=\"{span}\""));
            }
        }
        if let Some(cells) = zeros {
            self.cut();
            self.parts.push(Part::IfZero(cells));
        }
        self.text.push('>');
        let link = head.row.as_deref().filter(|_| *self.look == Look::Page(String::new()));
        match link.and_then(|row| explained::address(self.table, row)) {
            Some(id) => {
                self.text.push_str(&format!("<a href=\"#{id}\">"));
                escape(&head.text, &mut self.text);
                self.text.push_str("</a>");
            }
            None => escape(&head.text, &mut self.text),
        }
        self.text.push_str("</th>");
    }

    /// The cells of these rows of the body, where all of them may be folded away: rows of
    /// a matrix that stand in no equation, so that what is left still shows the balance.
    fn foldable(&self, rows: Range<usize>) -> Option<Range<usize>> {
        if *self.look == Look::Pasted || self.table.layout != Layout::Matrix {
            return None;
        }
        let mut all: Option<Range<usize>> = None;
        for row in self.grid.body.get(rows)? {
            let first = row.iter().find_map(|item| match item {
                Item::Figure { cell, .. } => Some(*cell),
                Item::Head(_) => None,
            })?;
            let stands_in = |relation: &Relation| relation.left.contains(&first) || relation.right.contains(&first);
            if self.edition.relations.iter().any(stands_in) {
                return None;
            }
            let cells = &self.edition.row_of(first).cells;
            all = Some(all.map_or(cells.start, |all| all.start)..cells.end);
        }
        all
    }
}

/// A list of ids, each with the prefix.
fn prefixed_ids(ids: &str, prefix: &str) -> String {
    let ids: Vec<String> = ids.split_whitespace().map(|id| format!("{prefix}{id}")).collect();
    ids.join(" ")
}
