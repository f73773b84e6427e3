//! The statutory tables: everything but the figures is written once for an edition.

use crate::content::report::push;
use crate::content::{Cell, Report};
use crate::edition::{Edition, Grid, Item, Kind, Placed, Table, What};

use super::WIDTH;
use super::text::{HEAD_ROW, ROW, escape, table_head};

/// Width of a label column whose words stand below each other, one on a line.
const NARROW: u32 = 460;
/// Width of a label column before the last.
const OUTER: u32 = 900;
/// Most a figure's column needs beside long labels, and beside short ones.
const FIGURE: u32 = 680;
const WIDE_FIGURE: u32 = 1960;
/// From this many figures in a row on a table is set one size smaller (小五 for 五号).
const MANY: usize = 6;

/// A table ready to be filled in.
pub(super) struct Sheet {
    pieces: Vec<Piece>,
    /// What stands after the last figure.
    end: String,
    /// About how long it is when filled in.
    length: usize,
}

/// Text, then a figure.
struct Piece {
    before: String,
    cell: usize,
    kind: Kind,
}

impl Sheet {
    pub(super) fn new(edition: &Edition, table: &Table) -> Sheet {
        let grid = &table.grid;
        let widths = widths(grid);
        let sizes: Vec<usize> = widths.iter().map(|width| *width as usize).collect();
        let text = table_head(&table.caption, &sizes);
        let small = grid.body.iter().any(|row| figures(row) >= MANY);
        let mut writing = Writing { edition, grid, widths, small, pieces: Vec::new(), text };
        writing.rows(&grid.placed_header(), grid.header.len(), true);
        writing.rows(&grid.placed_body(), grid.body.len(), false);
        writing.text.push_str("</w:tbl>");
        let length = writing.pieces.iter().map(|piece| piece.before.len() + 32).sum::<usize>() + writing.text.len();
        Sheet { pieces: writing.pieces, end: writing.text, length }
    }

    /// Appends the table with a report's figures; a missing one leaves its cell empty.
    pub(super) fn fill(&self, report: &Report, out: &mut String) {
        out.reserve(self.length);
        for piece in &self.pieces {
            out.push_str(&piece.before);
            if let Cell::Given(value) = report.cell(piece.cell) {
                out.push_str("<w:r><w:t>");
                push(value, piece.kind, out);
                out.push_str("</w:t></w:r>");
            }
        }
        out.push_str(&self.end);
    }
}

/// A sheet while it is written.
struct Writing<'e> {
    edition: &'e Edition,
    grid: &'e Grid,
    widths: Vec<u32>,
    small: bool,
    pieces: Vec<Piece>,
    /// What was written since the last figure.
    text: String,
}

impl Writing<'_> {
    fn rows(&mut self, placed: &[Placed<'_>], count: usize, heads: bool) {
        for row in (0_u32..).take(count) {
            self.text.push_str(if heads { HEAD_ROW } else { ROW });
            let mut here: Vec<&Placed<'_>> =
                placed.iter().filter(|cell| (cell.row..cell.row + cell.rows).contains(&row)).collect();
            here.sort_by_key(|cell| cell.column);
            let keep = !heads && self.goes_on(row as usize);
            here.into_iter().for_each(|cell| self.cell(cell, row, heads, keep));
            self.text.push_str("</w:tr>");
        }
    }

    /// Whether a row of the body is to stand on one page with the next: in a table of
    /// captioned lists (no heads above all figures) every list stays whole.
    fn goes_on(&self, row: usize) -> bool {
        let body = &self.grid.body;
        let head = |row: usize| body.get(row).is_none_or(|row| figures(row) == 0);
        self.grid.header.is_empty() && (head(row) || !head(row + 1))
    }

    /// A cell, or in a row below its first the part of it that lies there: Word wants
    /// every row whole.
    fn cell(&mut self, cell: &Placed<'_>, row: u32, head: bool, keep: bool) {
        let (from, to) = (usize::from(cell.column), usize::from(cell.column + cell.columns));
        let width: u32 = self.widths[from..to].iter().sum();
        self.text.push_str(&format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>"));
        if cell.columns > 1 {
            self.text.push_str(&format!("<w:gridSpan w:val=\"{}\"/>", cell.columns));
        }
        if cell.rows > 1 {
            self.text.push_str(if cell.row == row { "<w:vMerge w:val=\"restart\"/>" } else { "<w:vMerge/>" });
        }
        let small = if self.small { "Small" } else { "" };
        // The innermost labels are sentences and begin at the edge; all else is centred.
        let label = !head && self.small && to == usize::from(self.grid.label_columns);
        let style = if label { "Words" } else { "Centred" };
        let keep = if keep { "<w:keepNext/>" } else { "" };
        self.text.push_str(&format!(
            "<w:vAlign w:val=\"center\"/></w:tcPr><w:p><w:pPr><w:pStyle w:val=\"{small}Table{style}\"/>{keep}</w:pPr>"
        ));
        match cell.what {
            _ if cell.row != row => {}
            What::Head(head) => {
                self.text.push_str("<w:r><w:t xml:space=\"preserve\">");
                escape(&head.text, &mut self.text);
                self.text.push_str("</w:t></w:r>");
            }
            What::Figure(cell) => {
                let kind = self.edition.cells[cell].kind;
                self.pieces.push(Piece { before: std::mem::take(&mut self.text), cell, kind });
            }
        }
        self.text.push_str("</w:p></w:tc>");
    }
}

/// How many figures a row has.
fn figures(row: &[Item]) -> usize {
    row.iter().filter(|item| matches!(item, Item::Figure { .. })).count()
}

/// The widths of a table's columns; together they fill the page.
fn widths(grid: &Grid) -> Vec<u32> {
    let (columns, labels) = (u32::from(grid.columns).max(1), u32::from(grid.label_columns));
    let figures = columns.saturating_sub(labels);
    if labels == 0 || figures == 0 {
        return even(WIDTH, columns);
    }
    let most = if labels == 1 { WIDE_FIGURE } else { FIGURE };
    // Labels keep at least three tenths of the width.
    let figure = most.min(WIDTH * 7 / 10 / figures);
    let body = grid.placed_body();
    let outer = (0..grid.label_columns - 1).map(|column| {
        let mut heads = body.iter().filter_map(|cell| match cell.what {
            What::Head(head) if cell.column == column && cell.columns == 1 => Some((head, cell.rows)),
            _ => None,
        });
        // One character a line needs as many rows as characters.
        let tall = heads.all(|(head, rows)| head.text.chars().count() <= rows as usize);
        if tall { NARROW } else { OUTER }
    });
    let mut widths: Vec<u32> = outer.collect();
    let rest = WIDTH - figure * figures;
    widths.push(rest.saturating_sub(widths.iter().sum()).max(NARROW));
    widths.extend(std::iter::repeat_n(figure, figures as usize));
    widths
}

/// A width in equal columns, what is left over in the first.
fn even(width: u32, columns: u32) -> Vec<u32> {
    let each = width / columns;
    let mut widths = vec![each; columns as usize];
    widths[0] += width - each * columns;
    widths
}
