//! Published before the year was over.

use crate::check::{At, Check, Found, Out, Subject};
use crate::finding::{Level, Rule};

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "Z-03",
    level: Level::Error,
    title: "发布日期早于统计期结束",
    explain: "年度报告统计到 12 月 31 日，发布日期应在次年 1 月 1 日以后。",
    why: "年度没有结束，全年的数就还没有；多半是日期或年度抄错了一年。",
    mend: "核对“发布日期”的年份和报告所在的年份文件夹。",
    source: "由《政府信息公开条例》第四十九条推得：公布的是上一年度的报告",
    wrong: "# 2024/data.yaml\n发布日期: 2024-01-20",
    right: "# 2024/data.yaml\n发布日期: 2025-01-20",
};

fn look(subject: &Subject<'_>, found: &mut Out) {
    let Some(published) = subject.report.published else { return };
    let year = subject.report.key.year;
    if i32::from(published.date.year()) > i32::from(year) {
        return;
    }
    let say = format!("{year} 年度报告的发布日期应在 {} 年 1 月 1 日以后，实际为 {}", year + 1, published.date);
    found.push(Found::new(&RULE, At::Key("发布日期"), say, "核对发布日期的年份；文件夹的年份放错了就改文件夹名"));
}
