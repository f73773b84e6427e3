//! Large and repetitive files for import end in reasonable time: as a refusal or a report,
//! never in a machine that hangs. What counts is that the work grows with the file.

use std::io::Write;

use nianbao::import::{self, Wishes};

fn read(name: &str, bytes: &[u8]) -> Result<usize, String> {
    let editions = nianbao::editions().unwrap();
    import::read(name, bytes, &editions, Wishes { year: Some(2021) }).map(|report| report.outcomes.len())
}

fn zipped(name: &str, part: impl Fn(&mut dyn Write)) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
    part(&mut zip);
    zip.finish().unwrap().into_inner()
}

/// 200 MB of blanks in 200 KB.
#[test]
fn a_zip_bomb_is_refused() {
    let blank = vec![b' '; 1 << 20];
    let bomb = zipped("word/document.xml", |out| (0..200).for_each(|_| out.write_all(&blank).unwrap()));
    assert!(bomb.len() < 1 << 20);
    for name in ["a.docx", "a.xlsx"] {
        assert!(read(name, &bomb).unwrap_err().contains("64 MB"), "{name}");
    }
}

#[test]
fn a_file_past_the_limit_is_refused_unread() {
    let long = vec![b'x'; (import::LIMIT as usize) + 1];
    for name in ["a.txt", "a.md", "a.html", "a.docx", "a.xlsx"] {
        assert!(read(name, &long).unwrap_err().contains("50 MB"), "{name}");
    }
}

#[test]
fn deep_nesting_is_read_or_refused() {
    let html = format!("{}甲{}", "<div><table><tr><td>".repeat(2000), "</td></tr></table></div>".repeat(2000));
    let _ = read("a.html", html.as_bytes());
    let docx = zipped("word/document.xml", |out| out.write_all("<w:p>".repeat(100_000).as_bytes()).unwrap());
    assert!(read("a.docx", &docx).is_err());
}

#[test]
fn spans_beyond_all_measure_cost_nothing() {
    let html = format!("<table>{}</table>", "<tr><td colspan=4000000000 rowspan=4000000000>1".repeat(200));
    let _ = read("a.html", html.as_bytes());
    let cell = "<w:tc><w:tcPr><w:gridSpan w:val=\"4000000000\"/></w:tcPr><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>";
    let docx = zipped("word/document.xml", |out| {
        let rows = format!("<w:tr>{cell}</w:tr>").repeat(200);
        write!(out, "<w:document xmlns:w=\"x\"><w:body><w:tbl>{rows}</w:tbl></w:body></w:document>").unwrap();
    });
    let _ = read("a.docx", &docx);
}

#[test]
fn many_lines_are_read_to_their_end() {
    let text = "某局2021年政府信息公开工作年度报告\n一、总体情况\n".to_owned() + &"本年新收 1 2 3\n".repeat(100_000);
    let _ = read("a.txt", text.as_bytes());
    let _ = read("a.md", text.as_bytes());
    let _ = read("a.txt", "甲".repeat(1_000_000).as_bytes());
    let html = format!("<table>{}</table>", "<tr><td>1<td>2".repeat(20_000));
    let _ = read("a.html", html.as_bytes());
}
