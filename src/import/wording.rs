//! The words of a Word document: what of a paragraph is text, and what stands beside it.
//!
//! Takes a node of the document's tree, gives its visible words; struck words, text boxes,
//! pictures and signs are gathered in [`Beside`]. Knows no table and no place.

use std::collections::BTreeMap;

use super::html::join_words;
use super::package::Node;
use super::shape::raised;

/// What stands beside the text of a document and is not read with it.
#[derive(Debug, Default)]
pub(super) struct Beside {
    pub(super) boxes: Vec<String>,
    pub(super) struck: Vec<String>,
    pub(super) pictures: usize,
    /// Signs of fonts of signs that no character is known for.
    pub(super) symbols: usize,
    /// Where links lead, by their id.
    pub(super) addresses: BTreeMap<String, String>,
    pub(super) links: Vec<(String, String)>,
    /// The looks of styles, by their id.
    pub(super) looks: BTreeMap<String, Look>,
}

/// The words of a cell, its paragraphs put together.
pub(super) fn cell_text(cell: &Node, beside: &mut Beside) -> String {
    let mut text = String::new();
    for child in &cell.children {
        words(child, &mut text, beside);
        text.push('\n');
    }
    join_words(&text)
}

/// The visible words under a node.
pub(super) fn words(node: &Node, text: &mut String, beside: &mut Beside) {
    match node.name.as_str() {
        "t" => text.push_str(&node.text),
        "tab" => text.push(' '),
        "br" | "cr" => text.push('\n'),
        "noBreakHyphen" => text.push('-'),
        "sym" => match symbol(node) {
            Some(sign) => text.push(sign),
            None => beside.symbols += 1,
        },
        // A fraction of an equation.
        "f" if node.child("num").is_some() => {
            let part =
                |name: &str, beside: &mut Beside| node.child(name).map(|part| inner(part, beside)).unwrap_or_default();
            let (above, below) = (part("num", beside), part("den", beside));
            text.push_str(&format!("{above}/{below}"));
        }
        "del" | "moveFrom" | "instrText" | "delText" | "pPr" | "tcPr" | "Fallback" | "rt" => {}
        "sdt" if is_unfilled(node) => {}
        "blip" | "imagedata" => beside.pictures += 1,
        "txbxContent" => {
            let inside = join_words(&inner(node, beside));
            if !inside.is_empty() {
                beside.boxes.push(inside);
            }
        }
        "hyperlink" => {
            let inside = inner(node, beside);
            if let Some(address) = node.attribute("id").and_then(|id| beside.addresses.get(id)) {
                beside.links.push((join_words(&inside), address.clone()));
            }
            text.push_str(&inside);
        }
        "r" => run(node, text, beside),
        _ => {
            for child in &node.children {
                words(child, text, beside);
            }
            if node.name == "p" && !text.is_empty() {
                text.push('\n');
            }
        }
    }
}

/// The character a sign of a font of signs stands for.
fn symbol(node: &Node) -> Option<char> {
    const WINGDINGS: &[(u32, char)] = &[
        (0xfc, '√'),
        (0xfe, '☑'),
        (0xfd, '☒'),
        (0xfb, '×'),
        (0xa8, '□'),
        (0x6f, '□'),
        (0x6e, '■'),
        (0x6c, '●'),
        (0x75, '◆'),
        (0xa7, '▪'),
        (0xd8, '➢'),
        (0xe0, '→'),
    ];
    const WINGDINGS_2: &[(u32, char)] =
        &[(0x50, '√'), (0x52, '☑'), (0x53, '☒'), (0x54, '☒'), (0x4f, '×'), (0xa3, '□'), (0x97, '●'), (0xa2, '■')];
    const SYMBOL: &[(u32, char)] =
        &[(0xb7, '•'), (0xb0, '°'), (0xb4, '×'), (0xb8, '÷'), (0xa3, '≤'), (0xb3, '≥'), (0xb1, '±')];
    let code = u32::from_str_radix(node.attribute("char")?, 16).ok()?;
    // The signs of such a font lie in a private row; others are characters.
    if !(0xf000..=0xf0ff).contains(&code) {
        return char::from_u32(code).filter(|c| code > 0xff && !c.is_control());
    }
    let known = match node.attribute("font")? {
        "Wingdings" => WINGDINGS,
        "Wingdings 2" => WINGDINGS_2,
        "Symbol" => SYMBOL,
        _ => return None,
    };
    known.iter().find(|(known, _)| *known == code - 0xf000).map(|(_, sign)| *sign)
}

/// Whether a content control shows what is to be filled in, and nothing that was.
pub(super) fn is_unfilled(control: &Node) -> bool {
    control.child("sdtPr").is_some_and(|properties| properties.is_on("showingPlcHdr"))
}

/// What a run or a style says of the look of words; none where it says nothing.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Look {
    hidden: Option<bool>,
    struck: Option<bool>,
    twice_struck: Option<bool>,
    raised: Option<bool>,
}

impl Look {
    pub(super) fn of(properties: Option<&Node>) -> Look {
        let is = |name: &str| properties.and_then(|own| own.child(name).map(|_| own.is_on(name)));
        let raised = properties.and_then(|own| own.val("vertAlign")).map(|way| way == "superscript");
        Look { hidden: is("vanish"), struck: is("strike"), twice_struck: is("dstrike"), raised }
    }

    /// With what `base` says where this says nothing.
    pub(super) fn or(self, base: Look) -> Look {
        Look {
            hidden: self.hidden.or(base.hidden),
            struck: self.struck.or(base.struck),
            twice_struck: self.twice_struck.or(base.twice_struck),
            raised: self.raised.or(base.raised),
        }
    }
}

/// Words of one look: hidden and struck ones are no text.
fn run(node: &Node, text: &mut String, beside: &mut Beside) {
    let properties = node.child("rPr");
    let style = properties.and_then(|own| own.val("rStyle")).and_then(|style| beside.looks.get(style));
    let look = Look::of(properties).or(style.copied().unwrap_or_default());
    if look.hidden == Some(true) {
        return;
    }
    let inside = inner(node, beside);
    if look.struck == Some(true) || look.twice_struck == Some(true) {
        let struck = join_words(&inside);
        if !struck.is_empty() {
            beside.struck.push(struck);
        }
    } else if look.raised == Some(true) {
        let mark = raised(text, &inside);
        text.push_str(&mark);
    } else {
        text.push_str(&inside);
    }
}

fn inner(node: &Node, beside: &mut Beside) -> String {
    let mut inside = String::new();
    for child in &node.children {
        words(child, &mut inside, beside);
    }
    inside
}
