//! A section that holds its table more than once: last year's beside this year's.
//!
//! The years stand in the captions. A table is taken only when its caption, or the
//! captions of all the others, leave no doubt; where it stands says nothing.

use std::ops::Range;

use crate::edition::{Layout, Table};

use super::align;
use super::document::{At, Line};
use super::fill::RUNS;
use super::form::{self, Vocabulary};
use super::real;
use super::run::{trimmed, without_padding};
use super::shape::{half_width, plain};
use super::tokens::{self, Fragment, Stretch};

/// Longest caption, in characters; a longer line is a sentence of the report.
const CAPTION: usize = 40;
/// How many lines of other words may stand between a caption and its table.
const BETWEEN: usize = 2;

/// One of several tables.
#[derive(Debug)]
pub(super) struct Part {
    /// The lines from the end of the table before to its own end.
    pub(super) lines: Range<usize>,
    /// The line of its first figures.
    pub(super) first: usize,
    /// Where its last figure ends.
    pub(super) end: At,
    /// The year in its caption.
    pub(super) year: Option<u16>,
    /// Whether it has every figure of a row, and heads and lines of its own.
    is_whole: bool,
}

impl Part {
    /// From its heads to its last figure.
    pub(super) fn extent(&self, lines: &[Line], words: &Vocabulary) -> (At, At) {
        (words.begin(lines, self.lines.clone()).unwrap_or((self.first, 0)), self.end)
    }
}

/// The tables in `range` that have the same rows; none where there is one table only, or
/// the same one again (a page that holds its text twice).
pub(super) fn parts(lines: &[Line], range: Range<usize>, table: &Table, words: &Vocabulary) -> Vec<Part> {
    let begin = real::start(lines, range.clone(), table, words);
    let mut stretches = tokens::stretches(lines, begin..range.end, 0);
    stretches.truncate(RUNS);
    let runs = match table.layout {
        Layout::Across => across(table, &without_padding(&stretches)),
        Layout::Blocks | Layout::Matrix => down(table, words, &stretches),
    };
    let written = |run: &Runs| -> Vec<String> {
        let own = run.rows.iter().flat_map(|run| &stretches[*run].values);
        own.map(|value| value.text.clone()).filter(|text| !text.is_empty()).collect()
    };
    if runs.windows(2).all(|pair| written(&pair[0]) == written(&pair[1])) {
        return Vec::new();
    }
    let mut parts = Vec::new();
    let mut from = range.start;
    for run in &runs {
        let (Some(start), Some(last)) = (run.own.first(), run.own.last()) else { continue };
        let (first, last) = (stretches[*start].line(), &stretches[*last]);
        let end = last.values.last().map_or((first, 0), |value| value.end);
        let lines_of = from.min(first)..end.0 + 1;
        let heads = first >= from && words.begin(lines, lines_of.clone()).is_some();
        let label: Vec<&Fragment> = stretches[*start].words.iter().filter(|word| word.at.0 == first).collect();
        let year = beside(&label, words).or_else(|| above(lines, lines_of.start..first, words));
        parts.push(Part { lines: lines_of, first, end, year, is_whole: run.is_full && heads });
        from = end.0 + 1;
    }
    parts
}

/// The one table of `year` among several, where that is beyond doubt.
pub(super) fn of_year(parts: &[Part], year: u16) -> Option<&Part> {
    let only = |wanted: &dyn Fn(&&Part) -> bool| {
        let mut found = parts.iter().filter(wanted);
        found.next().filter(|_| found.next().is_none())
    };
    let named = parts.iter().any(|part| part.year == Some(year));
    let part = if named { only(&|part| part.year == Some(year)) } else { only(&|part| part.year.is_none()) };
    part.filter(|part| part.is_whole)
}

/// Where the tables stand, each with its year: `第 9 行（2023 年）、第 40 行`.
pub(super) fn places(parts: &[Part], lines: &[Line]) -> String {
    let place = |part: &Part| {
        let year = part.year.map(|year| format!("（{year} 年）")).unwrap_or_default();
        format!("{}{year}", lines[part.first].place)
    };
    parts.iter().map(place).collect::<Vec<_>>().join("、")
}

/// The runs of one table.
struct Runs {
    /// In order, one at least.
    own: Vec<usize>,
    /// One for each row of the table: what follows the last table may have words in common.
    rows: Vec<usize>,
    /// Whether a row has all its figures.
    is_full: bool,
}

/// Tables of rows with labels: where most rows come again, the first of them opens a new
/// table.
fn down(table: &Table, words: &Vocabulary, stretches: &[Stretch]) -> Vec<Runs> {
    let wordings: Vec<Vec<String>> = table.rows.iter().map(form::row_wordings).collect();
    let fits = align::fits(&wordings, stretches, words);
    let figured = |fits: &Vec<bool>| -> Vec<usize> {
        (0..stretches.len()).filter(|run| fits[*run] && stretches[*run].has_figures()).collect()
    };
    let rows: Vec<Vec<usize>> = fits.iter().map(figured).collect();
    let present = rows.iter().filter(|runs| !runs.is_empty()).count();
    let repeated = rows.iter().filter(|runs| runs.len() > 1).count();
    let Some(starts) = rows.iter().find(|runs| runs.len() > 1).filter(|_| repeated * 2 >= present) else {
        return Vec::new();
    };
    let ends = starts.iter().skip(1).copied().chain([stretches.len()]);
    let runs_of = |(number, (start, end)): (usize, (&usize, usize))| {
        let from = if number == 0 { 0 } else { *start };
        let own = |runs: &Vec<usize>| runs.iter().copied().filter(|run| (from..end).contains(run)).collect::<Vec<_>>();
        let own: Vec<Vec<usize>> = rows.iter().map(own).collect();
        let full = |row: usize| own[row].iter().any(|run| is_full(&stretches[*run], table.rows[row].cells.len()));
        let is_full = (0..own.len()).any(full);
        let mut own: Vec<usize> = own.into_iter().flatten().collect();
        own.sort_unstable();
        own.dedup();
        let rows = align::align(&wordings, &stretches[*start..end], words).into_iter().flatten();
        Runs { own, rows: rows.map(|run| start + run).collect(), is_full }
    };
    starts.iter().zip(ends).enumerate().map(runs_of).collect()
}

/// Tables of one line of figures, or of a line for each group.
fn across(table: &Table, stretches: &[Stretch]) -> Vec<Runs> {
    let names: Vec<Vec<String>> = table.rows.iter().map(|row| form::wordings(&row.names)).collect();
    let each = table.rows.first().map_or(0, |row| row.cells.len());
    let is_group = |run: &usize| {
        let last = stretches[*run].words.last();
        is_full(&stretches[*run], each)
            && last.is_some_and(|word| names.iter().flatten().any(|name| word.plain.ends_with(name)))
    };
    // The figures are all there, or all heads stand above them and not above one group.
    let labels: Vec<String> =
        table.blocks.iter().flat_map(|block| &block.columns).map(|column| plain(&column.names.label)).collect();
    let headed = |run: &usize| {
        let stretch = &stretches[*run];
        let text: String = stretch.words.iter().map(|word| word.plain.as_str()).collect();
        stretch.has_figures() && labels.iter().all(|label| text.contains(label.as_str()))
    };
    let count = table.cells.len();
    let lone = |run: &usize| is_full(&stretches[*run], count) || (headed(run) && !is_full(&stretches[*run], each));
    let whole: Vec<usize> = (0..stretches.len()).filter(lone).collect();
    if whole.len() > 1 {
        let runs = |run: usize| Runs { own: vec![run], rows: vec![run], is_full: is_full(&stretches[run], count) };
        return whole.into_iter().map(runs).collect();
    }
    let groups: Vec<usize> = (0..stretches.len()).filter(is_group).collect();
    if groups.len() < 2 * table.rows.len() {
        return Vec::new();
    }
    let tables = groups.chunks(table.rows.len().max(1));
    tables.map(|runs| Runs { own: runs.to_vec(), rows: runs.to_vec(), is_full: true }).collect()
}

fn is_full(stretch: &Stretch, count: usize) -> bool {
    let values = trimmed(&stretch.values, count);
    values.len() == count && values.iter().all(|value| !value.text.is_empty())
}

/// The year in the words before the figures on their own line.
fn beside(label: &[&Fragment], words: &Vocabulary) -> Option<u16> {
    let own = |word: &&Fragment| word.plain[..words.tail(&word.plain)].to_owned();
    let text: String = label.iter().map(own).collect();
    if text.chars().count() > CAPTION { None } else { one(&years(&text)) }
}

/// The year in the nearest caption above the figures, the table's heads between.
fn above(lines: &[Line], range: Range<usize>, words: &Vocabulary) -> Option<u16> {
    let mut others = 0;
    for line in lines[range].iter().rev() {
        let text = line.words();
        let years = years(&text);
        if !years.is_empty() {
            let is_caption = text.chars().count() <= CAPTION && !text.contains('。');
            return if is_caption { one(&years) } else { None };
        }
        others += usize::from(line.is_words() && !words.covers(&plain(&text)));
        if others > BETWEEN {
            return None;
        }
    }
    None
}

fn one(years: &[u16]) -> Option<u16> {
    years.first().copied().filter(|first| years.iter().all(|year| year == first))
}

/// The years named in a text: `2023年`, `2023 年度`.
fn years(text: &str) -> Vec<u16> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).map(half_width).collect();
    let before = text.match_indices('年').filter_map(|(at, _)| {
        let digits = text[..at].chars().rev().take_while(char::is_ascii_digit).count();
        text[at - digits..at].parse().ok().filter(|year| digits == 4 && (1990..2100).contains(year))
    });
    before.collect()
}
