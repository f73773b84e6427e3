//! Themes: parents, settings, single files replaced, faults with their place, the second
//! theme, and the list of templates and variables in `docs/theming.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use nianbao::content::Only;
use nianbao::render::theme::{PAGES, Shapes, originals};

use super::example::{build, links_resolve, root, tree};
use super::sites::{province, sound_site, write};

const BEGIN: &str = "<!-- 模板和变量：开始 -->\n";
const END: &str = "<!-- 模板和变量：结束 -->";

/// What the templates are given when a site is made, drafts included.
fn given(site: &Path) -> Shapes {
    let loaded = nianbao::load(site, &Only::All).unwrap();
    let review = nianbao::check(&loaded);
    let approval = nianbao::check::approve(&loaded.content, &review, true, false).unwrap();
    nianbao::rehearse(&loaded, &approval).unwrap().given
}

/// A site whose only setting is its theme.
fn site_with(theme: &str) -> tempfile::TempDir {
    let site = tempfile::tempdir().unwrap();
    sound_site(site.path(), "a", 2021);
    write(site.path(), "site.toml", &format!("[site]\nname = \"试验站点\"\n[theme]\n{theme}"));
    site
}

fn published(site: &Path) -> BTreeMap<String, String> {
    build(site, &site.join("public"));
    let files = tree(&site.join("public")).into_iter();
    files.map(|(route, bytes)| (route, String::from_utf8_lossy(&bytes).into_owned())).collect()
}

fn run(site: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_nianbao")).arg("--root").arg(site).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn what_systems_and_editors_leave_is_no_part_of_a_theme() {
    let site = site_with("name = \"county\"\n");
    let bare = published(site.path());
    for scrap in ["assets/Thumbs.db", "assets/desktop.ini", "assets/site.css.bak", "templates/home.html.tmp"] {
        write(site.path(), &format!("themes/county/{scrap}"), "{% 半个");
    }
    assert_eq!(published(site.path()), bare);
}

/// What the document says each variable means, by the heading it stands under.
fn meanings(written: &str) -> BTreeMap<(String, String), String> {
    let mut meanings = BTreeMap::new();
    let mut title = "";
    for line in written.lines() {
        title = line.strip_prefix("### ").unwrap_or(title);
        let cells: Vec<&str> = line.split(" | ").collect();
        if let [name, _, meaning] = cells[..]
            && let Some(name) = name.strip_prefix("| `")
        {
            let meaning = meaning.trim_end_matches('|').trim().to_owned();
            meanings.insert((title.to_owned(), name.trim_end_matches('`').to_owned()), meaning);
        }
    }
    meanings
}

/// The tables of the document: what every page has, then what each template has besides.
/// Names and kinds are those of this build; what they mean is a person's to write.
fn tables(shapes: &Shapes, meanings: &BTreeMap<(String, String), String>) -> String {
    let mut out = String::new();
    let mut table = |title: &str, rows: &BTreeMap<String, BTreeSet<&'static str>>| {
        out.push_str(&format!("### {title}\n\n| 变量 | 类型 | 含义 |\n|---|---|---|\n"));
        for (name, kinds) in rows {
            let kinds: Vec<&str> = kinds.iter().copied().collect();
            let meaning = meanings.get(&(title.to_owned(), name.clone())).map_or("", String::as_str);
            out.push_str(&format!("| `{name}` | {} | {meaning} |\n", kinds.join("或")));
        }
        out.push('\n');
    };
    let of_page = |name: &str| name == "page" || name.starts_with("page.");
    let mut shared: BTreeMap<String, BTreeSet<&'static str>> = BTreeMap::new();
    for rows in shapes.values() {
        for (name, kinds) in rows.iter().filter(|(name, _)| of_page(name)) {
            shared.entry(name.clone()).or_default().extend(kinds);
        }
    }
    table("各页共有（fragment.html 除外）", &shared);
    for (template, rows) in shapes {
        let own = rows.iter().filter(|(name, _)| !of_page(name)).map(|(name, kinds)| (name.clone(), kinds.clone()));
        table(&format!("`{template}`"), &own.collect());
    }
    out
}

#[test]
fn the_document_lists_every_template_and_variable() {
    let mut shapes = given(&root());
    let framed = site_with("name = \"county\"\n[portal]\nheader = \"top.html\"\nfooter = \"top.html\"\n");
    write(framed.path(), "top.html", "<p>门户</p>");
    let long = tempfile::tempdir().unwrap();
    province(long.path(), 26);
    let others = [given(&root().join("tests/sites/both-forms")), given(framed.path()), given(long.path())];
    for (template, rows) in others.into_iter().flatten() {
        let into = shapes.entry(template).or_default();
        for (name, kinds) in rows {
            into.entry(name).or_default().extend(kinds);
        }
    }
    // A theme must bring exactly the templates pages are made with.
    assert_eq!(shapes.keys().map(String::as_str).collect::<Vec<_>>(), PAGES);
    let path = root().join("docs/theming.md");
    let text = fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
    let (head, rest) = text.split_once(BEGIN).unwrap();
    let (written, tail) = rest.split_once(END).unwrap();
    let meanings = meanings(written);
    let true_now = format!("\n{}", tables(&shapes, &meanings));
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, format!("{head}{BEGIN}{true_now}{END}{tail}")).unwrap();
    }
    let mute: Vec<&str> = true_now.lines().filter(|line| line.ends_with("|  |")).collect();
    assert!(mute.is_empty(), "docs/theming.md does not say what these mean: {mute:#?}");
    if std::env::var_os("UPDATE").is_some() {
        return;
    }
    let differs = written.lines().zip(true_now.lines()).find(|(a, b)| a != b);
    assert!(written == true_now, "renew with UPDATE=1 cargo test theming: {differs:?}");
    for file in originals() {
        let name = file.rsplit('/').next().unwrap();
        assert!(text.contains(&format!("`{name}`")), "docs/theming.md does not name {name}");
    }
}

#[test]
fn the_second_theme_makes_every_page_with_other_templates() {
    let plain = tempfile::tempdir().unwrap();
    let fixture = root().join("tests/sites/both-forms");
    for (file, bytes) in tree(&fixture).into_iter().filter(|(file, _)| !file.starts_with("expected/")) {
        let path = plain.path().join(&file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let county = tempfile::tempdir().unwrap();
    build(&fixture, county.path());
    let settings = fs::read_to_string(fixture.join("site.toml")).unwrap();
    write(plain.path(), "site.toml", &settings.replace("[theme]", "[theme]\nname = \"plain\"\nfont = \"宋体\""));
    let pages = published(plain.path());
    links_resolve(&tree(&plain.path().join("public")));
    let of_county = tree(county.path());
    let names = |names: BTreeSet<&String>| -> Vec<String> {
        names.into_iter().filter(|name| !name.starts_with("assets/")).cloned().collect()
    };
    assert_eq!(names(pages.keys().collect()), names(of_county.keys().collect()));
    for (route, page) in pages.iter().filter(|(route, page)| route.ends_with(".html") && page.starts_with("<!DOCTYPE"))
    {
        assert!(page.contains("data-font=\"宋体\"") && !page.contains("site-header"), "{route}");
        assert_eq!(page.matches("<h1").count(), 1, "{route}");
    }
    // The statutory tables are the engine's: both themes show the same.
    let tables = |page: &str| -> Vec<String> {
        page.split("<table class=\"statutory")
            .skip(1)
            .map(|rest| rest.split("</table>").next().unwrap().to_owned())
            .collect()
    };
    let route = "yamen/2022/index.html";
    assert_eq!(tables(&pages[route]), tables(&String::from_utf8_lossy(&of_county[route])));
    assert_eq!(tables(&pages[route]).len(), 3);
}

#[test]
fn a_site_replaces_single_files_and_sets_what_the_theme_takes() {
    let site =
        site_with("name = \"own\"\ncolor = \"#AA0000\"\nforms = false\nlogo = \"mark.svg\"\naccent = \"#00aa00\"\n");
    let manifest = "name = \"own\"\nparent = \"county\"\n[settings.accent]\ntype = \"color\"\ndefault = \"#000000\"\n";
    write(site.path(), "themes/own/theme.toml", &manifest.replace('\n', "\r\n"));
    write(
        site.path(),
        "themes/own/templates/404.html",
        "\u{feff}{% extends \"base.html\" %}\r\n{% block main %}<h1>没有 {{ theme.accent }}</h1>{% endblock %}",
    );
    write(site.path(), "themes/own/assets/extra.css", "h1 { color: var(--theme-accent); }");
    write(site.path(), "themes/own/assets/mark.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    let pages = published(site.path());
    assert!(pages["404.html"].contains("<h1>没有 #00aa00</h1>"));
    let styles = pages.iter().find(|(route, _)| route.starts_with("assets/site.")).unwrap().1;
    assert!(styles.starts_with(":root{--theme-accent:#00aa00;--theme-accent-on:#000;"), "{}", &styles[..200]);
    assert!(styles.contains(";--theme-color:#aa0000;--theme-color-on:#fff;"), "{}", &styles[..200]);
    let report = &pages["a/2021/index.html"];
    assert!(report.contains("href=\"../../assets/extra.") && report.contains("src=\"../../assets/mark."));
    assert!(!pages["index.html"].contains("2021年版</small>"));
}

/// A folder without a `theme.toml`, as `themes/county` with one file in it, replaces
/// files of the program's theme.
#[test]
fn a_folder_of_the_same_name_replaces_single_files() {
    let site = site_with("name = \"county\"\n");
    write(site.path(), "themes/county/templates/404.html", "<h1>自己的</h1>");
    let pages = published(site.path());
    assert_eq!(pages["404.html"], "<h1>自己的</h1>");
    assert!(pages["index.html"].contains("class=\"wall\""));
}

#[test]
fn a_theme_without_a_parent_must_bring_every_page() {
    let site = site_with("name = \"own\"\n");
    write(site.path(), "themes/own/theme.toml", "name = \"own\"\n");
    write(site.path(), "themes/own/templates/hom.html", "");
    let loaded = nianbao::load(site.path(), &Only::All).unwrap();
    assert_eq!(loaded.findings.len(), PAGES.len(), "{:#?}", loaded.findings);
    let home = loaded.findings.iter().find(|finding| finding.message.contains("home.html")).unwrap();
    assert!(
        home.file == "themes/own/theme.toml" && home.advice.contains("“hom.html”是否应为“home.html”？"),
        "{home:?}"
    );
}

#[test]
fn an_unknown_theme_is_said_where_it_is_named() {
    let site = site_with("name = \"plane\"\n");
    let findings = nianbao::load(site.path(), &Only::All).unwrap().findings;
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert_eq!((findings[0].line, findings[0].column, findings[0].code), (4, 8, "S-24"));
    assert!(findings[0].advice.contains("plain"), "{}", findings[0].advice);
}

#[test]
fn a_template_that_fails_on_a_page_is_shown_with_its_lines() {
    let site = site_with("name = \"own\"\n");
    let template =
        "{% extends \"base.html\" %}\n{% block main %}\n<h1>{{ page.title.deeper.still }}</h1>\n{% endblock %}\n";
    write(site.path(), "themes/own/templates/home.html", template);
    let checked = run(site.path(), &["theme", "check"]);
    let words = said(&checked);
    assert_eq!(checked.status.code(), Some(2), "{words}");
    assert!(words.contains("themes/own/templates/home.html:3:") && words.contains("用了没有的变量"), "{words}");
    assert!(words.contains(">   3 | <h1>{{ page.title.deeper.still }}</h1>\n    4 | {% endblock %}"), "{words}");
    assert!(!site.path().join("public").exists());
}

#[test]
fn a_new_theme_is_sound_and_is_checked() {
    let site = site_with("name = \"own\"\n");
    let made = run(site.path(), &["theme", "new", "own", "templates/home.html", "assets/site.css"]);
    assert!(made.status.success(), "{}", said(&made));
    assert!(site.path().join("themes/own/templates/home.html").is_file());
    let checked = run(site.path(), &["theme", "check"]);
    assert!(checked.status.success() && said(&checked).contains("主题“own”没有问题"), "{}", said(&checked));
    for (arguments, words) in [
        (["theme", "new", "own", "templates/home.html"], "已有 themes/own"),
        (["theme", "new", "Own", "templates/home.html"], "主题名应为小写"),
        (["theme", "new", "other", "templates/hom.html"], "是否为“templates/home.html”"),
    ] {
        let refused = run(site.path(), &arguments);
        assert!(refused.status.code() == Some(2) && said(&refused).contains(words), "{}", said(&refused));
    }
    assert!(!site.path().join("themes/other").exists());
    let bare = run(site.path(), &["theme", "new", "bare"]);
    assert!(bare.status.success() && site.path().join("themes/bare/assets/extra.css").is_file());
}

#[test]
fn the_columns_of_a_year_and_the_years_of_the_start_page_are_settings() {
    let site = site_with("columns = [\"予以公开\", \"本年新收\"]\nyears = \"近五年\"\n");
    for year in 2015..=2022 {
        let text = if year < 2019 {
            "## 概述\n\n全年公开信息若干件，按规定办理申请。\n"
        } else {
            super::sites::NARRATIVE
        };
        write(site.path(), &format!("content/a/{year}/narrative.md"), text);
        if year >= 2019 {
            write(site.path(), &format!("content/a/{year}/data.yaml"), super::sites::DATA);
        }
    }
    let pages = published(site.path());
    let heads = |page: &str| -> Vec<String> {
        let head = page.split("<thead>").nth(1).unwrap().split("</thead>").next().unwrap();
        let page = scraper::Html::parse_fragment(&format!("<table>{head}</table>"));
        let heads = scraper::Selector::parse("th").unwrap();
        page.select(&heads).map(|head| head.text().collect::<String>()).collect()
    };
    assert_eq!(heads(&pages["years/2021/index.html"]), ["机关", "本年新收", "予以公开"]);
    // A year without figures keeps a column, which says what there is.
    assert_eq!(heads(&pages["years/2016/index.html"]), ["机关", "发布日期"]);
    assert_eq!(heads(&pages["index.html"]), ["机关", "2022", "2021", "2020", "2019", "2018"]);
}

#[test]
fn a_column_that_is_not_there_is_said_at_its_place_with_those_that_are() {
    let site = site_with("columns = [\"本年新收\", \"本年新增\"]\n");
    let findings = nianbao::load(site.path(), &Only::All).unwrap().findings;
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert_eq!((findings[0].line, findings[0].column, findings[0].code), (4, 20, "S-24"));
    assert!(findings[0].message.contains("没有“本年新增”这一项"), "{}", findings[0].message);
    assert!(findings[0].advice.contains("发布日期、本年新收、上年结转"), "{}", findings[0].advice);
    let site = site_with("columns = \"本年新收\"\n");
    let findings = nianbao::load(site.path(), &Only::All).unwrap().findings;
    assert!(findings.len() == 1 && findings[0].message.contains("方括号"), "{findings:#?}");
}

#[test]
fn both_themes_have_large_type_and_high_contrast_without_a_script() {
    for theme in ["county", "plain"] {
        let site = site_with(&format!("name = \"{theme}\"\n"));
        let pages = published(site.path());
        let styles = pages.iter().find(|(route, _)| route.starts_with("assets/site.")).unwrap().1;
        for way in ["large-type", "high-contrast"] {
            assert!(styles.contains(&format!(":root:has(#{way}:checked)")), "{theme} {way}");
            let boxed = format!("<input type=\"checkbox\" id=\"{way}\">");
            let html = pages.iter().filter(|(_, page)| page.starts_with("<!DOCTYPE"));
            html.for_each(|(route, page)| assert!(page.contains(&boxed), "{theme} {route} {way}"));
        }
    }
}

/// Old browsers, of which offices have many, keep shut on paper what is shut on the screen.
#[test]
fn what_a_browser_cannot_open_on_paper_is_said_to_be_missing() {
    for theme in ["county", "plain"] {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("themes/{theme}/assets/site.css"));
        let css = fs::read_to_string(file).unwrap();
        let paper = &css[css.find("details::details-content").unwrap()..];
        let told = paper.split("@supports not selector(::details-content) {").nth(1).unwrap_or_default();
        assert!(told.trim_start().starts_with("details:not([open]) > summary::after { content: \"（折叠着"), "{theme}");
        // What stays shut on purpose has no such words.
        for shut in [".rules details", "details:has([id$=\"-detail-zeros\"])"] {
            assert!(told.contains(&format!("{shut} > summary::after {{ content: none; }}")), "{theme}: {shut}");
        }
    }
}
