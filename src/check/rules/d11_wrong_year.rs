//! Another year left standing in the text.

use std::ops::Range;

use crate::check::days;
use crate::check::period;
use crate::check::{At, Check, Found, Out, Subject};
use crate::finding::{Level, Rule};

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "D-11",
    level: Level::Warning,
    title: "年份没有改",
    explain: "标题、统计期限里的年份应是报告年度（不是的算错误）；“现公布……2024年度……报告”里的年份，和“2023年，我局……”这样起头的句子，也应说本年度；第五部分的打算应说下一年。",
    why: "照上年的文件改，年份最容易漏改；读者不知道说的是哪一年。",
    mend: "改成报告年度；确实在说别的年份的，写明“较 2023 年”“2023 年以来”。",
    source: "已公开报告中的实例；新闻报道：统计期限写成 2010 年 1 月 1 日至 2009 年 12 月 31 日",
    wrong: "# 2024 年度\n2023年，我局主动公开信息 68 条。",
    right: "2024年，我局主动公开信息 68 条。",
};

/// Words that make a sentence speak of another year on purpose.
const OTHER: [&str; 22] = [
    "较",
    "相比",
    "同比",
    "同期",
    "比上年",
    "以来",
    "起至",
    "自",
    "截至",
    "截止",
    "印发",
    "修订",
    "施行",
    "上年",
    "去年",
    "此前",
    "历年",
    "累计",
    "成立",
    "结转",
    "延续",
    "往年",
];

/// Words before the last day of a year's account.
const CUT: [&str; 3] = ["截至", "截止", "截止到"];
/// That day.
const LAST_DAY: [&str; 3] = ["12月31日", "12月底", "底"];

fn look(subject: &Subject<'_>, out: &mut Out) {
    if subject.edition().is_none() {
        return;
    }
    let (plain, year) = (subject.plain(), subject.report.key.year);
    let mut accused: Vec<Range<usize>> = Vec::new();
    let mut error = |range: Range<usize>, what: &str, named: &str, out: &mut Out| {
        let say = format!("{what}的年份应为 {year}，实际为 {named}");
        out.push(Found::new(&RULE, At::Words(plain.place(&range)), say, "改成报告年度").level(Level::Error));
        accused.push(range);
    };
    for title in subject.titles() {
        if let Some((range, named)) = days::years(&plain.text[title.clone()]).next()
            && named != year
        {
            error(title.start + range.start..title.start + range.end, "标题", &named.to_string(), out);
        }
    }
    for period in period::stated(plain) {
        let wrong = |day: &days::Day| day.year.filter(|named| *named != year);
        // Both ends of one period are one slip.
        let (range, named) = match (wrong(&period.from), wrong(&period.to)) {
            (None, None) => continue,
            (Some(from), None) => (period.from.range.clone(), from.to_string()),
            (None, Some(to)) => (period.to.range.clone(), to.to_string()),
            (Some(from), Some(to)) => {
                let named = if from == to { from.to_string() } else { format!("{from} 和 {to}") };
                (period.from.range.start..period.to.range.end, named)
            }
        };
        error(range, "统计期限", &named, out);
    }
    for (range, named) in announced(subject) {
        if accused.iter().any(|known| known.start <= range.start && range.start <= known.end) {
            continue;
        }
        let say = format!("公布的应是 {year} 年度的报告，实际写的是 {named} 年");
        out.push(Found::new(&RULE, At::Words(plain.place(&range)), say, "改成报告年度"));
        accused.push(range);
    }
    let problems = subject.section("problems").map(|part| plain.within(&part.body));
    for sentence in plain.sentences_with(["年"]) {
        let ahead = problems.as_ref().is_some_and(|problems| problems.contains(&sentence.start));
        let Some((range, named)) = left_standing(&plain.text[sentence.clone()], year, ahead) else { continue };
        let range = sentence.start + range.start..sentence.start + range.end;
        if accused.iter().any(|known| known.start <= range.start && range.start <= known.end) {
            continue;
        }
        let should = if ahead { year + 1 } else { year };
        let say = format!("这一句应说 {should} 年，实际写的是 {named} 年");
        let advise = "核对是否上年的文字没有改；确实在说别的年份的，写明“较某年”“某年以来”，或写一条说明";
        out.push(Found::new(&RULE, At::Words(plain.place(&range)), say, advise));
    }
}

/// Words that announce the report itself. In 编制 others are spoken of as well (编制了2023
/// 年度报告), except before the first section.
const ANNOUNCE: [&str; 5] = ["现公布", "现予公布", "现予以公布", "现将", "编制"];

/// Years of other reports where a sentence announces this one: 现公布…2023年度政府信息公开….
fn announced(subject: &Subject<'_>) -> Vec<(Range<usize>, u16)> {
    let (plain, year) = (subject.plain(), subject.report.key.year);
    let preface = plain.within(&subject.report.narrative.preface);
    let overview = subject.section("overview").map(|part| plain.within(&part.body));
    let mut found = Vec::new();
    for sentence in plain.sentences_with(ANNOUNCE) {
        let before = preface.contains(&sentence.start);
        if !before && !overview.as_ref().is_some_and(|overview| overview.contains(&sentence.start)) {
            continue;
        }
        let words = if before { &ANNOUNCE[..] } else { &ANNOUNCE[..ANNOUNCE.len() - 1] };
        let text = &plain.text[sentence.clone()];
        let Some((range, named)) = year_announced(text, words).filter(|(_, named)| *named != year) else { continue };
        found.push((sentence.start + range.start..sentence.start + range.end, named));
    }
    found
}

/// The year of the report that a sentence announces with one of `words`.
fn year_announced(text: &str, words: &[&str]) -> Option<(Range<usize>, u16)> {
    let from = words.iter().filter_map(|word| text.find(word)).min()?;
    let (range, named) = days::years(&text[from..]).next()?;
    let after = &text[from + range.end..];
    let clause = &after[..after.find(['，', ',', '；', '（', '、']).unwrap_or(after.len())];
    // 编制2023年度报告 names the report by its year alone.
    let alone = clause.strip_prefix("年度").filter(|rest| rest.starts_with("报告") || rest.starts_with("工作报告"));
    let (name, report) = clause.split_once("政府信息公开").or(alone.map(|report| ("", report)))?;
    // 2023年政府信息公开工作要点 is a paper of others; 2023年以来 and 2023年度报告整改情况
    // speak of another year on purpose.
    let report = report.trim_start_matches("工作").trim_start_matches("年度");
    let itself = ["报告", "情况", "开展情况"].iter().any(|word| report.starts_with(word))
        && !["整改", "对比", "反馈"].iter().any(|word| report.contains(word));
    let plain = !OTHER.iter().any(|word| name.contains(word)) && name.chars().count() < 30;
    (itself && plain).then(|| (from + range.start..from + range.end, named))
}

/// The year at the head of a sentence that should be another: last year's in an account
/// of this year, this year's in a plan (`ahead`).
fn left_standing(sentence: &str, year: u16, ahead: bool) -> Option<(Range<usize>, u16)> {
    let (range, named) = days::years(sentence).next()?;
    let numbering = |c: char| {
        matches!(c, '#' | '（' | '）' | '(' | ')' | '、' | '.' | '0'..='9' | '是' | '：' | ':')
            || matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十')
    };
    let head = sentence.trim_start_matches(numbering);
    let rest = sentence[range.end..].trim_start_matches('年');
    // 截至2023年12月31日: the last day of last year's report.
    if !ahead && named + 1 == year && CUT.iter().any(|cut| sentence[..range.start].ends_with(cut)) {
        let begins = sentence[..range.start].rfind('截') == Some(sentence.len() - head.len());
        let last_day = LAST_DAY.iter().any(|day| rest.starts_with(day));
        let other = OTHER.iter().any(|word| !CUT.contains(word) && sentence.contains(word));
        return (begins && last_day && !other).then_some((range, named));
    }
    // Arabic numerals were trimmed with the numbering: look where the sentence's own words
    // begin instead.
    let at_head = head.starts_with('年') || range.start <= sentence.len() - head.len();
    let after = rest.trim_start_matches("度");
    let opens = after.starts_with(['，', ',', '我', '本', '全', '县', '市', '区', '共']);
    if !at_head || !opens {
        return None;
    }
    let first: String = after.chars().take(14).collect();
    let plan = ["将", "拟", "计划", "下一步", "打算"].iter().any(|word| first.contains(word));
    let wrong = match ahead {
        true => named == year && plan,
        false => named + 1 == year && !OTHER.iter().any(|word| sentence.contains(word)),
    };
    wrong.then_some((range, named))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_left_standing_are_found() {
        let found = |text: &str, ahead| left_standing(text, 2024, ahead).map(|(_, year)| year);
        assert_eq!(found("2023年，我局主动公开信息68条", false), Some(2023));
        assert_eq!(found("（一）2023年度，全县共收到申请3件", false), Some(2023));
        assert_eq!(found("二〇二三年，我局公开信息", false), Some(2023));
        assert_eq!(found("2024年，我们将采取措施", true), Some(2024));
        assert_eq!(found("截至2023年12月31日，共公开信息30条", false), Some(2023));
        assert_eq!(found("（二）截止2023年底，网站公开信息30条", false), Some(2023));
    }

    #[test]
    fn the_year_of_the_report_announced_is_read() {
        let read = |text: &str| year_announced(text, &ANNOUNCE).map(|(range, year)| (text[range].to_owned(), year));
        for text in [
            "根据《条例》，现公布临河县财政局2023年度政府信息公开工作年度报告",
            "现公布2023年度政府信息公开工作情况",
            "现将我局2023年政府信息公开工作情况报告如下",
            "特编制2023年临河县财政局政府信息公开工作年度报告",
            "按照条例要求，临河县财政局编制2023年度报告",
        ] {
            assert_eq!(read(text), Some(("2023".to_owned(), 2023)), "{text}");
        }
        for text in [
            "按照《年度报告编制规范》和《2023年政府信息公开工作要点》编制本报告",
            "根据2023年修订的规定，现公布政府信息公开工作年度报告",
            "现公布自2023年以来政府信息公开工作情况",
            "现将2023年度政府信息公开工作年度报告整改情况公布如下",
            "现将2023年度报告整改情况公布如下",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn other_years_spoken_of_on_purpose_are_left_alone() {
        let found = |text: &str, ahead| left_standing(text, 2024, ahead);
        for text in [
            "截至2024年12月31日，公开30条",
            "截至2023年12月31日，累计公开300条",
            "截至2023年6月，公开3条",
            "专栏截至2023年底停用",
            "2024年，我局公开信息",
            "较2023年增长",
            "2023年，较上年增加",
            "印发《2023年工作要点》",
            "2023年以来，我局",
        ] {
            assert_eq!(found(text, false), None, "{text}");
        }
        assert_eq!(found("2024年，我局还有不足", true), None);
        assert_eq!(found("2025年，我局将改进", true), None);
    }
}
