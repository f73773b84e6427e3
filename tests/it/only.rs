//! Sites of some offices (`build --only`), with the real binary on two made counties.

use std::collections::BTreeSet;
use std::fs;

use nianbao::content::Only;

use super::example::{links_resolve, tree};
use super::join::{CHOSEN, MADE, done, nianbao, refused, said};
use super::made_county::make;
use super::sites::{DATA, saying, sound_site, write};

#[test]
fn a_site_of_some_offices_holds_their_pages_and_no_dead_link() {
    let files = tree(&MADE.path().join("yi"));
    links_resolve(&files);
    let offices: BTreeSet<&str> =
        files.keys().filter_map(|file| file.strip_suffix("/index.html")).filter(|at| at.starts_with('c')).collect();
    let offices: BTreeSet<&str> = offices.into_iter().filter(|at| !at.contains('/') && *at != "compare").collect();
    assert_eq!(offices, BTreeSet::from(CHOSEN));
    for (route, bytes) in files.iter().filter(|(route, _)| route.as_str() != "manifest.json") {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("c0-"), "{route} names an office of the other county");
    }
    // All offices of the county are here: its figures may be added up.
    let year = String::from_utf8_lossy(&files["years/2025/index.html"]).into_owned();
    assert!(year.contains("试验") && year.contains("id=\"sum-c1-gov\""), "{year}");
}

#[test]
fn what_needs_an_office_outside_is_not_checked_and_accuses_nobody() {
    let site = tempfile::tempdir().unwrap();
    sound_site(site.path(), "old", 2021);
    sound_site(site.path(), "new", 2022);
    sound_site(site.path(), "gov", 2021);
    let open = DATA.replacen("依申请公开: 无", "依申请公开:\n  本年新收: {自然人: 5}\n  结转下年: {自然人: 5}", 1);
    write(site.path(), "content/old/2021/data.yaml", &open);
    write(site.path(), "content/old/office.yaml", "全称: 甲县丙局\n类别: 部门\n上级: gov\n停用年度: 2021\n");
    write(
        site.path(),
        "content/new/office.yaml",
        "全称: 甲县丁局\n类别: 部门\n上级: gov\n前身: [old]\n首报年度: 2021\n",
    );
    write(site.path(), "content/gov/office.yaml", "全称: 甲县人民政府\n类别: 政府\n");
    write(
        site.path(),
        "content/new/2022/narrative.md",
        &saying("见[丙局的报告](../../old/2021/index.html)和[各机关](../../years/2021/index.html)。\n\n"),
    );
    // Of the whole, the carry-over does not agree and the site is withheld.
    assert_eq!(nianbao(site.path(), &["build"]).status.code(), Some(1));
    let told = done(site.path(), &["build", "--only", "new", "--output", "part"]);
    for code in ["X-01", "X-02", "S-26"] {
        let line = told.lines().find(|line| line.contains(code)).unwrap_or_else(|| panic!("{code}\n{told}"));
        assert!(line.contains("没有读取：这次只生成部分机关"), "{line}");
    }
    let files = tree(&site.path().join("part"));
    links_resolve(&files);
    let report = String::from_utf8_lossy(&files["new/2022/index.html"]).into_owned();
    assert!(report.contains("见丙局的报告和各机关。"), "the words stay, the links go");
    let sheet = String::from_utf8_lossy(&files["new/2022/checks.html"]).into_owned();
    assert!(sheet.contains("前身的报告没有读取：这次只生成部分机关"), "{sheet}");
    // The government's figures are not held against some of its offices.
    let told = done(site.path(), &["build", "--only", "gov,new", "--output", "more"]);
    assert!(told.contains("Y-01") && told.contains("所属机关的报告没有都读取"), "{told}");
    assert!(!String::from_utf8_lossy(&tree(&site.path().join("more"))["years/2021/index.html"]).contains("sum-gov"));
}

/// Links that are taken out move the words behind them, not what is said of those.
/// Who else took over, and who else was merged, is known of offices outside as well.
#[test]
fn a_change_is_told_as_on_the_whole_site() {
    let site = tempfile::tempdir().unwrap();
    for (id, year, words) in [
        ("old", 2021, "停用年度: 2021"),
        ("heir", 2022, "前身: old\n首报年度: 2022"),
        ("other", 2022, "前身: old\n首报年度: 2022"),
        ("one", 2021, "停用年度: 2021"),
        ("two", 2021, "停用年度: 2021"),
        ("both", 2022, "前身: [one, two]\n首报年度: 2022"),
        ("sole", 2022, "前身: [last]\n首报年度: 2022"),
        ("last", 2021, "停用年度: 2021"),
    ] {
        sound_site(site.path(), id, year);
        write(site.path(), &format!("content/{id}/office.yaml"), &format!("全称: 甲县{id}局\n类别: 部门\n{words}\n"));
    }
    done(site.path(), &["build", "--only", "old,heir,one,both,sole,last", "--output", "part"]);
    let files = tree(&site.path().join("part"));
    let told = |id: &str| String::from_utf8_lossy(&files[&format!("{id}/index.html")]).contains("比 2021 年");
    assert_eq!([told("heir"), told("both"), told("sole")], [false, false, true]);
}

#[test]
fn numbers_behind_a_link_that_is_taken_out_keep_their_verdict() {
    let site = tempfile::tempdir().unwrap();
    sound_site(site.path(), "b", 2021);
    sound_site(site.path(), "a", 2021);
    write(site.path(), "content/b/office.yaml", "全称: 甲县丙局\n类别: 部门\n");
    let three = "依申请公开:\n  本年新收: {自然人: 3}\n  予以公开: {自然人: 3}";
    write(site.path(), "content/a/2021/data.yaml", &DATA.replacen("依申请公开: 无", three, 1));
    let words = saying("见[丙局的报告](../../b/2021/index.html)，全年新收政府信息公开申请4件，办结3件。\n\n");
    write(site.path(), "content/a/2021/narrative.md", &words);
    let row = |arguments: &[&str]| {
        let told = done(site.path(), arguments);
        assert!(told.contains("警告[D-06]") && told.contains("content/a/2021/narrative.md:3:35"), "{told}");
        let page = fs::read_to_string(site.path().join(arguments[2]).join("a/2021/checks.html")).unwrap();
        let row = page.lines().find(|line| line.starts_with("<tr") && line.contains("申请4件")).unwrap();
        row.to_owned()
    };
    let whole = row(&["build", "--output", "whole"]);
    assert!(whole.contains("不符</span><a href=\"#D-06\">D-06</a>"), "{whole}");
    assert_eq!(row(&["build", "--output", "part", "--only", "a"]), whole);
}

/// Whatever is found of a part is found of the whole: nobody is accused for want of what
/// was not read.
#[test]
fn no_choice_of_offices_finds_what_the_whole_has_not() {
    let site = tempfile::tempdir().unwrap();
    let county = make::county(42, 7, 9);
    county.write(site.path()).unwrap();
    write(site.path(), "content/c0-b3/2024/narrative.md", &saying("见[某局](../../c0-b4/2024/index.html)。\n\n"));
    let found = |only: &Only| {
        let loaded = nianbao::load(site.path(), only).unwrap();
        let findings = nianbao::check(&loaded).findings.into_iter();
        let of = |f: nianbao::finding::Finding| (f.code, f.file, f.line, f.column, f.message, f.level.name());
        (findings.map(of).collect::<BTreeSet<_>>(), loaded.content)
    };
    let (whole, content) = found(&Only::All);
    let ids: Vec<String> = content.offices.iter().map(|office| office.id.to_string()).collect();
    let mut choices: Vec<Vec<String>> = ids.iter().map(|id| vec![id.clone()]).collect();
    choices.extend(ids.chunks(5).map(<[String]>::to_vec));
    for choice in choices {
        let (part, content) = found(&Only::Alone(choice.clone()));
        let more: Vec<_> = part.difference(&whole).collect();
        assert!(more.is_empty(), "{choice:?}: {more:#?}");
        assert_eq!((content.offices.len(), content.outside.len()), (choice.len(), ids.len() - choice.len()));
        assert!(content.reports.iter().all(|report| choice.iter().any(|id| **id == *report.key.office)));
    }
    let (all, content) = found(&Only::Alone(ids));
    // Only what is said of offices that have not reported yet is left out.
    let left: Vec<_> =
        whole.difference(&all).filter(|finding| !matches!(finding.0, "Y-02" | "Y-03" | "D-12")).collect();
    assert!(left.is_empty() && content.outside.is_empty(), "{left:#?}");
}

#[test]
fn a_choice_that_is_wrong_is_refused_with_what_to_type() {
    let common = MADE.path().join("common");
    let told = refused(&common, &["build", "--only", "c1-gvo", "--output", "../none"]);
    assert!(told.contains("没有“c1-gvo”，是否为“c1-gov”？"), "{told}");
    let told = refused(&common, &["build", "--only", "c1-gov", "c1-b1"]);
    assert!(told.contains("“nianbao build --only c1-gov c1-b1 --output public-c1-gov”"), "{told}");
    // Named in so many words, it is the same folder, whether it is there yet or not.
    for output in ["public", "./public/", "../common/public"] {
        let told = refused(&common, &["build", "--only", "c1-gov", "--output", output]);
        assert!(told.contains("所以要另指文件夹"), "{output}: {told}");
    }
    assert!(!common.join("public").exists() && !MADE.path().join("none").exists());
}

#[test]
fn findings_of_other_offices_do_not_stop_the_build() {
    let site = tempfile::tempdir().unwrap();
    sound_site(site.path(), "a", 2021);
    sound_site(site.path(), "b", 2021);
    write(site.path(), "content/b/2021/data.yaml", "主动公开: 无\n依申请公开:\n  本年新收: 3\n复议诉讼: 无\n");
    write(site.path(), "content/b/office.yaml", "全称: 甲县戊局\n类别: 不知\n上级: nobody\n");
    assert_eq!(nianbao(site.path(), &["build"]).status.code(), Some(1));
    let told = done(site.path(), &["build", "--only", "a", "--output", "part"]);
    assert!(told.contains("共检查 1 份报告：错误 0 处"), "{told}");
    assert!(!told.contains("content/b"), "{told}");
    // Its own do.
    let output = nianbao(site.path(), &["build", "--only", "b", "--output", "other"]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(!site.path().join("other").exists());
}
