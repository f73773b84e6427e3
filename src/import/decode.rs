//! Bytes of a text file to text, in whichever encoding a county's computers left it.
//!
//! UTF-8 with and without mark, UTF-16 with and without mark, GBK and GB 18030. What
//! cannot be turned into characters is counted and said, never dropped in silence.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// The text with `\n` line ends, and what was lost, in Chinese.
pub(crate) fn text(bytes: &[u8]) -> (String, Option<String>) {
    let (encoding, rest) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, &bytes[length..]),
        None => (guess(bytes), bytes),
    };
    let (decoded, _) = encoding.decode_without_bom_handling(rest);
    let text = decoded.replace("\r\n", "\n").replace('\r', "\n");
    let lost = text.matches('\u{fffd}').count();
    let remark = (lost > 0).then(|| {
        let line = text[..text.find('\u{fffd}').unwrap_or(0)].matches('\n').count() + 1;
        format!("按 {} 读取时有 {lost} 个字符认不出来，第一个在第 {line} 行，显示为“\u{fffd}”", encoding.name())
    });
    (text, remark)
}

/// The encoding of text without a mark.
fn guess(bytes: &[u8]) -> &'static Encoding {
    if let Some(encoding) = sixteen_bits(bytes) {
        return encoding;
    }
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    // A few damaged bytes do not make a UTF-8 file GBK: as GBK nearly every pair would
    // have to be a character, and the characters of UTF-8 hardly ever are.
    let broken = bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
    let chinese = bytes.utf8_chunks().flat_map(|chunk| chunk.valid().chars()).filter(|c| c.len_utf8() >= 3).count();
    if chinese > broken { UTF_8 } else { GB18030 }
}

/// UTF-16 without a mark: ASCII characters have a zero byte always on the same side.
fn sixteen_bits(bytes: &[u8]) -> Option<&'static Encoding> {
    if !bytes.len().is_multiple_of(2) || !bytes.contains(&0) {
        return None;
    }
    let zeros = [0, 1].map(|side| bytes.iter().skip(side).step_by(2).filter(|byte| **byte == 0).count());
    let many = |count: usize| count * 40 >= bytes.len();
    match zeros {
        [first, second] if first > 4 * second && many(first) => Some(UTF_16BE),
        [first, second] if second > 4 * first && many(second) => Some(UTF_16LE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    const WORDS: &str = "一、总体情况\n本年新收 3 件\n";

    #[test]
    fn every_encoding_gives_the_same_text() {
        let utf16 = |big: bool| -> Vec<u8> {
            WORDS.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
        };
        let marked = |mark: &[u8], bytes: Vec<u8>| [mark, &bytes].concat();
        let (gbk, _, lost) = GB18030.encode(WORDS);
        assert!(!lost);
        for bytes in [
            WORDS.as_bytes().to_vec(),
            marked(&[0xEF, 0xBB, 0xBF], WORDS.as_bytes().to_vec()),
            WORDS.replace('\n', "\r\n").into_bytes(),
            gbk.into_owned(),
            marked(&[0xFF, 0xFE], utf16(false)),
            marked(&[0xFE, 0xFF], utf16(true)),
            utf16(false),
            utf16(true),
        ] {
            assert_eq!(text(&bytes), (WORDS.to_owned(), None));
        }
    }

    #[test]
    fn what_is_lost_is_said() {
        let mut bytes = WORDS.repeat(3).into_bytes();
        bytes[4] = 0xFF;
        let (_, remark) = text(&bytes);
        assert!(remark.unwrap().contains("第一个在第 1 行"));
    }
}
