//! Cells to `data.yaml`, as a clerk would write it.
//!
//! Short Chinese keys, figures in columns, totals of the source under 核对. A cell that
//! was not read is written `~`: the reader of the file takes it for missing and says so,
//! and publication waits. No row is left out, for a row left out can mean 0.

use std::fmt::Write;

use crate::content::report::print;
use crate::edition::{Edition, Entry, Holds, Row, Table};

use super::fill::Outcome;
use super::remarks::Remarks;
use super::shape::width;

/// The mark of a cell that was not read.
const MISSING: &str = "~";

/// The file of a report with tables.
pub(crate) fn data(
    edition: &Edition,
    title: &str,
    published: Option<&str>,
    outcomes: &[Outcome],
    by_year: bool,
) -> String {
    let mut text = format!("# {title}，{}（{}），由 nianbao import 读入\n", edition.name, edition.document);
    text.push_str("# 总计由程序计算；“核对”下是原件上印的总计。“~”是没有读到的格，填好以后才能发布。\n");
    if !by_year {
        // The reader says that form and year do not fit; the figures are not lost.
        let _ = writeln!(text, "版式: \"{}\"", edition.id);
    }
    match published {
        Some(date) => drop(writeln!(text, "发布日期: {date}")),
        None => text.push_str("发布日期:            # 原件没有写，如 2025-01-20\n"),
    }
    for table in &edition.tables {
        let _ = write!(text, "\n# {}\n{}:\n", table.caption, table.names.key);
        let mut writer = Writer { edition, table, outcomes, text: &mut text, heads: String::new() };
        let labels = writer.width(&table.outline, 1);
        writer.rows(&table.outline, 1, labels);
        writer.restated();
    }
    text
}

/// 更正 and 说明, as far as the source has them.
pub(crate) fn remarks(remarks: &Remarks) -> String {
    let list = |key: &str, entries: &[String]| match entries {
        [] => String::new(),
        entries => format!("\n{key}:\n{}", entries.iter().map(|entry| format!("  - {entry}\n")).collect::<String>()),
    };
    list("更正", &remarks.corrections) + &list("说明", &remarks.explanations)
}

struct Writer<'a> {
    edition: &'a Edition,
    table: &'a Table,
    outcomes: &'a [Outcome],
    text: &'a mut String,
    /// Column heads written last.
    heads: String,
}

impl Writer<'_> {
    /// Width of the widest key with its indentation.
    fn width(&self, entries: &[Entry], depth: usize) -> usize {
        let of = |entry: &Entry| match &entry.holds {
            Holds::Row(row) if self.table.rows[*row].derived => 0,
            Holds::Row(_) => 2 * depth + width(&entry.names.key),
            Holds::Entries(inner) if entry.inline => self.width(inner, depth),
            Holds::Entries(inner) => self.width(inner, depth + 1),
        };
        entries.iter().map(of).max().unwrap_or(0)
    }

    fn rows(&mut self, entries: &[Entry], depth: usize, labels: usize) {
        for entry in entries {
            match &entry.holds {
                Holds::Row(row) => {
                    let table = self.table;
                    if !table.rows[*row].derived {
                        self.row(&table.rows[*row], depth, labels);
                    }
                }
                Holds::Entries(inner) if entry.inline => self.rows(inner, depth, labels),
                Holds::Entries(inner) => {
                    let _ = writeln!(self.text, "{}{}:", "  ".repeat(depth), entry.names.key);
                    self.rows(inner, depth + 1, labels);
                }
            }
        }
    }

    fn row(&mut self, row: &Row, depth: usize, labels: usize) {
        let indent = "  ".repeat(depth);
        let block = &self.table.blocks[row.block];
        let heads: Vec<&str> = block.typed().map(|(_, column)| column.names.key.as_str()).collect();
        let heads = heads.join("、");
        if self.heads != heads {
            let _ = writeln!(self.text, "{indent}# 依次为{heads}");
            self.heads = heads;
        }
        let cells: Vec<usize> = block.typed().map(|(place, _)| row.cells.start + place).collect();
        let figures: Vec<String> = cells.iter().map(|cell| self.figure(*cell)).collect();
        let gap = " ".repeat((labels + 1).saturating_sub(2 * depth + width(&row.names.key)));
        let value = match figures.as_slice() {
            [one] => one.clone(),
            many => format!("[{}]", many.join(", ")),
        };
        let _ = write!(self.text, "{indent}{}:{gap}{value}", row.names.key);
        let deduced = cells.iter().find_map(|cell| match &self.outcomes[*cell] {
            Outcome::Deduced(_, how) => Some(how),
            _ => None,
        });
        if let Some(how) = deduced {
            let _ = write!(self.text, "   # 推断：{}", one_line(how));
        }
        let unread: Vec<String> = cells
            .iter()
            .filter_map(|cell| match &self.outcomes[*cell] {
                Outcome::Unread(why) => Some(one_line(why)),
                _ => None,
            })
            .fold(Vec::new(), |mut reasons, reason| {
                if !reasons.contains(&reason) {
                    reasons.push(reason);
                }
                reasons
            });
        if !unread.is_empty() {
            let _ = write!(self.text, "   # 未读到：{}", unread.join("；"));
        }
        self.text.push('\n');
    }

    fn figure(&self, cell: usize) -> String {
        match self.outcomes[cell].value() {
            Some(value) => print(value, self.edition.cells[cell].kind),
            None => MISSING.to_owned(),
        }
    }

    /// Totals that stand in the source.
    fn restated(&mut self) {
        let mut text = String::new();
        self.totals(&self.table.outline, 2, &mut text);
        if !text.is_empty() {
            let _ = write!(self.text, "  核对:\n{text}");
        }
    }

    fn totals(&self, entries: &[Entry], depth: usize, text: &mut String) {
        let indent = "  ".repeat(depth);
        for entry in entries {
            match &entry.holds {
                Holds::Row(row) => {
                    if let Some(total) = self.total(&self.table.rows[*row]) {
                        let _ = writeln!(text, "{indent}{}: {total}", entry.names.key);
                    }
                }
                Holds::Entries(inner) if entry.inline => self.totals(inner, depth, text),
                Holds::Entries(inner) => {
                    let mut below = String::new();
                    self.totals(inner, depth + 1, &mut below);
                    if !below.is_empty() {
                        let _ = write!(text, "{indent}{}:\n{below}", entry.names.key);
                    }
                }
            }
        }
    }

    /// The derived cells of a row, as 核对 takes them.
    fn total(&self, row: &Row) -> Option<String> {
        let columns = &self.table.blocks[row.block].columns;
        let known: Vec<(usize, String)> = row
            .cells
            .clone()
            .enumerate()
            .filter(|(_, cell)| self.edition.cells[*cell].derived && self.outcomes[*cell].value().is_some())
            .map(|(place, cell)| (place, self.figure(cell)))
            .collect();
        match known.as_slice() {
            [] => None,
            [(_, total)] if !row.derived => Some(total.clone()),
            all if all.len() == columns.len() => {
                Some(format!("[{}]", all.iter().map(|(_, total)| total.as_str()).collect::<Vec<_>>().join(", ")))
            }
            some => {
                let pairs = some.iter().map(|(place, total)| format!("{}: {total}", columns[*place].names.key));
                Some(format!("{{{}}}", pairs.collect::<Vec<_>>().join(", ")))
            }
        }
    }
}

/// A reason without line ends.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The file of a report without tables (before the first national form).
pub(crate) fn document(title: &str, published: Option<&str>) -> String {
    let date =
        published.map_or("发布日期:            # 原件没有写".to_owned(), |date| format!("发布日期: {date}"));
    format!("# {title}，没有全国统一的统计表，由 nianbao import 读入\n版式: 文本\n{date}\n")
}
