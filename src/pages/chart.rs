//! Bar charts as static SVG: one figure over the years, gaps as gaps.
//!
//! Drawn here because chart libraries clip or overlap Chinese labels. No colour carries
//! meaning: bars are one colour, a gap is a dashed outline with words, the break between
//! two forms a dashed line. Every chart stands beside the table it was drawn from.

use std::fmt::{self, Write};

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::render::escape;

/// One bar.
pub(super) struct Bar {
    /// The words below it.
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

const BAR: usize = 44;
const STEP: usize = 74;
const TOP: usize = 22;
const HEIGHT: usize = 110;
const BOTTOM: usize = 24;
/// The line of names below the years.
const NAMES: usize = 15;
/// Most characters of a name there is room for.
const NAME: usize = 6;

/// A chart; `id` is unique on the page, `title` says what is shown, `unit` of what.
pub(super) fn bars(id: &str, title: &str, unit: &str, bars: &[Bar]) -> String {
    let most = bars.iter().filter_map(|bar| bar.figure.as_ref()).map(|(_, value)| *value).max().unwrap_or_default();
    let width = STEP * bars.len() + 8;
    let bottom = if bars.iter().any(|bar| bar.of.is_some()) { BOTTOM + NAMES } else { BOTTOM };
    let height = TOP + HEIGHT + bottom;
    let mut out = format!(
        "<svg class=\"chart\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\">"
    );
    out.push_str(&format!("<title id=\"{id}-title\">"));
    escape(title, &mut out);
    out.push_str(&format!("</title><desc id=\"{id}-desc\">"));
    escape(&describe(unit, bars), &mut out);
    out.push_str("</desc>");
    let ground = TOP + HEIGHT;
    out.push_str(&format!("<line class=\"axis\" x1=\"0\" y1=\"{ground}\" x2=\"{width}\" y2=\"{ground}\"/>"));
    for (number, bar) in bars.iter().enumerate() {
        let left = STEP * number + (STEP - BAR) / 2 + 4;
        let middle = left + BAR / 2;
        if bar.breaks {
            let x = left - (STEP - BAR) / 2;
            out.push_str(&format!(
                "<line class=\"form-break\" x1=\"{x}.0\" y1=\"4\" x2=\"{x}.0\" y2=\"{}\"/>",
                ground + bottom
            ));
        }
        match &bar.figure {
            Some((printed, value)) => {
                let tall = share(*value, most) * HEIGHT as f64;
                let y = ground as f64 - tall;
                out.push_str(&format!(
                    "<rect class=\"bar\" x=\"{left}.0\" y=\"{}\" width=\"{BAR}\" height=\"{}\"/>",
                    Tenths(y),
                    Tenths(tall)
                ));
                text(&mut out, "value", middle, Tenths(y - 6.0), printed);
            }
            None => {
                out.push_str(&format!(
                    "<rect class=\"no-bar\" x=\"{left}.0\" y=\"{}.0\" width=\"{BAR}\" height=\"36\"/>",
                    ground - 36
                ));
                text(&mut out, "gap", middle, Tenths((ground - 14) as f64), bar.gap);
            }
        }
        text(&mut out, "label", middle, Tenths((ground + 17) as f64), &bar.label);
        if let Some(of) = &bar.of {
            text(&mut out, "gap", middle, Tenths((ground + 17 + NAMES) as f64), &shortened(of));
        }
    }
    out.push_str("</svg>");
    out
}

/// As much of a name as there is room for; the whole of it is in the words of the chart.
fn shortened(name: &str) -> String {
    match name.chars().count() > NAME {
        true => name.chars().take(NAME - 1).chain(['…']).collect(),
        false => name.to_owned(),
    }
}

/// How tall a bar is, from 0 to 1. Only drawing uses floating point.
fn share(value: Decimal, most: Decimal) -> f64 {
    let (value, most) = (value.to_f64().unwrap_or(0.0), most.to_f64().unwrap_or(0.0));
    if most > 0.0 { (value / most).clamp(0.0, 1.0) } else { 0.0 }
}

/// A length with one decimal place.
struct Tenths(f64);

impl fmt::Display for Tenths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Whole lengths, which most are, are printed twenty times faster as such; a chart is
        // some hundred pixels high.
        match self.0.fract() == 0.0 && (0.0..1e6).contains(&self.0) {
            true => write!(f, "{}.0", self.0 as u32),
            false => write!(f, "{:.1}", self.0),
        }
    }
}

fn text(out: &mut String, class: &str, x: usize, y: Tenths, words: &str) {
    // Writing to a String cannot fail.
    let _ = write!(out, "<text class=\"{class}\" x=\"{x}.0\" y=\"{y}\" text-anchor=\"middle\">");
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
        let height = |svg: &str| svg.split("height=\"").nth(1).and_then(|rest| rest.split('"').next()?.parse().ok());
        let own = bars("c1", "本年新收", " 件", &[bar(None)]);
        let both = bars("c1", "本年新收", " 件", &[bar(Some("甲局")), bar(Some("市场监督管理局"))]);
        assert!(both.contains("2019 年（甲局） 1 件，2019 年（市场监督管理局） 1 件"), "{both}");
        assert!(both.contains(">甲局</text>") && both.contains(">市场监督管…</text>"), "{both}");
        assert!(height(&both) > height(&own) && height(&own) > Some(0), "{own}");
    }
}
