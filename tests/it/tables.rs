//! The statutory tables as readers use them: rows of zeros that fold, labels that lead to
//! what a row counts, and what a report's page weighs.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use scraper::{ElementRef, Html, Selector};

use super::example::{build, root, tree};
use super::sites::{sound_site, write};

fn all<'h>(page: &'h Html, selector: &str) -> Vec<ElementRef<'h>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

fn text(element: ElementRef<'_>) -> String {
    element.text().collect()
}

/// The page of a report with this block of table 3.
fn page(requests: &str, more: &str) -> Html {
    let site = tempfile::tempdir().unwrap();
    sound_site(site.path(), "a", 2021);
    let data = format!("主动公开: 无\n依申请公开:\n{requests}复议诉讼: 无\n{more}");
    write(site.path(), "content/a/2021/data.yaml", &data);
    let loaded = nianbao::load(site.path(), &nianbao::content::Only::All).unwrap();
    let edition = loaded.editions.of_year(2021).unwrap();
    let sheets = nianbao::pages::table_view::Sheets::new(edition);
    let marks = if more.is_empty() { vec![] } else { vec![(edition.cell("t3.declined_repeat.business").unwrap(), 1)] };
    Html::parse_fragment(&sheets.fill(1, &loaded.content.reports[0], &marks))
}

/// The rows that fold, by the id of their last cell.
fn folded(page: &Html) -> BTreeSet<String> {
    let cell = |row: &ElementRef<'_>| {
        row.select(&Selector::parse("td:last-of-type").unwrap()).next().unwrap().attr("id").unwrap().to_owned()
    };
    all(page, "tr.zero").iter().map(cell).collect()
}

const SOME: &str = "  本年新收: {自然人: 3}\n  结转下年: {自然人: 1}\n  予以公开: {自然人: 2}\n";

#[test]
fn rows_of_zeros_fold_and_the_balance_stays() {
    let some = page(SOME, "");
    let rows = folded(&some);
    let label = text(all(&some, ".fold + label")[0]);
    assert_eq!(label, format!("收起各栏都是 0 的 {} 行", rows.len()));
    assert_eq!(rows.len(), 20, "{rows:?}");
    assert!(!rows.contains("t3-granted-total") && rows.contains("t3-partly_granted-total"));
    // 一、二、（七）、四 are the equation.
    for row in ["new_requests", "carried_in", "total_handled", "carried_out"] {
        assert!(!rows.contains(&format!("t3-{row}-total")), "{row}");
    }
    // A group folds when all its rows do; the head over all results never.
    let groups: Vec<String> = all(&some, "th.zero").into_iter().map(text).collect();
    assert_eq!(groups, ["（三）不予公开", "（四）无法提供", "（五）不予处理", "（六）其他处理"]);
    // Ticking is the reader's.
    assert!(all(&some, ".fold")[0].attr("checked").is_none());
}

#[test]
fn what_is_not_filled_in_or_has_a_note_never_folds() {
    let empty = page("  本年新收: {自然人: 3}\n  结转下年: {自然人: 3}\n  不予处理:\n    重复申请: {自然人: ~}\n", "");
    let rows = folded(&empty);
    assert!(!rows.contains("t3-declined_repeat-total") && rows.contains("t3-declined_excessive-total"), "{rows:?}");
    assert!(all(&empty, "th.zero").into_iter().all(|group| text(group) != "（五）不予处理"));
    let noted = folded(&page(SOME, " "));
    assert!(!noted.contains("t3-declined_repeat-total") && noted.len() == 19, "{noted:?}");
}

#[test]
fn every_row_may_stand_beside_its_group_by_a_name_that_says_which() {
    use nianbao::edition::{Entry, Holds};
    fn nested<'e>(entries: &'e [Entry], found: &mut Vec<(String, &'e Entry)>) {
        for entry in entries {
            found.extend(entry.beneath());
            if let Holds::Entries(inner) = &entry.holds {
                nested(inner, found);
            }
        }
    }
    let site = tempfile::tempdir().unwrap();
    let mut tried = 0;
    for year in [2020, 2021] {
        sound_site(site.path(), "a", year);
        let editions = nianbao::editions().unwrap();
        for table in &editions.of_year(year).unwrap().tables {
            let mut rows = Vec::new();
            nested(&table.outline, &mut rows);
            for (name, row) in rows {
                let Holds::Row(number) = row.holds else { panic!("{name}") };
                let first = table.rows[number].cells.start;
                let figures = vec!["0"; table.blocks[table.rows[number].block].typed().count() - 1].join(", ");
                let mut blocks = super::sites::DATA.to_owned();
                let block = format!("{}:\n  {name}: [7, {figures}]\n", table.names.key);
                blocks = blocks.replace(&format!("{}: 无\n", table.names.key), &block);
                write(site.path(), &format!("content/a/{year}/data.yaml"), &blocks);
                let loaded = nianbao::load(site.path(), &nianbao::content::Only::All).unwrap();
                assert!(loaded.findings.is_empty(), "{name}: {}", loaded.findings[0].message);
                let report = loaded.content.reports.iter().find(|report| report.key.year == year).unwrap();
                assert_eq!(report.cell(first).value(), Some(7.into()), "{name}");
                tried += 1;
            }
        }
    }
    assert!(tried > 70, "{tried}");
}

#[test]
fn labels_lead_to_what_their_rows_count() {
    let target = tempfile::tempdir().unwrap();
    build(&root(), target.path());
    let mut pages = 0;
    for (route, bytes) in tree(target.path()) {
        let page = String::from_utf8_lossy(&bytes);
        if !page.contains("<details class=\"explained\">") {
            continue;
        }
        pages += 1;
        let page = Html::parse_document(&page);
        let links: Vec<&str> = all(&page, ".statutory th > a").into_iter().map(|a| a.attr("href").unwrap()).collect();
        let said: Vec<String> =
            all(&page, ".explained dl > div").into_iter().map(|div| format!("#{}", div.attr("id").unwrap())).collect();
        assert!(links.len() > 30, "{route}");
        assert_eq!(
            links.iter().copied().collect::<BTreeSet<_>>(),
            said.iter().map(String::as_str).collect(),
            "{route}"
        );
        // And from there back to a figure of the row.
        for back in all(&page, ".explained dd a") {
            let cell = back.attr("href").unwrap();
            assert_eq!(all(&page, &format!("td{cell}")).len(), 1, "{route} {cell}");
        }
        let words: Vec<String> = all(&page, ".explained dd").into_iter().map(text).collect();
        assert!(words.iter().any(|words| words.contains("《政府信息公开条例》第三十七条")), "{route}");
        // A cell holds its figure and at most the mark of a note: nothing else to be copied.
        for inner in all(&page, ".statutory td *") {
            assert!(["sup", "a"].contains(&inner.value().name()) && text(inner).starts_with("[注"), "{route}");
        }
    }
    assert_eq!(pages, 10);
}

/// 100 KB, uncompressed, with everything the browser loads for the page.
#[test]
fn a_report_weighs_less_than_100_kb_and_nothing_holds_up_its_first_paint() {
    for theme in ["county", "plain"] {
        let site = tempfile::tempdir().unwrap();
        copy(&root().join("content"), &site.path().join("content"));
        write(site.path(), "site.toml", &format!("[site]\nname = \"示例\"\n[theme]\nname = \"{theme}\"\n"));
        let public = site.path().join("public");
        build(site.path(), &public);
        let files = tree(&public);
        let mut reports = 0;
        for (route, bytes) in files.iter().filter(|(route, _)| is_report(route)) {
            reports += 1;
            let page = Html::parse_document(&String::from_utf8_lossy(bytes));
            let loads = all(&page, "script[src], link[rel=stylesheet], img[src]");
            let mut weight = bytes.len();
            for load in &loads {
                let address = load.attr("src").or(load.attr("href")).unwrap();
                weight += files[address.strip_prefix("../../").unwrap()].len();
            }
            assert!(weight < 100_000, "{theme} {route}: {weight} bytes");
            assert_eq!(all(&page, "link[rel=stylesheet]").len(), 1, "{theme} {route}");
            assert!(all(&page, "script").iter().all(|script| script.attr("defer").is_some()), "{theme} {route}");
            assert!(all(&page, "style, [style], [onclick], script:not([src])").is_empty(), "{theme} {route}");
        }
        assert_eq!(reports, 10, "{theme}");
    }
}

fn is_report(route: &str) -> bool {
    let parts: Vec<&str> = route.split('/').collect();
    matches!(parts[..], [office, year, "index.html"] if office != "years" && year.len() == 4 && year.parse::<u16>().is_ok())
}

fn copy(from: &Path, to: &Path) {
    for (file, bytes) in tree(from) {
        let path = to.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}
