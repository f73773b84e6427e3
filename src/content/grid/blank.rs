//! Rows that were left without figures, as a blank report has them.

use std::mem::take;

use crate::edition::{Omitted, Row};
use crate::source::tree::{Part, Step};

use super::super::outline::quoted;
use super::super::spotted::Spotted;
use super::Filling;

/// Of so many blank rows each is told at its place; a form still to be filled in is told once.
const FEW: usize = 3;

impl Filling<'_> {
    /// Tells which rows are still to be filled in.
    pub(super) fn blank_rows(&mut self) {
        let blank = take(&mut self.blank);
        let table = self.table;
        let row = |first: usize| table.rows.iter().find(|row| row.cells.start == first);
        let rows: Vec<&Row> = blank.iter().filter_map(|(first, _)| row(*first)).collect();
        let all = rows.len() > 1 && rows.len() == table.rows.iter().filter(|row| !row.derived).count();
        if all || rows.len() > FEW {
            return self.form_to_fill(&rows, all, &blank[0].1);
        }
        for (row, (_, path)) in rows.iter().zip(&blank) {
            let columns = self.columns_of(row);
            let say = format!("“{}”应填 {} 个数，实际空着", row.names.key, columns.len());
            let advise = match columns.len() {
                1 => "填写数字，没有的填 0".to_owned(),
                _ => format!("依次填写{}，没有的填 0", columns.join("、")),
            };
            let spotted = Spotted::new(self.value_rule(), path, Part::Key, say, advise);
            self.spot(spotted.cells(self.ids(row)));
        }
    }

    /// Many rows at once, at the first of them: rows with the same columns by name.
    fn form_to_fill(&mut self, rows: &[&Row], all: bool, first: &[Step]) {
        let (table, key) = (self.table, &self.table.names.key);
        let say = format!("“{key}”的各行应填写，实际有 {} 行空着", rows.len());
        let advise = match (table.omitted == Omitted::Zero, all) {
            (true, true) => format!("逐行填写，没有的填 0，全为零的行可以删去；整表为零的写“{key}: 无”"),
            (true, false) => "逐行填写，没有的填 0；全为零的行可以删去".to_owned(),
            (false, _) => "逐行填写，没有的填 0".to_owned(),
        };
        let ids: Vec<&str> = rows.iter().flat_map(|row| self.ids(row)).collect();
        let mut spotted = Spotted::new(self.value_rule(), first, Part::Key, say, advise).cells(ids);
        for alike in rows.chunk_by(|a, b| self.columns_of(a) == self.columns_of(b)) {
            let names: Vec<&str> = alike.iter().map(|row| row.names.key.as_str()).collect();
            // Of a whole table every row is seen to be blank.
            let names = if all && alike.len() == rows.len() { "各行".to_owned() } else { quoted(&names) };
            let columns = self.columns_of(alike[0]);
            let order = if columns.len() == 1 { "填" } else { "依次填" };
            spotted.because.push(format!("{names}{order}{}", columns.join("、")));
        }
        self.spot(spotted);
    }

    fn columns_of(&self, row: &Row) -> Vec<&str> {
        self.table.blocks[row.block].typed().map(|(_, column)| column.names.key.as_str()).collect()
    }

    fn ids<'s>(&'s self, row: &'s Row) -> impl Iterator<Item = &'s str> {
        row.cells.clone().map(|cell| self.edition.cells[cell].id.as_str())
    }
}
