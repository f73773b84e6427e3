//! Which run of figures belongs to which row of the form.
//!
//! A row's label stands before its figures; where a page ended inside the label, or a
//! PDF centred the figures beside a label of several lines, its end stands after them.
//! A run is given to a row only when the whole label is there; among all ways to give
//! runs to rows in the order of the form, the one that places most rows is taken.

use super::form::Vocabulary;
use super::tokens::{Fragment, Stretch};

/// For each row the stretch that holds its figures.
pub(crate) fn align(rows: &[Vec<String>], stretches: &[Stretch], words: &Vocabulary) -> Vec<Option<usize>> {
    let none: Vec<Fragment> = Vec::new();
    let after = |index: usize| stretches.get(index + 1).map_or(&none, |next| &next.words);
    let fits: Vec<Vec<bool>> = rows
        .iter()
        .map(|wordings| {
            let fit = |(index, stretch): (usize, &Stretch)| {
                !stretch.values.is_empty()
                    && wordings.iter().any(|wording| labels(wording, &stretch.words, after(index), words))
            };
            stretches.iter().enumerate().map(fit).collect()
        })
        .collect();
    best(&fits, stretches)
}

/// The longest way through: rows in order, stretches in order, each used once. Runs with
/// figures count more than runs of empty cells.
fn best(fits: &[Vec<bool>], stretches: &[Stretch]) -> Vec<Option<usize>> {
    let (rows, runs) = (fits.len(), stretches.len());
    let mut score = vec![vec![0_u32; runs + 1]; rows + 1];
    let worth = |run: usize| if stretches[run].has_figures() { 3 } else { 2 };
    for row in (0..rows).rev() {
        for run in (0..runs).rev() {
            let skip = score[row + 1][run].max(score[row][run + 1]);
            let take = if fits[row][run] { score[row + 1][run + 1] + worth(run) } else { 0 };
            score[row][run] = skip.max(take);
        }
    }
    let mut given = vec![None; rows];
    let (mut row, mut run) = (0, 0);
    while row < rows && run < runs {
        if fits[row][run] && score[row][run] == score[row + 1][run + 1] + worth(run) {
            given[row] = Some(run);
            row += 1;
            run += 1;
        } else if score[row][run] == score[row][run + 1] {
            run += 1;
        } else {
            row += 1;
        }
    }
    given
}

/// Whether `label` stands at the end of `before`, or begins there and ends at the
/// beginning of `after`. Pieces of heads and group labels may stand in between.
fn labels(label: &str, before: &[Fragment], after: &[Fragment], words: &Vocabulary) -> bool {
    // A label is never broken into more pieces than this.
    const PIECES: usize = 60;
    let before = &before[before.len().saturating_sub(PIECES)..];
    let after = &after[..after.len().min(PIECES)];
    if ends_with(label, before, words) {
        return true;
    }
    // Split in two: a third of the label, or four characters, stand before the figures.
    let chars: Vec<(usize, char)> = label.char_indices().collect();
    let least = (chars.len() / 3).clamp(2, 4);
    (least..chars.len()).any(|cut| {
        let (head, tail) = label.split_at(chars[cut].0);
        starts_with(tail, after, words) && ends_with(head, before, words)
    })
}

fn ends_with(label: &str, before: &[Fragment], words: &Vocabulary) -> bool {
    let Some((last, rest)) = before.split_last() else { return false };
    for text in [&last.plain, &last.bare] {
        if text.is_empty() {
            continue;
        }
        if text.ends_with(label)
            || (label.ends_with(text.as_str()) && {
                let head = &label[..label.len() - text.len()];
                ends_with(head, rest, words)
            })
        {
            return true;
        }
    }
    words.is_noise(&last.plain) && !rest.is_empty() && ends_with(label, rest, words)
}

fn starts_with(label: &str, after: &[Fragment], words: &Vocabulary) -> bool {
    let Some((first, rest)) = after.split_first() else { return false };
    let text = first.plain.as_str();
    if text.starts_with(label) {
        return true;
    }
    if let Some(left) = label.strip_prefix(text)
        && starts_with(left, rest, words)
    {
        return true;
    }
    words.is_noise(text) && starts_with(label, rest, words)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;
    use crate::edition::Editions;
    use crate::import::form;
    use crate::import::tokens::stretches;

    fn rows_of(text: &str) -> Vec<Option<usize>> {
        let editions = Editions::embedded().unwrap();
        let table = &editions.named("2021").unwrap().tables[1];
        let lines = crate::import::text::read(text.as_bytes()).unwrap().lines;
        let rows: Vec<Vec<String>> = table.rows.iter().map(form::row_wordings).collect();
        align(&rows, &stretches(&lines, 0..lines.len(), 0), &Vocabulary::new(table))
    }

    #[test]
    fn labels_broken_by_a_page_or_around_their_figures_are_put_together() {
        let text = "\t2. 其他法律行政法规禁\t0\t0\n\t止公开\t\t\n\t3. 危及“三安全一稳定”\t0\t1\n";
        let given = rows_of(text);
        assert_eq!((given[5], given[6]), (Some(0), Some(1)));
        let text = "   5.要求行政机关确认或重新\n           0   0\n     出具已获取信息\n  （六）\n   其他   1.逾期不补正   3   0\n   处理\n   2.逾期不缴费   4   4\n";
        let given = rows_of(text);
        let runs: Vec<usize> = given.into_iter().flatten().collect();
        assert_eq!(runs.len(), 3);
    }

    #[test]
    fn a_row_that_is_not_there_takes_nobody_elses_figures() {
        let given = rows_of("1.属于国家秘密 0 0\n4.保护第三方合法权益 1 1\n");
        assert_eq!(given.iter().flatten().count(), 2);
        assert_eq!((given[4], given[5], given[6], given[7]), (Some(0), None, None, Some(1)));
    }
}
