//! The day of publication against the days it had to lie between.

use std::borrow::Cow;

use jiff::civil::Date;

use crate::config::Config;
use crate::content::{Office, Report};
use crate::finding::Finding;

use super::Day;
use super::verdict::{Judge, Verdict};

/// The class of the checks that hold days.
const CLASS: &str = "Z-";

/// None only where the calendar ends.
pub(super) fn day<'s>(config: &Config, office: &Office, report: &Report, judge: &Judge<'s>) -> Option<Day<'s>> {
    let last = office.deadline(&config.deadlines, report.key.year)?;
    let first = Date::new(last.year(), 1, 1).ok()?;
    let published = report.published.map(|published| published.date);
    let days = published.and_then(|published| last.until(published).ok()).map(|span| span.get_days());
    let said = |finding: &&&'s Finding| finding.code.starts_with(CLASS);
    let verdict = match (published, judge.findings.iter().find(said)) {
        (None, _) => Verdict::NotChecked(Cow::Borrowed("报告没有注明发布日期")),
        (Some(_), Some(finding)) => judge.said(finding),
        (Some(published), None) if (first..=last).contains(&published) => Verdict::Agrees,
        (Some(_), None) => Verdict::Apart,
    };
    Some(Day { published, first, last, days, verdict })
}
