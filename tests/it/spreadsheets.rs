//! Excel files, read back with another library.

use calamine::{Data, Reader, Xlsx, open_workbook};

use super::example::{build, root};

type Book = Xlsx<std::io::BufReader<std::fs::File>>;

/// The words and figures of a sheet, row by row.
fn rows(book: &mut Book, sheet: &str) -> Vec<Vec<String>> {
    let range = book.worksheet_range(sheet).unwrap();
    let word = |data: &Data| match data {
        Data::Float(number) => number.to_string(),
        other => other.to_string(),
    };
    range.rows().map(|row| row.iter().map(word).collect()).collect()
}

#[test]
fn a_report_is_the_form_filled_in() {
    let target = tempfile::tempdir().unwrap();
    build(&root(), target.path());
    let mut book: Book = open_workbook(target.path().join("pingtan/2021/report.xlsx")).unwrap();
    assert_eq!(book.sheet_names(), ["主动公开", "依申请公开", "复议诉讼"]);
    let rows = rows(&mut book, "依申请公开");
    assert!(rows[0][0].starts_with("平潭综合实验区管理委员会2021年"));
    // Three rows of heads, then the first row of figures.
    assert!(rows[1].contains(&"申请人情况".to_owned()), "{:?}", rows[1]);
    let first = rows.iter().find(|row| row[0].starts_with("一、")).unwrap();
    assert_eq!(first[3..], ["64", "0", "0", "2", "0", "4", "70"]);
    let merged = book.merge_cells_by_sheet_name("依申请公开").unwrap();
    assert!(merged.len() > 10, "heads are merged as on the form");
    let money = super::spreadsheets::rows(&mut book, "主动公开");
    assert!(money.iter().flatten().any(|cell| cell == "24252.311082"));
}

#[test]
fn all_reports_stand_below_each_other_under_one_head() {
    let target = tempfile::tempdir().unwrap();
    build(&root(), target.path());
    let mut book: Book = open_workbook(target.path().join("data/cells.xlsx")).unwrap();
    assert_eq!(book.sheet_names().len(), 6, "two forms of three tables");
    let rows = rows(&mut book, "2021年版 依申请公开");
    let new: Vec<(&str, &str, &str)> = rows
        .iter()
        .filter(|row| row[2].starts_with("一、"))
        .map(|row| (row[0].as_str(), row[1].as_str(), row[11].as_str()))
        .collect();
    assert!(new.contains(&("平潭综合实验区管理委员会", "2022", "74")), "{new:?}");
    assert!(new.contains(&("沭阳县人民政府", "2025", "713")), "{new:?}");
    assert_eq!(new.len(), 8, "one row a report");
}

#[test]
fn they_can_be_left_out() {
    let (site, target) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    super::sites::sound_site(site.path(), "a", 2021);
    super::sites::write(site.path(), "site.toml", "[downloads]\nspreadsheets = false\n");
    build(site.path(), target.path());
    let files = super::example::tree(target.path());
    assert!(files.contains_key("a/2021/report.csv"));
    assert!(files.keys().all(|route| !route.ends_with(".xlsx")), "{:?}", files.keys());
}

#[test]
fn where_no_report_has_tables_the_book_is_empty_and_opens() {
    let (site, target) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    super::sites::sound_site(site.path(), "a", 2015);
    super::sites::write(site.path(), "content/a/2015/data.yaml", "发布日期: 2016-03-01\n");
    super::sites::write(
        site.path(),
        "content/a/2015/narrative.md",
        "# 甲县乙局2015年政府信息公开工作年度报告\n\n本年工作。\n",
    );
    build(site.path(), target.path());
    let mut book: Book = open_workbook(target.path().join("data/cells.xlsx")).unwrap();
    assert_eq!(book.sheet_names(), ["Sheet1"]);
    assert_eq!(rows(&mut book, "Sheet1"), Vec::<Vec<String>>::new());
}
