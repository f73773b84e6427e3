//! More repealed than there were.

use crate::check::{At, Check, Found, Out, Subject};
use crate::finding::{Level, Rule};

use super::stocks;

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "C-03",
    level: Level::Warning,
    title: "废止件数多于上年有效加本年制发",
    explain: "本年废止件数不应多于上年现行有效件数加本年制发件数。",
    why: "没有那么多文件可以废止。",
    mend: "核对废止件数和上年现行有效件数；上年漏计的在说明里写明。",
    source: "由《政府信息公开工作年度报告格式》的栏目含义推得",
    wrong: "# 2023：行政规范性文件: [2, 1, 15]\n# 2024：行政规范性文件: [3, 30, 12]",
    right: "# 2024：行政规范性文件: [3, 6, 12]",
};

fn look(subject: &Subject<'_>, out: &mut Out) {
    let Some(edition) = subject.edition() else { return };
    let stocks = edition.stocks.iter().filter(|stock| !stock.minus.is_empty());
    // That there is no last year is said once, by the check of the stock itself.
    let Ok(before) = stocks::comparable(subject, edition) else { return };
    for stock in stocks {
        let Some(sum) = stocks::sum(stock, subject.report, before) else { continue };
        let Some(most) = sum.last.checked_add(sum.plus).filter(|most| sum.minus > *most) else { continue };
        let name = stock.minus.first().map(|cell| edition.say(*cell)).unwrap_or_default();
        let say = format!("{name}至多 {most}（上年有效 {} 加本年制发 {}），实际为 {}", sum.last, sum.plus, sum.minus);
        let at = stock.minus.first().map_or(At::Data, |cell| At::Cell(*cell));
        let advise = "核对废止件数；上年漏计的写一条说明";
        out.push(Found::new(&RULE, at, say, advise).cells(stock.minus.iter().copied()));
    }
}
