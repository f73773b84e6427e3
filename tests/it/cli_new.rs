//! `init` and `new` as a clerk types them: what is made, and what is left alone.

use std::fs;

use super::cli::{nianbao, text};
use super::sites::{sound_site, write};

#[test]
fn init_makes_a_site_that_builds_at_once() {
    let here = tempfile::tempdir().unwrap();
    let output = nianbao(here.path(), &["init", "年报"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let site = here.path().join("年报");
    let output = nianbao(&site, &["build", "--strict"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(site.join("public/index.html").exists() && site.join("public/shili/index.html").exists());
    assert_eq!(nianbao(here.path(), &["init", "年报"]).status.code(), Some(2), "an existing site is never overwritten");
}

#[test]
fn new_makes_the_right_form_with_last_years_open_requests() {
    let site = tempfile::tempdir().unwrap();
    sound_site(site.path(), "a", 2020);
    write(
        site.path(),
        "content/a/2020/data.yaml",
        "主动公开: 无\n依申请公开:\n  本年新收: [5, 1, 0, 0, 0, 0]\n  结转下年: [5, 1, 0, 0, 0, 0]\n复议诉讼: 无\n",
    );
    let output = nianbao(site.path(), &["new", "a", "2021"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let data = fs::read_to_string(site.path().join("content/a/2021/data.yaml")).unwrap();
    assert!(data.contains("上年结转: [5, 1, 0, 0, 0, 0]"), "{data}");
    assert!(data.contains("逾期未缴费:") && !data.contains("政府集中采购"), "{data}");
    assert!(data.contains("草稿: true"));
    let narrative = fs::read_to_string(site.path().join("content/a/2021/narrative.md")).unwrap();
    assert_eq!(narrative.matches("\n## ").count() + 1, 6);
    // A blank is a draft: it is told what is missing and holds nobody up.
    let output = nianbao(site.path(), &["check", "a/2021"]);
    assert_eq!(output.status.code(), Some(0));
    let said = text(&output.stderr);
    // 上年结转 is filled in: the others are named, in few findings.
    assert!(said.contains("“依申请公开”的各行应填写，实际有 23 行空着"), "{said}");
    assert!(said.contains("“本年新收”、“予以公开”、“部分公开”、“国家秘密”"), "{said}");
    assert!(said.contains("“复议诉讼”的各行应填写，实际有 3 行空着"), "{said}");
    assert!(said.contains("各行依次填维持、纠正、其他、未审结"), "{said}");
    assert_eq!(said.lines().filter(|line| line.starts_with("错误")).count(), 6, "{said}");
    assert_eq!(nianbao(site.path(), &["build"]).status.code(), Some(0));
    assert_eq!(nianbao(site.path(), &["new", "a", "2021"]).status.code(), Some(2), "never overwritten");

    assert_eq!(nianbao(site.path(), &["new", "minzhengju", "2019"]).status.code(), Some(0));
    assert!(site.path().join("content/minzhengju/office.yaml").exists());
    assert!(
        fs::read_to_string(site.path().join("content/minzhengju/2019/data.yaml")).unwrap().contains("政府集中采购")
    );
    assert_eq!(nianbao(site.path(), &["new", "民政局", "2021"]).status.code(), Some(2));
    assert_eq!(nianbao(site.path(), &["new", "a", "2007"]).status.code(), Some(2));
}

/// Never with another office's figures: neither one below it nor one of several merged.
#[test]
fn new_takes_the_open_requests_of_the_office_and_of_those_merged_into_it() {
    let site = tempfile::tempdir().unwrap();
    let open = |office: &str, count: u32| {
        sound_site(site.path(), office, 2021);
        let rows = format!("  本年新收: {{自然人: {count}}}\n  结转下年: {{自然人: {count}}}\n");
        let data = format!("主动公开: 无\n依申请公开:\n{rows}复议诉讼: 无\n");
        write(site.path(), &format!("content/{office}/2021/data.yaml"), &data);
    };
    open("above", 4);
    open("below", 2);
    write(site.path(), "content/below/office.yaml", "全称: 甲县乙局\n类别: 部门\n上级: above\n");
    open("one", 1);
    write(site.path(), "content/one/office.yaml", "全称: 甲县丙局\n类别: 部门\n停用年度: 2021\n");
    open("stays", 6);
    write(site.path(), "content/stays/office.yaml", "全称: 甲县丁局\n类别: 部门\n前身: [one]\n");
    open("two", 1);
    write(site.path(), "content/two/office.yaml", "全称: 甲县己局\n类别: 部门\n停用年度: 2021\n");
    write(site.path(), "content/new/office.yaml", "全称: 甲县戊局\n类别: 部门\n前身: [below, two]\n");
    for (office, carried, said) in [
        ("above", 4, "已按 2021 年度的“结转下年”填好"),
        ("stays", 7, "已按 2021 年度甲县丁局、甲县丙局的“结转下年”之和填好"),
        ("new", 3, "已按 2021 年度甲县乙局、甲县己局的“结转下年”之和填好"),
    ] {
        let output = nianbao(site.path(), &["new", office, "2022"]);
        assert!(text(&output.stdout).contains(said), "{output:?}");
        let data = fs::read_to_string(site.path().join(format!("content/{office}/2022/data.yaml"))).unwrap();
        assert!(data.contains(&format!("上年结转: [{carried}, 0, 0, 0, 0, 0]")), "{data}");
    }
    // What was shared out nobody knows.
    for office in ["half", "rest"] {
        write(site.path(), &format!("content/{office}/office.yaml"), &format!("全称: 甲县{office}局\n前身: [one]\n"));
        let output = nianbao(site.path(), &["new", office, "2022"]);
        assert!(text(&output.stdout).contains("前身（甲县丙局）由几个机关承接，各接了几件不知道"), "{output:?}");
        let data = fs::read_to_string(site.path().join(format!("content/{office}/2022/data.yaml"))).unwrap();
        assert!(data.contains("上年结转:") && !data.contains("上年结转: [1"), "{data}");
    }
}

#[test]
fn new_makes_a_text_for_the_years_before_the_forms() {
    let site = tempfile::tempdir().unwrap();
    sound_site(site.path(), "a", 2021);
    let output = nianbao(site.path(), &["new", "a", "2018"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(text(&output.stdout).contains("按文本发布"), "{output:?}");
    let data = fs::read_to_string(site.path().join("content/a/2018/data.yaml")).unwrap();
    assert!(data.contains("版式: 文本\n草稿: true\n发布日期:") && !data.contains("上年结转"), "{data}");
    // A blank is a draft here too; with words and without the mark it is published.
    assert_eq!(nianbao(site.path(), &["build"]).status.code(), Some(0));
    assert!(!site.path().join("public/a/2018/index.html").exists());
    write(site.path(), "content/a/2018/data.yaml", &data.replace("草稿: true\n", ""));
    write(site.path(), "content/a/2018/narrative.md", "全年公开信息十条。\n");
    let output = nianbao(site.path(), &["build"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(site.path().join("public/a/2018/index.html").exists());
}

#[test]
fn new_writes_what_is_missing_and_keeps_what_is_there() {
    let site = tempfile::tempdir().unwrap();
    sound_site(site.path(), "a", 2020);
    let (data, words) = ("content/a/2021/data.yaml", "content/a/2021/narrative.md");
    for (kept, made) in [(words, data), (data, words)] {
        let _ = fs::remove_dir_all(site.path().join("content/a/2021"));
        write(site.path(), kept, "我的\n");
        let output = nianbao(site.path(), &["new", "a", "2021"]);
        let said = text(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        assert!(
            said.contains(&format!("已新建 {made}\n")) && said.contains(&format!("已有 {kept}，没有改动")),
            "{said}"
        );
        assert_eq!(fs::read_to_string(site.path().join(kept)).unwrap(), "我的\n");
        assert!(site.path().join(made).exists());
    }
    let output = nianbao(site.path(), &["new", "a", "2021"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("已有 data.yaml 和 narrative.md，没有改动"), "{output:?}");
    let said = text(&nianbao(site.path(), &["new", "years", "2021"]).stderr);
    assert!(said.contains("网站自己的网页所用的名称") && said.contains("search"), "{said}");
    assert!(!site.path().join("content/years").exists());
}

#[test]
fn init_says_a_command_that_can_be_typed_and_what_is_in_its_way() {
    let here = tempfile::tempdir().unwrap();
    let said = text(&nianbao(here.path(), &["init", "中文 站点"]).stdout);
    assert!(said.contains("nianbao build --root \"中文 站点\"，"), "{said}");
    let said = text(&nianbao(here.path(), &["init", "站点"]).stdout);
    assert!(said.contains("nianbao build --root 站点，"), "{said}");
    write(here.path(), "文件", "x");
    let output = nianbao(here.path(), &["init", "文件"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("“文件”是一个文件，不是文件夹"), "{output:?}");
}
