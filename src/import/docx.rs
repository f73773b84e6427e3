//! Word documents to lines.
//!
//! Tables keep their grid: cells merged across (`gridSpan`) and down (`vMerge`). Numbers
//! that Word writes by itself are put before their paragraphs. Deleted and hidden text
//! is no text; text boxes are left out and said.

use std::collections::BTreeMap;

use super::document::{Document, Kind, Line, Piece};
use super::html::join_words;
use super::numbering::Numbering;
use super::package::{Node, Package};

/// A cell with more characters holds a paragraph, not a label.
const LONG_CELL: usize = 300;
/// Widest span that is believed.
const WIDEST: usize = 100;

/// Reads a .docx file.
pub(crate) fn read(bytes: &[u8]) -> Result<Document, String> {
    let mut package = Package::open(bytes)?;
    let Some(main) = package.part("word/document.xml")? else {
        return Err("文件里没有 Word 文档的正文；请用 Word 或 WPS 打开，另存为“Word 文档（*.docx）”再导入".to_owned());
    };
    let numbering = package.part("word/numbering.xml")?;
    let styles = package.part("word/styles.xml")?;
    let mut reader = Reader {
        document: Document::default(),
        numbering: Numbering::new(numbering.as_ref()),
        styles: styles.as_ref().map(styles_of).unwrap_or_default(),
        paragraphs: 0,
        tables: 0,
        boxes: Vec::new(),
    };
    if let Some(body) = main.child("document").and_then(|document| document.child("body")) {
        reader.blocks(body);
    }
    for text in reader.boxes {
        reader.document.remarks.push(format!("文本框里的文字没有读入：{text}"));
    }
    Ok(reader.document)
}

/// What a paragraph style gives its paragraphs.
#[derive(Clone, Debug, Default)]
struct Style {
    level: Option<u8>,
    list: Option<(String, usize)>,
    based_on: Option<String>,
}

fn styles_of(part: &Node) -> BTreeMap<String, Style> {
    let Some(root) = part.child("styles") else { return BTreeMap::new() };
    let style = |node: &Node| {
        let properties = node.child("pPr");
        Style {
            level: properties
                .and_then(|p| p.number("outlineLvl"))
                .and_then(|level| u8::try_from(level + 1).ok())
                .filter(|l| *l <= 6),
            list: properties.and_then(list_of),
            based_on: node.val("basedOn").map(str::to_owned),
        }
    };
    root.all("style").filter_map(|node| Some((node.attribute("styleId")?.to_owned(), style(node)))).collect()
}

/// List and level a paragraph's properties name.
fn list_of(properties: &Node) -> Option<(String, usize)> {
    let list = properties.child("numPr")?;
    Some((list.val("numId")?.to_owned(), list.number("ilvl").unwrap_or(0)))
}

struct Reader {
    document: Document,
    numbering: Numbering,
    styles: BTreeMap<String, Style>,
    paragraphs: usize,
    tables: usize,
    boxes: Vec<String>,
}

impl Reader {
    fn blocks(&mut self, parent: &Node) {
        for child in &parent.children {
            match child.name.as_str() {
                "p" => self.paragraph(child),
                "tbl" => self.table(child),
                "del" | "moveFrom" | "sectPr" => {}
                "AlternateContent" => {
                    if let Some(choice) = child.child("Choice").or_else(|| child.child("Fallback")) {
                        self.blocks(choice);
                    }
                }
                // Content controls and the like hold blocks.
                _ => self.blocks(child),
            }
        }
    }

    fn paragraph(&mut self, node: &Node) {
        self.paragraphs += 1;
        let mut text = String::new();
        words(node, &mut text, &mut self.boxes);
        let properties = node.child("pPr");
        let style = properties.and_then(|p| p.val("pStyle")).unwrap_or_default().to_owned();
        let level = properties
            .and_then(|p| p.number("outlineLvl"))
            .and_then(|level| u8::try_from(level + 1).ok())
            .filter(|level| *level <= 6)
            .or_else(|| self.inherited(&style, |style| style.level));
        let list = properties.and_then(list_of).or_else(|| self.inherited(&style, |style| style.list.clone()));
        let number = match (&list, text.trim().is_empty()) {
            (Some((id, level)), false) => self.numbering.next(id, *level),
            _ => None,
        };
        let place = format!("第 {} 段", self.paragraphs);
        for (part, piece) in text.split('\n').enumerate() {
            let mut piece = piece.split_whitespace().collect::<Vec<_>>().join(" ");
            if piece.is_empty() {
                continue;
            }
            let mut kind = level.map_or(Kind::Text, Kind::Heading);
            if let (0, Some(number)) = (part, &number) {
                piece.insert_str(0, number);
                if number.starts_with("- ") {
                    kind = Kind::Item;
                }
            }
            self.document.lines.push(Line::text(kind, &piece, place.clone()));
        }
    }

    /// What a style, or the ones it is based on, say.
    fn inherited<T>(&self, style: &str, get: impl Fn(&Style) -> Option<T>) -> Option<T> {
        let mut name = style.to_owned();
        // Styles that are based on each other in a ring end here.
        for _ in 0..20 {
            let style = self.styles.get(&name)?;
            if let Some(found) = get(style) {
                return Some(found);
            }
            name = style.based_on.clone()?;
        }
        None
    }

    fn table(&mut self, table: &Node) {
        let rows: Vec<&Node> = wrapped(table, "tr");
        let is_layout =
            |cell: &Node| cell.child("tbl").is_some() || cell_text(cell, &mut Vec::new()).chars().count() > LONG_CELL;
        if rows.iter().any(|row| wrapped(row, "tc").into_iter().any(is_layout)) {
            for row in rows {
                for cell in wrapped(row, "tc") {
                    self.blocks(cell);
                }
            }
            return;
        }
        self.tables += 1;
        for (number, row) in rows.into_iter().enumerate() {
            let properties = row.child("trPr");
            if properties.is_some_and(|p| p.child("del").is_some()) {
                continue;
            }
            let mut column = properties.and_then(|p| p.number("gridBefore")).unwrap_or(0).min(WIDEST);
            let mut pieces = Vec::new();
            for cell in wrapped(row, "tc") {
                let properties = cell.child("tcPr");
                let span = properties.and_then(|p| p.number("gridSpan")).unwrap_or(1).clamp(1, WIDEST);
                if !properties.is_some_and(is_covered) {
                    pieces.push(Piece { text: cell_text(cell, &mut self.boxes), column });
                }
                column += span;
            }
            let place = format!("第 {} 个表第 {} 行", self.tables, number + 1);
            self.document.lines.push(Line::row(self.tables, pieces, place));
        }
    }
}

/// Rows or cells, also where a content control is wrapped around them.
fn wrapped<'n>(parent: &'n Node, name: &str) -> Vec<&'n Node> {
    let mut found = Vec::new();
    for child in &parent.children {
        if child.name == name {
            found.push(child);
        } else if matches!(child.name.as_str(), "sdt" | "sdtContent" | "ins" | "customXml") {
            found.extend(wrapped(child, name));
        }
    }
    found
}

/// Whether a cell goes on with the one above or before it.
fn is_covered(properties: &Node) -> bool {
    ["vMerge", "hMerge"].iter().any(|merge| {
        properties.child(merge).is_some_and(|merge| merge.attribute("val").is_none_or(|val| val == "continue"))
    })
}

fn cell_text(cell: &Node, boxes: &mut Vec<String>) -> String {
    let mut text = String::new();
    for child in &cell.children {
        words(child, &mut text, boxes);
        text.push('\n');
    }
    join_words(&text)
}

/// The visible words under a node.
fn words(node: &Node, text: &mut String, boxes: &mut Vec<String>) {
    match node.name.as_str() {
        "t" => text.push_str(&node.text),
        "tab" => text.push(' '),
        "br" | "cr" => text.push('\n'),
        "noBreakHyphen" => text.push('-'),
        "del" | "moveFrom" | "instrText" | "delText" | "pPr" | "tcPr" | "Fallback" => {}
        "txbxContent" => {
            let mut inside = String::new();
            for child in &node.children {
                words(child, &mut inside, &mut Vec::new());
            }
            let inside = join_words(&inside);
            if !inside.is_empty() {
                boxes.push(inside);
            }
        }
        "r" if node.child("rPr").is_some_and(|properties| properties.is_on("vanish")) => {}
        _ => {
            for child in &node.children {
                words(child, text, boxes);
            }
            if node.name == "p" && !text.is_empty() {
                text.push('\n');
            }
        }
    }
}
