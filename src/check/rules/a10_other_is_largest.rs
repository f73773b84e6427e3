//! Most cases closed as 其他.

use crate::check::{At, Check, Found, Out, Subject};
use crate::edition::{Entry, Holds, Table};
use crate::finding::{Level, Rule};

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "A-10",
    level: Level::Note,
    title: "“其他”是最大的一类办理结果",
    explain: "（六）其他处理中的“其他”一般只是少数，不应是最大的一类办理结果。",
    why: "“其他”太多，往往是该归入前面各类的没有归。",
    mend: "逐件核对归入“其他”的申请；确实如此的不必改。",
    source: "本程序的核对规则；国家没有规定",
    wrong: "其他处理:\n  其他情形: {自然人: 30}",
    right: "予以公开: {自然人: 28}\n其他处理:\n  其他情形: {自然人: 2}",
};

fn look(subject: &Subject<'_>, out: &mut Out) {
    let Some(edition) = subject.edition() else { return };
    let other = edition.role("other");
    let (Some(value), Some(handled)) = (subject.report.sum(other), subject.role("handled")) else { return };
    // A single case is no habit of parking cases there.
    if value <= rust_decimal::Decimal::ONE {
        return;
    }
    let mut groups = Vec::new();
    for table in &edition.tables {
        groups_of(&table.outline, table, other, &mut groups);
    }
    let results = edition.role("results");
    let largest = groups.into_iter().all(|group| {
        let cells: Vec<usize> = results.iter().copied().filter(|cell| group.contains(cell)).collect();
        cells.is_empty() || subject.report.sum(&cells).is_some_and(|result| result < value)
    });
    if !largest {
        return;
    }
    let name = other.first().map(|cell| edition.say(*cell)).unwrap_or_default();
    let say = format!("{name}有 {value} 件，是 {handled} 件办理结果中最大的一类");
    let at = other.first().map_or(At::Data, |cell| At::First(edition.row_of(*cell).cells.clone().collect()));
    out.push(Found::new(&RULE, at, say, "核对这些件能否归入前面各类；确实如此的不必改").cells(other.iter().copied()));
}

/// The cells of each class of results: what （一）, （二）, （三）… of the form add up to. In
/// the class that holds `other` the rows stand one by one.
fn groups_of(entries: &[Entry], table: &Table, other: &[usize], groups: &mut Vec<Vec<usize>>) {
    for entry in entries {
        let rows = || entry.rows().into_iter().flat_map(|row| table.rows[row].cells.clone());
        let holds_other = rows().any(|cell| other.contains(&cell));
        match &entry.holds {
            Holds::Entries(inner) if entry.inline || holds_other => groups_of(inner, table, other, groups),
            _ if holds_other => {}
            _ => groups.push(rows().collect()),
        }
    }
}
