//! Figures that can hardly be larger than others: shared by the checks that differ only
//! in which figures they hold.

use crate::check::{At, Found, Out, Subject};
use crate::finding::Rule;

pub(super) fn look(rule: &'static Rule, subject: &Subject<'_>, out: &mut Out) {
    let Some(edition) = subject.edition() else { return };
    for limit in edition.limits.iter().filter(|limit| limit.check == rule.code) {
        let (Some(value), Some(most)) = (subject.report.sum(&limit.cells), subject.report.sum(&limit.most)) else {
            continue;
        };
        // Figures of a column that does not balance are accused already.
        let cells = || limit.cells.iter().chain(&limit.most).copied();
        if value <= most || !subject.balances(cells()) {
            continue;
        }
        let name = |cells: &[usize]| cells.iter().map(|cell| edition.say(*cell)).collect::<Vec<_>>().join("加");
        let say = format!("{}不应大于{}，实际 {value} 大于 {most}", name(&limit.cells), name(&limit.most));
        let at = At::First(limit.cells.iter().flat_map(|cell| edition.row_of(*cell).cells.clone()).collect());
        let advise = "核对这两个数，改正填错的一个；确实如此的写一条说明";
        out.push(Found::new(rule, at, say, advise).cells(cells()));
    }
}
