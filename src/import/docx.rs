//! Word documents to lines.
//!
//! Tables keep their grid: cells merged across (`gridSpan`) and down (`vMerge`). Numbers
//! that Word writes by itself are put before their paragraphs. Deleted and hidden text
//! is no text; struck words, text boxes, notes and pictures are left out and said.

use std::collections::BTreeMap;

use super::document::{Document, Kind, Line, Piece};
use super::numbering::Numbering;
use super::package::{Node, Package};
use super::tokens::is_figures;
use super::wording::{Beside, Look, cell_text, is_unfilled, words};

/// A cell with more characters holds a paragraph, not a label.
const LONG_CELL: usize = 300;
/// Widest span that is believed.
const WIDEST: usize = 100;

/// Reads a .docx file.
pub(crate) fn read(bytes: &[u8]) -> Result<Document, String> {
    let mut package = Package::open(bytes)?;
    // Word on the web calls its main part word/document2.xml.
    let named = package.related("")?.into_iter().find(|part| part.kind == "officeDocument").map(|part| part.target);
    let name = named.unwrap_or_else(|| "word/document.xml".to_owned());
    let Some(main) = package.part(&name)?.filter(|main| main.child("document").is_some()) else {
        return Err("文件里没有 Word 文档的正文；请用 Word 或 WPS 打开，另存为“Word 文档（*.docx）”再导入".to_owned());
    };
    let related = package.related(&name)?;
    let mut part = |kind: &str| {
        let known = related.iter().find(|part| part.kind == kind).map(|part| part.target.clone());
        package.part(&known.unwrap_or_else(|| format!("word/{kind}.xml")))
    };
    let (numbering, styles) = (part("numbering")?, part("styles")?);
    let notes: Vec<String> = [("footnotes", "footnote"), ("endnotes", "endnote")]
        .into_iter()
        .map(|(kind, name)| Ok(part(kind)?.map(|part| notes_of(&part, kind, name)).unwrap_or_default()))
        .collect::<Result<Vec<_>, String>>()?
        .concat();
    let addresses = related.iter().filter(|part| part.kind == "hyperlink");
    let mut reader = Reader {
        document: Document::default(),
        numbering: Numbering::new(numbering.as_ref()),
        styles: styles.as_ref().map(styles_of).unwrap_or_default(),
        carried: String::new(),
        paragraphs: 0,
        tables: 0,
        beside: Beside {
            addresses: addresses.map(|part| (part.id.clone(), part.target.clone())).collect(),
            looks: styles.as_ref().map(looks_of).unwrap_or_default(),
            ..Beside::default()
        },
    };
    if let Some(body) = main.child("document").and_then(|document| document.child("body")) {
        reader.blocks(body);
        reader.close(None);
    }
    let Reader { mut document, beside, .. } = reader;
    let said = |words: &'static str, texts: Vec<String>| texts.into_iter().map(move |text| format!("{words}：{text}"));
    document.remarks.extend(said("文本框里的文字没有读入", beside.boxes));
    document.remarks.extend(said("划去的字没有读入", beside.struck));
    document.remarks.extend(said("脚注没有读入", notes));
    if beside.symbols > 0 {
        document.remarks.push(format!("用符号字体插入的符号没有读入：{} 个，请对照原件补上", beside.symbols));
    }
    if beside.pictures > 0 {
        document.remarks.push(format!("图片没有读入：{} 张；统计表若是图片，请照图填写", beside.pictures));
    }
    document.links = beside.links;
    Ok(document)
}

/// The notes a document has at the foot of its pages or at its end.
fn notes_of(part: &Node, kind: &str, name: &str) -> Vec<String> {
    let notes = part.child(kind).into_iter().flat_map(|root| root.all(name));
    // The lines that part notes from the text are kept as notes of a type.
    let own = notes.filter(|note| note.attribute("type").is_none_or(|kind| kind == "normal"));
    own.map(|note| cell_text(note, &mut Beside::default())).filter(|text| !text.is_empty()).collect()
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

/// The looks that styles of characters give, by the style's id, with those they are based on.
fn looks_of(part: &Node) -> BTreeMap<String, Look> {
    let Some(root) = part.child("styles") else { return BTreeMap::new() };
    let styles: BTreeMap<&str, &Node> =
        root.all("style").filter_map(|node| Some((node.attribute("styleId")?, node))).collect();
    let look = |id: &&str| {
        let (mut look, mut name) = (Look::default(), *id);
        // Styles that are based on each other in a ring end here.
        for _ in 0..20 {
            let Some(style) = styles.get(name) else { break };
            look = look.or(Look::of(style.child("rPr")));
            match style.val("basedOn") {
                Some(base) => name = base,
                None => break,
            }
        }
        look
    };
    let characters = styles.iter().filter(|(_, node)| node.attribute("type") == Some("character"));
    characters.map(|(id, _)| ((*id).to_owned(), look(id))).collect()
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
    /// Words of paragraphs whose ends were deleted: they go on in the next one.
    carried: String,
    paragraphs: usize,
    tables: usize,
    beside: Beside,
}

impl Reader {
    fn blocks(&mut self, parent: &Node) {
        for child in &parent.children {
            match child.name.as_str() {
                "p" => self.paragraph(child),
                "tbl" => {
                    self.close(None);
                    self.table(child);
                }
                "del" | "moveFrom" | "sectPr" => {}
                "sdt" if is_unfilled(child) => {}
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
        let mut text = std::mem::take(&mut self.carried);
        words(node, &mut text, &mut self.beside);
        self.carried = text;
        let properties = node.child("pPr");
        let end = properties.and_then(|properties| properties.child("rPr"));
        if !end.is_some_and(|end| end.child("del").is_some() || end.child("moveFrom").is_some()) {
            self.close(properties);
        } else if self.carried.ends_with('\n') {
            self.carried.pop();
        }
    }

    /// Ends the paragraph whose words were read.
    fn close(&mut self, properties: Option<&Node>) {
        let text = std::mem::take(&mut self.carried);
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
        let own = |cell: &Node| cell_text(cell, &mut Beside::default());
        // A frame around a figure is not layout.
        let is_table = |inner: &Node| wrapped(inner, "tr").into_iter().flat_map(|row| wrapped(row, "tc")).count() > 1;
        let holds_text = |cell: &&Node| cell.all("tbl").any(is_table) || own(cell).chars().count() > LONG_CELL;
        let cells: Vec<Vec<&Node>> = rows.iter().map(|row| wrapped(row, "tc")).collect();
        let is_layout = cells.iter().flatten().any(holds_text);
        let is_text = |cells: &Vec<&Node>| {
            cells.iter().any(holds_text)
                || (is_layout && !is_figures(&cells.iter().map(|cell| own(cell)).collect::<Vec<_>>()))
        };
        let text: Vec<bool> = cells.iter().map(is_text).collect();
        self.tables += usize::from(text.contains(&false));
        let table = self.tables;
        for (number, (row, text)) in rows.into_iter().zip(text).enumerate() {
            let properties = row.child("trPr");
            if properties.is_some_and(|p| p.child("del").is_some()) {
                continue;
            }
            if text {
                wrapped(row, "tc").into_iter().for_each(|cell| self.blocks(cell));
                continue;
            }
            let mut column = properties.and_then(|p| p.number("gridBefore")).unwrap_or(0).min(WIDEST);
            let mut pieces = Vec::new();
            for cell in wrapped(row, "tc") {
                let properties = cell.child("tcPr");
                let span = properties.and_then(|p| p.number("gridSpan")).unwrap_or(1).clamp(1, WIDEST);
                if !properties.is_some_and(is_covered) {
                    pieces.push(Piece { text: cell_text(cell, &mut self.beside), column });
                }
                column += span;
            }
            let place = format!("第 {table} 个表第 {} 行", number + 1);
            self.document.lines.push(Line::row(table, pieces, place));
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
