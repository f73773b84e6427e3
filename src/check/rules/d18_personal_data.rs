//! Identity and telephone numbers of persons.

use std::ops::Range;

use crate::check::{At, Check, Found, Out, Subject};
use crate::finding::{Level, Rule};
use crate::source::utf8::steps;

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "D-18",
    level: Level::Error,
    title: "正文里有个人信息",
    explain: "正文不应有公民身份号码（错误），一般也不应有手机号码（警告）。",
    why: "年度报告长期公开，登出身份号码、手机号就无法收回。",
    mend: "删去；联系电话写办公电话。",
    source: "《政府信息公开条例》第十五条；永安市通报；2018 年政务公开工作要点",
    wrong: "申请人张某，身份证号 11010519491231002X",
    right: "申请人张某",
};

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/// What people set between the groups of a number.
const BETWEEN: [char; 10] = [' ', '\u{a0}', '\u{3000}', '-', '－', '‐', '‑', '–', '—', '·'];
/// How many of them at most: `138 - 1234`.
const GAP: usize = 3;
/// The longest number looked for.
const LONGEST: usize = 18;
/// How long a mobile number is, the shortest.
const MOBILE: usize = 11;
/// What one may begin with; 0xef begins the full-width digits, and commas and brackets.
const STEPS: [u8; 256] = steps(b"0123456789\xef");

fn look(subject: &Subject<'_>, out: &mut Out) {
    let text = &subject.report.narrative.text;
    for (range, number) in numbers(text) {
        if number.len() == LONGEST {
            let say = "正文不应有公民身份号码，实际有一个（号码不再显示）";
            out.push(Found::new(&RULE, At::Words(range), say, "删去号码；已发布的立即撤下改正"));
        } else {
            let say = format!("正文一般不应有手机号码，实际有“{}****{}”", &number[..3], &number[7..]);
            let found = Found::new(&RULE, At::Words(range), say, "改为办公电话，或删去");
            out.push(found.level(Level::Warning));
        }
    }
}

/// Identity and mobile numbers, with their places: in one piece or in groups, full-width
/// or not.
fn numbers(text: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(byte) = text.as_bytes().get(at) {
        let step = STEPS[*byte as usize];
        if step != 0 {
            at += usize::from(step);
            continue;
        }
        let start = at;
        let Some(c) = text[start..].chars().next() else { break };
        if !half_width(c).is_some_and(|c| c.is_ascii_digit()) {
            at = start + c.len_utf8();
            continue;
        }
        // Nearly all figures are too short, and nothing goes on after them.
        let length = text[start..].bytes().take_while(u8::is_ascii_digit).count();
        let goes_on = |c: char| half_width(c).is_some() || BETWEEN.contains(&c);
        if (1..MOBILE).contains(&length) && !text[start + length..].starts_with(goes_on) {
            at = start + length;
            continue;
        }
        let (first, end) = group(text, start);
        match in_groups(text, first, end) {
            Some((end, number)) => {
                found.push((start..end, number));
                at = end;
            }
            None => at = end,
        }
    }
    found
}

/// The number that begins with the group `first`, which ends at `end`.
fn in_groups(text: &str, first: String, mut end: usize) -> Option<(usize, String)> {
    // The country may stand before a mobile number.
    let mut number = first.strip_prefix("86").filter(|rest| is_mobile(rest)).map_or(first.clone(), str::to_owned);
    let mut lengths = vec![number.len()];
    let mut between = None;
    loop {
        let one = lengths.len() == 1;
        if is_identity_number(&number) && (one || has_a_birthday(&number)) {
            return Some((end, number));
        }
        // Two numbers beside each other may have eleven digits together.
        if is_mobile(&number) && (one || lengths == [3, 4, 4] && !goes_on(&text[end..], between)) {
            return Some((end, number));
        }
        let rest = &text[end..];
        let gap: usize = rest.chars().take_while(|c| BETWEEN.contains(c)).map(char::len_utf8).sum();
        let wide = rest[..gap].chars().count();
        between = rest.chars().next();
        if number.len() >= LONGEST || wide == 0 || wide > GAP {
            return None;
        }
        let (next, upto) = group(text, end + gap);
        if next.is_empty() {
            return None;
        }
        (number, end) = (number + &next, upto);
        lengths.push(next.len());
    }
}

/// Whether one more group follows after the same sign: the number is longer than it seems.
fn goes_on(rest: &str, between: Option<char>) -> bool {
    let next = between.and_then(|between| rest.strip_prefix(between));
    next.is_some_and(|next| next.starts_with(|c: char| c.is_ascii_digit()))
}

/// Digits and letters from `start` on, as half-width, and where they end. What is too long
/// for a number is not kept.
fn group(text: &str, start: usize) -> (String, usize) {
    let mut written = String::new();
    let mut end = start;
    for c in text[start..].chars() {
        let Some(half) = half_width(c) else { break };
        if written.len() <= LONGEST {
            written.push(half);
        }
        end += c.len_utf8();
    }
    (written, end)
}

fn half_width(c: char) -> Option<char> {
    match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => char::from_u32(u32::from(c) - 0xfee0),
        c => c.is_ascii_alphanumeric().then_some(c),
    }
}

/// Eighteen digits (the last may be X) whose check digit is right (GB 11643).
fn is_identity_number(word: &str) -> bool {
    if word.len() != 18 {
        return false;
    }
    let first: Option<Vec<u32>> = word.chars().take(17).map(|c| c.to_digit(10)).collect();
    let Some(first) = first else { return false };
    let sum: u32 = first.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    let check = b"10X98765432"[(sum % 11) as usize];
    word.bytes().next_back().is_some_and(|last| last.to_ascii_uppercase() == check)
}

fn is_mobile(word: &str) -> bool {
    word.len() == 11
        && word.bytes().all(|byte| byte.is_ascii_digit())
        && word.starts_with('1')
        && matches!(word.as_bytes()[1], b'3'..=b'9')
}

/// Whether the seventh to fourteenth digit are a day: what tells a number in groups from
/// several numbers beside each other.
fn has_a_birthday(word: &str) -> bool {
    let part = |range: Range<usize>| word[range].parse::<u32>().unwrap_or(0);
    (1900..2100).contains(&part(6..10)) && (1..=12).contains(&part(10..12)) && (1..=31).contains(&part(12..14))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&str, String)> {
        numbers(text).into_iter().map(|(range, number)| (&text[range], number)).collect()
    }

    #[test]
    fn numbers_are_found_full_width_and_in_groups() {
        for id in [
            "11010519491231002X",
            "11010519491231002x",
            "１１０１０５１９４９１２３１００２Ｘ",
            "110105 19491231 002X",
            "110105-1949-1231-002X",
            "110105　19491231　002Ｘ",
        ] {
            assert_eq!(found(&format!("号码{id}，")).iter().map(|(words, _)| *words).collect::<Vec<_>>(), [id]);
        }
        for mobile in ["13800138000", "138-0013-8000", "138 0013 8000", "１３８００１３８０００", "8613800138000"]
        {
            assert_eq!(found(&format!("电话{mobile}。")), [(mobile, "13800138000".to_owned())]);
        }
        assert_eq!(found("13800138000-1、13800138000").len(), 2);
        assert_eq!(found("+86 138 0013 8000"), [("138 0013 8000", "13800138000".to_owned())]);
    }

    #[test]
    fn other_numbers_are_left_alone() {
        for text in [
            // The check digit is wrong.
            "110105194912310021，110105 19491231 0021",
            // No day in it, though the check digit is right.
            "1303 0050 0123 4400 03，130 3005 0012 3440 003",
            "办结 138 件，公开 1380013 8000 条，1380 0138 000",
            "电话0391-7180013、010-13800138，2024-01-01 至 2024-12-31",
            "138-0013-8000-1，1380013800012345，1380013800",
            "[2024] 138 号，138××××8000",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
