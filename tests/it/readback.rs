//! The site is read back after it was written: what would mislead a reader is not
//! published.

use std::collections::BTreeMap;

use nianbao::content::Only;
use nianbao::readback::ReadBack;
use nianbao::site::Site;

use super::example::{build, root, tree};

/// Reads `files` back as the example site.
fn read_back(files: &BTreeMap<String, Vec<u8>>) -> Result<(), String> {
    let loaded = nianbao::load(&root(), &Only::All).unwrap();
    let site = Site::arrange(&loaded.config, &loaded.content, loaded.content.reports.iter().map(AsRef::as_ref));
    let reading = ReadBack::new(&site, files.keys().cloned());
    files.iter().for_each(|(route, bytes)| reading.file(route, bytes));
    reading.finish(files.keys().cloned()).map_err(|fault| fault.to_string())
}

fn example() -> BTreeMap<String, Vec<u8>> {
    let target = tempfile::tempdir().unwrap();
    build(&root(), target.path());
    tree(target.path())
}

/// Replaces words in one file.
fn spoilt(route: &str, from: &str, to: &str) -> BTreeMap<String, Vec<u8>> {
    let mut files = example();
    let text = String::from_utf8(files[route].clone()).unwrap();
    assert!(text.contains(from), "{route} has no {from}");
    files.insert(route.to_owned(), text.replacen(from, to, 1).into_bytes());
    files
}

#[test]
fn a_sound_site_passes() {
    read_back(&example()).unwrap();
}

#[test]
fn every_kind_of_fault_is_found() {
    for (route, from, to, says) in [
        ("pingtan/2021/index.html", ">24252.311082<", ">24252.31<", "pingtan/2021/index.html：“行政事业性收费”"),
        ("pingtan/2021/fragment.html", ">64<", ">46<", "pingtan/2021/fragment.html：“本年新收”的“自然人”"),
        (
            "pingtan/2021/index.html",
            "<td id=\"t3-new_requests-natural_person\"",
            "<th id=\"t3-new_requests-natural_person\"",
            "“本年新收”的“自然人” 应为“64”：实际“没有这一格”",
        ),
        (
            "pingtan/2021/fragment.html",
            "<td data-cell=\"t3-new_requests-natural_person\"",
            "<td data-cel=\"t3-new_requests-natural_person\"",
            "“本年新收”的“自然人” 应为“64”：实际“没有这一格”",
        ),
        ("pingtan/2021/report.csv", ",64,", ",65,", "pingtan/2021/report.csv：“本年新收”的“自然人”"),
        (
            "pingtan/2021/report.json",
            "\"t3.new_requests.natural_person\": 64",
            "\"t3.new_requests.natural_person\": 46",
            "实际“46”",
        ),
        (
            "suqian/2024/checks.html",
            "#t3-new_requests-natural_person\">3440<",
            "#t3-new_requests-natural_person\">3404<",
            "应为“3440”：实际“3404”",
        ),
        (
            "suqian/2024/checks.html",
            "../2023/index.html#t3-carried_out-total\">121<",
            "../2023/index.html#t3-carried_out-total\">125<",
            "suqian/2024/checks.html：../2023/index.html#t3-carried_out-total 应为“121”",
        ),
        ("data/cells.csv", ",24252.311082,", ",4252.311082,", "data/cells.csv：全部数字与报告不符"),
        ("data/cells.json", "\"value\":64,", "\"value\":null,", "data/cells.json：全部数字与报告不符"),
        ("years/2022/cells.csv", "t4.review.total", "t4.review.total\r\nx", "years/2022/cells.csv"),
        ("index.html", "pingtan/index.html", "pintan/index.html", "index.html：链接没有着落：pintan/index.html"),
        ("pingtan/2021/index.html", "href=\"#overview\"", "href=\"#overveiw\"", "页内链接没有着落"),
        ("pingtan/index.html", "2021/index.html#t3-", "2021/index.html#t9-", "链接指向报告里没有的格"),
    ] {
        let fault = read_back(&spoilt(route, from, to)).expect_err(route);
        assert!(fault.contains(says), "{route}: {fault}");
    }
}

#[test]
fn a_file_that_is_not_there_is_missed() {
    let mut files = example();
    files.remove("suqian/2023/report.json");
    files.remove("pingtan/2019/checks.html");
    let fault = read_back(&files).unwrap_err();
    assert!(fault.contains("suqian/2023/report.json：没有写出"), "{fault}");
    assert!(fault.contains("pingtan/2019/checks.html：没有写出"), "{fault}");
    assert!(fault.contains("链接没有着落：report.json"), "{fault}");
}
