//! What pages over several years say of years without figures: no report, a text, another
//! form, another office.

use std::collections::BTreeMap;
use std::path::Path;

use nianbao::edition::Editions;
use nianbao::site::series;

use super::example::{build, tree};
use super::sites::{DATA, NARRATIVE, write};

fn office(root: &Path, id: &str, words: &str) {
    write(root, &format!("content/{id}/office.yaml"), &format!("全称: 甲县{id}局\n类别: 部门\n{words}"));
}

/// A report published on 10 January of the next year.
fn report(root: &Path, id: &str, year: u16, more: &str) {
    let data = if year < 2019 { "" } else { DATA };
    let data = format!("{data}发布日期: {}-01-10\n{more}", year + 1);
    write(root, &format!("content/{id}/{year}/data.yaml"), &data);
    write(root, &format!("content/{id}/{year}/narrative.md"), NARRATIVE);
}

fn site() -> tempfile::TempDir {
    let site = tempfile::tempdir().unwrap();
    write(site.path(), "site.toml", "[site]\nname = \"试验站点\"\n");
    site
}

fn pages(site: &Path) -> BTreeMap<String, String> {
    build(site, &site.join("public"));
    let files = tree(&site.join("public")).into_iter();
    files.map(|(route, bytes)| (route, String::from_utf8_lossy(&bytes).into_owned())).collect()
}

/// The years at the head of the start page, newest first.
fn years(pages: &BTreeMap<String, String>) -> Vec<u16> {
    let head = pages["index.html"].split("<thead>").nth(1).unwrap().split("</thead>").next().unwrap();
    let heads = head.split("<th scope=\"col\">").skip(2);
    let text = |head: &str| head.trim_start_matches(|c| c != '>').trim_start_matches('>').to_owned();
    heads.map(|head| if head.starts_with('<') { text(head) } else { head.to_owned() }[..4].parse().unwrap()).collect()
}

#[test]
fn years_an_office_had_to_report_for_are_seen_before_the_first_report() {
    let site = site();
    for id in ["a", "b"] {
        office(site.path(), id, "首报年度: 2021\n");
        report(site.path(), id, 2022, "");
        report(site.path(), id, 2024, "");
    }
    let all = pages(site.path());
    assert_eq!(years(&all), [2024, 2023, 2022, 2021]);
    assert_eq!(all["index.html"].matches("<td class=\"missing\">").count(), 4);
    assert!(all["a/index.html"].contains("<span>2021 年度</span>\n<small>无报告"), "{}", all["a/index.html"]);
    assert!(!all.contains_key("years/2021/index.html"), "a year nobody reported for has no page");

    // Nobody had to report before the regulation; what nobody states does not count.
    office(site.path(), "a", "首报年度: 2001\n");
    office(site.path(), "b", "");
    assert_eq!(years(&pages(site.path())).last(), Some(&2008));
    office(site.path(), "a", "");
    assert_eq!(years(&pages(site.path())), [2024, 2023, 2022]);
}

#[test]
fn years_whose_deadline_is_over_are_seen_after_the_last_report() {
    let site = site();
    let corrected = |day: &str| {
        let more = format!("更正:\n  - 日期: {day}\n    原: 甲\n    新: 乙\n    原因: 笔误\n");
        report(site.path(), "a", 2022, &more);
        years(&pages(site.path()))
    };
    office(site.path(), "a", "首报年度: 2021\n");
    assert_eq!(corrected("2025-01-31"), [2023, 2022, 2021], "2024 is due on that day and not yet over");
    assert_eq!(corrected("2025-02-01"), [2024, 2023, 2022, 2021]);
    office(site.path(), "a", "首报年度: 2021\n停用年度: 2023\n");
    assert_eq!(corrected("2025-02-01"), [2023, 2022, 2021]);
    office(site.path(), "a", "");
    assert_eq!(corrected("2025-02-01"), [2022]);
}

#[test]
fn a_text_is_no_missing_report() {
    let site = site();
    office(site.path(), "a", "首报年度: 2016\n");
    for year in [2016, 2018, 2019, 2022] {
        report(site.path(), "a", year, "");
    }
    let all = pages(site.path());
    let page = &all["a/index.html"];
    let told = page.split("<desc id=\"chart-").nth(1).unwrap().split_once('>').unwrap().1.split("</desc>").next();
    assert_eq!(told, Some("2019※ 年 0 件，2020 年无报告，2021※ 年无报告，2022 年 0 件"));
    let band = page.split("<tr><td></td>").nth(1).unwrap().split("</tr>").next().unwrap();
    let spans: Vec<(&str, &str)> = band
        .split("colspan=\"")
        .skip(1)
        .map(|head| (&head[..1], if head.contains("无统计表") { "" } else { &head[head.find("20").unwrap()..][..4] }))
        .collect();
    // A gap is of the form before it.
    assert_eq!(spans, [("3", "2019"), ("1", "2021")]);
    // Texts enter no series, and the page says why.
    assert!(page.contains("2018 年度及以前的报告是文本，没有统计表"), "{page}");
    let figures = page.split("id=\"headline-years\"").nth(1).unwrap();
    assert!(["2016", "2017", "2018"].iter().all(|year| !figures.contains(year)), "{figures}");
    assert!(page.contains("<small>文本，<time>2017-01-10</time> 发布</small>"), "{page}");
    assert!(all["years/2018/index.html"].contains("2019-01-10</time><small>（文本，没有统计表）"));
    let words = &all["a/2019/compare.html"];
    assert!(words.contains("<h3>正文</h3>") && !words.contains("正文之前"), "{words}");
    assert!(words.contains("有统计表的一年各行都是 0") && !words.contains("两年各行"), "{words}");
}

/// Of the first two years the forms are alike and the law was not; of 2023 and 2024 as well.
#[test]
fn two_years_side_by_side_say_what_stands_between_them() {
    let site = site();
    office(site.path(), "a", "首报年度: 2018\n");
    (2018..=2025).for_each(|year| report(site.path(), "a", year, ""));
    let all = pages(site.path());
    let marked = |year: u16| -> Vec<String> {
        let page = &all[&format!("a/{year}/compare.html")];
        page.split("<dt>※ ").skip(1).map(|mark| mark[..4].to_owned()).collect()
    };
    let marks: Vec<Vec<String>> = (2019..=2025).map(marked).collect();
    assert_eq!(marks, [vec![], vec!["2019"], vec!["2021"], vec![], vec![], vec!["2024"], vec![]]);
}

#[test]
fn an_office_with_texts_alone_lists_them() {
    let site = site();
    office(site.path(), "a", "首报年度: 2015\n停用年度: 2018\n");
    for year in [2015, 2017] {
        report(site.path(), "a", year, "");
    }
    let page = &pages(site.path())["a/index.html"];
    for listed in [
        "<a href=\"2015/index.html\">2015 年度</a>",
        "<span>2016 年度</span>",
        "<a href=\"2017/index.html\">2017 年度</a>",
    ] {
        assert_eq!(page.matches(listed).count(), 1, "{listed}: {page}");
    }
    assert!(!page.contains("还没有发布过报告") && !page.contains("<table"), "{page}");
}

#[test]
fn figures_of_merged_offices_are_drawn_under_their_names() {
    let site = site();
    for id in ["a", "b"] {
        office(site.path(), id, "简称: 原单位\n首报年度: 2021\n停用年度: 2021\n");
        report(site.path(), id, 2021, "");
    }
    office(site.path(), "b", "简称: 又一个很长的单位\n首报年度: 2021\n停用年度: 2021\n");
    office(site.path(), "c", "前身: [a, b]\n首报年度: 2022\n");
    report(site.path(), "c", 2022, "");
    let page = &pages(site.path())["c/index.html"];
    assert!(page.contains("2021※ 年（原单位） 0 件，2021※ 年（又一个很长的单位） 0 件，2022 年 0 件</desc>"), "{page}");
    assert!(page.contains("，含并入的原单位、又一个很长的单位</title>"), "{page}");
    assert!(page.contains(">原单位</text>") && page.contains(">又一个很长…</text>"), "{page}");
}

/// A year without a report is a gap also where an office merged later reported for it.
#[test]
fn an_office_that_stood_beside_does_not_fill_a_gap() {
    let site = site();
    for (id, words, years) in [("a", "停用年度: 2022\n", vec![2021, 2022]), ("b", "前身: [a]\n", vec![2021, 2023])]
    {
        office(site.path(), id, words);
        years.into_iter().for_each(|year| report(site.path(), id, year, ""));
    }
    let all = pages(site.path());
    let page = &all["b/index.html"];
    assert!(page.contains("<span>2022 年度</span>\n<small>无报告"), "{page}");
    assert!(!page.contains("a/2022/index.html") && !page.contains("比 2022 年"), "{page}");
    assert!(!all.contains_key("b/2023/compare.html"));
}

/// A change is told only where the one office did all that the other had done.
#[test]
fn an_office_is_held_against_what_it_alone_goes_on_with() {
    let site = site();
    for (id, words, years) in [
        ("old", "停用年度: 2021\n", vec![2020, 2021]),
        ("heir", "前身: old\n首报年度: 2022\n", vec![2022, 2023]),
        ("other", "前身: old\n首报年度: 2022\n", vec![2022]),
        ("silent", "首报年度: 2020\n停用年度: 2021\n", vec![2020]),
        ("spoke", "停用年度: 2021\n", vec![2020, 2021]),
        ("both", "前身: [spoke, silent]\n首报年度: 2022\n", vec![2022]),
        ("little", "停用年度: 2021\n", vec![2021]),
        ("large", "前身: little\n", vec![2021, 2022]),
        ("whole", "", vec![2021, 2022]),
        ("part", "前身: whole\n首报年度: 2022\n", vec![2022]),
        ("late", "首报年度: 2021\n停用年度: 2021\n", vec![2021]),
        ("early", "停用年度: 2021\n", vec![2020, 2021]),
        ("pair", "前身: [late, early]\n首报年度: 2022\n", vec![2022]),
    ] {
        office(site.path(), id, words);
        years.into_iter().for_each(|year| report(site.path(), id, year, ""));
    }
    let all = pages(site.path());
    // Shared out to two.
    let page = &all["heir/index.html"];
    assert!(!page.contains("比 2021 年") && page.contains("比 2022 年") && page.contains("比 2020 年"), "{page}");
    assert!(
        page.contains("<dt>※ 2022 年</dt><dd>甲县old局由甲县heir局、甲县other局承接，承接前后的数不作比较。"),
        "{page}"
    );
    assert!(!all.contains_key("heir/2022/compare.html") && all.contains_key("heir/2023/compare.html"));
    // One of two said nothing in its last year: that is seen, and nothing is held against the other.
    let page = &all["both/index.html"];
    assert!(page.contains("<span>2021 年度</span>\n<small>甲县silent局，无报告"), "{page}");
    assert!(!page.contains("比 2021 年") && !all.contains_key("both/2022/compare.html"), "{page}");
    // Merged into an office that goes on: the change is told, and what it holds.
    let note = "<dt>※ 2022 年</dt><dd>甲县little局并入，此前各年的数不含该机关。";
    assert!(all["large/index.html"].contains("比 2021 年"));
    assert!(all["large/index.html"].contains(note) && all["large/2022/compare.html"].contains(note));
    let turns = "\"turns\":[{\"year\":2022,\"note\":\"甲县little局并入，此前各年的数不含该机关。\"}]";
    assert!(all["data/offices/large.js"].contains(turns) && !all["data/offices/little.js"].contains("turns"));
    // Parted from an office that goes on.
    let page = &all["part/index.html"];
    assert!(page.contains("甲县whole局的一部分由甲县part局承接，承接前后的数不作比较。"), "{page}");
    assert!(!page.contains("比 2021 年") && !all.contains_key("part/2022/compare.html"), "{page}");
    assert!(all["whole/index.html"].contains("<p>分出：<a href=\"../part/index.html\">甲县part局</a>。</p>"));
    assert!(!all["whole/index.html"].contains("已并入") && all["old/index.html"].contains("<p>已并入："));
    // Two offices of two years are not the same office.
    assert!(!all["pair/index.html"].contains("比 2020 年"), "{}", all["pair/index.html"]);
}

/// What two forms have in common goes row by row: no sum among the rows it adds up.
#[test]
fn a_summed_row_stands_whole_before_its_parts() {
    let editions = Editions::embedded().unwrap();
    let forms: Vec<_> = [2021, 2020].map(|year| editions.of_year(year).unwrap()).into();
    let rows = series::rows(&forms);
    let names = |row: &series::Row| row.labels[..row.labels.len() - 1].to_vec();
    let (mut seen, mut last) = (Vec::new(), Vec::new());
    for row in rows.iter().filter(|row| row.table == "t3") {
        let name = names(row);
        // Columns of a matrix stand side by side: above them there may be a band.
        let name: Vec<String> = name.into_iter().filter(|part| !part.contains("法人")).collect();
        if name != last {
            assert!(!seen.contains(&name), "{name:?} is torn apart");
            seen.push(name.clone());
            last = name;
        }
    }
    assert!(seen.len() > 20, "{seen:?}");
}

#[test]
fn a_unit_is_said_once_and_never_left_out() {
    let site = site();
    office(site.path(), "a", "");
    report(site.path(), "a", 2020, "");
    let page = &pages(site.path())["a/index.html"];
    for (row, unit) in [
        ("其他对外管理服务事项：本年增&#x2f;减", "<small>（项）</small>"),
        ("其他对外管理服务事项：上一年项目数量", ""),
        ("行政许可：本年增&#x2f;减", "<small>（项）</small>"),
    ] {
        assert!(page.contains(&format!(">{row}{unit}</th>")), "{row}");
    }
}

/// A sum over several rows of a form stands in no cell of it.
#[test]
fn a_sum_is_not_linked_to_its_first_part() {
    let site = site();
    office(site.path(), "a", "");
    report(site.path(), "a", 2022, "");
    let page = &pages(site.path())["a/index.html"];
    let row = page.lines().find(|line| line.contains(">（六）其他处理</th><td")).expect("the sum");
    assert!(row.contains("<td>0</td>"), "{row}");
    assert_eq!(page.matches("#t3-other_handling_no_correction-total\"").count(), 1);
}

#[test]
fn two_years_of_an_office_are_one_step_from_its_page() {
    let site = site();
    office(site.path(), "a", "");
    office(site.path(), "b", "");
    [2021, 2023].iter().for_each(|year| report(site.path(), "a", *year, ""));
    report(site.path(), "b", 2022, "");
    let all = pages(site.path());
    let link = "<a href=\"../compare/index.html#a=a/2021&amp;b=a/2023\">任选两年对照</a>";
    assert!(all["a/index.html"].contains(link), "{}", all["a/index.html"]);
    assert!(!all["b/index.html"].contains("任选两年对照"), "one report has nothing to be compared with");
}

#[test]
fn a_table_without_figures_is_said_and_not_drawn() {
    let site = site();
    office(site.path(), "a", "");
    report(site.path(), "a", 2022, "");
    let page = &pages(site.path())["a/index.html"];
    assert!(!page.contains("<table class=\"series\" id=\"t4-years\">"), "{page}");
    assert_eq!(page.matches("<p>各年各行都是 0。</p>").count(), 3, "{page}");
    assert!(page.contains("id=\"t4-zeros\""), "the rows themselves can be unfolded");
}
