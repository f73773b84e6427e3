//! HTML to lines: clean pages, pages of content systems with spans in spans, and what
//! Word exports.
//!
//! Tables are laid out as a browser lays them out, with every span; where a table goes
//! around the report, or holds whole paragraphs, only rows of figures are rows of it and
//! the rest is read as text.
//! Scripts, styles and navigation are dropped.

use std::collections::HashMap;

use scraper::{ElementRef, Html, Node};

use super::decode;
use super::document::{Document, Kind, Line, Piece};
use super::element::{filled_in, has_style, is_hidden, is_raised, is_struck, numbered};
use super::identity;
use super::shape::raised;
use super::tokens::is_figures;

/// Deepest nesting that is followed; a real page has some forty levels.
const DEEPEST: usize = 256;
/// Widest span that is believed.
const WIDEST: usize = 100;
/// A cell with more characters holds a paragraph, not a label.
const LONG_CELL: usize = 300;

/// Reads an HTML file.
pub(crate) fn read(bytes: &[u8]) -> Result<Document, String> {
    let (text, remark) = decode::text(bytes);
    let html = Html::parse_document(&unescape(text));
    let mut reader = Reader::default();
    reader.document.remarks.extend(remark);
    reader.document.published = published(&html);
    reader.walk(html.root_element(), 0);
    reader.flush(Kind::Text);
    for text in std::mem::take(&mut reader.struck) {
        reader.document.remarks.push(format!("划去的字没有读入：{text}"));
    }
    if reader.filled_in > 0 {
        let count = reader.filled_in;
        reader
            .document
            .remarks
            .push(format!("{count} 个数在网页的输入框里，按网页文件里存着的读入，请与网页上显示的核对"));
    }
    if reader.too_deep {
        reader.document.remarks.push(format!("网页嵌套超过 {DEEPEST} 层，更深的内容没有读取"));
    }
    Ok(reader.document)
}

/// HTML kept inside a JSON string has its quotation marks escaped.
fn unescape(text: String) -> String {
    let escaped = text.matches("=\\\"").count();
    if escaped < 5 || escaped < text.matches("=\"").count() {
        return text;
    }
    text.replace("\\\"", "\"").replace("\\n", "\n").replace("\\r", "").replace("\\t", " ").replace("\\/", "/")
}

/// The day the page's meta elements give.
fn published(html: &Html) -> Option<String> {
    let metas = html.root_element().descendent_elements().filter(|element| element.value().name() == "meta");
    let known = |name: &str| ["pubdate", "publishdate", "publish_time"].contains(&name.to_ascii_lowercase().as_str());
    let mut contents =
        metas.filter(|meta| meta.attr("name").is_some_and(known)).filter_map(|meta| meta.attr("content"));
    contents.find_map(|content| identity::date(content.trim()))
}

#[derive(Default)]
struct Reader {
    document: Document,
    /// Words of the paragraph being read.
    open: String,
    /// What the next words are marked with: the bullet or number of a list's entry.
    mark: Option<String>,
    /// How far each numbered list has counted, by its address in the page.
    counts: HashMap<usize, u64>,
    paragraphs: usize,
    tables: usize,
    /// Words that are struck out.
    struck: Vec<String>,
    /// How many figures stood in boxes to be filled in.
    filled_in: usize,
    too_deep: bool,
}

impl Reader {
    /// Ends the paragraph.
    fn flush(&mut self, kind: Kind) {
        let text = close_up(&std::mem::take(&mut self.open));
        if text.is_empty() {
            return;
        }
        self.paragraphs += 1;
        let (kind, text) = match self.mark.take() {
            Some(mark) => (Kind::Item, mark + &text),
            None => (kind, text),
        };
        self.document.lines.push(Line::text(kind, &text, format!("第 {} 段", self.paragraphs)));
    }

    fn walk(&mut self, element: ElementRef<'_>, depth: usize) {
        if depth > DEEPEST {
            self.too_deep = true;
            return;
        }
        for child in element.children() {
            match child.value() {
                Node::Text(text) => self.open.push_str(text),
                Node::Element(_) => {
                    if let Some(child) = ElementRef::wrap(child) {
                        self.element(child, depth);
                    }
                }
                _ => {}
            }
        }
    }

    fn element(&mut self, element: ElementRef<'_>, depth: usize) {
        let name = element.value().name();
        if is_dropped(element) {
            return;
        }
        match name {
            "br" | "hr" => self.flush(Kind::Text),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.flush(Kind::Text);
                self.walk(element, depth + 1);
                // The digit after the h.
                self.flush(Kind::Heading(name.as_bytes()[1] - b'0'));
            }
            "li" => {
                self.flush(Kind::Text);
                // Editors put the words of an entry into a paragraph or a list into it.
                self.mark = self.mark_of(element);
                self.walk(element, depth + 1);
                self.flush(Kind::Text);
                self.mark = None;
            }
            "img" => self.document.pictures += 1,
            _ if is_struck(element) || is_raised(element) => {
                let mut inside = String::new();
                self.cell_words(element, depth + 1, &mut inside);
                let mut open = std::mem::take(&mut self.open);
                self.set_apart(element, &inside, &mut open);
                self.open = open;
            }
            "a" => {
                self.link(element);
                self.walk(element, depth + 1);
            }
            "table" => {
                self.flush(Kind::Text);
                self.table(element, depth);
            }
            _ if is_block(name) => {
                self.flush(Kind::Text);
                self.walk(element, depth + 1);
                self.flush(Kind::Text);
            }
            _ => self.walk(element, depth + 1),
        }
    }

    /// The words of a cell, its paragraphs put together.
    fn cell_text(&mut self, cell: ElementRef<'_>, depth: usize) -> String {
        let mut text = String::new();
        self.cell_words(cell, depth, &mut text);
        join_words(&text)
    }

    fn cell_words(&mut self, element: ElementRef<'_>, depth: usize, text: &mut String) {
        if depth > DEEPEST {
            self.too_deep = true;
            return;
        }
        for child in element.children() {
            if let Node::Text(words) = child.value() {
                text.push_str(words);
            }
            let Some(child) = ElementRef::wrap(child) else { continue };
            if let Some(figure) = filled_in(child) {
                self.filled_in += 1;
                text.push_str(&figure);
            }
            if is_dropped(child) {
                continue;
            }
            let name = child.value().name();
            self.document.pictures += usize::from(name == "img");
            let mut inside = String::new();
            self.cell_words(child, depth + 1, &mut inside);
            if is_struck(child) || is_raised(child) {
                self.set_apart(child, &inside, text);
            } else if is_block(name) || name == "br" {
                text.extend(["\n", &inside, "\n"]);
            } else {
                text.push_str(&inside);
            }
        }
    }

    /// Struck words are no text, raised ones no digits of what they stand at.
    fn set_apart(&mut self, element: ElementRef<'_>, inside: &str, text: &mut String) {
        if is_struck(element) {
            self.struck.extend(Some(close_up(inside)).filter(|struck| !struck.is_empty()));
        } else {
            let mark = raised(text, inside);
            text.push_str(&mark);
        }
    }

    /// What a browser writes before an entry of a list. Entries come in order: each list goes
    /// on from the one before.
    fn mark_of(&mut self, entry: ElementRef<'_>) -> Option<String> {
        let list = entry.parent().and_then(ElementRef::wrap)?;
        if has_style(list, "list-style:none") || has_style(list, "list-style-type:none") {
            return None;
        }
        if list.value().name() != "ol" {
            return Some("- ".to_owned());
        }
        let number = |element: ElementRef<'_>, name: &str| element.attr(name).and_then(|n| n.trim().parse().ok());
        let place = std::ptr::from_ref(list.value()).addr();
        let next = match self.counts.get(&place) {
            Some(count) => count.saturating_add(1),
            None => number(list, "start").unwrap_or(1),
        };
        let count = number(entry, "value").unwrap_or(next);
        self.counts.insert(place, count);
        Some(numbered(list, count))
    }

    fn link(&mut self, element: ElementRef<'_>) {
        let words = close_up(&element.text().collect::<String>());
        let address = element.attr("href").map(str::trim).unwrap_or_default();
        let nowhere = ["#", "javascript:", "mailto:", "tel:"].iter().any(|none| address.starts_with(none));
        if !(nowhere || address.is_empty() || words.is_empty() || words == address) {
            self.document.links.push((words, address.to_owned()));
        }
    }

    fn table(&mut self, table: ElementRef<'_>, depth: usize) {
        let rows = rows(table);
        // A frame around a figure is not layout.
        let parts = |inner: ElementRef<'_>| match inner.value().name() {
            "table" => self::rows(inner).iter().flatten().count() > 1,
            name => matches!(name, "h1" | "h2" | "h3"),
        };
        let holds_text = |cell: &ElementRef<'_>| {
            cell.descendent_elements().skip(1).any(parts)
                || cell.text().map(|text| text.trim().chars().count()).sum::<usize>() > LONG_CELL
        };
        let is_layout = rows.iter().flatten().any(holds_text);
        let own = |cell: &ElementRef<'_>| join_words(&cell.text().collect::<String>());
        let is_text = |cells: &Vec<ElementRef<'_>>| {
            cells.iter().any(holds_text) || (is_layout && !is_figures(&cells.iter().map(own).collect::<Vec<_>>()))
        };
        let text: Vec<bool> = rows.iter().map(is_text).collect();
        self.tables += usize::from(text.contains(&false));
        let table = self.tables;
        // For each column, the first row in which it is free again.
        let mut free_from: Vec<usize> = Vec::new();
        for (number, (cells, text)) in rows.iter().zip(text).enumerate() {
            if text {
                for cell in cells {
                    self.walk(*cell, depth + 1);
                    self.flush(Kind::Text);
                }
                continue;
            }
            let mut pieces = Vec::new();
            let mut column = 0;
            for cell in cells {
                while free_from.get(column).is_some_and(|free| *free > number) {
                    column += 1;
                }
                let span = |name: &str, most: usize| {
                    cell.attr(name).and_then(|span| span.trim().parse().ok()).unwrap_or(1).clamp(1, most)
                };
                let (width, height) = (span("colspan", WIDEST), span("rowspan", 1000));
                pieces.push(Piece { text: self.cell_text(*cell, depth), column });
                if free_from.len() < column + width {
                    free_from.resize(column + width, 0);
                }
                free_from[column..column + width].fill(number + height);
                column += width;
            }
            let place = format!("第 {table} 个表第 {} 行", number + 1);
            self.document.lines.push(Line::row(table, pieces, place));
        }
    }
}

/// The cells of a table's own rows.
fn rows(table: ElementRef<'_>) -> Vec<Vec<ElementRef<'_>>> {
    let named = |element: ElementRef<'_>, names: &[&str]| names.contains(&element.value().name());
    let groups = table.child_elements().filter(|child| named(*child, &["thead", "tbody", "tfoot"]));
    let rows = std::iter::once(table).chain(groups).flat_map(|group| group.child_elements());
    let rows = rows.filter(|child| named(*child, &["tr"]));
    rows.map(|row| row.child_elements().filter(|cell| named(*cell, &["td", "th"])).collect()).collect()
}

fn is_block(name: &str) -> bool {
    const BLOCKS: &str = "p div section article main ul ol dl dt dd center blockquote pre body header form fieldset \
        tr td th caption figure figcaption aside details summary address legend hgroup";
    BLOCKS.split_whitespace().any(|block| block == name)
}

fn is_dropped(element: ElementRef<'_>) -> bool {
    const DROPPED: &str = "head script style noscript template svg iframe object select button nav footer input \
        textarea rt rp";
    is_hidden(element) || DROPPED.split_whitespace().any(|name| name == element.value().name())
}

/// White space taken out, save where it parts two numbers or two foreign words.
pub(crate) fn join_words(text: &str) -> String {
    let mut joined = String::new();
    for word in text.split_whitespace() {
        let ascii = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        if ascii(joined.chars().next_back()) && ascii(word.chars().next()) {
            joined.push(' ');
        }
        joined.push_str(word);
    }
    joined
}

/// White space as a browser shows it; indentation goes.
fn close_up(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    #[test]
    fn spans_nested_marks_and_layout_tables_are_seen_through() {
        let html = "<table><tr><td><h1>标题</h1><p>一<span>、总体<font>情况</font></span></p>\
            <table><tr><td rowspan=2 colspan=2>甲</td><td>乙<br>丙</td></tr><tr><td><p>0</p></td></tr></table>\
            <script>var a='规章';</script></td></tr></table>";
        let lines = read(html.as_bytes()).unwrap().lines;
        let words: Vec<String> = lines.iter().map(Line::words).collect();
        assert_eq!(words, ["标题", "一、总体情况", "甲 乙丙", "0"]);
        assert_eq!(lines[3].pieces[0].column, 2);
    }

    #[test]
    fn two_numbers_of_one_cell_are_never_run_together() {
        assert_eq!(join_words(" 12\n3 "), "12 3");
        assert_eq!(join_words("行政\n 许可"), "行政许可");
    }

    #[test]
    fn the_longest_list_is_numbered_without_counting_from_its_beginning() {
        let lines = read(format!("<ol>{}</ol>", "<li>甲</li>".repeat(40_000)).as_bytes()).unwrap().lines;
        assert_eq!(lines[39_999].words(), "40000. 甲");
    }
}
