//! What Chinese writers type that CommonMark reads as something else, put right before
//! parsing: line by line, in one pass.

use std::borrow::Cow;

use crate::source::fence::Fence;

/// A noncharacter: it occurs in no text, is neither space nor punctuation to the
/// parser, and is dropped wherever text is written out.
pub(super) const SENTINEL: char = '\u{fdd0}';

/// The words without the noncharacter, piece by piece.
pub(super) fn pieces(words: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(words);
    std::iter::from_fn(move || {
        let words = rest?;
        let mut buffer = [0; 4];
        let sentinel = SENTINEL.encode_utf8(&mut buffer);
        let end = memchr::memmem::find(words.as_bytes(), sentinel.as_bytes());
        rest = end.map(|end| &words[end + sentinel.len()..]);
        Some(end.map_or(words, |end| &words[..end]))
    })
}

/// The fragment as the parser should read it.
pub(super) fn mend(markdown: &str) -> Cow<'_, str> {
    if is_sound(markdown) {
        return Cow::Borrowed(markdown);
    }
    let mut out = String::with_capacity(markdown.len() + 32);
    let mut fence = Fence::default();
    let mut in_list = false;
    for line in markdown.split_inclusive('\n') {
        let bare = line.trim_start_matches([' ', '\t', '\u{3000}', '\u{a0}', '\u{2002}', '\u{2003}']);
        if fence.takes(bare) {
            out.push_str(line);
            continue;
        }
        let indent = &line[..line.len() - bare.len()];
        let item = is_item(bare);
        if !indent.is_empty() && !bare.trim().is_empty() {
            let wide = indent.contains(['\u{3000}', '\u{a0}', '\u{2002}', '\u{2003}']);
            // Under a list item an indent says what belongs to it; elsewhere it is how
            // Chinese paragraphs begin, never code.
            if in_list && !wide {
                out.push_str(indent);
            }
        }
        in_list = item || (in_list && (!indent.is_empty() || bare.trim().is_empty()));
        mend_line(bare, &mut out);
    }
    if out == markdown { Cow::Borrowed(markdown) } else { Cow::Owned(out) }
}

/// Whether nothing can need mending, which most texts do not: no asterisks, and no line
/// that begins with a blank, a fence, a heading without its blank or a year.
fn is_sound(markdown: &str) -> bool {
    if memchr::memchr(b'*', markdown.as_bytes()).is_some() {
        return false;
    }
    markdown.split('\n').all(|line| match line.as_bytes() {
        [b' ' | b'\t' | b'`' | b'~', ..] | [0xe3, 0x80, 0x80, ..] | [0xc2, 0xa0, ..] => false,
        [0xe2, 0x80, 0x82 | 0x83, ..] => false,
        [b'#', rest @ ..] => rest.iter().find(|byte| **byte != b'#').is_none_or(|byte| *byte == b' '),
        [b'0'..=b'9', ..] => line.bytes().take_while(u8::is_ascii_digit).count() <= 3,
        _ => true,
    })
}

fn is_item(bare: &str) -> bool {
    let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
    let bullet = bare.starts_with(['-', '*', '+']) && bare[1..].starts_with([' ', '\t']);
    bullet
        || ((1..=3).contains(&digits)
            && bare[digits..].starts_with(['.', ')'])
            && bare[digits + 1..].starts_with([' ', '\t']))
}

/// One line without its indent.
fn mend_line(bare: &str, out: &mut String) {
    let hashes = bare.bytes().take_while(|byte| *byte == b'#').count();
    if (1..=6).contains(&hashes) && bare[hashes..].chars().next().is_some_and(begins_title) {
        out.push_str(&bare[..hashes]);
        out.push(' ');
        return emphasis(&bare[hashes..], out);
    }
    let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 3 && bare[digits..].starts_with(['.', ')']) {
        // 2020. 年 begins a sentence, not a list of two thousand items.
        out.push_str(&bare[..digits]);
        out.push('\\');
        return emphasis(&bare[digits..], out);
    }
    emphasis(bare, out);
}

/// Whether `##` directly before this character was meant as a heading.
fn begins_title(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '（' | '《' | '“')
}

/// Runs of asterisks between punctuation and a character: CommonMark's flanking rules
/// were made for languages with spaces and take `，**明` for no end of bold. A sentinel
/// between the run and the punctuation makes them see what the reader sees.
fn emphasis(text: &str, out: &mut String) {
    if !text.contains('*') {
        out.push_str(text);
        return;
    }
    let mut rest = text;
    let mut before: Option<char> = None;
    let mut code: usize = 0;
    while let Some(at) = memchr::memchr3(b'\\', b'`', b'*', rest.as_bytes()) {
        let (plain, special) = rest.split_at(at);
        out.push_str(plain);
        before = plain.chars().next_back().or(before);
        rest = special;
        match special.as_bytes()[0] {
            b'\\' => {
                // An escaped character is text, whatever it is.
                let length = 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
                out.push_str(&rest[..length]);
                before = rest[..length].chars().next_back();
                rest = &rest[length..];
            }
            b'`' => {
                let ticks = rest.bytes().take_while(|byte| *byte == b'`').count();
                if code == 0 {
                    code = ticks;
                } else if code == ticks {
                    code = 0;
                }
                out.push_str(&rest[..ticks]);
                rest = &rest[ticks..];
                before = Some('`');
            }
            _ if code > 0 => {
                out.push('*');
                before = Some('*');
                rest = &rest[1..];
            }
            _ => {
                let run = rest.bytes().take_while(|byte| *byte == b'*').count();
                let after = rest[run..].chars().next();
                let closes = before.is_some_and(is_punctuation) && after.is_some_and(is_letter);
                let opens = before.is_some_and(is_letter) && after.is_some_and(is_punctuation);
                if closes {
                    out.push(SENTINEL);
                }
                out.push_str(&rest[..run]);
                if opens {
                    out.push(SENTINEL);
                }
                rest = &rest[run..];
                before = Some('*');
            }
        }
    }
    out.push_str(rest);
}

/// A character of Chinese text that is no punctuation.
fn is_letter(c: char) -> bool {
    super::is_wide(c) && !is_punctuation(c)
}

/// Punctuation as the parser sees it, as far as it occurs in Chinese text.
pub(super) fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(c, '·' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}'
            | '\u{3014}'..='\u{301f}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}')
}
