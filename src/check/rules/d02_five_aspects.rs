//! Section one covers the aspects its form asks for.

use crate::check::{At, Check, Found, Out, Subject};
use crate::finding::{Level, Rule};

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "D-02",
    level: Level::Warning,
    title: "总体情况没有写全规定的几个方面",
    explain: "2021 年版要求总体情况写主动公开、依申请公开、政府信息管理、政府信息公开平台建设、监督保障五个方面。",
    why: "缺一个方面，读者看不到这一方面的工作，评议中按要素缺失扣分。",
    mend: "补写缺少的方面；没有开展的也写明。",
    source: "国办公开办函〔2021〕30号",
    wrong: "## 一、总体情况\n全年主动公开信息 68 条。",
    right: "## 一、总体情况\n（一）主动公开……（五）监督保障……",
};

fn look(subject: &Subject<'_>, out: &mut Out) {
    let (Some(edition), Some(part)) = (subject.edition(), subject.section("overview")) else { return };
    let words = &subject.plain().text[subject.plain().within(&part.body)];
    // An empty section has its own finding.
    if words.trim().is_empty() {
        return;
    }
    let missing = edition.aspects.iter().filter(|aspect| !aspect.any.iter().any(|word| words.contains(word.as_str())));
    let missing: Vec<&str> = missing.map(|aspect| aspect.name.as_str()).collect();
    if missing.is_empty() {
        return;
    }
    if abridged(words) {
        return out.not_checked(&RULE, "总体情况里有省略，看不全");
    }
    let title = &subject.report.narrative.text[part.title.clone()];
    let say = format!("“{title}”应写到{}，实际没有", missing.join("、"));
    out.push(Found::new(&RULE, At::Words(part.title.clone()), say, "补写缺少的方面；没有开展的也写明"));
}

/// Whether a text says that something was left out of it: `[…略…]`.
pub(super) fn abridged(words: &str) -> bool {
    words.contains("…略") || words.contains("（略）")
}
