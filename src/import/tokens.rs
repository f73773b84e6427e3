//! Lines to words and values: what a table's labels and figures are made of.
//!
//! A stretch is the words since the last figures and the figures that follow them. In
//! running text, figures are whatever digits stand outside dates, numberings and
//! brackets; in tables and columns a cell is a figure only as a whole.

use std::ops::Range;

use super::document::{At, Kind, Line};
use super::escape;
use super::shape::{bare, half_width, plain};

/// Words between figures.
#[derive(Clone, Debug)]
pub(crate) struct Fragment {
    /// Letters and digits only.
    pub(crate) plain: String,
    /// The same without bracketed asides.
    pub(crate) bare: String,
    /// Where it begins.
    pub(crate) at: At,
    /// Whether it stands in running text, where any words may come before a label.
    pub(crate) flowing: bool,
}

/// A figure as it stands in the source, or an empty cell of a real table.
#[derive(Clone, Debug)]
pub(crate) struct Value {
    /// Half-width, without white space; empty for an empty cell.
    pub(crate) text: String,
    /// Grid column, where there is one.
    pub(crate) column: Option<usize>,
    /// Whether it stands in running text, where digits of two cells may run together.
    pub(crate) flowing: bool,
    /// Where it ends.
    pub(crate) end: At,
}

/// Words, and the figures after them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stretch {
    /// The words since the figures before.
    pub(crate) words: Vec<Fragment>,
    /// The figures; none only in the last stretch of a region.
    pub(crate) values: Vec<Value>,
}

impl Stretch {
    /// Line of the first figure.
    pub(crate) fn line(&self) -> usize {
        self.values.first().map_or(0, |value| value.end.0)
    }

    /// Whether there is any figure but empty cells.
    pub(crate) fn has_figures(&self) -> bool {
        self.values.iter().any(|value| !value.text.is_empty())
    }
}

/// The stretches of the lines in `range`, the first line from byte `from`.
pub(crate) fn stretches(lines: &[Line], range: Range<usize>, from: usize) -> Vec<Stretch> {
    let mut cutter = Cutter { stretches: vec![Stretch::default()], single: false };
    for number in range.clone() {
        let line = &lines[number];
        match line.kind {
            Kind::PageEnd => {}
            Kind::Row { .. } => cutter.row(line, number, true),
            Kind::Ragged => cutter.row(line, number, false),
            Kind::Spaced => cutter.spaced(line, number),
            Kind::Text | Kind::Heading(_) | Kind::Item => {
                let skip = if number == range.start { from } else { 0 };
                // The number of an entry of a list is no figure.
                let mark = line.pieces.first().and_then(|piece| escape::number(&piece.text));
                let mark = mark.filter(|_| line.kind == Kind::Item).map_or(0, |(_, digits)| digits + 2);
                cutter.text(line, number, skip.max(mark));
            }
        }
    }
    cutter.stretches
}

struct Cutter {
    stretches: Vec<Stretch>,
    /// Whether the last line held a single figure and nothing else: the next such line
    /// goes on with it (one cell a line).
    single: bool,
}

impl Cutter {
    fn last(&mut self) -> &mut Stretch {
        if self.stretches.is_empty() {
            self.stretches.push(Stretch::default());
        }
        let last = self.stretches.len() - 1;
        &mut self.stretches[last]
    }

    fn word(&mut self, text: &str, at: At, flowing: bool) {
        let fragment = Fragment { plain: plain(text), bare: bare(text), at, flowing };
        if fragment.plain.is_empty() {
            return;
        }
        if !self.last().values.is_empty() {
            self.stretches.push(Stretch::default());
        }
        self.last().words.push(fragment);
    }

    fn value(&mut self, value: Value) {
        self.last().values.push(value);
    }

    /// Figures of a new line are a new run, unless cells stand one a line.
    fn new_line(&mut self, single: bool) {
        let goes_on = self.single && single;
        if !goes_on && !self.last().values.is_empty() {
            self.stretches.push(Stretch::default());
        }
        self.single = single;
    }

    fn row(&mut self, line: &Line, number: usize, exact: bool) {
        let mut figures: Vec<bool> = line.pieces.iter().map(|piece| is_figure(&piece.text)).collect();
        // Behind the last words of a row every cell is a figure's, whatever was put there.
        for (piece, figure) in line.pieces.iter().zip(&mut figures).rev().filter(|_| exact) {
            if !*figure && !piece.text.is_empty() && !is_blot(&piece.text) {
                break;
            }
            *figure |= is_blot(&piece.text);
        }
        let words = line.pieces.iter().zip(&figures).any(|(piece, figure)| !figure && !piece.text.is_empty());
        let filled = line.pieces.iter().filter(|piece| !piece.text.is_empty()).count();
        let (first, last) = (figures.iter().position(|f| *f), figures.iter().rposition(|f| *f));
        self.new_line(!exact && filled == 1 && first.is_some());
        // A row of empty cells alone is a row that was not filled in.
        let mut begun = !words && (first.is_some() || (exact && line.pieces.len() > 4));
        for (place, (piece, figure)) in line.pieces.iter().zip(figures).enumerate() {
            // A row has its cells at one place; their order is kept by the order of tokens.
            let end = (number, piece.text.len());
            if figure {
                begun = true;
                let text = clean(&piece.text);
                self.value(Value { text, column: exact.then_some(piece.column), flowing: false, end });
            } else if !piece.text.is_empty() {
                begun = true;
                self.word(&piece.text, (number, 0), false);
            } else {
                // An empty cell between tabs is a cell only between two figures.
                let inside = first.is_some_and(|first| first < place) && last.is_some_and(|last| last > place);
                if (exact && begun) || inside {
                    self.value(Value {
                        text: String::new(),
                        column: exact.then_some(piece.column),
                        flowing: false,
                        end,
                    });
                }
            }
        }
    }

    fn spaced(&mut self, line: &Line, number: usize) {
        self.new_line(false);
        for piece in &line.pieces {
            let words: Vec<&str> = piece.text.split(' ').collect();
            let end = (number, usize::MAX);
            for word in words {
                if is_figure(word) {
                    self.value(Value { text: clean(word), column: None, flowing: false, end });
                } else {
                    self.word(word, (number, 0), false);
                }
            }
        }
    }

    fn text(&mut self, line: &Line, number: usize, skip: usize) {
        let Some(text) = line.pieces.first().and_then(|piece| piece.text.get(skip..)) else { return };
        let single = is_figure(text);
        self.new_line(single);
        if single {
            let end = (number, skip + text.len());
            self.value(Value { text: clean(text), column: None, flowing: false, end });
            return;
        }
        let mut open = 0;
        for figure in figures(text) {
            self.word(&text[open..figure.start], (number, skip + open), true);
            let value = clean(&text[figure.clone()]);
            let end = (number, skip + figure.end);
            self.value(Value { text: value, column: None, flowing: true, end });
            open = figure.end;
        }
        self.word(&text[open..], (number, skip + open), true);
    }
}

fn clean(text: &str) -> String {
    text.trim().chars().map(half_width).map(|c| if matches!(c, '−' | '–') { '-' } else { c }).collect()
}

/// Words a figure may be written with.
const UNITS: [&str; 12] = ["万元", "亿元", "元", "件", "项", "个", "条", "次", "份", "宗", "起", "人"];

/// Whether a whole cell is a figure: a number, perhaps with sign, unit and note, or one
/// of the marks that stand for none.
pub(crate) fn is_figure(cell: &str) -> bool {
    let text: String = cell.chars().filter(|c| !c.is_whitespace()).map(half_width).collect();
    if matches!(text.as_str(), "-" | "--" | "—" | "——" | "/" | "无" | "–" | "−" | "\\") {
        return true;
    }
    // 减4 and 增2 are signs in words.
    let unsigned = in_words(&text).map_or(&*text, |(_, number)| number).trim_start_matches(['-', '+', '−', '–']);
    let digits = unsigned.len() - unsigned.trim_start_matches(|c: char| c.is_ascii_digit() || ",.".contains(c)).len();
    let (number, rest) = unsigned.split_at(digits);
    if !number.starts_with(|c: char| c.is_ascii_digit()) || number.ends_with(['.', ',']) {
        return false;
    }
    // Two numbers in one cell are words: nobody knows which is meant.
    if cell.split_whitespace().filter(|word| word.starts_with(|c: char| c.is_ascii_digit())).count() > 1 {
        return false;
    }
    let rest = UNITS.iter().find_map(|unit| rest.strip_prefix(unit)).unwrap_or(rest);
    rest.is_empty() || (rest.starts_with(['(', '[']) && rest.ends_with([')', ']']))
}

/// A change with its sign in words, `减4`, `增加2项`: whether it is down, and the number.
pub(crate) fn in_words(text: &str) -> Option<(bool, &str)> {
    const SIGNS: [(&str, bool); 4] = [("减少", true), ("减", true), ("增加", false), ("增", false)];
    let (down, number) = SIGNS.iter().find_map(|(sign, down)| Some((*down, text.strip_prefix(sign)?)))?;
    number.starts_with(|c: char| c.is_ascii_digit()).then_some((down, number))
}

/// Whether cells are a row of a table of figures, and not words laid out side by side: a
/// heading with its text, or the parts of a web page.
pub(crate) fn is_figures(cells: &[String]) -> bool {
    let figure = |cell: &String| cell.trim().is_empty() || is_figure(cell);
    cells.len() > 1 && (cells.len() > 2 || cells.iter().any(figure))
}

/// Whether a cell holds what is neither a figure nor a label: `97*`, `9 7`, `#REF!`, `O`,
/// `十二`, `约3`.
fn is_blot(cell: &str) -> bool {
    const LONGEST: usize = 12;
    const COUNTS: &str = "〇零一二三四五六七八九十百千两约共近余多";
    let text: String = cell.chars().filter(|c| !c.is_whitespace()).map(half_width).collect();
    let strange = |c: char| !c.is_alphabetic() || c.is_ascii() || COUNTS.contains(c);
    // The number of a label in a cell of its own.
    let numbers = text.starts_with('(') || text.ends_with('、');
    !text.is_empty() && text.chars().all(strange) && text.chars().count() <= LONGEST && !numbers
}

/// The figures in running text.
fn figures(text: &str) -> Vec<Range<usize>> {
    let chars: Vec<(usize, char)> = text.char_indices().map(|(at, c)| (at, half_width(c))).collect();
    let at = |index: usize| chars.get(index).map_or(text.len(), |(at, _)| *at);
    let char_at = |index: usize| chars.get(index).map(|(_, c)| *c);
    let mut found: Vec<Range<usize>> = Vec::new();
    let (mut index, mut depth) = (0, 0_usize);
    while let Some(c) = char_at(index) {
        let before = index.checked_sub(1).and_then(char_at);
        match c {
            '(' | '〔' | '《' => depth += 1,
            ')' | '〕' | '》' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let signed = c == '-' && char_at(index + 1).is_some_and(|c| c.is_ascii_digit());
        if depth > 0 || !(c.is_ascii_digit() || signed) || before.is_some_and(|c| c.is_ascii_alphabetic()) {
            index += 1;
            continue;
        }
        let mut end = index + 1;
        while char_at(end).is_some_and(|c| c.is_ascii_digit())
            || (char_at(end) == Some('.')
                && char_at(end + 1).is_some_and(|c| c.is_ascii_digit())
                && !chars[index..end].iter().any(|(_, c)| *c == '.'))
        {
            end += 1;
        }
        let next = numbering_ahead(&chars, end);
        if next {
            // `00000002.其他…`: the last digit numbers the label that follows.
            if end - 1 > index {
                found.push(at(index)..at(end - 1));
            }
        } else if char_at(end).is_some_and(|c| "年月日号%度".contains(c)) {
            // A date or a share.
        } else {
            let rest = &text[at(end)..];
            let unit = UNITS.iter().find(|unit| rest.starts_with(**unit)).map_or(0, |unit| unit.len());
            let stop = at(end) + unit;
            found.push(at(index)..stop + note(&text[stop..]));
            end = chars.partition_point(|(byte, _)| *byte < found.last().map_or(0, |range| range.end)).max(end);
        }
        index = end;
    }
    found
}

/// Whether a stop follows that makes the digit before it a numbering: `2.其他`, `2、其他`.
fn numbering_ahead(chars: &[(usize, char)], end: usize) -> bool {
    let stop = chars.get(end).is_some_and(|(_, c)| matches!(c, '.' | '、'));
    let after = chars.iter().skip(end + 1).map(|(_, c)| *c).find(|c| !c.is_whitespace());
    stop && after.is_some_and(|c| !c.is_ascii_digit())
}

/// Bytes of a note right after a figure: `（其中修订16件）`.
fn note(rest: &str) -> usize {
    let Some(inner) = rest.strip_prefix(['（', '(']) else { return 0 };
    let Some(close) = inner.find(['）', ')']) else { return 0 };
    let words = &inner[..close];
    let speaks = words.starts_with(['其', '含', '包', '不', '已', '注', '修', '均', '与']);
    // The brackets themselves: the opening one is what `inner` lacks.
    if speaks {
        (rest.len() - inner.len()) + close + inner[close..].chars().next().map_or(0, char::len_utf8)
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    #[test]
    fn figures_are_told_from_dates_numberings_and_brackets() {
        let found = |text: &str| figures(text).into_iter().map(|range| text[range].to_owned()).collect::<Vec<_>>();
        assert_eq!(found("（三）不予公开1.属于国家秘密00000002.其他法律00"), ["0000000", "00"]);
        assert_eq!(found("行政处罚2648-18538"), ["2648", "-18538"]);
        assert_eq!(found("收费24252.311082三、收到"), ["24252.311082"]);
        assert_eq!(found("2021年1月，H5（第4条）"), Vec::<String>::new());
        assert_eq!(found("政府集中采购13575394432.52元三、"), ["13575394432.52元"]);
        assert_eq!(found("文件22（其中修订16件）55"), ["22（其中修订16件）", "55"]);
    }

    #[test]
    fn a_cell_is_a_figure_only_as_a_whole() {
        for figure in
            ["0", "-18", "+3", "０", "251000元", "22（其中修订16件）", "—", "1,234", "0.5500", "3 件", "减4", "增加2项"]
        {
            assert!(is_figure(figure), "{figure}");
        }
        for words in ["规章", "1.属于国家秘密", "2024年", "数据1", "", "0 0 0", "3、其他", "增减", "减收4件"]
        {
            assert!(!is_figure(words), "{words}");
        }
    }
}
