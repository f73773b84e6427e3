//! The title in the text names the office.

use std::ops::Range;

use crate::check::days;
use crate::check::{At, Check, Found, Out, Subject};
use crate::finding::{Level, Rule};

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "D-17",
    level: Level::Error,
    title: "标题里的机关名称不符",
    explain: "正文开头写了标题的，机关名称应与 office.yaml 的全称一致（或为其简称、所在地名）。标题本由程序生成，可以不写，写了也只印一次。",
    why: "标题里的机关错了，整份报告就像是别人的。",
    mend: "改正标题，或删去这一行，由程序生成标题。",
    source: "《政府信息公开工作年度报告格式》；已公开报告中的实例",
    wrong: "# 沐阳县人民政府2025年政府信息公开工作年度报告",
    right: "# 沭阳县人民政府2025年政府信息公开工作年度报告",
};

/// What the name of an office ends with. After a year anything may stand (2024年度政务公开…);
/// only what ends so is taken for a name.
const ENDS: [char; 30] = [
    '府', '局', '办', '委', '院', '厅', '部', '站', '队', '社', '处', '所', '会', '室', '心', '道', '镇', '乡', '区',
    '县', '市', '园', '校', '馆', '台', '行', '司', '厂', '关', '署',
];
/// How an office speaks of itself without its name.
const OWN: [char; 3] = ['本', '我', '全'];

fn look(subject: &Subject<'_>, out: &mut Out) {
    let (plain, office, year) = (subject.plain(), subject.office, subject.report.key.year);
    for title in subject.titles() {
        let words = &plain.text[title.clone()];
        let Some(place) = name(words) else { continue };
        let name = &words[place.clone()];
        let full = [office.name_in(year), &office.name];
        // Another registered office has a finding of its own.
        if subject.wider.named(name).is_some_and(|(known, _)| known == name) {
            continue;
        }
        if office.short == name || full.iter().any(|full| full.contains(name) || name.contains(full)) {
            continue;
        }
        let range = title.start + place.start..title.start + place.end;
        let say = format!("标题里的机关应为“{}”，实际为“{name}”", office.name_in(year));
        out.push(Found::new(&RULE, At::Words(plain.place(&range)), say, "改正机关名称，或删去这一行，由程序生成标题"));
    }
}

/// Where the name of an office stands in a title: before the year or after it. A title on
/// two lines leaves none on this one.
fn name(title: &str) -> Option<Range<usize>> {
    let head = &title[..title.find(ACTIVITY)?];
    let rest = head.trim_start_matches('#').trim_start_matches("关于");
    let year = days::years(rest).next().map(|(range, _)| range);
    let name = match &year {
        Some(year) if year.start == 0 => {
            let after = rest[year.end..].strip_prefix('年')?;
            after.strip_prefix('度').unwrap_or(after)
        }
        Some(year) => &rest[..year.start],
        None => &rest[..rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len())],
    };
    let first = year.is_some_and(|year| year.start == 0);
    let named = !name.is_empty() && (!first || name.ends_with(ENDS) && !name.starts_with(OWN));
    let start = if first { head.len() - name.len() } else { head.len() - rest.len() };
    named.then(|| start..start + name.len())
}

/// What every title speaks of.
const ACTIVITY: &str = "政府信息公开";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_before_the_year_and_after_it() {
        let read = |title: &'static str| name(title).map(|range| &title[range]);
        assert_eq!(read("#临江县财政局2024年政府信息公开工作年度报告"), Some("临江县财政局"));
        assert_eq!(read("#关于临江县财政局二〇二四年政府信息公开工作年度报告"), Some("临江县财政局"));
        assert_eq!(read("#临江县财政局政府信息公开工作年度报告"), Some("临江县财政局"));
        assert_eq!(read("#2024年度临江县财政局政府信息公开工作年度报告"), Some("临江县财政局"));
        assert_eq!(read("#二〇二四年临江县财政局政府信息公开工作年度报告"), Some("临江县财政局"));
    }

    #[test]
    fn what_is_no_name_is_left_alone() {
        for title in [
            "#2024年度政府信息公开工作年度报告",
            "#2024年政务公开和政府信息公开工作年度报告",
            "#2024年度本局政府信息公开工作年度报告",
            "#政府信息公开工作年度报告（2024年）",
        ] {
            assert_eq!(name(title), None, "{title}");
        }
    }
}
