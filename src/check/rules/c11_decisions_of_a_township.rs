//! Decisions of a township where the county has them fill in 0.

use crate::check::{At, Check, Found, Out, Subject};
use crate::content::OfficeKind;
use crate::finding::{Level, Rule};

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "C-11",
    level: Level::Note,
    title: "乡镇、街道填了许可、处罚或强制",
    explain: "本地规定乡镇、街道的行政许可、行政处罚、行政强制一律填 0 时（site.toml 的 [checks] township_zero = true），不为 0 的应核对。",
    why: "执法权下放以后可以不为 0，但须有依据。",
    mend: "核对执法权是否下放；没有的改为 0。",
    source: "县里的填报要求（各乡镇一律为 0）；执法权下放以后不一定适用",
    wrong: "# 乡镇\n行政处罚: 3",
    right: "行政处罚: 0",
};

fn look(subject: &Subject<'_>, out: &mut Out) {
    let Some(edition) = subject.edition() else { return };
    let low = matches!(subject.office.kind, OfficeKind::Township | OfficeKind::Subdistrict);
    if !low || !subject.config.checks.township_zero {
        return;
    }
    for &cell in edition.role("decisions") {
        let Some(value) = subject.report.cell(cell).value().filter(|value| !value.is_zero()) else { continue };
        let say = format!("本地规定{}的{}填 0，实际为 {value}", subject.office.kind.name(), edition.say(cell));
        out.push(Found::new(&RULE, At::Cell(cell), say, "核对执法权是否下放；没有的改为 0").cells([cell]));
    }
}
