//! Deflate (RFC 1951) for thousands of small XML texts: one block in the code everybody
//! has, repetitions found at the first look or not at all.
//!
//! A general packer clears hundreds of kilobytes before every text and copies the text
//! before it looks at it, which is half the work where a text is this short.

/// How far back a repetition may lie.
const WINDOW: usize = 32 << 10;
/// The longest repetition the format can say at once, and the shortest.
const LONGEST: usize = 258;
const SHORTEST: usize = 3;
/// Bytes that are looked up together.
const LOOK: usize = 8;
/// How many places are remembered, as a power of two: as many as the nearest memory holds.
const PLACES: u32 = 13;
/// Bytes after which it begins anew, so that places can be kept in four bytes.
const STRETCH: usize = 1 << 20;

/// Bits to be written, the first in the lowest place, and how many.
type Bits = (u32, u32);

/// What says a byte, and what says the length of a repetition.
static BYTES: [Bits; 256] = bytes();
static LENGTHS: [Bits; LONGEST + 1] = lengths();
/// The end of the block.
const END: Bits = symbol(256);

/// A packer; made for many texts, one after the other.
pub(super) struct Quick {
    /// Where the bytes that hash to a number were seen last, counted over all texts.
    seen: Vec<u32>,
    /// The number of the first byte of what is packed.
    first: u32,
    bits: u64,
    count: u32,
}

impl Quick {
    pub(super) fn new() -> Quick {
        Quick { seen: vec![0; 1 << PLACES], first: WINDOW as u32 + 1, bits: 0, count: 0 }
    }

    /// Begins a text.
    pub(super) fn begin(&mut self, out: &mut Vec<u8>) {
        (self.bits, self.count) = (0, 0);
        // The last block, in the fixed code.
        self.put((0b011, 3), out);
    }

    /// Goes on with the text that was begun.
    pub(super) fn write(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        for stretch in bytes.chunks(STRETCH) {
            self.stretch(stretch, out);
            // What was seen here is too far from all that follows. No sum of these comes
            // near four bytes' limit before it is set back.
            self.first += (stretch.len() + WINDOW) as u32;
            if self.first > u32::MAX / 2 {
                *self = Quick { bits: self.bits, count: self.count, ..Quick::new() };
            }
        }
    }

    /// Ends the text that was begun.
    pub(super) fn end(&mut self, out: &mut Vec<u8>) {
        self.put(END, out);
        out.extend_from_slice(&self.bits.to_le_bytes()[..self.count.div_ceil(8) as usize]);
        (self.bits, self.count) = (0, 0);
    }

    fn stretch(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        let mut at = 0;
        while let Some(here) = bytes[at..].first_chunk::<LOOK>() {
            let place = place(u64::from_le_bytes(*here));
            let now = self.first + at as u32;
            let distance = (now - std::mem::replace(&mut self.seen[place], now)) as usize;
            if distance <= WINDOW.min(at) {
                let length = alike(&bytes[at - distance..], &bytes[at..]);
                if length > SHORTEST {
                    at += self.repeat(length, distance, out);
                    continue;
                }
            }
            self.put(BYTES[usize::from(bytes[at])], out);
            at += 1;
        }
        bytes[at..].iter().for_each(|byte| self.put(BYTES[usize::from(*byte)], out));
    }

    /// Says that so many bytes are as those before; how many it said.
    fn repeat(&mut self, length: usize, distance: usize, out: &mut Vec<u8>) -> usize {
        // At most 15 bits and their number.
        let before = distance as u32 - 1;
        let power = before.checked_ilog2().unwrap_or(0);
        let more = power.saturating_sub(1);
        let symbol = 2 * more + (before >> more);
        let far = (symbol.reverse_bits() >> 27 | (before & ((1 << more) - 1)) << 5, 5 + more);
        let mut rest = length;
        while rest >= SHORTEST {
            let now = rest.min(LONGEST);
            self.put(LENGTHS[now], out);
            self.put(far, out);
            rest -= now;
        }
        length - rest
    }

    #[inline]
    fn put(&mut self, (bits, count): Bits, out: &mut Vec<u8>) {
        self.bits |= u64::from(bits) << self.count;
        self.count += count;
        if self.count >= 32 {
            out.extend_from_slice(&(self.bits as u32).to_le_bytes());
            self.bits >>= 32;
            self.count -= 32;
        }
    }
}

/// Where bytes are remembered: by the first five, fewer than two Chinese characters have and
/// enough to tell one tag from another.
fn place(bytes: u64) -> usize {
    ((bytes << 24).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - PLACES)) as usize
}

/// How many bytes are alike from the beginning on; `one` is the longer.
fn alike(one: &[u8], other: &[u8]) -> usize {
    let mut length = 0;
    while let (Some(a), Some(b)) = (one[length..].first_chunk::<8>(), other[length..].first_chunk::<8>()) {
        let differ = u64::from_le_bytes(*a) ^ u64::from_le_bytes(*b);
        if differ != 0 {
            return length + differ.trailing_zeros() as usize / 8;
        }
        length += 8;
    }
    length + one[length..].iter().zip(&other[length..]).take_while(|(a, b)| a == b).count()
}

/// The fixed code of a symbol, its first bit lowest.
const fn symbol(symbol: u32) -> Bits {
    let (code, count) = match symbol {
        0..=143 => (0x30 + symbol, 8),
        144..=255 => (0x190 + symbol - 144, 9),
        256..=279 => (symbol - 256, 7),
        _ => (0xc0 + symbol - 280, 8),
    };
    (code.reverse_bits() >> (32 - count), count)
}

const fn bytes() -> [Bits; 256] {
    let mut all = [(0, 0); 256];
    let mut byte = 0;
    while byte < all.len() {
        all[byte] = symbol(byte as u32);
        byte += 1;
    }
    all
}

const fn lengths() -> [Bits; LONGEST + 1] {
    let mut all = [(0, 0); LONGEST + 1];
    let mut length = SHORTEST;
    while length < LONGEST {
        let over = (length - SHORTEST) as u32;
        let more = if over < 8 { 0 } else { over.ilog2() - 2 };
        let (code, count) = symbol(257 + 4 * more + (over >> more));
        all[length] = (code | (over & ((1 << more) - 1)) << count, count + more);
        length += 1;
    }
    // The longest has a symbol of its own.
    all[LONGEST] = symbol(285);
    all
}

/// For the fuzzer alone: what is packed, in pieces of `piece` bytes, comes back.
#[cfg(fuzzing)]
pub(super) fn fuzzed(text: &[u8], piece: usize) {
    use std::io::Read;
    let mut quick = Quick::new();
    for _ in 0..2 {
        let (mut packed, mut back) = (Vec::new(), Vec::new());
        quick.begin(&mut packed);
        text.chunks(piece.max(1)).for_each(|piece| quick.write(piece, &mut packed));
        quick.end(&mut packed);
        let unpacked = flate2::bufread::DeflateDecoder::new(packed.as_slice()).read_to_end(&mut back);
        assert!(unpacked.is_ok() && back == text);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::io::Read;

    use proptest::prelude::*;

    use super::{LONGEST, Quick, STRETCH, WINDOW};

    /// A text given piece by piece, packed, and unpacked by another program.
    fn and_back(quick: &mut Quick, pieces: &[&[u8]]) -> (Vec<u8>, usize) {
        let mut packed = Vec::new();
        quick.begin(&mut packed);
        pieces.iter().for_each(|piece| quick.write(piece, &mut packed));
        quick.end(&mut packed);
        let mut text = Vec::new();
        let mut unpacking = flate2::bufread::DeflateDecoder::new(packed.as_slice());
        unpacking.read_to_end(&mut text).unwrap();
        assert_eq!(unpacking.total_in(), packed.len() as u64);
        (text, packed.len())
    }

    /// Bytes in which nothing comes back.
    fn noise(length: usize) -> Vec<u8> {
        let mut state = 1_u64;
        let next = |_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 56) as u8
        };
        (0..length).map(next).collect()
    }

    proptest! {
        #[test]
        fn whatever_is_packed_comes_back(texts in prop::collection::vec("[ab]{0,40}|[甲乙]{0,20}|.{0,60}", 0..20)) {
            let mut quick = Quick::new();
            // Twice: what is remembered of the first text must not be found in the second.
            for _ in 0..2 {
                let pieces: Vec<&[u8]> = texts.iter().map(String::as_bytes).collect();
                prop_assert_eq!(and_back(&mut quick, &pieces).0, pieces.concat());
                let whole = pieces.concat();
                prop_assert_eq!(and_back(&mut quick, &[&whole]).0, whole);
            }
        }
    }

    #[test]
    fn repetitions_of_every_length_and_from_every_distance() {
        let mut quick = Quick::new();
        let noise = noise(WINDOW + 600);
        for length in (0..2 * LONGEST + 9).chain([5_000]) {
            let text = [&noise[..length], &noise[..length]].concat();
            assert!(and_back(&mut quick, &[&text]).0 == text, "{length}");
        }
        let powers = (3..=15).flat_map(|power| (1_usize << power) - 2..=(1 << power) + 2);
        for distance in powers.chain([24_576, 24_577, 24_578]) {
            let text: Vec<u8> = noise[..distance].iter().cycle().take(distance + 300).copied().collect();
            let (back, packed) = and_back(&mut quick, &[&text]);
            assert!(back == text, "{distance}");
            let found = packed < and_back(&mut quick, &[&noise[..distance + 100]]).1;
            // Of the farthest there is place to remember only some.
            assert!(found || distance > 1_000, "{distance}");
            assert!(!found || distance <= WINDOW, "{distance}");
        }
    }

    #[test]
    fn the_same_text_is_packed_alike_whatever_came_before() {
        let text = "〈甲〉乙丙丁".repeat(200);
        let packed = |quick: &mut Quick| {
            let mut out = Vec::new();
            quick.begin(&mut out);
            quick.write(text.as_bytes(), &mut out);
            quick.end(&mut out);
            out
        };
        let fresh = packed(&mut Quick::new());
        let mut quick = Quick::new();
        and_back(&mut quick, &[text.as_bytes(), &noise(5_000)]);
        assert!(packed(&mut quick) == fresh);
        // Long before the numbers of places end.
        quick.first = u32::MAX / 2;
        assert!(packed(&mut quick) == fresh);
        assert!(quick.first < u32::MAX / 4);
        assert!(packed(&mut quick) == fresh);
    }

    #[test]
    fn a_long_text_comes_back() {
        let text = "〈甲〉乙丙丁1".repeat(STRETCH / 10);
        assert!(text.len() > STRETCH);
        assert!(and_back(&mut Quick::new(), &[text.as_bytes()]).0 == text.as_bytes());
    }
}
