//! The equation printed on the form: first plus second equals third plus fourth.

use crate::check::one_fault::Equation;
use crate::check::{At, Check, Found, Out, Subject};
use crate::edition::{Edition, Relation};
use crate::finding::{Level, Rule};

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "A-01",
    level: Level::Error,
    title: "勾稽关系不平",
    explain: "每一列都应满足：第一项（本年新收）加第二项（上年结转）之和，等于第三项（本年度办理结果）总计加第四项（结转下年度继续办理）之和。",
    why: "这是印在统计表上的唯一一条勾稽关系。不平，说明有申请没有着落，或同一件计了两次。",
    mend: "逐列核对：先核本年新收和上年结转，再核各项办理结果，最后核年底未办结的件数。不要靠改“结转下年”凑平。",
    source: "统计表表头：本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和",
    wrong: "本年新收: {自然人: 3}\n予以公开: {自然人: 2}",
    right: "本年新收: {自然人: 3}\n予以公开: {自然人: 2}\n结转下年: {自然人: 1}",
};

fn look(subject: &Subject<'_>, found: &mut Out) {
    let Some(edition) = subject.edition() else { return };
    // One wrong figure breaks its column and the total column; the total column is
    // accused only where every typed column balances.
    let mut broken_rows: Vec<&str> = Vec::new();
    for relation in edition.relations.iter().filter(|relation| relation.check == RULE.code) {
        let column_is_total = relation.left.first().is_some_and(|cell| edition.column_of(*cell).derived);
        if column_is_total && broken_rows.contains(&relation.id.as_str()) {
            continue;
        }
        if let Some(unbalanced) = unbalanced(subject, edition, relation) {
            broken_rows.push(&relation.id);
            found.push(unbalanced);
        }
    }
}

fn unbalanced(subject: &Subject<'_>, edition: &Edition, relation: &Relation) -> Option<Found> {
    // A side with a missing figure has no sum; the missing figure has its own finding.
    let (left, right) = (subject.report.sum(&relation.left)?, subject.report.sum(&relation.right)?);
    if left == right {
        return None;
    }
    let words = |cells: &[usize]| {
        let terms = cells.iter().filter_map(|cell| Some((cell, subject.report.cell(*cell).value()?)));
        terms
            .map(|(cell, value)| format!("{} {value}", edition.row_of(*cell).names.key))
            .collect::<Vec<_>>()
            .join(" + ")
    };
    let (left_words, right_words) = (words(&relation.left), words(&relation.right));
    let first = *relation.left.first()?;
    let column = &edition.column_of(first).names.key;
    let difference = (left - right).abs();
    let say = format!("“{column}”一列{}，实际 {left} ≠ {right}，相差 {difference}", relation.say);
    let detail = format!("{left_words} = {left}；{right_words} = {right}");
    let advise = format!("核对“{column}”一列的各行，改正填错的一格");
    let cells: Vec<usize> = relation.left.iter().chain(&relation.right).copied().collect();
    let equation = Equation::new(edition, &relation.left, &relation.right, right - left);
    let found = Found::new(&RULE, At::First(cells.clone()), say, advise).because(detail).cells(cells);
    Some(found.equations(vec![equation]))
}
