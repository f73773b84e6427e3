//! What time the words before a number speak of: another year than the report's, several
//! years, a part of the year; and which numbers are no figures but dates.

use std::ops::Range;

use crate::edition::{Standing, Word, Words};

use super::numbers::{Number, value_of};

/// Between the ends of a span: 2022—2024年, 1至6月.
const SPAN: [char; 13] = ['—', '–', '-', '－', '~', '～', '至', '到', '、', '和', '及', '与', '/'];

/// Whether a number is a year, a month or a day, alone or as the beginning of a span.
pub(super) fn is_date(text: &str, number: &Number) -> bool {
    let named = |rest: &str| rest.starts_with(['年', '月', '日']);
    let rest = &text[number.end..];
    if !number.unit.is_empty() || number.rough {
        return false;
    }
    let after = rest.strip_prefix('年').unwrap_or(rest).trim_start_matches(SPAN);
    named(rest) || after.len() < rest.len() && named(after.trim_start_matches(|c: char| c.is_ascii_digit()))
}

/// Whether `head` speaks of a year that is not `year`, or of several years; `standing` are
/// the words of its clause.
pub(super) fn other_year(words: &Words, head: &str, standing: &Standing, year: u16) -> bool {
    head.contains('年') && (years(head).any(|named| named != year) || past(words, head, standing))
}

/// Every year that is named, in digits or numerals.
fn years(head: &str) -> impl Iterator<Item = u16> {
    let part = |c: char| {
        let numeral = matches!(c, '〇' | '零' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九');
        !(numeral || c.is_ascii_digit())
    };
    let words = head.split(part).filter(|word| word.chars().count() == 4);
    let year = |word: &str| word.parse().ok().or_else(|| u16::try_from(value_of(word)?).ok());
    words.filter_map(year).filter(|year| (1990..2100).contains(year))
}

/// Whether last year or the years so far are spoken of; what was carried over from last
/// year is this year's, and so is what words of this year come after.
fn past(words: &Words, head: &str, standing: &Standing) -> bool {
    let named = |word: &Word| {
        head.match_indices(word.text.as_str()).any(|(at, _)| {
            let after = head[at + word.text.len()..].trim_start_matches('度');
            let carried = after.starts_with("结转") || after.starts_with("转") || head[..at].ends_with("结转");
            !carried && !["今年", "本年"].iter().any(|now| after.contains(now))
        })
    };
    words.past.iter().filter(|word| standing.has(word)).any(named)
}

/// Whether `head` speaks of some months only: 12月, 1—6月. The months at whose end the year
/// does are all.
pub(super) fn part_of_year(head: &str) -> bool {
    let month = |at: usize| head[..at].ends_with(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
    head.match_indices('月').any(|(at, _)| month(at)) && !head.contains("12月31日") && !head.contains("十二月三十一日")
}

/// Whether the words before a request name another kind of request, as 行政许可申请 does:
/// then it is none for information. `range` is that of the word in `text`.
pub(super) fn of_another_kind(words: &Words, text: &str, range: &Range<usize>) -> bool {
    let before = text[..range.start].trim_end_matches([' ', '“', '”', '"', '（', '(']);
    let open = before.ends_with(|c: char| !c.is_alphabetic()) || before.is_empty();
    // 申请公开 says itself what for.
    let told = text[range.end..].starts_with("公开");
    !open && !told && !words.requests.iter().any(|known| before.ends_with(known.as_str()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use crate::check::numbers::numbers;
    use crate::edition::Editions;

    use super::*;

    #[test]
    fn dates_are_no_figures() {
        let dates = |text: &str| -> Vec<bool> { numbers(text).iter().map(|number| is_date(text, number)).collect() };
        assert_eq!(dates("2023年12月收到1件"), [true, true, false]);
        assert_eq!(dates("2022—2024年收到10件"), [true, true, false]);
        assert_eq!(dates("1-6月收到7件、8件"), [true, true, false, false]);
        assert_eq!(dates("1月1日至12月31日3件"), [true, true, true, true, false]);
        assert_eq!(dates("收到10、12件"), [false, false]);
    }

    #[test]
    fn other_times_are_told() {
        let editions = Editions::embedded().unwrap();
        let words = &editions.of_year(2024).unwrap().words;
        for other in [
            "2023年收到申请",
            "二〇二三年收到申请",
            "2022—2024年分别收到",
            "上年收到",
            "去年收到申请",
            "上一年度收到",
            "近三年收到申请分别为",
            "近年来共制发",
        ] {
            assert!(other_year(words, other, &words.standing(other), 2024), "{other}");
        }
        for own in [
            "2024年收到",
            "二〇二四年收到",
            "含上年结转",
            "上年度结转",
            "上一年度转入",
            "结转上年",
            "收到申请",
            "本年收到",
            "与上年相同，今年收到",
        ] {
            assert!(!other_year(words, own, &words.standing(own), 2024), "{own}");
        }
        assert!(part_of_year("12月收到申请") && part_of_year("1-6月收到") && part_of_year("十二月收到"));
        assert!(!part_of_year("三个月内答复") && !part_of_year("截至12月31日收到") && !part_of_year("每月"));
    }

    #[test]
    fn requests_for_other_things_are_told() {
        let editions = Editions::embedded().unwrap();
        let words = &editions.of_year(2024).unwrap().words;
        let other = |text: &str| {
            let at = text.find("申请").unwrap();
            of_another_kind(words, text, &(at..at + 6))
        };
        for text in ["受理行政许可申请", "不动产登记申请", "低保申请", "行政复议申请", "劳动仲裁申请", "政务服务申请"]
        {
            assert!(other(text), "{text}");
        }
        for text in
            ["收到申请", "信息公开申请", "依申请公开", "提出的申请", "申请", "收到“申请", "新收申请", "自然人申请"]
        {
            assert!(!other(text), "{text}");
        }
    }
}
