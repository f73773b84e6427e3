//! Which characters stand beside each other in a text. Most words that checks look for are
//! not in it: that they are not is told here many times quicker than by looking through.

use crate::source::utf8::steps;

/// How many bytes are looked at together: two characters of Chinese.
const BYTES: usize = 6;
/// Bits that are kept: eight for each character of a report as long as most are. In a longer
/// text more words are looked for in vain.
const BITS: usize = 1 << 14;

/// The pairs of a text, as a set that may hold more than was put into it.
#[derive(Debug)]
pub(super) struct Pairs(Box<[u64; BITS / 64]>);

impl Pairs {
    /// Those of `text`.
    pub(super) fn of(text: &str) -> Pairs {
        let mut bits = Box::new([0; BITS / 64]);
        each(text, |pair| {
            let place = place(pair);
            bits[place / 64] |= 1 << (place % 64);
            true
        });
        Pairs(bits)
    }

    /// Whether `word` may stand in the text; where not, it does not.
    pub(super) fn may_hold(&self, word: &str) -> bool {
        each(word, |pair| {
            let place = place(pair);
            self.0[place / 64] >> (place % 64) & 1 != 0
        })
    }
}

/// The bit of a pair.
fn place(pair: u64) -> usize {
    // Below `BITS`: no more bits are left of the product.
    (pair.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - BITS.trailing_zeros())) as usize
}

/// Calls `of` for the bytes that begin with each character, as long as it says so and there
/// are enough of them. Whether it always did.
fn each(text: &str, mut of: impl FnMut(u64) -> bool) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    // Eight bytes are read at once, of which two are not looked at.
    while let Some(eight) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        if !of(u64::from_le_bytes(*eight) & ((1 << (8 * BYTES)) - 1)) {
            return false;
        }
        at += usize::from(STEPS[usize::from(eight[0])]);
    }
    while let Some(pair) = bytes.get(at..at + BYTES) {
        let mut eight = [0; 8];
        eight[..BYTES].copy_from_slice(pair);
        if !of(u64::from_le_bytes(eight)) {
            return false;
        }
        at += usize::from(STEPS[usize::from(eight[0])]);
    }
    true
}

/// From each character to the next.
const STEPS: [u8; 256] = steps(&[]);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_a_text_may_be_held() {
        let text = "# 2024 年度\n2023年，我局主动公开信息 68 条（含网站 12 条）。\u{1f600}é😀 end";
        let pairs = Pairs::of(text);
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        for (at, from) in places.iter().enumerate() {
            for to in &places[at..] {
                assert!(pairs.may_hold(&text[*from..*to]), "{}", &text[*from..*to]);
            }
        }
    }

    #[test]
    fn most_other_words_are_told_not_to_be() {
        let text = "全年主动公开信息六十八条，收到申请三件，均已按期办结。".repeat(60);
        let pairs = Pairs::of(&text);
        let others = ["信息处理费", "行政复议", "统计期限", "一律为零", "公示栏目", "办公室", "规章", "二十大"];
        assert!(others.iter().filter(|word| pairs.may_hold(word)).count() <= 1);
        // Too short to say anything of.
        assert!(pairs.may_hold("章") && pairs.may_hold(""));
    }
}
