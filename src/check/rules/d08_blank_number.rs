//! A measure word without its number.

use std::ops::Range;

use memchr::memmem;

use crate::check::{At, Check, Found, Out, Subject};
use crate::finding::{Level, Rule};

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "D-08",
    level: Level::Error,
    title: "该写数字的地方空着",
    explain: "“公开信息  条”“共主动公开条”这样的句子缺了数字。",
    why: "公开过的报告大约每二十份就有一份留着这样的空白。",
    mend: "补上数字；表里有的数可以写成“{{ 本年新收 }}”，由程序取数。",
    source: "已公开报告中的实例",
    wrong: "全年公开信息  条。",
    right: "全年公开信息 68 条。",
};

/// Words that count things.
const MEASURES: [&str; 10] = ["人次", "万元", "条", "件", "篇", "份", "次", "个", "场", "期"];
/// Words after which a measure word wants a number even without a space.
const BEFORE: [&str; 12] =
    ["公开", "公开信息", "政府信息", "受理", "收到", "收到申请", "办结", "答复", "发布", "新收", "共计", "合计"];

fn look(subject: &Subject<'_>, found: &mut Out) {
    let text = &subject.report.narrative.text;
    for range in blanks(text) {
        let say = format!("“{}”里应有数字，实际空着", text[range.clone()].trim());
        let advise = "补上数字；表里有的数写成“{{ 本年新收 }}”的样子，由程序取数";
        found.push(Found::new(&RULE, At::Words(range), say, advise));
    }
}

/// The words from the last Han character before the blank to the measure word.
fn blanks(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for measure in MEASURES {
        for at in memmem::find_iter(text.as_bytes(), measure) {
            let end = at + measure.len();
            let after = text[end..].chars().next();
            // 条例, 个人, 次数: the measure word is the beginning of another word.
            if !after.is_none_or(|c| "，。；、,;：:）)\n".contains(c)) || found.iter().any(|range| range.end == end)
            {
                continue;
            }
            let before = text[..at].trim_end_matches([' ', '\u{3000}', '\u{a0}', '_', '＿']);
            let blank = before.len() < at;
            let Some(last) = before.chars().next_back().filter(|c| is_han(*c)) else { continue };
            if blank && !before.ends_with('\n') {
                // A space alone between Han characters is also how some people set
                // text; it is a blank only where nothing counts the measure word.
                if !"一二三四五六七八九十百千万亿两几零数多每各这那该本首逐".contains(last) {
                    found.push(before.len() - last.len_utf8()..end);
                }
            } else if let Some(word) =
                BEFORE.iter().filter(|word| before.ends_with(**word)).max_by_key(|word| word.len())
            {
                found.push(at - word.len()..end);
            }
        }
    }
    found.sort_by_key(|range| range.start);
    found
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        blanks(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn a_measure_word_without_a_number_is_found() {
        assert_eq!(words("全年公开信息  条。"), ["息  条"]);
        assert_eq!(words("共主动公开条，较上年"), ["公开条"]);
        assert_eq!(words("收到申请____件；"), ["请____件"]);
        assert_eq!(words("受理　件，办结　件。"), ["理　件", "结　件"]);
    }

    #[test]
    fn numbers_and_other_words_are_left_alone() {
        for text in [
            "公开信息68条。",
            "公开信息 68 条。",
            "公开条例。",
            "公开信息十二条。",
            "公开 三 次。",
            "按件、按次收费。",
            "{{ 本年新收 }} 件，",
            "每 次，",
        ] {
            assert!(words(text).is_empty(), "{text}: {:?}", words(text));
        }
    }
}
