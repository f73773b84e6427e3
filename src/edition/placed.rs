//! A drawn table with every cell's row and column counted out, for formats that place
//! by number (Excel) or repeat merged cells (Word).

use std::collections::BTreeSet;

use super::layout::{Grid, Head, Item};

/// A cell and the rectangle it covers; rows and columns count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed<'g> {
    /// First row.
    pub row: u32,
    /// First column.
    pub column: u16,
    /// How many rows it covers.
    pub rows: u32,
    /// How many columns it covers.
    pub columns: u16,
    /// What stands there.
    pub what: What<'g>,
}

/// What stands in a placed cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What<'g> {
    /// Words of the form.
    Head(&'g Head),
    /// A figure: number of the cell in [`super::Edition::cells`].
    Figure(usize),
}

impl Grid {
    /// The heads above all figures, placed.
    pub fn placed_header(&self) -> Vec<Placed<'_>> {
        let rows = self.header.iter().map(|row| row.iter().map(head).collect());
        place(rows, self.columns)
    }

    /// The rows below them, placed; the first is row 0 again.
    pub fn placed_body(&self) -> Vec<Placed<'_>> {
        place(self.body.iter().map(|row| row.iter().map(item).collect()), self.columns)
    }

    /// The same table as HTML counts it: without the columns in which no cell begins. A
    /// form's halves and thirds leave such columns, and the table model of HTML forbids
    /// them; what covers what stays the same.
    pub fn for_html(&self) -> Grid {
        let (header, body) = (self.placed_header(), self.placed_body());
        let begins: BTreeSet<u16> = header.iter().chain(&body).map(|cell| cell.column).collect();
        let count = |columns: std::ops::Range<u16>| u16::try_from(begins.range(columns).count()).unwrap_or(u16::MAX);
        let spans = |placed: &[Placed<'_>]| -> Vec<u16> {
            placed.iter().map(|cell| count(cell.column..cell.column + cell.columns)).collect()
        };
        let (header, body) = (spans(&header), spans(&body));
        let mut grid = self.clone();
        // Placed cells come in the order of the rows.
        for (head, span) in grid.header.iter_mut().flatten().zip(header) {
            head.colspan = span;
        }
        for (item, span) in grid.body.iter_mut().flatten().zip(body) {
            match item {
                Item::Head(head) => head.colspan = span,
                Item::Figure { colspan, .. } => *colspan = span,
            }
        }
        grid.columns = count(0..self.columns);
        grid.label_columns = count(0..self.label_columns);
        grid
    }
}

type Flowing<'g> = (What<'g>, u16, u16);

fn head(head: &Head) -> Flowing<'_> {
    (What::Head(head), head.colspan, head.rowspan)
}

fn item(item: &Item) -> Flowing<'_> {
    match item {
        Item::Head(words) => head(words),
        Item::Figure { cell, colspan, .. } => (What::Figure(*cell), *colspan, 1),
    }
}

/// Lays cells out as HTML does: each goes to the first free column of its row.
fn place<'g>(rows: impl Iterator<Item = Vec<Flowing<'g>>>, width: u16) -> Vec<Placed<'g>> {
    let mut placed = Vec::new();
    // For each column the first row in which it is free again.
    let mut free_from = vec![0_u32; usize::from(width)];
    for (row, cells) in (0_u32..).zip(rows) {
        let mut column = 0;
        for (what, columns, rows) in cells {
            while free_from.get(usize::from(column)).is_some_and(|free| *free > row) {
                column += 1;
            }
            placed.push(Placed { row, column, rows: u32::from(rows), columns, what });
            for covered in free_from.iter_mut().skip(usize::from(column)).take(usize::from(columns)) {
                *covered = row + u32::from(rows);
            }
            column += columns;
        }
    }
    placed
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use crate::edition::Editions;

    #[test]
    fn every_table_is_covered_once_and_whole() {
        for edition in Editions::embedded().unwrap().iter() {
            for table in &edition.tables {
                for (placed, rows) in [
                    (table.grid.placed_header(), table.grid.header.len()),
                    (table.grid.placed_body(), table.grid.body.len()),
                ] {
                    let mut covered = vec![0; rows * usize::from(table.grid.columns)];
                    for cell in placed {
                        for row in cell.row..cell.row + cell.rows {
                            for column in cell.column..cell.column + cell.columns {
                                covered[row as usize * usize::from(table.grid.columns) + usize::from(column)] += 1;
                            }
                        }
                    }
                    assert!(covered.iter().all(|times| *times == 1), "{} {}: {covered:?}", edition.id, table.id);
                }
            }
        }
    }
}
