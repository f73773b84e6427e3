//! A fragment → the events of its blocks and words.
//!
//! Most of what offices write is paragraphs and short lists, some words bold, and nothing
//! else. Those are told without the parser, which looks at every line for thirty things none of
//! them holds; everything else is the parser's. That both say the same of a text they can
//! both read is held by tests.

#[cfg(test)]
mod tests;

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
            true => Events::Plain(Plain::new(&self.text)),
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
    /// Of one that holds nothing but paragraphs and lists.
    Plain(Plain<'t>),
    /// As the parser reads them.
    Parsed(Box<Parser<'t>>),
}

impl<'t> Iterator for Events<'t> {
    type Item = Event<'t>;

    fn next(&mut self) -> Option<Event<'t>> {
        match self {
            Events::Plain(plain) => plain.next(),
            Events::Parsed(parser) => parser.next(),
        }
    }
}

/// The events of plain paragraphs and lists.
pub(super) struct Plain<'t> {
    /// What follows the line.
    rest: &'t str,
    /// What is left of the line.
    line: &'t str,
    within: Within,
    bold: bool,
}

/// Where the events are.
#[derive(Clone, Copy)]
enum Within {
    Text,
    Paragraph,
    /// Before an item of a list, which may be numbered.
    List(bool),
    Item(bool),
}

impl<'t> Plain<'t> {
    fn new(text: &'t str) -> Plain<'t> {
        Plain { rest: text, line: "", within: Within::Text, bold: false }
    }

    /// Goes to the next line; false where the block ends.
    fn line(&mut self) -> bool {
        let end = memchr::memchr(b'\n', self.rest.as_bytes()).unwrap_or(self.rest.len());
        let (line, rest) = self.rest.split_at(end);
        (self.line, self.rest) = (line, rest.strip_prefix('\n').unwrap_or(rest));
        !line.is_empty()
    }

    /// The next words of the line, or the begin or end of bold ones.
    fn words(&mut self) -> Option<Event<'t>> {
        if let Some(after) = self.line.strip_prefix(BOLD) {
            self.line = after;
            self.bold = !self.bold;
            return Some(if self.bold { Event::Start(Tag::Strong) } else { Event::End(TagEnd::Strong) });
        }
        if self.line.is_empty() {
            return None;
        }
        let end = memchr::memchr(b'*', self.line.as_bytes()).unwrap_or(self.line.len());
        let (words, after) = self.line.split_at(end);
        self.line = after;
        Some(Event::Text(words.into()))
    }

    /// The begin of the next block.
    fn block(&mut self) -> Option<Event<'t>> {
        self.rest = self.rest.trim_start_matches('\n');
        if !self.line() {
            return None;
        }
        let (within, tag) = match item(self.line) {
            Some(Item { number, .. }) => (Within::List(number.is_some()), Tag::List(number)),
            None => (Within::Paragraph, Tag::Paragraph),
        };
        self.within = within;
        Some(Event::Start(tag))
    }
}

impl<'t> Iterator for Plain<'t> {
    type Item = Event<'t>;

    fn next(&mut self) -> Option<Event<'t>> {
        match self.within {
            Within::Text => self.block(),
            Within::Paragraph => self.words().or_else(|| {
                if self.line() {
                    return Some(Event::SoftBreak);
                }
                self.within = Within::Text;
                Some(Event::End(TagEnd::Paragraph))
            }),
            Within::List(numbered) => Some(match item(self.line) {
                Some(item) => {
                    (self.line, self.within) = (item.words, Within::Item(numbered));
                    Event::Start(Tag::Item)
                }
                None => {
                    self.within = Within::Text;
                    Event::End(TagEnd::List(numbered))
                }
            }),
            Within::Item(numbered) => self.words().or_else(|| {
                self.line();
                self.within = Within::List(numbered);
                Some(Event::End(TagEnd::Item))
            }),
        }
    }
}

/// A line that is an item of a list.
#[derive(Clone, Copy)]
struct Item<'t> {
    /// Its number; none of one with a dash.
    number: Option<u64>,
    words: &'t str,
}

/// A line as an item of a list: `- 甲`, `1. 甲`.
fn item(line: &str) -> Option<Item<'_>> {
    if let Some(words) = line.strip_prefix("- ") {
        return Some(Item { number: None, words });
    }
    // A year with a stop begins no list: see `mend`.
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let (number, after) = line.split_at_checked(digits).filter(|_| (1..=3).contains(&digits))?;
    Some(Item { number: Some(number.parse().ok()?), words: after.strip_prefix(". ")? })
}

/// What stands before and after bold words.
const BOLD: &str = "**";

/// Whether a fragment holds nothing but paragraphs and lists, to the parser too: none of
/// the characters that mean something inside a line, no line that begins with one that
/// means something there, no blanks at either end of a line; a list by itself between empty
/// lines, each item a line, and no other of its kind directly after it.
fn is_plain(markdown: &str) -> bool {
    let bytes = markdown.as_bytes();
    // Without a way out in the middle a piece is looked at sixteen bytes at a time.
    if bytes.chunks(256).any(|piece| piece.iter().fold(false, |found, byte| found | has_meaning(*byte))) {
        return false;
    }
    let bold = memchr::memchr(b'*', bytes).is_some();
    let mut start = 0;
    let mut block = Block::None { after: None };
    memchr::memchr_iter(b'\n', bytes).chain([bytes.len()]).all(|end| {
        let line = &markdown[start..end];
        start = end + 1;
        let item = item(line);
        let fits = match (block, item.map(|item| item.number.is_some())) {
            _ if line.is_empty() => true,
            (Block::None { after }, Some(numbered)) => after != Some(numbered),
            (Block::List(one), Some(other)) => one == other,
            (Block::None { .. } | Block::Paragraph, None) => true,
            (Block::Paragraph, Some(_)) | (Block::List(_), None) => false,
        };
        block = match (block, item) {
            (Block::List(numbered), _) if line.is_empty() => Block::None { after: Some(numbered) },
            (Block::Paragraph, _) if line.is_empty() => Block::None { after: None },
            (none, _) if line.is_empty() => none,
            (_, Some(item)) => Block::List(item.number.is_some()),
            (_, None) => Block::Paragraph,
        };
        let words = item.map_or(line, |item| item.words);
        fits && (item.is_none() || !words.is_empty()) && is_words(words.as_bytes()) && (!bold || is_paired(words))
    })
}

/// The block a line belongs to.
#[derive(Clone, Copy)]
enum Block {
    /// None yet; the one before may have been a list, numbered or not.
    None {
        after: Option<bool>,
    },
    Paragraph,
    /// Of items that are numbered or not.
    List(bool),
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
