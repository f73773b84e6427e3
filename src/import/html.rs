//! HTML to lines: clean pages, pages of content systems with spans in spans, and what
//! Word exports.
//!
//! Tables are laid out as a browser lays them out, with every span; a table around the
//! report, or one that holds whole paragraphs, is only layout and is read as text.
//! Scripts, styles and navigation are dropped.

use scraper::{ElementRef, Html, Node};

use super::decode;
use super::document::{Document, Kind, Line, Piece};
use super::identity;

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
    paragraphs: usize,
    tables: usize,
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
        let text = if kind == Kind::Item { format!("- {text}") } else { text };
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
                self.walk(element, depth + 1);
                self.flush(Kind::Item);
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

    fn table(&mut self, table: ElementRef<'_>, depth: usize) {
        let rows = rows(table);
        let is_layout = |cell: &ElementRef<'_>| {
            cell.descendent_elements().skip(1).any(|inner| matches!(inner.value().name(), "table" | "h1" | "h2" | "h3"))
                || cell.text().map(|text| text.trim().chars().count()).sum::<usize>() > LONG_CELL
        };
        if rows.iter().flatten().any(is_layout) {
            for cell in rows.into_iter().flatten() {
                self.walk(cell, depth + 1);
                self.flush(Kind::Text);
            }
            return;
        }
        self.tables += 1;
        // For each column, the first row in which it is free again.
        let mut free_from: Vec<usize> = Vec::new();
        for (number, cells) in rows.iter().enumerate() {
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
                pieces.push(Piece { text: cell_text(*cell), column });
                if free_from.len() < column + width {
                    free_from.resize(column + width, 0);
                }
                free_from[column..column + width].fill(number + height);
                column += width;
            }
            let place = format!("第 {} 个表第 {} 行", self.tables, number + 1);
            self.document.lines.push(Line::row(self.tables, pieces, place));
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
    matches!(
        name,
        "p" | "div"
            | "section"
            | "article"
            | "main"
            | "ul"
            | "ol"
            | "dl"
            | "dt"
            | "dd"
            | "center"
            | "blockquote"
            | "pre"
            | "body"
            | "header"
            | "form"
            | "fieldset"
            | "tr"
            | "td"
            | "th"
            | "caption"
            | "figure"
    )
}

fn is_dropped(element: ElementRef<'_>) -> bool {
    let hidden = element.attr("style").is_some_and(|style| style.replace(' ', "").contains("display:none"));
    hidden
        || matches!(
            element.value().name(),
            "head"
                | "script"
                | "style"
                | "noscript"
                | "template"
                | "svg"
                | "iframe"
                | "object"
                | "select"
                | "button"
                | "nav"
                | "footer"
                | "input"
                | "textarea"
        )
}

/// The words of a cell, its paragraphs put together.
fn cell_text(cell: ElementRef<'_>) -> String {
    let mut text = String::new();
    for node in cell.descendants() {
        match node.value() {
            Node::Text(words)
                if !node.ancestors().filter_map(ElementRef::wrap).take_while(|a| *a != cell).any(is_dropped) =>
            {
                text.push_str(words);
            }
            Node::Element(element) if is_block(element.name()) || element.name() == "br" => text.push('\n'),
            _ => {}
        }
    }
    join_words(&text)
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
}
