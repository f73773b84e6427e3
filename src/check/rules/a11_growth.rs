//! A jump against last year.

use crate::check::{At, Check, Found, Out, Subject};
use crate::finding::{Level, Rule};
use rust_decimal::Decimal;

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "A-11",
    level: Level::Warning,
    title: "本年新收与上年相差悬殊",
    explain: "本年新收申请与上年相差五倍以上、并超过二十件时，应再核一次（倍数和件数可在 site.toml 的 [checks] 里改）。",
    why: "多输一个 0、填错了列、抄错了年度，都会这样。",
    mend: "核对本年和上年的数；确实如此的写一条说明。",
    source: "本程序的核对规则；公开的年报核对工具同样以五倍为限",
    wrong: "本年新收: {自然人: 300}   # 上年 30",
    right: "本年新收: {自然人: 30}",
};

fn look(subject: &Subject<'_>, out: &mut Out) {
    let Some(edition) = subject.edition() else { return };
    let Some(before) = subject.needs_before(&RULE, out) else { return };
    let Some(old) = before.edition.as_deref() else { return };
    let (cells, old_cells) = (edition.role("new"), old.role("new"));
    let (Some(now), Some(then)) = (subject.report.sum(cells), before.sum(old_cells)) else {
        return;
    };
    let settings = &subject.config.checks;
    let (most, least) = (now.max(then), now.min(then));
    let far = least.checked_mul(Decimal::from(settings.growth)).is_some_and(|times| most > times);
    if !far || (most - least) <= Decimal::from(settings.growth_cases) {
        return;
    }
    let name = cells.first().map(|cell| edition.row_of(*cell).names.key.clone()).unwrap_or_default();
    let say = format!("“{name}” {now} 件，{} 年度 {then} 件，相差 {} 倍以上", before.key.year, settings.growth);
    let at = cells.first().map_or(At::Data, |cell| At::First(edition.row_of(*cell).cells.clone().collect()));
    out.push(Found::new(&RULE, at, say, "核对两年的数；确实如此的写一条说明").cells(cells.iter().copied()));
}
