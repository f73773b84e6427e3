//! Section one is longer than a reader wants.

use crate::check::{At, Check, Found, Out, Subject};
use crate::finding::{Level, Rule};

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "D-15",
    level: Level::Note,
    title: "总体情况篇幅过长",
    explain: "总体情况一般不超过 1000 字（site.toml 的 [checks] overview）。",
    why: "篇幅长了，公众找不到要看的数字。",
    mend: "删去套话，留下做了什么、多少件。",
    source: "武威市 2025 年通知（地方要求）",
    wrong: "（总体情况写了 5000 字）",
    right: "（总体情况 900 字）",
};

fn look(subject: &Subject<'_>, out: &mut Out) {
    let Some(part) = subject.section("overview") else { return };
    let words = &subject.plain().text[subject.plain().within(&part.body)];
    let most = subject.config.checks.overview as usize;
    // Most are shorter with all their blanks.
    if words.chars().count() <= most {
        return;
    }
    let length = words.chars().filter(|c| !c.is_whitespace()).count();
    if length > most {
        let title = &subject.report.narrative.text[part.title.clone()];
        let say = format!("“{title}”一般不超过 {most} 字，实际 {length} 字");
        out.push(Found::new(&RULE, At::Words(part.title.clone()), say, "删去套话，留下做了什么、多少件"));
    }
}
