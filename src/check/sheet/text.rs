//! The numbers of the text that speak of cells, held against them.

use std::borrow::Cow;

use crate::check::Subject;
use crate::check::claims::Stated;
use crate::edition::Edition;
use crate::finding::{Finding, place_of};

use super::ruling::of_a_check;
use super::verdict::{Judge, Verdict};
use super::{At, Group, Kind, Line, Side};

/// A line for each number, in the order of the text.
pub(super) fn group<'s>(edition: &'s Edition, subject: &Subject<'s>, judge: &Judge<'s>) -> Option<Group<'s>> {
    let lines: Vec<Line<'s>> = subject.stated().iter().map(|stated| line(edition, subject, judge, stated)).collect();
    (!lines.is_empty()).then(|| Group {
        kind: Kind::Text,
        id: "text".to_owned(),
        title: "正文里的数与表相同".to_owned(),
        heads: [Cow::Borrowed("所指"), Cow::Borrowed("正文"), Cow::Borrowed("表")],
        codes: lines.iter().map(|line| line.code).collect(),
        lines,
        zeros: Vec::new(),
        reason: None,
    })
}

fn line<'s>(edition: &'s Edition, subject: &Subject<'s>, judge: &Judge<'s>, stated: &Stated) -> Line<'s> {
    let claim = stated.claim(edition);
    let name = match &stated.part {
        Some(part) => Cow::Owned(format!("{}的{part}", claim.name)),
        None => Cow::Borrowed(claim.name.as_str()),
    };
    let side = |cells: &[usize]| Side::of(subject.report, cells, |cell| Cow::Owned(edition.say(cell)));
    let nearest = stated.readings.iter().min_by_key(|(sum, _)| (*sum - stated.value).abs());
    // A number that fits is shown beside the reading it fits, any other beside all.
    let right: Vec<Side<'s>> = match (stated.fits, nearest) {
        (true, Some((_, cells))) => vec![side(cells)],
        _ => {
            let mut sides: Vec<Side<'s>> = Vec::new();
            for (sum, cells) in &stated.readings {
                if sides.iter().all(|side| side.sum != Some(*sum)) {
                    sides.push(side(cells));
                }
            }
            sides
        }
    };
    let difference = nearest.and_then(|(sum, _)| stated.value.checked_sub(*sum));
    Line {
        code: &claim.check,
        name,
        left: Side::one(Cow::Owned(format!("“{}”", stated.said)), stated.value, At::Words),
        right,
        difference,
        verdict: verdict(edition, subject, judge, stated),
    }
}

/// The finding at these very words, else the one they were joined into.
fn verdict<'s>(edition: &Edition, subject: &Subject<'s>, judge: &Judge<'s>, stated: &Stated) -> Verdict<'s> {
    if stated.fits {
        return Verdict::Agrees;
    }
    let (line, column, _) = place_of(&subject.report.narrative.text, &stated.words);
    let claim = stated.claim(edition);
    let here = |finding: &&&'s Finding| {
        finding.code == claim.check && (finding.line, finding.column) == (line, column) && finding.file.ends_with(".md")
    };
    let joined = |finding: &&&'s Finding| {
        of_a_check(finding) && finding.details.iter().any(|detail| detail.contains(&stated.said))
    };
    // Links that were taken out of a text moved the words behind them.
    let moved =
        |finding: &&&'s Finding| finding.code == claim.check && finding.message.contains(&format!("“{}”", stated.said));
    let findings = || judge.findings.iter();
    let found = findings().find(here).or_else(|| findings().find(joined)).or_else(|| findings().find(moved));
    match found {
        Some(finding) => judge.said(finding),
        None => {
            let cells: Vec<usize> = stated.readings.iter().flat_map(|(_, cells)| cells.iter().copied()).collect();
            judge.of_another(edition, &claim.check, &cells)
        }
    }
}
