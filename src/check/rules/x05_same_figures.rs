//! All figures the same as last year's.

use crate::check::{At, Check, Found, Out, Subject};
use crate::finding::{Level, Rule};

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "X-05",
    level: Level::Warning,
    title: "所有不为 0 的数与上年完全相同",
    explain: "本年与上年不为 0 的数不应个个相同。",
    why: "有单位连续三年数字、文字都一样，是照抄上年的。",
    mend: "核对台账，换上本年的数；确实相同的写一条说明。",
    source: "新闻报道：东莞市统计局三年报告雷同（2011 年）",
    wrong: "# 2024/data.yaml 与 2023/data.yaml 的数逐个相同",
    right: "# 2024/data.yaml 填写 2024 年的数",
};

/// Fewer figures than this can be the same by chance.
const FEW: usize = 4;

fn look(subject: &Subject<'_>, out: &mut Out) {
    let (Some(edition), Some(before)) = (subject.edition(), subject.before()) else { return };
    if before.edition.as_ref().is_none_or(|form| form.id != edition.id) {
        return;
    }
    let typed = || edition.cells.iter().enumerate().filter(|(_, cell)| !cell.derived);
    let given = |report: &crate::content::Report, cell| report.cell(cell).value().filter(|value| !value.is_zero());
    let same = typed().all(|(cell, _)| given(subject.report, cell) == given(before, cell));
    let cells: Vec<usize> =
        typed().map(|(cell, _)| cell).filter(|cell| given(subject.report, *cell).is_some()).collect();
    if !same || cells.len() < FEW {
        return;
    }
    let say = format!("{} 个不为 0 的数与 {} 年度个个相同", cells.len(), before.key.year);
    out.push(
        Found::new(&RULE, At::First(cells.clone()), say, "核对台账，换上本年的数；确实相同的写一条说明").cells(cells),
    );
}
