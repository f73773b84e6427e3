//! Whether the heads of a source's table stand in the order of the form: figures are
//! given to columns by their place, which says nothing where the heads stand otherwise.
//!
//! Heads of one line stand as their columns do. Heads of different lines do so only
//! where each has a line of its own (one cell a line): a head that is merged over two
//! lines, or centred beside a longer one, says nothing about those of the other line.

use crate::edition::{Block, Layout, Table};

use super::form::{Vocabulary, wordings};
use super::shape::plain;
use super::tokens::{Fragment, Stretch};

/// Least length of the table's words at the end of a sentence, in characters: a sentence
/// may itself end in a head or two.
const TAIL: usize = 20;

/// Heads that stand side by side on the form, in order, each with its wordings, the
/// printed one first.
type Band = Vec<Vec<String>>;

/// The heads over one block of rows.
pub(super) struct Order<'a> {
    words: &'a Vocabulary,
    bands: Vec<Band>,
}

/// What the heads of a source say of their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kept {
    /// They stand as on the form.
    Yes,
    /// They may: heads that are centred beside longer ones stand on a line with pieces of
    /// those, and only the figures can tell.
    Unsure,
    /// They do not.
    No,
}

/// A head as met in the source.
struct Met {
    /// Its number in the band.
    head: usize,
    line: usize,
    /// Whether it is the whole head and not a piece of it.
    whole: bool,
    /// Whether it is worded as on the form: 总计, and not 维持 for a head of two lines.
    printed: bool,
}

/// For each block of rows whether its heads stand in another order than the form's.
pub(super) fn otherwise(
    table: &Table,
    given: &[Option<usize>],
    stretches: &[Stretch],
    words: &Vocabulary,
) -> Vec<bool> {
    let orders: Vec<Order> = table.blocks.iter().map(|block| Order::new(table, block, words)).collect();
    let mut otherwise = vec![false; orders.len()];
    let mut from = 0;
    for (row, run) in table.rows.iter().zip(given) {
        let Some(run) = *run else { continue };
        otherwise[row.block] |= orders[row.block].kept(&stretches[from..=run]) != Kept::Yes;
        from = run + 1;
    }
    otherwise
}

impl<'a> Order<'a> {
    pub(super) fn new(table: &Table, block: &Block, words: &'a Vocabulary) -> Order<'a> {
        let named = |label: &str| {
            let columns = block.columns.iter().map(|column| &column.names);
            let mut names = columns.chain(table.rows.iter().map(|row| &row.names));
            let others = names.find(|names| names.label == label).map(wordings).unwrap_or_default();
            let printed = plain(label);
            std::iter::once(printed.clone()).chain(others.into_iter().filter(|word| *word != printed)).collect()
        };
        let mut bands: Vec<Band> = Vec::new();
        for row in &table.grid.header {
            let mut band: Band = Vec::new();
            for head in row.iter().map(|head| named(&head.text)) {
                if !band.contains(&head) {
                    band.push(head);
                }
            }
            bands.push(band);
        }
        // A total that is printed in the band above comes before the columns it adds up.
        let flat = table.layout == Layout::Across;
        let columns = block.columns.iter().filter(|column| flat || !column.derived);
        bands.push(columns.map(|column| named(&column.names.label)).collect());
        bands.retain(|band| band.len() > 1);
        Order { words, bands }
    }

    /// Whether the heads among the words of `stretches` are nowhere out of order.
    pub(super) fn kept(&self, stretches: &[Stretch]) -> Kept {
        let words = stretches.iter().map(|stretch| stretch.words.as_slice());
        words
            .map(|words| self.bands.iter().map(|band| self.kept_in(band, words)).max().unwrap_or(Kept::Yes))
            .max()
            .unwrap_or(Kept::Yes)
    }

    fn kept_in(&self, band: &Band, words: &[Fragment]) -> Kept {
        let met: Vec<Met> = words.iter().flat_map(|word| self.met(band, word)).collect();
        let (mut alone, mut from, mut kept) = (Vec::new(), 0, Kept::Yes);
        while let Some(first) = met.get(from) {
            let length = met[from..].iter().take_while(|next| next.line == first.line).count();
            let line = &met[from..from + length];
            if !ascends(line.iter().map(|met| met.head)) {
                let of = |printed: bool| line.iter().filter(move |met| met.printed == printed).map(|met| met.head);
                let is_mixed = of(true).next().is_some() && of(false).next().is_some();
                if !is_mixed || !ascends(of(true)) || !ascends(of(false)) {
                    return Kept::No;
                }
                kept = Kept::Unsure;
            }
            if length == 1 && first.whole {
                alone.push(first.head);
            }
            from += length;
        }
        if ascends(alone.into_iter()) { kept } else { Kept::No }
    }

    /// The heads of a band in words between figures.
    fn met(&self, band: &Band, word: &Fragment) -> Vec<Met> {
        let line = word.at.0;
        let text = self.own(word);
        let words = self.words.split(text);
        // Words with others between them are a row's label or a sentence.
        if !word.flowing && words.iter().map(|word| word.len()).sum::<usize>() < text.len() {
            return Self::piece(band, word);
        }
        // The short wordings of heads stand in other words as well.
        let counted = if words.len() == 1 { usize::MAX } else { 1 };
        let whole = |word: &str| {
            let head = band.iter().position(|head| head.iter().take(counted).any(|known| known == word))?;
            Some(Met { head, line, whole: true, printed: band[head].first().is_some_and(|label| label == word) })
        };
        words.into_iter().filter_map(whole).collect()
    }

    /// A piece of a head that was broken over lines, if it can be of one head only.
    fn piece(band: &Band, word: &Fragment) -> Vec<Met> {
        let text = word.plain.as_str();
        if text.chars().count() < 2 {
            return Vec::new();
        }
        let holds = |head: &Vec<String>| head.iter().any(|known| known.contains(text));
        let mut heads = band.iter().enumerate().filter(|(_, head)| holds(head)).map(|(number, _)| number);
        match (heads.next(), heads.next()) {
            (Some(head), None) => vec![Met { head, line: word.at.0, whole: false, printed: false }],
            _ => Vec::new(),
        }
    }

    /// The words without the end of a sentence that stands before the table.
    fn own<'w>(&self, word: &'w Fragment) -> &'w str {
        let tail = &word.plain[self.words.tail(&word.plain)..];
        if !word.flowing || tail.len() == word.plain.len() {
            &word.plain
        } else if tail.chars().count() >= TAIL {
            tail
        } else {
            ""
        }
    }
}

/// Whether heads come in order, as often over as one of them is repeated.
fn ascends(heads: impl Iterator<Item = usize>) -> bool {
    let mut heads: Vec<usize> = heads.collect();
    // A merged head that was written into each cell it covers.
    heads.dedup();
    let times = |head: &usize| heads.iter().filter(|other| *other == head).count();
    let rounds = heads.windows(2).filter(|pair| pair[0] > pair[1]).count() + 1;
    rounds <= heads.iter().map(times).max().unwrap_or(1)
}
