//! Relations between the figures of one report.

use std::borrow::Cow;

use crate::content::Report;
use crate::edition::{Derived, Edition};

use super::verdict::{Judge, Verdict};
use super::{At, Group, Kind, Line, Side, column_key, row_key};

/// The equations of the form: a group for each, a line for each column.
pub(super) fn relations<'s>(edition: &'s Edition, report: &'s Report, judge: &Judge<'s>) -> Vec<Group<'s>> {
    let mut groups: Vec<Group<'s>> = Vec::new();
    for relation in &edition.relations {
        let Some(&first) = relation.left.first() else { continue };
        let table = &edition.table_of(first).id;
        let same = |group: &Group<'_>| {
            group.id.strip_prefix(&**table).and_then(|id| id.strip_prefix('-')) == Some(&*relation.id)
        };
        if !groups.last().is_some_and(same) {
            groups.push(Group {
                kind: Kind::Relation,
                id: format!("{table}-{}", relation.id),
                title: relation.say.clone(),
                heads: [Cow::Borrowed("列"), Cow::Borrowed("左边"), Cow::Borrowed("右边")],
                lines: Vec::new(),
                zeros: Vec::new(),
                codes: vec![&relation.check],
                reason: None,
            });
        }
        let left = Side::of(report, &relation.left, |cell| row_key(edition, cell));
        let right = Side::of(report, &relation.right, |cell| row_key(edition, cell));
        let mut cells: Vec<usize> = relation.left.iter().chain(&relation.right).copied().collect();
        if edition.column_of(first).derived {
            // The column of totals is not accused while one of its columns is.
            cells.extend(edition.row_of(first).cells.clone());
        }
        let line = compared(edition, judge, &relation.check, column_key(edition, first), left, right, &cells);
        if let Some(group) = groups.last_mut() {
            group.lines.push(line);
        }
    }
    groups
}

/// The totals: a group for each column and for each row of totals.
pub(super) fn sums<'s>(edition: &'s Edition, report: &'s Report, judge: &Judge<'s>) -> Vec<Group<'s>> {
    let mut groups: Vec<Group<'s>> = Vec::new();
    for derived in &edition.derived {
        let table = edition.table_of(derived.cell);
        let row = edition.row_of(derived.cell);
        // Terms lie in one row (a row's total) or in one column (a sum of rows).
        let across = derived.terms.iter().all(|term| row.cells.contains(term));
        let known = groups.iter().position(|group| {
            group.id.strip_prefix(&*table.id).and_then(|id| id.strip_prefix('-')) == Some(&*derived.check)
        });
        let at = known.unwrap_or_else(|| {
            groups.push(empty_sums(edition, derived, format!("{}-{}", table.id, derived.check), across));
            groups.len() - 1
        });
        let name = if across { &row.names.key } else { &edition.column_of(derived.cell).names.key };
        let key = |cell| if across { column_key(edition, cell) } else { row_key(edition, cell) };
        let sum = Side::of_others(report, &derived.terms, key);
        let restated = report.restated.iter().find(|restated| restated.cell == derived.cell);
        if sum.terms.is_empty() && restated.is_none() {
            groups[at].zeros.push(name);
            continue;
        }
        let line = match restated {
            Some(restated) => {
                let left = Side::one(Cow::Borrowed("核对填写"), restated.value, At::Nowhere);
                let cells: Vec<usize> = [derived.cell].into_iter().chain(derived.terms.iter().copied()).collect();
                compared(edition, judge, &derived.check, Cow::Borrowed(name), left, sum, &cells)
            }
            None => Line {
                code: &derived.check,
                name: Cow::Borrowed(name),
                left: Side::of(report, &[derived.cell], |_| Cow::Borrowed("")),
                verdict: match sum.sum {
                    Some(_) => Verdict::Derived,
                    None => Verdict::NotChecked(Cow::Borrowed("有一格未填")),
                },
                right: vec![sum],
                difference: None,
            },
        };
        groups[at].lines.push(line);
    }
    groups
}

fn empty_sums<'s>(edition: &'s Edition, derived: &'s Derived, id: String, across: bool) -> Group<'s> {
    let table = edition.table_of(derived.cell);
    let (row, column) = (row_key(edition, derived.cell), column_key(edition, derived.cell));
    let (title, name) = match across {
        true => (format!("{}：每行的“{column}”等于同行各列之和", table.names.key), "行"),
        false => (format!("{}：每列的“{row}”等于同列各项之和", table.names.key), "列"),
    };
    Group {
        kind: Kind::Sum,
        id,
        title,
        heads: [Cow::Borrowed(name), if across { column } else { row }, Cow::Borrowed("各项之和")],
        lines: Vec::new(),
        zeros: Vec::new(),
        codes: vec![&derived.check],
        reason: None,
    }
}

/// Figures that can hardly be larger than others.
pub(super) fn limits<'s>(edition: &'s Edition, report: &'s Report, judge: &Judge<'s>) -> Option<Group<'s>> {
    let line = |limit: &'s crate::edition::Limit| {
        let say = |cell| Cow::Owned(edition.say(cell));
        let (left, right) = (Side::of(report, &limit.cells, say), Side::of(report, &limit.most, say));
        let difference = left.sum.zip(right.sum).and_then(|(left, right)| left.checked_sub(right));
        let cells: Vec<usize> = limit.cells.iter().chain(&limit.most).copied().collect();
        let verdict = match difference {
            Some(difference) if difference.is_sign_negative() => Verdict::Agrees,
            difference => judge.equal(edition, &limit.check, difference, &cells),
        };
        let name = limit.cells.first().map_or(Cow::Borrowed(""), |cell| row_key(edition, *cell));
        Line { code: &limit.check, name, left, right: vec![right], difference, verdict }
    };
    let lines: Vec<Line<'s>> = edition.limits.iter().map(line).collect();
    (!lines.is_empty()).then(|| Group {
        kind: Kind::Limit,
        id: "limits".to_owned(),
        title: "左边的数一般不应大于右边的数".to_owned(),
        heads: [Cow::Borrowed("项目"), Cow::Borrowed("左边"), Cow::Borrowed("右边")],
        codes: edition.limits.iter().map(|limit| limit.check.as_str()).collect(),
        lines,
        zeros: Vec::new(),
        reason: None,
    })
}

/// A line whose sides should be equal.
pub(super) fn compared<'s>(
    edition: &Edition,
    judge: &Judge<'s>,
    code: &'s str,
    name: Cow<'s, str>,
    left: Side<'s>,
    right: Side<'s>,
    cells: &[usize],
) -> Line<'s> {
    let difference = left.sum.zip(right.sum).and_then(|(left, right)| left.checked_sub(right));
    let verdict = judge.equal(edition, code, difference, cells);
    Line { code, name, left, right: vec![right], difference, verdict }
}
