//! What is read without the parser is what the parser reads.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use proptest::prelude::*;

use super::super::tree;
use super::*;

/// What texts are put together from: sound pieces and all kinds of slips.
const PIECES: &[&str] = &[
    "本年新收",
    "许可",
    "a",
    "null",
    "true",
    "0",
    "12",
    "3.50",
    "007",
    "1e3",
    "~",
    "-",
    "- ",
    ": ",
    ":",
    "：",
    ", ",
    ",",
    "，",
    "[",
    "]",
    "[1, 2]",
    "[0, 0, 0]",
    "{",
    "}",
    "\n",
    "\n",
    "\n",
    "\n  ",
    "\n    ",
    "\n ",
    " ",
    "  ",
    "#",
    " # 注",
    "\n# 注，1",
    "\"",
    "'",
    "&a ",
    "*a",
    "!",
    "|",
    ">",
    "\t",
    "\u{3000}",
    "\u{a0}",
    "\u{feff}",
    "---",
    "---\n",
    "\"许可\": ",
    "...",
    "%",
    "@",
    "`",
    "?",
    "? ",
    "09:30",
    "2021-01-20",
    "\r\n",
    "\u{85}",
    "无",
    "<<",
    "=",
    "\u{200b}",
    "许可: 1\n",
    "公开:\n  许可: [1, 2]\n",
    "公开:\n  规章: 3\n  许可: 4\n",
    "\n\n",
    "a: b c",
    "0x1F",
    "1_000",
    ".5",
    "+1",
    "-1",
    "_",
    "；甲",
    "（一）",
    "“乙”",
    "、",
    "{甲: 1}",
    "{甲: 1, 乙: \"2\"}",
    "[\"1\", '甲 #乙']",
    "\n- ",
    "\n  - ",
    "\n  - a: 1\n    b: 2",
    "说明:\n  - 规则: C-02\n    理由: 甲，乙。\n",
    "前身:\n- a\n- b\n",
    "''",
    "\"\"",
    "\\",
    "(一)",
    "%",
    "/",
];

/// Keys of lines.
const KEYS: &[&str] = &[
    "公开",
    "许可",
    "a-1",
    "12",
    "null",
    "（一）准予的",
    "3.危及“三安全”、其他，",
    "-1",
    "\"公开\"",
    "'12'",
    "\"null\"",
];

/// What may follow their colon.
const VALUES: &[&str] = &[
    "",
    " 1",
    " [0, 1]",
    " 甲 乙",
    " 3 # 注",
    " [1]  ",
    "  2",
    " 2021-01-20 09:30",
    " [a,b]",
    " {甲: 1, 乙: -2}",
    " \"甲: 乙\"  # 注",
    " '1'",
    " 甲，乙；丙：丁（戊）。",
    " -3",
    " [\"1\", 2]",
    " {\"甲\": 1, '乙': \"2\"}",
];

/// What values are put together from.
const PARTS: &[&str] = &[
    "1", "甲", "乙 ", " ", ", ", ",", ": ", ":", "，", "：", "“", "”", "\"", "'", "\"a\"", "'b'", "#", " # ", "-",
    "- ", "[", "]", "{", "}", "（", "）", "。", "；", "%", "/", "+", "~", "\\", "甲: 1", ", 乙: 2", "*", "&", "!", "|",
    "\u{3000}",
];

/// What is read without the parser is what the parser reads.
fn held(text: &str) {
    if let Some(tree) = read::<tree::Node>(text) {
        let parsed = tree::parsed(text);
        assert_eq!(parsed.tree.as_ref(), Some(&tree), "{text:?}");
        assert!(parsed.faults.is_empty() && parsed.repaired.is_none(), "{text:?}: {:?}", parsed.faults);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn what_is_read_is_what_the_parser_reads(pieces in prop::collection::vec(prop::sample::select(PIECES), 1..24)) {
        held(&pieces.concat());
    }

    #[test]
    fn plain_lines_are_what_the_parser_reads(
        lines in prop::collection::vec((0_usize..4, 0_usize..KEYS.len(), 0_usize..VALUES.len()), 1..12)
    ) {
        let text: String = lines
            .iter()
            .map(|(depth, key, value)| format!("{}{}:{}\n", "  ".repeat(*depth), KEYS[*key], VALUES[*value]))
            .collect();
        held(&text);
        held(&format!("---\n{text}"));
    }

    #[test]
    fn lists_are_what_the_parser_reads(
        lines in prop::collection::vec((0_usize..6, 0_usize..8, 0_usize..KEYS.len(), 0_usize..VALUES.len()), 1..10)
    ) {
        let mut text = "说明:\n".to_owned();
        for (depth, dash, key, value) in lines {
            text.push_str(&" ".repeat(depth));
            match dash {
                0 | 1 => text.push_str("- "),
                2 => text.push_str("-  "),
                3 => text.push_str("- - "),
                _ => {}
            }
            match dash {
                1 => text.push_str(KEYS[key]),
                7 => text.push_str(&format!("-{}", VALUES[value])),
                _ => text.push_str(&format!("{}:{}", KEYS[key], VALUES[value])),
            }
            text.push('\n');
        }
        held(&text);
    }

    #[test]
    fn entries_are_what_the_parser_reads(
        parts in prop::collection::vec(prop::sample::select(PARTS), 1..8),
        inside in 0_usize..3,
    ) {
        let parts = parts.concat();
        held(&match inside {
            0 => format!("键: {parts}\n后: 1\n"),
            1 => format!("键: [{parts}]\n后: 1\n"),
            _ => format!("键: {{{parts}}}\n后: 1\n"),
        });
    }
}

#[test]
fn plain_files_are_read() {
    let text = "# 注\n发布日期: 2021-01-20 09:00\n主动公开:\n  规章: [0, 12]   # 尾注\n\n  许可: 3.50\n依申请公开:\n  新收:\n    自然人: 1\n  结转:\n说明: 无\n";
    let sparse = "行政处罚: \"12.50\"\n本年新收: {自然人: 3, 商业企业: 1}\n更正:\n  - {日期: 2026-04-02, 格: 本年新收.自然人, 原: 2, 新: 1, 原因: 少计一件}\n说明:\n  - 规则: C-02\n    理由: 报告未说明，已核对（见原件）。\n前身:\n- a\n- b\n";
    let quoted = "---\n\"行政处罚\": 12\n'本年新收': {\"自然人\": 3, '商业企业': \"1\"}\n\"说明\":\n- \"规则\": C-02\n";
    for text in [text, sparse, quoted] {
        let tree: tree::Node = read(text).unwrap();
        assert_eq!(Some(tree), tree::parsed(text).tree);
    }
}

#[test]
fn what_is_not_plain_is_left_to_the_parser() {
    for text in [
        "",
        "a",
        "- a",
        "a: \"b\\n\"",
        "a: 'b''c'",
        "a: [1, [2]]",
        "a: b\n  c",
        "a：1",
        "a: |\n  b",
        "a: &b c",
        "a: {b: [1]}",
        "a: {}",
        "a:\n  - - 1",
        "a:\n  - b\n    c",
        "a: “b”",
        "a:\tb",
    ] {
        assert_eq!(read::<tree::Node>(text), None, "{text:?}");
    }
}
