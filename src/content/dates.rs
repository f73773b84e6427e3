//! Dates as clerks write them.

use jiff::civil::{Date, Time};

use super::report::Published;

/// A day, and the minute where given: `2021-1-5`, `2021-01-05 09:00`, `2021/1/5`,
/// `2021年1月5日`, also with blanks between.
///
/// # Errors
/// What is wrong, to follow the words 应为日期.
pub(super) fn published(word: &str) -> Result<Published, String> {
    let word = word.trim();
    let word: String = word.chars().map(|c| if c == 'T' { ' ' } else { c }).collect();
    // A day may be written with blanks in it (`2021 年 1 月 5 日`): only what has the colon
    // of a time is one.
    let (day, minute) = match word.rsplit_once(char::is_whitespace) {
        Some((day, minute)) if minute.contains([':', '：']) => (day, Some(minute)),
        _ => (word.as_str(), None),
    };
    let date = date(day)?;
    let time = minute.map(time).transpose()?;
    Ok(Published { date, time })
}

/// A day.
///
/// # Errors
/// What is wrong.
pub(super) fn date(word: &str) -> Result<Date, String> {
    let plain = word.trim().replace(['年', '月', '/', '.'], "-").replace('日', "");
    let numbers: Option<Vec<i16>> = plain.split('-').map(|part| part.trim().parse().ok()).collect();
    match numbers.as_deref() {
        Some([year, month, day]) if (1000..=9999).contains(year) => {
            let (month, day) = (i8::try_from(*month).unwrap_or(0), i8::try_from(*day).unwrap_or(0));
            Date::new(*year, month, day).map_err(|_| format!("日历上没有“{}”这一天", word.trim()))
        }
        _ => Err(format!("实际为“{}”", word.trim())),
    }
}

fn time(word: &str) -> Result<Time, String> {
    let fault = || format!("时刻“{word}”应写作 09:00 的样子");
    let mut parts = word.split([':', '：']);
    let (hour, minute) = (parts.next(), parts.next());
    let (Some(hour), Some(minute)) = (hour.and_then(|h| h.parse().ok()), minute.and_then(|m| m.parse().ok())) else {
        return Err(fault());
    };
    Time::new(hour, minute, 0, 0).map_err(|_| fault())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    #[test]
    fn dates_are_read_as_clerks_write_them() {
        for written in ["2021-1-5", "2021-01-05", "2021/1/5", "2021年1月5日", "2021 年 1 月 5 日", "2021.1.5"] {
            assert_eq!(published(written).unwrap().text(), "2021-01-05", "{written}");
        }
        assert_eq!(published("2021-01-20 9:00").unwrap().text(), "2021-01-20 09:00");
        assert_eq!(published("2021 年 1 月 20 日 9：00").unwrap().text(), "2021-01-20 09:00");
        assert_eq!(published("2021-01-20T09:00:00").unwrap().text(), "2021-01-20 09:00");
    }

    #[test]
    fn a_day_that_does_not_exist_is_refused() {
        assert!(published("2021-02-30").unwrap_err().contains("没有"));
        assert!(published("一月二十日").is_err());
        assert!(published("2021-01-20 25:00").is_err());
        assert!(published("21-1-5").is_err());
        // What was written is quoted whole.
        assert!(published("2021 年 1 月初").unwrap_err().contains("“2021 年 1 月初”"));
    }
}
