//! What an attacker could type, in every field that takes words: none of it is alive in
//! any file that is published. The same site is opened in a real browser by
//! `tests/web/attack.mjs`.

use std::fs;
use std::path::Path;

use nianbao::content::Only;
use scraper::{ElementRef, Html, Selector};
use serde_json::Value;

use super::example::{build, tree};
use super::sites::{NARRATIVE, write};

fn vectors() -> Vec<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/attack/vectors.json");
    serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap()
}

/// A string of YAML and of TOML, both of which read these escapes.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

/// A vector in every place of an office: its names, its notes, its words, its files.
fn office(root: &Path, number: usize, vector: &str) {
    let id = format!("o{number}");
    let named = |more: &str| quoted(&format!("{vector}{more}{number}"));
    write(
        root,
        &format!("content/{id}/office.yaml"),
        &format!(
            "全称: {}\n简称: {}\n类别: 部门\n曾用名:\n  - 名称: {}\n    止于: 2021\n",
            named("局"),
            named("简"),
            named("旧局")
        ),
    );
    for year in [2021, 2022] {
        let at = format!("content/{id}/{year}");
        let notes = format!(
            "更正:\n  - 日期: {}-03-01\n    格: 本年新收.自然人\n    原: 1\n    新: 0\n    原因: {q}\n说明:\n  - 规则: A-10\n    理由: {q}\n  - 规则: B-04\n    格: 本年新收.自然人\n    理由: {q}\n",
            year + 1,
            q = quoted(vector)
        );
        write(root, &format!("{at}/data.yaml"), &format!("{}{notes}", super::sites::DATA));
        let line = vector.lines().next().unwrap_or_default();
        let more = format!(
            "{vector}\n\n- {vector}\n\n> {vector}\n\n**{line}** `{line}` [{line}](https://www.gov.cn/?a={})\n\n#### {line}\n\n|{line}|\n|-|\n|{line}|\n\n甲[^n]\n\n[^n]: {line}\n\n",
            line.replace([' ', '(', ')', '<', '>'], "")
        );
        write(root, &format!("{at}/narrative.md"), &NARRATIVE.replacen("\n\n", &format!("\n\n{more}"), 1));
        // What no file system takes is left out of the name.
        let name: String = vector.chars().filter(|c| !c.is_control() && !"/\\<>:\"|?*".contains(*c)).take(60).collect();
        write(root, &format!("{at}/{name}附件.txt"), "附件");
    }
}

fn settings(vector: &str) -> String {
    let q = quoted(vector);
    let mut text = format!(
        "[site]\nname = {q}\ncolumn = {q}\ndescription = {q}\nkeywords = [{q}, {q}]\nurl = {}\n[portal]\n",
        quoted(&format!("https://www.example.gov.cn/{vector}"))
    );
    for name in [
        "SiteName",
        "ColumnName",
        "ColumnDescription",
        "ColumnKeywords",
        "ColumnType",
        "organizer",
        "undertaker",
        "contact",
        "icp",
        "police",
    ] {
        text.push_str(&format!("{name} = {q}\n"));
    }
    let site = quoted(&format!("https://bszs.conac.cn/{vector}"));
    text.push_str(&format!("SiteIDCode = \"0000000000\"\nparty_site = {site}\nfind_error = true\n"));
    text
}

/// Lays the hostile site out so that it can be published: what a check refuses is refused
/// and has done its duty; the rest of that office stays.
fn hostile(root: &Path) -> usize {
    let vectors = vectors();
    for (number, vector) in vectors.iter().enumerate() {
        office(root, number, vector);
    }
    write(root, "site.toml", &settings(&vectors[4]));
    let mut refused = 0;
    for _ in 0..5 {
        let review = nianbao::check(&nianbao::load(root, &Only::All).unwrap());
        let faults: Vec<_> = review.findings.iter().filter(|finding| finding.withholds(false)).collect();
        if faults.is_empty() {
            return refused;
        }
        for fault in faults {
            let path = root.join(&fault.file);
            let plain = if fault.file.ends_with("narrative.md") {
                NARRATIVE.to_owned()
            } else if fault.file.ends_with("data.yaml") {
                super::sites::DATA.to_owned()
            } else if fault.file.ends_with("office.yaml") {
                format!("全称: 甲县{refused}局\n类别: 部门\n")
            } else if fault.file.ends_with(".txt") {
                let _ = fs::remove_file(&path);
                continue;
            } else {
                panic!("{fault:?}")
            };
            refused += usize::from(fs::read_to_string(&path).unwrap() != plain);
            fs::write(path, plain).unwrap();
        }
    }
    panic!("the hostile site cannot be published");
}

#[test]
fn nothing_an_attacker_types_is_alive() {
    let folder = tempfile::tempdir().unwrap();
    // `.ci/run` names a folder to open the same site in a browser.
    let root = std::env::var_os("NIANBAO_HOSTILE").map_or(folder.path().to_owned(), Into::into);
    let refused = hostile(&root);
    assert!(refused < vectors().len(), "{refused} files were refused: nothing is left to be looked at");
    build(&root, &root.join("public"));
    let mut faults = Vec::new();
    for (file, bytes) in tree(&root.join("public")) {
        let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending).to_owned();
        let text = || String::from_utf8(bytes.clone()).unwrap();
        let said = match ending.as_str() {
            "html" => page(&text(), file.ends_with("fragment.html")),
            "xml" => xml(&text()),
            "json" => {
                serde_json::from_slice::<Value>(&bytes).err().map(|fault| fault.to_string()).into_iter().collect()
            }
            "js" if !file.starts_with("assets/") => script(&text()),
            "csv" => csv(&text()),
            "xlsx" | "docx" => package(&bytes),
            _ => Vec::new(),
        };
        faults.extend(said.into_iter().map(|said| format!("{file}: {said}")));
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults[..faults.len().min(40)].join("\n"));
}

/// Neither HTML nor XML holds control characters; words beside them stay, and stay apart.
#[test]
fn control_characters_of_a_text_are_not_published() {
    let site = tempfile::tempdir().unwrap();
    let root = site.path();
    super::sites::sound_site(root, "a", 2021);
    let codes = ('\u{1}'..='\u{9f}').filter(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r'));
    let words: String = codes.map(|c| format!("登记{c}造册")).collect();
    write(root, "content/a/2021/narrative.md", &super::sites::saying(&format!("{words}\u{ffff}。\n\n")));
    build(root, &root.join("public"));
    for (file, bytes) in tree(&root.join("public")) {
        let packed = file.ends_with("xlsx") || file.ends_with("docx");
        assert_eq!(if packed { package(&bytes) } else { Vec::new() }, Vec::<String>::new(), "{file}");
        let Ok(text) = String::from_utf8(bytes) else { continue };
        let left = text.find(|c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r') || c == '\u{ffff}');
        assert_eq!(left, None, "{file}");
        if matches!(&*file, "a/2021/index.html" | "a/2021/report.json") {
            assert!(text.contains("登记 造册登记 造册") && text.contains("登记\u{a0}造册"), "{file}");
        }
    }
}

/// A template that never ends, or calls itself for ever, or reaches for what is no
/// template, ends with its place.
#[test]
fn templates_run_in_bounds() {
    for (template, said) in [
        ("甲\n{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}", "运行太久"),
        ("甲\n{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", "404.html:2"),
        ("甲\n{% include \"404.html\" %}", "404.html:2"),
        ("甲\n{% include \"../../../site.toml\" %}", "404.html:2"),
        ("甲\n{% include \"/etc/passwd\" %}", "404.html:2"),
    ] {
        let site = tempfile::tempdir().unwrap();
        super::sites::sound_site(site.path(), "a", 2021);
        write(site.path(), "themes/county/templates/404.html", template);
        let loaded = nianbao::load(site.path(), &Only::All).unwrap();
        let review = nianbao::check(&loaded);
        let approval = nianbao::check::approve(&loaded.content, &review, false, false).unwrap();
        let fault = nianbao::release(&loaded, &approval, &site.path().join("public")).unwrap_err().to_string();
        assert!(fault.contains("404.html:2") && fault.contains(said), "{template}: {fault}");
        assert!(!site.path().join("public").exists(), "{template}");
    }
}

/// Elements a page has no use for.
const FOREIGN: &str = "iframe, frame, object, embed, applet, base, style, video, audio, source, math, foreignObject, \
    animate, set, use, template, textarea, portal, marquee, body ~ *";

fn page(html: &str, fragment: bool) -> Vec<String> {
    let page = if fragment { Html::parse_fragment(html) } else { Html::parse_document(html) };
    let mut faults = Vec::new();
    let foreign = Selector::parse(FOREIGN).unwrap();
    faults.extend(page.select(&foreign).map(|element| format!("foreign {}", element.html())));
    let all = Selector::parse("*").unwrap();
    for element in page.select(&all) {
        faults.extend(alive(element, fragment));
    }
    let policies = page.select(&Selector::parse("head > meta[http-equiv=Content-Security-Policy]").unwrap()).count();
    if policies != usize::from(!fragment) {
        faults.push(format!("{policies} policies"));
    }
    faults
}

fn alive(element: ElementRef<'_>, fragment: bool) -> Option<String> {
    let name = element.value().name();
    for (attribute, value) in element.value().attrs() {
        let bad = match attribute {
            "src" | "href" | "xlink:href" | "action" | "formaction" | "data" | "poster" | "background" => {
                !safe(name, value)
            }
            "style" => !fragment,
            "srcdoc" | "srcset" | "ping" | "autofocus" | "nonce" => true,
            "http-equiv" => value != "Content-Security-Policy",
            _ => attribute.starts_with("on"),
        };
        if bad {
            return Some(format!("{name} {attribute}={value}"));
        }
    }
    let script =
        name == "script" && (element.attr("src").is_none() || element.text().any(|text| !text.trim().is_empty()));
    let link = name == "link" && !matches!(element.attr("rel"), Some("stylesheet" | "alternate"));
    (script || link).then(|| element.html())
}

/// Whether an address may stand there: what is loaded comes from the site.
fn safe(element: &str, address: &str) -> bool {
    // As a browser reads it: without blanks around and line ends within.
    let address: String = address.trim().chars().filter(|c| !c.is_control()).collect();
    let lower = address.to_ascii_lowercase();
    let colon = lower.find(':').filter(|at| lower.find(['/', '?', '#']).is_none_or(|other| *at < other));
    match colon.map(|at| &lower[..at]) {
        Some("http" | "https" | "mailto" | "tel") => element == "a",
        Some(_) => false,
        None => !lower.starts_with('/') && !lower.starts_with('\\'),
    }
}

/// Well-formed, and without a declaration that names entities.
fn xml(text: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_str(text);
    let mut open = 0_i32;
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Start(_)) => open += 1,
            Ok(quick_xml::events::Event::End(_)) => open -= 1,
            Ok(quick_xml::events::Event::DocType(_)) => return vec!["a document type".to_owned()],
            Ok(quick_xml::events::Event::Eof) if open == 0 => return Vec::new(),
            Ok(quick_xml::events::Event::Eof) => return vec!["not closed".to_owned()],
            Ok(_) => {}
            Err(fault) => return vec![fault.to_string()],
        }
    }
}

/// A data file is one call with JSON and nothing else.
fn script(text: &str) -> Vec<String> {
    let data =
        text.trim().strip_prefix("nianbao.").and_then(|call| call.split_once('(')).and_then(|(name, data)| {
            name.chars().all(char::is_alphanumeric).then(|| data.strip_suffix(");")).flatten()
        });
    let Some(data) = data else { return vec!["not one call".to_owned()] };
    match serde_json::from_str::<Value>(&format!("[{data}]")) {
        Ok(_) => Vec::new(),
        Err(fault) => vec![fault.to_string()],
    }
}

/// No field is a formula, and every row has as many fields as the head.
fn csv(text: &str) -> Vec<String> {
    let mut rows: Vec<Vec<String>> = vec![vec![String::new()]];
    let mut quoted = false;
    for c in text.trim_start_matches('\u{feff}').chars() {
        let row = rows.last_mut().unwrap();
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(String::new()),
            '\n' if !quoted => rows.push(vec![String::new()]),
            '\r' if !quoted => {}
            c => row.last_mut().unwrap().push(c),
        }
    }
    let width = rows[0].len();
    rows.retain(|row| row.len() > 1 || !row[0].is_empty());
    let mut faults: Vec<String> =
        rows.iter().filter(|row| row.len() != width).map(|row| format!("a row of {}: {row:?}", row.len())).collect();
    let formula = |field: &String| {
        field.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) && field.parse::<f64>().is_err()
    };
    faults.extend(rows.iter().flatten().filter(|field| formula(field)).map(|field| format!("a formula: {field}")));
    faults
}

/// Every part is XML; no cell is a formula, no field runs, and nothing outside is loaded.
fn package(bytes: &[u8]) -> Vec<String> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut faults = Vec::new();
    for number in 0..zip.len() {
        let mut part = zip.by_index(number).unwrap();
        let name = part.name().unwrap().to_string();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut part, &mut text).unwrap();
        faults.extend(xml(&text).into_iter().map(|fault| format!("{name}: {fault}")));
        if text.contains("<f>") || text.contains("<f ") || text.contains("ddeLink") || text.contains("oleObject") {
            faults.push(format!("{name}: a formula"));
        }
        for field in text.split("<w:instrText").skip(1) {
            let words = field.split('>').nth(1).and_then(|words| words.split('<').next()).unwrap_or_default();
            if words.trim() != "PAGE" {
                faults.push(format!("{name}: the field {words}"));
            }
        }
        // A link is followed when it is asked for; anything else would be loaded.
        for relation in text.split("<Relationship ").filter(|relation| relation.contains("\"External\"")) {
            let target = relation.split("Target=\"").nth(1).unwrap_or_default();
            if !relation.contains("/hyperlink\"") || !(target.starts_with("http") || target.starts_with("mailto:")) {
                faults.push(format!("{name}: leads outside: {}", &relation[..relation.len().min(160)]));
            }
        }
    }
    faults
}
