//! Whether a mark stands in the words of a value in braces: `{规则: Z-01, 理由: 机房搬迁，
//! 网站停机}` has one comma that parts values and one that is punctuation.

/// How far the words of a value are looked through on either side of a mark, in characters:
/// a line may be a megabyte of marks.
const NEAR: usize = 400;

/// Where the quotation in Chinese marks ends that begins at `at` of a line, if it is the
/// whole of a value: `“放管服”办` is a name that begins with one.
pub(super) fn quotation(line: &[char], at: usize) -> Option<usize> {
    let end = at + 1 + line[at + 1..].iter().position(|c| *c == '”')?;
    let goes_on = |c: &char| !matches!(c, '#' | ',' | '，' | '、' | ':' | '：' | ']' | '］' | '】' | '}' | '｝');
    (!line[end + 1..].iter().find(|c| !c.is_whitespace()).is_some_and(goes_on)).then_some(end)
}

/// Whether the comma or colon at `at` of a line stands among words, those of a value in
/// braces or those of a label.
pub(super) fn parts_nothing(line: &[char], at: usize) -> bool {
    match line[at] {
        ':' => line.get(at + 1).is_some_and(|next| !next.is_whitespace()) && is_of_label(line, at),
        _ => is_of_label(line, at) || is_punctuation(line, at),
    }
}

/// Whether the mark at `at` of a line is punctuation in the words of a value. What parts
/// figures, or stands before another key, is none.
fn is_punctuation(line: &[char], at: usize) -> bool {
    let (before, after) = (&line[at.saturating_sub(NEAR)..at], &line[at + 1..line.len().min(at + 1 + NEAR)]);
    let Some(item) = item(before, at > NEAR) else { return false };
    let Some(colon) = item.windows(2).position(|pair| pair == [':', ' ']) else { return false };
    let words = item[colon + 1..].iter().any(|c| matches!(c, '\u{3400}'..='\u{9fff}'));
    let end = after.iter().position(|c| matches!(c, ',' | '，' | '、' | '；' | '}' | ']')).unwrap_or(after.len());
    words && (matches!(line[at], '：') || !after[..end].iter().any(|c| matches!(c, ':' | '：')))
}

/// Whether the mark at `at` of a line stands in a label used as a key: in the brackets it
/// ends with, `本年收费金额（单位：万元）: 0.55`, or between its words, `{一、本年新收…: 3}`.
fn is_of_label(line: &[char], at: usize) -> bool {
    let (before, after) = (&line[at.saturating_sub(NEAR)..at], &line[at + 1..line.len().min(at + 1 + NEAR)]);
    let parts = |c: &char| matches!(c, '[' | ']' | '{' | '}' | ',' | '"' | '\'' | '#');
    let start = before.iter().rposition(parts).map_or(0, |at| at + 1);
    let head = &before[start..];
    let end = after.iter().position(parts).unwrap_or(after.len());
    let tail = &after[..end];
    let closed = |c: &char| matches!(c, '）' | ')');
    let key_ends = |rest: &[char]| matches!(rest.iter().find(|c| **c != ' '), Some(':' | '：'));
    let open = head.iter().rposition(|c| matches!(c, '（' | '('));
    if let Some(open) = open.filter(|open| !head[*open..].iter().any(closed)) {
        // What stands before the bracket is the label: a colon there would end it.
        let label = head[..open].iter().any(|c| !c.is_whitespace()) && !head[..open].contains(&':');
        let close = tail.iter().position(closed);
        return label && !head[..open].contains(&'：') && close.is_some_and(|close| key_ends(&tail[close + 1..]));
    }
    let colon = |c: &char| matches!(c, ':' | '：');
    let worded = head.iter().any(|c| !c.is_whitespace()) && !head.iter().any(colon);
    line[at] == '、' && worded && tail.iter().any(colon)
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
    fn a_mark_in_a_label_is_told_from_what_parts_values() {
        let of_label = |line: &str| {
            let line: Vec<char> = line.chars().collect();
            let mark = |c: &char| matches!(c, '，' | '、' | '：' | ':');
            let marks: Vec<usize> = line.iter().enumerate().filter(|(_, c)| mark(c)).map(|(at, _)| at).collect();
            marks.into_iter().map(|at| is_of_label(&line, at)).collect::<Vec<_>>()
        };
        for (line, told) in [
            ("    本年收费金额（单位：万元）: 0.55", &[true, false][..]),
            ("  行政事业性收费: {本年收费金额(单位:万元): 0.55}", &[false, true, false]),
            ("{采购项目: 3, 采购总金额（单位：万元，保留4位小数）： 1}", &[false, true, true, false]),
            ("  核对: {一、本年新收政府信息公开申请数量: 3}", &[false, true, false]),
            ("  行政许可：（单位：件）", &[false, false]),
            ("  本年新收: {自然人（个人: 3，商业企业: 1}", &[false, false, false, false]),
            ("  本年新收: {自然人: 3、商业企业: 1}", &[false, false, false, false]),
            ("  本年新收: [1、0]", &[false, false]),
            ("  - {规则: Z-01, 理由: 迁移（见附件：一）}", &[false, false, false]),
        ] {
            assert_eq!(of_label(line), told, "{line}");
        }
    }

    #[test]
    fn a_line_of_marks_is_looked_at_nearby_only() {
        let line: Vec<char> = format!("甲: {{理由: 乙{}}}", "，".repeat(2 * NEAR)).chars().collect();
        assert!(is_punctuation(&line, 10) && !is_punctuation(&line, line.len() - 2));
    }
}
