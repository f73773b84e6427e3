//! Totals typed under 核对: never summed, only kept to be held against the derived ones.

use crate::edition::{Entry, Holds, Row};
use crate::source::tree::{Node, Part, Step};

use super::grid::{Filling, RESTATED, read};
use super::outline::find;
use super::report::Restated;
use super::rules;
use super::spotted::Spotted;

impl Filling<'_> {
    /// Totals under 核对: a number is a row's total; a map nests or names columns.
    pub(super) fn restate(&mut self, value: &Node, entries: &[Entry]) {
        let Node::Map(written) = value else {
            let say = format!("“{}”应为“行名: 总计”，实际为一个值", RESTATED[0]);
            self.spot(Spotted::new(&rules::SHAPE, &self.path, Part::Value, say, "如“核对: {本年新收: 4}”"));
            return;
        };
        for (number, (key, value)) in written.iter().enumerate() {
            self.path.push(Step::entry(number));
            let table = self.table;
            match find(key, entries) {
                None => self.unknown(key, value, entries),
                Some(entry) => match &entry.holds {
                    Holds::Entries(inner) => self.restate(value, inner),
                    Holds::Row(row) => self.restate_row(&table.rows[*row], value),
                },
            }
            self.path.pop();
        }
    }

    fn restate_row(&mut self, row: &Row, value: &Node) {
        let columns = &self.table.blocks[row.block].columns;
        let total = columns.iter().position(|column| column.derived);
        match (value, total) {
            (Node::Scalar(_), Some(total)) => self.restate_cell(row.cells.start + total, value),
            (Node::List(items), _) if row.derived && items.len() == columns.len() => {
                for (number, item) in items.iter().enumerate() {
                    self.path.push(Step::item(number));
                    self.restate_cell(row.cells.start + number, item);
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
            _ => {
                let say = format!("“{}”下的“{}”应为一个总计数", RESTATED[0], row.names.key);
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
