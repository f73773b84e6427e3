//! A suit without review after the law asked for one.

use crate::check::{At, Check, Found, Out, Subject};
use crate::finding::{Level, Rule};

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "B-05",
    level: Level::Note,
    title: "2024 年以后仍有未经复议直接起诉",
    explain: "2024 年 1 月 1 日起，对不予公开等不服的应先申请行政复议；直接起诉的只应是其他争议。",
    why: "填错列的多，应再核一次。",
    mend: "核对案由；确属可以直接起诉的不必改。",
    source: "《行政复议法》（2023 年修订）第二十三条",
    wrong: "# 2024/data.yaml\n直接起诉: [1, 0, 0, 0]",
    right: "复议后起诉: [1, 0, 0, 0]",
};

/// First report year under the revised law.
const FROM: u16 = 2024;

fn look(subject: &Subject<'_>, out: &mut Out) {
    let Some(edition) = subject.edition() else { return };
    let direct = subject.role("suit_direct").filter(|direct| !direct.is_zero());
    let Some(direct) = direct.filter(|_| subject.report.key.year >= FROM) else { return };
    let cells = edition.role("suit_direct");
    let at = cells.first().map_or(At::Data, |cell| At::First(edition.row_of(*cell).cells.clone().collect()));
    let say = format!("{FROM} 年起一般应先申请复议，未经复议直接起诉有 {direct} 件");
    out.push(Found::new(&RULE, at, say, "核对案由；确属可以直接起诉的不必改").cells(cells.iter().copied()));
}
