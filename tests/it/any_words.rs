//! Whatever stands in a narrative, the checks come to an end: no panic at a place inside a
//! character, no number too large, no sentence without an end.

use std::fs;

use nianbao::content::Only;

use super::sites::{sound_site, write};

/// Pieces that checks look for, and pieces that get in their way.
const PIECES: [&str; 72] = [
    "收到",
    "申请",
    "公开",
    "件",
    "条",
    "万",
    "万元",
    "亿",
    "余",
    "占",
    "%",
    "％",
    "其中",
    "自然人",
    "法人或其他组织",
    "、",
    "，",
    "。",
    "；",
    "：",
    "（",
    "）",
    "(",
    ")",
    "“",
    "”",
    "一",
    "两",
    "十二",
    "一百零三",
    "九千九百九十九万",
    "〇",
    "二〇二三",
    "年",
    "月",
    "日",
    "1",
    "２",
    "0",
    ".",
    ",",
    "1,234",
    "99999999999999999999999999999999",
    "2023年",
    "12月31日",
    "统计期限",
    "自",
    "至",
    "起",
    "结转下年",
    "上年结转",
    "行政复议",
    "行政诉讼",
    "均已办结",
    "未收到",
    "无",
    "甲县乙局",
    "甲县",
    "\n",
    "\n\n",
    "#",
    "## ",
    "一是",
    "三是",
    "（三）",
    "{{ 本年新收 }}",
    "{{",
    "}}",
    "<!--",
    "-->",
    "…略…",
    "𠀀é\u{a0}",
];

#[test]
fn any_words_are_read_to_their_end() {
    let site = tempfile::tempdir().unwrap();
    sound_site(site.path(), "a", 2022);
    sound_site(site.path(), "a", 2023);
    let data = "主动公开: 无\n依申请公开:\n  本年新收: {自然人: 3}\n  予以公开: {自然人: 2}\n  结转下年: {自然人: 1}\n复议诉讼: 无\n";
    write(site.path(), "content/a/2023/data.yaml", data);
    let path = site.path().join("content/a/2023/narrative.md");
    let sound = fs::read_to_string(&path).unwrap();
    let mut dice = 0x9e37_79b9_7f4a_7c15_u64;
    let mut roll = |sides: usize| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (dice >> 33) as usize % sides
    };
    for _ in 0..150 {
        let words: String = (0..roll(120)).map(|_| PIECES[roll(PIECES.len())]).collect();
        let places: Vec<usize> = sound.char_indices().map(|(at, _)| at).collect();
        let at = places[roll(places.len())];
        fs::write(&path, format!("{}{words}{}", &sound[..at], &sound[at..])).unwrap();
        let review = nianbao::check(&nianbao::load(site.path(), &Only::All).unwrap());
        // Every finding names a place that is there.
        let text = fs::read_to_string(&path).unwrap();
        let lines = text.lines().count().max(1);
        for finding in review.findings.iter().filter(|finding| finding.file.ends_with("2023/narrative.md")) {
            assert!((1..=lines + 1).contains(&(finding.line as usize)), "{finding:?}\n{text}");
        }
    }
}
