//! How a figure changed against the year before, and what part it is of another.
//!
//! A change has a sign and names its base; there is no percentage from a base of 0 or
//! from one below the floor, and a rate always carries its fraction.

use rust_decimal::{Decimal, RoundingStrategy};

/// Below this base or denominator no percentage is worked out: one case more or less
/// would move it by ten points.
pub const FLOOR: i64 = 10;

/// A change between two figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// Later less earlier.
    pub difference: Decimal,
    /// In per cent of the earlier, one place; none from a base below the floor.
    pub percent: Option<Decimal>,
}

impl Change {
    /// The change from `before` to `now`; none where a figure does not fit.
    pub fn between(before: Decimal, now: Decimal) -> Option<Change> {
        let difference = now.checked_sub(before)?;
        let percent = match before >= Decimal::from(FLOOR) {
            true => difference.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(before).map(one_place),
            false => None,
        };
        Some(Change { difference, percent })
    }

    /// `+4（+5.7%）`, `-3`, `0`
    pub fn say(&self) -> String {
        let difference = signed(self.difference.normalize());
        match self.say_percent() {
            Some(percent) => format!("{difference}（{percent}）"),
            None => difference,
        }
    }

    /// `+5.7%`; none where nothing changed. What rounds to nothing is no 0: it changed.
    pub fn say_percent(&self) -> Option<String> {
        let percent = self.percent.filter(|_| !self.difference.is_zero())?;
        Some(if percent.is_zero() { "不足 0.1%".to_owned() } else { format!("{}%", signed(percent)) })
    }
}

/// A part of a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// Numerator.
    pub part: Decimal,
    /// Denominator.
    pub whole: Decimal,
}

impl Share {
    /// In per cent, one place; none of a whole below the floor.
    pub fn percent(&self) -> Option<Decimal> {
        self.exact().map(one_place)
    }

    /// `15.0%（3/20）`; below the floor only `3/7`; `0/0` is no rate.
    pub fn say(&self) -> String {
        let fraction = format!("{}/{}", self.part.normalize(), self.whole.normalize());
        match self.percent() {
            Some(percent) => format!("{percent}%（{fraction}）"),
            None => fraction,
        }
    }

    /// The change against another share, in percentage points: `+1.2 个百分点`.
    ///
    /// Worked out from the exact shares, not from the rounded ones. What rounds to nothing
    /// is no 0: it changed, and which way is said (`+不足 0.1 个百分点`).
    pub fn points_since(&self, before: &Share) -> Option<String> {
        let exact = self.exact()?.checked_sub(before.exact()?)?;
        let points = one_place(exact);
        Some(match points.is_zero() && !exact.is_zero() {
            true => format!("{}不足 0.1 个百分点", if exact.is_sign_positive() { "+" } else { "-" }),
            false => format!("{} 个百分点", signed(points)),
        })
    }

    fn exact(&self) -> Option<Decimal> {
        let exact = self.part.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(self.whole);
        exact.filter(|_| self.whole >= Decimal::from(FLOOR))
    }
}

fn one_place(value: Decimal) -> Decimal {
    let mut rounded = value.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(1);
    rounded
}

/// With its sign; zero has none.
pub fn signed(value: Decimal) -> String {
    match value.is_sign_positive() && !value.is_zero() {
        true => format!("+{value}"),
        false if value.is_zero() => "0".to_owned(),
        false => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    fn change(before: i64, now: i64) -> String {
        Change::between(before.into(), now.into()).unwrap().say()
    }

    #[test]
    fn changes_have_a_sign_and_no_percentage_from_a_small_base() {
        assert_eq!(change(70, 74), "+4（+5.7%）");
        assert_eq!(change(121, 96), "-25（-20.7%）");
        assert_eq!(change(0, 5), "+5");
        assert_eq!(change(9, 18), "+9");
        assert_eq!(change(10, 11), "+1（+10.0%）");
        assert_eq!(change(40, 40), "0");
        assert_eq!(change(200, 201), "+1（+0.5%）");
        assert_eq!(change(447_228, 447_300), "+72（不足 0.1%）");
        assert_eq!(change(447_228, 447_227), "-1（不足 0.1%）");
        assert_eq!(change(2_000, 2_001), "+1（+0.1%）");
    }

    #[test]
    fn a_rate_carries_its_fraction() {
        let share = |part: i64, whole: i64| Share { part: part.into(), whole: whole.into() };
        assert_eq!(share(3, 20).say(), "15.0%（3/20）");
        assert_eq!(share(1, 3).say(), "1/3");
        assert_eq!(share(0, 0).say(), "0/0");
        assert_eq!(share(2, 30).say(), "6.7%（2/30）");
        assert_eq!(share(1, 8).percent(), None);
        assert_eq!(share(42, 81).points_since(&share(30, 75)).unwrap(), "+11.9 个百分点");
        assert_eq!(share(5, 10).points_since(&share(5, 10)).unwrap(), "0 个百分点");
        assert_eq!(share(5, 10).points_since(&share(1, 2)), None);
        assert_eq!(share(10, 30).points_since(&share(20, 60)).unwrap(), "0 个百分点");
        assert_eq!(share(3_001, 9_000).points_since(&share(1, 3_000)).unwrap(), "+33.3 个百分点");
        assert_eq!(share(3_001, 9_000).points_since(&share(3_000, 9_000)).unwrap(), "+不足 0.1 个百分点");
        assert_eq!(share(3_000, 9_001).points_since(&share(3_000, 9_000)).unwrap(), "-不足 0.1 个百分点");
    }
}
