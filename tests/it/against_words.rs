//! `check --against`: words and days that were published and have changed since.

use std::fs;

use serde_json::Value;

use super::against::*;
use super::sites::{saying, sound_site, write};

#[test]
fn the_day_of_publication_stays_or_is_accounted_for() {
    let site_folder = tempfile::tempdir().unwrap();
    let root = site_folder.path();
    site(root);
    let moved = PUBLISHED.replace("2022-01-20", "2022-01-30");
    write(root, DATA, &moved);
    let (at, words) = only(root);
    assert!(at.contains(":1:7"), "{at}");
    assert!(words.contains("发布日期应与发布时相同，为 2022-01-20，现在为 2022-01-30"), "{words}");
    write(
        root,
        DATA,
        &format!("{moved}更正:\n  - {{日期: 2022-02-01, 原: 2022年1月20日, 新: 2022-01-30, 原因: 抄错}}\n"),
    );
    assert_eq!(told(root), [] as [Value; 0]);
    // An entry that leads to another day, or is about a figure, accounts for nothing.
    let other = ["原: 2022-01-20, 新: 2022-01-29", "原: 2022-01-19, 新: 2022-01-30"];
    for wrong in other {
        write(root, DATA, &format!("{moved}更正:\n  - {{日期: 2022-02-01, {wrong}, 原因: 抄错}}\n"));
        only(root);
    }
    write(root, DATA, &PUBLISHED.replace("发布日期: 2022-01-20\n", ""));
    let (_, words) = only(root);
    assert!(words.contains("现在删去了"), "{words}");
    // The hour was not said before.
    write(root, DATA, &PUBLISHED.replace("2022-01-20", "2022-01-20 09:00"));
    assert_eq!(told(root), [] as [Value; 0]);
}

#[test]
fn changed_words_are_told_once_at_the_first_of_them() {
    let site_folder = tempfile::tempdir().unwrap();
    let root = site_folder.path();
    site(root);
    let changed = saying("本机关按规定公开信息。新设专栏。按周核对。");
    write(root, TEXT, &changed);
    let (at, words) = only(root);
    assert_eq!(at, format!("{TEXT}:3:12"));
    assert!(words.contains("现在有 2 句是当时没有的，当时的 1 句现在没有"), "{words}");
    assert!(words.contains("新设专栏") && words.contains("按月核对"), "{words}");
    let entry = "更正:\n  - {日期: 2022-03-05, 原: 按月核对, 新: 按周核对, 原因: 笔误}\n";
    write(root, DATA, &format!("{PUBLISHED}{entry}"));
    assert_eq!(told(root), [] as [Value; 0]);
    // On the day of publication itself, too, but not before.
    write(root, DATA, &format!("{PUBLISHED}{}", entry.replace("2022-03-05", "2022-01-20")));
    assert_eq!(told(root), [] as [Value; 0]);
    write(root, DATA, &format!("{PUBLISHED}{}", entry.replace("2022-03-05", "2022-01-10")));
    only(root);
}

/// The page prints them as the form has them.
#[test]
fn statutory_headings_may_be_written_otherwise() {
    let root = tempfile::tempdir().unwrap();
    site(root.path());
    let text = fs::read_to_string(root.path().join(TEXT)).unwrap();
    let text = text.replace("## 六、", "## （一）附注\n\n## 六、");
    let otherwise = text.replace("## 一、总体情况", "# 总体情况").replace("## 五、", "### 五、");
    write(root.path(), TEXT, &otherwise);
    assert!(otherwise != text && told(root.path()).iter().all(|finding| finding["line"] != 1));
    // What is no heading of the form is compared without its marks.
    let (_, said) = only(root.path());
    assert!(said.contains("现在的第一处：（一）附注"), "{said}");
}

#[test]
fn figures_drawn_from_the_tables_change_with_them() {
    let site_folder = tempfile::tempdir().unwrap();
    let root = site_folder.path();
    let drawn = saying("收到申请 {{ 本年新收 }} 件。");
    sound_site(root, "a", 2021);
    write(root, DATA, PUBLISHED);
    write(root, TEXT, &drawn);
    repository(root);
    commit(root, "v1");
    write(root, DATA, &five(&ENTRIES.replace("2022-03-05", "2022-01-20")));
    assert_eq!(told(root), [] as [Value; 0], "the table's entries speak for the words that draw from it");
    write(root, DATA, PUBLISHED);
    write(root, TEXT, &drawn.replace("{{ 本年新收 }}", "3"));
    assert_eq!(told(root), [] as [Value; 0], "the reader sees the same");
    write(root, TEXT, &drawn.replace("{{ 本年新收 }}", "{{ 上年结转 }}"));
    let (_, words) = only(root);
    assert!(words.contains("收到申请0件") && words.contains("收到申请3件"), "{words}");
}

#[test]
fn documents_without_tables_are_compared_in_words() {
    let site_folder = tempfile::tempdir().unwrap();
    let root = site_folder.path();
    let (data, text) = ("content/a/2015/data.yaml", "content/a/2015/narrative.md");
    sound_site(root, "a", 2015);
    write(root, data, "发布日期: 2016-03-20\n");
    write(root, text, "# 年度报告\n\n全年公开信息十条。\n");
    repository(root);
    commit(root, "v1");
    write(root, text, "# 年度报告\n\n全年公开信息十二条。\n");
    let (at, _) = only(root);
    assert_eq!(at, format!("{text}:3:1"));
    write(root, data, "发布日期: 2016-03-20\n更正:\n  - {日期: 2016-04-01, 原: 十条, 新: 十二条, 原因: 漏计}\n");
    assert_eq!(told(root), [] as [Value; 0]);
}
