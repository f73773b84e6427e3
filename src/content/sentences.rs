//! Text → sentences, for comparing words with words.

use std::borrow::Cow;
use std::ops::Range;

use crate::source::utf8::steps;

/// The sentences of `text`, as places in it: up to 。！？； or the end of a line, closing
/// quotes included, blanks at both ends left out.
pub fn split(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let (mut start, mut at) = (0, 0);
    while let Some(byte) = bytes.get(at) {
        let step = ENDS[*byte as usize];
        if step != 0 {
            at += usize::from(step);
            continue;
        }
        let length = match byte {
            b'!' | b'?' | b';' | b'\n' => 1,
            // 。 and ！？； by their bytes: of all characters of a text few are looked at.
            0xe3 if bytes[at..].starts_with("。".as_bytes()) => 3,
            0xef if ["！", "？", "；"].iter().any(|end| bytes[at..].starts_with(end.as_bytes())) => 3,
            _ => {
                at += 3;
                continue;
            }
        };
        at += length;
        while let Some(close) = text[at..].chars().next().filter(|c| matches!(c, '”' | '’' | '）' | '」' | '》'))
        {
            at += close.len_utf8();
        }
        push(text, start..at, &mut found);
        start = at;
    }
    push(text, start..text.len(), &mut found);
    found
}

/// What a sentence may end with, by the first byte: 。 is an `e3`, ！？； begin with `ef`.
const ENDS: [u8; 256] = steps(&[b'!', b'?', b';', b'\n', 0xe3, 0xef]);

fn push(text: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let words = &text[range.clone()];
    let start = range.start + (words.len() - words.trim_start().len());
    let trimmed = words.trim();
    // Asked of Han characters first: the table of all alphabets is slow.
    if trimmed.chars().any(|c| matches!(c, '\u{4e00}'..='\u{9fff}') || c.is_alphanumeric()) {
        found.push(start..start + trimmed.len());
    }
}

/// What a figure may begin with: a digit, or the first byte of ０ to ９.
const FIGURES: [u8; 256] = steps(b"0123456789\xef");

/// A sentence with every run of digits replaced by one mark, so that sentences that
/// differ in figures only are equal.
pub fn shape(sentence: &str) -> Cow<'_, str> {
    let mut shape = String::new();
    // Words from here on are not taken over yet.
    let mut from = 0;
    let mut at = 0;
    while let Some(byte) = sentence.as_bytes().get(at) {
        let step = FIGURES[*byte as usize];
        if step != 0 {
            at += usize::from(step);
            continue;
        }
        let length = match byte {
            b'0'..=b'9' => number(&sentence[at..]),
            // ０ to ９; the comma begins with the same byte.
            0xef if matches!(&sentence.as_bytes()[at + 1..], [0xbc, 0x90..=0x99, ..]) => number(&sentence[at..]),
            _ => 0,
        };
        if length == 0 {
            at += 3;
            continue;
        }
        if shape.is_empty() {
            shape.reserve(sentence.len());
        }
        shape.push_str(&sentence[from..at]);
        shape.push('#');
        at += length;
        from = at;
    }
    if from == 0 {
        return Cow::Borrowed(sentence);
    }
    shape.push_str(&sentence[from..]);
    Cow::Owned(shape)
}

/// How long the number is that a text begins with, in bytes.
fn number(text: &str) -> usize {
    let digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let mut length = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let inside =
            length > 0 && matches!(c, '.' | ',' | '，' | '．') && chars.peek().is_some_and(|next| digit(*next));
        if !digit(c) && !inside {
            break;
        }
        length += c.len_utf8();
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        let text = "　　收到申请3件；已办结。\n\n无。他说“好。”完\n---\n";
        let found: Vec<&str> = split(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["收到申请3件；", "已办结。", "无。", "他说“好。”", "完"]);
    }

    #[test]
    fn figures_are_set_aside() {
        assert_eq!(shape("公开1,024条，２０件"), "公开#条，#件");
        assert_eq!(shape("3.5 万元"), "# 万元");
        assert_eq!(shape("共3，其中"), "共#，其中");
    }
}
