//! What a report is given out as besides pages: the Word document taken apart and its
//! tables put together again, the fragment parsed as a browser would.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use std::path::PathBuf;
use std::sync::OnceLock;

use nianbao::Loaded;
use nianbao::content::report::print;
use nianbao::content::{Cell, Only, Report};
use nianbao::edition::{Edition, Placed, Table, What};
use scraper::{Html, Selector};

use super::example::{build, root, tree};
use super::sites::{NARRATIVE, sound_site, write};
use super::xml::{Node, parsed};

/// The parts of a Word file.
pub(crate) fn parts(docx: &[u8]) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(docx)).unwrap();
    let mut parts = BTreeMap::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        assert_eq!(file.last_modified(), Some(zip::DateTime::default()), "no clock");
        let name = file.name().unwrap().into_owned();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        parts.insert(name, text);
    }
    parts
}

/// A site and every file it is published as.
type PublishedSite = (Loaded, BTreeMap<String, Vec<u8>>);

/// Both sites of the repository with what they are published as; built once.
fn published() -> &'static [PublishedSite] {
    static SITES: OnceLock<Vec<PublishedSite>> = OnceLock::new();
    SITES.get_or_init(|| {
        let publish = |site: PathBuf| {
            let target = tempfile::tempdir().unwrap();
            build(&site, target.path());
            (nianbao::load(&site, &Only::All).unwrap(), tree(target.path()))
        };
        [root(), root().join("tests/sites/both-forms")].into_iter().map(publish).collect()
    })
}

/// The reports of a site that are published, with the bytes of `file` beside each.
fn files<'s>((loaded, files): &'s PublishedSite, file: &str) -> Vec<(&'s Report, &'s [u8])> {
    let reports = loaded.content.reports.iter().map(AsRef::as_ref).filter(|report| !report.draft);
    reports
        .map(|report| {
            let route = format!("{}/{}/{file}", report.key.office, report.key.year);
            (report, files.get(&route).unwrap_or_else(|| panic!("{route}")).as_slice())
        })
        .collect()
}

/// Rectangles of a table and their words: row, column, rows, columns.
type Rectangles = BTreeMap<(u32, u32, u32, u32), String>;

/// What a table of the form must be.
fn wanted(edition: &Edition, table: &Table, report: &Report, missing: &str) -> Rectangles {
    let heads = u32::try_from(table.grid.header.len()).unwrap();
    let below = table.grid.placed_body().into_iter().map(|placed| (placed.row + heads, placed));
    let above = table.grid.placed_header().into_iter().map(|placed| (placed.row, placed));
    let words = |placed: &Placed<'_>| match placed.what {
        What::Head(head) => head.text.clone(),
        What::Figure(cell) => match report.cell(cell) {
            Cell::Given(value) => print(value, edition.cells[cell].kind),
            Cell::Missing => missing.to_owned(),
        },
    };
    above.chain(below).map(|(row, p)| ((row, u32::from(p.column), p.rows, u32::from(p.columns)), words(&p))).collect()
}

/// What a table of a Word document is, from its spans and its vertical merges.
fn found(table: &Node) -> Rectangles {
    let grid = table.child("w:tblGrid").unwrap().children.len();
    let mut rectangles = Rectangles::new();
    // For each column where the rectangle above began.
    let mut above: BTreeMap<u32, (u32, u32, u32, u32)> = BTreeMap::new();
    for (row, line) in (0..).zip(table.children.iter().filter(|child| child.name == "w:tr")) {
        let mut column = 0;
        for cell in line.children.iter().filter(|child| child.name == "w:tc") {
            let properties = cell.child("w:tcPr").unwrap();
            let span = properties.child("w:gridSpan").map_or(1, |span| span.val().parse().unwrap());
            let merge = properties.child("w:vMerge").map(Node::val);
            if merge == Some("") {
                let key = above.remove(&column).expect("something to go on with");
                assert_eq!(key.3, span, "a merged cell keeps its width");
                let words = rectangles.remove(&key).unwrap();
                assert_eq!(cell.words(), "", "words stand in the first part only");
                let longer = (key.0, key.1, key.2 + 1, key.3);
                rectangles.insert(longer, words);
                above.insert(column, longer);
            } else {
                rectangles.insert((row, column, 1, span), cell.words());
                above.insert(column, (row, column, 1, span));
            }
            column += span;
        }
        assert_eq!(column as usize, grid, "every row is whole");
    }
    rectangles
}

#[test]
fn word_tables_are_those_of_the_form_cell_by_cell() {
    let mut tables = 0;
    for site in published() {
        for (report, docx) in files(site, "report.docx") {
            let body = parsed(&parts(docx)["word/document.xml"]);
            let ours: Vec<&Node> =
                body.all("w:tbl").into_iter().filter(|table| !table.all("w:tblCaption").is_empty()).collect();
            let Some(edition) = report.edition.as_deref() else {
                assert!(ours.is_empty(), "a document has no form");
                continue;
            };
            assert_eq!(ours.len(), edition.tables.len());
            for (table, made) in edition.tables.iter().zip(ours) {
                assert_eq!(found(made), wanted(edition, table, report, ""), "{} {}", report.folder(), table.id);
                let rows = made.all("w:tr");
                assert_eq!(made.all("w:tblHeader").len(), table.grid.header.len(), "heads are printed on every page");
                assert_eq!(made.all("w:cantSplit").len(), rows.len(), "no row is cut");
                let widths = made.child("w:tblGrid").unwrap().children.iter();
                let width: u32 = widths.map(|column| column.attributes["w:w"].parse::<u32>().unwrap()).sum();
                assert_eq!(width, 8844, "{} is as wide as the text", table.id);
                tables += 1;
            }
        }
    }
    assert!(tables > 35, "{tables}");
}

/// Words without spaces and the marks of lists, which plain text and Word set differently.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '•').collect()
}

#[test]
fn word_documents_have_cover_sections_and_remarks_in_order() {
    for site in published() {
        for (report, docx) in files(site, "report.docx") {
            let office = site.0.content.office(&report.key.office).unwrap();
            let name = office.name_in(report.key.year);
            let body = parsed(&parts(docx)["word/document.xml"]);
            let body = body.child("w:document").unwrap().child("w:body").unwrap();
            let mut cover = Vec::new();
            let mut sections = vec![(String::new(), String::new())];
            for block in &body.children {
                match (block.name.as_str(), block.style()) {
                    ("w:p", "Title" | "Subtitle") => cover.push(block.words().replace('\n', "")),
                    ("w:p", "Heading1") if report.edition.is_some() => sections.push((block.words(), String::new())),
                    ("w:tbl", _) if !block.all("w:tblCaption").is_empty() => {}
                    _ => sections.last_mut().unwrap().1.push_str(&block.words()),
                }
            }
            let date = report.published.map(|published| format!("（{}）", published.chinese()));
            let lines: Vec<String> = [report.title(name), name.to_owned()].into_iter().chain(date).collect();
            assert_eq!(cover, lines, "{}", report.folder());
            let mut words: Vec<(String, String)> =
                nianbao::export::words(report).into_iter().map(|words| (words.title, bare(&words.text))).collect();
            if words.first().is_none_or(|(title, _)| !title.is_empty()) {
                words.insert(0, (String::new(), String::new()));
            }
            let remarks = nianbao::export::remarks(report);
            for (title, said) in [("更正", remarks.corrections), ("差异说明", remarks.notes)] {
                let lines: String = said.iter().zip(1..).map(|(line, number)| format!("{number}.{line}")).collect();
                words.extend((!said.is_empty()).then(|| (title.to_owned(), bare(&lines))));
            }
            let sections: Vec<_> = sections.into_iter().map(|(title, text)| (title, bare(&text))).collect();
            assert_eq!(sections, words, "{}", report.folder());
        }
    }
}

/// Word refuses a file over a part nobody declared, a relation nobody made, a style
/// nobody wrote, or elements in another order than the schema's.
#[test]
fn word_files_are_sound_packages() {
    const ORDERS: [(&str, &[&str]); 5] = [
        ("w:pPr", &["w:pStyle", "w:keepNext", "w:spacing", "w:ind", "w:jc", "w:outlineLvl"]),
        (
            "w:rPr",
            &[
                "w:rFonts",
                "w:b",
                "w:bCs",
                "w:strike",
                "w:spacing",
                "w:kern",
                "w:sz",
                "w:szCs",
                "w:u",
                "w:vertAlign",
                "w:lang",
            ],
        ),
        ("w:tcPr", &["w:tcW", "w:gridSpan", "w:vMerge", "w:vAlign"]),
        ("w:tblPr", &["w:tblW", "w:jc", "w:tblInd", "w:tblBorders", "w:tblLayout", "w:tblCellMar", "w:tblCaption"]),
        ("w:style", &["w:name", "w:basedOn", "w:next", "w:qFormat", "w:pPr", "w:rPr", "w:tblPr"]),
    ];
    for (report, docx) in published().iter().flat_map(|site| files(site, "report.docx")) {
        let parts = parts(docx);
        let trees: BTreeMap<&str, Node> = parts.iter().map(|(name, text)| (name.as_str(), parsed(text))).collect();
        let declared: BTreeSet<String> = trees["[Content_Types].xml"]
            .all("Override")
            .iter()
            .map(|part| part.attributes["PartName"].trim_start_matches('/').to_owned())
            .collect();
        let relations = trees["word/_rels/document.xml.rels"].all("Relationship");
        let held: BTreeSet<String> =
            parts.keys().filter(|name| !name.contains("rels") && !name.starts_with('[')).cloned().collect();
        assert_eq!(declared, held);
        let ids: BTreeSet<&str> = relations.iter().map(|relation| relation.attributes["Id"].as_str()).collect();
        assert_eq!(ids.len(), relations.len());
        let document = &trees["word/document.xml"];
        for asking in ["w:hyperlink", "w:footerReference"] {
            assert!(document.all(asking).iter().all(|node| ids.contains(node.attributes["r:id"].as_str())));
        }
        for relation in relations.iter().filter(|relation| !relation.attributes.contains_key("TargetMode")) {
            assert!(parts.contains_key(&format!("word/{}", relation.attributes["Target"])));
        }
        let styles: BTreeSet<String> =
            trees["word/styles.xml"].all("w:style").iter().map(|style| style.attributes["w:styleId"].clone()).collect();
        assert!(document.all("w:pStyle").iter().all(|style| styles.contains(style.val())), "{}", report.folder());
        // The standard knows three pitches of a font.
        let pitches = trees["word/fontTable.xml"].all("w:pitch");
        assert!(pitches.iter().all(|pitch| ["fixed", "variable", "default"].contains(&pitch.val())));
        for tree in [document, &trees["word/styles.xml"], &trees["word/footer1.xml"]] {
            for (parent, order) in ORDERS {
                for node in tree.all(parent) {
                    let places: Vec<usize> = node
                        .children
                        .iter()
                        .map(|child| {
                            order
                                .iter()
                                .position(|name| *name == child.name)
                                .unwrap_or_else(|| panic!("{parent} {}", child.name))
                        })
                        .collect();
                    assert!(places.is_sorted(), "{parent}: {:?}", node.children);
                }
            }
        }
        // A cell, and the body before its last properties, ends with a paragraph.
        assert!(document.all("w:tc").iter().all(|cell| cell.children.last().unwrap().name == "w:p"));
        let properties = &trees["docProps/core.xml"];
        assert!(properties.all("dc:title")[0].text.contains("年度报告"));
        assert!(!properties.all("dc:creator")[0].text.is_empty());
    }
}

/// A site with one report that holds what a hostile or careless hand may type.
fn awkward(url: &str) -> (tempfile::TempDir, tempfile::TempDir) {
    let (site, target) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    sound_site(site.path(), "a", 2021);
    write(site.path(), "site.toml", url);
    write(site.path(), "content/a/office.yaml", "全称: 甲<县>&“乙局”\n");
    write(site.path(), "content/a/2021/附件.txt", "x");
    let said = "本机关<script>x</script>按规定公开\u{1}信息，见[附件](附件.txt)、[条例](https://www.gov.cn/a?b=1&c=2)、[他](javascript:x)。\n\n![图示](附件.txt)";
    let (heading, rest) = NARRATIVE.split_once("\n\n").unwrap();
    write(site.path(), "content/a/2021/narrative.md", &format!("{heading}\n\n{said}\n\n{rest}"));
    build(site.path(), target.path());
    (site, target)
}

#[test]
fn what_may_break_a_document_does_not() {
    let (_site, target) = awkward("[site]\nname = \"试验\"\n");
    let parts = parts(&std::fs::read(target.path().join("a/2021/report.docx")).unwrap());
    assert!(parts.values().all(|text| !text.contains('\u{1}')));
    let document = parsed(&parts["word/document.xml"]);
    let words = document.words();
    assert!(words.contains("甲<县>&“乙局”\n2021年"), "{words}");
    assert!(words.contains("<script>x</script>按规定公开 信息，见附件、条例、他。"), "{words}");
    assert!(words.contains("［图：图示］"));
    let rels = parsed(&parts["word/_rels/document.xml.rels"]);
    let outside: Vec<&str> = rels
        .all("Relationship")
        .iter()
        .filter(|relation| relation.attributes.contains_key("TargetMode"))
        .map(|relation| relation.attributes["Target"].as_str())
        .collect();
    assert_eq!(outside, ["https://www.gov.cn/a?b=1&c=2"], "a link inside the site is words elsewhere");
    let fragment = std::fs::read_to_string(target.path().join("a/2021/fragment.html")).unwrap();
    let hrefs: Vec<&str> = fragment.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(hrefs, ["https://www.gov.cn/a?b=1&amp;c=2"]);
    assert!(fragment.contains("&lt;script&gt;") && !fragment.contains("<script"));
}

#[test]
fn links_are_spelled_out_where_the_site_says_where_it_lies() {
    let (_site, target) = awkward("[site]\nname = \"试验\"\nurl = \"https://www.example.gov.cn/nianbao/\"\n");
    let whole = "https://www.example.gov.cn/nianbao/a/2021/%E9%99%84%E4%BB%B6.txt";
    let parts = parts(&std::fs::read(target.path().join("a/2021/report.docx")).unwrap());
    assert!(parts["word/_rels/document.xml.rels"].contains(whole));
    let fragment = std::fs::read_to_string(target.path().join("a/2021/fragment.html")).unwrap();
    assert!(fragment.contains(&format!("<a href=\"{whole}\">附件</a>")));
}

#[test]
fn word_can_be_left_out_and_drafts_say_so() {
    let (site, target) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    sound_site(site.path(), "a", 2021);
    write(site.path(), "site.toml", "[downloads]\nword = false\n");
    build(site.path(), target.path());
    let files = tree(target.path());
    assert!(files.contains_key("a/2021/report.xlsx") && files.contains_key("a/2021/fragment.html"));
    assert!(files.keys().all(|route| !route.ends_with(".docx")));

    let drafts = tempfile::tempdir().unwrap();
    write(site.path(), "site.toml", "");
    write(site.path(), "content/a/2021/data.yaml", "草稿: true\n主动公开: 无\n依申请公开: 无\n复议诉讼: 无\n");
    let loaded = nianbao::load(site.path(), &Only::All).unwrap();
    let review = nianbao::check(&loaded);
    let approval = nianbao::check::approve(&loaded.content, &review, true, false).unwrap();
    nianbao::release(&loaded, &approval, drafts.path()).unwrap();
    let parts = parts(&std::fs::read(drafts.path().join("a/2021/report.docx")).unwrap());
    assert!(parsed(&parts["word/document.xml"]).words().contains("草稿，尚未发布"));
    let fragment = std::fs::read_to_string(drafts.path().join("a/2021/fragment.html")).unwrap();
    assert!(fragment.contains("<strong>草稿</strong>"));
}

#[test]
fn the_fragment_is_one_piece_with_the_figures_of_the_report() {
    let cells = Selector::parse("td[data-cell]").unwrap();
    let everything = Selector::parse("*").unwrap();
    for (report, bytes) in published().iter().flat_map(|site| files(site, "fragment.html")) {
        let text = std::str::from_utf8(bytes).unwrap();
        assert!(text.starts_with("\u{feff}<article style=") && text.ends_with("</article>\n"), "{}", report.folder());
        let fragment = Html::parse_document(text);
        let mut figures = BTreeMap::new();
        for cell in fragment.select(&cells) {
            // The mark of a note stands in an element of its own.
            let figure = cell.text().next().unwrap_or_default().to_owned();
            figures.insert(cell.value().attr("data-cell").unwrap().to_owned(), figure);
        }
        let mut wanted = BTreeMap::new();
        for (number, spec) in report.edition.iter().flat_map(|edition| &edition.cells).enumerate() {
            let value = report.cell(number).value().map_or_else(|| "未填".to_owned(), |value| print(value, spec.kind));
            wanted.insert(spec.html_id.clone(), value);
        }
        assert_eq!(figures, wanted, "{}", report.folder());
        for element in fragment.select(&everything) {
            let element = element.value();
            assert!(!["script", "style", "link", "img", "iframe", "meta", "base"].contains(&element.name()));
            for (name, value) in element.attrs() {
                let known = ["style", "scope", "colspan", "rowspan", "data-cell", "href"].contains(&name);
                assert!(known, "{}: {name}", report.folder());
                assert!(!value.contains("url("), "no file is asked for");
                assert!(name != "href" || value.starts_with("http") || value.starts_with("mailto:"), "{value}");
            }
        }
        let section = Selector::parse("article > h3").unwrap();
        let titles: Vec<String> = fragment.select(&section).map(|title| title.text().collect()).collect();
        let labels = report.edition.iter().flat_map(|edition| &edition.sections);
        let labels: Vec<&str> = labels.map(|section| section.names.label.as_str()).collect();
        if !labels.is_empty() {
            assert_eq!(titles[..labels.len()], labels[..], "{}", report.folder());
        }
    }
}
