//! A case closed for an unpaid fee in a year in which there was no fee.

use crate::check::{At, Check, Found, Out, Subject};
use crate::finding::{Level, Rule};

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "A-09",
    level: Level::Error,
    title: "2020 年及以前不会有逾期未缴费",
    explain: "“逾期未按收费通知要求缴纳费用”在 2020 年度及以前的报告中应为 0。",
    why: "信息处理费自 2021 年 1 月 1 日起才收取，此前不可能有未缴费而不再处理的申请。",
    mend: "核对年度是否放错；确是 2020 年及以前的，把这些件归入实际的办理结果。",
    source: "国办函〔2020〕109号",
    wrong: "# 2020/data.yaml\n其他处理:\n  逾期未缴费: {自然人: 1}",
    right: "# 2020/data.yaml（2019年版只有一行）\n其他处理: {自然人: 1}",
};

fn look(subject: &Subject<'_>, found: &mut Out) {
    let Some(edition) = subject.edition() else { return };
    let year = subject.report.key.year;
    let rows = edition.tables.iter().flat_map(|table| &table.rows);
    for row in rows.filter(|row| row.since.is_some_and(|since| year < since)) {
        for cell in row.cells.clone().filter(|cell| !edition.cells[*cell].derived) {
            let Some(value) = subject.report.cell(cell).value().filter(|value| !value.is_zero()) else { continue };
            let say = format!("{year} 年度的{}应为 0，实际为 {value}", edition.say(cell));
            let advise = "改为 0，把这些件归入实际的办理结果；年度放错的改正年度";
            found.push(Found::new(&RULE, At::Cell(cell), say, advise).cells([cell]));
        }
    }
}
