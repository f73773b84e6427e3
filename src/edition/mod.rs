//! The statutory tables, as data.
//!
//! Takes the embedded files of `data/`, gives [`Editions`]: every form with its sections,
//! tables, cells, sums and relations. Every other room reads labels, shapes and sums
//! from here; none of them knows a row by name. Adding a form is one file in `data/`
//! and one line in `FILES`.

mod build;
mod layout;
mod names;
mod placed;
mod relation;
mod spec;
mod table;
mod words;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

pub use layout::{Grid, Head, Item, Scope};
pub use names::{Names, Said, normalise, without_numbering};
pub use placed::{Placed, What};
pub use relation::{Continues, Derived, Highlight, Limit, Mark, Rate, Relation, Stock};
pub use spec::{Aspect, Continuity, Kind, Layout, Omitted};
pub use table::{Block, Carry, CellSpec, Column, Entry, Holds, Row, Section, Table};
pub use words::{Change, Claim, Nothing, Parts, Reading, Standing, Word, Words};

/// Every form the program ships with. One line a form.
const FILES: &[&str] = &[include_str!("data/2019.yaml"), include_str!("data/2021.yaml")];

/// All known forms, oldest first.
#[derive(Clone, Debug)]
pub struct Editions(Vec<Arc<Edition>>);

impl Editions {
    /// The forms embedded in the program.
    ///
    /// # Errors
    /// A sentence naming the fault in a data file. A test holds that the embedded
    /// files have none, so this fails only while somebody is editing them.
    pub fn embedded() -> Result<Editions, String> {
        Editions::parse(FILES.iter().copied())
    }

    /// The forms given as the text of their data files, and no others.
    ///
    /// # Errors
    /// As [`Editions::embedded`], and when two begin in one year.
    pub fn of(files: &[&str]) -> Result<Editions, String> {
        Editions::parse(files.iter().copied())
    }

    fn parse<'a>(files: impl Iterator<Item = &'a str>) -> Result<Editions, String> {
        // Some milliseconds each, and nothing can begin before they are there.
        let files: Vec<&str> = files.collect();
        let read = |text: &&str| {
            let spec: spec::Spec = serde_yaml::from_str(text).map_err(|fault| fault.to_string())?;
            build::edition(spec).map(Arc::new)
        };
        let mut editions = files.par_iter().map(read).collect::<Result<Vec<Arc<Edition>>, String>>()?;
        editions.sort_by_key(|edition| edition.first_year);
        // A form ends where the next one begins: the newest file alone decides, so the
        // old file need not be edited when a new form comes.
        let starts: Vec<u16> = editions.iter().map(|edition| edition.first_year).collect();
        for (edition, next) in editions.iter_mut().zip(starts.into_iter().skip(1)) {
            if edition.first_year == next {
                return Err(format!("two editions begin in {next}"));
            }
            if edition.last_year.is_none_or(|last| last >= next)
                && let Some(edition) = Arc::get_mut(edition)
            {
                edition.last_year = Some(next - 1);
            }
        }
        let mut known: Vec<Arc<Edition>> = Vec::new();
        for mut edition in editions {
            let twice = |other: &&Arc<Edition>| other.id == edition.id || other.name == edition.name;
            if let Some(other) = known.iter().find(twice) {
                return Err(format!("two editions are called {} or {}", other.id, other.name));
            }
            if let Some(edition) = Arc::get_mut(&mut edition) {
                edition.before = known.last().cloned();
            }
            build::continued(&edition)?;
            known.push(edition);
        }
        Ok(Editions(known))
    }

    /// The form for reports of `year`; `None` before the first national form.
    pub fn of_year(&self, year: u16) -> Option<&Arc<Edition>> {
        self.0.iter().rev().find(|edition| edition.first_year <= year)
    }

    /// The form called `name` (`2021`, `2021年版`).
    pub fn named(&self, name: &str) -> Option<&Arc<Edition>> {
        self.0.iter().find(|edition| edition.id == name || edition.name == name)
    }

    /// All forms, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Edition>> {
        self.0.iter()
    }
}

/// One statutory form (年度报告格式).
#[derive(Debug)]
pub struct Edition {
    /// Short stable name printed in JSON and CSV, e.g. `2021`.
    pub id: String,
    /// Chinese name, e.g. `2021年版`.
    pub name: String,
    /// Title of the form.
    pub title: String,
    /// Number of the notice that carries it, e.g. `国办公开办函〔2021〕30号`.
    pub document: String,
    /// Who issued it.
    pub issuer: String,
    /// Date of the notice (ISO), where known.
    pub date: Option<String>,
    /// First report year.
    pub first_year: u16,
    /// Last report year; `None` while in force.
    pub last_year: Option<u16>,
    /// Title of a report, with `{机关}` and `{年度}` to be filled in.
    pub report_title: String,
    /// The regulation whose articles rows name, e.g. `《中华人民共和国政府信息公开条例》`.
    pub regulation: String,
    /// The sections in order.
    pub sections: Vec<Section>,
    /// The tables in order.
    pub tables: Vec<Table>,
    /// Every cell of every table, in the order of the form.
    pub cells: Vec<CellSpec>,
    /// The derived cells, each after everything it adds up.
    pub derived: Vec<Derived>,
    /// The equations printed on the form or implied by it, one for each column.
    pub relations: Vec<Relation>,
    /// The figures people look for first.
    pub highlights: Vec<Highlight>,
    /// Years from which figures mean something else.
    pub marks: Vec<Mark>,
    /// The rates people ask for.
    pub rates: Vec<Rate>,
    /// How series go on from the form before.
    pub continues: Vec<Continues>,
    /// The form before; none for the first.
    pub before: Option<Arc<Edition>>,
    /// Figures that last year's explain.
    pub stocks: Vec<Stock>,
    /// Figures that can hardly be larger than others.
    pub limits: Vec<Limit>,
    /// What the first section must speak of.
    pub aspects: Vec<Aspect>,
    /// Which words of a narrative speak of which cells.
    pub words: Words,
    roles: HashMap<String, Vec<usize>>,
    index: HashMap<String, usize>,
}

impl Edition {
    /// Number of the cell called `id`, e.g. `t3.granted.total`.
    pub fn cell(&self, id: &str) -> Option<usize> {
        self.index.get(id).copied()
    }

    /// The cells that mean `role`, e.g. `carried_out`; none where the form has none.
    pub fn role(&self, role: &str) -> &[usize] {
        self.roles.get(role).map(Vec::as_slice).unwrap_or_default()
    }

    /// The cells that `id` names: one cell, or of a row or a group of rows each row's
    /// total (its only cell, where it has one column).
    pub fn totals(&self, id: &str) -> Option<Vec<usize>> {
        if let Some(cell) = self.cell(id) {
            return Some(vec![cell]);
        }
        Some(self.rows_of(id)?.into_iter().map(|row| row.end - 1).collect())
    }

    /// The rows that `id` (`t3.granted`, `t3.refused`) names, each as its cells.
    pub fn rows_of(&self, id: &str) -> Option<Vec<Range<usize>>> {
        let (table, row) = id.split_once('.')?;
        let table = self.tables.iter().find(|known| known.id == table)?;
        let entry = table.entry(row)?;
        Some(entry.rows().into_iter().map(|row| table.rows[row].cells.clone()).collect())
    }

    /// The table whose cells include `cell`.
    ///
    /// Every cell number lies in the range of exactly one table, by construction.
    pub fn table_of(&self, cell: usize) -> &Table {
        let at = self.tables.partition_point(|table| table.cells.end <= cell);
        &self.tables[at.min(self.tables.len() - 1)]
    }

    /// The row that holds `cell`.
    pub fn row_of(&self, cell: usize) -> &Row {
        let rows = &self.table_of(cell).rows;
        let at = rows.partition_point(|row| row.cells.end <= cell);
        &rows[at.min(rows.len() - 1)]
    }

    /// The column that holds `cell`.
    pub fn column_of(&self, cell: usize) -> &Column {
        let row = self.row_of(cell);
        &self.table_of(cell).blocks[row.block].columns[cell - row.cells.start]
    }

    /// The unit of a table in which all figures have the same.
    pub fn unit_of(&self, table: &Table) -> Option<&str> {
        let mut units = self.cells[table.cells.clone()].iter().map(|cell| cell.unit.as_str());
        let first = units.next()?;
        units.all(|unit| unit == first).then_some(first)
    }

    /// The row's own words and the column's, as in `“本年新收”的“自然人”`.
    pub fn say(&self, cell: usize) -> String {
        let (row, column) = (self.row_of(cell), self.column_of(cell));
        let block = &self.table_of(cell).blocks[row.block];
        if block.columns.len() == 1 {
            format!("“{}”", row.names.key)
        } else {
            format!("“{}”的“{}”", row.names.key, column.names.key)
        }
    }
}
