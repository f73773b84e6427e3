//! Rows that do not stand under the name of their table: they stand beside it, or the line
//! with the name was deleted, or indented with the rows of the table before, so that all
//! that follows reads as rows of that one.

use std::ops::Range;

use crate::edition::{Edition, Said, Table};
use crate::source::tree::{Node, Part, Step};

use super::data;
use super::grid::{Filling, RESTATED, is_blank};
use super::outline::anywhere;
use super::rules;
use super::spotted::Spotted;

/// The keys of the file as words, and the rows that stand beside the key of their table
/// instead of under it, by the number of that key.
pub(super) struct Keys<'w> {
    pub(super) said: Vec<Said<'w>>,
    pub(super) beside: Vec<(usize, Range<usize>)>,
}

impl<'w> Keys<'w> {
    pub(super) fn new(written: &'w [(Box<str>, Node)], edition: &Edition) -> Keys<'w> {
        let said: Vec<Said<'_>> = written.iter().map(|(key, _)| Said::new(key)).collect();
        let table = |at: usize| edition.tables.iter().find(|table| table.names.meant_by(&said[at]));
        let mut beside = Vec::new();
        for (number, (_, value)) in written.iter().enumerate() {
            let blank = matches!(value, Node::Scalar(word) if is_blank(word));
            let Some(table_here) = Some(number).filter(|_| blank).and_then(table) else { continue };
            let known = |key: &str| data::KNOWN.iter().any(|names| names.contains(&key)) || RESTATED.contains(&key);
            let ends = |at: &usize| known(&written[*at].0) || table(*at).is_some();
            let end = (number + 1..written.len()).find(ends).unwrap_or(written.len());
            if written.get(number + 1).is_some_and(|(key, _)| end > number + 1 && anywhere(key, &table_here.outline)) {
                beside.push((number, number + 1..end));
            }
        }
        Keys { said, beside }
    }

    /// The tables no key names.
    pub(super) fn missing<'e>(&self, edition: &'e Edition) -> Vec<&'e Table> {
        let there = |table: &Table| self.said.iter().any(|key| table.names.meant_by(key));
        edition.tables.iter().filter(|table| !there(table)).collect()
    }

    /// Whether a key is a row of a table, beside that table's key.
    pub(super) fn is_beside(&self, key: &str) -> bool {
        let mut rows = self.beside.iter().flat_map(|(_, rows)| &self.said[rows.clone()]);
        rows.any(|said| said.written() == key)
    }
}

/// Rows that stand in the block of another table.
pub(super) struct Strayed<'e> {
    /// Whose rows they are.
    pub(super) table: &'e Table,
    /// The entry of the file they stand in, and the table it names.
    pub(super) block: usize,
    under: &'e Table,
    /// The first of them is the name of their table.
    named: bool,
    pub(super) rows: Range<usize>,
}

/// Finds the rows of the tables that are `missing`.
pub(super) fn find<'e>(written: &[(Box<str>, Node)], edition: &'e Edition, missing: &[&'e Table]) -> Vec<Strayed<'e>> {
    let mut all: Vec<Strayed<'e>> = Vec::new();
    if missing.is_empty() {
        return all;
    }
    for (block, (key, value)) in written.iter().enumerate() {
        let Some(under) = edition.tables.iter().find(|table| table.names.means(key)) else { continue };
        let Node::Map(rows) = value else { continue };
        let mut here: Vec<Strayed<'e>> = Vec::new();
        for (number, (key, _)) in rows.iter().enumerate() {
            if anywhere(key, &under.outline) {
                // Rows of both tables in turn are no table of their own.
                if !here.is_empty() {
                    here.clear();
                    break;
                }
                continue;
            }
            let named = |table: &&&Table| table.names.means(key);
            let of = missing.iter().find(|table| named(table) || anywhere(key, &table.outline));
            match of {
                Some(table) if here.last().is_none_or(|last| last.table.id != table.id) => {
                    let rows = number..rows.len();
                    here.push(Strayed { table, block, under, named: named(&table), rows });
                }
                _ => {}
            }
        }
        for place in 1..here.len() {
            here[place - 1].rows.end = here[place].rows.start;
        }
        here.retain(|strayed| all.iter().all(|other| other.table.id != strayed.table.id));
        all.append(&mut here);
    }
    all
}

impl Strayed<'_> {
    /// What is said of them, once.
    fn spotted(&self, written: &[(Box<str>, Node)]) -> Spotted {
        let (name, under) = (&self.table.names.key, &self.under.names.key);
        let path = [Step::entry(self.block), Step::entry(self.rows.start)];
        if self.named {
            let say = format!("“{name}”应从行首写起，实际缩进在“{under}”之下");
            return Spotted::new(&rules::INDENT, &path, Part::Key, say, format!("删去“{name}:”行首的空格"));
        }
        let first = match &written[self.block].1 {
            Node::Map(rows) => &*rows[self.rows.start].0,
            Node::Scalar(_) | Node::List(_) => "",
        };
        let say = format!("缺少“{name}:”一行，它的各行写在了“{under}”之下");
        let advise = format!("在“{first}”这一行前面补上一行“{name}:”，从行首写起");
        Spotted::new(&rules::MISSING_BLOCK, &path, Part::Key, say, advise)
    }

    /// Fills their table, from the rows in `block` or from what stands under its name.
    pub(super) fn fill(&self, filling: &mut Filling<'_>, written: &[(Box<str>, Node)], block: &Node) {
        filling.spot(self.spotted(written));
        let Node::Map(rows) = block else { return };
        let value = &rows[self.rows.start].1;
        filling.ends = usize::MAX;
        if self.named && !matches!(value, Node::Scalar(word) if is_blank(word)) {
            filling.path.push(Step::entry(self.rows.start));
            filling.fill(value);
        } else {
            let first = self.rows.start + usize::from(self.named);
            filling.fill_rows(rows, first..self.rows.end, None);
        }
    }

    /// Whether a fault is that a key of these rows stands in the other table as well.
    pub(super) fn explains(&self, spotted: &Spotted) -> bool {
        let mut rows = self.rows.clone();
        std::ptr::eq(spotted.rule, &rules::DUPLICATE)
            && rows.any(|row| spotted.path == [Step::entry(self.block), Step::entry(row)])
    }
}
