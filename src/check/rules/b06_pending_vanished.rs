//! A case pending last year that ended nowhere.

use crate::check::{At, Check, Found, Out, Subject};
use crate::finding::{Level, Rule};

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "B-06",
    level: Level::Warning,
    title: "上年未审结的案件今年不见了",
    explain: "上年“尚未审结”大于 0 的，今年的总计一般不会是 0。",
    why: "未审结的案件总要有结果，结果应计入审结的年度。",
    mend: "核对上年未审结的案件今年是否结案、计入了哪一格；仍按收案年度统计的写一条说明。",
    source: "由《政府信息公开工作年度报告格式》的栏目含义推得",
    wrong: "# 2023：行政复议: [0, 0, 0, 2]\n# 2024：行政复议: [0, 0, 0, 0]",
    right: "# 2024：行政复议: [2, 0, 0, 0]",
};

fn look(subject: &Subject<'_>, out: &mut Out) {
    let Some(edition) = subject.edition() else { return };
    let Some(before) = subject.needs_before(&RULE, out) else { return };
    let Some(old) = before.edition.as_deref() else { return };
    for (pending, totals) in
        [("pending_review", &["review"][..]), ("pending_suit", &["suit_direct", "suit_after_review"])]
    {
        let cells: Vec<usize> = totals.iter().flat_map(|role| edition.role(role)).copied().collect();
        let (Some(was), Some(now)) = (before.sum(old.role(pending)), subject.report.sum(&cells)) else {
            continue;
        };
        if was.is_zero() || !now.is_zero() {
            continue;
        }
        let name = cells
            .first()
            .map(|cell| edition.row_of(*cell))
            .map_or("", |row| row.above.last().map_or(row.names.key.as_str(), String::as_str));
        let say = format!("{} 年度{name}尚未审结 {was} 件，本年度{name}总计为 0", before.key.year);
        let at = At::First(cells.iter().flat_map(|cell| edition.row_of(*cell).cells.clone()).collect());
        let advise = "核对这些案件的结果计入了哪一格；按收案年度统计的写一条说明";
        out.push(Found::new(&RULE, at, say, advise).cells(cells));
    }
}
