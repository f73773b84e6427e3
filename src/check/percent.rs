//! A percentage said of a number right before it: its share of a whole, or its change
//! against last year.

use std::ops::Range;

use rust_decimal::{Decimal, RoundingStrategy};

use crate::edition::{Change, Words};

/// Farthest from the number, in characters: of a share, of a change.
const NEAR: [usize; 2] = [12, 16];

/// A percentage as written.
#[derive(Clone, Debug)]
pub struct Percent {
    /// The number, with its decimals.
    pub value: Decimal,
    /// Where it stands in the file.
    pub place: Range<usize>,
    /// What it is.
    pub of: Of,
    /// The first of the numbers its sentence speaks of, among all of the text.
    pub since: usize,
}

/// What a percentage says of the number before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// 占51.85%
    Share,
    /// 同比增长16%
    Rise,
    /// 较上年下降16%
    Fall,
}

impl Of {
    /// What the words between a number and a percentage make of it; a change that is only
    /// `rough` says too little to be held against anything.
    pub(super) fn read(words: &Words, between: &str, rough: bool) -> Option<Of> {
        let length = between.chars().count();
        if length < NEAR[0] && between.contains('占') {
            return Some(Of::Share);
        }
        if rough || length >= NEAR[1] {
            return None;
        }
        let Change { against, rise, fall, through } = &words.change;
        let any = |words: &[String]| words.iter().any(|word| between.contains(word.as_str()));
        let of = match (any(rise), any(fall)) {
            (true, false) => Of::Rise,
            (false, true) => Of::Fall,
            _ => return None,
        };
        // 收到申请58件，办件量同比增长20% speaks of another number.
        let mut rest = between.trim();
        let known = || against.iter().chain(rise).chain(fall).chain(through);
        while let Some(length) = known().filter(|word| rest.starts_with(word.as_str())).map(String::len).max() {
            rest = rest[length..].trim_start();
        }
        (any(against) && rest.is_empty()).then_some(of)
    }
}

/// Whether an exact percentage may be written so: rounded to as many decimals as were
/// written, or cut there, which many do.
pub(super) fn is_written(exact: Decimal, written: Decimal) -> bool {
    let places = written.scale();
    let rounded = exact.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
    rounded == written || exact.trunc_with_scale(places) == written
}

/// An exact percentage as it is advised: at most two decimals.
pub(super) fn advised(exact: Decimal) -> Decimal {
    exact.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero).normalize()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::edition::Editions;

    #[test]
    fn a_percentage_is_right_when_rounded_or_cut_at_its_last_decimal() {
        let of = |count: i64, whole: i64| Decimal::from(count * 100) / Decimal::from(whole);
        // 7/15 is 46.666…%.
        for (written, places) in [(47, 0), (46, 0), (467, 1), (466, 1), (4667, 2), (4666, 2)] {
            assert!(is_written(of(7, 15), Decimal::new(written, places)), "{written}");
        }
        for (written, places) in [(4760, 2), (48, 0), (468, 1), (4668, 2), (470, 1)] {
            assert!(!is_written(of(7, 15), Decimal::new(written, places)), "{written}");
        }
        // Half is rounded up, as people do: 12.5 % is 13 %.
        assert!(is_written(of(1, 8), Decimal::from(13)));
        assert!(is_written(of(1, 2), Decimal::new(5000, 2)));
        assert_eq!(advised(of(1, 32)), Decimal::new(313, 2));
    }

    #[test]
    fn words_between_say_what_a_percentage_is() {
        let editions = Editions::embedded().unwrap();
        let words = &editions.named("2021").unwrap().words;
        for (between, of) in [
            ("，占", Some(Of::Share)),
            ("，同比增长", Some(Of::Rise)),
            ("（较上年同期增加了", Some(Of::Rise)),
            ("，与上一年度相比下降", Some(Of::Fall)),
            ("，比 2023 年减少", None),
            ("，办件量同比增长", None),
            ("，增长", None),
            ("，同比分别增长", None),
            ("，同比由升转降，下降", None),
        ] {
            assert_eq!(Of::read(words, between, false), of, "{between}");
        }
    }
}
