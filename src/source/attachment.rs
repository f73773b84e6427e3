//! What an office may put beside a report: originals and scans, and nothing that a browser
//! would run.
//!
//! Takes a file's name and its first bytes, gives why it may not be published. The ending
//! decides what a host says a file is; the content must be of that kind, because what is
//! published under a government's name is opened without a second thought.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::walk::is_device;

/// How many bytes are looked at.
const LOOKED_AT: u64 = 4096;

/// A kind of file: its endings and how its content begins.
struct Kind {
    endings: &'static [&'static str],
    begins: Begins,
}

enum Begins {
    /// With one of these.
    With(&'static [&'static [u8]]),
    /// Somewhere in the first kilobyte, as readers of PDF allow.
    Near(&'static [u8]),
    /// `RIFF`, a length, then this.
    Riff(&'static [u8]),
    /// With words: no zero bytes, no mark-up.
    Words,
}

const ZIP: &[u8] = b"PK\x03\x04";
/// Word, Excel and WPS before 2007.
const OLE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// What may be published. HTML, SVG and XML may not: opened in a browser they run script
/// in the name of the site.
const KINDS: [Kind; 11] = [
    Kind { endings: &["pdf"], begins: Begins::Near(b"%PDF-") },
    Kind { endings: &["docx", "xlsx", "pptx", "ofd", "zip"], begins: Begins::With(&[ZIP]) },
    // WPS saves either under these names; so does Word, for that matter.
    Kind { endings: &["doc", "xls", "ppt", "wps", "et", "dps"], begins: Begins::With(&[OLE, ZIP, b"{\\rtf"]) },
    Kind { endings: &["rtf"], begins: Begins::With(&[b"{\\rtf"]) },
    Kind { endings: &["rar"], begins: Begins::With(&[b"Rar!\x1a\x07"]) },
    Kind { endings: &["png"], begins: Begins::With(&[b"\x89PNG\r\n\x1a\n"]) },
    Kind { endings: &["jpg", "jpeg"], begins: Begins::With(&[b"\xFF\xD8\xFF"]) },
    Kind { endings: &["gif"], begins: Begins::With(&[b"GIF87a", b"GIF89a"]) },
    Kind { endings: &["webp"], begins: Begins::Riff(b"WEBP") },
    Kind { endings: &["tif", "tiff"], begins: Begins::With(&[b"II*\0", b"MM\0*"]) },
    Kind { endings: &["txt", "csv"], begins: Begins::Words },
];

/// Names the program gives its own files beside a report.
const OURS: [&str; 4] = ["index.", "report.", "checks.", "fragment."];

/// Why a file may not be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong, in Chinese.
    pub say: String,
    /// What to do.
    pub advise: String,
}

/// Looks at a file; the name is the one it would be published under.
///
/// # Errors
/// Why it may not be published, or could not be read.
pub fn judge(path: &Path, name: &str) -> Result<(), Refusal> {
    sound_name(name)?;
    let kind = kind_of(name)?;
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(LOOKED_AT).read_to_end(&mut start));
    if let Err(cause) = read {
        let say = format!("附件“{name}”读不出来：{}", super::text::cause(&cause));
        return Err(Refusal { say, advise: "检查文件权限，关闭正在占用它的程序后再试".to_owned() });
    }
    if is(kind, &start) {
        return Ok(());
    }
    let ending = kind.endings.first().copied().unwrap_or_default();
    let say = match start.is_empty() {
        true => format!("附件“{name}”应有内容，实际是空文件"),
        false => format!("附件“{name}”的内容应为 {ending} 一类的文件，实际不是"),
    };
    Err(Refusal {
        say, advise: "用原来的程序打开，另存为这种格式；不要靠改扩展名转换".to_owned()
    })
}

/// Two names that are one on Windows.
pub fn twice(name: &str, known: &str) -> Refusal {
    let say = format!("附件“{name}”与“{known}”只差大小写，在有的主机上是同一个文件");
    Refusal { say, advise: "给其中一个改名".to_owned() }
}

fn sound_name(name: &str) -> Result<(), Refusal> {
    // Marks that turn the direction of writing make `fdp.exe` look like `exe.pdf`.
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fffd}')
            // What Windows allows in no name, and hosts and addresses read as something else.
            || matches!(c, '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|')
    };
    if let Some(c) = name.chars().find(|c| hidden(*c)) {
        let shown: String = name.chars().map(|c| if hidden(c) { '□' } else { c }).collect();
        let say =
            format!("附件的文件名应为普通文字，“{shown}”里有看不见的或文件名不能用的字符（U+{:04X}）", u32::from(c));
        return Err(Refusal { say, advise: "重新输入文件名".to_owned() });
    }
    if is_device(name) {
        let say = format!("附件的文件名“{name}”是 Windows 留给设备的名称，在 Windows 上建不了、打不开");
        return Err(Refusal { say, advise: "改名，如“年度报告原件.docx”".to_owned() });
    }
    let lower = name.to_ascii_lowercase();
    if OURS.iter().any(|ours| lower.starts_with(ours)) {
        let say = format!("附件的文件名“{name}”与网站自己的文件相同");
        return Err(Refusal { say, advise: "改名，如“年度报告原件.docx”".to_owned() });
    }
    Ok(())
}

fn kind_of(name: &str) -> Result<&'static Kind, Refusal> {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    if let Some(kind) = KINDS.iter().find(|kind| kind.endings.contains(&ending.as_str())) {
        return Ok(kind);
    }
    let endings: Vec<&str> = KINDS.iter().flat_map(|kind| kind.endings).copied().collect();
    let what = if ending.is_empty() { "没有扩展名".to_owned() } else { format!("是 {ending} 文件") };
    let say = format!("附件“{name}”{what}，不能发布");
    Err(Refusal {
        say, advise: format!("移出这个文件夹，或另存为可以发布的格式：{}", endings.join("、"))
    })
}

fn is(kind: &Kind, start: &[u8]) -> bool {
    match kind.begins {
        Begins::With(marks) => marks.iter().any(|mark| start.starts_with(mark)),
        Begins::Near(mark) => start.windows(mark.len()).take(1024).any(|words| words == mark) && !is_markup(start),
        Begins::Riff(mark) => start.starts_with(b"RIFF") && start.get(8..12) == Some(mark),
        Begins::Words => {
            // Old Windows programs save UTF-16; its mark says so.
            let wide = start.starts_with(&[0xFF, 0xFE]) || start.starts_with(&[0xFE, 0xFF]);
            !start.is_empty() && (wide || !start.contains(&0)) && !is_markup(start)
        }
    }
}

/// Whether a browser that guesses would take this for a page.
fn is_markup(start: &[u8]) -> bool {
    let text = String::from_utf8_lossy(start);
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}').to_ascii_lowercase();
    ["<!doctype", "<html", "<head", "<body", "<script", "<iframe", "<svg", "<?xml", "<!--"]
        .iter()
        .any(|mark| text.starts_with(mark))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn judged(name: &str, bytes: &[u8]) -> Result<(), String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, bytes).unwrap();
        judge(&path, name).map_err(|refusal| refusal.say)
    }

    #[test]
    fn originals_and_scans_may_be_published() {
        for (name, bytes) in [
            ("年报.pdf", &b"%PDF-1.4\n"[..]),
            ("扫描.PDF", b"\n\n%PDF-1.4"),
            ("年报.docx", b"PK\x03\x04...."),
            ("年报.wps", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
            ("图.jpg", b"\xFF\xD8\xFF\xE0"),
            ("图.png", b"\x89PNG\r\n\x1a\n"),
            ("图.webp", b"RIFF\0\0\0\0WEBPVP8 "),
            ("说明.txt", "正文 <b>".as_bytes()),
        ] {
            assert_eq!(judged(name, bytes), Ok(()), "{name}");
        }
    }

    #[test]
    fn what_a_browser_runs_may_not() {
        for name in ["a.html", "a.htm", "a.svg", "a.xml", "a.xhtml", "a.js", "a.exe", "a.pdf.html", "a", "a.pdf "] {
            assert!(judged(name, b"%PDF-1.4").unwrap_err().contains("不能发布"), "{name}");
        }
        for (name, bytes) in [
            ("a.pdf", &b"<html><script>"[..]),
            ("a.pdf", b"<!DOCTYPE html><!-- %PDF-1.4 --><script>"),
            ("a.png", b"<svg xmlns="),
            ("a.txt", b"\xEF\xBB\xBF  <!DOCTYPE html>"),
            ("a.txt", b"MZ\0\0"),
            ("a.docx", b"MZ\x90"),
            ("a.jpg", b""),
        ] {
            assert!(judged(name, bytes).is_err(), "{name}");
        }
    }

    #[test]
    fn names_are_plain_and_not_ours() {
        for name in [
            "\u{202e}fdp.pdf",
            "a\u{0}.pdf",
            "a\n.pdf",
            "..\\a.pdf",
            "a\"><img>.pdf",
            "a:b.pdf",
            "Report.docx",
            "index.pdf",
            "con.pdf",
            "Aux.docx",
            "com1.tar.pdf",
        ] {
            assert!(judged(name, b"%PDF-1.4").is_err(), "{name:?}");
        }
        for name in ["附件 1'&#60;（二）;%3C.pdf", "con1.pdf", "com.pdf", "com10.pdf"] {
            assert_eq!(judged(name, b"%PDF-1.4"), Ok(()), "{name}");
        }
    }
}
