//! One figure of the source as a number of the form, or why it is none.

use rust_decimal::Decimal;

use super::tokens::in_words;
use crate::edition::Kind;
use crate::source::number::{self, Slip};

/// What a cell of the source says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    /// A number; the remark says what was changed to get it.
    Number(Decimal, Option<String>),
    /// No number, and why.
    Nothing(String),
}

/// Reads `written` for a cell of `kind`. `yuan` says that the column's head gives 元
/// where the form has 万元.
pub(crate) fn read(written: &str, kind: Kind, yuan: bool) -> Said {
    if written.is_empty() {
        return Said::Nothing("原表空白".to_owned());
    }
    // Two numbers in one cell: nobody knows which is meant, or whether they are one.
    if written.split_whitespace().filter(|word| word.starts_with(|c: char| c.is_ascii_digit())).count() > 1 {
        return Said::Nothing(format!("原文为“{written}”，不是这一格应有的数"));
    }
    if kind == Kind::Wan {
        return money(written, yuan);
    }
    if let (Kind::Delta, Some((down, number))) = (kind, in_words(written)) {
        return match read(number, Kind::Count, false) {
            Said::Number(value, _) => {
                let value = if down && !value.is_zero() { -value } else { value };
                Said::Number(value, Some(format!("原文“{written}”，取 {value}")))
            }
            Said::Nothing(_) => Said::Nothing(format!("原文为“{written}”，不是这一格应有的数")),
        };
    }
    let read = |word: &str| match kind {
        Kind::Delta => number::delta(word).map(Decimal::from),
        Kind::Count | Kind::Wan => number::count(word).map(Decimal::from),
    };
    match read(written) {
        Ok(value) => Said::Number(value, None),
        Err(slip) => mended(written, &slip),
    }
}

/// A slip that evidently means a number is taken, and said; a leading zero is not: it is
/// how digits of two cells look when they run together.
fn mended(written: &str, slip: &Slip) -> Said {
    use number::Kind as K;
    // `3.00`: a whole number shown with two decimals.
    let whole = written.split_once('.').filter(|(_, zeros)| matches!(*zeros, "0" | "00"));
    if let Some(Ok(value)) = whole.map(|(whole, _)| number::delta(whole).map(Decimal::from))
        && !value.is_sign_negative()
    {
        return Said::Number(value, Some(format!("原文“{written}”，取 {value}")));
    }
    match (slip.kind(), slip.value()) {
        (K::FullWidth | K::Thousands | K::Unit | K::Note | K::Plus, Some(value)) => {
            Said::Number(value, Some(format!("原文“{written}”，取 {value}")))
        }
        (K::Mark, _) => Said::Nothing(format!("原文为“{written}”，不知是零还是没有填")),
        _ => Said::Nothing(format!("原文为“{written}”，不是这一格应有的数")),
    }
}

/// An amount in 万元; one written in 元 is divided, exactly.
fn money(written: &str, yuan: bool) -> Said {
    if !is_grouped(written) {
        return Said::Nothing(format!("原文为“{written}”，逗号不在千位上，不知是千分位还是小数点"));
    }
    let bare: String = written.chars().filter(|c| !matches!(c, ',' | '，') && !c.is_whitespace()).collect();
    let (number, in_yuan) = match (bare.strip_suffix("万元"), bare.strip_suffix('元')) {
        (Some(number), _) => (number, false),
        (None, Some(number)) => (number, true),
        (None, None) => (bare.as_str(), yuan),
    };
    if in_yuan {
        let exact: Option<Decimal> = number.parse().ok();
        let wan = exact.filter(|value| !value.is_sign_negative()).and_then(|v| v.checked_div(Decimal::from(10_000)));
        return match wan.map(|wan| wan.normalize()).filter(|wan| wan.scale() <= 6) {
            Some(wan) => Said::Number(wan, Some(format!("原文“{written}”（元），换算为 {wan} 万元"))),
            None => Said::Nothing(format!("原文为“{written}”，按元换算不成准确的万元数")),
        };
    }
    match number::amount(number) {
        Ok(value) if number == written => Said::Number(value, None),
        Ok(value) => Said::Number(value, Some(format!("原文“{written}”，取 {value} 万元"))),
        Err(slip) => mended(written, &slip),
    }
}

/// Whether commas in an amount, if there are any, part thousands: `12,3456` may be either.
fn is_grouped(written: &str) -> bool {
    let whole: String = written.chars().take_while(|c| c.is_ascii_digit() || matches!(c, ',' | '，')).collect();
    let groups: Vec<&str> = whole.split([',', '，']).collect();
    let after = &written[whole.len()..];
    let is_first = groups.first().is_some_and(|first| (1..=3).contains(&first.len()));
    let has_commas = groups.len() > 1 || after.contains([',', '，']);
    !has_commas || (is_first && groups[1..].iter().all(|group| group.len() == 3) && !after.contains([',', '，']))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    fn number(written: &str, kind: Kind) -> Option<String> {
        match read(written, kind, false) {
            Said::Number(value, _) => Some(value.to_string()),
            Said::Nothing(_) => None,
        }
    }

    #[test]
    fn units_and_notes_are_converted_and_said() {
        assert_eq!(number("0.5500", Kind::Wan).unwrap(), "0.5500");
        assert_eq!(number("251000元", Kind::Wan).unwrap(), "25.1");
        assert_eq!(number("75394432.52元", Kind::Wan).unwrap(), "7539.443252");
        assert_eq!(number("96171.6万元", Kind::Wan).unwrap(), "96171.6");
        assert_eq!(number("22(其中修订16件)", Kind::Count).unwrap(), "22");
        assert_eq!(number("-18", Kind::Delta).unwrap(), "-18");
        assert_eq!(number("减4", Kind::Delta).unwrap(), "-4");
        assert_eq!(number("增加2项", Kind::Delta).unwrap(), "2");
        assert_eq!(number("1,234", Kind::Count).unwrap(), "1234");
        assert_eq!(number("3.00", Kind::Count).unwrap(), "3");
        assert_eq!(number("1,234.5万元", Kind::Wan).unwrap(), "1234.5");
        assert!(matches!(read("3件", Kind::Count, false), Said::Number(_, Some(_))));
        assert!(
            matches!(read("316441", Kind::Wan, true), Said::Number(value, Some(_)) if value.to_string() == "31.6441")
        );
    }

    #[test]
    fn what_is_no_number_stays_unread() {
        for written in ["", "-", "/", "00", "-3", "减4", "3.5", "十二", "0x1", "1 234"] {
            assert_eq!(number(written, Kind::Count), None, "{written}");
        }
        for written in ["6,4924", "12,3456元", "1,23", ",5", "1.234,5"] {
            assert_eq!(number(written, Kind::Wan), None, "{written}");
        }
        for written in ["3.000", "-3.00", "00.0", "3.50"] {
            assert_eq!(number(written, Kind::Count), None, "{written}");
        }
    }
}
