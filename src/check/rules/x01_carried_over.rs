//! 上年结转 against last year's 结转下年, column by column.

use rust_decimal::Decimal;

use crate::check::carry::{self, Carried};
use crate::check::one_fault::Equation;
use crate::check::{At, Check, Found, Out, Subject};
use crate::content::Report;
use crate::finding::{Level, Rule};

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "X-01",
    level: Level::Error,
    title: "上年结转与上年度报告的结转下年不符",
    explain: "每一列的“上年结转”都应等于上年度报告的“结转下年”，跨 2019、2021 两种版式也是如此；合并的机关等于各前身之和，有机关并入的加上它结转的。总数不符的是错误，只是各列之间不符的是警告。",
    why: "每份报告自己都平，年与年接不上，说明有一年的数是凑的；读者一比较就看得见。",
    mend: "照上年度已发布的报告改正；上年度报错的，在上年度的 data.yaml 写“更正”；机构合并、移交等原因写一条说明。",
    source: "统计表“二、上年结转政府信息公开申请数量”“四、结转下年度继续办理”；公开的年报核对工具同此",
    wrong: "# 2023/data.yaml\n结转下年: {自然人: 3}\n# 2024/data.yaml\n上年结转: {自然人: 5}",
    right: "# 2024/data.yaml\n上年结转: {自然人: 3}",
};

fn look(subject: &Subject<'_>, out: &mut Out) {
    let Some(edition) = subject.edition() else { return };
    let carried = match carry::carried(subject) {
        Ok(carried) => carried,
        // The first report of an office has nothing before it.
        Err(_) if subject.is_first() => return,
        Err(reason) => return out.not_checked(&RULE, reason),
    };
    let differing = |carried: &&Carried| carried.should != carried.is && !said_of_last_year(subject, carried);
    let (totals, typed): (Vec<&Carried>, Vec<&Carried>) =
        carried.iter().filter(differing).partition(|carried| edition.cells[carried.cell].derived);
    let Some(first) = typed.first().or(totals.first()) else { return };
    let year = subject.report.key.year - 1;
    let words: Vec<String> = typed
        .iter()
        .map(|carried| {
            let column = &edition.column_of(carried.cell).names.key;
            format!("“{column}”应为 {}，实际为 {}，相差 {}", carried.should, carried.is, signed(carried))
        })
        .collect();
    let row = &edition.row_of(first.cell).names.key;
    let say = format!("“{row}”与 {year} 年度报告不符：{}", words.join("；"));
    let advise = format!("照 {year} 年度已发布的报告改正；因合并、移交等原因不同的写一条说明");
    let mut found = Found::new(&RULE, At::Cell(first.cell), say, advise).cells(typed.iter().map(|c| c.cell));
    let before = subject.wider.all_before(subject.office, subject.report);
    let merged = before.len() > 1;
    match totals.first() {
        Some(total) => {
            let from = match before[..] {
                [own, _, ..] if own.key.office == subject.office.id => "本机关与并入机关之和",
                [_, _, ..] => "各前身之和",
                _ => "该报告",
            };
            found = found
                .because(format!("总计：{from}为 {}，本报告为 {}，相差 {}", total.should, total.is, signed(total)))
                .cells([total.cell]);
        }
        None => found = found.because("总计相符，只是各列之间不符"),
    }
    if totals.is_empty() || merged {
        found = found.level(Level::Warning);
    }
    let equations = typed.iter().map(|c| Equation::new(edition, &[c.cell], &[], c.should - c.is)).collect();
    out.push(found.equations(equations));
}

fn signed(carried: &Carried) -> String {
    let difference = carried.is - carried.should;
    if difference.is_sign_positive() { format!("+{difference}") } else { difference.to_string() }
}

/// Whether last year's column does not balance, and would with the figure carried here:
/// then the fault is last year's, and is said there.
fn said_of_last_year(subject: &Subject<'_>, carried: &Carried) -> bool {
    let (Some(edition), Some(before)) = (subject.edition(), subject.before()) else { return false };
    let Some(form) = before.edition.as_deref() else { return false };
    let Some(source) = carry::source(edition, carried.cell, form) else { return false };
    off_balance(before, source).is_some_and(|off| !off.is_zero() && off == carried.is - carried.should)
}

/// By how much the figure in `cell` would have to change for its column to balance.
fn off_balance(report: &Report, cell: usize) -> Option<Decimal> {
    let edition = report.edition.as_deref()?;
    let relation = edition.relations.iter().find(|relation| relation.right.contains(&cell))?;
    report.sum(&relation.left)?.checked_sub(report.sum(&relation.right)?)
}
