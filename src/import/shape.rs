//! Small facts about characters: how wide, how bare.

/// The letters and digits of a text, half-width: what two spellings of a label share.
/// Spaces, stops, brackets and quotation marks differ from source to source.
pub(crate) fn plain(text: &str) -> String {
    text.chars().filter_map(letter).collect()
}

/// A letter or digit as [`plain`] has it: half-width, and 其它 as 其他, which many write.
pub(crate) fn letter(c: char) -> Option<char> {
    let c = if c == '它' { '他' } else { half_width(c) };
    c.is_alphanumeric().then_some(c)
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

/// A text without the characters that editors and web pages leave in it and nobody sees.
pub(crate) fn visible(text: &str) -> String {
    let hidden = |c: &char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{ad}');
    let kept: String = text.chars().filter(|c| !hidden(c)).collect();
    // What stood between a space and the end of the text may have been hidden.
    if kept.len() == text.len() { kept } else { kept.trim().to_owned() }
}

/// A raised mark as it is to be read behind `before`: the number of a note is no digit of
/// the figure it stands at, `12` with a raised 1 is not 121. The 2 of m² stays.
pub(crate) fn raised(before: &str, mark: &str) -> String {
    let number = mark.trim();
    let is_note = !number.is_empty() && number.chars().all(char::is_numeric);
    match before.trim_end().chars().next_back() {
        Some(last) if is_note && !last.is_ascii_alphabetic() => format!("[{number}]"),
        _ => mark.to_owned(),
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
