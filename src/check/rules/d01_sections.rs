//! The six statutory sections: all there, in order, none empty.

use std::ops::Range;

use crate::check::{At, Check, Found, Out, Subject};
use crate::content::narrative::{HASHES, LONG_TITLE, is_blank};
use crate::edition::{Edition, Section, normalise};
use crate::finding::nearest;
use crate::finding::{Level, Rule};

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "D-01",
    level: Level::Error,
    title: "法定六部分缺少、重复、颠倒或空白",
    explain: "正文应有法定的六个部分，标题、次序与格式一致，每一部分都有内容（第二、三、四部分有统计表，可以没有文字）。",
    why: "格式要求内容不能遗漏；评议中不按要素编写的要扣分。",
    mend: "照法定标题补上缺少的部分，次序排正，空白的部分写上内容；没有需要报告的写“无。”。",
    source: "国办公开办函〔2021〕30号；《政府信息公开条例》第五十条；鲤城区 2020 年的评分办法",
    wrong: "## 一、总体情况\n……\n## 三、收到和处理政府信息公开申请情况",
    right: "## 一、总体情况\n……\n## 二、主动公开政府信息情况\n……",
};

fn look(subject: &Subject<'_>, found: &mut Out) {
    let Some(edition) = subject.edition() else { return };
    let narrative = &subject.report.narrative;
    if is_blank(&narrative.text) && narrative.parts.is_empty() {
        // One that is missing or could not be read has its own finding.
        if narrative.was_read {
            found.push(Found::new(
                &RULE,
                At::Narrative,
                "正文应有法定六部分，实际是空的",
                "照格式写上六部分的标题和内容",
            ));
        }
        return;
    }
    let missing: Vec<&Section> = edition
        .sections
        .iter()
        .enumerate()
        .filter(|(number, _)| narrative.part(*number).is_none())
        .map(|(_, s)| s)
        .collect();
    let mistaken = unknown_headings(subject, &missing, found);
    for section in missing.iter().filter(|section| !mistaken.contains(&section.names.id)) {
        if let Some(line) = written_otherwise(&narrative.text, section) {
            let say = format!("标题应为“## {}”，实际为“{}”", section.names.label, &narrative.text[line.clone()]);
            found.push(Found::new(&RULE, At::Words(line), say, "照法定标题改写，单独一行，以“## ”开头"));
            continue;
        }
        let say = format!("缺少“{}”", section.names.label);
        let advise = format!("在相应位置写一行“## {}”和内容", section.names.label);
        found.push(Found::new(&RULE, At::Narrative, say, advise));
    }
    written_parts(subject, edition, found);
}

/// Accuses numbered headings that are none of the six; gives the ids of the missing
/// sections they were evidently meant for, so that each fault is said once.
fn unknown_headings(subject: &Subject<'_>, missing: &[&Section], found: &mut Out) -> Vec<String> {
    let narrative = &subject.report.narrative;
    let mut mistaken = Vec::new();
    for part in narrative.parts.iter().filter(|part| part.section.is_none()) {
        let title = &narrative.text[part.title.clone()];
        let number = title.split(['、', '．', '.']).next().unwrap_or_default();
        let same_number = missing.iter().find(|section| section.names.label.split('、').next() == Some(number));
        let near = nearest(title, missing.iter().map(|section| section.names.label.as_str()));
        let meant = near.or_else(|| same_number.map(|section| section.names.label.as_str()));
        let found_as = match meant {
            Some(label) => {
                mistaken.extend(missing.iter().filter(|s| s.names.label == label).map(|s| s.names.id.clone()));
                let say = format!("标题应为“{label}”，实际为“{title}”");
                Found::new(&RULE, At::Words(part.title.clone()), say, "照法定标题改写")
            }
            None => {
                let say = format!("“{title}”不是法定六部分之一");
                let advise = "并入“六、其他需要报告的事项”，或改用（一）（二）作小标题";
                Found::new(&RULE, At::Words(part.title.clone()), say, advise)
            }
        };
        found.push(found_as);
    }
    mistaken
}

/// The line that evidently heads a section that is missing: its title in a list, in a
/// quotation, without a mark or under another kind of number.
fn written_otherwise(text: &str, section: &Section) -> Option<Range<usize>> {
    let mut start = 0;
    text.split_inclusive('\n').find_map(|line| {
        let bare = line.split("<!--").next().unwrap_or_default().trim();
        let at = start + line.len() - line.trim_start().len();
        start += line.len();
        let words = bare.trim_start_matches(|c: char| c.is_whitespace() || HASHES.contains(&c) || ">-*+1.".contains(c));
        let words = words.strip_prefix('<').and_then(|tag| tag.split_once('>')).map_or(words, |(_, inside)| inside);
        let words = words.split("</").next().unwrap_or_default().trim_end_matches(['*', '#', '：', ':', ' ']);
        // 第五、 and 伍、 are numbers of no form.
        let numbered = words.split_once(['、', '）', ')']).filter(|(number, _)| number.chars().count() <= 3);
        let title = numbered.map_or(words, |(_, title)| title).trim();
        let near = || {
            let of_rank = numbered.is_some_and(|(number, _)| words[number.len()..].starts_with('、'));
            let label = normalise(&section.names.label);
            bare.starts_with(HASHES) && of_rank && nearest(title, [label.as_str()].into_iter()).is_some()
        };
        let long = title.chars().count() >= LONG_TITLE;
        (long && (section.names.means(title) || near())).then(|| at..at + bare.len())
    })
}

/// Order, repetition and emptiness of the parts that are there.
fn written_parts(subject: &Subject<'_>, edition: &Edition, found: &mut Out) {
    let narrative = &subject.report.narrative;
    let mut highest: Option<usize> = None;
    let mut seen = vec![false; edition.sections.len()];
    for part in &narrative.parts {
        let Some(number) = part.section else { continue };
        let label = &edition.sections[number].names.label;
        let at = || At::Words(part.title.clone());
        if std::mem::replace(&mut seen[number], true) {
            found.push(Found::new(&RULE, at(), format!("“{label}”出现了两次"), "合并为一处"));
            continue;
        }
        if let Some(before) = highest.filter(|before| *before > number) {
            let say = format!("“{label}”应在“{}”之前", edition.sections[before].names.label);
            found.push(Found::new(&RULE, at(), say, "按一至六的次序排列"));
        }
        highest = highest.max(Some(number));
        let empty = is_blank(&narrative.text[part.body.clone()]);
        if empty && edition.sections[number].tables.is_empty() {
            let say = format!("“{label}”应有内容，实际是空的");
            found.push(Found::new(&RULE, at(), say, "写上内容；没有需要报告的写“无。”"));
        }
    }
}
