//! A file as it was handed in, to lines: its ending says which importer reads it, its first
//! bytes whether it is what it is called.

use super::document::{Document, Kind};
use super::{docx, html, shape, text, xlsx};

/// Most bytes of a source file.
pub const LIMIT: u64 = 50 << 20;

/// Makes lines of a file's bytes.
type Read = fn(&[u8]) -> Result<Document, String>;

/// What the bytes of a format are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bytes {
    /// A text somebody could read.
    Text,
    /// Files packed into one.
    Package,
}

/// The importers: endings of file names, what the bytes are, and the reader. One line a
/// format.
const IMPORTERS: &[(&[&str], Bytes, Read)] = &[
    (&["txt", "text", "md", "markdown"], Bytes::Text, text::read),
    (&["html", "htm"], Bytes::Text, html::read),
    (&["docx", "docm"], Bytes::Package, docx::read),
    (&["xlsx", "xlsm"], Bytes::Package, xlsx::read),
];

const AS_WORD: &str = "请用 Word 或 WPS 打开，选“另存为”，类型选“Word 文档（*.docx）”，再导入";
const AS_EXCEL: &str = "请用 Excel 或 WPS 打开，选“另存为”，类型选“Excel 工作簿（*.xlsx）”，再导入";
const AS_TEXT: &str =
    "请先取出文字：用 Word 打开另存为 .docx，或用 pdftotext -layout 存成 .txt，再导入；扫描件要先做文字识别";

/// Formats that cannot be read, and what to do about it.
const REFUSED: &[(&[&str], &str)] = &[
    (&["doc", "wps", "rtf", "wpt", "dot"], AS_WORD),
    (&["xls", "xlsb", "et", "ods", "csv"], AS_EXCEL),
    (&["pdf", "ofd"], AS_TEXT),
    (&["png", "jpg", "jpeg", "tif", "tiff", "bmp", "gif"], "图片里的数不能读取，请照图填写（nianbao new）"),
];

/// Whether a file name ends as a source may.
pub fn is_source(name: &str) -> bool {
    let ending = ending(name);
    IMPORTERS.iter().any(|(endings, ..)| endings.contains(&ending.as_str()))
}

/// Whether a file of this name is a report's format that cannot be read.
pub fn is_refused(name: &str) -> bool {
    let ending = ending(name);
    REFUSED.iter().any(|(endings, _)| endings.contains(&ending.as_str()))
}

/// The endings of the files that can be read.
pub fn endings() -> String {
    let known: Vec<&str> = IMPORTERS.iter().flat_map(|(endings, ..)| *endings).copied().collect();
    known.join("、")
}

/// What follows the last dot, in small letters.
fn ending(name: &str) -> String {
    name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default()
}

/// Makes lines of the file called `name`.
///
/// # Errors
/// A sentence for the clerk, where it cannot be read.
pub(super) fn open(name: &str, bytes: &[u8]) -> Result<Document, String> {
    let ending = ending(name);
    if bytes.len() as u64 > LIMIT {
        return Err(format!("文件应不超过 {} MB", LIMIT >> 20));
    }
    if let Some((_, advice)) = REFUSED.iter().find(|(endings, _)| endings.contains(&ending.as_str())) {
        return Err(format!("不能直接读取 .{ending} 文件；{advice}"));
    }
    if bytes.is_empty() {
        return Err("文件里没有文字，是空的（0 字节），请重新取得原件".to_owned());
    }
    let importer = IMPORTERS.iter().find(|(endings, ..)| endings.contains(&ending.as_str()));
    if let Some(what) = disguised(&ending, importer.map(|(_, bytes, _)| *bytes), bytes) {
        return Err(what);
    }
    match importer {
        Some((_, _, read)) => read(bytes).map(tidied),
        None if ending.is_empty() => Err("文件名没有扩展名，看不出是什么文件；请补上，如 .docx、.txt".to_owned()),
        None => Err(format!("不认识“.{ending}”这种文件，可以导入的有 {}", endings())),
    }
}

/// What is the matter with a file that is not what it is called: that shows in its first
/// bytes. `should` says what those of its ending are, where one is known.
fn disguised(ending: &str, should: Option<Bytes>, bytes: &[u8]) -> Option<String> {
    let is_package = should == Some(Bytes::Package);
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        let advice = if ending.starts_with("xls") { AS_EXCEL } else { AS_WORD };
        Some(format!("文件加了打开密码，或者是旧格式改了扩展名；有密码的先取消密码，{advice}"))
    } else if bytes.starts_with(b"{\\rtf") {
        Some(format!("这不是扩展名所说的文件；{AS_WORD}"))
    } else if bytes.starts_with(b"%PDF-") {
        Some(format!("这不是扩展名所说的文件；{AS_TEXT}"))
    } else if !is_package && bytes.starts_with(b"PK\x03\x04") {
        Some(
            "这不是扩展名所说的文件；如果是 Word 文档，请把扩展名改为 .docx，是 Excel 工作簿的改为 .xlsx，再导入"
                .to_owned(),
        )
    } else if is_package && text.starts_with(b"<") {
        Some(
            "这不是扩展名所说的文件，里面是网页；请用 Word 或 WPS 打开后另存一份，或者把扩展名改为 .html，再导入"
                .to_owned(),
        )
    } else {
        None
    }
}

/// Without what nobody sees, whatever the format; paragraphs that begin with a bullet are
/// entries of a list.
fn tidied(mut document: Document) -> Document {
    for piece in document.lines.iter_mut().flat_map(|line| &mut line.pieces) {
        piece.text = shape::visible(&piece.text);
    }
    document.lines.retain(|line| !line.is_words() || !line.pieces.iter().all(|piece| piece.text.is_empty()));
    for line in document.lines.iter_mut().filter(|line| line.kind == Kind::Text) {
        let [piece] = &mut line.pieces[..] else { continue };
        if let Some(rest) = piece.text.strip_prefix(['•', '●', '■', '◆', '▪', '◇', '○']) {
            piece.text = format!("- {}", rest.trim_start());
            line.kind = Kind::Item;
        }
    }
    document
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// A new format is one line: what its bytes are is said there.
    #[test]
    fn bytes_are_held_against_what_the_ending_promises() {
        for (endings, should, _) in IMPORTERS {
            for ending in *endings {
                let packed = disguised(ending, Some(*should), b"PK\x03\x04").is_some();
                let page = disguised(ending, Some(*should), b"\xEF\xBB\xBF \n<html>").is_some();
                assert_eq!((packed, page), (*should == Bytes::Text, *should == Bytes::Package), "{ending}");
            }
        }
        let said = open("汇总.xlsb", b"PK\x03\x04").unwrap_err();
        assert!(said.contains("Excel 工作簿（*.xlsx）"), "{said}");
        let said = open("2020.csv", "甲县乙局,1".as_bytes()).unwrap_err();
        assert!(said.contains("Excel 工作簿（*.xlsx）"), "{said}");
    }
}
