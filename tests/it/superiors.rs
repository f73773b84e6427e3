//! A government's report beside those of its offices, and offices that have not reported.

use std::path::Path;

use nianbao::content::Only;

use super::sites::{DATA, NARRATIVE, write};

fn requests(new: u32) -> String {
    match new {
        0 => DATA.to_owned(),
        new => format!(
            "主动公开: 无\n依申请公开:\n  本年新收: {{自然人: {new}}}\n  予以公开: {{自然人: {new}}}\n复议诉讼: 无\n"
        ),
    }
}

fn report(root: &Path, office: &str, year: u16, data: &str) {
    write(root, &format!("content/{office}/{year}/data.yaml"), data);
    write(root, &format!("content/{office}/{year}/narrative.md"), NARRATIVE);
}

/// A county with two offices, all of 2024.
fn county(own: &str, first: &str, second: &str) -> tempfile::TempDir {
    let site = tempfile::tempdir().unwrap();
    let root = site.path();
    write(root, "site.toml", "[site]\nname = \"试验站点\"\n");
    write(root, "content/gov/office.yaml", "全称: 甲县人民政府\n类别: 政府\n");
    write(root, "content/a/office.yaml", "全称: 甲县财政局\n类别: 部门\n上级: gov\n");
    write(root, "content/b/office.yaml", "全称: 甲县民政局\n类别: 部门\n上级: gov\n");
    report(root, "gov", 2024, own);
    report(root, "a", 2024, first);
    report(root, "b", 2024, second);
    site
}

/// What is found and what is not checked under one code: office and words.
fn told(root: &Path, code: &str) -> (Vec<String>, Vec<String>) {
    let loaded = nianbao::load(root, &Only::All).unwrap();
    let review = nianbao::check(&loaded);
    let found = review.findings.iter().filter(|finding| finding.code == code);
    let open = review.not_checked.iter().filter(|open| open.code == code);
    (
        found.map(|finding| format!("{}；{}", finding.message, finding.advice)).collect(),
        open.map(|open| open.reason.clone()).collect(),
    )
}

#[test]
fn a_sum_that_is_off_is_found_and_one_with_a_draft_is_open() {
    let site = county(&requests(8), &requests(3), &requests(4));
    let (found, open) = told(site.path(), "Y-01");
    assert_eq!((found.len(), open.len()), (1, 0), "{found:?} {open:?}");
    assert!(found[0].contains("与所属 2 个机关中的 2 个之和不符") && found[0].contains("各机关之和 7"), "{found:?}");
    let site = county(&requests(8), &requests(3), &format!("草稿: true\n{}", requests(4)));
    let (found, open) = told(site.path(), "Y-01");
    assert_eq!(found, [""; 0]);
    assert!(open.len() == 1 && open[0].contains("缺 1 个机关") && open[0].contains("甲县民政局"), "{open:?}");
}

/// 本年增/减 may be below zero: the report that is missing may still bring the sum down.
/// A department reports for itself, whoever stands below it.
#[test]
fn a_department_is_no_sum_of_those_below_it() {
    let site = county(&requests(12), &requests(7), &requests(5));
    write(site.path(), "content/below/office.yaml", "全称: 甲县中心\n类别: 授权组织\n上级: a\n");
    report(site.path(), "below", 2024, &requests(9));
    assert_eq!(told(site.path(), "Y-01"), (vec![], vec![]));
    super::example::build(site.path(), &site.path().join("public"));
    let page = std::fs::read_to_string(site.path().join("public/years/2024/index.html")).unwrap();
    for (whose, times) in [("政府", 1), ("甲县财政局", 1)] {
        let said = format!("<p class=\"hint\">{whose}的报告是否已汇总下级机关由该机关决定");
        assert_eq!(page.matches(&said).count(), times, "{whose}: {page}");
    }
}

#[test]
fn a_change_proves_nothing_while_a_report_is_missing() {
    let changed = |change: &str, draft: &str| {
        let rows = "规章: [0, 0, 0]\n  规范性文件: [0, 0, 0]\n  其他对外管理服务事项: [0, 0, 0]\n  行政处罚: [0, 0, 0]\n  \
                    行政强制: [0, 0, 0]\n  行政事业性收费: [0, 0]\n  政府集中采购: [0, 0]";
        format!("{draft}主动公开:\n  行政许可: [0, {change}, 0]\n  {rows}\n依申请公开: 无\n复议诉讼: 无\n")
    };
    let site = county(&requests(0), &requests(0), &requests(0));
    for (office, change, draft) in [("gov", "1", ""), ("a", "2", ""), ("b", "-1", "草稿: true\n")] {
        report(site.path(), office, 2020, &changed(change, draft));
    }
    let in_2020 = |(found, open): (Vec<String>, Vec<String>)| (found, open.len());
    assert_eq!(in_2020(told(site.path(), "Y-01")), (vec![], 1));
    report(site.path(), "b", 2020, &changed("-2", ""));
    let (found, open) = in_2020(told(site.path(), "Y-01"));
    assert!(open == 0 && found.len() == 1 && found[0].contains("各机关之和 0"), "{found:?}");
}

#[test]
fn what_cannot_be_added_up_is_named_with_its_reason() {
    let unbalanced = requests(3).replace("予以公开: {自然人: 3}", "予以公开: {自然人: 2}");
    let site = county(&requests(9), &unbalanced, &requests(4));
    let (found, open) = told(site.path(), "Y-01");
    assert_eq!(found, [""; 0]);
    assert_eq!(open, ["甲县财政局的自然人栏不平，有关的格没有相加核对"]);
    let empty = requests(3).replace(
        "予以公开: {自然人: 3}",
        "予以公开: {自然人: ~, 商业企业: 0, 科研机构: 0, 社会公益组织: 0, 法律服务机构: 0, 其他: 0}",
    );
    let site = county(&requests(9), &empty, &requests(4));
    let (_, open) = told(site.path(), "Y-01");
    assert!(open.len() == 1 && open[0].starts_with("甲县财政局有") && open[0].contains("格未填"), "{open:?}");
    let site = county(&requests(7), &requests(3), &requests(4));
    assert_eq!(told(site.path(), "Y-01"), (vec![], vec![]));
}

#[test]
fn a_draft_is_no_report_once_the_last_day_is_over() {
    let dated = |day: &str| format!("发布日期: {day}\n{}", requests(3));
    let draft = format!("草稿: true\n{}", requests(4));
    let site = county(&requests(3), &dated("2025-02-20"), &draft);
    let (found, _) = told(site.path(), "Y-02");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("甲县民政局应已公布 2024 年度的报告") && found[0].contains("草稿: true"), "{found:?}");
    let site = county(&requests(3), &dated("2025-01-10"), &draft);
    assert_eq!(told(site.path(), "Y-02").0, [""; 0]);
}

#[test]
fn a_draft_between_reports_is_told_and_years_before_the_first_are_not() {
    let dated = |year: u16| format!("发布日期: {}-01-20\n{}", year + 1, requests(3));
    let site = county(&requests(3), &dated(2024), &requests(4));
    // An old report that is being brought in was never due.
    report(site.path(), "a", 2021, &format!("草稿: true\n{}", dated(2021)));
    report(site.path(), "a", 2022, &dated(2022));
    report(site.path(), "a", 2023, &format!("草稿: true\n{}", dated(2023)));
    let (found, _) = told(site.path(), "Y-02");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("甲县财政局应已公布 2023 年度的报告") && found[0].contains("草稿: true"), "{found:?}");
    // Nor are the years between a document and 首报年度.
    let site = county(&requests(3), &dated(2024), &requests(4));
    write(site.path(), "content/c/office.yaml", "全称: 甲县审计局\n类别: 部门\n上级: gov\n首报年度: 2024\n");
    write(site.path(), "content/c/2017/narrative.md", "# 甲县审计局2017年报告\n\n正文。\n");
    let (found, _) = told(site.path(), "Y-02");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("甲县审计局 2024 年度的报告还没有，期限未到"), "{found:?}");
    // A correction tells the day as well as a publication does, here and on the pages.
    let corrected = "更正:\n  - {日期: 2025-02-20, 原: 甲, 新: 乙, 原因: 漏字}\n";
    report(site.path(), "a", 2024, &format!("{}{corrected}", dated(2024)));
    let (found, _) = told(site.path(), "Y-02");
    assert!(found.len() == 1 && found[0].contains("甲县审计局应已公布 2024 年度的报告"), "{found:?}");
}

#[test]
fn after_a_merger_of_several_the_reason_names_them() {
    let site = county(&requests(7), &requests(3), &requests(4));
    let stops = |office: &str, name: &str| {
        let words = format!("全称: {name}\n类别: 部门\n上级: gov\n停用年度: 2024\n");
        write(site.path(), &format!("content/{office}/office.yaml"), &words);
    };
    stops("a", "甲县财政局");
    stops("b", "甲县民政局");
    write(
        site.path(),
        "content/c/office.yaml",
        "全称: 甲县财民局\n类别: 部门\n上级: gov\n前身: [a, b]\n首报年度: 2025\n",
    );
    report(site.path(), "c", 2025, &requests(3));
    let (_, open) = told(site.path(), "A-11");
    assert_eq!(open, ["2024 年度由前身（甲县财政局、甲县民政局）分别报告，没有可以直接对照的一份"]);
}

/// An office whose work was shared out: how many open requests each heir took is not known.
#[test]
fn what_several_heirs_took_over_is_not_held_against_one_of_them() {
    let left = requests(5).replace("予以公开: {自然人: 5}", "结转下年: {自然人: 5}");
    let site = county(&requests(8), &requests(3), &requests(5));
    write(site.path(), "content/old/office.yaml", "全称: 甲县旧局\n类别: 部门\n上级: gov\n停用年度: 2023\n");
    report(site.path(), "old", 2023, &left);
    for (id, name, came) in [("c", "甲县丙局", 2), ("d", "甲县丁局", 3)] {
        let words = format!("全称: {name}\n类别: 部门\n上级: gov\n前身: [old]\n首报年度: 2024\n");
        write(site.path(), &format!("content/{id}/office.yaml"), &words);
        report(site.path(), id, 2024, &requests(came).replace("本年新收", "上年结转"));
    }
    for (code, reason) in [
        ("X-01", "前身（甲县旧局）由几个机关承接，各接了几件不知道"),
        ("A-11", "前身（甲县旧局）由几个机关承接，2023 年度的数没有可以直接对照的一份"),
        ("C-02", "前身（甲县旧局）由几个机关承接，2023 年度的数没有可以直接对照的一份"),
    ] {
        let (found, open) = told(site.path(), code);
        assert_eq!((found, open.iter().filter(|open| **open == reason).count()), (vec![], 2), "{code}: {open:?}");
    }
    // One that goes on itself has parted with something, nobody knows with how much.
    write(
        site.path(),
        "content/part/office.yaml",
        "全称: 甲县戊局\n类别: 部门\n上级: gov\n前身: [whole]\n首报年度: 2024\n",
    );
    write(site.path(), "content/whole/office.yaml", "全称: 甲县己局\n类别: 部门\n上级: gov\n");
    report(site.path(), "whole", 2023, &left);
    report(site.path(), "whole", 2024, &requests(5).replace("本年新收", "上年结转"));
    report(site.path(), "part", 2024, &requests(3));
    let reason = "前身（甲县己局）只有一部分由本机关承接，各接了几件不知道".to_owned();
    let (found, open) = told(site.path(), "X-01");
    assert!(found.is_empty() && open.contains(&reason), "{found:?} {open:?}");
    // With one heir alone the figures are held against each other.
    write(site.path(), "content/d/office.yaml", "全称: 甲县丁局\n类别: 部门\n上级: gov\n首报年度: 2024\n");
    assert_eq!(told(site.path(), "X-01").0.len(), 1);
}
