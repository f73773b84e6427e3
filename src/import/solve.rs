//! Digits run together and rows one figure short, settled by the sums of the form.
//!
//! A row has candidates: every way to read its digits that keeps its own total. Sums
//! and relations between rows then strike candidates out until none can be struck. A
//! cell is settled when all that are left agree on it. The search is bounded: where it
//! would grow too large the row stays unread.

use std::ops::Range;

use crate::edition::Edition;

/// Most candidates kept for one row.
const MOST: usize = 4000;
/// Most steps of one search.
const STEPS: usize = 200_000;

/// A sum that cells must keep: the weighted cells add up to 0.
pub(crate) type Sum = Vec<(usize, i128)>;

/// A row and the ways it can be read, each a value for each of its cells.
#[derive(Clone, Debug)]
pub(crate) struct Open {
    /// The cells.
    pub(crate) cells: Range<usize>,
    /// The ways.
    pub(crate) ways: Vec<Vec<u64>>,
}

/// Every sum of the form, row totals and relations alike.
pub(crate) fn sums(edition: &Edition) -> Vec<Sum> {
    let derived = edition.derived.iter().map(|derived| {
        let terms = derived.terms.iter().map(|term| (*term, 1));
        terms.chain([(derived.cell, -1)]).collect()
    });
    let relations = edition.relations.iter().map(|relation| {
        let left = relation.left.iter().map(|cell| (*cell, 1));
        left.chain(relation.right.iter().map(|cell| (*cell, -1))).collect()
    });
    // A row that adds up other rows adds up its own columns as well.
    let totals = edition.tables.iter().flat_map(|table| {
        table.rows.iter().filter(|row| row.derived).filter_map(|row| {
            let columns = &table.blocks[row.block].columns;
            let total = columns.iter().position(|column| column.derived)?;
            let typed = table.blocks[row.block].typed().map(|(place, _)| (row.cells.start + place, 1));
            Some(typed.chain([(row.cells.start + total, -1)]).collect())
        })
    });
    derived.chain(relations).chain(totals).collect()
}

/// Every way to cut the digits of `tokens` into one value for each of `cells`, keeping
/// the sums that lie within them. Gaps between tokens are gaps between values.
pub(crate) fn cuts(tokens: &[String], cells: &Range<usize>, sums: &[Sum]) -> Vec<Vec<u64>> {
    if !tokens.iter().all(|token| !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit())) {
        return Vec::new();
    }
    let digits: Vec<u8> = tokens.concat().into_bytes();
    let mut ends = vec![false; digits.len() + 1];
    let mut at = 0;
    for token in tokens {
        at += token.len();
        ends[at] = true;
    }
    let mut search =
        Search { digits: &digits, ends: &ends, cells, inside: within(cells, sums), found: Vec::new(), steps: 0 };
    search.go(0, &mut Vec::new());
    if search.steps >= STEPS || search.found.len() >= MOST { Vec::new() } else { search.found }
}

/// Every way to put one missing figure into `numbers`, keeping the sums within the row.
pub(crate) fn gaps(numbers: &[u64], cells: &Range<usize>, sums: &[Sum]) -> Vec<Vec<u64>> {
    let inside = within(cells, sums);
    let mut ways = Vec::new();
    for gap in 0..=numbers.len() {
        let mut way: Vec<u64> = numbers.to_vec();
        way.insert(gap, 0);
        let Some(sum) = inside.iter().find(|sum| sum.iter().any(|(cell, _)| cell - cells.start == gap)) else {
            return Vec::new();
        };
        // The others say what the missing figure is: weight × figure + rest = 0.
        let rest = total(sum, cells, &way);
        let weight = sum.iter().find(|(cell, _)| cell - cells.start == gap).map_or(1, |(_, weight)| *weight);
        let Ok(figure) = u64::try_from(-rest * weight) else { continue };
        way[gap] = figure;
        if inside.iter().all(|sum| total(sum, cells, &way) == 0) && !ways.contains(&way) {
            ways.push(way);
        }
    }
    ways
}

/// Strikes out ways that no sum allows, given the figures already known. Gives, for each
/// row, whether a sum of few rows contradicts every way of reading them: then one of
/// them is read wrongly, and nobody knows which.
pub(crate) fn narrow(open: &mut [Open], known: &[Option<i128>], sums: &[Sum]) -> Vec<bool> {
    /// A longer sum is more likely to be added up wrongly in the source than to be read
    /// wrongly here; the checks will say so.
    const FEW: usize = 4;
    let before: Vec<Open> = open.to_vec();
    for _ in 0..50 {
        let mut changed = false;
        for sum in sums {
            changed |= strike(sum, open, known);
        }
        if open.iter().any(|row| row.ways.is_empty()) {
            // The source contradicts itself: only what each row says alone is kept.
            open.clone_from_slice(&before);
            let mut doubtful = vec![false; open.len()];
            for sum in sums {
                let rows: Vec<usize> =
                    (0..open.len()).filter(|row| sum.iter().any(|(cell, _)| open[*row].cells.contains(cell))).collect();
                let mut trial = before.clone();
                if rows.len() <= FEW && strike(sum, &mut trial, known) && trial.iter().any(|row| row.ways.is_empty()) {
                    rows.into_iter().for_each(|row| doubtful[row] = true);
                }
            }
            return doubtful;
        }
        if !changed {
            break;
        }
    }
    vec![false; open.len()]
}

/// One sum: what its rows can add up to bounds each of them.
fn strike(sum: &Sum, open: &mut [Open], known: &[Option<i128>]) -> bool {
    let owner = |cell: usize, open: &[Open]| open.iter().position(|row| row.cells.contains(&cell));
    let mut base = 0;
    let mut parts: Vec<(usize, Vec<(usize, i128)>)> = Vec::new();
    for (cell, weight) in sum {
        match (owner(*cell, open), known[*cell]) {
            (Some(row), _) => match parts.iter_mut().find(|(known, _)| *known == row) {
                Some((_, cells)) => cells.push((*cell, *weight)),
                None => parts.push((row, vec![(*cell, *weight)])),
            },
            (None, Some(value)) => base += weight * value,
            // A cell nobody knows: the sum says nothing.
            (None, None) => return false,
        }
    }
    let share = |row: &Open, cells: &[(usize, i128)], way: &[u64]| -> i128 {
        cells.iter().map(|(cell, weight)| weight * i128::from(way[cell - row.cells.start])).sum()
    };
    let bounds: Vec<(i128, i128)> = parts
        .iter()
        .map(|(row, cells)| {
            let row = &open[*row];
            let shares = row.ways.iter().map(|way| share(row, cells, way));
            shares.fold((i128::MAX, i128::MIN), |(low, high), value| (low.min(value), high.max(value)))
        })
        .collect();
    let mut changed = false;
    for (place, (row, cells)) in parts.iter().enumerate() {
        let others = bounds.iter().enumerate().filter(|(other, _)| *other != place);
        let (low, high) = others.fold((base, base), |(low, high), (_, (l, h))| (low + l, high + h));
        let row = &mut open[*row];
        let (start, count) = (row.cells.start, row.ways.len());
        row.ways.retain(|way| {
            let own: i128 = cells.iter().map(|(cell, weight)| weight * i128::from(way[cell - start])).sum();
            own + low <= 0 && own + high >= 0
        });
        changed |= row.ways.len() != count;
        if row.ways.is_empty() {
            return true;
        }
    }
    changed
}

/// Whether a sum lies within a row.
pub(crate) fn is_summed(cells: &Range<usize>, sums: &[Sum]) -> bool {
    !within(cells, sums).is_empty()
}

/// The sums whose cells all lie in a row.
fn within<'s>(cells: &Range<usize>, sums: &'s [Sum]) -> Vec<&'s Sum> {
    sums.iter().filter(|sum| sum.iter().all(|(cell, _)| cells.contains(cell))).collect()
}

fn total(sum: &Sum, cells: &Range<usize>, way: &[u64]) -> i128 {
    sum.iter().map(|(cell, weight)| weight * i128::from(way[cell - cells.start])).sum()
}

struct Search<'s> {
    digits: &'s [u8],
    ends: &'s [bool],
    cells: &'s Range<usize>,
    inside: Vec<&'s Sum>,
    found: Vec<Vec<u64>>,
    steps: usize,
}

impl Search<'_> {
    fn go(&mut self, at: usize, way: &mut Vec<u64>) {
        self.steps += 1;
        if self.steps >= STEPS || self.found.len() >= MOST {
            return;
        }
        let left = self.cells.len() - way.len();
        if left == 0 {
            if at == self.digits.len() {
                self.found.push(way.clone());
            }
            return;
        }
        let mut value: u64 = 0;
        for end in at + 1..=self.digits.len() {
            let Some(next) = value.checked_mul(10).and_then(|v| v.checked_add(u64::from(self.digits[end - 1] - b'0')))
            else {
                return;
            };
            value = next;
            if self.digits.len() - end < left - 1 {
                return;
            }
            way.push(value);
            if self.holds(way) {
                self.go(end, way);
            }
            way.pop();
            // A number has no leading zero and does not reach over a gap.
            if self.digits[at] == b'0' || self.ends[end] {
                return;
            }
        }
    }

    /// Whether the sums that are complete hold.
    fn holds(&self, way: &[u64]) -> bool {
        let last = self.cells.start + way.len() - 1;
        let mut done = self.inside.iter().filter(|sum| sum.iter().map(|(cell, _)| *cell).max() == Some(last));
        done.all(|sum| total(sum, self.cells, way) == 0)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    /// Six figures and their sum.
    fn row(start: usize) -> Sum {
        (start..start + 6).map(|cell| (cell, 1)).chain([(start + 6, -1)]).collect()
    }

    fn cut(tokens: &[&str]) -> Vec<Vec<u64>> {
        let tokens: Vec<String> = tokens.iter().map(|token| (*token).to_owned()).collect();
        cuts(&tokens, &(0..7), &[row(0)])
    }

    #[test]
    fn digits_are_cut_where_the_total_allows_one_way() {
        assert_eq!(cut(&["640020470"]), [[64, 0, 0, 2, 0, 4, 70]]);
        assert_eq!(cut(&["21710000218"]), [[217, 1, 0, 0, 0, 0, 218]]);
        assert_eq!(cut(&["230", "000023"]), [[23, 0, 0, 0, 0, 0, 23]]);
        assert_eq!(cut(&["0000001"]), Vec::<Vec<u64>>::new());
        assert!(cuts(&["693665".to_owned()], &(0..3), &[]).len() > 1);
    }

    #[test]
    fn a_row_one_short_is_settled_only_where_every_way_agrees() {
        assert_eq!(gaps(&[0; 6], &(0..7), &[row(0)]), [[0; 7]]);
        assert_eq!(gaps(&[3, 1, 0, 0, 0, 0], &(0..7), &[row(0)]), [[3, 1, 0, 0, 0, 0, 4]]);
        assert!(gaps(&[3, 0, 0, 0, 0, 3], &(0..7), &[row(0)]).len() > 1);
    }

    #[test]
    fn columns_settle_what_rows_leave_open() {
        // Two rows of two ways each; the columns of a known third row decide.
        let mut open = vec![
            Open { cells: 0..2, ways: vec![vec![1, 2], vec![2, 1]] },
            Open { cells: 2..4, ways: vec![vec![0, 5], vec![5, 0]] },
        ];
        let known = vec![None, None, None, None, Some(7), Some(1)];
        let sums: Vec<Sum> = vec![vec![(0, 1), (2, 1), (4, -1)], vec![(1, 1), (3, 1), (5, -1)]];
        narrow(&mut open, &known, &sums);
        assert_eq!((&open[0].ways, &open[1].ways), (&vec![vec![2, 1]], &vec![vec![5, 0]]));
    }

    #[test]
    fn a_source_that_contradicts_itself_settles_nothing_between_rows() {
        let mut open = vec![Open { cells: 0..1, ways: vec![vec![1], vec![2]] }];
        assert_eq!(narrow(&mut open, &[None, Some(9)], &[vec![(0, 1), (1, -1)]]), [true]);
        assert_eq!(open[0].ways.len(), 2);
    }
}
