//! The figures of one run to the cells of a row: one by one, as digits still to be cut, or
//! not at all, and why. Knows the run and the sums of the form, and nothing of the table.

use std::ops::Range;

use super::run::{by_column, has_lost_boundary, is_adrift, is_glued, least_numbers, trimmed, unsure};
use super::solve::{self, Sum};
use super::tokens::Value;

/// More figures than any row or table of one line has.
const MOST: usize = 100;

/// A row's figures, or what is the matter with them.
pub(super) enum Taken {
    /// One text for each cell; empty for an empty cell.
    Texts(Vec<String>),
    /// The ways the digits can be read.
    Ways(Vec<Vec<u64>>),
    /// Neither.
    Lost(String),
}

/// Gives the figures of a run to `cells`, one by one or as digits still to be cut. `usual` are
/// the columns they stand in; `is_unsure` says that their number alone tells nothing.
pub(super) fn take(
    values: &[Value],
    cells: &Range<usize>,
    usual: Option<&Vec<usize>>,
    is_unsure: bool,
    sums: &[Sum],
) -> Taken {
    let count = cells.len();
    if let Some(texts) = usual.and_then(|usual| by_column(values, usual)) {
        return Taken::Texts(texts);
    }
    let adrift = is_unsure || is_adrift(values, count);
    let values = trimmed(values, count);
    if values.len() == count && !adrift {
        // `00` is no number: digits of a neighbour stand in it.
        if !values.iter().any(is_glued) {
            return Taken::Texts(values.iter().map(|value| value.text.clone()).collect());
        }
    }
    let tokens: Vec<String> = values.iter().filter(|v| !v.text.is_empty()).map(|v| v.text.clone()).collect();
    if tokens.len() > MOST {
        return Taken::Lost(format!("这一行应有 {count} 个数，原文有 {} 个", tokens.len()));
    }
    // Cells between tabs, where some only pad the row and there is a figure for every column.
    let is_ragged = values.iter().all(|value| value.column.is_none());
    if is_ragged && !is_unsure && tokens.len() == count && !tokens.iter().any(|token| has_lost_boundary(token)) {
        return Taken::Texts(tokens);
    }
    let lost = || {
        let written = tokens.join("、");
        match tokens.len() {
            0 => format!("这一行空白，应有 {count} 个数"),
            found if found == count => {
                format!("这张表的格比版式多，有的空着（{written}），分不清各是哪一列")
            }
            found => format!("这一行应有 {count} 个数，原文有 {found} 个（{written}），分不清各是哪一列"),
        }
    };
    if values.len() > tokens.len() || tokens.len() > count || is_unsure {
        return Taken::Lost(lost());
    }
    let mut ways = Vec::new();
    let glued = values.iter().any(|value| value.flowing) && tokens.len() < count;
    if glued || tokens.iter().any(|token| has_lost_boundary(token)) {
        ways = solve::cuts(&tokens, cells, sums);
        // Without a sum to tell, digits may as well be fewer figures and an empty cell.
        if !solve::is_summed(cells, sums) && least_numbers(&tokens) < count {
            return Taken::Lost(unsure(&tokens, count, &ways));
        }
    }
    for way in one_short(&tokens, cells, sums) {
        if !ways.contains(&way) {
            ways.push(way);
        }
    }
    if ways.is_empty() {
        return Taken::Lost(lost());
    }
    Taken::Ways(ways)
}

/// The ways to read a row that lacks one figure.
fn one_short(tokens: &[String], cells: &Range<usize>, sums: &[Sum]) -> Vec<Vec<u64>> {
    let number = |token: &String| if has_lost_boundary(token) { None } else { token.parse().ok() };
    let numbers: Option<Vec<u64>> = tokens.iter().map(number).collect();
    let short = numbers.filter(|numbers| numbers.len() + 1 == cells.len());
    short.map(|numbers| solve::gaps(&numbers, cells, sums)).unwrap_or_default()
}
