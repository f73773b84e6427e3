//! Days of publication against a last day: shared by the checks that differ only in whose
//! day it is.

use jiff::civil::Date;

use crate::check::{At, Found, Out, Subject};
use crate::config::Deadlines;
use crate::content::office::NEW_REGULATION;
use crate::finding::Rule;

/// 《政府信息公开条例》 article 49 paragraph 1, month and day.
pub(super) const DEPARTMENT: (i8, i8) = Deadlines::LAW.department;
/// 《政府信息公开条例》 article 49 paragraph 2.
pub(super) const GOVERNMENT: (i8, i8) = Deadlines::LAW.government;

/// Remarks a report published after `last`. One published before its year was over has
/// another finding.
pub(super) fn late(rule: &'static Rule, last: (i8, i8), subject: &Subject<'_>, out: &mut Out) {
    // The old regulation gave everybody until 31 March.
    let last = if subject.report.key.year < NEW_REGULATION { GOVERNMENT } else { last };
    let (Some(published), Some(deadline)) = (subject.report.published, day(subject, last)) else {
        if !subject.report.draft {
            out.not_checked(rule, "data.yaml 没有写“发布日期”");
        }
        return;
    };
    if published.date <= deadline {
        return;
    }
    let days = deadline.until(published.date).map(|span| span.get_days()).unwrap_or_default();
    let say = format!("应在 {deadline} 以前发布，实际发布于 {}，晚 {days} 天", published.date);
    out.push(Found::new(rule, At::Key("发布日期"), say, "核对发布日期；确实晚了的照实写，不要改日期"));
}

/// Whether the report was published by `last`.
pub(super) fn published_by(subject: &Subject<'_>, last: (i8, i8)) -> bool {
    subject.report.published.zip(day(subject, last)).is_some_and(|(published, last)| published.date <= last)
}

fn day(subject: &Subject<'_>, (month, day): (i8, i8)) -> Option<Date> {
    Date::new(i16::try_from(subject.report.key.year).ok()?.checked_add(1)?, month, day).ok()
}
