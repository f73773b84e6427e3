//! Marks of other programs in a narrative, which would be printed as words or turn the
//! line above into a heading: `====` under a title, settings between `---`, what git could
//! not merge, tags of web pages, characters nothing prints.

use std::ops::Range;

use memchr::memmem;

use crate::source::conflict;
use crate::source::fence::Fence;
use crate::source::text::is_invalid;

/// What was found: the words, what is wrong, what to do.
pub(super) type Mark = (Range<usize>, &'static str, &'static str);

/// Most lines of settings at the head of a text.
const SETTINGS: usize = 40;

/// Every mark, in the order written.
pub(super) fn marks(text: &str) -> Vec<Mark> {
    let mut found: Vec<Mark> = settings(text).into_iter().collect();
    let conflicts = conflict::conflicts(text);
    if memmem::find(text.as_bytes(), b"==").is_some() {
        let alone = |mark: &Mark| !conflicts.iter().any(|conflict| conflict.other.contains(&mark.0.start));
        found.extend(underlines(text).into_iter().filter(alone));
    }
    found.extend(conflicts.into_iter().map(|conflict| (conflict.head, conflict::SAY, conflict::ADVISE)));
    found
}

/// Settings at the head of the text, as programs of blogs keep them there.
fn settings(text: &str) -> Option<Mark> {
    let head = text.trim_start();
    let start = text.len() - head.len();
    let mut lines = head.split_inclusive('\n');
    (lines.next()?.trim_end() == "---").then_some(())?;
    let mut keys = 0;
    for line in lines.take(SETTINGS) {
        let words = line.trim_end();
        if matches!(words, "---" | "...") {
            let say = "正文应从标题或前言写起，实际开头是两行“---”之间的设置，会印在网页上";
            let advise = "删去两行“---”和中间的各行；标题由程序生成，发布日期写在 data.yaml";
            return (keys > 0).then_some((start..start + 3, say, advise));
        }
        // A rule between two paragraphs has words below it that are no `key: value`.
        let key = words.split_once([':', '：']).is_some_and(|(key, _)| key.chars().count() <= 20);
        if !key && !words.is_empty() && !words.starts_with([' ', '-', '#']) {
            return None;
        }
        keys += usize::from(key);
    }
    None
}

/// Lines of `=` outside code.
fn underlines(text: &str) -> Vec<Mark> {
    let (mut found, mut fence, mut start) = (Vec::new(), Fence::default(), 0);
    for line in text.split_inclusive('\n') {
        let bare = line.split("<!--").next().unwrap_or_default().trim();
        let at = start + line.len() - line.trim_start().len();
        start += line.len();
        if !fence.takes(bare) && bare.len() >= 2 && bare.bytes().all(|byte| byte == b'=') {
            let say = "标题应以“## ”开头，实际有一行只写了“=”，会照样印出来，或把上一行变成标题";
            found.push((at..at + bare.len(), say, "删去这一行；上一行是标题的，在它前面写“## ”"));
        }
    }
    found
}

/// Tags of HTML that editors of web pages leave; other words in angle brackets are words.
const TAGS: [&str; 34] = [
    "a",
    "b",
    "big",
    "blockquote",
    "br",
    "center",
    "div",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "hr",
    "i",
    "img",
    "li",
    "o:p",
    "ol",
    "p",
    "s",
    "span",
    "strong",
    "style",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];

/// A tag is not longer than this, in bytes: what is left open is not looked for to the end.
const LONGEST: usize = 400;

/// The first tag of HTML outside comments and code, and how many there are.
pub(super) fn tags(text: &str) -> Option<(Range<usize>, usize)> {
    memmem::find(text.as_bytes(), b"<")?;
    let (mut first, mut count, mut start) = (None, 0, 0);
    let (mut fence, mut comment) = (Fence::default(), false);
    for line in text.split_inclusive('\n') {
        let fenced = fence.takes(line.trim_start());
        let (mut at, mut code) = (0, false);
        while let Some(mark) = line[at..].find(if comment { &['-'][..] } else { &['<', '`'] }).map(|mark| at + mark) {
            let rest = &line[mark..];
            at = mark + 1;
            if comment {
                comment = !rest.starts_with("-->");
            } else if rest.starts_with('`') {
                code = !code;
            } else if rest.starts_with("<!--") {
                comment = true;
            } else if let Some(length) = tag(rest).filter(|_| !code && !fenced) {
                first = first.or(Some(start + mark..start + mark + length));
                count += 1;
            }
        }
        start += line.len();
    }
    first.map(|first| (first, count))
}

/// The length of the tag a line begins with.
fn tag(line: &str) -> Option<usize> {
    let line = &line[..line.floor_char_boundary(LONGEST)];
    let name = line[1..].trim_start_matches('/');
    let letters = name.find(|c: char| !c.is_ascii_alphanumeric() && c != ':')?;
    let known = TAGS.iter().any(|known| known.eq_ignore_ascii_case(&name[..letters]));
    let whole = known && name[letters..].starts_with(['>', '/', ' ']);
    whole.then(|| line.find('>')).flatten().map(|end| end + 1)
}

/// Characters that are printed as nothing or as an empty box: soft line breaks and bullets
/// of Word, signs of one maker's font, lost characters.
pub(super) struct Unprintable {
    /// The first of them.
    pub(super) range: Range<usize>,
    pub(super) first: char,
    pub(super) count: usize,
}

/// What of a text nothing prints.
pub(super) fn unprintable(text: &str) -> Option<Unprintable> {
    if !may_be_unprintable(text.as_bytes()) {
        return None;
    }
    let unprintable = |c: char| {
        is_invalid(c)
            || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{e000}'..='\u{f8ff}' | '\u{fffd}')
    };
    let mut found = text.char_indices().filter(|(_, c)| unprintable(*c));
    let (at, first) = found.next()?;
    Some(Unprintable { range: at..at + first.len_utf8(), first, count: 1 + found.count() })
}

/// The first control character of a text, as its code.
pub(super) fn control_character(text: &str) -> Option<u32> {
    text.chars().find(|c| is_invalid(*c)).map(u32::from)
}

/// The text with a blank for every control character: what stood on both sides of a soft
/// line break stays apart. As many bytes as before, so that all places stay true.
pub(super) fn without_control(text: String) -> String {
    if !text.contains(is_invalid) {
        return text;
    }
    let blank = |c: char| match c.len_utf8() {
        _ if !is_invalid(c) => c,
        1 => ' ',
        2 => '\u{a0}',
        _ => char::REPLACEMENT_CHARACTER,
    };
    text.chars().map(blank).collect()
}

/// Told by the first two bytes of a character, of every byte alike: so the compiler looks
/// at many at once.
fn may_be_unprintable(bytes: &[u8]) -> bool {
    let control = |a: u8| (a < b' ') & (a != b'\t') & (a != b'\n') & (a != b'\r') | (a == 0x7f) | (a == 0xee);
    let two = |a: u8, b: u8| (a == 0xc2) & (b < 0xa0) | (a == 0xef) & ((b < 0xa4) | (b == 0xbf));
    let three = |a: u8, b: u8, c: u8| (a == 0xe2) & ((b == 0x80) & (c >= 0xa8) | (b == 0x81) & (c >= 0xa6));
    let ends = bytes.get(bytes.len().saturating_sub(2)..).unwrap_or_default();
    bytes.windows(3).fold(false, |found, of| found | control(of[0]) | two(of[0], of[1]) | three(of[0], of[1], of[2]))
        || ends.iter().any(|byte| control(*byte) || *byte == 0xc2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_web_pages_are_found_and_other_brackets_are_left_alone() {
        let told = |text: &'static str| tags(text).map(|(range, count)| (&text[range], count));
        assert_eq!(told("人手<FONT color=red>不足</font>，一<br/>二"), Some(("<FONT color=red>", 3)));
        assert_eq!(told("<!-- <b> --> 甲<o:p></o:p>"), Some(("<o:p>", 2)));
        for text in [
            "<甲县乙局>",
            "<https://a.b/>",
            "`<br>`",
            "```\n<table>\n```\n",
            "~~~\n<br>\n```\n<b>\n~~~",
            "a<b，c>d",
            "<bold>",
            "<!-- <b>",
        ] {
            assert_eq!(told(text), None, "{text}");
        }
    }

    #[test]
    fn control_characters_become_blanks_and_no_place_moves() {
        let text = "甲\u{b}乙\u{85}丙\u{ffff}丁\u{7f}\t戊\u{2028}\n";
        let blank = without_control(text.to_owned());
        assert_eq!(blank, "甲 乙\u{a0}丙\u{fffd}丁 \t戊\u{2028}\n");
        assert_eq!(blank.len(), text.len());
        for c in ('\0'..=char::MAX).filter(|c| c.is_control() || matches!(c, '\u{fffd}'..='\u{ffff}')) {
            let told = unprintable(&format!("甲{c}乙"));
            assert_eq!(told.is_some(), !matches!(c, '\t' | '\n' | '\r'), "{c:?}");
        }
    }

    #[test]
    fn marks_of_other_programs_are_found_and_markdown_is_left_alone() {
        let at = |text: &str| marks(text).into_iter().map(|(range, ..)| range.start).collect::<Vec<_>>();
        assert_eq!(at("---\ntitle: 年报\n---\n\n## 一、总体情况\n"), [0]);
        assert_eq!(at("\n---\ntags:\n  - 年报\n---\n"), [1]);
        assert_eq!(at("年度报告\n========\n内容\n"), ["年度报告\n".len()]);
        for text in [
            "---\n\n前言。\n\n---\n",
            "前言\n\n---\n\n甲: 乙\n\n---\n",
            "---\n甲: 乙\n没有完",
            "```\n====\n```\n",
            "一 == 二\n",
            "=\n",
        ] {
            assert!(at(text).is_empty(), "{text}");
        }
    }
}
