//! Sentences reused from last year or from another office.

use crate::check::{At, Check, Found, Out, Subject};
use crate::finding::{Level, Rule};

use super::y03_same_text;

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "D-12",
    level: Level::Warning,
    title: "正文与上年或别的机关雷同",
    explain: "正文的句子（数字不计，通用的套话不计）与上年或同年另一机关相同的，不应超过 70%（site.toml 的 [checks] reuse）。",
    why: "雷同是通报和追责的理由之一，评议中与往年或别的单位雷同的要扣分。",
    mend: "写本年、本机关做了什么；确需沿用的写一条说明。",
    source: "鲤城区 2020 年评分办法；怀化市 2022 年通知；国办公开办函〔2021〕30号",
    wrong: "（整篇沿用上年，只改了年份）",
    right: "（写本年的工作和数字）",
};

/// A text of fewer telling sentences can be like another by chance.
pub(super) const FEW: usize = 5;

fn look(subject: &Subject<'_>, out: &mut Out) {
    let (wider, report) = (subject.wider, subject.report);
    let limit = subject.config.checks.reuse as usize;
    let over = |same: usize, all: usize| all >= FEW && same * 100 >= all * limit;
    let mut say = Vec::new();
    if let Some(before) = subject.before() {
        let (same, all) = wider.reused(report, before);
        if over(same, all) {
            say.push(format!("{all} 句中有 {same} 句（{}%）与 {} 年度相同", same * 100 / all, before.key.year));
        }
    }
    if !wider.whole {
        out.not_checked(&RULE, "只读了部分机关，没有与其他机关的正文比较");
    } else if let Some((office, same)) =
        subject.most_alike().filter(|(office, _)| wider.is_later(report, office) && !y03_same_text::applies(subject))
    {
        let all = wider.telling(report);
        if over(same, all) {
            say.push(format!(
                "{all} 句中有 {same} 句（{}%）与{}相同",
                same * 100 / all,
                office.name_in(report.key.year)
            ));
        }
    }
    if !say.is_empty() {
        let say = format!("正文应写本机关本年度的情况，实际 {}", say.join("，"));
        out.push(Found::new(&RULE, At::Narrative, say, "改写相同的句子，写本年、本机关做了什么"));
    }
}
