//! The pieces of a form: sections, tables, rows, columns, cells.

use std::ops::Range;

use super::layout::Grid;
use super::names::Names;
use super::spec::{Kind, Layout, Omitted};

/// One of the statutory sections of the report.
#[derive(Debug)]
pub struct Section {
    /// Names; `id` is the section key of `report.json`, `label` the printed title.
    pub names: Names,
    /// The tables that stand in this section, in order, as numbers in
    /// [`Edition::tables`](super::Edition::tables).
    pub tables: Vec<usize>,
}

/// One statutory table.
#[derive(Debug)]
pub struct Table {
    /// `t2`, `t3`, `t4`.
    pub id: String,
    /// Names of the block in `data.yaml`.
    pub names: Names,
    /// The section it stands in, as a number in [`Edition::sections`](super::Edition::sections).
    pub section: usize,
    /// What the table is called.
    pub caption: String,
    /// How it is drawn.
    pub layout: Layout,
    /// What a row that was left out means.
    pub omitted: Omitted,
    /// Code of the finding for a badly written value.
    pub value_check: String,
    /// Its cells, as numbers in [`Edition::cells`](super::Edition::cells).
    pub cells: Range<usize>,
    /// The groups of rows that share column heads.
    pub blocks: Vec<Block>,
    /// The lines of figures, in order.
    pub rows: Vec<Row>,
    /// The rows as `data.yaml` nests them.
    pub outline: Vec<Entry>,
    /// The table as drawn.
    pub grid: Grid,
    /// Rows that carry a figure from year to year.
    pub carry: Option<Carry>,
}

impl Table {
    /// The row or group of rows called `id`, at whatever depth.
    pub(super) fn entry(&self, id: &str) -> Option<&Entry> {
        fn find<'e>(entries: &'e [Entry], id: &str) -> Option<&'e Entry> {
            entries.iter().find_map(|entry| match &entry.holds {
                _ if entry.names.id == id => Some(entry),
                Holds::Entries(inner) => find(inner, id),
                Holds::Row(_) => None,
            })
        }
        find(&self.outline, id)
    }
}

/// A row that repeats, column by column, a row of the year before.
#[derive(Debug)]
pub struct Carry {
    /// Code of the finding when it does not.
    pub check: String,
    /// Row of last year's report: id within the table, e.g. `carried_out`.
    pub from: String,
    /// Row of this year's report, as a number in [`Table::rows`].
    pub into: usize,
}

/// Rows that share column heads.
#[derive(Debug)]
pub struct Block {
    /// Caption over the block, e.g. `第二十条第（一）项`.
    pub caption: Option<String>,
    /// The columns, derived ones included.
    pub columns: Vec<Column>,
}

impl Block {
    /// The columns a clerk types, with their place among all columns.
    pub fn typed(&self) -> impl Iterator<Item = (usize, &Column)> {
        self.columns.iter().enumerate().filter(|(_, column)| !column.derived)
    }
}

/// One column of figures.
#[derive(Debug)]
pub struct Column {
    /// Names; `label` is the head printed over the column.
    pub names: Names,
    /// Heads above it, e.g. `法人或其他组织`.
    pub above: Vec<String>,
    /// What its numbers are.
    pub kind: Kind,
    /// 件, 项 or 万元.
    pub unit: String,
    /// Worked out, never typed.
    pub derived: bool,
}

/// One line of figures.
#[derive(Debug)]
pub struct Row {
    /// Names; `label` is the label printed before the line.
    pub names: Names,
    /// Labels above it, outermost first, e.g. `三、本年度办理结果`, `（三）不予公开`.
    pub above: Vec<String>,
    /// Its block, as a number in [`Table::blocks`].
    pub block: usize,
    /// Its cells, as numbers in [`Edition::cells`](super::Edition::cells).
    pub cells: Range<usize>,
    /// Worked out, never typed.
    pub derived: bool,
    /// First report year in which it can hold anything but 0.
    pub since: Option<u16>,
    /// What it counts, in our own words.
    pub explain: Option<String>,
    /// The articles of [`Edition::regulation`](super::Edition::regulation) it rests on.
    pub article: Option<String>,
}

/// A row or a group of rows, as `data.yaml` nests them.
#[derive(Debug)]
pub struct Entry {
    /// Names; the `key` is what a clerk writes.
    pub names: Names,
    /// A group whose entries may also stand directly in the block.
    pub inline: bool,
    /// The row, or the entries below.
    pub holds: Holds,
}

/// What an [`Entry`] holds.
#[derive(Debug)]
pub enum Holds {
    /// A line of figures, as a number in [`Table::rows`].
    Row(usize),
    /// A group.
    Entries(Vec<Entry>),
}

impl Entry {
    /// All rows in or under this entry, as numbers in [`Table::rows`].
    pub fn rows(&self) -> Vec<usize> {
        match &self.holds {
            Holds::Row(row) => vec![*row],
            Holds::Entries(entries) => entries.iter().flat_map(Entry::rows).collect(),
        }
    }

    /// The rows of a group under the names they have beside it, where nothing but the name
    /// tells whose they are: the id, `refused_state_secret`, which no other row has, and the
    /// keys of both, `不予公开.国家秘密`.
    pub fn beneath(&self) -> Vec<(String, &Entry)> {
        let Holds::Entries(inner) = &self.holds else { return Vec::new() };
        let names = |row: &Entry| match &row.holds {
            Holds::Row(_) if !self.inline => {
                vec![row.names.id.clone(), format!("{}.{}", self.names.key, row.names.key)]
            }
            _ => Vec::new(),
        };
        let of = |row| names(row).into_iter().map(move |name| (name, row)).chain(row.beneath());
        inner.iter().flat_map(of).collect()
    }
}

/// One cell of the form.
#[derive(Debug)]
pub struct CellSpec {
    /// `t3.granted.total`.
    pub id: String,
    /// The same as an HTML id: `t3-granted-total`.
    pub html_id: String,
    /// Labels from the outside in: block or row labels, then column heads.
    pub labels: Vec<String>,
    /// What its number is.
    pub kind: Kind,
    /// 件, 项 or 万元.
    pub unit: String,
    /// Worked out, never typed.
    pub derived: bool,
}
