//! The numbers of a text, in digits or in Chinese numerals.

use std::ops::Range;

use rust_decimal::Decimal;

/// A number in the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// The digits, in the plain text; the unit is not part of it.
    pub range: Range<usize>,
    /// Its value, 万 and 亿 worked out.
    pub value: Decimal,
    /// Half a unit of its last digit: how far it may be from an exact figure.
    pub slack: Decimal,
    /// Followed by 余 or 多, or preceded by 近 or 约: no exact figure.
    pub rough: bool,
    /// The measure word after it: 件, 条, …; `%` for a percentage; empty for neither.
    pub unit: &'static str,
    /// Where the unit ends.
    pub end: usize,
}

/// Measure words that count cases, papers and people.
const UNITS: [&str; 14] = ["件次", "人次", "件", "宗", "份", "条", "起", "例", "个", "篇", "部", "万元", "元", "项"];

/// The characters they begin with: what begins with another is asked no further.
const HEADS: [char; 13] = ['件', '人', '宗', '份', '条', '起', '例', '个', '篇', '部', '万', '元', '项'];

/// The measure word a text begins with, or nothing.
fn unit_of(text: &str) -> &'static str {
    match text.chars().next() {
        Some(first) if HEADS.contains(&first) => {
            UNITS.into_iter().find(|unit| text.starts_with(unit)).unwrap_or_default()
        }
        _ => "",
    }
}

/// Every number of a text.
pub fn numbers(text: &str) -> Vec<Number> {
    let mut found: Vec<Number> = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        at += without(&bytes[at..]);
        let (read, length) = match bytes.get(at) {
            Some(b'0'..=b'9') => (arabic(text, at), 1),
            Some(_) => (chinese(text, at), 3),
            None => return found,
        };
        match read {
            Some(number) => {
                at = number.end.max(number.range.end);
                found.push(number);
            }
            None => at += length,
        }
    }
}

/// How many bytes a text begins with that are neither a digit nor a Chinese numeral.
fn without(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(three) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        at += match three[0] {
            b'0'..=b'9' => return at,
            0..0xe0 => 1,
            _ if is_numeral(three) => return at,
            _ => 3,
        };
    }
    // No numeral is as short as what is left.
    let rest = bytes.get(at..).unwrap_or_default();
    bytes.len() - rest.len() + rest.iter().position(u8::is_ascii_digit).unwrap_or(rest.len())
}

/// Whether a text begins with a Chinese numeral.
fn is_numeral_at(bytes: &[u8]) -> bool {
    bytes.first_chunk().is_some_and(is_numeral)
}

/// Whether three bytes are a Chinese numeral.
fn is_numeral(&[first, second, third]: &[u8; 3]) -> bool {
    BITS[place(first, second)] >> (third & 0x3f) & 1 != 0 && matches!(first, 0xe0..=0xef)
}

/// The numerals: a bit for the last of their three bytes, by the two before it.
static BITS: [u64; 1024] = {
    let mut bits = [0; 1024];
    let mut numerals = NUMERALS.as_bytes();
    while let [first, second, third, rest @ ..] = numerals {
        bits[place(*first, *second)] |= 1 << (*third & 0x3f);
        numerals = rest;
    }
    bits
};

/// Of the first two bytes of a character of three, four and six bits tell it from others.
const fn place(first: u8, second: u8) -> usize {
    ((first & 0xf) as usize) << 6 | (second & 0x3f) as usize
}

fn arabic(text: &str, start: usize) -> Option<Number> {
    let bytes = text.as_bytes();
    let mut digits = Digits::default();
    let (mut at, mut places) = (start, None::<u32>);
    loop {
        let rest = &text[at..];
        let digit = |offset: usize| bytes.get(at + offset).is_some_and(u8::is_ascii_digit);
        if let Some(byte) = bytes.get(at).filter(|byte| byte.is_ascii_digit()) {
            digits.push(byte - b'0');
            places = places.map(|places| places + 1);
            at += 1;
        } else if places.is_none() && rest.starts_with('.') && digit(1) {
            places = Some(0);
            at += 1;
        } else if places.is_none()
            && let Some(comma) = [",", "，"].into_iter().find(|comma| rest.starts_with(comma))
            && (0..3).all(|offset| digit(comma.len() + offset))
            && !digit(comma.len() + 3)
        {
            at += comma.len();
        } else {
            break;
        }
    }
    let value = digits.value(places.unwrap_or(0))?;
    number(text, start..at, value, places.unwrap_or(0))
}

/// The digits of a number, put together as they are read.
#[derive(Default)]
struct Digits {
    whole: i128,
    /// Whether they became too many.
    past: bool,
}

impl Digits {
    fn push(&mut self, digit: u8) {
        let more = self.whole.checked_mul(10).and_then(|whole| whole.checked_add(i128::from(digit)));
        self.past |= more.is_none();
        self.whole = more.unwrap_or(self.whole);
    }

    /// The number, the last `places` digits of it after the point; none for one that has
    /// too many digits to be a figure.
    fn value(&self, places: u32) -> Option<Decimal> {
        Decimal::try_from_i128_with_scale(self.whole, places).ok().filter(|_| !self.past)
    }
}

/// What Chinese numbers are written with.
const NUMERALS: &str = "〇零一二两三四五六七八九十百千万";

/// What measure words begin with that a Chinese numeral counts.
const COUNTED: [char; 6] = ['件', '条', '宗', '起', '份', '例'];

/// Chinese numerals that count something: only with a measure word, since 一 alone is
/// in half of all words.
fn chinese(text: &str, start: usize) -> Option<Number> {
    let mut length = 0;
    while is_numeral_at(&text.as_bytes()[start + length..]) {
        length += 3;
    }
    // Nearly all are words like 一是: nothing follows that is counted.
    let follows = text[start + length..].chars().next();
    if !follows.is_some_and(|c| matches!(c, '亿' | '余' | '多') || COUNTED.contains(&c)) {
        return None;
    }
    let words = &text[start..start + length];
    if text[..start].ends_with(['第', '之', '每', '逐', '某', '同', '唯', '百', '：']) {
        return None;
    }
    let value = value_of(words)?;
    let number = number(text, start..start + length, Decimal::from(value), 0)?;
    // “办结一件、解决一个” is a slogan.
    let quoted =
        before(text, start).rfind(['“', '”']).is_some_and(|quote| before(text, start)[quote..].starts_with('“'));
    // 没有一件 is none.
    let none = text[..start].ends_with(['没', '无', '未']) || text[..start].ends_with("没有");
    let counts = !quoted && !none && matches!(number.unit, "件" | "条" | "宗" | "起" | "份" | "例" | "件次");
    (counts && !text[number.end..].starts_with(['一', '件'])).then_some(number)
}

/// The words right before `at`. A text without a full stop must not be read to its head
/// again for each of its numbers.
pub(super) fn before(text: &str, at: usize) -> &str {
    let mut start = at.saturating_sub(NEAR);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..at]
}

/// How far words before a number are looked at, in bytes.
const NEAR: usize = 900;

/// 十二, 一百零三, 两千, 二〇二四.
pub fn value_of(words: &str) -> Option<u64> {
    let digit = |c: char| {
        let place = "零一二三四五六七八九".chars().position(|known| known == c);
        place.or(match c {
            '〇' => Some(0),
            '两' => Some(2),
            _ => None,
        })
    };
    if words.chars().all(|c| digit(c).is_some()) {
        let plain: String = words.chars().filter_map(digit).map(|d| d.to_string()).collect();
        return (words.chars().count() != 2 || words.starts_with(['零', '〇'])).then(|| plain.parse().ok()).flatten();
    }
    let (mut total, mut part, mut last) = (0_u64, 0_u64, None::<u64>);
    for c in words.chars() {
        if let Some(digit) = digit(c) {
            last = Some(digit as u64);
            continue;
        }
        let times = match c {
            '十' => 10,
            '百' => 100,
            '千' => 1_000,
            '万' => 10_000,
            _ => return None,
        };
        if times == 10_000 {
            total += (part + last.take().unwrap_or(0)).max(1) * times;
            part = 0;
        } else {
            part += last.take().unwrap_or(1) * times;
        }
    }
    Some(total + part + last.unwrap_or(0))
}

fn number(text: &str, range: Range<usize>, value: Decimal, places: u32) -> Option<Number> {
    let mut end = range.end;
    let mut times = Decimal::ONE;
    let next = |at: usize| text[at..].chars().next();
    if let Some(word @ ('万' | '亿')) = next(end)
        && !text[end..].starts_with("万元")
    {
        times = Decimal::from(if word == '万' { 10_000_u32 } else { 100_000_000 });
        end += word.len_utf8();
    }
    let mut rough = text[..range.start].ends_with(['近', '约', '逾', '超']);
    if let Some(more @ ('余' | '多')) = next(end) {
        rough = true;
        end += more.len_utf8();
    }
    let unit = match next(end) {
        Some(sign @ ('%' | '％')) => {
            end += sign.len_utf8();
            "%"
        }
        _ => {
            let unit = unit_of(&text[end..]);
            end += unit.len();
            unit
        }
    };
    // Nearly all are whole and stand for themselves.
    if places == 0 && times == Decimal::ONE {
        return Some(Number { range, value, slack: Decimal::ZERO, rough, unit, end });
    }
    let slack = Decimal::new(5, places + 1).checked_mul(times)?;
    Some(Number { range, value: value.checked_mul(times)?, slack, rough, unit, end })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    fn values(text: &str) -> Vec<(String, &'static str)> {
        numbers(text).into_iter().map(|number| (number.value.normalize().to_string(), number.unit)).collect()
    }

    #[test]
    fn every_measure_word_begins_as_told() {
        assert!(UNITS.iter().all(|unit| HEADS.contains(&unit.chars().next().unwrap())));
    }

    #[test]
    fn every_numeral_is_told_by_its_bytes() {
        assert_eq!(NUMERALS.chars().count(), 16);
        for c in '\0'..=char::MAX {
            // What follows does not make one of it.
            let told = ["", "一", "xyz"].map(|after| is_numeral_at(format!("{c}{after}").as_bytes()));
            assert_eq!(told, [NUMERALS.contains(c); 3], "{c}");
        }
    }

    #[test]
    fn numbers_are_read_as_written() {
        let one = |text: &str| values(text).into_iter().next().unwrap();
        assert_eq!(one("收到3,119件"), ("3119".to_owned(), "件"));
        assert_eq!(one("收到１２件".replace('１', "1").replace('２', "2").as_str()), ("12".to_owned(), "件"));
        assert_eq!(one("十二件"), ("12".to_owned(), "件"));
        assert_eq!(one("两件"), ("2".to_owned(), "件"));
        assert_eq!(one("一百零三件"), ("103".to_owned(), "件"));
        assert_eq!(one("二十件"), ("20".to_owned(), "件"));
        assert_eq!(one("一千二百三十四件"), ("1234".to_owned(), "件"));
        assert_eq!(one("一万二千件"), ("12000".to_owned(), "件"));
        assert_eq!(one("十五万零三件"), ("150003".to_owned(), "件"));
        assert_eq!(one("1.2万件"), ("12000".to_owned(), "件"));
        assert_eq!(one("占51.85%"), ("51.85".to_owned(), "%"));
        assert_eq!(one("收入12.5万元"), ("12.5".to_owned(), "万元"));
        assert!(numbers("5500余条")[0].rough);
        assert_eq!(values("第一件事，逐条，一些问题，一一核对"), []);
        assert_eq!(values("2,000、30件"), [("2000".to_owned(), ""), ("30".to_owned(), "件")]);
    }
}
