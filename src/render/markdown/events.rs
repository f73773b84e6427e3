//! A fragment → the events of its blocks and words.
//!
//! Most of what offices write is paragraphs and nothing else. Those are told without the
//! parser, which looks at every line for thirty things none of them holds; everything else
//! is the parser's. That both say the same of a text they can both read is held by tests.

use std::borrow::Cow;

use pulldown_cmark::{Event, Options as Extensions, Parser, Tag, TagEnd};

use super::mend::mend;

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
            true => Events::Paragraphs(Paragraphs { rest: &self.text, next: Next::Paragraph }),
            false => Events::Parsed(Box::new(Parser::new_ext(&self.text, extensions()))),
        }
    }
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
    rest: &'t str,
    next: Next,
}

/// What comes next.
enum Next {
    Paragraph,
    Line,
    Break,
    End,
}

impl<'t> Iterator for Paragraphs<'t> {
    type Item = Event<'t>;

    fn next(&mut self) -> Option<Event<'t>> {
        let (event, next) = match self.next {
            Next::Paragraph => {
                self.rest = self.rest.trim_start_matches('\n');
                if self.rest.is_empty() {
                    return None;
                }
                (Event::Start(Tag::Paragraph), Next::Line)
            }
            Next::Line => {
                let end = memchr::memchr(b'\n', self.rest.as_bytes()).unwrap_or(self.rest.len());
                let (line, rest) = self.rest.split_at(end);
                self.rest = rest.strip_prefix('\n').unwrap_or(rest);
                let last = self.rest.is_empty() || self.rest.starts_with('\n');
                (Event::Text(line.into()), if last { Next::End } else { Next::Break })
            }
            Next::Break => (Event::SoftBreak, Next::Line),
            Next::End => (Event::End(TagEnd::Paragraph), Next::Paragraph),
        };
        self.next = next;
        Some(event)
    }
}

/// Whether a fragment holds nothing but paragraphs, to the parser too: none of the
/// characters that mean something inside a line, no line that begins with one that means
/// something there, no blanks at either end of a line.
fn is_plain(markdown: &str) -> bool {
    let bytes = markdown.as_bytes();
    if bytes.iter().any(|byte| MEANING[*byte as usize]) {
        return false;
    }
    let mut start = 0;
    memchr::memchr_iter(b'\n', bytes).chain([bytes.len()]).all(|end| {
        let line = &bytes[start..end];
        start = end + 1;
        is_words(line)
    })
}

/// Characters that may mean something wherever they stand, control characters among them;
/// a line feed is looked at by itself.
const MEANING: [bool; 256] = {
    let mut meaning = [false; 256];
    let mut byte = 0;
    while byte < b' ' {
        meaning[byte as usize] = byte != b'\n';
        byte += 1;
    }
    let mut marks = b"\\`*_~[]<&|\x7f".as_slice();
    while let [mark, rest @ ..] = marks {
        meaning[*mark as usize] = true;
        marks = rest;
    }
    meaning
};

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

    use super::super::{Options, blocks, html, plain};
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

    fn written(source: &Source<'_>) -> (String, Vec<super::super::Block>, String) {
        let mut page = String::new();
        let options = Options { id_prefix: "s1-", heading_base: 3 };
        html::Writer::new(&mut page, &options, 0).run(source.events());
        (page, blocks::blocks(source.events(), 0), plain::text(source.events()))
    }

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
        for text in ["1. 甲", "- 甲", "# 甲", "**甲**", "甲  \n乙", "甲\n===", "a | b", "[甲](b)", "&lt;", "甲\\"]
        {
            assert!(!plain(text), "{text}");
        }
    }
}
