//! Projects without an amount, or the reverse.

use crate::check::{At, Check, Found, Out, Subject};
use crate::finding::{Level, Rule};

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "C-09",
    level: Level::Warning,
    title: "采购项目和采购金额一个为 0",
    explain: "采购项目数量和采购总金额应同为 0，或都不为 0。",
    why: "有项目就有金额，有金额就有项目。",
    mend: "补上漏填的一个；金额确为 0 的写一条说明。",
    source: "由《政府信息公开工作年度报告格式》（试行）的栏目含义推得",
    wrong: "政府集中采购: [3, 0]",
    right: "政府集中采购: [3, 25.1]",
};

fn look(subject: &Subject<'_>, out: &mut Out) {
    let Some(edition) = subject.edition() else { return };
    let (projects, amount) = (edition.role("procurement_projects"), edition.role("procurement_amount"));
    let (Some(&projects), Some(&amount)) = (projects.first(), amount.first()) else { return };
    let value = |cell| subject.report.cell(cell).value();
    let (Some(count), Some(money)) = (value(projects), value(amount)) else { return };
    if count.is_zero() == money.is_zero() {
        return;
    }
    let say = format!("{}为 {count}，{}为 {money}，应同为 0 或都不为 0", edition.say(projects), edition.say(amount));
    let at = if count.is_zero() { projects } else { amount };
    out.push(Found::new(&RULE, At::Cell(at), say, "补上漏填的一个").cells([projects, amount]));
}
