//! What Excel shows of a number: a cell's number format, as far as it says which digits
//! are shown and in what unit.
//!
//! `0.0000` shows `0.5500` of 0.55, `0.00` shows `12.35` of 12.3456, `0!.0000"万元"` shows
//! `0.5500万元` of 5500. Formats that say other things (dates, powers, fractions,
//! conditions) are not known here, and the number is read as it is stored.

use rust_decimal::{Decimal, RoundingStrategy};

/// Most decimals Excel shows.
const DECIMALS: u32 = 15;
/// The longest format Excel keeps, in bytes and not in characters: every cell is shown by one.
const LONGEST: usize = 4 * 255;

/// A number as shown, and whether that is another number than the one stored.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) text: String,
    pub(super) differs: bool,
}

/// The formats every workbook has, by their numbers.
pub(super) fn of_number(number: u32) -> Option<&'static str> {
    match number {
        1 => Some("0"),
        2 => Some("0.00"),
        3 | 5 | 6 | 37 | 38 | 41 | 42 => Some("#,##0"),
        4 | 7 | 8 | 39 | 40 | 43 | 44 => Some("#,##0.00"),
        9 => Some("0%"),
        10 => Some("0.00%"),
        _ => None,
    }
}

/// What is shown of `stored` in a cell of this format; none where the format is not known
/// here, or shows no digits.
pub(super) fn shown(stored: Decimal, format: &str) -> Option<Shown> {
    if format.len() > LONGEST {
        return None;
    }
    let sections = sections(format);
    let negative = stored.is_sign_negative() && !stored.is_zero();
    let section = match (sections.as_slice(), negative, stored.is_zero()) {
        ([_, second, ..], true, _) => second,
        ([_, _, third, ..], _, true) => third,
        ([first, ..], ..) => first,
        ([], ..) => return None,
    };
    let pattern = Pattern::new(section)?;
    let size = stored.abs().checked_mul(if pattern.percent { Decimal::ONE_HUNDRED } else { Decimal::ONE })?;
    let size = (0..pattern.thousands).try_fold(size, |size, _| size.checked_div(Decimal::ONE_THOUSAND))?;
    let digits = match pattern.decimals {
        Some((least, most)) => decimals(size, least, most),
        None => size.normalize().to_string(),
    };
    let is_whole = pattern.decimals.is_none() || digits.parse::<Decimal>().is_ok_and(|shown| shown == size);
    let digits = pattern.parted(&digits);
    let sign = if negative { "-" } else { "" };
    let text = format!("{}{sign}{digits}{}", pattern.before, pattern.after);
    Some(Shown { text, differs: !is_whole || pattern.thousands > 0 || !pattern.inside.is_empty() })
}

/// A number with as many decimals as it has, no fewer than `least` and no more than `most`.
fn decimals(size: Decimal, least: u32, most: u32) -> String {
    let mut rounded = size.round_dp_with_strategy(most, RoundingStrategy::MidpointAwayFromZero).normalize();
    if rounded.scale() < least {
        rounded.rescale(least);
    }
    rounded.to_string()
}

/// The sections for numbers above, below and of zero.
fn sections(format: &str) -> Vec<&str> {
    let (mut found, mut from, mut quoted, mut escaped) = (Vec::new(), 0, false, false);
    for (at, c) in format.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '"' => quoted = !quoted,
            '\\' | '!' if !quoted => escaped = true,
            ';' if !quoted => {
                found.push(&format[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    found.push(&format[from..]);
    found
}

/// One section of a format.
#[derive(Debug, Default)]
struct Pattern {
    /// Words before and behind the digits: 万元, %. Signs of money and blanks are left out.
    before: String,
    after: String,
    /// Signs between digits of the whole number, each with the digits that follow it.
    inside: Vec<(String, usize)>,
    /// Fewest and most decimals; none where the number is shown as it is.
    decimals: Option<(u32, u32)>,
    percent: bool,
    /// Times it is divided by a thousand.
    thousands: u32,
}

impl Pattern {
    fn new(section: &str) -> Option<Pattern> {
        let mut pattern = Pattern::default();
        let section = section
            .strip_prefix("General")
            .or_else(|| section.strip_prefix("G/通用格式"))
            .map_or_else(|| section.to_owned(), |rest| format!("\u{1}{rest}"));
        let mut chars = section.chars();
        // Digits met, whether a decimal point was, and commas since the last digit.
        let (mut digits, mut point, mut commas) = (0_usize, false, 0_u32);
        while let Some(c) = chars.next() {
            match c {
                '\u{1}' => digits += 1,
                '0' | '#' | '?' => {
                    commas = 0;
                    digits += 1;
                    pattern.digit(c == '0', point)?;
                }
                '.' if !point => {
                    commas = 0;
                    point = true;
                }
                ',' => commas += 1,
                '%' => {
                    pattern.percent = true;
                    pattern.word("%", digits, point)?;
                }
                '"' => {
                    let word: String = chars.by_ref().take_while(|c| *c != '"').collect();
                    pattern.word(&word, digits, point)?;
                }
                '\\' | '!' => pattern.word(chars.next()?.encode_utf8(&mut [0; 4]), digits, point)?,
                // A blank as wide as the next character, and one that fills the cell.
                '_' | '*' => drop(chars.next()),
                '[' => {
                    let word: String = chars.by_ref().take_while(|c| *c != ']').collect();
                    if word.starts_with(['<', '>', '=']) {
                        return None;
                    }
                }
                ' ' | '-' | '+' | '(' | ')' | '/' | ':' | '$' | '¥' | '￥' if c != '/' && c != ':' => {}
                c if c.is_alphabetic() && !c.is_ascii() => pattern.word(c.encode_utf8(&mut [0; 4]), digits, point)?,
                _ => return None,
            }
        }
        if !section.starts_with('\u{1}') {
            pattern.decimals.get_or_insert((0, 0));
        }
        pattern.thousands = if digits > 0 { commas } else { 0 };
        (digits > 0).then_some(pattern)
    }

    fn digit(&mut self, fixed: bool, point: bool) -> Option<()> {
        if !self.after.is_empty() {
            // Words between digits of the whole number: what stands behind them is counted.
            if point {
                return None;
            }
            self.inside.push((std::mem::take(&mut self.after), 0));
        }
        if !point {
            self.inside.iter_mut().for_each(|(_, behind)| *behind += 1);
            return Some(());
        }
        let (least, most) = self.decimals.get_or_insert((0, 0));
        *most += 1;
        if fixed {
            *least = *most;
        }
        (*most <= DECIMALS).then_some(())
    }

    fn word(&mut self, word: &str, digits: usize, point: bool) -> Option<()> {
        // A point that is a word parts digits; other signs say nothing of the number.
        let said: String = word.chars().filter(|c| (c.is_alphabetic() && !c.is_ascii()) || "%.".contains(*c)).collect();
        if said.contains('.') && (point || digits == 0) {
            return None;
        }
        if digits == 0 { &mut self.before } else { &mut self.after }.push_str(&said);
        Some(())
    }

    /// The digits with the signs that part them.
    fn parted(&self, digits: &str) -> String {
        let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
        let longest = self.inside.first().map_or(0, |(_, behind)| behind + 1);
        let mut text = format!("{whole:0>longest$}");
        // From the right, so that what stands behind keeps its place.
        for (sign, behind) in self.inside.iter().rev() {
            text.insert_str(text.len() - behind - self.signs_behind(*behind), sign);
        }
        text + rest
    }

    /// Bytes of the signs that stand behind the last `behind` digits and were put in.
    fn signs_behind(&self, behind: usize) -> usize {
        self.inside.iter().filter(|(_, own)| *own < behind).map(|(sign, _)| sign.len()).sum()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn numbers_are_shown_as_excel_shows_them() {
        for (stored, format, text, differs) in [
            ("0.55", "0.0000", "0.5500", false),
            ("1234.5678", "#,##0.00", "1234.57", true),
            ("1234.5", "#,##0.00_);[Red](#,##0.00)", "1234.50", false),
            ("-2.345", "#,##0.00_);[Red](#,##0.00)", "-2.35", true),
            ("3", "0\"件\"", "3件", false),
            ("3", "General\"件\"", "3件", false),
            ("5500.5", "G/通用格式\"元\"", "5500.5元", false),
            ("5500", "0!.0000", "0.5500", true),
            ("5500", "0\\.0000\"万元\"", "0.5500万元", true),
            ("12345", "0!.0,\"万\"", "1.2万", true),
            ("1234567", "#,##0,", "1235", true),
            ("0.567", "0%", "57%", true),
            ("0.57", "0%", "57%", false),
            ("0.5", "0.###", "0.5", false),
            ("7", "_ * #,##0_ ;_ * -#,##0_ ;_ * \"-\"_ ;_ @_ ", "7", false),
            ("-7", "_ * #,##0_ ;_ * -#,##0_ ;_ * \"-\"_ ;_ @_ ", "-7", false),
            ("7", "[DBNum1][$-804]0", "7", false),
            ("7", "¥#,##0", "7", false),
        ] {
            let shown = shown(stored.parse().unwrap(), format);
            assert_eq!(shown, Some(Shown { text: text.to_owned(), differs }), "{stored} {format}");
        }
        for (stored, format) in [
            ("0", "_ * #,##0_ ;_ * -#,##0_ ;_ * \"-\"_ ;_ @_ "),
            ("0", "0;-0;;@"),
            ("45311", "yyyy/m/d"),
            ("3", "@"),
            ("3", "0.00E+00"),
            ("0.5", "# ?/?"),
            ("30000", "[>=10000]0!.0,\"万\";0"),
            ("3", ""),
            ("3", "\"无\""),
        ] {
            assert_eq!(shown(stored.parse().unwrap(), format), None, "{stored} {format}");
        }
        let longest = "0".repeat(LONGEST);
        assert!(shown(Decimal::ONE, &longest).is_some());
        assert_eq!(shown(Decimal::ONE, &(longest + "0")), None);
    }
}
