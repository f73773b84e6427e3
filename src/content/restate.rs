//! Totals typed under 核对: never summed, only kept to be held against the derived ones.

use crate::edition::{Entry, Holds, Row};
use crate::source::tree::{Node, Part, Step};

use super::grid::{Filling, RESTATED, is_blank, read};
use super::outline::{find, quoted};
use super::report::Restated;
use super::rules;
use super::spotted::Spotted;

impl Filling<'_> {
    /// Totals under 核对: a number is a row's total; a map nests or names columns.
    pub(super) fn restate(&mut self, value: &Node, entries: &[Entry]) {
        let Node::Map(written) = value else {
            let say = format!("“{}”下应为“行名: 总计”，实际{}", RESTATED[0], written_as(value));
            let advise = self.advise_restating();
            self.spot(Spotted::new(&rules::SHAPE, &self.path, Part::Value, say, advise));
            return;
        };
        for (number, (key, value)) in written.iter().enumerate() {
            self.path.push(Step::entry(number));
            let table = self.table;
            match find(key, entries) {
                None => {
                    self.unknown(key, value, entries);
                }
                Some(entry) => match &entry.holds {
                    Holds::Entries(inner) if matches!(value, Node::Map(_)) => self.restate(value, inner),
                    Holds::Entries(inner) => self.restated_group(&entry.names.key, value, inner),
                    Holds::Row(row) => self.restate_row(&table.rows[*row], value),
                },
            }
            self.path.pop();
        }
    }

    /// A group of rows is a heading of the form: it has no figures, and so no total.
    fn restated_group(&mut self, key: &str, value: &Node, inner: &[Entry]) {
        let names: Vec<&str> = inner.iter().map(|entry| entry.names.key.as_str()).collect();
        let say = format!("“{key}”分 {} 行，没有合计，“{}”下实际{}", names.len(), RESTATED[0], written_as(value));
        let example = names.first().copied().unwrap_or_default();
        let advise = format!("写各行的总计，如“{key}: {{{example}: 1}}”，可写的有{}；不核对的删去", quoted(&names));
        self.spot(Spotted::new(&rules::SHAPE, &self.path, Part::Value, say, advise));
    }

    /// What may stand under 核对 in this table.
    fn advise_restating(&self) -> String {
        let total = |row: &&Row| self.table.blocks[row.block].columns.iter().any(|column| column.derived);
        match self.table.rows.iter().find(total) {
            Some(row) => format!("写作“{}: {{{}: 4}}”的样子；不核对的删去这一行", RESTATED[0], row.names.key),
            None => "这张表没有由程序计算的总计，删去这一行".to_owned(),
        }
    }

    fn restate_row(&mut self, row: &Row, value: &Node) {
        let columns = &self.table.blocks[row.block].columns;
        let total = columns.iter().position(|column| column.derived);
        // A row of totals is copied with its own total or, as rows are written, without.
        let typed: Vec<usize> = self.table.blocks[row.block].typed().map(|(place, _)| place).collect();
        match (value, total) {
            (Node::Scalar(_), Some(total)) => self.restate_cell(row.cells.start + total, value),
            (Node::List(items), _) if row.derived && [columns.len(), typed.len()].contains(&items.len()) => {
                let all = items.len() == columns.len();
                for (number, item) in items.iter().enumerate() {
                    self.path.push(Step::item(number));
                    self.restate_cell(row.cells.start + if all { number } else { typed[number] }, item);
                    self.path.pop();
                }
            }
            (Node::Map(written), _) => {
                for (number, (key, value)) in written.iter().enumerate() {
                    self.path.push(Step::entry(number));
                    match columns.iter().position(|column| column.names.means(key)) {
                        Some(place) if self.edition.cells[row.cells.start + place].derived => {
                            self.restate_cell(row.cells.start + place, value);
                        }
                        _ => {
                            let say = format!("“{}”下的“{key}”不是由程序计算的数", RESTATED[0]);
                            self.spot(Spotted::new(
                                &rules::UNKNOWN_KEY,
                                &self.path,
                                Part::Key,
                                say,
                                "删去；核对只写总计",
                            ));
                        }
                    }
                    self.path.pop();
                }
            }
            (_, None) => {
                let say =
                    format!("“{}”没有由程序计算的总计，“{}”下实际{}", row.names.key, RESTATED[0], written_as(value));
                let advise = format!("从“{}”下删去；这一行的数写在“{}”里", RESTATED[0], self.table.names.key);
                self.spot(Spotted::new(&rules::SHAPE, &self.path, Part::Value, say, advise));
            }
            _ => {
                let say = format!("“{}”下的“{}”应为一个总计数，实际{}", RESTATED[0], row.names.key, written_as(value));
                self.spot(Spotted::new(&rules::SHAPE, &self.path, Part::Value, say, "只写总计一个数"));
            }
        }
    }

    fn restate_cell(&mut self, cell: usize, value: &Node) {
        let Node::Scalar(word) = value else {
            let say = format!("“{}”下的{}应为一个数", RESTATED[0], self.edition.say(cell));
            self.spot(Spotted::new(&rules::SHAPE, &self.path, Part::Value, say, "只写总计一个数"));
            return;
        };
        match read(word, self.edition.cells[cell].kind) {
            Ok(value) => {
                self.note_place(cell, Part::Value);
                self.restated.push(Restated { cell, value });
            }
            Err(slip) => {
                let say = format!("“{}”下的{}{}", RESTATED[0], self.edition.say(cell), slip.message());
                let rule = self.value_rule();
                self.spot(Spotted::new(rule, &self.path, Part::Value, say, slip.advice()));
            }
        }
    }
}

/// What stands where something else should.
fn written_as(value: &Node) -> String {
    match value {
        Node::Scalar(word) if is_blank(word) => "空着".to_owned(),
        Node::Scalar(word) => format!("写了“{word}”"),
        Node::List(items) => format!("写了 {} 个数", items.len()),
        Node::Map(_) => "写了一组“键: 值”".to_owned(),
    }
}
