//! The example site, which is this repository: true figures on every page, every link
//! resolved, the same bytes every time.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Builds the site under `root` into `target`.
pub(crate) fn build(root: &Path, target: &Path) -> nianbao::Published {
    let loaded = nianbao::load(root, &nianbao::content::Only::All).unwrap();
    let review = nianbao::check(&loaded);
    let approval = nianbao::check::approve(&loaded.content, &review, false, false);
    let approval = approval.unwrap_or_else(|| panic!("{:#?}", review.findings));
    nianbao::release(&loaded, &approval, target).unwrap()
}

/// Every file of a tree by its route.
pub(crate) fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            match entry.file_type().unwrap().is_dir() {
                true => walk(&entry.path(), &format!("{name}/"), files),
                // What the program keeps for itself is no file of the site (`again`).
                false if entry.file_name() == ".nianbao" => {}
                false => drop(files.insert(name, fs::read(entry.path()).unwrap())),
            }
        }
    }
    let mut files = BTreeMap::new();
    walk(folder, "", &mut files);
    files
}

/// What stands in the cell with an HTML id.
fn cell(page: &str, id: &str) -> Option<String> {
    let at = page.find(&format!("<td id=\"{id}\""))?;
    let from = at + page[at..].find('>')? + 1;
    let to = from + page[from..].find("</td>")?;
    // A note mark may follow the number.
    let to = page[from..to].find("<sup><a href=\"#note-").map_or(to, |mark| from + mark);
    Some(page[from..to].to_owned())
}

#[test]
fn every_cell_of_every_report_shows_its_true_figure() {
    let target = tempfile::tempdir().unwrap();
    build(&root(), target.path());
    let mut reports = 0;
    for entry in fs::read_dir(root().join("tests/figures")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let (office, year) = name.rsplit_once('-').unwrap();
        let facts: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let page = fs::read_to_string(target.path().join(office).join(year).join("index.html")).unwrap();
        let json: Value = serde_json::from_str(
            &fs::read_to_string(target.path().join(office).join(year).join("report.json")).unwrap(),
        )
        .unwrap();
        let csv = fs::read_to_string(target.path().join(office).join(year).join("report.csv")).unwrap();
        assert_eq!(json["edition"], facts["edition"], "{name}");
        let cells = facts["cells"].as_object().unwrap();
        assert_eq!(cells.len(), if facts["edition"] == "2019" { 198 } else { 200 });
        assert_eq!(json["cells"].as_object().unwrap().len(), cells.len(), "{name}");
        for (id, value) in cells {
            let printed = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            assert_eq!(cell(&page, &id.replace('.', "-")).as_deref(), Some(printed.as_str()), "{name} {id}");
            let shown = &json["cells"][id];
            // Money is text with its digits; everything else a number.
            let kept = if id.ends_with("amount_wan") { shown.as_str() == Some(&printed) } else { shown == value };
            assert!(kept, "{name} {id}: {shown}");
            assert!(
                csv.lines().any(|row| row.contains(&format!(",{id},")) && row.contains(&format!(",{printed},"))),
                "{name} {id}"
            );
        }
        reports += 1;
    }
    assert_eq!(reports, 10);
}

#[test]
fn money_keeps_its_digits() {
    let target = tempfile::tempdir().unwrap();
    build(&root(), target.path());
    let page = fs::read_to_string(target.path().join("xiuwu-csz/2020/index.html")).unwrap();
    assert_eq!(cell(&page, "t2-central_procurement-amount_wan").as_deref(), Some("0.5500"));
    assert!(page.contains("金额 0.5500 万元"), "drawn into the text as well");
}

/// Attribute values of a page.
pub(crate) fn attributes<'p>(page: &'p str, name: &str) -> Vec<&'p str> {
    let open = format!(" {name}=\"");
    page.split(open.as_str()).skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

fn decoded(address: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = address.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        if *first == b'%' {
            bytes.push(u8::from_str_radix(std::str::from_utf8(&tail[..2]).unwrap(), 16).unwrap());
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// Follows a relative link from a page.
pub(crate) fn resolved(page: &str, link: &str) -> String {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            ".." => drop(parts.pop().expect("a link leads out of the site")),
            part => parts.push(part),
        }
    }
    decoded(&parts.join("/"))
}

/// Every link is relative and leads to a file of the tree, every fragment to an id.
pub(crate) fn links_resolve(files: &BTreeMap<String, Vec<u8>>) {
    let pages: BTreeMap<&str, String> = files
        .iter()
        .filter(|(route, _)| route.ends_with(".html"))
        .map(|(route, bytes)| (route.as_str(), String::from_utf8(bytes.clone()).unwrap()))
        .collect();
    for (route, page) in &pages {
        let ids = attributes(page, "id");
        let unique: BTreeSet<&&str> = ids.iter().collect();
        assert_eq!(unique.len(), ids.len(), "{route}: an id stands twice");
        for link in attributes(page, "href").into_iter().chain(attributes(page, "src")) {
            if link.starts_with("https://") || link.starts_with("mailto:") {
                continue;
            }
            assert!(!link.starts_with('/') && !link.contains("://"), "{route}: {link}");
            let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
            let to = if path.is_empty() { (*route).to_owned() } else { resolved(route, path) };
            assert!(files.contains_key(&to), "{route}: {link} leads nowhere");
            let fragment = decoded(fragment);
            // The page of any two takes its question from the fragment: a=…&b=….
            let asked = to.ends_with("compare/index.html") && fragment.starts_with("a=");
            assert!(
                fragment.is_empty() || asked || attributes(&pages[to.as_str()], "id").contains(&fragment.as_str()),
                "{route}: {link}"
            );
        }
        for named in attributes(page, "headers").into_iter().chain(attributes(page, "aria-labelledby")) {
            assert!(named.split(' ').all(|id| unique.contains(&id)), "{route}: {named}");
        }
    }
}

#[test]
fn every_link_of_the_example_resolves() {
    let target = tempfile::tempdir().unwrap();
    build(&root(), target.path());
    let files = tree(target.path());
    links_resolve(&files);
    for route in [
        "index.html",
        "404.html",
        "pingtan/index.html",
        "years/2024/index.html",
        "huaian/2024/report.json",
        "huaian/2024/report.csv",
    ] {
        assert!(files.contains_key(route), "{route}");
    }
    assert!(!files.contains_key("pingtan/2020/index.html"), "the gap stays a gap");
}

#[test]
fn no_page_needs_a_script_or_asks_another_host() {
    let target = tempfile::tempdir().unwrap();
    build(&root(), target.path());
    // The fragment is no page; documents.rs looks at it.
    let is_page = |route: &str| route.ends_with(".html") && !route.ends_with("/fragment.html");
    for (route, bytes) in tree(target.path()).iter().filter(|(route, _)| is_page(route)) {
        let page = String::from_utf8(bytes.clone()).unwrap();
        // Every page remembers large type and high contrast. Two pages, and those with a
        // statutory table to copy from, offer more with a script; all offer something
        // without.
        let more = ["compare/index.html", "search/index.html"].contains(&route.as_str());
        let tools = usize::from(more || page.contains("<article class=\"report\">"));
        assert_eq!(page.matches("<script").count(), 1 + tools, "{route}");
        assert_eq!(page.matches("assets/reading.").count(), 1, "{route}");
        let sources = attributes(&page, "src").into_iter().filter(|src| src.ends_with(".js"));
        assert_eq!(
            sources.filter(|src| src.trim_start_matches("../").starts_with("assets/")).count(),
            1 + tools,
            "{route}"
        );
        assert_eq!(page.matches("<noscript>").count(), usize::from(more), "{route}");
        assert!(!page.contains(" style="), "{route}");
        assert!(attributes(&page, "src").iter().all(|src| !src.contains("//")), "{route}");
        assert_eq!(page.matches("<table").count(), page.matches("</table>").count(), "{route}");
        // Tables written in Markdown have no class, and no caption.
        let ours = page.matches("<table class=").count();
        assert_eq!(page.matches("<caption").count(), ours, "{route}: a table without a caption");
        assert!(
            page.starts_with("<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">"),
            "{route}"
        );
    }
}

#[test]
fn a_gap_is_no_zero_and_the_break_is_drawn() {
    let target = tempfile::tempdir().unwrap();
    build(&root(), target.path());
    let page = fs::read_to_string(target.path().join("pingtan/index.html")).unwrap();
    assert!(page.contains("2020<br><small>无报告</small>"));
    assert!(page.contains("国办公开办函〔2019〕60号") && page.contains("国办公开办函〔2021〕30号"));
    let row =
        page.lines().find(|line| line.contains("（六）其他处理") && line.contains("<td")).expect("the joined row");
    let points: Vec<&str> = row.split("<td").skip(1).map(|rest| rest.split("</td>").next().unwrap()).collect();
    let shown: Vec<String> = points
        .iter()
        .map(|point| {
            let (class, text) = point.split_once('>').unwrap();
            let text = text.strip_suffix("</a>").map_or(text, |inner| inner.split_once('>').unwrap().1);
            let class = class.trim().trim_start_matches("class=\"").trim_end_matches('"');
            format!("{}:{text}", class.split(' ').next().unwrap())
        })
        .collect();
    // Where a line must end, no number is torn.
    assert!(page.contains("%<wbr><span>（") && page.contains("/<wbr>"), "{page}");
    // 2019 has one row; 2021 and later add up three; 2020 has no report.
    assert_eq!(shown, [":0", "no_report:", "break:1", ":4", ":2", ":3"]);
}

#[test]
fn the_same_content_gives_the_same_bytes_and_nothing_is_written_again() {
    let first = tempfile::tempdir().unwrap();
    let second = tempfile::tempdir().unwrap();
    build(&root(), first.path());
    build(&root(), second.path());
    assert_eq!(tree(first.path()), tree(second.path()));
    let again = build(&root(), first.path());
    assert_eq!((again.written, again.removed), (0, 0));
}

/// The collected real reports agree with the example, where they are at hand.
#[test]
fn the_figures_are_those_of_the_collected_reports() {
    let Some(samples) = std::env::var_os("NIANBAO_SAMPLES").map(PathBuf::from) else { return };
    let names = [("xiuwu-csz-2020", "xiuwu-2020")];
    let mut seen = 0;
    for entry in fs::read_dir(root().join("tests/figures")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let folder = names.iter().find(|(ours, _)| *ours == name).map_or(name.as_str(), |(_, theirs)| theirs);
        let ours: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let theirs: Value =
            serde_json::from_str(&fs::read_to_string(samples.join(folder).join("cells.json")).unwrap()).unwrap();
        for (id, value) in theirs["cells"].as_object().unwrap() {
            // One source writes 元 where the form has 万元; its figure was converted.
            if value.as_str().is_some_and(|text| text.ends_with('元')) {
                continue;
            }
            assert_eq!(&ours["cells"][id], value, "{name} {id}");
        }
        seen += 1;
    }
    assert_eq!(seen, 10);
}
