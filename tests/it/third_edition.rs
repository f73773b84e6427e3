//! A new form is one data file: with a made-up form, content is loaded, checked and
//! drawn, and nothing in the code knows it.

use nianbao::content::Only;
use nianbao::edition::Editions;
use nianbao::site::series;

use super::documents::parts;
use super::example::tree;
use super::sites::write;

const FORM: &str = include_str!("../editions/2027.yaml");

/// The two forms that were there when these tests were written, and then `last`: a real
/// form that comes after them must not change what is told here.
pub(crate) fn followed_by(last: &str) -> Result<Editions, String> {
    let before = [include_str!("../../src/edition/data/2019.yaml"), include_str!("../../src/edition/data/2021.yaml")];
    Editions::of(&[before[0], before[1], last])
}

fn site(data: &str) -> tempfile::TempDir {
    let site = tempfile::tempdir().unwrap();
    write(site.path(), "site.toml", "");
    write(site.path(), "content/a/office.yaml", "全称: 甲县乙局\n");
    write(site.path(), "content/a/2027/data.yaml", data);
    write(
        site.path(),
        "content/a/2027/narrative.md",
        "## 一、概述\n\n收到 {{ 收到 }} 件，办结 {{ 办结 }} 件，收入 {{ 全年.收入 }} 万元。\n\n## 二、办理情况\n\n## 三、打算\n\n无。\n",
    );
    site
}

#[test]
fn a_made_up_form_is_loaded_and_checked() {
    let editions = || followed_by(FORM).unwrap();
    let good = site(
        "办理:\n  收到: [3, 2]\n  办结:\n    同意: [2, 1]\n    不同意: {书面: 1}\n  未结: {网上: 1}\n费用:\n  全年: [1.50, 0.2500]\n",
    );
    let loaded = nianbao::load_with(good.path(), &Only::All, editions()).unwrap();
    let findings = nianbao::check(&loaded).findings;
    assert_eq!(findings, []);
    let report = &loaded.content.reports[0];
    let shown = |id: &str| report.value(id).unwrap().to_string();
    assert_eq!(shown("q1.received.all"), "5");
    assert_eq!(shown("q2.total.cost"), "0.2500");
    let part = report.narrative.part(0).unwrap();
    assert!(report.narrative.filled(&part.body, report).contains("收到 5 件，办结 4 件，收入 1.50 万元"));

    let bad = site("办理:\n  收到: [3, 2]\n  办结:\n    同意: [2, 1]\n费用:\n  全年: [1.50]\n");
    let loaded = nianbao::load_with(bad.path(), &Only::All, editions()).unwrap();
    let codes: Vec<(&str, u32)> = nianbao::check(&loaded).findings.iter().map(|f| (f.code, f.line)).collect();
    assert_eq!(codes, [("A-01", 2), ("A-01", 2), ("S-08", 6)]);
}

#[test]
fn every_table_of_a_made_up_form_is_published_with_its_units() {
    let rows = "办理:\n  收到: [3, 2]\n  办结:\n    同意: [2, 1]\n    不同意: {书面: 1}\n  未结: {网上: 1}\n";
    let site = site(&format!("{rows}费用:\n  全年: [1.50, 0.2500]\n"));
    let words = std::fs::read_to_string(site.path().join("content/a/2027/narrative.md")).unwrap();
    write(site.path(), "content/a/2028/narrative.md", &words);
    write(site.path(), "content/a/2028/data.yaml", &format!("{rows}费用:\n  全年: [2.00, 0]\n"));
    let loaded = nianbao::load_with(site.path(), &Only::All, followed_by(FORM).unwrap()).unwrap();
    let review = nianbao::check(&loaded);
    let approval = nianbao::check::approve(&loaded.content, &review, false, false).unwrap();
    let public = site.path().join("public");
    nianbao::release(&loaded, &approval, &public).unwrap();
    let files = tree(&public);
    let text = |route: &str| String::from_utf8_lossy(&files[route]).into_owned();
    // Both tables stand in one section.
    let (page, fragment) = (text("a/2027/index.html"), text("a/2027/fragment.html"));
    for cell in &loaded.editions.named("2027").unwrap().cells {
        assert_eq!(page.matches(&format!(" id=\"{}\"", cell.html_id)).count(), 1, "{}", cell.id);
        assert_eq!(fragment.matches(&format!(" data-cell=\"{}\"", cell.html_id)).count(), 1, "{}", cell.id);
    }
    let word = &parts(&files["a/2027/report.docx"])["word/document.xml"];
    for file in [&page, &fragment, word] {
        assert!(file.find("书面提交").unwrap() < file.find("0.2500").unwrap());
    }
    // What people look for first need not be counted in 件.
    let office = text("a/index.html");
    for words in ["收入（万元）", ">1.50</", "收入 2.00 万元，比 2027 年的 1.50 万元增加 0.50 万元。", "收到 5 件，与"]
    {
        assert!(office.contains(words), "{words}");
    }
    assert!(text("years/2028/index.html").contains("收入（万元）"));
    let mixed = FORM.replace("cells: [q2.total.income]", "cells: [q2.total.income, q1.received.all]");
    assert!(followed_by(&mixed).unwrap_err().contains("income"));
}

#[test]
fn the_forms_before_it_end_where_it_begins() {
    let editions = followed_by(FORM).unwrap();
    assert_eq!(editions.of_year(2026).unwrap().id, "2021");
    assert_eq!(editions.of_year(2027).unwrap().id, "2027");
    assert_eq!(editions.named("2021").unwrap().last_year, Some(2026));
    assert!(editions.of_year(2018).is_none());
}

#[test]
fn a_faulty_data_file_is_refused_with_its_fault() {
    let wrong = |from: &str, to: &str| followed_by(&FORM.replace(from, to)).unwrap_err();
    assert!(wrong("left: [received]", "left: [recieved]").contains("recieved"));
    assert!(wrong("grid: 3", "grid: 4").contains("divide"));
    assert!(wrong("section: figures", "section: figure").contains("figure"));
    assert!(wrong("omitted: zero", "omited: zero").contains("omited"));
    assert!(wrong("first_year: 2027", "first_year: 2021").contains("2021"));
    assert!(wrong("name: 2027年版", "name: 2021年版").contains("2021年版"));
    let carry = copy("").replace("from: carried_out,", "from: carried_uot,");
    assert!(followed_by(&carry).unwrap_err().contains("carried_uot"));
}

/// The form of 2021 from 2026 on with one row more, as who writes a new form would begin:
/// from a copy.
pub(crate) fn copy(continues: &str) -> String {
    let form = include_str!("../../src/edition/data/2021.yaml");
    let (head, tail) = form.split_once("continues:\n").unwrap();
    let (_, tail) = tail.split_once("\n\n").unwrap();
    let misc = "{id: other_handling_misc, key: 其他情形, label: 3.其他,";
    let more = "{id: other_handling_merged, key: 并案处理, label: 4.并入其他申请一并处理}";
    let continues = if continues.is_empty() { "" } else { &format!("continues:\n{continues}\n") };
    format!("{head}{continues}{tail}")
        .replace("id: \"2021\"", "id: \"2026\"")
        .replace("name: 2021年版", "name: 2026年版")
        .replace("first_year: 2021", "first_year: 2026")
        .replace(misc, &format!("{more}\n                  - {misc}"))
}

/// The same with another row renamed.
fn successor(continues: &str) -> Result<Editions, String> {
    let form = copy(continues)
        .replace("id: granted,", "id: provided,")
        .replace("rows: [granted,", "rows: [provided,")
        .replace("t3.granted", "t3.provided")
        .replace("（一）予以公开,", "（一）提供信息,");
    followed_by(&form.replace("from: [t3.provided]", "from: [t3.granted]"))
}

#[test]
fn a_row_of_the_next_form_goes_on_with_all_its_cells() {
    let renamed = "  - {from: [t3.granted], into: [t3.provided], kind: renamed, note: 改称提供信息。}\n";
    let editions = successor(renamed).unwrap();
    let forms: Vec<_> = [2026, 2021, 2020].map(|year| editions.of_year(year).unwrap()).into();
    let rows = series::rows(&forms);
    let provided: Vec<_> = rows.iter().filter(|row| row.id.starts_with("t3.provided.")).collect();
    assert_eq!(provided.len(), 7);
    assert!(provided.iter().all(|row| row.cells.len() == 3 && row.note.as_deref() == Some("改称提供信息。")));
    assert!(!rows.iter().any(|row| row.id.starts_with("t3.granted.")));
    // The sum by which the form between continued the first stands with its table, at the
    // end of its block.
    let sum = rows.iter().position(|row| row.id == "t3.other_handling.natural_person").unwrap();
    assert!(rows[sum - 1].table == "t3" && rows[sum - 1].labels[0] == rows[sum].labels[0]);
    assert!(rows.iter().position(|row| row.id.starts_with("t3.new_requests.")).unwrap() < sum);
    // Its parts went on, and so does the sum.
    assert_eq!(
        rows[sum].cells.iter().map(|(first, cells)| (*first, cells.len())).collect::<Vec<_>>(),
        [(2026, 3), (2021, 3), (2019, 1)]
    );
    // What two forms have in common is known by the one between them, though nothing of it
    // is shown.
    let rows = series::rows(&[forms[0], forms[2]]);
    for (id, note) in [
        ("t2.rules.issued", true),
        ("t3.provided.total", true),
        ("t3.carried_in.total", false),
        ("t3.other_handling.total", true),
    ] {
        let row = rows.iter().find(|row| row.id == id).unwrap_or_else(|| panic!("{id}"));
        assert_eq!((row.cells.len(), row.cells[1].0, row.note.is_some()), (2, 2019, note), "{id}");
    }
    assert!(rows.iter().flat_map(|row| &row.cells).all(|(first, _)| *first != 2021));
}

#[test]
fn what_a_form_continues_must_be_on_the_form_before_it() {
    let wrong = |continues: &str| successor(continues).unwrap_err();
    let copied = "  - {from: [t2.rules.made_this_year], into: [t2.rules.issued], kind: renamed}\n";
    assert!(wrong(copied).contains("t2.rules.made_this_year"));
    assert!(wrong("  - {from: [t3.granted], into: [t3.provide], kind: renamed}\n").contains("t3.provide,"));
    let unpaired = "  - {from: [t3.carried_in, t3.carried_out], into: [t3.carried_in], kind: same}\n";
    assert!(wrong(unpaired).contains("pairs"));
    let two = "  - {from: [t3.carried_in, t3.carried_out], into: [t3.carried_in], kind: sum}\n";
    assert!(wrong(two).contains("pairs"));
    let first =
        FORM.replace("first_year: 2027", "first_year: 2007") + "continues:\n  - {from: [], into: [], kind: same}\n";
    assert!(followed_by(&first).unwrap_err().contains("no form before"));
}
