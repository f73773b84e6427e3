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
    best(&fits(rows, stretches, words), stretches)
}

/// For each row the stretches that have its label.
pub(crate) fn fits(rows: &[Vec<String>], stretches: &[Stretch], words: &Vocabulary) -> Vec<Vec<bool>> {
    let none: Vec<Fragment> = Vec::new();
    let after = |index: usize| stretches.get(index + 1).map_or(&none, |next| &next.words);
    let of_row = |wordings: &Vec<String>| {
        let fit = |(index, stretch): (usize, &Stretch)| {
            !stretch.values.is_empty()
                && wordings.iter().any(|wording| labels(wording, &stretch.words, after(index), words))
        };
        stretches.iter().enumerate().map(fit).collect()
    };
    rows.iter().map(of_row).collect()
}

/// Rows whose label is worded a little otherwise (其它, a word left out), each with its
/// stretch: between the stretches of its neighbours, and nearer to no other row.
pub(crate) fn nearly(rows: &[Vec<String>], stretches: &[Stretch], given: &[Option<usize>]) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for row in (0..rows.len()).filter(|row| given[*row].is_none()) {
        let before = found.last().map(|(_, run)| *run).max(given[..row].iter().flatten().next_back().copied());
        let from = before.map_or(0, |run| run + 1);
        let to = given[row + 1..].iter().flatten().next().copied().unwrap_or(stretches.len());
        let best = |run: &usize| {
            let alike: Vec<usize> = rows.iter().map(|wordings| alike(wordings, &stretches[*run].words)).collect();
            let others = alike.iter().enumerate().filter(|(other, _)| *other != row).map(|(_, alike)| *alike).max();
            alike[row] >= ALIKE && others.is_none_or(|other| other < alike[row])
        };
        // Words of a sentence are no label.
        let is_label = |run: &usize| stretches[*run].words.last().is_some_and(|word| !word.flowing);
        let mut runs = (from..to.max(from)).filter(|run| stretches[*run].has_figures()).filter(is_label).filter(best);
        if let (Some(run), None) = (runs.next(), runs.next()) {
            found.push((row, run));
        }
    }
    found
}

/// Least likeness, in per cent, at which a label is taken for another wording.
const ALIKE: usize = 75;

/// How much of a label the last words before figures share with it, in per cent.
fn alike(wordings: &[String], words: &[Fragment]) -> usize {
    let Some(last) = words.last() else { return 0 };
    let own: Vec<char> = last.bare.chars().skip_while(|c| c.is_ascii_digit()).collect();
    let share = |wording: &String| {
        let wanted: Vec<char> = wording.chars().collect();
        let longer = wanted.len().max(own.len());
        // Short labels differ by one character only: 总计, 规章.
        if longer < 4 || own.len() > 2 * wanted.len() { 0 } else { common(&own, &wanted) * 100 / longer }
    };
    wordings.iter().map(share).max().unwrap_or(0)
}

/// Length of the longest common subsequence.
fn common(a: &[char], b: &[char]) -> usize {
    let mut row = vec![0; b.len() + 1];
    for x in a {
        let mut diagonal = 0;
        for (place, y) in b.iter().enumerate() {
            let above = row[place + 1];
            row[place + 1] = if x == y { diagonal + 1 } else { above.max(row[place]) };
            diagonal = above;
        }
    }
    row[b.len()]
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
        if text.strip_suffix(label).is_some_and(|before| !last.flowing || is_table(before, words))
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

/// Whether what stands before a label in running text is the table's: a sentence about
/// 行政许可 is no row of it.
fn is_table(before: &str, words: &Vocabulary) -> bool {
    /// What is left of `（一）`.
    const NUMERALS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    let before = before.trim_end_matches(|c: char| c.is_ascii_digit());
    before.is_empty() || NUMERALS.contains(&before) || (before.chars().count() > 1 && words.covers(before))
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
    fn a_label_worded_a_little_otherwise_is_known_by_its_place() {
        let text = "1.属于国家秘密\t0\t0\n2.其他法律、行政法规禁止的\t1\t1\n3.危及“三安全一稳定”\t2\t2\n";
        let editions = Editions::embedded().unwrap();
        let table = &editions.named("2021").unwrap().tables[1];
        let lines = crate::import::text::read(text.as_bytes()).unwrap().lines;
        let rows: Vec<Vec<String>> = table.rows.iter().map(form::row_wordings).collect();
        let stretches = stretches(&lines, 0..lines.len(), 0);
        let given = align(&rows, &stretches, &Vocabulary::new(table));
        assert_eq!(given[5], None);
        assert_eq!(nearly(&rows, &stretches, &given), [(5, 1)]);
    }

    #[test]
    fn a_sentence_about_a_row_is_not_the_row() {
        let given = rows_of("全年予以公开 3 件，另有\n（一）予以公开 5 5\n");
        assert_eq!(given.iter().flatten().copied().collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn a_row_that_is_not_there_takes_nobody_elses_figures() {
        let given = rows_of("1.属于国家秘密 0 0\n4.保护第三方合法权益 1 1\n");
        assert_eq!(given.iter().flatten().count(), 2);
        assert_eq!((given[4], given[5], given[6], given[7]), (Some(0), None, None, Some(1)));
    }
}
