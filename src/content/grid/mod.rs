//! One block of `data.yaml` → the cells of one statutory table.
//!
//! Takes the tree under a block's key and the table of the edition, gives every typed
//! cell a figure or leaves it missing with a finding. A row left out is 0 or a fault as
//! the edition says; nothing is guessed and nothing is added up here.

mod blank;
mod meant;
mod row;

use std::ops::Range;

use rust_decimal::Decimal;

use crate::edition::{Edition, Editions, Entry, Holds, Kind, Omitted, Row, Table};
use crate::source::number::{self, Slip};
use crate::source::tree::{Node, Part, Step};

use super::data::Places;
use super::outline::{anywhere, find, group_of, here, keys, quoted};
use super::report::{Cell, Restated};
use super::rules;
use super::spotted::Spotted;
use crate::finding::nearest;

/// The words that declare a whole block zero.
pub(super) const NONE: [&str; 3] = ["无", "无。", "none"];
/// The key under which totals may be restated.
pub(super) const RESTATED: [&str; 2] = ["核对", "control"];

/// The table being filled in.
pub(super) struct Filling<'a> {
    pub(super) edition: &'a Edition,
    pub(super) editions: &'a Editions,
    pub(super) table: &'a Table,
    pub(super) cells: &'a mut [Cell],
    pub(super) restated: &'a mut Vec<Restated>,
    pub(super) spotted: &'a mut Vec<Spotted>,
    /// Where each cell was written, when somebody asks (a finding must be placed).
    pub(super) places: Option<&'a mut Places>,
    /// Path of the block.
    pub(super) path: Vec<Step>,
    /// Something written in the block found no row: what is missing may stand there, so
    /// rows left out are not taken for 0.
    pub(super) lost: bool,
    /// Rows that were written under a mistyped name, as has been said.
    pub(super) mistyped: Vec<String>,
    /// Rows without any figure: the first cell of each, and where it stands.
    pub(super) blank: Vec<(usize, Vec<Step>)>,
    /// The entry of the block from which on the rows are those of another table.
    pub(super) ends: usize,
}

impl Filling<'_> {
    /// Fills the table from the block's value.
    pub(super) fn fill(&mut self, block: &Node) {
        match block {
            Node::Scalar(word) if NONE.contains(&word.trim()) => {
                for row in self.table.rows.iter().filter(|row| !row.derived) {
                    self.zero(row);
                }
            }
            Node::Map(entries) => {
                let mut seen = vec![false; self.table.rows.len()];
                let table = self.table;
                self.entries(entries, 0..entries.len().min(self.ends), &table.outline, &mut seen, true);
                self.omitted(&seen);
                self.blank_rows();
            }
            Node::Scalar(word) => {
                let (say, advise) = if is_blank(word) {
                    (format!("“{}”下应有内容，实际空着", self.table.names.key), self.advise_block())
                } else {
                    (format!("“{}”应为各行的数或“无”，实际为“{word}”", self.table.names.key), self.advise_block())
                };
                let spotted = Spotted::new(&rules::SHAPE, &self.path, Part::Value, say, advise);
                self.spotted.push(spotted);
            }
            Node::List(_) => {
                let say = format!("“{}”应为逐行的“行名: 数”，实际为一个列表", self.table.names.key);
                let advise = self.advise_block();
                self.spotted.push(Spotted::new(&rules::SHAPE, &self.path, Part::Value, say, advise));
            }
        }
    }

    /// Fills the table from rows that stand beside its key, as is said once.
    pub(super) fn fill_beside(&mut self, written: &[(Box<str>, Node)], rows: Range<usize>) {
        let key = &self.table.names.key;
        let block = std::mem::take(&mut self.path);
        let say = format!("“{key}”的各行应比它多缩进两格，实际与它对齐");
        let advise = format!("“{key}:”以下属于它的各行，行首都加两个空格");
        self.spot(Spotted::new(&rules::INDENT, &[Step::entry(rows.start)], Part::Key, say, advise));
        self.fill_rows(written, rows, Some(block));
    }

    /// Fills the table from some rows of what was written; what is missing is told at
    /// `block`, else where the rows stand.
    pub(super) fn fill_rows(&mut self, written: &[(Box<str>, Node)], rows: Range<usize>, block: Option<Vec<Step>>) {
        let mut seen = vec![false; self.table.rows.len()];
        let table = self.table;
        self.entries(written, rows, &table.outline, &mut seen, true);
        self.path = block.unwrap_or(std::mem::take(&mut self.path));
        self.omitted(&seen);
        self.blank_rows();
    }

    fn advise_block(&self) -> String {
        format!("整表为零时写“{}: 无”，否则在下一行缩进两格起逐行填写", self.table.names.key)
    }

    /// One level of rows and groups: the entries `rows` of what was written. `top` is the
    /// block itself, where 核对 may stand.
    fn entries(
        &mut self,
        written: &[(Box<str>, Node)],
        rows: Range<usize>,
        entries: &[Entry],
        seen: &mut [bool],
        top: bool,
    ) {
        // The rows of a group that were written beside it instead of under it.
        let mut beside: &[Entry] = &[];
        for (number, (key, value)) in written.iter().enumerate().take(rows.end).skip(rows.start) {
            self.path.push(Step::entry(number));
            if written[rows.start..number].iter().any(|(earlier, _)| earlier == key) {
                // The reader of the file has said that the key stands twice.
            } else if top && RESTATED.contains(&&**key) {
                self.restate(value, entries);
            } else if let Some(entry) = here(key, entries) {
                let next = written.get(number + 1).map_or("", |(next, _)| &**next);
                beside = rows_beside(entry, value, next, entries);
                match beside {
                    [] => self.entry(entry, value, seen),
                    _ => self.not_indented(entry, number + 1),
                }
            } else if let Some(entry) = here(key, beside).or_else(|| find(key, entries)) {
                self.entry(entry, value, seen);
            } else {
                let meant = self.unknown(key, value, entries);
                self.beneath_unknown(meant.as_deref(), key, value, seen);
                self.mistyped.extend(meant);
            }
            self.path.pop();
        }
    }

    /// The rows under `group` stand at its own level, from the entry numbered `first`: said
    /// once, and read as they were meant.
    fn not_indented(&mut self, group: &Entry, first: usize) {
        let mut path = self.path.clone();
        path.pop();
        path.push(Step::entry(first));
        let say = format!("“{}”的各行应比它多缩进两格，实际与它对齐", group.names.key);
        let advise = format!("“{}:”以下属于它的各行，行首都加两个空格", group.names.key);
        self.spot(Spotted::new(&rules::INDENT, &path, Part::Key, say, advise));
    }

    fn entry(&mut self, entry: &Entry, value: &Node, seen: &mut [bool]) {
        match (&entry.holds, value) {
            (Holds::Row(row), _) if self.table.rows[*row].derived => {
                let say = format!("“{}”由程序计算，不用填写", entry.names.key);
                let advise = format!("删去此行；要核对时写在“{}”之下", RESTATED[0]);
                self.spot(Spotted::new(&rules::TYPED_TOTAL, &self.path, Part::Key, say, advise));
            }
            (Holds::Row(row), _) => {
                if std::mem::replace(&mut seen[*row], true) {
                    let say = format!("“{}”填写了两次", entry.names.key);
                    self.spot(Spotted::new(&rules::DUPLICATE, &self.path, Part::Key, say, "只留一行"));
                } else {
                    let table = self.table;
                    self.row(&table.rows[*row], value);
                }
            }
            (Holds::Entries(inner), Node::Map(written)) if !self.by_column(entry, written) => {
                self.entries(written, 0..written.len(), inner, seen, false)
            }
            (Holds::Entries(inner), _) => {
                for row in entry.rows() {
                    seen[row] = true;
                }
                let spotted = self.not_a_group(entry, inner, value);
                self.spot(spotted);
            }
        }
    }

    /// What is wrong with a group whose rows are not under it.
    fn not_a_group(&self, group: &Entry, rows: &[Entry], value: &Node) -> Spotted {
        let key = &group.names.key;
        let names: Vec<&str> = rows.iter().map(|entry| entry.names.key.as_str()).collect();
        let names_quoted = quoted(&names);
        let (rule, part, say, advise) = match (self.one_row_elsewhere(group), value) {
            (_, Node::Scalar(word)) if is_blank(word) => {
                let advise = format!("填写{names_quoted}，或删去此行");
                (&rules::SHAPE, Part::Key, format!("“{key}”下应有内容，实际空着"), advise)
            }
            (Some(other), Node::List(_) | Node::Map(_)) => {
                let (form, count) = (&self.edition.name, names.len());
                let say = format!("“{key}”在{form}分 {count} 项填写，写成一行是{other}的填法");
                (&rules::OTHER_EDITION, Part::Value, say, format!("改为分别填写{names_quoted}"))
            }
            _ => {
                let is = if matches!(value, Node::Map(_)) { "直接写了列" } else { "只有一个值" };
                let advise = format!("在下一行再缩进两格，分别填写{names_quoted}");
                (&rules::SHAPE, Part::Value, format!("“{key}”应分项填写，实际{is}"), advise)
            }
        };
        Spotted::new(rule, &self.path, part, say, advise)
    }

    /// Whether a group was filled in as if it were a row: `{自然人: 1}`, only columns.
    fn by_column(&self, entry: &Entry, written: &[(Box<str>, Node)]) -> bool {
        let Holds::Entries(inner) = &entry.holds else { return false };
        // Nearly always the first key is a row: it is found at once.
        if written.is_empty() || written.iter().any(|(key, _)| find(key, inner).is_some()) {
            return false;
        }
        let Some(row) = entry.rows().first().map(|row| &self.table.rows[*row]) else { return false };
        let columns = &self.table.blocks[row.block].columns;
        written.iter().all(|(key, _)| columns.iter().any(|column| column.names.means(key)))
    }

    /// The edition that has a row `key` which this one has not.
    fn row_of_another_form(&self, key: &str) -> Option<String> {
        if anywhere(key, &self.table.outline) {
            return None;
        }
        let mut others = self.editions.iter().filter(|other| other.id != self.edition.id);
        let other = others.find(|other| other.tables.iter().any(|table| anywhere(key, &table.outline)))?;
        Some(other.name.clone())
    }

    /// The edition in which this group is a single row, if any.
    fn one_row_elsewhere(&self, entry: &Entry) -> Option<String> {
        let other = self.editions.iter().filter(|other| other.id != self.edition.id);
        other
            .filter_map(|other| {
                let table = other.tables.iter().find(|table| table.id == self.table.id)?;
                let same = find(&entry.names.key, &table.outline)?;
                matches!(same.holds, Holds::Row(_)).then(|| other.name.clone())
            })
            .next()
    }

    /// A key that names no row here: a typed total, a row of another form, or a slip. Gives
    /// the key a slip was evidently meant for.
    pub(super) fn unknown(&mut self, key: &str, value: &Node, entries: &[Entry]) -> Option<String> {
        self.lost = true;
        let columns = self.table.blocks.iter().flat_map(|block| &block.columns);
        if columns.clone().any(|column| column.derived && column.names.means(key)) {
            let say = format!("“{key}”由程序计算，不用填写");
            let advise = format!("删去此行；要核对时写在“{}”之下", RESTATED[0]);
            self.spot(Spotted::new(&rules::TYPED_TOTAL, &self.path, Part::Key, say, advise));
            return None;
        }
        let mut others = self.edition.tables.iter().filter(|other| other.id != self.table.id);
        if let Some(other) = others.find(|other| anywhere(key, &other.outline) && !anywhere(key, &self.table.outline)) {
            let (name, here) = (&other.names.key, &self.table.names.key);
            let say = format!("“{key}”是“{name}”的一行，实际写在“{here}”之下");
            let advise = format!("移到“{name}:”之下");
            self.spot(Spotted::new(&rules::UNKNOWN_KEY, &self.path, Part::Key, say, advise));
            return None;
        }
        if let Some(other) = self.row_of_another_form(key) {
            let say = format!("“{key}”是{other}的填报项，{}没有这一项", self.edition.name);
            let advise = format!("删去此行；本表各项以{}（{}）为准", self.edition.name, self.edition.document);
            self.spot(Spotted::new(&rules::OTHER_EDITION, &self.path, Part::Key, say, advise));
            return None;
        }
        let mut known = Vec::new();
        keys(entries, &mut known);
        let mut meant = None;
        let (say, advise) = if let Some(group) = group_of(key, &self.table.outline) {
            (format!("“{key}”应写在“{group}”之下"), format!("移到“{group}:”的下一行并再缩进两格"))
        } else if matches!(value, Node::Scalar(word) if is_blank(word)) && anywhere(key, &self.table.outline) {
            (format!("“{key}”不在这里填写"), "移到所属的一项之下".to_owned())
        } else if columns.clone().any(|column| column.names.means(key)) {
            let row = known.first().copied().unwrap_or_default();
            (format!("“{key}”是列名，应写在一行之内"), format!("移到所属的一行，如“{row}: {{{key}: 1}}”"))
        } else {
            let of_groups: Vec<_> = entries.iter().flat_map(Entry::beneath).collect();
            let dotted = of_groups.iter().map(|(name, _)| name.as_str()).filter(|_| key.contains('.'));
            meant = nearest(key, known.iter().copied().chain(dotted)).map(str::to_owned);
            let advise = match &meant {
                Some(near) => format!("是否为“{near}”？照此改写"),
                None => format!("删去；可用的键有{}", quoted(&known)),
            };
            (format!("不认识“{key}”"), advise)
        };
        self.spot(Spotted::new(&rules::UNKNOWN_KEY, &self.path, Part::Key, say, advise));
        meant
    }

    /// Rows that were not written.
    fn omitted(&mut self, seen: &[bool]) {
        let table = self.table;
        for (row, _) in table.rows.iter().zip(seen).filter(|(row, seen)| !**seen && !row.derived) {
            if table.omitted == Omitted::Zero {
                if !self.lost {
                    self.zero(row);
                }
                continue;
            }
            if self.mistyped.contains(&row.names.key) {
                continue;
            }
            let say = format!("“{}”缺“{}”", table.names.key, row.names.key);
            let columns: Vec<&str> =
                table.blocks[row.block].typed().map(|(_, column)| column.names.key.as_str()).collect();
            let zeros = vec!["0"; columns.len()].join(", ");
            let example = if columns.len() == 1 { zeros } else { format!("[{zeros}]") };
            let advise = format!("补上“{}: {example}”或实际的数（{}）", row.names.key, columns.join("、"));
            let ids: Vec<String> = row.cells.clone().map(|cell| self.edition.cells[cell].id.clone()).collect();
            let rule = self.value_rule();
            self.spot(Spotted::new(rule, &self.path, Part::Key, say, advise).cells(ids.iter().map(String::as_str)));
        }
    }

    fn zero(&mut self, row: &Row) {
        for cell in row.cells.clone().filter(|cell| !self.edition.cells[*cell].derived) {
            self.cells[cell] = Cell::Given(Decimal::ZERO);
            self.note_place(cell, Part::Key);
        }
    }

    /// The rule for badly written figures of this table (A-04, B-02, C-01).
    pub(super) fn value_rule(&self) -> &'static crate::finding::Rule {
        rules::value_rule(&self.table.value_check)
    }

    pub(super) fn spot(&mut self, spotted: Spotted) {
        self.spotted.push(spotted);
    }

    pub(super) fn note_place(&mut self, cell: usize, part: Part) {
        if let Some(places) = &mut self.places {
            places[cell] = Some((self.path.clone(), part));
        }
    }
}

/// The rows of a group that was left blank, when the line after it is one of them.
fn rows_beside<'e>(group: &'e Entry, value: &Node, next: &str, entries: &[Entry]) -> &'e [Entry] {
    match (&group.holds, value) {
        (Holds::Entries(inner), Node::Scalar(word))
            if is_blank(word) && here(next, inner).is_some() && here(next, entries).is_none() =>
        {
            inner
        }
        _ => &[],
    }
}

pub(super) fn read(word: &str, kind: Kind) -> Result<Decimal, Slip> {
    match kind {
        Kind::Count => number::count(word).map(Decimal::from),
        Kind::Delta => number::delta(word).map(Decimal::from),
        Kind::Wan => number::amount(word),
    }
}

pub(super) fn is_blank(word: &str) -> bool {
    matches!(word.trim(), "" | "~" | "null" | "Null" | "NULL")
}
