//! The check sheet: what a reader sees of every check, and that it says what the run said.

use std::collections::BTreeSet;
use std::fs;

use nianbao::check::sheet::{Kind, Record, State, Verdict};
use nianbao::content::Only;

use super::example::{build, root};
use super::sites::write;

const NARRATIVE: &str = "\
## 一、总体情况

全年收到政府信息公开申请 14 件，办结 {{ 办理总计 }} 件。

## 二、主动公开政府信息情况

## 三、收到和处理政府信息公开申请情况

结转下年度 1 件申请。

## 四、政府信息公开行政复议、行政诉讼情况

## 五、存在的主要问题及改进情况

公开的时效还不够，今后逐月核对。

## 六、其他需要报告的事项

无。
";

/// 2022 leaves two requests open and six documents in force; 2023 carries in one and
/// has nine, and explains the documents.
fn site() -> tempfile::TempDir {
    let site = tempfile::tempdir().unwrap();
    write(site.path(), "site.toml", "[site]\nname = \"试验站点\"\n");
    write(site.path(), "content/a/office.yaml", "全称: 甲县乙局\n类别: 部门\n首报年度: 2022\n");
    write(
        site.path(),
        "content/a/2022/data.yaml",
        "发布日期: 2023-01-20\n主动公开:\n  规章: [0, 0, 0]\n  行政规范性文件: [1, 0, 6]\n  行政许可: 3\n  行政处罚: 0\n  行政强制: 0\n  行政事业性收费: 0\n依申请公开:\n  本年新收: {自然人: 9}\n  予以公开: {自然人: 7}\n  结转下年: {自然人: 2}\n复议诉讼: 无\n",
    );
    write(site.path(), "content/a/2022/narrative.md", super::sites::NARRATIVE);
    write(
        site.path(),
        "content/a/2023/data.yaml",
        "发布日期: 2024-02-03\n主动公开:\n  规章: [0, 0, 0]\n  行政规范性文件: [2, 1, 9]\n  行政许可: 3\n  行政处罚: 0\n  行政强制: 0\n  行政事业性收费: 0.5500\n依申请公开:\n  本年新收: [9, 1, 0, 0, 0, 0]\n  上年结转: {自然人: 1}\n  予以公开: [8, 1, 0, 0, 0, 0]\n  部分公开: {自然人: 1}\n  结转下年: {自然人: 1}\n  核对: {本年新收: 10}\n复议诉讼: 无\n说明:\n  - {规则: C-02, 理由: 清理时补登了两件旧文件}\n  - {规则: X-01, 理由: 上年有一件在年初撤回}\n",
    );
    write(site.path(), "content/a/2023/narrative.md", NARRATIVE);
    site
}

/// The row of a check sheet that begins with `name`, in the table called `id`.
fn row<'p>(page: &'p str, id: &str, name: &str) -> &'p str {
    let caption = page.find(&format!("<caption id=\"{id}-caption\"")).unwrap_or_else(|| panic!("no table {id}"));
    let table = page[caption..].split("</table>").next().unwrap();
    let begins = format!("<th scope=\"row\">{name}</th>");
    table.lines().find(|line| line.contains(&begins)).unwrap_or_else(|| panic!("no {name} in {id}"))
}

/// Words of a piece of HTML.
fn words(html: &str) -> String {
    let words: String = html.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text)).collect();
    words.replace("&nbsp;", " ")
}

fn published(site: &tempfile::TempDir) -> tempfile::TempDir {
    let target = tempfile::tempdir().unwrap();
    build(site.path(), target.path());
    target
}

#[test]
fn every_relation_stands_with_its_numbers() {
    let target = published(&site());
    let page = fs::read_to_string(target.path().join("a/2023/checks.html")).unwrap();
    let balance = row(&page, "t3-balance", "自然人");
    assert!(words(balance).contains("本年新收 9 + 上年结转 1 = 10办理总计 9 + 结转下年 1 = 100相符"), "{balance}");
    assert!(balance.contains("<a href=\"index.html#t3-new_requests-natural_person\">9</a>"));
    // A total is worked out; a restated one is held against the sum.
    assert!(words(row(&page, "t3-A-03", "予以公开")).contains("9自然人 8 + 商业企业 1 = 9—由程序计算"));
    assert!(words(row(&page, "t3-A-03", "本年新收")).contains("核对填写 10自然人 9 + 商业企业 1 = 100相符"));
    assert!(words(row(&page, "t3-A-02", "自然人")).contains("予以公开 8 + 部分公开 1 = 9"));
    assert!(words(row(&page, "limits", "结转下年")).contains("“结转下年”的“总计” 1“本年新收”的“总计” 10-9相符"));
}

#[test]
fn the_years_are_held_against_each_other_and_the_explanation_is_printed() {
    let target = published(&site());
    let page = fs::read_to_string(target.path().join("a/2023/checks.html")).unwrap();
    let carried = row(&page, "t3-X-01", "自然人");
    assert!(words(carried).contains("12-1"), "this year 1, last year 2, one less: {carried}");
    assert!(carried.contains("../2022/index.html#t3-carried_out-natural_person"));
    assert!(words(carried).contains("已说明X-01上年有一件在年初撤回"), "{carried}");
    let stock = words(row(&page, "stocks", "“行政规范性文件”的“现行有效”"));
    assert!(
        stock.contains("92022 年度现行有效 6 + 本年制发 2 − 本年废止 1 = 7+2已说明C-02清理时补登了两件旧文件"),
        "{stock}"
    );
    let from = page.find("<h3 id=\"C-02\">").unwrap();
    let ruling = page[from..].split("</section>").next().unwrap();
    assert!(ruling.contains("差异说明</b>：清理时补登了两件旧文件") && ruling.contains("依据："), "{ruling}");
    // At the cell and below the tables of the report as well.
    let report = fs::read_to_string(target.path().join("a/2023/index.html")).unwrap();
    assert!(report.contains("<a href=\"checks.html#C-02\">C-02 现行有效件数与上年接不上</a>"));
    let marked = report.split("<td ").find(|cell| cell.contains("#note-1\"")).unwrap();
    assert!(marked.starts_with("id=\"t2-normative_docs-in_force\""), "{marked}");
    assert!(report.contains("勾稽关系 7 列全部相符") && report.contains("href=\"checks.html\""));
    assert!(report.contains("与上年度报告衔接 7 列中 2 列有差异"), "the column and its total");
}

#[test]
fn a_column_with_an_empty_cell_is_not_said_to_differ() {
    let site = site();
    let file = site.path().join("content/a/2023/data.yaml");
    let data =
        fs::read_to_string(&file).unwrap().replace("本年新收: [9, 1, 0, 0, 0, 0]", "本年新收: [8, ~, 0, 0, 0, 0]");
    fs::write(&file, data).unwrap();
    let loaded = nianbao::load(site.path(), &Only::All).unwrap();
    let review = nianbao::check(&loaded);
    let found = (review.findings.iter(), review.not_checked.iter());
    let record = Record::of(&loaded.content, &loaded.editions, &loaded.config, true, found);
    let report = loaded.content.reports.iter().find(|report| report.key.year == 2023).unwrap();
    let office = loaded.content.office(&report.key.office).unwrap();
    // One column differs, one cannot be looked at, and so cannot the column of totals.
    let relations = record.brief(office, report).relations;
    assert_eq!((relations.agree, relations.not_checked, relations.all), (4, 2, 7));
}

#[test]
fn numbers_of_the_text_are_shown_beside_the_cells() {
    let target = published(&site());
    let page = fs::read_to_string(target.path().join("a/2023/checks.html")).unwrap();
    let received = row(&page, "text", "收到的申请");
    let said = words(received);
    assert!(said.contains("14件"), "{said}");
    assert!(said.contains("“本年新收”的“总计” 10") && said.contains("= 11") && said.contains("+3不符D-06"), "{said}");
    assert!(words(row(&page, "text", "结转下年")).contains("“结转下年”的“总计” 10相符"));
    assert!(page.contains("正文另有 1 处数由程序从表中取来"));
}

/// One wrong figure is one finding: every relation it breaks leads there, and an
/// explanation of what was taken up is still printed.
#[test]
fn relations_lead_to_the_finding_they_were_joined_into() {
    let site = site();
    let narrative = site.path().join("content/a/2023/narrative.md");
    fs::write(&narrative, NARRATIVE.replace("14 件", "12 件")).unwrap();
    let page = fs::read_to_string(published(&site).path().join("a/2023/checks.html")).unwrap();
    assert!(words(row(&page, "t3-X-01", "自然人")).contains("12-1不符D-06"), "{}", row(&page, "t3-X-01", "自然人"));
    let ruling = page[page.find("<h3 id=\"X-01\">").unwrap()..].split("</section>").next().unwrap();
    assert!(words(ruling).contains("与 D-06 同一处，并入该条"), "{ruling}");
    assert!(words(ruling).contains("差异说明：上年有一件在年初撤回"), "{ruling}");
}

/// A number split over two cells has a rule that is no check of its own: the relations
/// it breaks lead to it all the same.
#[test]
fn a_finding_of_no_single_check_has_its_place_on_the_sheet() {
    let site = site();
    let data = site.path().join("content/a/2023/data.yaml");
    let split = fs::read_to_string(&data)
        .unwrap()
        .replace("本年新收: [9, 1, 0, 0, 0, 0]", "本年新收: [1, 2, 0, 0, 0, 0]")
        .replace("上年结转: {自然人: 1}", "上年结转: {自然人: 2}")
        .replace("予以公开: [8, 1, 0, 0, 0, 0]", "予以公开: {自然人: 12}")
        .replace("{本年新收: 10}", "{本年新收: 12}")
        .replace("  - {规则: X-01, 理由: 上年有一件在年初撤回}\n", "  - {规则: A-12, 理由: 待更正}\n");
    fs::write(&data, split).unwrap();
    let page = fs::read_to_string(published(&site).path().join("a/2023/checks.html")).unwrap();
    assert!(words(row(&page, "t3-balance", "自然人")).contains("已说明A-12待更正"), "{page}");
    assert!(page.contains("<h3 id=\"A-12\">") && !page.contains("id=\"others\""));
}

#[test]
fn what_could_not_be_checked_is_said_with_the_reason() {
    let site = site();
    let target = published(&site);
    let page = fs::read_to_string(target.path().join("a/2022/checks.html")).unwrap();
    assert!(words(&page).contains("未校验没有 2021 年度的报告"));
    let ruling = page[page.find("<h3 id=\"C-02\">").unwrap()..].split("</section>").next().unwrap();
    assert!(words(ruling).contains("未校验的原因：没有 2021 年度的报告"), "{ruling}");
    let report = fs::read_to_string(target.path().join("a/2022/index.html")).unwrap();
    assert!(report.contains("未校验 "), "said on the report as well");
    // Last year's draft is nobody's to read yet.
    let data = site.path().join("content/a/2022/data.yaml");
    fs::write(&data, format!("草稿: true\n{}", fs::read_to_string(&data).unwrap())).unwrap();
    let page = fs::read_to_string(published(&site).path().join("a/2023/checks.html")).unwrap();
    assert!(words(&page).contains("未校验2022 年度的报告尚未发布"));
    assert!(!page.contains("2022/index.html"));
}

#[test]
fn the_day_of_publication_is_held_against_its_last_day() {
    let site = site();
    // The old regulation gave everybody until 31 March.
    write(site.path(), "content/a/2017/data.yaml", "发布日期: 2018-03-20\n");
    write(site.path(), "content/a/2017/narrative.md", "正文写的是当年的情况。\n");
    let target = published(&site);
    let day = |year: u16| {
        let page = fs::read_to_string(target.path().join(format!("a/{year}/checks.html"))).unwrap();
        words(row(&page, "day", &format!("{year} 年度报告")))
    };
    assert!(day(2017).contains("2018-03-202018-01-01 至 2018-03-31早 11 天相符"), "{}", day(2017));
    assert!(day(2022).contains("2023-01-202023-01-01 至 2023-01-31早 11 天相符"), "{}", day(2022));
    assert!(day(2023).contains("2024-02-032024-01-01 至 2024-01-31晚 3 天"), "{}", day(2023));
    assert!(!day(2023).contains("相符"));
}

#[test]
fn a_merged_office_carries_over_what_all_before_it_left_open() {
    let site = site();
    write(site.path(), "content/b/office.yaml", "全称: 甲县丙局\n类别: 部门\n首报年度: 2022\n停用年度: 2022\n");
    let data = fs::read_to_string(site.path().join("content/a/2022/data.yaml")).unwrap();
    write(site.path(), "content/b/2022/data.yaml", &data.replace("[1, 0, 6]", "[0, 0, 4]"));
    write(site.path(), "content/b/2022/narrative.md", super::sites::NARRATIVE);
    write(site.path(), "content/c/office.yaml", "全称: 甲县乙丙局\n类别: 部门\n前身: [a, b]\n首报年度: 2023\n");
    write(
        site.path(),
        "content/c/2023/data.yaml",
        "主动公开: 无\n依申请公开:\n  上年结转: {自然人: 4}\n  予以公开: {自然人: 4}\n复议诉讼: 无\n",
    );
    write(site.path(), "content/c/2023/narrative.md", super::sites::NARRATIVE);
    fs::remove_dir_all(site.path().join("content/a/2023")).unwrap();
    let page = fs::read_to_string(published(&site).path().join("c/2023/checks.html")).unwrap();
    let carried = row(&page, "t3-X-01", "自然人");
    assert!(words(carried).contains("4甲县乙局 2 + 甲县丙局 2 = 40相符"), "{carried}");
    assert!(carried.contains("../../b/2022/index.html#t3-carried_out-natural_person"));
}

#[test]
fn a_document_has_a_sheet_without_tables() {
    let site = tempfile::tempdir().unwrap();
    write(site.path(), "site.toml", "");
    write(site.path(), "content/a/office.yaml", "全称: 甲县乙局\n");
    write(site.path(), "content/a/2017/narrative.md", "## 概述\n\n全年收到申请 3 件。\n");
    let page = fs::read_to_string(published(&site).path().join("a/2017/checks.html")).unwrap();
    assert!(page.contains("没有统计表，只核对文字和日期") && !page.contains("<table class=\"checks relations\""));
    let apart = page.split("不适用的").nth(1).unwrap();
    assert!(apart.contains("id=\"A-01\"") && apart.contains("id=\"C-02\"") && !apart.contains("id=\"D-08\""));
}

/// The sheets of the example and the findings of its run, both ways.
#[test]
fn the_sheet_says_what_the_run_said() {
    let made = site();
    for site in [root(), root().join("tests/sites/both-forms"), made.path().to_owned()] {
        let loaded = nianbao::load(&site, &Only::All).unwrap();
        let review = nianbao::check(&loaded);
        let approval = nianbao::check::approve(&loaded.content, &review, true, false).unwrap();
        let record = Record::new(&loaded.content, &loaded.editions, &loaded.config, true, &approval);
        // The same without what the run kept of the texts.
        assert!(!review.said.is_empty());
        let found = (review.findings.iter(), review.not_checked.iter());
        let fresh = Record::of(&loaded.content, &loaded.editions, &loaded.config, true, found);
        let mut shown = 0;
        for report in approval.reports() {
            let office = loaded.content.office(&report.key.office).unwrap();
            let sheet = record.sheet(office, report);
            assert_eq!(format!("{sheet:?}"), format!("{:?}", fresh.sheet(office, report)));
            let of_report = |office: Option<&str>, year: Option<u16>| {
                office == Some(&*report.key.office) && year == Some(report.key.year)
            };
            let findings: Vec<_> = review.findings.iter().filter(|f| of_report(f.office.as_deref(), f.year)).collect();
            let ruled: Vec<_> = sheet.rulings.iter().flat_map(|ruling| &ruling.findings).map(|(f, _)| *f).collect();
            for finding in &findings {
                let times = ruled.iter().chain(&sheet.others).filter(|f| std::ptr::eq(**f, *finding)).count();
                assert_eq!(times, 1, "{finding:#?}");
            }
            assert_eq!(findings.len(), ruled.len() + sheet.others.len());
            shown += findings.len();
            let said: BTreeSet<&str> = findings.iter().map(|finding| finding.code).collect();
            for ruling in &sheet.rulings {
                assert_eq!(
                    matches!(ruling.state, State::Open | State::Explained),
                    said.contains(ruling.rule.code),
                    "{}",
                    ruling.rule.code
                );
                for not in review.not_checked.iter().filter(|not| of_report(Some(&not.office), Some(not.year))) {
                    assert!(not.code != ruling.rule.code || ruling.reasons.contains(&&*not.reason));
                }
            }
            for (kind, line) in sheet.groups.iter().flat_map(|group| group.lines.iter().map(|line| (group.kind, line)))
            {
                let right = line.right.first().and_then(|side| side.sum);
                let equal = line.left.sum == right;
                if matches!(kind, Kind::Relation | Kind::Sum | Kind::Years) {
                    let agrees = matches!(line.verdict, Verdict::Agrees | Verdict::Derived | Verdict::NotChecked(_));
                    assert_eq!(equal, agrees, "{line:#?}");
                }
                match line.verdict {
                    Verdict::Differs(finding) => assert!(!finding.acknowledged),
                    Verdict::Explained(finding, _) => assert!(finding.acknowledged),
                    Verdict::Agrees => assert!(line.left.sum.is_some() && right.is_some(), "{line:#?}"),
                    _ => {}
                }
            }
            // A finding about the sums of the form stands at a line of its own.
            for finding in
                findings.iter().filter(|f| ["A-01", "A-02", "A-03", "B-01", "C-02", "X-01"].contains(&f.code))
            {
                let lines = sheet.groups.iter().flat_map(|group| &group.lines);
                let stands = lines.clone().any(|line| match line.verdict {
                    Verdict::Differs(of) | Verdict::Explained(of, _) => std::ptr::eq(of, *finding),
                    _ => false,
                });
                assert!(stands, "{finding:#?}");
            }
        }
        assert!(shown > 0, "{}", site.display());
    }
}
