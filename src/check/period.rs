//! The statistics period a text states.

use memchr::memmem;

use super::days::{Day, days};
use super::text::Plain;

/// Words that announce it.
const WORDS: [&str; 6] = ["统计期限", "统计时限", "统计期间", "统计时段", "统计时间", "统计周期"];

/// What all of them begin with.
const ALL: &str = "统计";

/// The whole year in months.
const WHOLE: [&str; 3] = ["年1月至12月", "年一月至十二月", "年1月份至12月份"];

/// A stated period, in the order written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// First day; its year is given or none is.
    pub from: Day,
    /// Last day.
    pub to: Day,
}

impl Period {
    /// The year of the last day: its own, or the first day's.
    pub fn end_year(&self) -> Option<u16> {
        self.to.year.or(self.from.year)
    }
}

/// Every period stated, with its days placed in the plain text.
pub fn stated(plain: &Plain) -> Vec<Period> {
    let mut found = Vec::new();
    for sentence in plain.sentences_with([ALL]) {
        let text = &plain.text[sentence.clone()];
        let mut places = memmem::find_iter(text.as_bytes(), ALL);
        let Some(at) = places.find(|at| WORDS.iter().any(|word| text[*at..].starts_with(word))) else { continue };
        let mut days = days(&text[at..]).into_iter().map(|mut day| {
            let start = sentence.start + at;
            day.range = start + day.range.start..start + day.range.end;
            day
        });
        if let (Some(from), Some(to)) = (days.next(), days.next()) {
            found.push(Period { from, to });
        }
    }
    found
}

/// Sentences that announce a period from a day to a day and do not give the days.
pub fn unread(plain: &Plain) -> Vec<std::ops::Range<usize>> {
    let announces = |text: &str| {
        let after = WORDS.iter().filter_map(|word| text.find(word).map(|at| &text[at + word.len()..])).next();
        after.is_some_and(|after| {
            after.contains('至')
                && after.contains(['自', '从', '起', '为'])
                && days(after).len() < 2
                && !WHOLE.iter().any(|whole| after.contains(whole))
        })
    };
    plain.sentences_with([ALL]).into_iter().filter(|sentence| announces(&plain.text[sentence.clone()])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_in_months_that_is_the_year_is_read() {
        let unread = |text: &str| unread(&Plain::of(text, 0..text.len())).len();
        assert_eq!(unread("统计期限为2023年1月至12月。"), 0);
        assert_eq!(unread("统计期限自二〇二三年一月至十二月。"), 0);
        assert_eq!(unread("统计期限为2023年1月至11月。"), 1);
        assert_eq!(unread("统计期限为上年至本年。"), 1);
    }
}
