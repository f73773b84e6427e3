//! Blocks of words as Markdown: paragraphs, headings, lists, and the tables an office made
//! itself.

use std::collections::BTreeSet;

use super::document::Kind;
use super::escape;
use super::narrative::Block;

/// Appends the blocks, each with an empty line behind it but for entries of one list.
pub(super) fn put(out: &mut String, blocks: &[Block], is_markdown: bool) {
    let written = entries(blocks, is_markdown);
    for (number, (kind, entry, text)) in written.iter().enumerate() {
        out.push_str(text);
        let goes_on = |(next, after, _): &(Kind, Entry, String)| *next == Kind::Item && entry.goes_on(*after);
        let listed = *kind == Kind::Item && written.get(number + 1).is_some_and(goes_on);
        out.push_str(if listed { "\n" } else { "\n\n" });
    }
}

/// Which entry of a list a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Entry {
    None,
    Bullet,
    Number(u64),
}

impl Entry {
    /// Whether `next` stands in the same list.
    fn goes_on(self, next: Entry) -> bool {
        match (self, next) {
            (Entry::Bullet, Entry::Bullet) => true,
            (Entry::Number(number), Entry::Number(next)) => number.checked_add(1) == Some(next),
            _ => false,
        }
    }
}

/// The blocks as Markdown, each with what it is in a list. A number that does not follow
/// the one before it would be printed as if it did: it is written as words.
fn entries(blocks: &[Block], is_markdown: bool) -> Vec<(Kind, Entry, String)> {
    let words = if is_markdown { escape::without_tags } else { escape::escaped };
    let mut written: Vec<(Kind, Entry, String)> = Vec::with_capacity(blocks.len());
    let mut rest = blocks;
    while let Some((block, after)) = rest.split_first() {
        let rows = rest.iter().take_while(|next| next.kind == block.kind && !next.cells.is_empty()).count();
        if let Some(table) = table(&rest[..rows], words) {
            written.push((block.kind, Entry::None, table));
            rest = &rest[rows..];
            continue;
        }
        rest = after;
        let before = written.last().map_or(Entry::None, |(_, entry, _)| *entry);
        let bullet = block.text.strip_prefix("- ").filter(|_| block.kind == Kind::Item);
        let (entry, text) = match (block.kind, bullet, escape::number(&block.text)) {
            (Kind::Heading(level), ..) => {
                let marks = "#".repeat(usize::from(level.clamp(3, 6)));
                (Entry::None, format!("{marks} {}", words(&block.text)))
            }
            (_, Some(own), _) => (Entry::Bullet, format!("- {}", words(own))),
            (_, None, Some((number, digits))) => {
                let (mark, own) = block.text.split_at(digits + 2);
                let entry = Entry::Number(number);
                if is_markdown || !matches!(before, Entry::Number(_)) || before.goes_on(entry) {
                    (entry, format!("{mark}{}", words(own)))
                } else {
                    (Entry::None, format!("{}\\. {}", &block.text[..digits], words(own)))
                }
            }
            (_, None, None) => (Entry::None, words(&block.text)),
        };
        written.push((block.kind, entry, text));
    }
    written
}

/// Rows as a table with the first of them as its heads; none where they are one row or one
/// column.
fn table(rows: &[Block], words: fn(&str) -> String) -> Option<String> {
    let columns: BTreeSet<usize> = rows.iter().flat_map(|row| &row.cells).map(|cell| cell.column).collect();
    if rows.len() < 2 || columns.len() < 2 {
        return None;
    }
    let words = |text: &str| words(text).replace('|', "\\|");
    let line = |row: &Block| {
        let cell = |column: &usize| row.cells.iter().find(|cell| cell.column == *column);
        let cells: Vec<String> =
            columns.iter().map(|column| cell(column).map(|cell| words(&cell.text)).unwrap_or_default()).collect();
        format!("| {} |", cells.join(" | "))
    };
    let mut lines: Vec<String> = rows.iter().map(line).collect();
    lines.insert(1, format!("|{}", "---|".repeat(columns.len())));
    Some(lines.join("\n"))
}
