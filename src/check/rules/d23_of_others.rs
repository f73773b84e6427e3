//! A text that speaks of everybody but the office.

use memchr::memmem;

use crate::check::{At, Check, Found, Out, Subject};
use crate::finding::{Level, Rule};

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "D-23",
    level: Level::Note,
    title: "总体情况没有说到本机关",
    explain: "总体情况应说本机关做了什么，至少出现一次本机关的名称或“我局”“本机关”。",
    why: "有的报告通篇是“一些地区”“部分单位”，说的不是自己。",
    mend: "写明是本机关的工作和数字。",
    source: "新闻报道：一县的报告通篇“一些地区……部分地区……”",
    wrong: "一些地区公开不够及时，部分单位认识不足。",
    right: "我局公开不够及时。",
};

/// Subjects that are nobody in particular.
const GENERIC: [&str; 8] =
    ["一些地区", "部分地区", "有的地区", "一些单位", "部分单位", "有的单位", "一些部门", "部分部门"];
/// How an office speaks of itself: one of the first with one of the second.
const OWN: [char; 4] = ['我', '本', '全', '该'];
const PLACES: &str = "县市区镇乡局办委院厅部站队社处所单机街中管校系";

fn look(subject: &Subject<'_>, out: &mut Out) {
    let Some(part) = subject.section("overview") else { return };
    let words = &subject.plain().text[subject.plain().within(&part.body)];
    let office = subject.office;
    let count = |word: &str| memmem::find_iter(words.as_bytes(), word).count();
    let generic: usize = GENERIC.iter().map(|generic| count(generic)).sum();
    let named = || [office.name_in(subject.report.key.year), &office.short].iter().any(|name| words.contains(name));
    let mut pairs = words.chars().zip(words.chars().skip(1));
    let mut own = || pairs.any(|(first, second)| OWN.contains(&first) && PLACES.contains(second));
    if generic < 2 || named() || own() {
        return;
    }
    let title = &subject.report.narrative.text[part.title.clone()];
    let say = format!("“{title}”应说本机关做了什么，实际没有提到本机关，只有 {generic} 处“一些地区”“部分单位”之类");
    out.push(Found::new(&RULE, At::Words(part.title.clone()), say, "写明是本机关的工作和数字"));
}
