//! Filling hints of a template left standing in the published text.

use std::ops::Range;

use memchr::{memchr3, memmem};

use crate::check::text::retain_shown;
use crate::check::{At, Check, Found, Out, Subject};
use crate::finding::{Level, Rule};

pub(super) const CHECK: Check = Check { rule: &RULE, look };

static RULE: Rule = Rule {
    code: "D-07",
    level: Level::Error,
    title: "模板里的填写提示没有删去",
    explain: "正文里不应留有模板的填写提示，如“××局”“XX 条”“20XX年”“（填写……）”“各乡镇一律为0”“【】”。",
    why: "公开过的报告把下发模板里的提示原样登了出来，一份里有三处。",
    mend: "改成本机关的实际内容，或删去提示。",
    source: "已公开报告中的实例",
    wrong: "2024 年，XX局主动公开信息××条。",
    right: "2024 年，本局主动公开信息 68 条。",
};

/// Wordings that only a template uses.
const HINTS: [&str; 6] = ["一律为0", "一律为零", "一律填0", "一律填零", "各单位认领", "单位自行"];
/// How the inside of a bracket begins when it tells the writer what to do.
const ORDERS: [&str; 11] =
    ["填写", "请填写", "请填", "此处填", "此处写", "待填", "根据实际情况", "按实际情况", "如有请", "据实填", "如实填"];

/// What a sentence tells the writer when it is nothing but this.
const ALONE: [&str; 6] = ["根据实际情况", "按实际情况", "按照实际情况", "结合实际情况", "据实", "如实"];
/// What may follow it.
const FILLING: [&str; 5] = ["", "填写", "填报", "填列", "填"];
/// What stands in 【】 for words of the office's own.
const BLANKS: [&str; 6] = ["名称", "单位", "机关", "年份", "数字", "数量"];

/// What follows small crosses that stand for a number: xx条, xx万元.
const COUNTED: [char; 14] = ['条', '件', '次', '人', '个', '篇', '项', '期', '份', '宗', '场', '家', '元', '万'];

fn look(subject: &Subject<'_>, found: &mut Out) {
    let text = &subject.report.narrative.text;
    let mut accused: Vec<Range<usize>> = Vec::new();
    for hint in HINTS {
        accused.extend(memmem::find_iter(text.as_bytes(), hint).map(|at| at..at + hint.len()));
    }
    brackets(text, &mut accused);
    crosses(text, &mut accused);
    years(text, &mut accused);
    sentences(text, &mut accused);
    retain_shown(text, &mut accused, |range| range.start);
    accused.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    let mut end = 0;
    for range in accused {
        // A hint inside a bracket that is itself accused is the same fault.
        if range.start < end {
            continue;
        }
        end = range.end;
        let say = format!("模板提示“{}”应删去或改成实际内容", &text[range.clone()]);
        found.push(Found::new(&RULE, At::Words(range), say, "写上本机关的实际内容，或删去这几个字"));
    }
}

/// `（填写……）`, `（……提供数据……）`, `【】` and `【待填】`.
fn brackets(text: &str, accused: &mut Vec<Range<usize>>) {
    for (open, close) in [("（", '）'), ("(", ')'), ("【", '】'), ("[", ']')] {
        for at in memmem::find_iter(text.as_bytes(), open) {
            let inside = at + open.len();
            let Some(length) = text[inside..].find(close) else { continue };
            let words = text[inside..inside + length].trim();
            // `[请填写申请表](…)` is a link of Markdown.
            let link = open == "[" && text[inside + length..].starts_with("](");
            if words.contains('\n') || link {
                continue;
            }
            let blank = || BLANKS.iter().any(|blank| words.ends_with(blank));
            let hollow = open == "【" && (words.is_empty() || words.contains("填") || blank());
            let order = ORDERS.iter().any(|order| words.starts_with(order))
                // （请根据实际情况填写）
                || words.starts_with('请') && words.contains("填");
            let provided = words.contains("提供数据");
            if hollow || order || provided {
                accused.push(at..inside + length + close.len_utf8());
            }
        }
    }
}

/// `××`, `XX`: two crosses or more that stand for a name or a number. Crosses between
/// digits hide part of a telephone number on purpose.
fn crosses(text: &str, accused: &mut Vec<Range<usize>>) {
    let cross = |c: char| matches!(c, '×' | 'X' | 'x' | 'Ｘ' | '╳');
    // Most texts have none; their bytes are looked for many at a time. 0xc3 begins ×.
    let bytes = text.as_bytes();
    if memchr3(b'X', b'x', 0xc3, bytes).is_none()
        && !["Ｘ", "╳"].iter().any(|wide| memmem::find(bytes, wide.as_bytes()).is_some())
    {
        return;
    }
    let mut from = 0;
    while let Some(start) = text[from..].find(cross).map(|at| from + at) {
        let end = text[start..].find(|c| !cross(c)).map_or(text.len(), |at| start + at);
        let before = text[..start].chars().next_back();
        let after = text[end..].chars().next();
        let beside = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        // Small ones stand in addresses and names of things; before what is counted in none.
        let small = text[start..end].contains('x');
        let told = !small || after.is_some_and(|c| COUNTED.contains(&c));
        if text[start..end].chars().count() >= 2 && !beside(before) && !beside(after) && told {
            accused.push(start..end);
        }
        from = end;
    }
}

/// `20XX年`, `202×年`: a year of the template. Digits before crosses hide something
/// elsewhere, but nobody hides a year.
fn years(text: &str, accused: &mut Vec<Range<usize>>) {
    let cross = |c: char| matches!(c, '×' | 'X' | 'Ｘ' | '╳' | 'x');
    for at in memmem::find_iter(text.as_bytes(), "年") {
        let before = text[..at].trim_end();
        let digits = before.trim_end_matches(cross);
        if digits.len() == before.len() {
            continue;
        }
        let known = digits.bytes().rev().take_while(u8::is_ascii_digit).take(4).count();
        let start = digits.len() - known;
        let hidden = before[digits.len()..].chars().count();
        if known >= 2 && known + hidden == 4 && digits[start..].starts_with(['1', '2']) {
            accused.push(start..at + "年".len());
        }
    }
}

/// `请根据实际情况填写。`, `由采购办提供数据。`: whole sentences; inside others the same words
/// tell what the office did.
fn sentences(text: &str, accused: &mut Vec<Range<usize>>) {
    if !["实际情况", "据实", "如实", "提供数据"]
        .iter()
        .any(|word| memmem::find(text.as_bytes(), word.as_bytes()).is_some())
    {
        return;
    }
    let mut start = 0;
    for sentence in text.split_inclusive(['。', '；', '！', '？', '\n']) {
        let begins = start + sentence.len() - sentence.trim_start().len();
        start += sentence.len();
        let words = sentence.trim().trim_end_matches(['。', '；', '！', '？']);
        let plain = words.strip_prefix('请').unwrap_or(words);
        let rest = ALONE.iter().find_map(|alone| plain.strip_prefix(alone));
        // 如实 and 据实 alone are no sentence of a template.
        let order = rest.is_some_and(|rest| FILLING.contains(&rest) && (!rest.is_empty() || plain.len() > 6));
        let provided = plain.starts_with('由') && plain.ends_with("提供数据") && plain.chars().count() < 16;
        if order || provided {
            accused.push(begins..begins + words.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        let mut accused = Vec::new();
        brackets(text, &mut accused);
        crosses(text, &mut accused);
        years(text, &mut accused);
        sentences(text, &mut accused);
        accused.into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn crosses_and_brackets_of_a_template_are_found() {
        assert_eq!(words("××局公开XX条"), ["××", "XX"]);
        assert_eq!(words("公开xx条、xxx万元"), ["xx", "xxx"]);
        assert_eq!(words("公开【】条（填写数字）"), ["（填写数字）", "【】"]);
        assert_eq!(words("采购（采购办提供数据，各单位认领）"), ["（采购办提供数据，各单位认领）"]);
        assert_eq!(words("20XX年，20××年度，202x 年，××年"), ["××", "20XX年", "20××年", "202x 年"]);
        assert_eq!(words("（请根据实际情况填写）（据实填写）"), ["（请根据实际情况填写）", "（据实填写）"]);
        assert_eq!(words("【单位名称】公开【数量】条。"), ["【单位名称】", "【数量】"]);
        assert_eq!(
            words("公开 3 条。\n　　根据实际情况填写。由采购办提供数据。"),
            ["根据实际情况填写", "由采购办提供数据"]
        );
        assert_eq!(words("请根据实际情况填报\n根据实际情况。"), ["请根据实际情况填报", "根据实际情况"]);
    }

    #[test]
    fn hidden_digits_and_ordinary_brackets_are_left_alone() {
        assert!(
            words("电话138××××1234，xx.gov.cn，xxgk栏目，xx栏目，X光，【下载】，（一）根据实际情况办理，XXL")
                .is_empty()
        );
        assert!(
            words("根据实际情况，调整目录。指导申请人根据实际情况填写申请表。平台由大数据局提供数据支撑。").is_empty()
        );
        assert!(words("【2024】15号，【下载Word】，由各局报送，统计局提供数据。").is_empty());
        assert!(
            words("2024年，编号20XX，尾号138XX年内，公式2x年，（请见附件）（由申请人填写）[请填写申请表](a.html)")
                .is_empty()
        );
    }
}
