//! The two pages with a script, in a real browser, opened from a folder.
//!
//! They need a browser, so they are left out of a plain `cargo test`, which says so;
//! `.ci/run` runs them with `NIANBAO_BROWSER` naming one.

use std::path::Path;
use std::process::Command;

use scraper::{Html, Selector};

use nianbao::content::Only;

use super::example::{build, root};
use super::sites::sound_site;
use super::third_edition::{copy, followed_by};

/// What stands on the page when its scripts have run.
fn opened(public: &Path, address: &str) -> Html {
    let browser = std::env::var_os("NIANBAO_BROWSER").expect("NIANBAO_BROWSER names a Chromium");
    let profile = tempfile::tempdir().unwrap();
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=10000", "--dump-dom"])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(format!("file://{}/{address}", public.display()))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Html::parse_document(&String::from_utf8(output.stdout).unwrap())
}

fn words(html: &Html, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).unwrap();
    html.select(&selector).map(|element| element.text().collect::<Vec<_>>().join(" ").trim().to_owned()).collect()
}

/// Rows of the comparison as label, before, now, change.
fn lines(html: &Html, table: &str) -> Vec<Vec<String>> {
    let (row, cell) = (Selector::parse(table).unwrap(), Selector::parse("th, td").unwrap());
    let text = |cell: scraper::ElementRef<'_>| cell.text().collect::<String>().trim().to_owned();
    html.select(&row).map(|row| row.select(&cell).map(text).collect()).collect()
}

#[test]
#[ignore = "needs a browser: NIANBAO_BROWSER"]
fn the_script_compares_as_the_static_pages_do() {
    let public = tempfile::tempdir().unwrap();
    build(&root(), public.path());
    for (office, before, now) in [("pingtan", 2021, 2022), ("pingtan", 2023, 2024), ("suqian", 2023, 2024)] {
        let address = format!("compare/index.html#a={office}/{before}&b={office}/{now}");
        let picked = opened(public.path(), &address);
        let written = std::fs::read_to_string(public.path().join(format!("{office}/{now}/compare.html"))).unwrap();
        let written = Html::parse_document(&written);
        let plain = |lines: Vec<Vec<String>>| {
            // Note numbers may differ; everything else is the same.
            let mut lines: Vec<Vec<String>> = lines.into_iter().filter(|line| line.len() == 4).collect();
            lines.iter_mut().for_each(|line| line[0] = line[0].split('[').next().unwrap().to_owned());
            lines
        };
        let by_script = plain(lines(&picked, ".compared table.pair tbody tr:not(.group)"));
        let on_page = plain(lines(&written, "table.pair tbody tr:not(.group)"));
        assert!(on_page.len() > 40, "{address}");
        assert_eq!(by_script, on_page, "{address}");
        let between = words(&written, "main .marks div");
        assert_eq!(between.len(), usize::from(now == 2024), "{address}");
        assert_eq!(words(&picked, ".compared .marks div"), between, "{address}");
        let marks = |html: &Html, part: &str| -> Vec<String> {
            words(html, &format!("{part} .wording p"))
                .into_iter()
                .map(|line| line.replace(['新', '删', '独'], ""))
                .collect()
        };
        assert_eq!(marks(&picked, ".compared").len(), marks(&written, "main").len(), "{address}");
        for state in ["same", "figures", "own"] {
            let count = |html: &Html| words(html, &format!(".wording p.{state}")).len();
            assert_eq!(count(&picked), count(&written), "{address}: {state}");
        }
    }
}

#[test]
#[ignore = "needs a browser: NIANBAO_BROWSER"]
fn two_forms_and_two_offices_can_be_picked() {
    let public = tempfile::tempdir().unwrap();
    build(&root(), public.path());
    let offices: Vec<String> = std::fs::read_dir(root().join("content"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    let xiuwu = offices.iter().find(|id| id.starts_with("xiuwu")).unwrap();
    let picked = opened(public.path(), &format!("compare/index.html#a={xiuwu}/2020&b=shuyang/2025"));
    let all = words(&picked, ".compared").join(" ");
    assert!(all.contains("版式不同"), "{all}");
    let lines = lines(&picked, ".compared table.pair tbody tr:not(.group)");
    assert!(lines.iter().any(|line| line.get(1).map(String::as_str) == Some("—")), "cells that are on one form only");
    assert!(lines.iter().all(|line| !line[line.len() - 1].contains('%')), "no percentage between offices");
}

#[test]
#[ignore = "needs a browser: NIANBAO_BROWSER"]
fn words_of_two_characters_are_found() {
    let public = tempfile::tempdir().unwrap();
    build(&root(), public.path());
    let found = |question: &str| {
        let page = opened(public.path(), &format!("search/index.html#q={question}"));
        words(&page, "ul.results li > a")
    };
    let suits = found("诉讼");
    assert!(suits.len() >= 8, "{suits:?}");
    let one = found("平潭 2022");
    assert_eq!(one, ["平潭综合实验区管理委员会 2022 年度"], "{one:?}");
    assert!(found("不存在的词语").is_empty());
    // As people write it: the title as printed, no blank around the year, the short name.
    for asked in
        ["平潭综合实验区管理委员会2022年政府信息公开工作年度报告", "平潭综合实验区管理委员会2022年", "2022年平潭"]
    {
        assert_eq!(found(asked), one, "{asked}");
    }
    assert!(found("2022年度").contains(&one[0]));
    // The report has blanks around the number.
    assert_eq!(found("公布政府信息2599条").len(), 1);
    // Full-width figures are found as half-width ones.
    assert_eq!(found("平潭 ２０２２").len(), 1);
    let page = opened(public.path(), "search/index.html#q=沭阳");
    assert!(words(&page, "#found").join("").contains("历年数据"), "the office itself");
    assert!(words(&page, "mark").iter().all(|mark| mark == "沭阳"));
}

#[test]
#[ignore = "needs a browser: NIANBAO_BROWSER"]
fn what_a_form_in_between_says_of_a_year_is_told() {
    let folder = tempfile::tempdir().unwrap();
    for year in [2020, 2024, 2026] {
        sound_site(folder.path(), "a", year);
    }
    let form = copy("");
    let (head, tail) = form.split_once("\nmarks:\n").unwrap();
    let form = format!("{head}{}", tail.split_once("\n\n").unwrap().1);
    let loaded = nianbao::load_with(folder.path(), &Only::All, followed_by(&form).unwrap()).unwrap();
    let review = nianbao::check(&loaded);
    let approval = nianbao::check::approve(&loaded.content, &review, false, false).unwrap();
    let public = folder.path().join("public");
    nianbao::release(&loaded, &approval, &public).unwrap();
    let told = |before: u16| {
        let picked = opened(&public, &format!("compare/index.html#a=a/{before}&b=a/2026"));
        words(&picked, ".compared .marks dt")
    };
    assert_eq!(told(2020), ["※ 2021 年", "※ 2024 年"]);
    assert_eq!(told(2024), Vec::<String>::new());
}
