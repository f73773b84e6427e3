//! The words of a source to `narrative.md`: six headings, the tables cut out, paragraphs
//! that a page or a line end broke put together again.
//!
//! A paragraph is joined to the next only where it cannot have ended; what is left out
//! (page numbers, share buttons) is returned to be listed.

use std::ops::Range;

use crate::edition::Edition;

use super::document::{At, Document, Kind, Line, Piece};
use super::form::Vocabulary;
use super::identity::is_furniture;
use super::outline::Outline;
use super::shape::{half_width, is_open_ended, plain, width};
use super::written;

/// The finished text.
#[derive(Debug, Default)]
pub(crate) struct Narrative {
    /// Markdown, UTF-8, `\n`.
    pub(crate) text: String,
    /// For each section the characters kept.
    pub(crate) kept: Vec<usize>,
    /// What was left out.
    pub(crate) left_out: Vec<String>,
}

/// One paragraph, heading, list entry or row of a table.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) kind: Kind,
    pub(super) text: String,
    /// The cells of a row of a real table.
    pub(super) cells: Vec<Piece>,
}

/// Writes the narrative. `tables` are the extents of the statutory tables; `None` for
/// `outline` writes a document without sections.
pub(crate) fn write(document: &Document, outline: Option<(&Outline, &Edition)>, tables: &[(At, At)]) -> Narrative {
    let (lines, is_markdown) = (&document.lines, document.is_markdown);
    let mut narrative = Narrative::default();
    let style = Style::of(lines, tables);
    let Some((outline, edition)) = outline else {
        let mut blocks = style.blocks(lines, 0..lines.len(), tables);
        trim_end(&mut blocks, &mut narrative.left_out);
        written::put(&mut narrative.text, &blocks, is_markdown);
        return narrative;
    };
    let blocks = style.blocks(lines, outline.preface.clone(), tables);
    written::put(&mut narrative.text, &blocks, is_markdown);
    for (section, found) in edition.sections.iter().zip(&outline.sections) {
        let Some((_, range)) = found else {
            narrative.kept.push(0);
            continue;
        };
        let mut blocks = style.blocks(lines, range.clone(), tables);
        let words: Vec<Vocabulary> =
            section.tables.iter().map(|table| Vocabulary::new(&edition.tables[*table])).collect();
        if !words.is_empty() {
            let statutory =
                |kind: Kind| (0..lines.len()).any(|line| lines[line].kind == kind && is_inside(line, tables));
            let own = own_tables(&blocks, &words, &statutory);
            drop_figures(&mut blocks, &own, &mut narrative.left_out);
        }
        if range.end == lines.len() {
            trim_end(&mut blocks, &mut narrative.left_out);
        }
        narrative.text.push_str(&format!("## {}\n\n", section.names.label));
        let before = narrative.text.chars().count();
        written::put(&mut narrative.text, &blocks, is_markdown);
        narrative.kept.push(narrative.text.chars().count() - before);
    }
    narrative
}

/// How the source breaks its lines.
struct Style {
    /// Lines end where the page is full, not where paragraphs end.
    wrapped: bool,
    /// Width of a full line.
    full: usize,
    /// For each line the least indentation on its page.
    base: Vec<usize>,
}

impl Style {
    fn of(lines: &[Line], tables: &[(At, At)]) -> Style {
        let words = |number: usize| {
            lines.get(number).filter(|line| line.is_words() && !is_inside(number, tables)).map(Line::words)
        };
        let (mut open, mut all, mut full) = (0, 0, 0);
        for (number, line) in lines.iter().enumerate() {
            let Some(text) = words(number) else { continue };
            full = full.max(width(&text) + line.indent);
            if line.tight && words(number + 1).is_some() {
                all += 1;
                open += usize::from(is_open_ended(&text));
            }
        }
        Style { wrapped: all >= 4 && open * 10 >= all * 6, full, base: page_indents(lines) }
    }

    fn blocks(&self, lines: &[Line], range: Range<usize>, tables: &[(At, At)]) -> Vec<Block> {
        let mut blocks: Vec<Block> = Vec::new();
        let mut before: Option<&Line> = None;
        let mut page_end = false;
        for number in range.clone() {
            let line = &lines[number];
            if line.kind == Kind::PageEnd {
                page_end = true;
                continue;
            }
            let text = outside(line, number, tables);
            if text.is_empty() {
                before = None;
                continue;
            }
            let base = self.base[number];
            let goes_on = line.kind == Kind::Text
                && before.is_some_and(|before| before.is_words())
                && blocks.last().is_some_and(|last| {
                    matches!(last.kind, Kind::Text | Kind::Item)
                        && self.goes_on(&last.text, before, line, base, page_end)
                });
            match blocks.last_mut() {
                Some(last) if goes_on => join(&mut last.text, &text),
                _ => {
                    let is_row = matches!(line.kind, Kind::Row { .. });
                    let cells = if is_row { line.pieces.clone() } else { Vec::new() };
                    blocks.push(Block { kind: line.kind, text, cells });
                }
            }
            before = Some(line);
            page_end = false;
        }
        blocks
    }

    /// Whether `line` goes on with the paragraph `text` whose last line is `before`.
    fn goes_on(&self, text: &str, before: Option<&Line>, line: &Line, base: usize, page_end: bool) -> bool {
        let words = line.words();
        // A quotation, bracket or clause that is open cannot end a paragraph.
        if text.ends_with(['，', '、', '（', '“', '《']) || is_unclosed(text) {
            return !is_numbered(&words) || text.ends_with(['，', '、']);
        }
        if !self.wrapped {
            return page_end && is_open_ended(text) && text.contains(['，', '。']) && !is_numbered(&words);
        }
        let Some(before) = before else { return false };
        if (!before.tight && !page_end) || line.indent >= base + 2 {
            return false;
        }
        if is_numbered(&words) && !is_open_ended(text) {
            return false;
        }
        let is_full = width(&before.words()) + before.indent + 6 >= self.full;
        // A title is short; what has filled a line already is none.
        let speaks = text.contains(['，', '。']) || width(text) > self.full;
        is_full || (is_open_ended(text) && speaks)
    }
}

/// For each line the least indentation of the words on its page.
fn page_indents(lines: &[Line]) -> Vec<usize> {
    let mut indents = Vec::with_capacity(lines.len());
    for page in lines.split_inclusive(|line| line.kind == Kind::PageEnd) {
        let least = page.iter().filter(|line| line.is_words()).map(|line| line.indent).min().unwrap_or(0);
        indents.resize(indents.len() + page.len(), least);
    }
    indents
}

fn is_inside(number: usize, tables: &[(At, At)]) -> bool {
    tables.iter().any(|(start, end)| start.0 <= number && number <= end.0)
}

/// The words of a line that belong to no statutory table.
fn outside(line: &Line, number: usize, tables: &[(At, At)]) -> String {
    let Some((start, end)) = tables.iter().find(|(start, end)| start.0 <= number && number <= end.0) else {
        return line.words();
    };
    if !line.is_words() {
        return String::new();
    }
    let text = line.words();
    let before = if start.0 == number { text.get(..start.1).unwrap_or_default() } else { "" };
    let after = if end.0 == number { text.get(end.1..).unwrap_or_default() } else { "" };
    // A bracket that opened with the table, a stop that ended it.
    let words =
        |text: &str| if text.chars().any(char::is_alphanumeric) { text.trim().to_owned() } else { String::new() };
    let before = before.trim_end().trim_end_matches(['（', '(', '【', '[']);
    let after = after.trim_start().trim_start_matches(['）', ')', '】', ']', '|']);
    words(before) + &words(after)
}

/// Whether a text begins with a numbering of its own: a new paragraph.
fn is_numbered(text: &str) -> bool {
    let mut chars = text.chars().map(half_width);
    let numeral = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    match chars.next() {
        Some('(') => chars.next().is_some_and(numeral),
        Some(c) if numeral(c) => {
            let after = chars.find(|c| !numeral(*c));
            matches!(after, Some('、' | '是' | '.'))
        }
        Some('第') => chars.next().is_some_and(numeral),
        _ => false,
    }
}

/// Whether a quotation mark, bracket or book title is still open. In a paragraph longer
/// than any real one it was never closed.
fn is_unclosed(text: &str) -> bool {
    const LONGEST: usize = 20_000;
    if text.len() > LONGEST {
        return false;
    }
    [('“', '”'), ('（', '）'), ('《', '》')]
        .iter()
        .any(|(open, close)| text.matches(*open).count() > text.matches(*close).count())
}

fn join(text: &mut String, more: &str) {
    let ascii = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    if ascii(text.chars().next_back()) && more.starts_with(|c: char| c.is_ascii_alphabetic()) {
        text.push(' ');
    }
    text.push_str(more);
}

/// The tables among `blocks` that the office made itself: none of which a part is the
/// form's, nor one that is made of the form's words.
fn own_tables(blocks: &[Block], words: &[Vocabulary], statutory: &dyn Fn(Kind) -> bool) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = blocks.iter().map(|block| block.kind).collect();
    kinds.dedup();
    kinds.retain(|kind| matches!(kind, Kind::Row { .. }) && !statutory(*kind));
    kinds.retain(|kind| {
        let rows = blocks.iter().filter(|block| block.kind == *kind);
        let cells = rows.flat_map(|block| &block.cells).map(|cell| plain(&cell.text));
        let labels: Vec<String> = cells.filter(|text| text.chars().any(char::is_alphabetic)).collect();
        labels.iter().filter(|label| words.iter().any(|words| words.covers(label))).count() * 2 < labels.len()
    });
    kinds
}

/// Rows of figures beside a statutory table (comparisons with last year, notes of a
/// program) are no text of the section, but for the office's own tables.
fn drop_figures(blocks: &mut Vec<Block>, own: &[Kind], left_out: &mut Vec<String>) {
    let is_row = |block: &Block| matches!(block.kind, Kind::Row { .. } | Kind::Ragged | Kind::Spaced);
    let speaks = |block: &Block| block.text.contains(['，', '。', '；', '：']);
    let dropped = |block: &Block| is_row(block) && !speaks(block) && !own.contains(&block.kind);
    let (rows, kept): (Vec<Block>, Vec<Block>) = blocks.drain(..).partition(dropped);
    left_out.extend(rows.into_iter().map(|block| format!("表旁的“{}”", block.text)));
    *blocks = kept;
}

/// Takes the furniture off the end of the report.
fn trim_end(blocks: &mut Vec<Block>, left_out: &mut Vec<String>) {
    const ENDS: [&str; 15] = [
        "扫一扫",
        "上一篇",
        "下一篇",
        "版权所有",
        "主办单位",
        "承办单位",
        "ICP备",
        "网站标识码",
        "分享到",
        "打印本页",
        "关闭窗口",
        "附件下载",
        "相关链接",
        "责任编辑",
        "【打印",
    ];
    let short = |text: &str| text.chars().count() <= 60;
    if let Some(at) = blocks.iter().position(|b| short(&b.text) && ENDS.iter().any(|end| b.text.starts_with(end))) {
        left_out.extend(blocks.drain(at..).map(|block| block.text));
    }
    let is_page = |cell: &Piece| cell.text.is_empty() || is_furniture(&cell.text);
    while let Some(last) = blocks.last_mut() {
        let text = last.text.clone();
        // A row of a table goes whole or stays whole.
        if !last.cells.is_empty() {
            if !last.cells.iter().all(is_page) {
                return;
            }
            left_out.push(text);
            blocks.pop();
            continue;
        }
        let word = text.rsplit(char::is_whitespace).next().unwrap_or_default();
        let dated = word.starts_with(|c: char| c.is_ascii_digit());
        if word.is_empty() || dated || !is_furniture(word) {
            return;
        }
        left_out.push(word.to_owned());
        last.text = text[..text.len() - word.len()].trim_end().to_owned();
        if last.text.is_empty() {
            blocks.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    fn document(text: &str) -> String {
        write(&crate::import::text::read(text.as_bytes()).unwrap(), None, &[]).text
    }

    #[test]
    fn paragraphs_broken_by_a_page_are_joined() {
        assert_eq!(
            document("检查信息数量，\n\n对不作为的追究责任。\n\n另一段。\n"),
            "检查信息数量，对不作为的追究责任。\n\n另一段。\n\n"
        );
        assert_eq!(document("让群众“看\n\n得懂”。\n"), "让群众“看得懂”。\n\n");
        assert_eq!(document("没有句号的一段\n\n又一段"), "没有句号的一段\n\n又一段\n\n");
    }

    #[test]
    fn lines_wrapped_at_the_margin_are_put_together() {
        let text = "   本机关认真贯彻条例各项规定，推进公\n开工作，提升公开的质量和水平，让公开\n成为常态，全年公开信息十二条，都在网\n站发布。\n   （二）申请。全年收到申请三件，都在规\n\n  - 1 -\n定的期限内答复。\n";
        assert_eq!(
            document(text),
            "本机关认真贯彻条例各项规定，推进公开工作，提升公开的质量和水平，让公开成为常态，全年公开信息十二条，都在网站发布。\n\n（二）申请。全年收到申请三件，都在规定的期限内答复。\n\n"
        );
    }

    #[test]
    fn a_long_sentence_without_a_stop_goes_on_behind_a_line_that_is_not_full() {
        let text = "   本报告由甲县人民政府办公室根据政府信息公开条例\n和国务院办公厅规定的格式编\n制。报告所列统计期限为全年，欢迎查阅并提\n出意见，本办公室将认真研究，改进今后的公开工\n作，使公开成为常态。\n";
        assert_eq!(document(text).matches("\n\n").count(), 1, "{}", document(text));
    }

    #[test]
    fn lists_and_headings_stay_and_furniture_goes() {
        let text = "### 甲\n- 一\n- 二\n\n完。 附件下载";
        let narrative = write(&crate::import::text::read(text.as_bytes()).unwrap(), None, &[]);
        assert_eq!(narrative.text, "### 甲\n\n- 一\n- 二\n\n完。\n\n");
        assert_eq!(narrative.left_out, ["附件下载"]);
    }
}
