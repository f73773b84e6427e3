//! Whether a mark stands in the words of a value in braces: `{规则: Z-01, 理由: 机房搬迁，
//! 网站停机}` has one comma that parts values and one that is punctuation.

/// How far the words of a value are looked through on either side of a mark, in characters:
/// a line may be a megabyte of marks.
const NEAR: usize = 400;

/// Whether the mark at `at` of a line is punctuation in the words of a value. What parts
/// figures, or stands before another key, is none.
pub(super) fn is_punctuation(line: &[char], at: usize) -> bool {
    let (before, after) = (&line[at.saturating_sub(NEAR)..at], &line[at + 1..line.len().min(at + 1 + NEAR)]);
    let Some(item) = item(before, at > NEAR) else { return false };
    let Some(colon) = item.windows(2).position(|pair| pair == [':', ' ']) else { return false };
    let words = item[colon + 1..].iter().any(|c| matches!(c, '\u{3400}'..='\u{9fff}'));
    let end = after.iter().position(|c| matches!(c, ',' | '，' | '、' | '；' | '}' | ']')).unwrap_or(after.len());
    words && (matches!(line[at], '：') || !after[..end].iter().any(|c| matches!(c, ':' | '：')))
}

/// What stands between the last comma or brace and the end; nothing in a list, or where more
/// stands before it (`cut`) and neither was met.
fn item(before: &[char], cut: bool) -> Option<&[char]> {
    let mut closed = 0_usize;
    let mut start = None;
    for (at, c) in before.iter().enumerate().rev() {
        match c {
            ']' | '}' => closed += 1,
            '[' | '{' if closed > 0 => closed -= 1,
            '[' => return None,
            '{' => return Some(&before[start.unwrap_or(at + 1)..]),
            ',' if closed == 0 => start = start.or(Some(at + 1)),
            _ => {}
        }
    }
    // The brace stands on a line before.
    if cut { None } else { Some(&before[start.unwrap_or(0)..]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(line: &str) -> bool {
        let line: Vec<char> = line.chars().collect();
        line.iter().position(|c| matches!(c, '，' | '、' | '：')).is_some_and(|at| is_punctuation(&line, at))
    }

    #[test]
    fn punctuation_of_words_is_told_from_what_parts_values() {
        for line in [
            "- {规则: Z-01, 理由: 机房搬迁，网站停机}",
            "- {规则: Z-01, 理由: 征地、拆迁的申请集中}",
            "- {原因: 漏计：信函一件, 新: 24}",
            "   理由: 机房搬迁，网站停机}",
        ] {
            assert!(told(line), "{line}");
        }
        for line in [
            "本年新收: {自然人: 3，商业企业: 1}",
            "- {原因: 漏计，新: 24}",
            "- {规则：Z-01}",
            "前身: [wtj，lyj]",
            "- {理由: [甲，乙]}",
            "本年新收: {自然人：3}",
        ] {
            assert!(!told(line), "{line}");
        }
    }

    #[test]
    fn a_line_of_marks_is_looked_at_nearby_only() {
        let line: Vec<char> = format!("甲: {{理由: 乙{}}}", "，".repeat(2 * NEAR)).chars().collect();
        assert!(is_punctuation(&line, 10) && !is_punctuation(&line, line.len() - 2));
    }
}
