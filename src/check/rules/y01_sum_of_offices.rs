//! The government's report against the sum of its offices.

use rust_decimal::Decimal;

use crate::check::{At, Check, Found, Out, Subject};
use crate::content::{OfficeKind, Report};
use crate::edition::{Edition, Kind};
use crate::finding::{Level, Rule};

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "Y-01",
    level: Level::Warning,
    title: "政府的数与所属各机关之和不符",
    explain: "政府的报告汇总所属各机关（office.yaml 里“上级”指向它的机关）时，各格应等于各机关之和。缺报告的机关逐一列出。site.toml 的 [checks] 写 pure_sum = true 的，不符算错误。",
    why: "汇总漏了一个机关，全县的数就少一块，读者把各机关加起来就能看出。部门的报告只报本机关的，不比较。",
    mend: "核对漏报、重复的机关；政府本身也办理申请而没有单列的，写一条说明。",
    source: "2023 年宿迁市所属 11 个单位相加与全市报告一致；公开的年报核对工具同此",
    wrong: "# 县政府 本年新收 10，所属各机关之和 12",
    right: "# 县政府 本年新收 12",
};

/// Most cells named in one finding.
const MOST: usize = 6;

fn look(subject: &Subject<'_>, out: &mut Out) {
    let Some(edition) = subject.edition() else { return };
    // What a department publishes is its own (第四十九条), whoever stands below it.
    if matches!(subject.office.kind, OfficeKind::Department | OfficeKind::Authorised) {
        return;
    }
    let year = subject.report.key.year;
    let offices = subject.wider.children(&subject.office.id, year);
    if offices.is_empty() {
        return;
    }
    if offices.iter().any(|office| subject.wider.is_outside(&office.id)) {
        return out.not_checked(&RULE, "所属机关的报告没有都读取：这次只生成部分机关");
    }
    // It may belong here, and has its own finding.
    if let Some(office) = subject.wider.without_superior() {
        let name = office.name_in(year);
        return out.not_checked(&RULE, format!("不知道 {name} 的上级是谁，不能相加核对"));
    }
    let mut reports = Vec::new();
    let mut lacking: Vec<&str> = Vec::new();
    for office in &offices {
        match subject.wider.settled(&office.id, year, subject.report) {
            Some(report) if report.edition.as_ref().is_some_and(|form| form.id == edition.id) => reports.push(report),
            _ => lacking.push(office.name_in(year)),
        }
    }
    let offs = columns_off(edition, subject.report, &reports);
    let differing = differing(edition, subject.report, &reports, &offs);
    if let Some(reason) = left_out(edition, subject, &reports, &offs) {
        out.not_checked(&RULE, reason);
    }
    let count = format!(" {} 个机关中的 {} 个", offices.len(), reports.len());
    let missing = format!("缺 {} 个机关的 {year} 年度报告：{}", lacking.len(), lacking.join("、"));
    // While reports are missing, only a sum that is already too large proves anything, and
    // that not where a missing figure may be below zero.
    let too_large = |cell: &Differing| cell.sum > cell.own && edition.cells[cell.cell].kind != Kind::Delta;
    let proven: Vec<&Differing> = differing.iter().filter(|cell| lacking.is_empty() || too_large(cell)).collect();
    if !lacking.is_empty() {
        out.not_checked(&RULE, format!("{missing}；现有 {}，不能相加核对", reports.len()));
    }
    let Some(first) = proven.first() else { return };
    let say = format!("与所属{count}之和不符：{}", said(edition, &proven));
    let advise = "核对漏报、重复的机关；本级另有数的写一条说明";
    let mut found = Found::new(&RULE, At::Cell(first.cell), say, advise).cells(proven.iter().map(|cell| cell.cell));
    if !lacking.is_empty() {
        found = found.because(missing);
    }
    if subject.config.checks.pure_sum && lacking.is_empty() {
        found = found.level(Level::Error);
    }
    out.push(found);
}

struct Differing {
    cell: usize,
    own: Decimal,
    sum: Decimal,
}

/// The cells that differ with their figures, the first [`MOST`] of them.
fn said(edition: &Edition, differing: &[&Differing]) -> String {
    let one = |cell: &&Differing| {
        let (own, sum) = (cell.own, cell.sum);
        format!("{}本报告 {own}，各机关之和 {sum}，相差 {}", edition.say(cell.cell), own - sum)
    };
    let words: Vec<String> = differing.iter().take(MOST).map(one).collect();
    let more = if differing.len() > MOST { format!("；另有 {} 格", differing.len() - MOST) } else { String::new() };
    words.join("；") + &more
}

/// A column of a table: where the table's cells begin, and the column's id.
type Column<'e> = (usize, &'e str);

fn column_of(edition: &Edition, cell: usize) -> Column<'_> {
    (edition.table_of(cell).cells.start, edition.column_of(cell).names.id.as_str())
}

/// The columns that do not balance, each with the reports it does not balance in.
type Off<'e, 'r> = Vec<(Column<'e>, Vec<&'r Report>)>;

/// The columns that do not balance in one of the reports: that has its own finding there,
/// and the column proves nothing here.
fn columns_off<'e, 'r>(edition: &'e Edition, report: &'r Report, reports: &[&'r Report]) -> Off<'e, 'r> {
    let mut off: Off<'e, 'r> = Vec::new();
    for relation in &edition.relations {
        let Some(cell) = relation.left.first().filter(|cell| !edition.column_of(**cell).derived) else { continue };
        let unbalanced = reports.iter().chain([&report]).copied().filter(|report| !report.balances(relation));
        let unbalanced: Vec<&Report> = unbalanced.collect();
        if !unbalanced.is_empty() {
            off.push((column_of(edition, *cell), unbalanced));
        }
    }
    off
}

/// Typed cells whose figure is not the sum of the offices'.
fn differing(edition: &Edition, report: &Report, reports: &[&Report], off: &Off<'_, '_>) -> Vec<Differing> {
    let is_off = |cell: usize| off.iter().any(|(column, _)| *column == column_of(edition, cell));
    let typed = (0..edition.cells.len()).filter(|cell| !edition.cells[*cell].derived && !is_off(*cell));
    let differing = typed.filter_map(|cell| {
        let own = report.cell(cell).value()?;
        let sum = reports.iter().try_fold(Decimal::ZERO, |sum, report| sum.checked_add(report.cell(cell).value()?))?;
        (own != sum).then_some(Differing { cell, own, sum })
    });
    differing.collect()
}

/// What could not be added up, and whose figures are why; none where all could.
fn left_out(edition: &Edition, subject: &Subject<'_>, reports: &[&Report], off: &Off<'_, '_>) -> Option<String> {
    let name = |report: &Report| match report.key == subject.report.key {
        true => "本报告".to_owned(),
        false => {
            subject.wider.office(&report.key.office).map_or_else(String::new, |o| o.name_in(report.key.year).to_owned())
        }
    };
    let mut why: Vec<String> = Vec::new();
    for report in reports.iter().copied().chain([subject.report]) {
        let columns = off.iter().filter(|(_, unbalanced)| unbalanced.iter().any(|other| other.key == report.key));
        let columns: Vec<&str> = columns
            .filter_map(|((start, id), _)| {
                let cell = (*start..edition.cells.len()).find(|cell| column_of(edition, *cell) == (*start, *id))?;
                Some(edition.column_of(cell).names.key.as_str())
            })
            .collect();
        let empty = (0..edition.cells.len())
            .filter(|cell| !edition.cells[*cell].derived && report.cell(*cell).value().is_none())
            .count();
        if empty > 0 {
            why.push(format!("{}有 {empty} 格未填", name(report)));
        } else if !columns.is_empty() {
            why.push(format!("{}的{}栏不平", name(report), columns.join("、")));
        }
    }
    (!why.is_empty()).then(|| format!("{}，有关的格没有相加核对", why.join("；")))
}
