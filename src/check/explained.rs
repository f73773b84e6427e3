//! 说明: the office acknowledges one finding for one reason.

use crate::content::places::Places;
use crate::content::{self, Report};
use crate::finding::{Finding, Level, Rule};

use super::rules;

/// An acknowledgement that fits nothing.
pub(super) static RULE: Rule = Rule {
    code: "S-27",
    level: Level::Warning,
    title: "说明没有对应的问题",
    explain: "“说明”一条对应一个检查发现的问题：规则相同，写了“格”的格也相同。问题已经改正，或规则、格写错了，这条说明就没有着落。",
    why: "留着的说明会印在报告页上，读者会以为还有差异。",
    mend: "问题已改正的，删去这条说明；规则或格写错的，照 nianbao check 的结果改写。",
    source: "本程序的约定",
    wrong: "说明:\n  - {规则: X-01, 理由: 上年漏计一件}   # 结转已经相符",
    right: "# 删去不再需要的说明",
};

/// Marks the findings that 说明 acknowledges, and adds a finding for every entry that
/// fits none. Rules that are `unjudged`, because they could not be checked or were taken
/// up into another finding, leave their entries alone.
pub(super) fn acknowledge<'p>(
    report: &Report,
    places: &dyn Fn() -> &'p Places,
    unjudged: &[&str],
    findings: &mut Vec<Finding>,
) {
    let mut unfit = Vec::new();
    for explanation in &report.explanations {
        let cell = explanation.cell.and_then(|cell| Some(&report.edition.as_ref()?.cells[cell].id));
        let fits = |finding: &&mut Finding| {
            finding.code == explanation.code
                && !finding.acknowledged
                && cell.is_none_or(|cell| finding.cells.contains(cell))
        };
        if let Some(finding) = findings.iter_mut().find(fits) {
            finding.acknowledged = true;
            finding.reason = Some(explanation.reason.clone());
            finding.explanation = Some(explanation.index);
            continue;
        }
        if unjudged.contains(&explanation.code.as_str()) {
            continue;
        }
        let known = rules::ALL.iter().any(|check| check.rule.code == explanation.code);
        let taken = findings.iter().any(|finding| {
            finding.code == explanation.code
                && finding.acknowledged
                && cell.is_none_or(|cell| finding.cells.contains(cell))
        });
        let (say, advise) = match known {
            true if taken => {
                let say = format!("{} 的一个问题应只有一条说明，实际又写了一条", explanation.code);
                (say, "只留一条；分别说明几格的，各写明“格”")
            }
            true => {
                let form = report.edition.as_deref();
                let at = explanation.cell.zip(form).map(|(cell, form)| format!("（{}）", form.say(cell)));
                let say = format!(
                    "说明所指的 {}{}应有一个检查发现的问题，实际没有",
                    explanation.code,
                    at.as_deref().unwrap_or(" ")
                );
                (say, "问题已经改正的，删去这条说明；格写错的改正格")
            }
            false if written(&explanation.code) => {
                let say = format!("{} 应改正，不能用说明答复", explanation.code);
                (say, "照检查结果改正，删去这条说明")
            }
            false => {
                let say = format!("“{}”不是可以说明的规则", explanation.code);
                (say, "规则写检查结果方括号里的代码，如 X-01")
            }
        };
        let file = format!("{}/data.yaml", report.folder());
        let at = places().item(&RULE, &file, "说明", explanation.index);
        unfit.push(at.office(&report.key.office).year(report.key.year).say(say).advise(advise).done());
    }
    findings.extend(unfit);
}

/// Whether the code is that of a fault of writing: nothing was read that could be explained.
fn written(code: &str) -> bool {
    content::rules::ALL.iter().any(|rule| rule.code == code)
}
