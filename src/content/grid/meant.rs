//! What stands below a name that is no row here, but was evidently meant for one.

use crate::edition::{Entry, Holds};
use crate::source::tree::Node;

use super::super::outline::within;
use super::{Filling, is_blank};

impl Filling<'_> {
    /// Looks at the columns of a row whose name was accused, so that all faults are told at
    /// once; `meant` is what the name was mistyped for, where it does not stand at a wrong
    /// place. No figure is taken: the row stays missing.
    pub(super) fn beneath_unknown(&mut self, meant: Option<&str>, key: &str, value: &Node, seen: &[bool]) {
        if matches!(value, Node::Scalar(word) if is_blank(word)) {
            return;
        }
        let table = self.table;
        let Some(entry) = within(meant.unwrap_or(key), &table.outline) else { return };
        // Rows that differ in their columns: for which of them a slip was meant is a guess.
        let alike = meant.is_none() || table.blocks.len() == 1;
        let rows = entry.rows();
        if !alike || rows.iter().any(|row| seen[*row] || table.rows[*row].derived) {
            return;
        }
        self.without_taking(entry, value, seen);
    }

    fn without_taking(&mut self, entry: &Entry, value: &Node, seen: &[bool]) {
        // A group takes rows, a row its figures: another shape belongs to another name.
        let fits = match &entry.holds {
            Holds::Entries(_) => matches!(value, Node::Map(_)),
            Holds::Row(_) => true,
        };
        if !fits {
            return;
        }
        let (cells, blank, restated) = (self.cells.to_vec(), self.blank.len(), self.restated.len());
        let places = self.places.as_deref_mut().map(|places| places.clone());
        self.entry(entry, value, &mut seen.to_vec());
        self.cells.copy_from_slice(&cells);
        self.blank.truncate(blank);
        self.restated.truncate(restated);
        if let (Some(now), Some(before)) = (self.places.as_deref_mut(), places) {
            *now = before;
        }
    }
}
