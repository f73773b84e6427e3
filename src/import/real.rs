//! Where the form's own table stands among real tables (Word, HTML, Excel): a small table
//! of the office's own making may come before it and use the same words.

use std::ops::Range;

use crate::edition::Table;

use super::document::{Kind, Line};
use super::form::{self, Vocabulary};
use super::shape::plain;

/// The line from which the form's table is to be read: the first real table that has a
/// row of the form with a figure for each of its columns, and the captions right above
/// it. Without real tables, or without such a row, the beginning of `range`.
pub(super) fn start(lines: &[Line], range: Range<usize>, table: &Table, words: &Vocabulary) -> usize {
    let wordings: Vec<(Vec<String>, usize)> =
        table.rows.iter().map(|row| (form::row_wordings(row), row.cells.len())).collect();
    let own = |line: &Line| {
        let figures = line.pieces.iter().filter(|piece| piece.text.starts_with(|c: char| c.is_ascii_digit())).count();
        // Numbering stands before a label, and only short labels are parts of others.
        let means = |words: &str, name: &String| {
            words == name.as_str() || (name.chars().count() >= 4 && words.ends_with(name.as_str()))
        };
        let named = |names: &[String]| {
            line.pieces.iter().any(|piece| names.iter().any(|name| means(&plain(&piece.text), name)))
        };
        // A table of one line of figures has its labels above them.
        figures >= table.cells.len() || wordings.iter().any(|(names, columns)| figures >= *columns && named(names))
    };
    let first = range.clone().find(|line| matches!(lines[*line].kind, Kind::Row { .. }) && own(&lines[*line]));
    let Some(first) = first else { return range.start };
    let Kind::Row { table: number } = lines[first].kind else { return range.start };
    let same = |line: &Line| matches!(line.kind, Kind::Row { table } if table == number);
    let mut start = first;
    while start > range.start
        && (same(&lines[start - 1]) || (lines[start - 1].is_words() && words.covers(&plain(&lines[start - 1].words()))))
    {
        start -= 1;
    }
    start
}
