//! The statistics period is the whole report year.

use crate::check::period;
use crate::check::{At, Check, Found, Out, Subject};
use crate::finding::{Level, Rule};

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "D-13",
    level: Level::Warning,
    title: "统计期限不是报告年度的 1 月 1 日至 12 月 31 日",
    explain: "统计期限应为报告年度的 1 月 1 日至 12 月 31 日，起不晚于止，中文数字写的日期也一样。",
    why: "期限写错，全部数字说的是哪一段时间就不清楚。",
    mend: "改为报告年度的 1 月 1 日至 12 月 31 日。",
    source: "DB51/T 2660—2019 第 2.1 条；新闻报道：期限写成 2010 年 1 月 1 日至 2009 年 12 月 31 日",
    wrong: "统计期限自2024年12月31日至1月1日",
    right: "统计期限自2024年1月1日至2024年12月31日",
};

fn look(subject: &Subject<'_>, out: &mut Out) {
    if subject.edition().is_none() {
        return;
    }
    let (plain, year) = (subject.plain(), subject.report.key.year);
    for period in period::stated(plain) {
        // Another year than the report's is a finding of its own.
        if period.from.year.is_some_and(|named| named != year) || period.end_year().is_some_and(|named| named != year) {
            continue;
        }
        let (from, to) = ((period.from.month, period.from.day), (period.to.month, period.to.day));
        if (from, to) == ((1, 1), (12, 31)) {
            continue;
        }
        let range = period.from.range.start..period.to.range.end;
        let order = if from > to { "，而且起晚于止" } else { "" };
        let say =
            format!("统计期限应为 {year} 年 1 月 1 日至 12 月 31 日，实际为“{}”{order}", &plain.text[range.clone()]);
        out.push(Found::new(&RULE, At::Words(plain.place(&range)), say, "改为报告年度的 1 月 1 日至 12 月 31 日"));
    }
    for sentence in period::unread(plain) {
        let say = format!("统计期限应写明起止日期，如“{year}年1月1日至{year}年12月31日”，实际读不出");
        out.push(Found::new(&RULE, At::Words(plain.place(&sentence)), say, "补全日期，缺的数字补上"));
    }
}
