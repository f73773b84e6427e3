//! `nianbao import` from outside: files in, a site that builds, an account out.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use super::sites::write;

fn nianbao(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_nianbao")).current_dir(folder).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// A report as text, every figure zero but one.
fn report(name: &str, year: u16) -> String {
    let editions = nianbao::editions().unwrap();
    let edition = editions.of_year(year).unwrap();
    let mut text = format!("{name}{year}年政府信息公开工作年度报告\n\n");
    for section in &edition.sections {
        text += &format!("{}\n\n", section.names.label);
        let Some(table) = section.tables.first().map(|table| &edition.tables[*table]) else {
            text += "照章办理，没有别的情况。\n\n";
            continue;
        };
        if table.grid.label_columns == 0 {
            let heads = &table.grid.header;
            for row in heads {
                text += &format!("{}\n", row.iter().map(|head| head.text.as_str()).collect::<Vec<_>>().join("\t"));
            }
            text += &format!("{}\n\n", vec!["0"; table.cells.len()].join("\t"));
            continue;
        }
        for row in &table.rows {
            text += &format!("{}\t{}\n", row.names.label, vec!["0"; row.cells.len()].join("\t"));
        }
        text += "\n";
    }
    text
}

fn site() -> tempfile::TempDir {
    let site = tempfile::tempdir().unwrap();
    write(site.path(), "site.toml", "[site]\nname = \"试验站点\"\n");
    fs::create_dir(site.path().join("content")).unwrap();
    site
}

#[test]
fn one_import_and_one_build_make_the_page() {
    let site = site();
    write(site.path(), "原件/乙局.txt", &report("甲县乙局", 2022));
    let output = nianbao(site.path(), &["import", "原件/乙局.txt", "--office", "yiju"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).contains("读到 200，推断 0，未读到 0"), "{}", said(&output));
    assert!(said(&output).contains("检查：没有错误"), "{}", said(&output));
    let office = fs::read_to_string(site.path().join("content/yiju/office.yaml")).unwrap();
    assert!(office.starts_with("全称: 甲县乙局\n"));
    let files = fs::read_dir(site.path().join("content/yiju/2022")).unwrap().count();
    assert_eq!(files, 2, "the original is not copied");
    let output = nianbao(site.path(), &["build"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let page = fs::read_to_string(site.path().join("public/yiju/2022/index.html")).unwrap();
    assert!(page.contains("照章办理"));

    // What was imported, imported again from the same source, is the same file.
    let before = fs::read(site.path().join("content/yiju/2022/data.yaml")).unwrap();
    let output = nianbao(site.path(), &["import", "原件/乙局.txt"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("已经存在"), "{}", said(&output));
    let output = nianbao(site.path(), &["import", "原件/乙局.txt", "--force"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(fs::read(site.path().join("content/yiju/2022/data.yaml")).unwrap(), before);
}

#[test]
fn a_dry_run_writes_nothing() {
    let site = site();
    write(site.path(), "a.md", &report("甲县乙局", 2020));
    let output = nianbao(site.path(), &["import", "a.md", "--office", "yiju", "--dry-run"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).contains("将导入") && said(&output).contains("198 格"), "{}", said(&output));
    assert_eq!(fs::read_dir(site.path().join("content")).unwrap().count(), 0);
}

#[test]
fn what_was_not_read_withholds_publication() {
    let site = site();
    let text = report("甲县乙局", 2022).replace("行政处罚\t0\n", "行政处罚\t\n");
    write(site.path(), "a.txt", &text);
    let output = nianbao(site.path(), &["import", "a.txt", "--office", "yiju"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(said(&output).contains("未读到 “行政处罚”"), "{}", said(&output));
    assert!(said(&output).contains("1 个错误（其中没有读到的格 1 处）"), "{}", said(&output));
    let data = fs::read_to_string(site.path().join("content/yiju/2022/data.yaml")).unwrap();
    assert!(data.contains("行政处罚:       ~   # 未读到"), "{data}");
    assert_eq!(nianbao(site.path(), &["build"]).status.code(), Some(1));
}

#[test]
fn a_folder_is_taken_whole_with_one_sum() {
    let site = site();
    write(
        site.path(),
        "content/yiju/office.yaml",
        "全称: 甲县乙局\n简称: 乙局\n曾用名:\n  - {名称: 甲县乙办, 止于: 2020}\n",
    );
    write(site.path(), "原件/甲/2020.txt", &report("甲县乙办", 2020));
    write(site.path(), "原件/甲/2022.txt", &report("甲县乙局", 2022));
    write(site.path(), "原件/重复.txt", &report("甲县乙局", 2022));
    write(site.path(), "原件/别的机关.txt", &report("丙县丁局", 2022));
    write(site.path(), "原件/会议.txt", "通知\n2022年的会议改期。\n");
    write(site.path(), "原件/旧.doc", "x");
    write(site.path(), "原件/备注.log", "x");
    let output = nianbao(site.path(), &["import", "原件"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    let text = said(&output);
    for words in [
        "导入 2 份，没有导入 4 份",
        "在这一次里已经导入过",
        "没有名为“丙县丁局”的机关",
        "另存为",
        "跳过 1 个",
        "不是政府信息公开工作年度报告",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(site.path().join("content/yiju/2020/data.yaml").exists());
    assert!(!text.contains('\u{1b}'), "no colours or progress in a pipe");
}

#[test]
fn formats_that_cannot_be_read_say_what_to_do() {
    let site = site();
    for (name, bytes, words) in [
        ("a.doc", &b"\xD0\xCF\x11\xE0"[..], "Word 文档（*.docx）"),
        ("a.wps", b"\xD0\xCF\x11\xE0", "Word 文档（*.docx）"),
        ("a.pdf", b"%PDF-1.4", "pdftotext -layout"),
        ("a.docx", b"\xD0\xCF\x11\xE0", "Word 文档（*.docx）"),
        ("a.docx", b"\xD0\xCF\x11\xE0", "密码"),
        ("a.xlsx", b"\xD0\xCF\x11\xE0", "Excel 工作簿（*.xlsx）"),
        ("a.docx", b"PK\x03\x04broken", "可能损坏"),
        ("a.docx", b"\xEF\xBB\xBF\n<html>", "里面是网页"),
        ("a.html", b"PK\x03\x04broken", "扩展名改为 .docx"),
        ("a.xlsx", b"", "0 字节"),
        ("a", b"1", "没有扩展名"),
        ("a.txt", b"", "没有文字"),
        ("a.csv", b"1,2", "Excel 工作簿（*.xlsx）"),
        ("a.pptx", b"1", "不认识"),
    ] {
        fs::write(site.path().join(name), bytes).unwrap();
        let output = nianbao(site.path(), &["import", name, "--office", "a"]);
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(said(&output).contains(words), "{name}: {}", said(&output));
    }
    let output = nianbao(site.path(), &["import", "没有.txt", "--office", "a"]);
    assert!(output.status.code() == Some(2) && said(&output).contains("没有这个文件"), "{}", said(&output));
    let output = nianbao(site.path(), &["import", "a.txt", "--office", "民政局"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(fs::read_dir(site.path().join("content")).unwrap().count(), 0);
}

/// Shells of Windows leave patterns as they were typed.
#[test]
fn a_pattern_nobody_filled_in_is_told_from_a_missing_file() {
    let site = site();
    for (pattern, folder) in
        [("年报/*.docx", "文件夹 年报，"), ("*.docx", "文件夹 .，"), ("我的 年报/200?.txt", "文件夹 \"我的 年报\"，")]
    {
        let output = nianbao(site.path(), &["import", pattern, "--office", "a"]);
        let said = said(&output);
        assert!(output.status.code() == Some(2) && said.contains("没有展开") && said.contains(folder), "{said}");
    }
    assert!(!site.path().join("content/a").exists());
}

#[test]
fn a_small_file_that_unpacks_to_gigabytes_is_refused() {
    let site = site();
    let bytes = super::import_drawn::zipped(&[("word/document.xml", " ".repeat(70 << 20))]);
    assert!(bytes.len() < 1 << 20);
    fs::write(site.path().join("a.docx"), bytes).unwrap();
    let output = nianbao(site.path(), &["import", "a.docx", "--office", "a"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("解开后超过"), "{}", said(&output));
}

#[test]
fn a_report_of_before_2019_comes_in_as_text() {
    let site = site();
    let text = "甲县乙局2016年政府信息公开工作年度报告\n\n一、概述\n\n全年公开信息 20 条。\n\n二、主动公开情况\n\n按目录公开。\n";
    write(site.path(), "a.txt", text);
    let output = nianbao(site.path(), &["import", "a.txt", "--office", "yiju"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(fs::read_to_string(site.path().join("content/yiju/2016/data.yaml")).unwrap().contains("版式: 文本"));
    let words = fs::read_to_string(site.path().join("content/yiju/2016/narrative.md")).unwrap();
    assert!(words.contains("全年公开信息 20 条。") && words.contains("二、主动公开情况"), "{words}");
    let output = nianbao(site.path(), &["build"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}
