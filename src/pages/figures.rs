//! Where the figures of a table come from: a report, or a list of sums.

use crate::content::report::push;
use crate::content::{Cell, Report};
use crate::edition::Kind;

/// Figures a table is filled in with, by the numbers of their cells.
pub(super) trait Figures {
    /// Whether it is 0; a missing one is not.
    fn is_zero(&self, cell: usize) -> bool;

    /// Writes one as it is printed; false for a missing one, of which nothing is written.
    fn push(&self, cell: usize, kind: Kind, out: &mut String) -> bool;
}

impl Figures for [Cell] {
    fn is_zero(&self, cell: usize) -> bool {
        matches!(self.get(cell), Some(Cell::Given(value)) if value.is_zero())
    }

    fn push(&self, cell: usize, kind: Kind, out: &mut String) -> bool {
        let Some(Cell::Given(value)) = self.get(cell) else { return false };
        push(*value, kind, out);
        true
    }
}

impl Figures for Report {
    fn is_zero(&self, cell: usize) -> bool {
        // Nearly all are small whole numbers.
        match self.cells.whole(cell) {
            Some(whole) => whole == 0,
            None => self.cell(cell).value().is_some_and(|value| value.is_zero()),
        }
    }

    fn push(&self, cell: usize, kind: Kind, out: &mut String) -> bool {
        self.push_cell(cell, kind, out)
    }
}
