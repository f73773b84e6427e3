//! Numbering that skips or repeats.

use std::ops::Range;

use crate::check::numbers::{self, value_of};
use crate::check::{At, Check, Found, Out, Subject};
use crate::finding::{Level, Rule};
use crate::source::utf8::steps;

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "D-22",
    level: Level::Warning,
    title: "编号跳号或重号",
    explain: "（一）（二）（三）、一是二是三是、1. 2. 3. 应从一起依次排列。",
    why: "跳号往往是漏了一段，重号往往是粘了两遍。",
    mend: "补上漏掉的一段，或把编号顺下来。",
    source: "上级核对工具：标题编号审查",
    wrong: "（一）主动公开。（三）平台建设。",
    right: "（一）主动公开。（二）平台建设。",
};

/// Ways of numbering; each is counted on its own.
const WAYS: usize = 4;
/// 一是, 二是, …
const SPOKEN: usize = 3;

fn look(subject: &Subject<'_>, out: &mut Out) {
    if subject.edition().is_none() {
        return;
    }
    let plain = subject.plain();
    let mut slips: Vec<(Range<usize>, String)> = Vec::new();
    for part in &subject.report.narrative.parts {
        let body = plain.within(&part.body);
        slips.extend(
            slips_of(&plain.text[body.clone()])
                .into_iter()
                .map(|(range, say)| (body.start + range.start..body.start + range.end, say)),
        );
    }
    // One text that lost its numbering is one finding.
    let Some((first, _)) = slips.first() else { return };
    let words: Vec<&str> = slips.iter().map(|(_, say)| say.as_str()).collect();
    let say = format!("编号应依次排列，实际{}", words.join("；"));
    out.push(Found::new(&RULE, At::Words(plain.place(first)), say, "补上漏掉的一段，或把编号顺下来"));
}

/// The first bytes of 一, of what an item may follow and of …; all other characters are
/// stepped over.
const STEPS: [u8; 256] = steps(b";:\n#\xe2\xe3\xe4\xef");

/// How many bytes a text begins with that neither begin an item nor are something one may
/// follow.
fn without(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        at += match STEPS[usize::from(*byte)] {
            0 if *byte < 0xe0 || may_be_followed(&bytes[at..]) => break,
            // Of the characters that begin with these bytes nearly all are others.
            0 => 3,
            step => usize::from(step),
        };
    }
    at.min(bytes.len())
}

/// Whether one of 一，。；：！）… begins here.
fn may_be_followed(bytes: &[u8]) -> bool {
    match bytes {
        [0xef, 0xbc, third, ..] => matches!(third, 0x81 | 0x89 | 0x8c | 0x9a | 0x9b),
        [first, second, third, ..] => {
            matches!((first, second, third), (0xe3, 0x80, 0x82) | (0xe4, 0xb8, 0x80) | (0xe2, 0x80, 0xa6))
        }
        _ => false,
    }
}

/// Whether a number of an item may begin here.
fn may_be_numbered(bytes: &[u8]) -> bool {
    match bytes {
        [b'(' | b'0'..=b'9', ..] | [0xef, 0xbc, 0x88, ..] => true,
        // 一二三五七九 and 四六八十.
        [0xe4 | 0xe5, second, ..] => matches!(second, 0xb8..=0xba | 0x9b | 0x85 | 0x8d),
        _ => false,
    }
}

fn slips_of(text: &str) -> Vec<(Range<usize>, String)> {
    let mut last: [Option<u64>; WAYS] = [None; WAYS];
    let mut slips = Vec::new();
    let mut at = 0;
    let mut starts = true;
    loop {
        if !starts {
            at += without(&text.as_bytes()[at..]);
        }
        let bytes = &text.as_bytes()[at..];
        let Some(c) = text[at..].chars().next() else { break };
        // A list may begin in the middle of a sentence: …方面一是…
        let begins =
            c == '一' && text[at..].starts_with("一是") && !text[..at].ends_with(['唯', '之', '第', '统', '其']);
        if (starts && may_be_numbered(bytes) || begins)
            && let Some((way, number, length)) = numbering(&text[at..])
        {
            let word = &text[at..at + length];
            let slip = match last[way] {
                _ if number == 1 => None,
                // 二是 may go on from an 一是 that was worded otherwise.
                None if way == SPOKEN => None,
                // Nor must the first item begin a sentence: 公开事项1. 机构；2. 政策.
                None if went_before(numbers::before(text, at), word, number) => None,
                None => Some(format!("“{word}”之前没有第一项")),
                Some(before) if number == before => Some(format!("“{word}”重了一次")),
                Some(before) if number != before + 1 => Some(format!("“{word}”应是第 {} 项", before + 1)),
                Some(_) => None,
            };
            slips.extend(slip.map(|say| (at..at + length, say)));
            last[way] = Some(number);
            // A lower rank begins anew under each item of a higher one.
            last.iter_mut().skip(way + 1).for_each(|below| *below = None);
            at += length;
            starts = false;
            continue;
        }
        // What was left out of a quotation may have held numbers.
        if c == '…' {
            return slips;
        }
        starts = matches!(c, '。' | '；' | ';' | '，' | '：' | ':' | '\n' | '#' | '！' | '）')
            // The mark of an item of Markdown stands before its number.
            || (starts && (c.is_whitespace() || matches!(c, '-' | '+')));
        at += c.len_utf8();
    }
    slips
}

/// Whether the item before `word` stands somewhere in the words `before` it, written alike.
fn went_before(before: &str, word: &str, number: u64) -> bool {
    let written = |number: u64| match word.bytes().next().is_some_and(|byte| byte.is_ascii_digit()) {
        true => Some(number.to_string()),
        false => NUMERALS.chars().nth(usize::try_from(number).ok()?.checked_sub(1)?).map(String::from),
    };
    let (Some(this), Some(last)) = (written(number), written(number.saturating_sub(1))) else { return false };
    let wanted = word.replacen(&this, &last, 1);
    before.match_indices(&wanted).any(|(at, _)| {
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit() || c == '.');
        !digit(before[..at].chars().next_back()) && !digit(before[at + wanted.len()..].chars().next())
    })
}

const NUMERALS: &str = "一二三四五六七八九十";

fn is_numeral(c: char) -> bool {
    matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十')
}

/// The number a text begins with, which way of numbering it is, and its length.
fn numbering(text: &str) -> Option<(usize, u64, usize)> {
    let han = |text: &str| -> Option<(u64, usize)> {
        let length: usize = text.chars().take_while(|c| is_numeral(*c)).map(char::len_utf8).sum();
        // 二十一 and the like; 一二 is no number.
        (1..=9).contains(&length).then(|| value_of(&text[..length])).flatten().map(|number| (number, length))
    };
    if let Some(inside) = text.strip_prefix(['（', '('])
        && let Some((number, length)) = han(inside)
        && let Some(close) = inside[length..].chars().next().filter(|c| matches!(c, '）' | ')'))
    {
        let open = text.chars().next().map_or(0, char::len_utf8);
        return Some((0, number, open + length + close.len_utf8()));
    }
    if let Some((number, length)) = han(text)
        && text[length..].starts_with('是')
    {
        return Some((SPOKEN, number, length + '是'.len_utf8()));
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=2).contains(&digits)
        && let Some(mark) = text[digits..].chars().next().filter(|c| matches!(c, '.' | '、' | '．'))
        && !text[digits + mark.len_utf8()..].starts_with(|c: char| c.is_ascii_digit())
    {
        return Some((1, text[..digits].parse().ok()?, digits + mark.len_utf8()));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_numbered_is_told_by_its_bytes() {
        for number in ["（一）", "(三)", "1.", "9、", "十二是"].into_iter().map(str::to_owned) {
            assert!(may_be_numbered(number.as_bytes()), "{number}");
        }
        assert!(NUMERALS.chars().all(|c| may_be_numbered(c.to_string().as_bytes())));
        assert!(!may_be_numbered("我局".as_bytes()) && !may_be_numbered("".as_bytes()));
        for c in '\u{800}'..='\u{ffff}' {
            assert_eq!(may_be_followed(c.to_string().as_bytes()), "一，。；：！）…".contains(c), "{c}");
            assert_eq!(is_numeral(c), NUMERALS.contains(c), "{c}");
        }
    }

    #[test]
    fn skipped_and_repeated_numbers_are_found() {
        let say = |text: &str| slips_of(text).into_iter().map(|(range, _)| text[range].to_owned()).collect::<Vec<_>>();
        assert_eq!(say("（一）甲。（二）乙。（四）丙。"), ["（四）"]);
        assert_eq!(say("一是甲；二是乙；二是丙。"), ["二是"]);
        assert_eq!(say("（一）一是甲。二是乙。（二）一是丙。三是丁。"), ["三是"]);
        assert_eq!(say("（二）甲"), ["（二）"]);
        assert_eq!(say("公开事项11. 机构；2. 政策。"), ["2."]);
        assert_eq!(say("公开事项1. 机构；3. 政策。"), ["3."]);
        assert_eq!(say("-（一）甲。\n-（三）乙。"), ["（三）"]);
    }

    #[test]
    fn references_and_numbers_are_left_alone() {
        for text in [
            "第二十条第（五）项；（一）甲。",
            "公开信息3.5万条，2.1万条。",
            "（一）甲，一是乙。（二）丙，一是丁，二是戊。",
            "公开事项1. 机构职能；2. 政策文件；3. 规划计划。",
            "公开事项（一）机构职能；（二）政策文件。",
            "一是甲。[…略…]三是丙。",
            "-（一）甲。\n乙。\n（二）丙。",
            "一是甲；二是乙。平台建设方面一是丙；二是丁。",
        ] {
            assert_eq!(slips_of(text), [], "{text}");
        }
    }
}
