//! Sites put together under one index (`join`), with the real binary on two made counties.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::LazyLock;

use serde_json::Value;

use super::example::{links_resolve, tree};
use super::made_county::make;
use super::sites::{NARRATIVE, sound_site, write};

pub(super) fn nianbao(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_nianbao")).current_dir(folder).args(arguments).output().unwrap()
}

pub(super) fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

pub(super) fn done(folder: &Path, arguments: &[&str]) -> String {
    let output = nianbao(folder, arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}\n{}", said(&output));
    said(&output)
}

pub(super) fn refused(folder: &Path, arguments: &[&str]) -> String {
    let output = nianbao(folder, arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}\n{}", said(&output));
    said(&output)
}

/// The offices of a common folder that are a county of their own.
pub(super) const CHOSEN: [&str; 3] = ["c1-gov", "c1-b1", "c1-b2"];

/// `common/` holds the offices of two counties, `own/` a county's own; both are built,
/// `common/` in part.
pub(super) static MADE: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let made = tempfile::tempdir().unwrap();
    let at = made.path();
    make::county(63, 3, 7).write(&at.join("common")).unwrap();
    make::county(21, 6, 8).write(&at.join("own")).unwrap();
    write(at, "own/site.toml", "[site]\nname = \"甲县政府信息公开年报\"\nurl = \"https://jia.example/nianbao/\"\n");
    write(at, "own/content/c0-b1/2025/附件.txt", "原件");
    done(&at.join("own"), &["build"]);
    let mut only = vec!["build", "--output", "../yi", "--only"];
    only.extend(CHOSEN);
    done(&at.join("common"), &only);
    write(at, "top/site.toml", "[site]\nname = \"试验市政府信息公开年报\"\n");
    made
});

/// Joins the two counties into `top/<output>`.
fn joined(output: &str) -> String {
    let top = MADE.path().join("top");
    done(&top, &["join", "--output", output, "jia=../own/public", "yi:乙县=../yi"])
}

/// The facts of a CSV file, without its head.
fn facts(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    let mut lines = text.lines().map(str::to_owned);
    assert_eq!(lines.next().unwrap(), "\u{feff}office,office_name,year,edition,cell,label,value,unit,derived");
    lines.collect()
}

fn json_facts(bytes: &[u8]) -> Vec<Value> {
    let document: Value = serde_json::from_slice(bytes).unwrap();
    assert_eq!(document["schema"], 1);
    document["cells"].as_array().unwrap().clone()
}

#[test]
fn two_counties_stand_under_one_index() {
    let told = joined("public");
    assert!(told.contains("2 个地区，24 个机关"), "{told}");
    let at = MADE.path();
    let top = tree(&at.join("top/public"));
    links_resolve(&top);
    let parts = [("jia", tree(&at.join("own/public"))), ("yi", tree(&at.join("yi")))];
    let (mut rows, mut cells) = (Vec::new(), Vec::new());
    for (id, part) in &parts {
        for (route, bytes) in part {
            assert_eq!(top.get(&format!("{id}/{route}")), Some(bytes), "{id}/{route} is as it was");
        }
        rows.extend(facts(&part["data/cells.csv"]).into_iter().map(|row| format!("{id}/{row}")));
        cells.extend(json_facts(&part["data/cells.json"]).into_iter().map(|mut fact| {
            fact["office"] = Value::from(format!("{id}/{}", fact["office"].as_str().unwrap()));
            fact
        }));
    }
    assert!(rows.len() > 20_000, "{}", rows.len());
    assert_eq!(facts(&top["data/cells.csv"]), rows);
    assert_eq!(json_facts(&top["data/cells.json"]), cells);
    for row in &rows {
        let office = row.split(',').next().unwrap();
        assert!(top.contains_key(&format!("{office}/index.html")), "{office} is no address");
    }
    let within = parts.iter().flat_map(|(id, part)| part.keys().map(move |route| format!("{id}/{route}")));
    let own: BTreeSet<String> =
        top.keys().cloned().collect::<BTreeSet<_>>().difference(&within.collect()).cloned().collect();
    let own: Vec<&String> = own.iter().filter(|route| !route.starts_with("assets/")).collect();
    let expected =
        ["404.html", "data/cells.csv", "data/cells.json", "feed.xml", "index.html", "manifest.json", "sitemap.xml"];
    assert_eq!(own, expected);
    let home = String::from_utf8_lossy(&top["index.html"]).into_owned();
    for words in
        ["甲县政府信息公开年报</a>", "乙县</a>", "href=\"yi/years/2025/index.html\"", "href=\"jia/c0-b1/index.html\""]
    {
        assert!(home.contains(words), "{words}\n{home}");
    }
}

#[test]
fn the_lists_of_addresses_begin_where_the_parts_lie_now() {
    joined("lists");
    let at = MADE.path();
    let top = tree(&at.join("top/lists"));
    let text = |route: &str| String::from_utf8(top[route].clone()).unwrap();
    let sitemap = text("sitemap.xml");
    let listed: Vec<&str> = sitemap.split("<loc>").skip(1).map(|rest| rest.split("</loc>").next().unwrap()).collect();
    let unique: BTreeSet<&&str> = listed.iter().collect();
    assert_eq!(unique.len(), listed.len());
    assert!(listed.iter().all(|route| top.contains_key(*route)), "{listed:?}");
    let of = |folder: &str| fs::read_to_string(at.join(folder).join("sitemap.xml")).unwrap().matches("<loc>").count();
    assert_eq!(listed.len(), 1 + of("own/public") + of("yi"));
    let feed = text("feed.xml");
    let entries: Vec<&str> = feed.split("<entry>").skip(1).collect();
    assert!(!entries.is_empty() && entries.len() <= 50);
    let mut last = "9999";
    for entry in &entries {
        let time = entry.split("<updated>").nth(1).unwrap().split('<').next().unwrap();
        assert!(time <= last, "newest first");
        last = time;
        let to = entry.split("href=\"").nth(1).unwrap().split('"').next().unwrap();
        assert!(top.contains_key(to), "{entry}");
        assert!(entry.contains("<id>urn:nianbao:jia/") || entry.contains("<id>urn:nianbao:yi/"), "{entry}");
    }
    assert!(feed.contains("urn:nianbao:jia/c0-") && !feed.contains("jia.example"), "{feed}");
    write(at, "named/site.toml", "[site]\nname = \"市\"\nurl = \"https://shi.example/x\"\n");
    done(&at.join("named"), &["join", "--output", "out", "jia=../own/public"]);
    let sitemap = fs::read_to_string(at.join("named/out/sitemap.xml")).unwrap();
    assert!(sitemap.contains("<loc>https://shi.example/x/jia/c0-b1/index.html</loc>"), "{sitemap}");
    let feed = fs::read_to_string(at.join("named/out/feed.xml")).unwrap();
    assert!(feed.contains("href=\"https://shi.example/x/jia/c0-"), "{feed}");
    assert!(feed.contains("<id>https://shi.example/x/feed.xml</id>"), "{feed}");
    assert!(feed.contains("<id>https://shi.example/x/feed.xml#jia/c0-"), "{feed}");
    assert!(!feed.contains("urn:nianbao") && !feed.contains("jia.example"), "{feed}");
}

#[test]
fn joined_twice_it_is_the_same_and_nothing_is_written() {
    joined("twice");
    let at = MADE.path().join("top");
    let first = tree(&at.join("twice"));
    let told = joined("twice");
    assert!(told.contains("写入 0 个文件") && told.contains("移除 0 个"), "{told}");
    joined("anew");
    assert!(first == tree(&at.join("anew")), "another folder, the same bytes");
    done(&at, &["verify", "twice"]);
    done(&at, &["verify", "twice/yi"]);
    done(&at, &["package", "--from", "twice", "--output", "all.zip"]);
}

/// A small site that can be joined, at `<folder>/<name>/public`.
fn small(folder: &Path, name: &str) {
    sound_site(&folder.join(name), "a", 2021);
    write(folder, &format!("{name}/site.toml"), &format!("[site]\nname = \"{name}\"\n"));
    write(folder, &format!("{name}/content/a/2021/narrative.md"), NARRATIVE);
    done(&folder.join(name), &["build"]);
}

#[test]
fn a_damaged_part_is_refused_and_the_last_joined_site_stays() {
    let made = tempfile::tempdir().unwrap();
    let at = made.path();
    small(at, "one");
    small(at, "two");
    let join = ["--root", "one", "join", "--output", "all", "x=one/public", "y=two/public"];
    done(at, &join);
    let before = tree(&at.join("all"));
    let page = at.join("two/public/a/2021/index.html");
    let sound = fs::read(&page).unwrap();
    fs::write(&page, "不是这一页").unwrap();
    let told = refused(at, &join);
    for words in ["“two/public”与它的清单不符", "不同 a/2021/index.html", "“nianbao verify two/public”"]
    {
        assert!(told.contains(words), "{words}\n{told}");
    }
    fs::remove_file(&page).unwrap();
    assert!(refused(at, &join).contains("缺少 a/2021/index.html"));
    assert!(before == tree(&at.join("all")));
    fs::write(&page, sound).unwrap();
    // What others put there is left where it is.
    write(at, "two/public/说明.txt", "别人的");
    assert!(done(at, &join).contains("写入 0 个文件"));
    assert!(before == tree(&at.join("all")));
}

/// Writes a file of a published site and its manifest anew.
fn forge(site: &Path, route: &str, text: &str) {
    fs::write(site.join(route), text).unwrap();
    let digest = blake3::hash(text.as_bytes()).to_hex();
    let manifest = fs::read_to_string(site.join("manifest.json")).unwrap();
    let lines: Vec<String> = manifest
        .lines()
        .map(|line| match line.contains(&format!("\"path\":\"{route}\"")) {
            true => {
                let comma = if line.ends_with(',') { "," } else { "" };
                format!("{{\"path\":\"{route}\",\"size\":{},\"blake3\":\"{digest}\"}}{comma}", text.len())
            }
            false => line.to_owned(),
        })
        .collect();
    fs::write(site.join("manifest.json"), lines.join("\n")).unwrap();
}

#[test]
fn a_part_of_another_format_is_refused() {
    let made = tempfile::tempdir().unwrap();
    let at = made.path();
    small(at, "one");
    let site = at.join("one/public");
    let join = ["--root", "one", "join", "--output", "all", "x=one/public"];
    for (route, from, to) in [
        ("data/cells.csv", "office,", "bureau,"),
        ("data/cells.json", "\"schema\":1", "\"schema\":2"),
        ("data/cells.json", "\n]}", "\n"),
        ("a/2021/report.json", "\"schema\": 1", "\"schema\": 2"),
        ("a/2021/report.json", "\"kind\": \"部门\"", "\"kind\": \"司局\""),
        ("feed.xml", "rel=\"self\"", "rel=\"own\""),
    ] {
        let sound = fs::read_to_string(site.join(route)).unwrap();
        assert!(sound.contains(from), "{route}");
        forge(&site, route, &sound.replacen(from, to, 1));
        let told = refused(at, &join);
        assert!(told.contains("格式与本程序") && told.contains(route), "{route}: {told}");
        forge(&site, route, &sound);
    }
    // A report of very many words is listed like any other.
    let report = fs::read_to_string(site.join("a/2021/report.json")).unwrap();
    let words = format!("\"narrative\": {{\n\"preface\": \"{}\",", "甲".repeat(500_000));
    forge(&site, "a/2021/report.json", &report.replacen("\"narrative\": {", &words, 1));
    done(at, &join);
    assert!(fs::read_to_string(at.join("all/index.html")).unwrap().contains("href=\"x/a/index.html\""));
    let told = refused(at, &["--root", "one", "join", "--output", "more", "z=all"]);
    assert!(told.contains("本身是合并成的网站"), "{told}");
}

#[test]
fn names_and_folders_that_collide_are_refused() {
    let made = tempfile::tempdir().unwrap();
    let at = made.path();
    small(at, "one");
    let fails = |parts: &[&str], output: &str, words: &str| {
        let mut arguments = vec!["--root", "one", "join", "--output", output];
        arguments.extend(parts);
        let told = refused(at, &arguments);
        assert!(told.contains(words), "{parts:?}: {told}");
    };
    for id in ["data", "assets", "404.html", "Jia", "years", "a/b", "..", "manifest.json"] {
        fails(&[&format!("{id}=one/public")], "all", "不能用");
    }
    fails(&["x=one/public", "x=one/public"], "all", "编号“x”写了两次");
    fails(&["x=one/public", "y=one/public"], "all", "“y:乙县=one/public”");
    fails(&["one/public"], "all", "应写作“编号=网站的文件夹”");
    fails(&["x=one/content"], "all", "不是本程序生成的网站");
    fails(&["x=nowhere"], "all", "没有这个文件或文件夹");
    fails(&["x=one/public"], "one/public/all", "一个在另一个里面");
    fails(&["x=one/public"], "one/public", "一个在另一个里面");
    fails(&["x=one/public"], "one/content", "源文件");
    write(at, "full/a.txt", "别人的");
    fails(&["x=one/public"], "full", "不是本程序生成的网站，没有改动");
    assert!(!at.join("all").exists());
    assert_eq!(fs::read_to_string(at.join("full/a.txt")).unwrap(), "别人的");
}

/// The section of `docs/scale.md` on putting sites together, with its commands.
#[test]
#[cfg(unix)]
fn the_commands_of_the_document_do_what_it_says() {
    let document = fs::read_to_string(super::example::root().join("docs/scale.md")).unwrap();
    let section = document.split("\n## ").find(|section| section.starts_with("把几个县合在一个首页下")).unwrap();
    let blocks = |language: &str| {
        let fence = format!("```{language}\n");
        section.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap()).collect::<String>()
    };
    let made = tempfile::tempdir().unwrap();
    let at = made.path();
    sound_site(&at.join("甲县"), "czj", 2021);
    for office in ["yi-gov", "yi-czj", "bing-czj"] {
        sound_site(&at.join("全市"), office, 2022);
    }
    write(at, "市站/site.toml", &blocks("toml"));
    let binary = Path::new(env!("CARGO_BIN_EXE_nianbao")).parent().unwrap();
    let path = std::env::join_paths(
        std::iter::once(binary.to_owned()).chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    );
    let mut shell = Command::new("sh");
    let output = shell.arg("-euc").arg(blocks("sh")).current_dir(at).env("PATH", path.unwrap()).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let top = tree(&at.join("市站/public"));
    links_resolve(&top);
    assert!(top.contains_key("yi/yi-czj/2022/index.html") && !top.contains_key("yi/bing-czj/index.html"));
    assert!(String::from_utf8_lossy(&top["data/cells.csv"]).contains("\nyi/yi-czj,"));
    let sitemap = String::from_utf8_lossy(&top["sitemap.xml"]).into_owned();
    assert!(sitemap.contains("https://www.example.gov.cn/nianbao/jia/czj/index.html"), "{sitemap}");
    assert!(at.join("全部.zip").is_file());
    for readme in ["README.md", "README.zh-CN.md"] {
        assert!(fs::read_to_string(super::example::root().join(readme)).unwrap().contains("docs/scale.md"), "{readme}");
    }
}
