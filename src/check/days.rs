//! Days named in a text, in Arabic or Chinese numerals.

use std::ops::Range;

use super::numbers::value_of;

/// A day as written; the year may be left to the words before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// Where it stands.
    pub range: Range<usize>,
    /// The year, where written.
    pub year: Option<u16>,
    /// Month and day, as written: not necessarily of the calendar.
    pub month: u16,
    /// The day of the month.
    pub day: u16,
}

/// Every day in `text`: `2024年1月1日`, `二〇二四年十二月三十一日`, `12月31日`, `2024-01-01`.
pub fn days(text: &str) -> Vec<Day> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let numeral = |c: char| c.is_ascii_digit() || is_numeral(c);
        let starts = numeral(c) && !text[..at].chars().next_back().is_some_and(numeral);
        match starts.then(|| day(text, at)).flatten() {
            Some(day) => {
                at = day.range.end;
                found.push(day);
            }
            None => at += c.len_utf8(),
        }
    }
    found
}

/// A year as written right before 年, with its place: `2024`, `二〇二四`.
pub fn years(text: &str) -> impl Iterator<Item = (Range<usize>, u16)> {
    text.match_indices('年').filter_map(|(at, _)| {
        let head = &text[..at];
        let start = head.len() - head.chars().rev().take_while(|c| c.is_ascii_digit()).count();
        let (start, written) = if start < at {
            (start, &text[start..at])
        } else {
            let length: usize = head.chars().rev().take_while(|c| is_numeral(*c)).map(char::len_utf8).sum();
            (at - length, &text[at - length..at])
        };
        let year = (written.chars().count() == 4).then(|| number(written)).flatten()?;
        Some((start..at, year))
    })
}

fn is_numeral(c: char) -> bool {
    matches!(c, '〇' | '零' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '○')
}

fn number(word: &str) -> Option<u16> {
    if word.is_ascii() { word.parse().ok() } else { u16::try_from(value_of(&word.replace('○', "〇"))?).ok() }
}

/// A number in Arabic or Chinese numerals at the start of `text`, and its length.
fn leading(text: &str) -> Option<(u16, usize)> {
    let ascii = text.bytes().take_while(u8::is_ascii_digit).count();
    let length = match ascii {
        0 => text.chars().take_while(|c| is_numeral(*c)).map(char::len_utf8).sum(),
        length => length,
    };
    (length > 0).then(|| number(&text[..length])).flatten().map(|number| (number, length))
}

fn day(text: &str, start: usize) -> Option<Day> {
    let (first, length) = leading(&text[start..])?;
    let mut at = start + length;
    let part = |at: &mut usize, marks: &[&str]| -> Option<u16> {
        let (number, length) = leading(&text[*at..])?;
        let rest = &text[*at + length..];
        let mark = marks.iter().find(|mark| rest.starts_with(**mark))?;
        *at += length + mark.len();
        Some(number)
    };
    let rest = &text[at..];
    if let Some(mark) = ["年", "-", "/", "."].into_iter().find(|mark| rest.starts_with(mark)) {
        at += mark.len();
        let month = part(&mut at, if mark == "年" { &["月"] } else { &["-", "/", "."] })?;
        let day = part(&mut at, if mark == "年" { &["日", "号"] } else { &[""] })?;
        return (1000..=9999).contains(&first).then_some(Day { range: start..at, year: Some(first), month, day });
    }
    if !rest.starts_with('月') || first > 99 {
        return None;
    }
    at += '月'.len_utf8();
    let day = part(&mut at, &["日", "号"])?;
    Some(Day { range: start..at, year: None, month: first, day })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(Option<u16>, u16, u16)> {
        days(text).into_iter().map(|day| (day.year, day.month, day.day)).collect()
    }

    #[test]
    fn days_are_read_in_both_numerals() {
        assert_eq!(read("自2024年1月1日起至12月31日止"), [(Some(2024), 1, 1), (None, 12, 31)]);
        assert_eq!(read("二〇二四年一月一日至二〇二四年十二月三十一日"), [(Some(2024), 1, 1), (Some(2024), 12, 31)]);
        assert_eq!(read("2024-01-01至2024.12.31"), [(Some(2024), 1, 1), (Some(2024), 12, 31)]);
        assert_eq!(read("3月上旬，2024年度，20241月1日"), []);
    }

    #[test]
    fn years_are_read_in_both_numerals() {
        let read = |text: &str| years(text).map(|(_, year)| year).collect::<Vec<_>>();
        assert_eq!(read("2023年，二〇二四年，三年，十二年"), [2023, 2024]);
    }
}
