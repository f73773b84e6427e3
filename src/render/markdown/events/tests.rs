//! What is told without the parser is what the parser tells.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use proptest::prelude::*;

use super::*;

/// What texts are put together from: what offices write, and what means something to
/// the parser at the head of a line, at its end or in its middle.
const PIECES: &[&str] = &[
    "本机关",
    "收到申请",
    "2024",
    "12",
    "3",
    "。",
    "，",
    "：",
    ".",
    ")",
    "、",
    "（一）",
    "\n",
    "\n\n",
    "\n",
    " ",
    "  ",
    "　　",
    "\u{a0}",
    "\u{2002}",
    "\u{2003}",
    "\t",
    "-",
    "- ",
    "---",
    "===",
    "+",
    "#",
    "# ",
    ">",
    ":",
    ": ",
    "a",
    "www.gov.cn",
    "http://a.cn/",
    "!",
    "\"",
    "'",
    "$",
    "^",
    "{",
    "}",
    "%",
    "@",
    "…",
    "—",
    "\u{fdd0}",
    "*",
    "_",
    "`",
    "~",
    "|",
    "<b>",
    "&",
    "&amp;",
    "[^1]",
    "[a](b)",
    "\\",
    "\r",
    "\0",
    "\u{7f}",
    "\u{85}",
    "\u{3000}",
    "\u{200b}",
];

/// What stands at and within bold words.
const BOLD_PIECES: &[&str] = &[
    "**",
    "**",
    "**",
    "甲",
    "乙丙",
    "。",
    "，",
    "（一）",
    "“",
    "”",
    "a",
    "1",
    "3.",
    " ",
    "\n",
    "\n\n",
    "**丁**",
    "**戊。**",
    "**（二）己。**",
    ":",
    ".",
    "-",
    "(",
    ")",
    "!",
    "$",
    "¥",
    "+",
    "=",
    "\u{3000}",
    "\u{a0}",
    "\u{fdd0}",
    "\u{200b}",
    "*",
    "é",
    "☆",
    "％",
    "％ ",
    "🙂",
];

/// How lines begin.
const HEADS: &[&str] =
    &["", "\n", "\n\n", "- ", "- ", "-", "1. ", "2. ", "10. ", "1.", "1) ", "* ", "+ ", "  ", "2020. ", "-  "];

/// What lines are made of.
const WORDS: &[&str] =
    &["甲", "乙。", "**丙**丁", "", "a b", "- 戊", "1. 己", "---", "（一）庚", "3件", "　辛", "***", "=", "壬 "];

/// Holds what is made of a text against what the parser alone makes of it.
fn held(text: &str) {
    let parsed = Source { text: mend(text), plain: false };
    assert_eq!(written(&Source::of(text)), written(&parsed), "{text:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6_000, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn plain_paragraphs_are_what_the_parser_reads(
        // Mostly of the first: texts that are plain.
        pieces in prop::collection::vec(prop::sample::select(&PIECES[..34]), 1..24)
    ) {
        held(&pieces.concat());
    }

    #[test]
    fn bold_words_are_what_the_parser_reads(
        pieces in prop::collection::vec(prop::sample::select(BOLD_PIECES), 1..16)
    ) {
        held(&pieces.concat());
    }

    #[test]
    fn lists_are_what_the_parser_reads(
        lines in prop::collection::vec((prop::sample::select(HEADS), prop::sample::select(WORDS)), 1..10)
    ) {
        held(&lines.iter().map(|(head, words)| format!("{head}{words}\n")).collect::<String>());
    }

    #[test]
    fn what_means_something_is_the_parsers(pieces in prop::collection::vec(prop::sample::select(PIECES), 1..12)) {
        held(&pieces.concat());
    }

    #[test]
    fn one_odd_piece_among_words_changes_nothing(at in 0_usize..9, odd in prop::sample::select(PIECES)) {
        let mut pieces = vec!["本机关", "收到申请", "，", "\n", "2024", "年", "\n\n", "下一段。", "\n"];
        pieces.insert(at, odd);
        held(&pieces.concat());
    }
}

#[test]
fn what_offices_write_is_read_without_the_parser() {
    let plain = |text: &str| Source::of(text).plain;
    assert!(plain("2024年，本机关收到申请3件。\n\n（一）主动公开。\n（二）依申请公开 12 件，占 5%。\n"));
    assert!(plain("　　2024年收到。\n　　其中：3 件。"), "an indent is taken away first");
    assert!(plain("**（一）主动公开。**全年公开3件。\n\n全年**收到**申请**5件**。\n"));
    assert!(plain("甲：\n\n- **乙。**丙\n- 丁\n\n戊\n\n1. 己\n2. 庚\n\n- 辛\n"));
    for text in [
        "1.甲",
        "-甲",
        "- 甲\n\n- 乙",
        "- 甲\n乙",
        "甲\n- 乙",
        "- 甲\n1. 乙",
        "- - 甲",
        "1) 甲",
        "# 甲",
        "**甲",
        "*甲*",
        "** 甲**",
        "***甲***",
        "* 甲",
        "甲  \n乙",
        "甲\n===",
        "a | b",
        "[甲](b)",
        "&lt;",
        "甲\\",
    ] {
        assert!(!plain(text), "{text}");
    }
}
