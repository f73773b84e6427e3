//! One file as text: UTF-8, no byte order mark, lines ending in `\n`.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use memchr::memchr;

/// The most a YAML or TOML file may hold. The largest real one is some 8 KB.
pub const YAML_LIMIT: u64 = 1 << 20;
/// The most a narrative may hold.
pub const MARKDOWN_LIMIT: u64 = 2 << 20;

/// A file that was read: UTF-8 without byte order mark, every line end a `\n`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Path relative to the root of the site, always with `/`.
    pub file: String,
    /// What the file says.
    pub body: String,
}

/// Why a file could not be read as text. A fault of content, for a finding, save
/// [`Refusal::Unreadable`], which may just as well be the machine's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// More bytes than the caller allows.
    TooLarge {
        /// Size in bytes, from the metadata.
        size: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// Saved as what old editors call “Unicode”.
    Utf16,
    /// Saved as GBK (“ANSI” in a Chinese Windows).
    Gbk {
        /// Line of the first byte that is not UTF-8, from 1.
        line: u32,
        /// Column of that byte in characters, from 1.
        column: u32,
    },
    /// Neither UTF-8 nor recognisably GBK: damaged, or pasted from two encodings.
    NotUtf8 {
        /// Line of the first byte that is not UTF-8, from 1.
        line: u32,
        /// Column of that byte in characters, from 1.
        column: u32,
    },
    /// Not text at all.
    Binary {
        /// What it looks like, in Chinese, e.g. `Word 或 Excel 文件（.docx、.xlsx）`.
        looks: &'static str,
    },
    /// A folder, a pipe or a device where a file is expected.
    NotAFile,
    /// There is no such file.
    Missing,
    /// The machine would not let us read it.
    Unreadable {
        /// The cause, in Chinese.
        cause: String,
    },
}

impl Refusal {
    /// What is wrong, 应为 first, without a full stop.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Refusal::TooLarge { size, limit } => {
                format!("文件应不超过 {}，实际 {}", bytes(*limit), bytes(*size))
            }
            Refusal::Utf16 => "文件编码应为 UTF-8，实际为 UTF-16（记事本中称“Unicode”）".into(),
            Refusal::Gbk { .. } => "文件编码应为 UTF-8，实际应是 GBK（记事本中称“ANSI”）".into(),
            Refusal::NotUtf8 { .. } => "文件编码应为 UTF-8，此处的字节不是 UTF-8 文字".into(),
            Refusal::Binary { looks } => format!("应为文本文件，实际是{looks}"),
            Refusal::NotAFile => "此处应为文件，实际是文件夹或设备".into(),
            Refusal::Missing => "缺少这个文件".into(),
            Refusal::Unreadable { cause } => format!("文件读不出来：{cause}"),
        }
    }

    /// What to do about it, verb first.
    #[must_use]
    pub fn advice(&self) -> &'static str {
        match self {
            Refusal::TooLarge { .. } => "检查是否误放了别的文件；扫描件、Word 原件请放在同一文件夹，不要改名成这个文件",
            Refusal::Utf16 | Refusal::Gbk { .. } => "用记事本打开，选“另存为”，编码选“UTF-8”，覆盖保存",
            Refusal::NotUtf8 { .. } => "打开文件，删去此处的乱码后重新输入，再用“另存为”以 UTF-8 编码保存",
            Refusal::Binary { .. } => "把原件放在同一文件夹、保留原来的扩展名；数字和文字另存为纯文本后再填入",
            Refusal::NotAFile => "把同名的文件夹移走，放入文件",
            Refusal::Missing => "新建这个文件，或检查文件名的拼写和大小写",
            Refusal::Unreadable { .. } => "检查文件权限，关闭正在占用它的程序（如 Word、杀毒软件）后再试",
        }
    }

    /// Line and column, where the fault has one.
    #[must_use]
    pub fn position(&self) -> Option<(u32, u32)> {
        match self {
            Refusal::Gbk { line, column } | Refusal::NotUtf8 { line, column } => Some((*line, *column)),
            _ => None,
        }
    }
}

/// Reads `root/relative`, refusing more than `limit` bytes before reading any.
///
/// # Errors
/// A [`Refusal`] when the file is not readable UTF-8 text of that size.
pub fn read(root: &Path, relative: &str, limit: u64) -> Result<Text, Refusal> {
    let path = root.join(relative);
    let metadata = std::fs::metadata(&path).map_err(|error| unreadable(&error))?;
    if !metadata.is_file() {
        return Err(Refusal::NotAFile);
    }
    if metadata.len() > limit {
        return Err(Refusal::TooLarge { size: metadata.len(), limit });
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0));
    // A file may grow between the two calls, and some file systems report a size
    // of 0 for files that have content: never take more than the limit.
    let file = File::open(&path).map_err(|error| unreadable(&error))?;
    file.take(limit + 1).read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
    if bytes.len() as u64 > limit {
        return Err(Refusal::TooLarge { size: bytes.len() as u64, limit });
    }
    Ok(Text { file: relative.replace('\\', "/"), body: decode(bytes)? })
}

/// Bytes of a file to text, as [`read`] does it.
///
/// # Errors
/// A [`Refusal`] when the bytes are not UTF-8 text.
pub fn decode(mut bytes: Vec<u8>) -> Result<String, Refusal> {
    if bytes.starts_with(&[0xEF, 0xBB, 0xBF]) {
        bytes.drain(..3);
    }
    if let Some(refusal) = not_text(&bytes) {
        return Err(refusal);
    }
    // The standard library takes nine instructions a byte over Chinese; this looks at many
    // bytes at a time, but does not say where a fault is.
    match simdutf8::basic::from_utf8(&bytes) {
        Ok(text) if memchr(b'\r', text.as_bytes()).is_some() => Ok(text.replace("\r\n", "\n").replace('\r', "\n")),
        Ok(text) => Ok(text.to_owned()),
        Err(_) => {
            let valid = std::str::from_utf8(&bytes).map_or_else(|error| error.valid_up_to(), str::len);
            Err(foreign(&bytes, valid))
        }
    }
}

/// Recognises what is no text in any eight-bit encoding.
fn not_text(bytes: &[u8]) -> Option<Refusal> {
    const KNOWN: [(&[u8], &str); 5] = [
        (b"PK\x03\x04", "Word 或 Excel 文件（.docx、.xlsx）或压缩包"),
        (b"\xD0\xCF\x11\xE0", "旧版 Word、Excel 或 WPS 文件（.doc、.xls、.wps）"),
        (b"%PDF-", "PDF 文件"),
        (b"{\\rtf", "写字板文件（.rtf）"),
        (b"\x89PNG", "图片"),
    ];
    if let Some((_, looks)) = KNOWN.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some(Refusal::Binary { looks });
    }
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Some(Refusal::Utf16);
    }
    memchr(0, bytes)?;
    // UTF-16 without a mark: line ends, spaces and digits have a zero byte on
    // always the same side of the pair, and in such a file there are many.
    let zeros = [0, 1].map(|side| bytes.iter().skip(side).step_by(2).filter(|b| **b == 0).count());
    let one_sided = (zeros[0] == 0) != (zeros[1] == 0);
    if one_sided && (zeros[0] + zeros[1]) * 20 >= bytes.len() {
        return Some(Refusal::Utf16);
    }
    Some(Refusal::Binary { looks: "二进制文件" })
}

/// Which kind of not-UTF-8 this is; `valid` bytes of it are UTF-8.
fn foreign(bytes: &[u8], valid: usize) -> Refusal {
    let (line, column) = position(bytes, valid);
    let chunks = || bytes.utf8_chunks();
    let broken = chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
    // A Chinese character is three bytes in UTF-8; pairs of GBK bytes hardly ever
    // make one by chance, so a file with more of them than of faults was UTF-8.
    let chinese = chunks().flat_map(|c| c.valid().chars()).filter(|c| c.len_utf8() >= 3).count();
    if chinese < broken && all_gbk(bytes) { Refusal::Gbk { line, column } } else { Refusal::NotUtf8 { line, column } }
}

/// Whether the bytes are ASCII and well-formed GB 18030 pairs or quadruples only.
fn all_gbk(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    loop {
        rest = match rest {
            [] => return true,
            [0x00..=0x80, rest @ ..] => rest,
            [0x81..=0xFE, 0x40..=0x7E | 0x80..=0xFE, rest @ ..] => rest,
            [0x81..=0xFE, b'0'..=b'9', 0x81..=0xFE, b'0'..=b'9', rest @ ..] => rest,
            _ => return false,
        }
    }
}

/// Line and column, both from 1, of the byte at `valid`, before which all is UTF-8.
fn position(bytes: &[u8], valid: usize) -> (u32, u32) {
    let before = String::from_utf8_lossy(&bytes[..valid]);
    let before = before.replace("\r\n", "\n").replace('\r', "\n");
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX))
}

fn unreadable(error: &io::Error) -> Refusal {
    if error.kind() == io::ErrorKind::NotFound {
        return Refusal::Missing;
    }
    Refusal::Unreadable { cause: cause(error) }
}

/// The cause of an input or output error, in Chinese.
#[must_use]
pub fn cause(error: &io::Error) -> String {
    use io::ErrorKind as K;
    let known = match error.kind() {
        _ if crate::error::is_held(error) => "正被别的程序占用",
        K::NotFound => "没有这个文件或文件夹",
        K::PermissionDenied => "没有读取权限",
        K::IsADirectory => "这是文件夹",
        K::NotADirectory => "路径中间有一段不是文件夹",
        K::TimedOut => "读取超时",
        K::ResourceBusy => "正被别的程序占用",
        K::InvalidFilename => "文件名不可用",
        _ => match error.raw_os_error() {
            Some(code) => return format!("系统错误 {code}"),
            None => "系统错误",
        },
    };
    known.to_owned()
}

/// `52428800` → `50.0 MB`.
fn bytes(size: u64) -> String {
    match size {
        0..1024 => format!("{size} 字节"),
        1024..1_048_576 => format!("{}.{} KB", size >> 10, ((size & 1023) * 10) >> 10),
        _ => format!("{}.{} MB", size >> 20, ((size & 0xF_FFFF) * 10) >> 20),
    }
}

/// Control characters, which neither HTML nor (most of them) XML can hold, and the two
/// codes that are no characters.
pub fn is_invalid(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r') || matches!(c, '\u{fffe}'..='\u{ffff}')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn utf16(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn mark_and_line_ends_are_made_plain() {
        let text = decode("\u{feff}年度: 2020\r\n机关: 某局\r末行\n".into()).unwrap();
        assert_eq!(text, "年度: 2020\n机关: 某局\n末行\n");
    }

    #[test]
    fn gbk_is_recognised_with_its_place() {
        // “年度: 1\n机关” in GBK.
        let bytes = b"# ok\nab\xC4\xEA\xB6\xC8: 1\n\xBB\xFA\xB9\xD8\n".to_vec();
        assert_eq!(decode(bytes), Err(Refusal::Gbk { line: 2, column: 3 }));
    }

    #[test]
    fn a_damaged_utf8_file_is_not_called_gbk() {
        let mut bytes = "年度: 2020\r\n机关: 某局".as_bytes().to_vec();
        bytes.pop();
        assert_eq!(decode(bytes), Err(Refusal::NotUtf8 { line: 2, column: 6 }));
    }

    #[test]
    fn utf16_with_and_without_mark() {
        let mut marked = vec![0xFF, 0xFE];
        marked.extend(utf16("年度: 2020\n"));
        assert_eq!(decode(marked), Err(Refusal::Utf16));
        assert_eq!(decode(utf16("年度: 2020\r\n机关: 某局\r\n")), Err(Refusal::Utf16));
    }

    #[test]
    fn binary_files_are_named_for_what_they_are() {
        let Err(Refusal::Binary { looks }) = decode(b"PK\x03\x04\x14\0".to_vec()) else { panic!("a zip is no text") };
        assert!(looks.contains(".docx"));
        let zeros = decode(b"abc\0\0\0\0def".to_vec());
        assert!(matches!(zeros, Err(Refusal::Binary { .. })));
    }

    #[test]
    fn size_is_refused_from_the_metadata() {
        let folder = tempfile::tempdir().unwrap();
        let file = File::create(folder.path().join("data.yaml")).unwrap();
        file.set_len(50 << 20).unwrap();
        let refusal = read(folder.path(), "data.yaml", YAML_LIMIT).unwrap_err();
        assert_eq!(refusal, Refusal::TooLarge { size: 50 << 20, limit: 1 << 20 });
        assert_eq!(refusal.message(), "文件应不超过 1.0 MB，实际 50.0 MB");
    }

    #[test]
    fn a_file_of_just_the_limit_is_read() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a"), "12345").unwrap();
        assert_eq!(read(folder.path(), "a", 5).unwrap().body, "12345");
        assert!(matches!(read(folder.path(), "a", 4), Err(Refusal::TooLarge { size: 5, .. })));
    }

    #[test]
    fn folders_and_absent_files_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("data.yaml")).unwrap();
        assert_eq!(read(folder.path(), "data.yaml", 9), Err(Refusal::NotAFile));
        assert_eq!(read(folder.path(), "none.yaml", 9), Err(Refusal::Missing));
    }

    #[test]
    fn no_english_reaches_the_reader() {
        let error = io::Error::other("disk on fire");
        assert_eq!(unreadable(&error).message(), "文件读不出来：系统错误");
    }
}
