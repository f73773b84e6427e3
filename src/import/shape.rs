//! Small facts about characters: how wide, how bare.

/// The letters and digits of a text, half-width: what two spellings of a label share.
/// Spaces, stops, brackets and quotation marks differ from source to source.
pub(crate) fn plain(text: &str) -> String {
    text.chars().map(half_width).filter(|c| c.is_alphanumeric()).collect()
}

/// As [`plain`], with bracketed asides left out: `行政许可（各乡镇一律为0）`. A bracket
/// that opens the text is its number: `（二）`.
pub(crate) fn bare(text: &str) -> String {
    let mut kept = String::new();
    let mut depth = 0_usize;
    for c in text.trim().chars() {
        match c {
            '（' | '(' | '【' | '[' if depth > 0 || !kept.is_empty() => depth += 1,
            '）' | ')' | '】' | ']' if depth > 0 => depth -= 1,
            _ if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    plain(&kept)
}

/// A character as its half-width twin.
pub(crate) fn half_width(c: char) -> char {
    match c {
        // The full-width forms lie 0xFEE0 above ASCII.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' => ' ',
        _ => c,
    }
}

/// Columns on a screen: a Chinese character takes two.
pub(crate) fn width(text: &str) -> usize {
    text.chars()
        .map(|c| {
            if u32::from(c) >= 0x1100 {
                2
            } else if c == '\t' {
                8
            } else {
                1
            }
        })
        .sum()
}

/// Whether a text is cut off in the middle of a sentence.
pub(crate) fn is_open_ended(text: &str) -> bool {
    let text = text.trim_end_matches(['”', '’', '"', '）', ')', '》', ' ']);
    !text.ends_with(['。', '！', '？', '；', '：', '!', '?', ';', ':', '…', '.'])
}
