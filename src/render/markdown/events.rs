//! A fragment → the events of its blocks and words.
//!
//! Most of what offices write is paragraphs, some words of them bold, and nothing else.
//! Those are told without the parser, which looks at every line for thirty things none of
//! them holds; everything else is the parser's. That both say the same of a text they can
//! both read is held by tests.

use std::borrow::Cow;

use pulldown_cmark::{Event, Options as Extensions, Parser, Tag, TagEnd};

use super::mend::{is_punctuation, mend};

/// What the parser of Markdown is asked to know besides CommonMark.
pub(super) fn extensions() -> Extensions {
    Extensions::ENABLE_TABLES | Extensions::ENABLE_FOOTNOTES | Extensions::ENABLE_STRIKETHROUGH
}

/// A fragment as it is read.
pub(super) struct Source<'t> {
    /// Its text, what Chinese writers type put right.
    pub(super) text: Cow<'t, str>,
    plain: bool,
}

impl<'t> Source<'t> {
    /// Of a fragment as written.
    pub(super) fn of(markdown: &'t str) -> Source<'t> {
        if is_plain(markdown) {
            return Source { text: Cow::Borrowed(markdown), plain: true };
        }
        let text = mend(markdown);
        let plain = matches!(text, Cow::Owned(_)) && is_plain(&text);
        Source { text, plain }
    }

    /// Its blocks and words, in order.
    pub(super) fn events(&self) -> Events<'_> {
        match self.plain {
            true => Events::Paragraphs(Paragraphs::new(&self.text)),
            false => Events::Parsed(Box::new(Parser::new_ext(&self.text, extensions()))),
        }
    }
}

/// For the fuzzer alone: what is made of plain paragraphs is what the parser makes of them.
#[cfg(fuzzing)]
pub(super) fn fuzzed(text: &str) {
    let source = Source::of(text);
    if source.plain {
        assert_eq!(written(&source), written(&Source { text: mend(text), plain: false }));
    }
}

/// All that is made of a fragment.
#[cfg(any(test, fuzzing))]
fn written(source: &Source<'_>) -> (String, Vec<super::Block>, String) {
    let mut page = String::new();
    let options = super::Options { id_prefix: "s1-", heading_base: 3 };
    super::html::Writer::new(&mut page, &options, 0).run(source.events());
    (page, super::blocks::blocks(source.events(), 0), super::plain::text(source.events()))
}

/// The events of a fragment, in order.
pub(super) enum Events<'t> {
    /// Of one that holds nothing but paragraphs.
    Paragraphs(Paragraphs<'t>),
    /// As the parser reads them.
    Parsed(Box<Parser<'t>>),
}

impl<'t> Iterator for Events<'t> {
    type Item = Event<'t>;

    fn next(&mut self) -> Option<Event<'t>> {
        match self {
            Events::Paragraphs(paragraphs) => paragraphs.next(),
            Events::Parsed(parser) => parser.next(),
        }
    }
}

/// The events of plain paragraphs.
pub(super) struct Paragraphs<'t> {
    /// What follows the line.
    rest: &'t str,
    /// What is left of the line.
    line: &'t str,
    within: Within,
    bold: bool,
}

/// Where the events are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Text,
    Paragraph,
}

impl<'t> Paragraphs<'t> {
    fn new(text: &'t str) -> Paragraphs<'t> {
        Paragraphs { rest: text, line: "", within: Within::Text, bold: false }
    }

    /// Goes to the next line; false where the paragraph ends.
    fn line(&mut self) -> bool {
        let end = memchr::memchr(b'\n', self.rest.as_bytes()).unwrap_or(self.rest.len());
        let (line, rest) = self.rest.split_at(end);
        (self.line, self.rest) = (line, rest.strip_prefix('\n').unwrap_or(rest));
        !line.is_empty()
    }
}

impl<'t> Iterator for Paragraphs<'t> {
    type Item = Event<'t>;

    fn next(&mut self) -> Option<Event<'t>> {
        if self.within == Within::Text {
            self.rest = self.rest.trim_start_matches('\n');
            self.within = Within::Paragraph;
            return self.line().then_some(Event::Start(Tag::Paragraph));
        }
        if let Some(after) = self.line.strip_prefix(BOLD) {
            self.line = after;
            self.bold = !self.bold;
            return Some(if self.bold { Event::Start(Tag::Strong) } else { Event::End(TagEnd::Strong) });
        }
        if !self.line.is_empty() {
            let end = memchr::memchr(b'*', self.line.as_bytes()).unwrap_or(self.line.len());
            let (words, after) = self.line.split_at(end);
            self.line = after;
            return Some(Event::Text(words.into()));
        }
        if self.line() {
            return Some(Event::SoftBreak);
        }
        self.within = Within::Text;
        Some(Event::End(TagEnd::Paragraph))
    }
}

/// What stands before and after bold words.
const BOLD: &str = "**";

/// Whether a fragment holds nothing but paragraphs, to the parser too: none of the
/// characters that mean something inside a line, no line that begins with one that means
/// something there, no blanks at either end of a line.
fn is_plain(markdown: &str) -> bool {
    let bytes = markdown.as_bytes();
    // Without a way out in the middle a piece is looked at sixteen bytes at a time.
    if bytes.chunks(256).any(|piece| piece.iter().fold(false, |found, byte| found | has_meaning(*byte))) {
        return false;
    }
    let bold = memchr::memchr(b'*', bytes).is_some();
    let mut start = 0;
    memchr::memchr_iter(b'\n', bytes).chain([bytes.len()]).all(|end| {
        let line = &markdown[start..end];
        start = end + 1;
        is_words(line.as_bytes()) && (!bold || is_paired(line))
    })
}

/// Whether asterisks stand in a line only two and two around words, as a reader takes them
/// for bold; so does the parser, once [`mend`] has told it what punctuation is.
fn is_paired(line: &str) -> bool {
    let (mut rest, mut bold, mut last) = (line, false, None);
    while let Some(at) = memchr::memchr(b'*', rest.as_bytes()) {
        let (before, run) = rest.split_at(at);
        let Some(after) = run.strip_prefix(BOLD) else { return false };
        let (before, next) = (before.chars().next_back().or(last), after.chars().next());
        let (inner, outer) = if bold { (before, next) } else { (next, before) };
        if !is_bound(inner, outer) {
            return false;
        }
        (rest, bold, last) = (after, !bold, Some('*'));
    }
    !bold
}

/// Whether asterisks between these two characters, the first of them bold, are bold's to
/// the parser: not between a sign and a Latin letter outside, which [`mend`] leaves alone.
fn is_bound(inner: Option<char>, outer: Option<char>) -> bool {
    let is_sign = |c: char| c != '*' && is_punctuation(c);
    let is_letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '\u{4e00}'..='\u{9fff}');
    let Some(inner) = inner.filter(|c| is_letter(*c) || is_sign(*c)) else { return false };
    match outer {
        None | Some(' ') => true,
        Some(outer) if outer.is_ascii_alphanumeric() => is_letter(inner),
        Some(outer) => is_letter(outer) || is_sign(outer),
    }
}

/// Whether a character may mean something wherever it stands, control characters among
/// them; line feeds and asterisks are looked at by themselves.
fn has_meaning(byte: u8) -> bool {
    let mark = [b'\\', b'`', b'_', b'~', b'[', b']', b'<', b'&', b'|', 0x7f];
    let control = (byte < b' ') & (byte != b'\n');
    mark.into_iter().fold(control, |found, mark| found | (byte == mark))
}

/// Whether a line is words of a paragraph, or empty.
fn is_words(line: &[u8]) -> bool {
    match line {
        [] => true,
        [b' ' | b'#' | b'>' | b'+' | b'-' | b'=', ..] | [.., b' '] => false,
        // A number with its stop begins an item of a list.
        [b'0'..=b'9', ..] => {
            let rest = line.iter().find(|byte| !byte.is_ascii_digit());
            !matches!(rest, Some(b'.' | b')'))
        }
        // What a Chinese paragraph is indented with is taken away before.
        [0xe3, 0x80, 0x80, ..] | [0xc2, 0xa0, ..] | [0xe2, 0x80, 0x82 | 0x83, ..] => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use proptest::prelude::*;

    use super::*;

    /// What texts are put together from: what offices write, and what means something to
    /// the parser at the head of a line, at its end or in its middle.
    const PIECES: &[&str] = &[
        "本机关",
        "收到申请",
        "2024",
        "12",
        "3",
        "。",
        "，",
        "：",
        ".",
        ")",
        "、",
        "（一）",
        "\n",
        "\n\n",
        "\n",
        " ",
        "  ",
        "　　",
        "\u{a0}",
        "\u{2002}",
        "\u{2003}",
        "\t",
        "-",
        "- ",
        "---",
        "===",
        "+",
        "#",
        "# ",
        ">",
        ":",
        ": ",
        "a",
        "www.gov.cn",
        "http://a.cn/",
        "!",
        "\"",
        "'",
        "$",
        "^",
        "{",
        "}",
        "%",
        "@",
        "…",
        "—",
        "\u{fdd0}",
        "*",
        "_",
        "`",
        "~",
        "|",
        "<b>",
        "&",
        "&amp;",
        "[^1]",
        "[a](b)",
        "\\",
        "\r",
        "\0",
        "\u{7f}",
        "\u{85}",
        "\u{3000}",
        "\u{200b}",
    ];

    /// What stands at and within bold words.
    const BOLD_PIECES: &[&str] = &[
        "**",
        "**",
        "**",
        "甲",
        "乙丙",
        "。",
        "，",
        "（一）",
        "“",
        "”",
        "a",
        "1",
        "3.",
        " ",
        "\n",
        "\n\n",
        "**丁**",
        "**戊。**",
        "**（二）己。**",
        ":",
        ".",
        "-",
        "(",
        ")",
        "!",
        "$",
        "¥",
        "+",
        "=",
        "\u{3000}",
        "\u{a0}",
        "\u{fdd0}",
        "\u{200b}",
        "*",
        "é",
        "☆",
        "％",
        "％ ",
        "🙂",
    ];

    /// Holds what is made of a text against what the parser alone makes of it.
    fn held(text: &str) {
        let parsed = Source { text: mend(text), plain: false };
        assert_eq!(written(&Source::of(text)), written(&parsed), "{text:?}");
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 6_000, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn plain_paragraphs_are_what_the_parser_reads(
            // Mostly of the first: texts that are plain.
            pieces in prop::collection::vec(prop::sample::select(&PIECES[..34]), 1..24)
        ) {
            held(&pieces.concat());
        }

        #[test]
        fn bold_words_are_what_the_parser_reads(
            pieces in prop::collection::vec(prop::sample::select(BOLD_PIECES), 1..16)
        ) {
            held(&pieces.concat());
        }

        #[test]
        fn what_means_something_is_the_parsers(pieces in prop::collection::vec(prop::sample::select(PIECES), 1..12)) {
            held(&pieces.concat());
        }

        #[test]
        fn one_odd_piece_among_words_changes_nothing(at in 0_usize..9, odd in prop::sample::select(PIECES)) {
            let mut pieces = vec!["本机关", "收到申请", "，", "\n", "2024", "年", "\n\n", "下一段。", "\n"];
            pieces.insert(at, odd);
            held(&pieces.concat());
        }
    }

    #[test]
    fn what_offices_write_is_read_without_the_parser() {
        let plain = |text: &str| Source::of(text).plain;
        assert!(plain("2024年，本机关收到申请3件。\n\n（一）主动公开。\n（二）依申请公开 12 件，占 5%。\n"));
        assert!(plain("　　2024年收到。\n　　其中：3 件。"), "an indent is taken away first");
        assert!(plain("**（一）主动公开。**全年公开3件。\n\n全年**收到**申请**5件**。\n"));
        for text in [
            "1. 甲",
            "- 甲",
            "# 甲",
            "**甲",
            "*甲*",
            "** 甲**",
            "***甲***",
            "* 甲",
            "甲  \n乙",
            "甲\n===",
            "a | b",
            "[甲](b)",
            "&lt;",
            "甲\\",
        ] {
            assert!(!plain(text), "{text}");
        }
    }
}
