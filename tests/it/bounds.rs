//! Where checks begin and end: the last figure, day or word that is right, and the first
//! that is not.

use nianbao::content::Only;

use super::sites::{NARRATIVE, write};

/// A site of one office, `a`, and whatever else its files say.
struct Case {
    folder: tempfile::TempDir,
}

impl Case {
    fn of(office: &str) -> Case {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "site.toml", "");
        write(folder.path(), "content/a/office.yaml", office);
        Case { folder }
    }

    fn file(self, path: &str, text: &str) -> Case {
        write(self.folder.path(), path, text);
        self
    }

    fn report(self, office: &str, year: u16, data: &str) -> Case {
        let folder = format!("content/{office}/{year}");
        let data = ["主动公开", "依申请公开", "复议诉讼"].iter().fold(data.to_owned(), |data, block| {
            if data.contains(block) || year < 2019 { data } else { format!("{data}{block}: 无\n") }
        });
        self.file(&format!("{folder}/data.yaml"), &data).file(&format!("{folder}/narrative.md"), NARRATIVE)
    }

    /// How often `code` is found.
    fn finds(&self, code: &str) -> usize {
        let loaded = nianbao::load(self.folder.path(), &Only::All).unwrap();
        nianbao::check(&loaded).findings.iter().filter(|finding| finding.code == code).count()
    }
}

const DEPARTMENT: &str = "全称: 甲县乙局\n类别: 部门\n";

#[test]
fn the_last_day_is_in_time() {
    let published = |office: &str, year: u16, day: &str, code: &str| {
        Case::of(office).report("a", year, &format!("发布日期: {day}\n")).finds(code)
    };
    let government = "全称: 甲县人民政府\n类别: 政府\n";
    for (office, year, last, next, code) in [
        (DEPARTMENT, 2021, "2022-01-31", "2022-02-01", "Z-01"),
        (government, 2021, "2022-03-31", "2022-04-01", "Z-02"),
        // The first year of the regulation now in force, and the last of the one before.
        (DEPARTMENT, 2019, "2020-01-31", "2020-02-01", "Z-01"),
        (DEPARTMENT, 2018, "2019-03-31", "2019-04-01", "Z-01"),
    ] {
        assert_eq!((published(office, year, last, code), published(office, year, next, code)), (0, 1), "{code} {last}");
    }
}

#[test]
fn kinds_of_offices_are_told_apart() {
    let rules = "主动公开:\n  规章: [1, 0, 1]\n  行政规范性文件: [0, 0, 0]\n  行政许可: 3\n  行政处罚: 0\n  行政强制: 0\n  行政事业性收费: 10001\n";
    let of = |office: &str, code: &str| {
        let settings = "[checks]\ntownship_zero = true\n";
        Case::of(office).file("site.toml", settings).report("a", 2021, rules).finds(code)
    };
    for (office, codes) in [
        ("全称: 甲市人民政府\n类别: 政府\n", [0, 0, 0]),
        ("全称: 甲市财政局\n类别: 部门\n", [1, 1, 0]),
        ("全称: 甲市东区管理委员会\n类别: 派出机构\n", [1, 0, 0]),
        ("全称: 甲市东乡人民政府\n类别: 乡镇\n", [1, 1, 1]),
        ("全称: 甲市东街道办事处\n类别: 街道\n", [1, 1, 1]),
    ] {
        assert_eq!(["C-04", "C-05", "C-11"].map(|code| of(office, code)), codes, "{office}");
    }
}

/// Of two amounts a factor of a hundred apart the larger is the one in yuan.
#[test]
fn the_larger_of_two_amounts_is_to_be_mended() {
    let fee = |amount: &str| {
        let rows = "规章: [0, 0, 0]\n  行政规范性文件: [0, 0, 0]\n  行政许可: 0\n  行政处罚: 0\n  行政强制: 0";
        format!("主动公开:\n  {rows}\n  行政事业性收费: {amount}\n")
    };
    for (then, now, advice) in [("3800", "0.38", "核对上年的数"), ("0.38", "3800", "按元填的除以 10000")] {
        let case = Case::of(DEPARTMENT).report("a", 2021, &fee(then)).report("a", 2022, &fee(now));
        let review = nianbao::check(&nianbao::load(case.folder.path(), &Only::All).unwrap());
        let told: Vec<_> = review.findings.iter().filter(|finding| finding.code == "C-05").collect();
        assert!(told.len() == 1 && told[0].advice.contains(advice), "{told:?}");
    }
}

#[test]
fn figures_at_the_bound_are_right() {
    let new = |count: u32| format!("依申请公开:\n  本年新收: {{自然人: {count}}}\n  予以公开: {{自然人: {count}}}\n");
    let growth = |then: u32, now: u32| {
        Case::of(DEPARTMENT).report("a", 2021, &new(then)).report("a", 2022, &new(now)).finds("A-11")
    };
    assert_eq!([growth(10, 50), growth(10, 51), growth(1, 21), growth(1, 22), growth(50, 10)], [0, 1, 0, 1, 0]);
    let other = |granted: u32, other: u32| {
        let all = granted + other;
        let data = format!(
            "依申请公开:\n  本年新收: {{自然人: {all}}}\n  予以公开: {{自然人: {granted}}}\n  其他处理:\n    其他情形: {{自然人: {other}}}\n"
        );
        Case::of(DEPARTMENT).report("a", 2021, &data).finds("A-10")
    };
    assert_eq!([other(5, 5), other(4, 6), other(2, 3), other(0, 2), other(0, 1)], [0, 1, 1, 1, 0]);
}

#[test]
fn cases_are_followed_from_year_to_year() {
    let cases = |then: &str, now: &str, code: &str| {
        let year = |rows: &str| format!("复议诉讼:\n  {rows}\n");
        Case::of(DEPARTMENT).report("a", 2021, &year(then)).report("a", 2022, &year(now)).finds(code)
    };
    let (none, review, suit) = ("行政复议: [0, 0, 0, 0]", "行政复议: [1, 0, 0, 0]", "复议后起诉: [1, 0, 0, 0]");
    assert_eq!((cases(review, suit, "B-04"), cases(none, suit, "B-04")), (0, 1));
    let pending = "复议后起诉: [0, 0, 0, 1]";
    assert_eq!((cases(pending, suit, "B-06"), cases(pending, review, "B-06")), (0, 1));
}

#[test]
fn a_sum_that_is_too_large_is_told_though_reports_are_missing() {
    let new = |count: u32| format!("依申请公开:\n  本年新收: {{自然人: {count}}}\n  予以公开: {{自然人: {count}}}\n");
    let county = |own: u32| {
        Case::of("全称: 甲县人民政府\n类别: 政府\n")
            .file("content/b/office.yaml", "全称: 甲县乙局\n类别: 部门\n上级: a\n")
            .file("content/c/office.yaml", "全称: 甲县丙局\n类别: 部门\n上级: a\n")
            .report("b", 2021, &new(5))
            .report("a", 2021, &new(own))
            .finds("Y-01")
    };
    assert_eq!([county(4), county(5), county(6)], [1, 0, 0]);
}

#[test]
fn words_that_are_right_are_left_alone() {
    let says = |from: &str, to: &str, code: &str| {
        let text = NARRATIVE.replacen(from, to, 1);
        assert_ne!(text, NARRATIVE);
        Case::of(DEPARTMENT)
            .file("content/b/office.yaml", "全称: 甲县丙局\n类别: 部门\n")
            .report("a", 2021, "")
            .file("content/a/2021/narrative.md", &text)
            .finds(code)
    };
    let overview = "## 一、总体情况\n\n";
    let begins = |words: &str| format!("{overview}{words}\n\n");
    assert_eq!(says(overview, &begins("2021年，甲县丙局公开信息十条。"), "D-14"), 1);
    assert_eq!(says(overview, &begins("2021年，甲县丙局与甲县乙局共同公开信息十条。"), "D-14"), 0);
    assert_eq!(says(overview, &begins("首先是建章立制；二是开展培训；三是核对。"), "D-22"), 0);
    assert_eq!(says(overview, &begins("首先是建章立制；二是开展培训；四是核对。"), "D-22"), 1);
}
