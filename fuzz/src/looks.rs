//! What each fuzz target does with its bytes; `tests/it/corpus.rs` does the same with the
//! corpus, so that what was found once stays found without a fuzzer.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::OnceLock;

use nianbao::content::Only;
use nianbao::edition::Editions;
use nianbao::import::{self, Wishes};
use nianbao::render::markdown;

const NARRATIVE: &str = "## 一、总体情况\n\n甲。\n\n## 二、主动公开政府信息情况\n\n## 三、收到和处理政府信息公开申请情况\n\n\
    ## 四、政府信息公开行政复议、行政诉讼情况\n\n## 五、存在的主要问题及改进情况\n\n乙。\n\n## 六、其他需要报告的事项\n\n丙。\n";
const DATA: &str = "主动公开: 无\n依申请公开: 无\n复议诉讼: 无\n";

const BOOK: [(&str, &str); 3] = [
    (
        "_rels/.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    ),
    (
        "xl/workbook.xml",
        r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
    ),
    (
        "xl/_rels/workbook.xml.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
    ),
];

fn editions() -> &'static Editions {
    static EDITIONS: OnceLock<Editions> = OnceLock::new();
    EDITIONS.get_or_init(|| nianbao::editions().expect("the forms are part of the program"))
}

/// A site of one report, made once a process and changed file by file.
fn site() -> &'static Path {
    static SITE: OnceLock<tempfile::TempDir> = OnceLock::new();
    let folder = SITE.get_or_init(|| tempfile::tempdir().expect("a folder for a site"));
    let _ = fs::remove_dir_all(folder.path().join("themes"));
    for (file, text) in [
        ("site.toml", ""),
        ("content/a/office.yaml", "全称: 甲县乙局\n类别: 部门\n"),
        ("content/a/2021/data.yaml", DATA),
        ("content/a/2021/narrative.md", NARRATIVE),
    ] {
        write(folder.path(), file, text.as_bytes());
    }
    folder.path()
}

fn write(root: &Path, file: &str, bytes: &[u8]) {
    let path = root.join(file);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, bytes).expect("a file");
}

/// Reads and checks the site with one file replaced; what may go out is made.
fn with(file: &str, bytes: &[u8]) {
    let root = site();
    write(root, file, bytes);
    let loaded = nianbao::load(root, &Only::All).expect("faults of files are findings");
    let review = nianbao::check(&loaded);
    if let Some(approval) = nianbao::check::approve(&loaded.content, &review, true, false) {
        // A template may fail on a page, and settings may name a picture the theme has not;
        // nothing else has a reason to.
        let made = nianbao::rehearse(&loaded, &approval);
        assert!(made.is_ok() || !file.starts_with("content/"), "{:?}", made.err());
    }
}

/// `data.yaml`
pub fn data(bytes: &[u8]) {
    with("content/a/2021/data.yaml", bytes);
}

/// `office.yaml`
pub fn office(bytes: &[u8]) {
    with("content/a/office.yaml", bytes);
}

/// `narrative.md`
pub fn narrative(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let html = markdown::to_html(&text, &markdown::Options { id_prefix: "x-", heading_base: 3 });
    assert!(!html.contains("<script") && !html.contains("href=\"javascript:"), "{html}");
    markdown::to_text(&text);
    markdown::blocks(&text);
    with("content/a/2021/narrative.md", bytes);
}

/// `site.toml`
pub fn site_toml(bytes: &[u8]) {
    with("site.toml", bytes);
}

/// A template of a theme.
pub fn template(bytes: &[u8]) {
    with("themes/county/templates/404.html", bytes);
}

fn imported(name: &str, bytes: &[u8]) {
    // What is no report is refused with a sentence; all else is a report.
    if let Err(say) = import::read(name, bytes, editions(), Wishes { year: Some(2021) }) {
        assert!(!say.is_empty());
    }
}

/// Bytes that are no package are the one part of it that matters.
fn packed(bytes: &[u8], parts: &[(&str, &str)], own: &str) -> Vec<u8> {
    if bytes.starts_with(b"PK") {
        return bytes.to_vec();
    }
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let plain = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, text) in parts.iter().map(|(name, text)| (*name, text.as_bytes())).chain([(own, bytes)]) {
        zip.start_file(name, plain).expect("a new part");
        zip.write_all(text).expect("memory");
    }
    zip.finish().expect("memory").into_inner()
}

/// A text.
pub fn import_txt(bytes: &[u8]) {
    imported("a.txt", bytes);
}

/// Markdown.
pub fn import_md(bytes: &[u8]) {
    imported("a.md", bytes);
}

/// A page.
pub fn import_html(bytes: &[u8]) {
    imported("a.html", bytes);
}

/// A Word file: the bytes are its `document.xml`, or the whole package.
pub fn import_docx(bytes: &[u8]) {
    imported("a.docx", &packed(bytes, &[], "word/document.xml"));
}

/// An Excel file: the bytes are its only sheet, or the whole package.
pub fn import_xlsx(bytes: &[u8]) {
    imported("a.xlsx", &packed(bytes, &BOOK, "xl/worksheets/sheet1.xml"));
}

/// The head of a request to the preview.
#[cfg(fuzzing)]
pub fn request(bytes: &[u8]) {
    nianbao::preview::request(bytes);
}

/// A text: plain YAML and plain Markdown are what their parsers read.
#[cfg(fuzzing)]
pub fn plain(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        nianbao::source::tree::fuzzed(text);
        markdown::fuzzed(text);
    }
}

/// The part of an archive: what is packed comes back. The first byte says in which pieces.
#[cfg(fuzzing)]
pub fn packed_part(bytes: &[u8]) {
    if let Some((piece, text)) = bytes.split_first() {
        nianbao::export::fuzzed(text, usize::from(*piece) * 16);
    }
}
