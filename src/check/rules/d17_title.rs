//! The title in the text names the office.

use crate::check::{At, Check, Found, Out, Subject};
use crate::finding::{Level, Rule};

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "D-17",
    level: Level::Error,
    title: "标题里的机关名称不符",
    explain: "正文开头写了标题的，机关名称应与 office.yaml 的全称一致（或为其简称、所在地名）。标题本由程序生成，可以不写。",
    why: "标题里的机关错了，整份报告就像是别人的。",
    mend: "改正标题，或删去这一行，由程序生成标题。",
    source: "《政府信息公开工作年度报告格式》；已公开报告中的实例",
    wrong: "# 沐阳县人民政府2025年政府信息公开工作年度报告",
    right: "# 沭阳县人民政府2025年政府信息公开工作年度报告",
};

fn look(subject: &Subject<'_>, out: &mut Out) {
    let (plain, office, year) = (subject.plain(), subject.office, subject.report.key.year);
    for title in subject.titles() {
        let words = &plain.text[title.clone()];
        let Some(end) = words.find(|c: char| c.is_ascii_digit()).or_else(|| words.find("政府信息公开")) else {
            continue;
        };
        let head = words.len() - words.trim_start_matches('#').len();
        let name = words[head.min(end)..end].trim_start_matches("关于");
        let full = [office.name_in(year), &office.name];
        // A title on two lines leaves no name on this one; another registered office has
        // a finding of its own.
        if name.is_empty() || subject.wider.named(name).is_some() {
            continue;
        }
        if office.short == name || full.iter().any(|full| full.contains(name) || name.contains(full)) {
            continue;
        }
        let start = title.start + words[..end].find(name).unwrap_or(0);
        let range = start..start + name.len();
        let say = format!("标题里的机关应为“{}”，实际为“{name}”", office.name_in(year));
        out.push(Found::new(&RULE, At::Words(plain.place(&range)), say, "改正机关名称，或删去这一行，由程序生成标题"));
    }
}
