//! Sayings that there was nothing, held against the table: shared by the checks that
//! differ only in what there was nothing of.

use std::ops::Range;

use rust_decimal::Decimal;

use crate::check::{At, Found, Out, Subject};
use crate::edition::Nothing;
use crate::finding::Rule;

/// How far a saying may stand from what it is said of, in characters.
const NEAR: usize = 20;

pub(super) fn look(rule: &'static Rule, subject: &Subject<'_>, out: &mut Out) {
    let Some(edition) = subject.edition() else { return };
    let plain = subject.plain();
    for nothing in edition.words.nothing.iter().filter(|nothing| nothing.check == rule.code) {
        let cells: Vec<usize> = nothing.cells.iter().map(|row| row.end - 1).collect();
        let sum =
            cells.iter().try_fold(Decimal::ZERO, |sum, cell| sum.checked_add(subject.report.cell(*cell).value()?));
        let Some(sum) = sum.filter(|sum| !sum.is_zero()) else { continue };
        for sentence in plain.sentences_with(nothing.any.iter().map(String::as_str)) {
            let text = &plain.text[sentence.clone()];
            let Some(said) = said(nothing, text) else { continue };
            let range = sentence.start + said.start..sentence.start + said.end;
            let say = format!("正文写“{}”，表中{} {sum} 件", &text[said.clone()], nothing.name);
            let advise = "核对台账，改正正文或表；范围不同的写一条说明";
            out.push(Found::new(rule, At::Words(plain.place(&range)), say, advise).cells(cells.iter().copied()));
            break;
        }
    }
}

/// The words from the saying to what it is said of, or the other way round where the
/// saying comes after.
fn said(nothing: &Nothing, text: &str) -> Option<Range<usize>> {
    for saying in &nothing.any {
        for (at, _) in text.match_indices(saying.as_str()) {
            let end = at + saying.len();
            for of in &nothing.of {
                let place = match nothing.after {
                    true => text[..at].rfind(of.as_str()),
                    false => text[end..].find(of.as_str()).map(|place| end + place),
                };
                let Some(place) = place else { continue };
                let (from, to) = if nothing.after { (place, end) } else { (at, place + of.len()) };
                let between = if nothing.after { &text[place + of.len()..at] } else { &text[end..place] };
                let near = nothing.after || between.chars().count() <= NEAR;
                let broken = between.contains(['，', '；', ',']) && !nothing.after;
                // 无法, 没有得到 and the like say something else.
                let other = saying == "无" && text[end..].starts_with(['法', '正', '理', '效']);
                if near && !broken && !other {
                    return Some(if nothing.after { at..to } else { from..to });
                }
            }
        }
    }
    None
}
