//! Lists of more offices than one page holds.

use std::collections::BTreeMap;
use std::fs;

use super::example::{build, links_resolve, tree};
use super::sites::province;

/// What stands between two pieces of a page, all of them in order.
fn between<'p>(page: &'p str, before: &str, after: &str) -> Vec<&'p str> {
    page.split(before).skip(1).map(|rest| rest.split(after).next().unwrap()).collect()
}

/// The names of offices on pages, as often as they have a row there.
fn rows(pages: &[&str]) -> Vec<String> {
    let rows =
        pages.iter().flat_map(|page| between(page, "<tr", "</th>")).filter(|row| row.contains("scope=\"row\"><a"));
    rows.map(|row| row.split("\">").last().unwrap().replace("</a>", "")).collect()
}

#[test]
fn a_list_of_over_a_thousand_offices_is_parted_and_whole_again_below() {
    let site = tempfile::tempdir().unwrap();
    let public = site.path().join("public");
    province(site.path(), 26);
    build(site.path(), &public);
    let files = tree(&public);
    links_resolve(&files);
    let text = |route: &str| String::from_utf8(files[route].clone()).unwrap();
    let parts = |first: &str| -> BTreeMap<String, String> {
        let (folder, name) = (first.rsplit_once('/').map_or("", |(folder, _)| folder), first.trim_end_matches(".html"));
        let part = |route: &&String| {
            route.rsplit_once('/').map_or("", |(folder, _)| folder) == folder
                && (*route == first || route.starts_with(&format!("{name}-")))
        };
        files.keys().filter(part).map(|route| (route.clone(), text(route))).collect()
    };
    let mut expected: Vec<String> = (0..26)
        .flat_map(|county| (0..39).map(move |office| format!("第{county}县第{office}局")))
        .chain((0..26).map(|county| format!("第{county}县人民政府")))
        .collect();
    expected.sort();
    for (first, pages) in
        [("index.html", 2), ("years/2023/index.html", 4), ("years/2023/name.html", 2), ("years/2023/pinyin.html", 2)]
    {
        let parts = parts(first);
        assert_eq!(parts.len(), pages, "{first}: {:?}", parts.keys());
        let texts: Vec<&str> = parts.values().map(String::as_str).collect();
        // Sums beside their superiors have rows of figures; offices have a link.
        let mut shown = rows(&texts);
        shown.sort();
        assert_eq!(shown, expected, "{first}");
        for (route, page) in &parts {
            // Above the list and below it, each page with all others and itself.
            let navigations = between(page, "<nav class=\"orders parts\"", "</nav>");
            assert_eq!(navigations.len(), 2, "{route}");
            assert_eq!(navigations[0].matches("<a ").count(), pages - 1, "{route}");
            assert_eq!(navigations[0].matches("aria-current=\"page\"").count(), 1, "{route}");
        }
        let titles: Vec<&str> = texts.iter().map(|page| between(page, "<title>", "</title>")[0]).collect();
        let unlike = titles.iter().collect::<std::collections::BTreeSet<_>>().len();
        assert_eq!(unlike, pages, "{titles:?}");
    }
    // The sums follow on pages of their own, each once.
    let sums: Vec<usize> = (1..=4)
        .map(|part| if part == 1 { "index".into() } else { format!("index-{part}") })
        .map(|name: String| text(&format!("years/2023/{name}.html")).matches("<h2 id=\"sum-").count())
        .collect();
    assert_eq!(sums, [0, 0, 25, 1]);
    let first = text("years/2023/index.html");
    assert!(first.contains("1040 个机关中 26 个有 2023 年度的报告"));
    assert!(first.contains(">2 第24县第38局—第25县第38局</a>"), "{}", between(&first, "分页", "</nav>")[0]);
    assert!(first.contains(">3 下级机关合计：第0县人民政府—第24县人民政府</a>"));

    // One county less, and each list is one page; what was parted is gone.
    for folder in fs::read_dir(site.path().join("content")).unwrap() {
        let path = folder.unwrap().path();
        if path.file_name().unwrap().to_string_lossy().starts_with("g25") {
            fs::remove_dir_all(path).unwrap();
        }
    }
    build(site.path(), &public);
    let files = tree(&public);
    links_resolve(&files);
    assert!(!files.keys().any(|route| route.contains("index-") || route.contains("name-")));
    let year = String::from_utf8(files["years/2023/index.html"].clone()).unwrap();
    assert_eq!((year.matches("<h2 id=\"sum-").count(), year.matches("分页").count()), (25, 0));
}
