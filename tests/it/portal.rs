//! What the county's portal asks of the pages: labels by kind of page, items at the
//! foot, the portal's own header and footer.

use std::fs;
use std::path::Path;

use scraper::{Html, Selector};

use super::example::build;
use super::sites::{DATA, sound_site, write};

const SITE: [&str; 3] = ["SiteName", "SiteDomain", "SiteIDCode"];
const COLUMN: [&str; 4] = ["ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"];
const ARTICLE: [&str; 3] = ["ArticleTitle", "PubDate", "ContentSource"];

/// A site with one report, published with the given `[site]` and `[portal]`.
fn published(settings: &str) -> tempfile::TempDir {
    let site = tempfile::tempdir().unwrap();
    sound_site(site.path(), "a", 2021);
    write(site.path(), "content/a/2021/data.yaml", &format!("发布日期: 2022-01-20 09:00\n{DATA}"));
    write(site.path(), "site.toml", settings);
    write(site.path(), "portal/top.html", "\u{feff}<div id=\"top\"><a href=\"/\">门户首页</a></div>\r\n");
    write(site.path(), "portal/foot.html", "<footer id=\"foot\"><img src=\"/logo.png\" alt=\"某县\"></footer>");
    build(site.path(), &site.path().join("public"));
    site
}

fn page(site: &Path, route: &str) -> Html {
    Html::parse_document(&fs::read_to_string(site.join("public").join(route)).unwrap())
}

/// The labels of a page in their order; none is empty.
fn labels(page: &Html) -> Vec<(String, String)> {
    let metas = Selector::parse("meta[name]").unwrap();
    let pairs = page.select(&metas).map(|meta| (meta.attr("name").unwrap(), meta.attr("content").unwrap()));
    let pairs: Vec<_> = pairs.map(|(name, content)| (name.to_owned(), content.to_owned())).collect();
    assert!(pairs.iter().all(|(_, content)| !content.trim().is_empty()), "{pairs:?}");
    pairs
}

fn texts(page: &Html, selector: &str) -> Vec<String> {
    page.select(&Selector::parse(selector).unwrap()).map(|element| element.text().collect::<String>()).collect()
}

const PORTAL: &str = "[site]\nname = \"某县年报\"\nurl = \"https://www.example.gov.cn/nb/\"\n[portal]\n\
    SiteName = \"某县人民政府\"\nSiteDomain = \"www.example.gov.cn\"\nSiteIDCode = \"0000000000\"\n";

#[test]
fn each_kind_of_page_has_its_labels() {
    let site = published(PORTAL);
    let kinds = [
        ("404.html", [&SITE[..]].concat()),
        ("index.html", [&SITE[..], &COLUMN].concat()),
        ("a/index.html", [&SITE[..], &COLUMN].concat()),
        ("years/2021/index.html", [&SITE[..], &COLUMN].concat()),
        ("a/2021/index.html", [&SITE[..], &COLUMN, &ARTICLE].concat()),
    ];
    for (route, wanted) in kinds {
        let labels = labels(&page(site.path(), route));
        let names: Vec<&str> = labels.iter().map(|(name, _)| name.as_str()).collect();
        let found: Vec<&str> =
            names.iter().copied().filter(|name| [&SITE[..], &COLUMN, &ARTICLE].concat().contains(name)).collect();
        assert_eq!(found, wanted, "{route}");
    }
    let report = labels(&page(site.path(), "a/2021/index.html"));
    for (name, content) in [
        ("SiteName", "某县人民政府"),
        ("ColumnName", "政府信息公开年报"),
        ("ColumnType", "信息公开年报"),
        ("ColumnKeywords", "政府信息公开,年度报告"),
        ("PubDate", "2022-01-20 09:00"),
        ("ContentSource", "甲县乙局"),
        ("Url", "https://www.example.gov.cn/nb/a/2021/index.html"),
    ] {
        assert!(report.contains(&(name.to_owned(), content.to_owned())), "{name}: {report:?}");
    }
    // HTML allows one description a page, whatever its case.
    let descriptions = report.iter().filter(|(name, _)| name.eq_ignore_ascii_case("description")).count();
    assert_eq!(descriptions, 1);
}

#[test]
fn nothing_is_printed_that_was_not_given() {
    let site = published("[site]\nname = \"某县年报\"\ndescription = \"\"\nkeywords = []\n");
    let report = page(site.path(), "a/2021/index.html");
    let names: Vec<String> = labels(&report).into_iter().map(|(name, _)| name).collect();
    assert!(!names.contains(&"SiteIDCode".to_owned()) && !names.contains(&"SiteDomain".to_owned()), "{names:?}");
    assert!(names.contains(&"ColumnDescription".to_owned()) && names.contains(&"ColumnKeywords".to_owned()));
    assert_eq!(texts(&report, ".portal-items li"), [] as [&str; 0]);
}

#[test]
fn the_foot_names_what_was_given() {
    let more = "organizer = \"某县办\"\nicp = \"某ICP备1号\"\npolice = \"某公网安备 12号\"\nfind_error = true\n";
    let site = published(&format!("{PORTAL}{more}"));
    let report = page(site.path(), "a/2021/index.html");
    let wanted = ["主办单位：某县办", "网站标识码：0000000000", "某ICP备1号", "某公网安备 12号", "政府网站找错"];
    assert_eq!(texts(&report, ".portal-items li"), wanted);
    let links = Selector::parse(".portal-items a").unwrap();
    let links: Vec<&str> = report.select(&links).filter_map(|link| link.attr("href")).collect();
    assert_eq!(links[1], "https://beian.mps.gov.cn/#/query/webSearch?code=12");
    assert!(links[2].contains("site_code=0000000000&url=https%3A%2F%2Fwww%2Eexample"), "{links:?}");
}

#[test]
fn the_portal_frames_the_pages() {
    let site = published(&format!("{PORTAL}header = \"portal/top.html\"\nfooter = \"portal\\\\foot.html\"\n"));
    for route in ["index.html", "a/2021/index.html", "404.html"] {
        let page = page(site.path(), route);
        assert_eq!(texts(&page, "header #top a"), ["门户首页"], "{route}");
        assert_eq!(texts(&page, "footer").len(), 1, "{route}: the portal's own footer is the landmark");
        assert_eq!(texts(&page, ".site-header, .site-footer").len(), 0, "{route}");
        assert_eq!(texts(&page, "nav.site-nav").len(), 1, "{route}: the column is still to be walked");
    }
}

#[test]
fn the_body_alone_remains_where_the_portal_frames_it_itself() {
    let site = published(&format!("{PORTAL}body_only = true\n"));
    let page = page(site.path(), "a/2021/index.html");
    assert_eq!(texts(&page, "body > header, body > footer").len(), 0);
    assert_eq!(texts(&page, "main h1").len(), 1);
    assert_eq!(texts(&page, "nav.crumbs").len(), 1);
}
