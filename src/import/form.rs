//! The words of a form: which edition a source follows, where its tables begin, and
//! which words belong to a table rather than to the text around it.

use std::cmp::Reverse;
use std::sync::Arc;

use crate::edition::{Edition, Editions, Head, Item, Names, Row, Table, without_numbering};

use super::document::{At, Kind, Line};
use super::shape::{bare, letter, plain};

/// The edition most of whose labels stand in the source, and how many that not every form
/// has; by year where no table is left. A form may hold every label of another and more:
/// of two with as many, the one the source lacks less of.
pub(crate) fn edition(lines: &[Line], year: Option<u16>, editions: &Editions) -> Option<(Arc<Edition>, usize)> {
    let text = plain(&lines.iter().flat_map(|line| &line.pieces).map(|p| p.text.as_str()).collect::<String>());
    let by_year = year.and_then(|year| editions.of_year(year));
    let forms: Vec<(&Arc<Edition>, Vec<String>)> = editions.iter().map(|form| (form, labels(form))).collect();
    let telling = |label: &&String| forms.iter().any(|(_, labels)| !labels.contains(label));
    let scored = forms.iter().map(|(edition, labels)| {
        let (found, lacking): (Vec<&String>, Vec<&String>) =
            labels.iter().filter(telling).partition(|label| text.contains(label.as_str()));
        (*edition, found.len(), Reverse(lacking.len()))
    });
    let is_of_year = |edition: &Edition| by_year.is_some_and(|known| known.id == edition.id);
    let best = scored.max_by_key(|(edition, found, lacking)| (*found, is_of_year(edition), *lacking))?;
    match (best, by_year) {
        ((edition, found, _), _) if found > 0 => Some((Arc::clone(edition), found)),
        (_, Some(edition)) => Some((Arc::clone(edition), 0)),
        _ => None,
    }
}

/// Labels long enough to stand for a form.
fn labels(edition: &Edition) -> Vec<String> {
    let mut labels: Vec<String> =
        edition.tables.iter().flat_map(words).filter(|label| label.chars().count() >= 6).collect();
    labels.sort();
    labels.dedup();
    labels
}

/// Everything printed on a table, bare.
fn words(table: &Table) -> Vec<String> {
    heads(table).into_iter().flat_map(|head| [plain(&head.text), bare(&head.text)]).collect()
}

fn heads(table: &Table) -> Vec<&Head> {
    let body = table.grid.body.iter().flatten().filter_map(|item| match item {
        Item::Head(head) => Some(head),
        Item::Figure { .. } => None,
    });
    table.grid.header.iter().flatten().chain(body).collect()
}

/// The words of one table, longest first, for telling them from other text.
pub(crate) struct Vocabulary {
    words: Vec<String>,
    /// Column heads, captions and group labels: what may stand inside a broken label.
    noise: Vec<String>,
    /// Words that open the table, or two heads side by side.
    openings: Vec<String>,
}

impl Vocabulary {
    /// The words of `table`, with the names its rows and columns may go by.
    pub(crate) fn new(table: &Table) -> Vocabulary {
        let mut all = words(table);
        let mut openings: Vec<String> = all.iter().filter(|word| word.chars().count() >= 7).cloned().collect();
        let printed: Vec<String> = heads(table).iter().map(|head| plain(&head.text)).collect();
        openings.extend(printed.windows(2).map(|pair| pair.concat()).filter(|pair| pair.chars().count() >= 6));
        let labels: Vec<String> = table.rows.iter().map(|row| plain(&row.names.label)).collect();
        let mut noise: Vec<String> = printed.iter().filter(|head| !labels.contains(head)).cloned().collect();
        noise.extend(
            table.rows.iter().flat_map(|row| &row.above).filter_map(|label| without_numbering(label)).map(plain),
        );
        for row in &table.rows {
            all.extend(wordings(&row.names));
            all.extend(row.above.iter().filter_map(|label| without_numbering(label)).map(plain));
        }
        for column in table.blocks.iter().flat_map(|block| &block.columns) {
            all.extend(wordings(&column.names));
        }
        all.retain(|word| !word.is_empty());
        all.sort_by_key(|word| (std::cmp::Reverse(word.chars().count()), word.clone()));
        all.dedup();
        Vocabulary { words: all, noise, openings }
    }

    /// Whether words may be a piece of a head or of a group's label.
    pub(crate) fn is_noise(&self, plain: &str) -> bool {
        self.noise.iter().any(|word| word.contains(plain))
    }

    /// Whether words may be a piece of anything printed on the table.
    pub(crate) fn is_piece(&self, plain: &str) -> bool {
        self.words.iter().any(|word| word.contains(plain))
    }

    /// Whether a text is made of the table's words and nothing else.
    pub(crate) fn covers(&self, plain: &str) -> bool {
        let mut rest = plain;
        while !rest.is_empty() {
            if self.is_piece(rest) {
                return true;
            }
            match self.words.iter().find_map(|word| rest.strip_prefix(word.as_str())) {
                Some(after) => rest = after,
                None => return false,
            }
        }
        true
    }

    /// The table's words in a text, the longest at each place.
    pub(crate) fn split<'t>(&self, text: &'t str) -> Vec<&'t str> {
        let (mut found, mut rest) = (Vec::new(), text);
        while let Some(c) = rest.chars().next() {
            let word = self.words.iter().find(|word| rest.starts_with(word.as_str()));
            found.extend(word.map(|word| &rest[..word.len()]));
            rest = &rest[word.map_or(c.len_utf8(), String::len)..];
        }
        found
    }

    /// Where the table begins among `lines`, if its heads are there.
    pub(crate) fn begin(&self, lines: &[Line], range: std::ops::Range<usize>) -> Option<At> {
        let (mut line, byte) = self.first_head(lines, range.clone())?;
        // A head broken over lines begins above the line it was known by.
        while byte == 0 && line > range.start {
            let above = plain(&lines[line - 1].words());
            if above.chars().count() < 2 || !self.covers(&above) {
                break;
            }
            line -= 1;
        }
        Some((line, byte))
    }

    fn first_head(&self, lines: &[Line], range: std::ops::Range<usize>) -> Option<At> {
        for number in range {
            let line = &lines[number];
            match line.kind {
                Kind::PageEnd => {}
                Kind::Row { .. } | Kind::Ragged | Kind::Spaced => {
                    let pieces = line.pieces.iter().map(|piece| plain(&piece.text));
                    let known = pieces.filter(|piece| piece.chars().count() >= 2 && self.words.contains(piece)).count();
                    let whole = plain(&line.words());
                    if known > 0 || self.openings.iter().any(|opening| whole.contains(opening.as_str())) {
                        return Some((number, 0));
                    }
                }
                Kind::Text | Kind::Heading(_) | Kind::Item => {
                    let text = line.pieces.first().map_or("", |piece| piece.text.as_str());
                    let bare = plain(text);
                    // One cell a line: the line is a head of the table, whole.
                    if bare.chars().count() >= 4 && (self.words.contains(&bare) || self.openings.contains(&bare)) {
                        return Some((number, 0));
                    }
                    let text = placed(text);
                    let openings = self.openings.iter().filter_map(|opening| find_plain(&text, opening));
                    if let Some(at) = openings.min() {
                        return Some((number, at));
                    }
                }
            }
        }
        None
    }

    /// How many characters at the end of a bare wording are the table's words.
    pub(crate) fn tail_len(&self, plain: &str) -> usize {
        plain.chars().count() - plain[..self.tail(plain)].chars().count()
    }

    /// The byte from which the end of a text is made of the table's words only.
    pub(crate) fn tail(&self, text: &str) -> usize {
        let chars = placed(text);
        let whole = plain(text);
        let mut rest = whole.as_str();
        while let Some(before) = self.words.iter().find_map(|word| rest.strip_suffix(word.as_str())) {
            rest = before;
        }
        match chars.get(rest.chars().count()) {
            Some((at, _)) => *at,
            None => text.len(),
        }
    }
}

/// The characters of [`plain`] with their bytes in the text.
fn placed(text: &str) -> Vec<(usize, char)> {
    text.char_indices().filter_map(|(at, c)| Some((at, letter(c)?))).collect()
}

/// Byte at which the bare wording `wanted` begins.
fn find_plain(text: &[(usize, char)], wanted: &str) -> Option<usize> {
    let wanted: Vec<char> = wanted.chars().collect();
    let first = *wanted.first()?;
    let mut windows = text.windows(wanted.len()).filter(|window| window[0].1 == first);
    windows.find(|window| window.iter().zip(&wanted).all(|((_, a), b)| a == b)).map(|window| window[0].0)
}

/// Every wording of an entry, bare, without numbering.
pub(crate) fn wordings(names: &Names) -> Vec<String> {
    let label = without_numbering(&names.label).unwrap_or(&names.label);
    let mut all = vec![plain(label), bare(label)];
    all.extend(names.accepted().iter().map(|name| plain(name)));
    all.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    all.dedup();
    all.retain(|word| !word.is_empty());
    all
}

/// Wordings a row's label may have before its figures.
pub(crate) fn row_wordings(row: &Row) -> Vec<String> {
    wordings(&row.names)
}

/// Whether column heads that stand in `text` stand in the order of the form. Heads that
/// are absent or too short to be told from other words say nothing.
pub(crate) fn heads_in_order(text: &str, block: &crate::edition::Block) -> bool {
    let heads = block.columns.iter().filter(|column| !column.derived).map(|column| plain(&column.names.label));
    let long: Vec<String> = heads.filter(|head| head.chars().count() >= 3).collect();
    let places: Vec<usize> = long.iter().filter_map(|head| text.find(head.as_str())).collect();
    places.windows(2).all(|pair| pair[0] < pair[1])
}
