//! Years without a report between an office's first and this one.

use crate::check::years::list;
use crate::check::{At, Check, Found, Out, Subject};
use crate::content::office::NEW_REGULATION;
use crate::finding::{Level, Rule};

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "X-02",
    level: Level::Warning,
    title: "缺少以前年度的报告",
    explain: "从首报年度（没有写的，从最早一份报告）起，每一年都应有报告。",
    why: "缺一年，历年比较就断一年；“收集不全”是评估中点名的问题。",
    mend: "补录缺少的年度（可用 nianbao import），或在 office.yaml 写明“首报年度”；有原因的写一条说明。",
    source: "中国社会科学院 2016 年政府透明度评估",
    wrong: "# content/czj/ 下有 2021、2023，没有 2022",
    right: "# content/czj/ 下有 2021、2022、2023",
};

/// So many years are rather a folder with the wrong name.
const MANY: usize = 5;

fn look(subject: &Subject<'_>, out: &mut Out) {
    let (office, year) = (subject.office, subject.report.key.year);
    let years = subject.wider.years(&office.id);
    let before = years.iter().copied().rfind(|known| *known < year);
    // Said once, of the first report after the gap.
    let from = match (before, office.first_year) {
        // A document kept from before 首报年度 asks for no years between.
        (Some(before), first) => first.map_or(before + 1, |first| first.max(before + 1)),
        (None, Some(first)) => first,
        (None, None) => return,
    };
    if before.is_none() && subject.wider.follows_one_outside(office, year) {
        return out.not_checked(&RULE, "前身的报告没有读取：这次只生成部分机关");
    }
    let merged = |year: u16| {
        !subject.wider.stood_before(office, year)
            && office.predecessors.iter().any(|id| subject.wider.report(id, year).is_some())
    };
    let missing: Vec<u16> = (from..year).filter(|year| !merged(*year)).collect();
    if missing.is_empty() {
        return;
    }
    let say = format!("{} 年度以前应有 {} 年度的报告，实际没有", year, list(&missing));
    let advise = match (office.first_year, before) {
        (Some(_), None) => "补录缺少的年度；“首报年度”写早了的，在 office.yaml 改正；有原因的写一条说明",
        (None, Some(before)) if before < NEW_REGULATION => {
            "补录缺少的年度；本站不收录的，在 office.yaml 写“首报年度”，或写一条说明"
        }
        _ if missing.len() > MANY => "年份文件夹写错的改名；没有写错的补录缺少的年度，有原因的写一条说明",
        _ => "补录缺少的年度；有原因的写一条说明",
    };
    out.push(Found::new(&RULE, At::Data, say, advise));
}
