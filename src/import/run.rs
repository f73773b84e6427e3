//! Small questions about a run of figures: which cells pad it, in which columns it
//! stands, and what its digits may be.

use rust_decimal::Decimal;

use crate::edition::{Block, Column, Table};

use super::document::{Kind, Line, Piece};
use super::fill::Outcome;
use super::form::{Vocabulary, wordings};
use super::shape::{bare, plain};
use super::tokens::{Stretch, Value, is_figure};

/// The stretches with the words of rows of empty cells (padded heads) put before the
/// figures they belong to; every stretch keeps its number.
pub(super) fn without_padding(stretches: &[Stretch]) -> Vec<Stretch> {
    let mut carried = Vec::new();
    let mut all = Vec::new();
    for stretch in stretches {
        let mut stretch = stretch.clone();
        stretch.words.splice(0..0, std::mem::take(&mut carried));
        if !stretch.has_figures() {
            carried = std::mem::take(&mut stretch.words);
        }
        all.push(stretch);
    }
    all
}

/// Figures as they stand in the source.
pub(super) fn written(values: &[Value]) -> String {
    values.iter().filter(|value| !value.text.is_empty()).map(|value| value.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// Whether digits begin with a zero that is not the whole number.
pub(super) fn has_lost_boundary(text: &str) -> bool {
    text.len() > 1 && text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether digits of a neighbour may stand in a figure; a cell of a real table is its own.
pub(super) fn is_glued(value: &Value) -> bool {
    value.column.is_none() && has_lost_boundary(&value.text)
}

/// The fewest numbers digits can be: zeros in front stand alone.
pub(super) fn least_numbers(tokens: &[String]) -> usize {
    let least = |token: &String| {
        let zeros = token.len() - token.trim_start_matches('0').len();
        zeros + usize::from(zeros < token.len())
    };
    tokens.iter().map(least).sum()
}

/// Digits that no sum parts, with the first ways to read them. There is none where they
/// are no whole numbers (`13575394432.52元`) or too many to be tried.
pub(super) fn unsure(tokens: &[String], count: usize, ways: &[Vec<u64>]) -> String {
    const SHOWN: usize = 6;
    if ways.is_empty() {
        return format!("原文“{}”应为 {count} 个数，数字相连，看不出从哪里分开，请对照原件填写", tokens.join(" "));
    }
    let say = |way: &Vec<u64>| way.iter().map(u64::to_string).collect::<Vec<_>>().join("/");
    let shown: Vec<String> = ways.iter().take(SHOWN).map(say).collect();
    let more = if ways.len() > SHOWN { format!("等 {} 种", ways.len()) } else { String::new() };
    format!("原文“{}”数字相连，可读作 {}{more}，表内没有关系可以确定", tokens.join(" "), shown.join("；"))
}

/// Empty cells at the ends that only pad the row.
pub(super) fn trimmed(values: &[Value], count: usize) -> &[Value] {
    let mut values = values;
    while values.len() > count && values.last().is_some_and(|value| value.text.is_empty()) {
        values = &values[..values.len() - 1];
    }
    while values.len() > count && values.first().is_some_and(|value| value.text.is_empty()) {
        values = &values[1..];
    }
    values
}

/// Whether some empty cells of a run only pad it and others are figures that were not
/// filled in, and nothing but the heads above tells them apart.
pub(super) fn is_adrift(values: &[Value], count: usize) -> bool {
    let empty = |value: &&Value| value.text.is_empty();
    let filled = values.iter().filter(|value| !empty(value)).count();
    let ends = values.iter().take_while(empty).count().max(values.iter().rev().take_while(empty).count());
    filled > 0 && filled < count && values.len() > count && filled + ends < values.len()
}

/// The grid columns of the heads above a row whose cells may be figures or padding: those
/// of `block`, or as many heads of one line as there are figures.
pub(super) fn under_heads(
    lines: &[Line],
    stretch: &Stretch,
    count: usize,
    block: Option<&Block>,
) -> Option<Vec<usize>> {
    let row = stretch.line();
    if !is_adrift(&stretch.values, count) || !matches!(lines[row].kind, Kind::Row { .. }) {
        return None;
    }
    let above = || lines[..row].iter().rev().filter(|line| line.kind == lines[row].kind);
    let Some(block) = block else {
        let filled = |line: &Line| -> Vec<usize> {
            line.pieces.iter().filter(|piece| !piece.text.is_empty()).map(|piece| piece.column).collect()
        };
        return above().map(filled).find(|columns| columns.len() == count);
    };
    let column = |column: &Column| {
        let known = wordings(&column.names);
        let means = |piece: &&Piece| known.contains(&plain(&piece.text)) || known.contains(&bare(&piece.text));
        above().find_map(|line| line.pieces.iter().find(means)).map(|piece| piece.column)
    };
    let columns: Vec<usize> = block.columns.iter().map(column).collect::<Option<_>>()?;
    columns.windows(2).all(|pair| pair[0] < pair[1]).then_some(columns)
}

/// The cells of a row of a real table that stand under the form's heads, and what is written
/// under heads of the source's own (历年累计, 备注). None where the row has no cells but the
/// form's, or the heads do not tell: every cell of the form must have one right above it.
pub(super) fn under_own_heads(
    lines: &[Line],
    stretch: &Stretch,
    count: usize,
    words: &Vocabulary,
) -> Option<(Stretch, Option<String>)> {
    let row = stretch.line();
    if stretch.values.len() <= count || !matches!(lines[row].kind, Kind::Row { .. }) {
        return None;
    }
    let (mut own, mut others) = (Vec::new(), Vec::new());
    for value in &stretch.values {
        match head_above(lines, row, value.column?) {
            Some(head) if words.covers(&plain(&head.text)) => own.push(value.clone()),
            Some(_) => others.extend(Some(value.text.clone()).filter(|text| !text.is_empty())),
            None if value.text.is_empty() => {}
            None => return None,
        }
    }
    let place = &lines[row].place;
    let remark = (!others.is_empty()).then(|| format!("{place}：版式以外的列没有收入：{}", others.join("、")));
    (own.len() == count).then_some((Stretch { words: stretch.words.clone(), values: own }, remark))
}

/// The words right above a column in the same table.
fn head_above(lines: &[Line], row: usize, column: usize) -> Option<&Piece> {
    let above = lines[..row].iter().rev().take_while(|line| line.kind == lines[row].kind);
    let is_head = |piece: &&Piece| piece.column == column && !piece.text.is_empty() && !is_figure(&piece.text);
    above.flat_map(|line| &line.pieces).find(is_head)
}

/// The columns of a run that have a head of the form.
pub(super) fn headed(lines: &[Line], stretch: &Stretch, words: &Vocabulary) -> Vec<usize> {
    let row = stretch.line();
    let is_headed =
        |column: &usize| head_above(lines, row, *column).is_some_and(|head| words.covers(&plain(&head.text)));
    stretch.values.iter().filter_map(|value| value.column).filter(is_headed).collect()
}

/// What the rows of a table with as many columns of the form have in common.
pub(super) struct Rows {
    /// The columns in which one of them has a figure.
    filled: Vec<usize>,
    /// Whether most of them have more figures than the form has columns.
    is_crowded: bool,
}

impl Rows {
    pub(super) fn of(table: &Table, given: &[Option<Stretch>], count: usize) -> Rows {
        let alike = table.rows.iter().zip(given).filter(|(row, _)| row.cells.len() == count);
        let runs: Vec<Vec<&Value>> = alike
            .filter_map(|(_, stretch)| stretch.as_ref())
            .map(|stretch| stretch.values.iter().filter(|value| !value.text.is_empty()).collect())
            .collect();
        let crowded = runs.iter().filter(|values| values.len() > count).count();
        let filled = runs.iter().flatten().filter_map(|value| value.column).collect();
        Rows { filled, is_crowded: crowded * 2 > runs.len() }
    }

    /// Whether figures of a row cannot be given to columns by their number: most rows have
    /// more of them, or an empty cell that only seems to pad the row has a figure elsewhere.
    pub(super) fn is_unsure(&self, values: &[Value], count: usize) -> bool {
        self.is_crowded || is_torn(values, count, &self.filled)
    }
}

/// Whether an empty cell at an end of a row, which would be taken for padding, stands in one
/// of the `columns` figures stand in.
pub(super) fn is_torn(values: &[Value], count: usize, columns: &[usize]) -> bool {
    let empty = |value: &&Value| value.text.is_empty();
    let more = values.len().saturating_sub(count);
    let after = values.iter().rev().take_while(empty).count().min(more);
    let before = values.iter().take_while(empty).count().min(more - after);
    let pads = values[..before].iter().chain(&values[values.len() - after..]);
    pads.filter_map(|value| value.column).any(|column| columns.contains(&column))
}

/// How many rows of a table add up only when their first figure, or only when their last,
/// is the total.
pub(super) fn totals(table: &Table, outcomes: &[Outcome]) -> (usize, usize) {
    let (mut first, mut last) = (0, 0);
    for row in &table.rows {
        let has_total = table.blocks[row.block].columns.last().is_some_and(|column| column.derived);
        let values: Option<Vec<Decimal>> = row.cells.clone().map(|cell| outcomes[cell].value()).collect();
        let Some(values) = values.filter(|values| has_total && values.iter().any(|value| !value.is_zero())) else {
            continue;
        };
        let sum: Decimal = values.iter().sum();
        let twice = |total: Option<&Decimal>| total.is_some_and(|total| *total + *total == sum);
        // A row with one figure and its total fits both ways and says nothing.
        last += usize::from(twice(values.last()) && !twice(values.first()));
        first += usize::from(twice(values.first()) && !twice(values.last()));
    }
    (first, last)
}

/// For each number of columns the grid columns in which full rows have their figures.
pub(super) fn usual_columns(table: &Table, given: &[Option<usize>], stretches: &[Stretch]) -> Vec<(usize, Vec<usize>)> {
    let mut seen: Vec<(usize, Vec<usize>, usize)> = Vec::new();
    for (row, run) in table.rows.iter().zip(given) {
        let Some(stretch) = run.map(|run| &stretches[run]) else { continue };
        let columns: Option<Vec<usize>> =
            stretch.values.iter().filter(|value| !value.text.is_empty()).map(|value| value.column).collect();
        let Some(columns) = columns.filter(|columns| columns.len() == row.cells.len()) else { continue };
        match seen.iter_mut().find(|(_, known, _)| *known == columns) {
            Some((_, _, times)) => *times += 1,
            None => seen.push((columns.len(), columns, 1)),
        }
    }
    // Where full rows disagree (a table continued with other widths) columns say nothing.
    let lone = |count: usize| seen.iter().filter(|(known, _, _)| *known == count).count() == 1;
    seen.iter()
        .filter(|(count, _, times)| lone(*count) && *times > 1)
        .map(|(c, columns, _)| (*c, columns.clone()))
        .collect()
}

/// The texts of a row with empty cells, told by the columns of the full rows.
pub(super) fn by_column(values: &[Value], usual: &[usize]) -> Option<Vec<String>> {
    let stray = values.iter().any(|v| !v.text.is_empty() && v.column.is_none_or(|column| !usual.contains(&column)));
    if stray || values.iter().all(|value| !value.text.is_empty()) {
        return None;
    }
    let find =
        |column: &usize| values.iter().find(|value| value.column == Some(*column)).map(|value| value.text.clone());
    usual.iter().map(find).collect()
}
