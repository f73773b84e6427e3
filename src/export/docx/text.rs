//! What stands on the pages, as WordprocessingML.

use crate::render::markdown::{Block, Run};
use crate::source::utf8::steps;

use super::package::relation;
use super::{PAGE, WIDTH};

/// What every table has: full width, ruled, columns as given and never fitted to words.
pub(super) const TABLE: &str = "<w:tblLayout w:type=\"fixed\"/><w:tblCellMar>\
<w:top w:w=\"28\" w:type=\"dxa\"/><w:left w:w=\"40\" w:type=\"dxa\"/>\
<w:bottom w:w=\"28\" w:type=\"dxa\"/><w:right w:w=\"40\" w:type=\"dxa\"/></w:tblCellMar>";

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:document \
xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><w:body>";

/// A document while it is written.
pub(super) struct Text<'a> {
    xml: String,
    links: Vec<String>,
    /// Where a link leads outside the site, if it can be said.
    address: &'a dyn Fn(&str) -> Option<String>,
}

impl<'a> Text<'a> {
    pub(super) fn new(address: &'a dyn Fn(&str) -> Option<String>) -> Text<'a> {
        Text { xml: HEAD.to_owned(), links: Vec::new(), address }
    }

    /// A paragraph of plain words.
    pub(super) fn paragraph(&mut self, style: &str, words: &str) {
        self.open(style, "");
        plain(words, "", &mut self.xml);
        self.close();
    }

    /// An empty line, half as high as one of text.
    pub(super) fn gap(&mut self) {
        self.paragraph("Gap", "");
    }

    /// A table, written by `write`, and a gap: Word joins tables that touch, and wants no
    /// document to end with one.
    pub(super) fn table(&mut self, write: impl FnOnce(&mut String)) {
        write(&mut self.xml);
        self.gap();
    }

    /// Blocks of a narrative; `under` is the rank of the heading they stand under.
    pub(super) fn blocks(&mut self, blocks: &[Block], under: u8) {
        for block in blocks {
            match block {
                Block::Paragraph(words) => self.runs("BodyText", "", "", words),
                Block::Heading(rank, words) => {
                    let style = format!("Heading{}", rank.saturating_add(under).min(3));
                    self.runs(&style, "", "", words);
                }
                Block::Item { depth, mark, words } => {
                    // Each list inside another begins two characters further in.
                    let left = 320 * 2 * depth.saturating_sub(1);
                    let indent = format!("<w:ind w:left=\"{left}\" w:firstLineChars=\"200\" w:firstLine=\"640\"/>");
                    let indent = if left > 0 { indent.as_str() } else { "" };
                    self.runs("ListParagraph", indent, mark, words);
                }
                Block::Quote(words) => self.runs("Quote", "", "", words),
                Block::Code(text) => self.paragraph("PlainText", text),
                Block::Note(number, words) => self.runs("FootnoteText", "", &format!("[{number}] "), words),
                Block::Table(rows) => self.words_table(rows),
            }
        }
    }

    /// The document's XML, and where its links lead.
    pub(super) fn finish(mut self) -> (String, Vec<String>) {
        self.xml.push_str(PAGE);
        self.xml.push_str("</w:body></w:document>\n");
        (self.xml, self.links)
    }

    fn open(&mut self, style: &str, properties: &str) {
        for piece in ["<w:p><w:pPr><w:pStyle w:val=\"", style, "\"/>", properties, "</w:pPr>"] {
            self.xml.push_str(piece);
        }
    }

    fn close(&mut self) {
        self.xml.push_str("</w:p>");
    }

    /// A paragraph of words set in different ways, `mark` before them.
    fn runs(&mut self, style: &str, properties: &str, mark: &str, words: &[Run]) {
        self.open(style, properties);
        plain(mark, "", &mut self.xml);
        words.iter().for_each(|run| self.run(run));
        self.close();
    }

    fn run(&mut self, run: &Run) {
        let link = run.link.as_deref().and_then(|link| (self.address)(link));
        let linked = link.is_some();
        if let Some(link) = link {
            self.xml.push_str(&format!("<w:hyperlink r:id=\"rId{}\">", relation(self.links.len())));
            self.links.push(link);
        }
        let mut face = String::new();
        if run.face.emphasis {
            // Chinese type sets words off in 楷体, not aslant.
            face.push_str("<w:rFonts w:ascii=\"楷体_GB2312\" w:eastAsia=\"楷体_GB2312\" w:hAnsi=\"楷体_GB2312\"/>");
        }
        if run.face.strong {
            face.push_str("<w:b/><w:bCs/>");
        }
        if run.face.struck {
            face.push_str("<w:strike/>");
        }
        if linked {
            face.push_str("<w:u w:val=\"single\"/>");
        }
        if run.face.raised {
            face.push_str("<w:vertAlign w:val=\"superscript\"/>");
        }
        plain(&run.text, &face, &mut self.xml);
        if linked {
            self.xml.push_str("</w:hyperlink>");
        }
    }

    /// A table of the narrative: as many equal columns as its longest row has.
    fn words_table(&mut self, rows: &[Vec<Vec<Run>>]) {
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0).max(1);
        // More columns than a page has points are no table; the width stays sound.
        let width = (WIDTH as usize / columns).max(1);
        let small = if columns > 5 { "Small" } else { "" };
        self.xml.push_str(&table_head("", &vec![width; columns]));
        for (number, row) in rows.iter().enumerate() {
            self.xml.push_str(if number == 0 { HEAD_ROW } else { ROW });
            let style = format!("{small}Table{}", if number == 0 { "Centred" } else { "Words" });
            for cell in 0..columns {
                self.xml.push_str(&format!(
                    "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/><w:vAlign w:val=\"center\"/></w:tcPr>"
                ));
                self.runs(&style, "", "", row.get(cell).map(Vec::as_slice).unwrap_or_default());
                self.xml.push_str("</w:tc>");
            }
            self.xml.push_str("</w:tr>");
        }
        self.xml.push_str("</w:tbl>");
        self.gap();
    }
}

/// A row that no page end cuts.
pub(super) const ROW: &str = "<w:tr><w:trPr><w:cantSplit/></w:trPr>";
/// A row of heads, printed again on every page the table goes on to.
pub(super) const HEAD_ROW: &str = "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>";

/// The beginning of a table up to its first row; `caption` is read out to the blind.
pub(super) fn table_head(caption: &str, widths: &[usize]) -> String {
    let mut out = format!("<w:tbl><w:tblPr><w:tblW w:w=\"{}\" w:type=\"dxa\"/>", widths.iter().sum::<usize>());
    out.push_str("<w:jc w:val=\"center\"/><w:tblBorders>");
    for side in ["top", "left", "bottom", "right", "insideH", "insideV"] {
        out.push_str(&format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>"));
    }
    out.push_str("</w:tblBorders>");
    out.push_str(TABLE);
    if !caption.is_empty() {
        out.push_str("<w:tblCaption w:val=\"");
        escape(caption, &mut out);
        out.push_str("\"/>");
    }
    out.push_str("</w:tblPr><w:tblGrid>");
    widths.iter().for_each(|width| out.push_str(&format!("<w:gridCol w:w=\"{width}\"/>")));
    out.push_str("</w:tblGrid>");
    out
}

/// A run of words; a line feed in them is a line break. Nothing for no words.
fn plain(words: &str, face: &str, out: &mut String) {
    if words.is_empty() {
        return;
    }
    out.push_str("<w:r>");
    if !face.is_empty() {
        out.push_str("<w:rPr>");
        out.push_str(face);
        out.push_str("</w:rPr>");
    }
    for (number, line) in words.split('\n').enumerate() {
        if number > 0 {
            out.push_str("<w:br/>");
        }
        for (number, piece) in line.split('\t').enumerate() {
            if number > 0 {
                out.push_str("<w:tab/>");
            }
            out.push_str("<w:t xml:space=\"preserve\">");
            escape(piece, out);
            out.push_str("</w:t>");
        }
    }
    out.push_str("</w:r>");
}

/// Appends words as XML text. What XML 1.0 cannot hold is left out: one such character
/// and Word refuses the whole file.
pub(super) fn escape(words: &str, out: &mut String) {
    let bytes = words.as_bytes();
    // Words from here on are not taken over yet.
    let mut from = 0;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let step = STEPS[*byte as usize];
        if step != 0 {
            at += usize::from(step);
            continue;
        }
        let (instead, length) = match byte {
            b'&' => ("&amp;", 1),
            b'<' => ("&lt;", 1),
            b'>' => ("&gt;", 1),
            b'"' => ("&quot;", 1),
            // U+FFFE and U+FFFF; commas and brackets begin with the same byte.
            0xef if matches!(bytes[at + 1..], [0xbf, 0xbe..=0xbf, ..]) => ("", 3),
            0xef => {
                at += 3;
                continue;
            }
            _ => ("", 1),
        };
        out.push_str(&words[from..at]);
        out.push_str(instead);
        at += length;
        from = at;
    }
    out.push_str(&words[from..]);
}

/// What is not taken over as it is, by the first byte.
const STEPS: [u8; 256] =
    steps(b"&<>\"\xef\0\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f");

#[cfg(test)]
mod tests {
    use super::{escape, plain};

    #[test]
    fn words_are_safe_and_whole() {
        let mut out = String::new();
        escape("<甲>&\"\u{1}\u{fffe}乙\u{1f}", &mut out);
        assert_eq!(out, "&lt;甲&gt;&amp;&quot;乙");
        for c in '\0'..=char::MAX {
            let wanted = match c {
                '&' => "&amp;".to_owned(),
                '<' => "&lt;".to_owned(),
                '>' => "&gt;".to_owned(),
                '"' => "&quot;".to_owned(),
                '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => String::new(),
                c => c.to_string(),
            };
            out.clear();
            escape(&format!("，{c}甲"), &mut out);
            assert_eq!(out, format!("，{wanted}甲"), "{c:?}");
        }
        let mut out = String::new();
        plain("甲\n乙\t丙", "<w:b/>", &mut out);
        let t = |words: &str| format!("<w:t xml:space=\"preserve\">{words}</w:t>");
        assert_eq!(out, format!("<w:r><w:rPr><w:b/></w:rPr>{}<w:br/>{}<w:tab/>{}</w:r>", t("甲"), t("乙"), t("丙")));
    }
}
