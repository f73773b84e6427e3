//! An office on the list without the report that is due.

use crate::check::OfficeSubject;
use crate::check::years::list;
use crate::finding::{Finding, Level, Rule};

pub(super) static RULE: Rule = Rule {
    code: "Y-02",
    level: Level::Warning,
    title: "应有的报告还没有",
    explain: "每个在册机关每年都应有报告。期限已过的是警告，未到的是提示；期限以全站已知的最晚日期为准，不看当天的日历。",
    why: "一个机关没有报，全县的汇总就缺一块；但不因一家迟报而不让别家按时发布，所以默认不算错误；site.toml 的 [checks] 写 require_all = true 的算错误。",
    mend: "催报、补录；已撤销的写“停用年度”。",
    source: "《政府信息公开条例》第四十九条",
    wrong: "# content/czj/ 下只有 2023，其他机关已有 2024",
    right: "# content/czj/2024/",
};

pub(super) fn look(subject: &OfficeSubject<'_>, findings: &mut Vec<Finding>) {
    let OfficeSubject { office, years, wider, .. } = *subject;
    let newest = if wider.whole { wider.newest_year() } else { None };
    let Some(newest) = newest.map(|newest| office.last_year.map_or(newest, |last| last.min(newest))) else { return };
    // A draft is not published. Gaps between reports are said of the report after the gap,
    // but for a draft that fills one: there it looks as if nothing were missing.
    let is_draft = |year: u16| wider.report(&office.id, year).is_some_and(|report| report.draft);
    let reported = || years.iter().copied().filter(|year| !is_draft(*year));
    // A document kept from before 首报年度 asks for no years between.
    let from = reported().next_back().map(|last| last + 1).max(office.first_year).unwrap_or(newest);
    let begins = office.first_year.or(reported().next()).unwrap_or(from);
    let between = years.iter().copied().filter(|year| is_draft(*year) && (begins..from).contains(year));
    let due = between.filter(|year| *year <= newest).chain(from..=newest);
    let (late, open): (Vec<u16>, Vec<u16>) = due.partition(|year| wider.overdue(office, *year));
    let open: Vec<u16> = open.into_iter().filter(|year| !is_draft(*year)).collect();
    if !late.is_empty() {
        let say = format!("{}应已公布 {} 年度的报告，实际没有", office.name, list(&late));
        let advise = match late.iter().all(|year| is_draft(*year)) {
            true => "草稿核对好的，删去 data.yaml 里的“草稿: true”再发布",
            false => "催报、补录；已撤销的在 office.yaml 写“停用年度”",
        };
        let level = if wider.require_all() { Level::Error } else { Level::Warning };
        findings.push(subject.finding(&RULE).say(say).level(level).advise(advise).done());
    }
    if !open.is_empty() {
        let say = format!("{} {} 年度的报告还没有，期限未到", office.name, list(&open));
        let finding = subject.finding(&RULE).say(say).level(Level::Note);
        findings.push(finding.advise("运行“nianbao new”新建，或催报").done());
    }
}
