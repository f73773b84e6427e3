//! The unit of a column of money, as the source prints it: the form has 万元, a source
//! may have 元.

use crate::edition::{Column, Kind};

use super::document::Line;
use super::shape::plain;

/// Longest head, in characters; longer words are a sentence.
const HEAD: usize = 24;

/// What money is counted in, the longer words first.
const SIZES: [&str; 6] = ["百万元", "万元", "亿元", "千元", "百元", "元"];

/// What the figures of a column count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// As the form has it, or not money.
    Form,
    /// 元.
    Yuan,
    /// 亿元, 千元: converted by hand, which is seldom needed.
    Other,
}

/// The unit printed with the column's head, else the one printed for the whole table.
pub(super) fn of(column: &Column, kind: Kind, lines: &[Line]) -> Unit {
    if kind != Kind::Wan {
        return Unit::Form;
    }
    let label = &column.names.label;
    let head = plain(label.split(['（', '(']).next().unwrap_or_default());
    let texts = || lines.iter().flat_map(|line| &line.pieces).map(|piece| plain(&piece.text));
    let own = texts().find_map(|text| after(&text, &head));
    // A head worded a little otherwise: 收费总金额（元）.
    let kind_of_money: String = head.chars().skip(head.chars().count().saturating_sub(2)).collect();
    let alike = || texts().filter(|text| text.chars().count() <= HEAD && text.contains(&kind_of_money)).find_map(ends);
    let whole = || texts().filter(|text| text.chars().count() <= HEAD && text.starts_with("单位")).find_map(ends);
    let money = || texts().filter(|text| text.starts_with("金额单位")).find_map(ends);
    own.or_else(alike).or_else(money).or_else(whole).unwrap_or(Unit::Form)
}

/// The unit right behind a head: `本年收费金额（单位：元）`.
fn after(text: &str, head: &str) -> Option<Unit> {
    let rest = text.match_indices(head).map(|(at, _)| &text[at + head.len()..]);
    rest.map(|rest| rest.strip_prefix("单位").unwrap_or(rest))
        .find_map(|rest| SIZES.into_iter().find(|size| rest.starts_with(size)).map(unit))
}

/// The unit at the end of words of their own.
fn ends(text: String) -> Option<Unit> {
    SIZES.into_iter().find(|size| text.ends_with(size)).map(unit)
}

fn unit(words: &str) -> Unit {
    match words {
        "万元" => Unit::Form,
        "元" => Unit::Yuan,
        _ => Unit::Other,
    }
}
