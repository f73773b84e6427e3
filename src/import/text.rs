//! Plain text and Markdown to lines.
//!
//! Tables are met as tabs, as pipes (Markdown tables, padded or not), one cell a line,
//! and as columns set with spaces, the way PDF programs write a page. Text copied from
//! the web may hold Markdown headings, so both kinds of file are read alike.

use super::decode;
use super::document::{Document, Kind, Line, Piece};
use super::shape::{half_width, visible, width};
use super::tokens::is_figure;

/// Reads a text file.
pub(crate) fn read(bytes: &[u8]) -> Result<Document, String> {
    let (text, remark) = decode::text(bytes);
    let text = without_comments(&visible(&text));
    let mut document = Document { remarks: remark.into_iter().collect(), is_markdown: true, ..Document::default() };
    let mut tables = Tables::default();
    for (number, whole) in text.split('\n').enumerate() {
        // A form feed ends a page, wherever it stands.
        for (part, line) in whole.split('\u{c}').enumerate() {
            if part > 0 {
                push(&mut document, Line::text(Kind::PageEnd, "", format!("第 {} 行", number + 1)));
            }
            one(&mut document, &mut tables, line, number + 1);
        }
    }
    Ok(document)
}

/// Text without HTML comments, which Word leaves behind when a page is copied.
fn without_comments(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<!--") {
        kept.push_str(before);
        match after.split_once("-->") {
            // The lines stay counted.
            Some((comment, after)) => {
                kept.push_str(&"\n".repeat(comment.matches('\n').count()));
                rest = after;
            }
            None => {
                kept.push_str("<!--");
                rest = after;
            }
        }
    }
    kept + rest
}

#[derive(Default)]
struct Tables {
    /// Number of tables seen.
    count: usize,
    /// Whether the line before was a row of one.
    open: bool,
}

fn push(document: &mut Document, line: Line) {
    document.lines.push(line);
}

fn one(document: &mut Document, tables: &mut Tables, line: &str, number: usize) {
    let place = format!("第 {number} 行");
    let bare = line.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if bare.is_empty() {
        if let Some(last) = document.lines.last_mut() {
            last.tight = false;
        }
        tables.open = false;
        return;
    }
    if is_page_number(bare) {
        push(document, Line::text(Kind::PageEnd, bare, place));
        return;
    }
    let mut made = if bare.contains('|') {
        if bare.chars().all(|c| matches!(c, '|' | '-' | ':' | '+' | '=') || c.is_whitespace()) {
            return;
        }
        if !tables.open {
            tables.count += 1;
        }
        piped(bare, tables.count, place)
    } else {
        match cells(line, bare, &place) {
            Some(line) => match numbered(&line) {
                Some(text) => words(&text, place),
                None => line,
            },
            None => words(bare, place),
        }
    };
    tables.open = matches!(made.kind, Kind::Row { .. });
    made.indent = width(&line[..line.len() - line.trim_start().len()]);
    made.tight = true;
    push(document, made);
}

/// `| a | b |`. Empty cells at the end are padding: the head decides how many count.
fn piped(bare: &str, table: usize, place: String) -> Line {
    // Where rows have no edges, a pipe in front parts an empty cell from the next.
    let edged = bare.strip_prefix('|').filter(|inner| inner.ends_with('|'));
    let inner = edged.unwrap_or(bare);
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    let texts: Vec<String> = inner.split('|').map(|cell| plain_cell(cell.trim())).collect();
    // One cell a line with a pipe after it is text.
    if texts.iter().filter(|text| !text.is_empty()).count() <= 1 && texts.len() <= 2 {
        return Line::text(Kind::Text, texts.iter().find(|t| !t.is_empty()).map_or("", |t| t.as_str()), place);
    }
    let pieces = texts.into_iter().enumerate().map(|(column, text)| Piece { text, column }).collect();
    Line::row(table, pieces, place)
}

/// A cell without Markdown's bold marks and line breaks.
fn plain_cell(cell: &str) -> String {
    let cell = cell.replace("<br>", "").replace("<br/>", "").replace("<br />", "").replace("&nbsp;", " ");
    cell.trim().trim_matches('*').trim().to_owned()
}

/// A line of cells parted by tabs or wide gaps.
fn cells(line: &str, bare: &str, place: &str) -> Option<Line> {
    if bare.contains('\t') || (line.contains('\t') && line.trim_end_matches('\t').contains('\t')) {
        let texts = line.trim_end_matches(['\n', ' ']).split('\t').map(|cell| cell.trim().to_owned());
        let pieces: Vec<Piece> = texts.enumerate().map(|(column, text)| Piece { text, column }).collect();
        // A tab after a heading's number or before a paragraph is no table.
        let filled = pieces.iter().filter(|piece| !piece.text.is_empty()).count();
        if filled < 2 && pieces.len() < 4 {
            return None;
        }
        return Some(Line { kind: Kind::Ragged, pieces, place: place.to_owned(), indent: 0, tight: true });
    }
    let texts = split_wide(bare);
    if texts.len() < 2 {
        return None;
    }
    let pieces = texts.into_iter().enumerate().map(|(column, text)| Piece { text, column }).collect();
    Some(Line { kind: Kind::Spaced, pieces, place: place.to_owned(), indent: 0, tight: true })
}

/// A heading or paragraph that a tab or a wide gap parts from its number, as it is when
/// numbers that Word wrote by itself are copied.
fn numbered(line: &Line) -> Option<String> {
    let mut filled = line.pieces.iter().map(|piece| piece.text.as_str()).filter(|text| !text.is_empty());
    let (number, text, more) = (filled.next()?, filled.next()?, filled.next());
    let numeral = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    let inner = number.trim_start_matches(['（', '(', '第']);
    let mark = inner.trim_start_matches(numeral);
    let is_number = mark.len() < inner.len() && ["、", ".", "．", "）", ")", "部分", "章"].contains(&mark);
    (is_number && more.is_none() && !is_figure(text)).then(|| format!("{number}{text}"))
}

/// Pieces parted by two spaces or more, or by one full-width space.
fn split_wide(bare: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut gap = 0;
    for c in bare.chars() {
        if c.is_whitespace() {
            gap += if c == '\u{3000}' { 2 } else { 1 };
            continue;
        }
        match pieces.last_mut() {
            Some(last) if gap < 2 => {
                if gap == 1 && !last.is_empty() {
                    last.push(' ');
                }
                last.push(c);
            }
            _ => pieces.push(c.to_string()),
        }
        gap = 0;
    }
    pieces
}

/// A heading, an entry of a list, or running text.
fn words(bare: &str, place: String) -> Line {
    let hashes = bare.len() - bare.trim_start_matches('#').len();
    if (1..=6).contains(&hashes) && bare[hashes..].starts_with([' ', '\u{3000}', '\u{a0}']) {
        let title = bare[hashes..].trim().trim_end_matches('#').trim();
        // At most six hashes, so the level fits.
        return Line::text(Kind::Heading(u8::try_from(hashes).unwrap_or(6)), title, place);
    }
    let item = ["- ", "* ", "+ ", "• ", "● "].iter().any(|mark| bare.starts_with(mark));
    if item {
        let text = bare.trim_start_matches(['-', '*', '+', '•', '●']).trim_start();
        return Line::text(Kind::Item, &format!("- {text}"), place);
    }
    Line::text(Kind::Text, bare, place)
}

/// `- 3 -`, `-3-`, `— 3 —`, `第 3 页`, `第 3 页 共 6 页`.
fn is_page_number(bare: &str) -> bool {
    let plain: String = bare.chars().filter(|c| !c.is_whitespace()).map(half_width).collect();
    let dashed = plain.strip_prefix(['-', '—', '–', '―']).and_then(|rest| rest.strip_suffix(['-', '—', '–', '―']));
    let digits = |word: &str| (1..=3).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
    if dashed.is_some_and(|inner| digits(inner.trim_matches(['-', '—', '–', '―']))) {
        return true;
    }
    let Some((page, rest)) = plain.strip_prefix('第').and_then(|rest| rest.split_once('页')) else { return false };
    let all = rest.trim_start_matches([',', '/', '共']).trim_end_matches('页');
    digits(page) && (rest.is_empty() || digits(all))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    fn kinds(text: &str) -> Vec<(Kind, Vec<String>)> {
        let document = read(text.as_bytes()).unwrap();
        document.lines.into_iter().map(|l| (l.kind, l.pieces.into_iter().map(|p| p.text).collect())).collect()
    }

    #[test]
    fn every_way_to_write_a_table_in_text_is_seen() {
        let words = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            kinds(
                "## 一、标题\n规章\t0\t0\n| 规章 | 0 |  |\n|---|---|---|\n规章     0   11\n规章 |\n- 3 -\n正文 一句。"
            ),
            [
                (Kind::Heading(2), words(&["一、标题"])),
                (Kind::Ragged, words(&["规章", "0", "0"])),
                (Kind::Row { table: 1 }, words(&["规章", "0", ""])),
                (Kind::Spaced, words(&["规章", "0", "11"])),
                (Kind::Text, words(&["规章"])),
                (Kind::PageEnd, words(&["- 3 -"])),
                (Kind::Text, words(&["正文 一句。"])),
            ]
        );
    }

    #[test]
    fn a_gap_behind_a_number_makes_no_table() {
        for text in ["一、\t总体情况", "一、　总体情况", "　　一、   总体情况"] {
            assert_eq!(kinds(text), [(Kind::Text, vec!["一、总体情况".to_owned()])], "{text}");
        }
        assert_eq!(kinds("第一部分　总体情况")[0].0, Kind::Text);
        assert_eq!(kinds("1.\t属于国家秘密\t0\t0")[0].0, Kind::Ragged);
        assert_eq!(kinds("（七）　12")[0].0, Kind::Spaced);
    }
}
