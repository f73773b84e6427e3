//! Numbers as clerks write them.
//!
//! Takes the spelling as it stands in the file, gives the number or the [`Slip`] that
//! was made, each with its own words. A slip that evidently means a number says which,
//! so that one mistyped figure does not make every sum around it look wrong.

mod slip;

use rust_decimal::Decimal;

pub use slip::{Kind, Slip};

/// Most places an amount in 万元 can have: one 分 is 0.000001 万元.
const PLACES: usize = 6;
/// Most that can be counted: 32 bits are hundreds of times the largest figure published.
/// What is larger is two cells run together.
pub const MOST: u64 = u32::MAX as u64;
/// Most digits before the point of an amount.
const WHOLE: usize = 18;

/// A whole number that is not negative: 件, 项.
///
/// # Errors
/// The slip.
pub fn count(written: &str) -> Result<u64, Slip> {
    let word = written.trim();
    if plain_digits(word) {
        return word.parse().ok().filter(|value| *value <= MOST).ok_or_else(|| slip(Kind::TooLarge, word, None));
    }
    let slip = examine(word, false);
    // `-0` and the like are below zero only in spelling; they are still not a count.
    Err(match slip.kind {
        Kind::Places | Kind::LonePoint => Slip { kind: Kind::NotWhole, value: None, ..slip },
        _ => slip,
    })
}

/// A signed whole number: 本年增/减.
///
/// # Errors
/// The slip.
pub fn delta(written: &str) -> Result<i64, Slip> {
    let word = written.trim();
    let (sign, digits) = match word.strip_prefix(['-', '−', '－']) {
        Some(rest) => (-1, rest),
        None => (1, word.strip_prefix('+').unwrap_or(word)),
    };
    if plain_digits(digits) {
        let value = digits.parse::<i64>().ok().filter(|value| value.unsigned_abs() <= MOST);
        return value.map(|value| sign * value).ok_or_else(|| slip(Kind::TooLarge, word, None));
    }
    let found = examine(digits, false);
    let value = found.value.map(|value| if sign < 0 { -value } else { value });
    Err(Slip { written: word.to_owned(), value, ..found })
}

/// An exact amount in 万元; the digits stay as written.
///
/// # Errors
/// The slip.
pub fn amount(written: &str) -> Result<Decimal, Slip> {
    let word = written.trim();
    let (whole, places) = match word.split_once('.') {
        Some((whole, places)) => (whole, Some(places)),
        None => (word, None),
    };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if plain_digits(whole) && places.is_none_or(digits) {
        if places.is_some_and(|places| places.len() > PLACES) {
            return Err(slip(Kind::Places, word, None));
        }
        // Some 79,000 such amounts add up within the 96 bits of a decimal, which would round
        // in silence beyond them.
        let fits = whole.len() <= WHOLE;
        return exact(word).filter(|_| fits).ok_or_else(|| slip(Kind::TooLarge, word, None));
    }
    Err(examine(word, true))
}

/// A decimal with exactly the digits written; none where they do not fit.
fn exact(word: &str) -> Option<Decimal> {
    // At most 28 digits are exact; parsing beyond would round in silence.
    (word.bytes().filter(u8::is_ascii_digit).count() <= 27).then(|| word.parse().ok()).flatten()
}

fn plain_digits(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit()) && (word.len() == 1 || !word.starts_with('0'))
}

fn slip(kind: Kind, written: &str, value: Option<Decimal>) -> Slip {
    Slip { kind, written: written.to_owned(), value }
}

/// Names the slip in a word that is no plain number. `money` may have places.
fn examine(word: &str, money: bool) -> Slip {
    let read = |word: &str| -> Option<Decimal> {
        let value = exact(word)?;
        let fits = !value.is_sign_negative() && value.scale() as usize <= if money { PLACES } else { 0 };
        (fits && value <= Decimal::from(if money { u64::MAX } else { MOST })).then_some(value)
    };
    let is = |kind, value| slip(kind, word, value);
    if matches!(word, "" | "~" | "null" | "Null" | "NULL") {
        return is(Kind::Blank, None);
    }
    if matches!(
        word,
        "/" | "／" | "-" | "--" | "—" | "——" | "－" | "无" | "无。" | "不适用" | "N/A" | "n/a" | "NA" | "." | "、"
    ) {
        return is(Kind::Mark, None);
    }
    if let Some(value) = thousands(word) {
        return is(Kind::Thousands, read(&value));
    }
    let half: String = word.chars().map(half_width).collect();
    if half != word
        && (half.parse::<Decimal>().is_ok() || half.chars().all(|c| c.is_ascii_digit() || ",.-+ ".contains(c)))
    {
        return is(Kind::FullWidth, read(&strip_zeros(&half.replace([',', ' '], ""))));
    }
    if let Some(unsigned) = word.strip_prefix(['-', '−']) {
        let number = unsigned.parse::<Decimal>().is_ok();
        return if number { is(Kind::Negative, None) } else { is(Kind::Words, None) };
    }
    if let Some(unsigned) = word.strip_prefix('+')
        && unsigned.parse::<Decimal>().is_ok()
    {
        return is(Kind::Plus, read(unsigned));
    }
    if word.bytes().all(|byte| byte.is_ascii_digit()) {
        return is(Kind::LeadingZeros, read(&strip_zeros(word)));
    }
    if word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && word.matches('.').count() == 1 {
        return decimal(word, money, read);
    }
    let lower = word.to_ascii_lowercase();
    if ["0x", "0o", "0b"].iter().any(|prefix| lower.starts_with(prefix)) {
        return is(Kind::OtherBase, None);
    }
    if lower
        .split_once('e')
        .is_some_and(|(mantissa, power)| mantissa.parse::<f64>().is_ok() && power.parse::<i32>().is_ok())
    {
        return is(Kind::Exponent, None);
    }
    with_words(word, money, read)
}

/// A number with a point that is not written as an amount may be.
fn decimal(word: &str, money: bool, read: impl Fn(&str) -> Option<Decimal>) -> Slip {
    let (whole, places) = word.split_once('.').unwrap_or((word, ""));
    if whole.is_empty() || places.is_empty() {
        return slip(Kind::LonePoint, word, read(word.trim_end_matches('.')).filter(|_| !whole.is_empty()));
    }
    if whole.len() > 1 && whole.starts_with('0') {
        return slip(Kind::LeadingZeros, word, read(&strip_zeros(word)).filter(|_| money));
    }
    if !money {
        // 3.0 is three, but who writes it may have meant 30.
        return slip(Kind::NotWhole, word, None);
    }
    slip(Kind::Places, word, None)
}

/// Digits followed or wrapped by words: units, notes, Chinese numerals.
fn with_words(word: &str, money: bool, read: impl Fn(&str) -> Option<Decimal>) -> Slip {
    let digits_end = word.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(word.len());
    let (number, rest) = word.split_at(digits_end);
    if !number.is_empty() {
        let value = read(number);
        let rest = rest.trim();
        let own_unit = if money { "万元" } else { "" };
        let counted = ["件", "项", "个", "条", "次", "份", "宗", "起"];
        if !own_unit.is_empty() && rest == own_unit || !money && counted.contains(&rest) {
            return slip(Kind::Unit, word, value);
        }
        if ["元", "万元", "亿元", "万", "亿", "万件", "%", "％"].contains(&rest) {
            return slip(Kind::Unit, word, None);
        }
        if rest.starts_with(['（', '(', '[', '【', '，', '；', '#', '*']) {
            return slip(Kind::Note, word, value);
        }
    }
    if word.chars().all(|c| "〇零一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾".contains(c))
    {
        return slip(Kind::Chinese, word, None);
    }
    slip(Kind::Words, word, None)
}

/// `1,234`, `1，234`, `1 234`, `1_000`, `1'000` without their marks.
fn thousands(word: &str) -> Option<String> {
    let mark = word.chars().find(|c| !c.is_ascii_digit())?;
    if !matches!(mark, ',' | '，' | ' ' | '_' | '\'' | '\u{a0}' | '、') {
        return None;
    }
    let (whole, places) = match word.split_once('.') {
        Some((whole, places)) => (whole, Some(places)),
        None => (word, None),
    };
    let groups: Vec<&str> = whole.split(mark).collect();
    let digits = |group: &&str| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit());
    let sound = groups.iter().all(digits) && groups[1..].iter().all(|group| group.len() >= 3) && groups[0].len() <= 4;
    sound.then(|| groups.concat() + &places.map(|places| format!(".{places}")).unwrap_or_default())
}

fn strip_zeros(word: &str) -> String {
    let stripped = word.trim_start_matches('0');
    if stripped.is_empty() || stripped.starts_with('.') { format!("0{stripped}") } else { stripped.to_owned() }
}

fn half_width(c: char) -> char {
    match c {
        // The full-width forms lie 0xFEE0 above ASCII.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    #[test]
    fn plain_numbers_are_read_exactly() {
        assert_eq!(count("0"), Ok(0));
        assert_eq!(count(" 3985758 "), Ok(3_985_758));
        assert_eq!(count("4294967295"), Ok(MOST));
        assert_eq!(delta("-4294967295"), Ok(-4_294_967_295));
        assert_eq!(delta("-18"), Ok(-18));
        assert_eq!(delta("+1036"), Ok(1036));
        for written in ["0.5500", "0", "96171.6", "24252.311082", "316441"] {
            assert_eq!(amount(written).unwrap().to_string(), written);
        }
    }

    #[test]
    fn every_slip_of_a_count_has_its_own_name() {
        use Kind as K;
        let cases = [
            ("１２", K::FullWidth, Some(12)),
            ("１，２３４", K::FullWidth, Some(1234)),
            ("1,234", K::Thousands, Some(1234)),
            ("1，234", K::Thousands, Some(1234)),
            ("1_000", K::Thousands, Some(1000)),
            ("012", K::LeadingZeros, Some(12)),
            ("00", K::LeadingZeros, Some(0)),
            ("3.5", K::NotWhole, None),
            ("3.0", K::NotWhole, None),
            (".5", K::NotWhole, None),
            ("-1", K::Negative, None),
            ("4294967296", K::TooLarge, None),
            ("4,294,967,296", K::Thousands, None),
            ("18446744073709551616", K::TooLarge, None),
            ("3件", K::Unit, Some(3)),
            ("3 件", K::Unit, Some(3)),
            ("2万", K::Unit, None),
            ("22（其中修订16件）", K::Note, Some(22)),
            ("/", K::Mark, None),
            ("-", K::Mark, None),
            ("—", K::Mark, None),
            ("无", K::Mark, None),
            ("", K::Blank, None),
            ("~", K::Blank, None),
            ("null", K::Blank, None),
            ("十二", K::Chinese, None),
            ("1e3", K::Exponent, None),
            ("0x10", K::OtherBase, None),
            ("0o7", K::OtherBase, None),
            ("+3", K::Plus, Some(3)),
            ("三个", K::Words, None),
            ("true", K::Words, None),
            ("1-2", K::Words, None),
            ("NaN", K::Words, None),
            (".inf", K::Words, None),
        ];
        for (written, kind, value) in cases {
            let slip = count(written).unwrap_err();
            assert_eq!((slip.kind(), slip.value()), (kind, value.map(Decimal::from)), "{written}");
            assert!(!slip.message().is_empty() && !slip.advice().ends_with('。'));
        }
    }

    #[test]
    fn every_slip_of_an_amount_has_its_own_name() {
        use Kind as K;
        let cases = [
            ("12.5万元", K::Unit, Some("12.5")),
            ("251000元", K::Unit, None),
            ("1,234.50", K::Thousands, Some("1234.50")),
            ("０.５５", K::FullWidth, Some("0.55")),
            ("0.1234567", K::Places, None),
            (".5", K::LonePoint, None),
            ("5.", K::LonePoint, Some("5")),
            ("00.5", K::LeadingZeros, Some("0.5")),
            ("-0.5", K::Negative, None),
            ("1e3", K::Exponent, None),
            ("", K::Blank, None),
            ("/", K::Mark, None),
            ("约12", K::Words, None),
            ("123456789012345678901234567890", K::TooLarge, None),
        ];
        for (written, kind, value) in cases {
            let slip = amount(written).unwrap_err();
            assert_eq!(
                (slip.kind(), slip.value().map(|v| v.to_string())),
                (kind, value.map(str::to_owned)),
                "{written}"
            );
        }
    }

    #[test]
    fn a_change_may_be_negative_but_not_anything() {
        assert_eq!(delta("-１").unwrap_err().value(), Some(Decimal::from(-1)));
        assert_eq!(delta("1.5").unwrap_err().kind(), Kind::NotWhole);
        assert_eq!(delta("9223372036854775808").unwrap_err().kind(), Kind::TooLarge);
    }
}
