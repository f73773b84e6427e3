//! Bar charts as static SVG: one figure over the years, gaps as gaps.
//!
//! Drawn here because chart libraries clip or overlap Chinese labels. The years stand one
//! below the other: a chart grows downwards, so that its words keep their size on a phone
//! and on paper, however many years there are. No colour carries meaning: bars are one
//! colour, a gap is a dashed outline with words, the break between two forms a dashed line.
//! Every chart stands beside the table it was drawn from.

use std::fmt::{self, Write};

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::render::escape;

/// One bar.
pub(super) struct Bar {
    /// The words before it.
    pub(super) label: String,
    /// Whose it is, where it is not the office's own: the short name of one merged into it.
    pub(super) of: Option<String>,
    /// Its figure as printed, and its number; none for a gap.
    pub(super) figure: Option<(String, Decimal)>,
    /// The words in a gap: 无报告, 文本, 未填, 无此项.
    pub(super) gap: &'static str,
    /// The first bar under another form.
    pub(super) breaks: bool,
}

/// What fits into the narrowest window (320 px) as it is.
const WIDTH: usize = 280;
const BAR: usize = 16;
const STEP: usize = 24;
/// Room for a year with its mark.
const YEAR: usize = 54;
/// Room for a name behind the year.
const NAMES: usize = 74;
/// Most characters of a name there is room for.
const NAME: usize = 6;
/// How wide a gap is drawn.
const GAP: usize = 56;
/// Room for a digit behind its bar.
const DIGIT: usize = 8;

/// A chart; `id` is unique on the page, `title` says what is shown, `unit` of what.
pub(super) fn bars(id: &str, title: &str, unit: &str, bars: &[Bar]) -> String {
    let figures = || bars.iter().filter_map(|bar| bar.figure.as_ref());
    let most = figures().map(|(_, value)| *value).max().unwrap_or_default();
    let digits = figures().map(|(printed, _)| printed.chars().count()).max().unwrap_or_default();
    let left = if bars.iter().any(|bar| bar.of.is_some()) { YEAR + NAMES } else { YEAR };
    let longest = WIDTH.saturating_sub(left + DIGIT * (digits + 1)).max(BAR);
    let height = STEP * bars.len();
    let mut out = format!(
        "<svg class=\"chart\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\">"
    );
    out.push_str(&format!("<title id=\"{id}-title\">"));
    escape(title, &mut out);
    out.push_str(&format!("</title><desc id=\"{id}-desc\">"));
    escape(&describe(unit, bars), &mut out);
    out.push_str("</desc>");
    line(&mut out, "axis", (left, 0), (left, height));
    for (number, bar) in bars.iter().enumerate() {
        let top = STEP * number;
        let foot = top + STEP - 7;
        if bar.breaks {
            line(&mut out, "form-break", (0, top), (WIDTH, top));
        }
        text(&mut out, "label", Tenths(0.0), foot, &bar.label);
        if let Some(of) = &bar.of {
            text(&mut out, "gap", Tenths(YEAR as f64), foot, &shortened(of));
        }
        let (class, long) = match &bar.figure {
            Some((_, value)) => ("bar", share(*value, most) * longest as f64),
            None => ("no-bar", GAP as f64),
        };
        // Writing to a String cannot fail.
        let _ = write!(
            out,
            "<rect class=\"{class}\" x=\"{left}\" y=\"{}\" width=\"{}\" height=\"{BAR}\"/>",
            top + (STEP - BAR) / 2,
            Tenths(long)
        );
        match &bar.figure {
            Some((printed, _)) => text(&mut out, "value", Tenths((left + 5) as f64 + long), foot, printed),
            None => text(&mut out, "gap", Tenths((left + 8) as f64), foot, bar.gap),
        }
    }
    out.push_str("</svg>");
    out
}

fn line(out: &mut String, class: &str, (x1, y1): (usize, usize), (x2, y2): (usize, usize)) {
    let _ = write!(out, "<line class=\"{class}\" x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\"/>");
}

/// As much of a name as there is room for; the whole of it is in the words of the chart.
fn shortened(name: &str) -> String {
    match name.chars().count() > NAME {
        true => name.chars().take(NAME - 1).chain(['…']).collect(),
        false => name.to_owned(),
    }
}

/// How long a bar is, from 0 to 1. Only drawing uses floating point.
fn share(value: Decimal, most: Decimal) -> f64 {
    let (value, most) = (value.to_f64().unwrap_or(0.0), most.to_f64().unwrap_or(0.0));
    if most > 0.0 { (value / most).clamp(0.0, 1.0) } else { 0.0 }
}

/// A length with one decimal place.
struct Tenths(f64);

impl fmt::Display for Tenths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Whole lengths, which most are, are printed twenty times faster as such; a chart is
        // some hundred pixels wide.
        match self.0.fract() == 0.0 && (0.0..1e6).contains(&self.0) {
            true => write!(f, "{}", self.0 as u32),
            false => write!(f, "{:.1}", self.0),
        }
    }
}

fn text(out: &mut String, class: &str, x: Tenths, y: usize, words: &str) {
    let _ = write!(out, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">");
    escape(words, out);
    out.push_str("</text>");
}

/// The chart in words, for those who hear it.
fn describe(unit: &str, bars: &[Bar]) -> String {
    let say = |bar: &Bar| {
        let of = bar.of.as_ref().map(|of| format!("（{of}）")).unwrap_or_default();
        match &bar.figure {
            Some((printed, _)) => format!("{} 年{of} {printed}{unit}", bar.label),
            None => format!("{} 年{of}{}", bar.label, bar.gap),
        }
    };
    bars.iter().map(say).collect::<Vec<_>>().join("，")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_drawn_as_a_gap_and_told_in_words() {
        let bar = |label: &str, figure: Option<i64>| Bar {
            label: label.to_owned(),
            of: None,
            figure: figure.map(|value| (value.to_string(), Decimal::from(value))),
            gap: "无报告",
            breaks: label == "2021",
        };
        let svg = bars("c1", "本年新收 <件>", " 件", &[bar("2019", Some(23)), bar("2020", None), bar("2021", Some(0))]);
        assert!(svg.contains("<title id=\"c1-title\">本年新收 &lt;件&gt;</title>"));
        assert!(svg.contains("2019 年 23 件，2020 年无报告，2021 年 0 件"));
        assert_eq!(svg.matches("class=\"bar\"").count(), 2, "zero has a bar of no height, a gap has none");
        assert_eq!(svg.matches("class=\"no-bar\"").count(), 1);
        assert_eq!(svg.matches("form-break").count(), 1);
    }

    #[test]
    fn bars_of_others_say_whose_they_are() {
        let bar = |of: Option<&str>| Bar {
            label: "2019".to_owned(),
            of: of.map(str::to_owned),
            figure: Some(("1".to_owned(), Decimal::ONE)),
            gap: "",
            breaks: false,
        };
        let own = bars("c1", "本年新收", " 件", &[bar(None)]);
        let both = bars("c1", "本年新收", " 件", &[bar(Some("甲局")), bar(Some("市场监督管理局"))]);
        assert!(both.contains("2019 年（甲局） 1 件，2019 年（市场监督管理局） 1 件"), "{both}");
        assert!(both.contains(">甲局</text>") && both.contains(">市场监督管…</text>"), "{both}");
        assert!(
            own.contains("<rect class=\"bar\" x=\"54\"") && both.contains("<rect class=\"bar\" x=\"128\""),
            "{both}"
        );
    }

    #[test]
    fn many_years_make_a_chart_longer_and_its_words_no_smaller() {
        let years = |count: u16| {
            let bar = |year: u16| Bar {
                label: format!("{}※", 2019 + year),
                of: None,
                figure: Some((format!("{}", 90_000 + u32::from(year)), Decimal::from(90_000 + u32::from(year)))),
                gap: "",
                breaks: false,
            };
            bars("c1", "本年新收", " 件", &(0..count).map(bar).collect::<Vec<_>>())
        };
        for count in [1, 7, 11, 30] {
            let svg = years(count);
            assert!(svg.contains("viewBox=\"0 0 280 "), "no wider than a phone: {svg}");
            assert!(svg.contains(&format!(" height=\"{}\" role", 24 * count)), "{svg}");
        }
    }
}
