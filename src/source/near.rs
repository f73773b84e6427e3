//! The next of a byte that is likely a few characters away: the end of a name, of a line.
//!
//! Looking through a whole text is better left to `memchr`, which spends more than such a
//! look takes in all before it sees the first byte.

/// How many bytes are looked at together.
const BLOCK: usize = 16;

/// Where the first `byte` of `bytes` stands.
#[inline]
pub fn near(byte: u8, bytes: &[u8]) -> Option<usize> {
    let (blocks, rest) = bytes.as_chunks::<BLOCK>();
    for (number, block) in blocks.iter().enumerate() {
        // Looked at to the end, block by block: so the compiler takes all bytes of one at once.
        if block.iter().fold(false, |found, other| found | (*other == byte)) {
            return Some(number * BLOCK + within(byte, *block));
        }
    }
    let at = rest.iter().position(|other| *other == byte)?;
    Some(blocks.len() * BLOCK + at)
}

/// Where the first `byte` of a block stands that holds one.
#[inline]
fn within(byte: u8, block: [u8; BLOCK]) -> usize {
    const ONES: u128 = u128::from_ne_bytes([0x01; BLOCK]);
    const HIGH: u128 = u128::from_ne_bytes([0x80; BLOCK]);
    // The wanted byte becomes 0, and the lowest 0 alone is sure to get its high bit set.
    let differs = u128::from_le_bytes(block) ^ (ONES * u128::from(byte));
    let found = differs.wrapping_sub(ONES) & !differs & HIGH;
    // Of 128 bits none has a number that does not fit.
    found.trailing_zeros() as usize / 8
}

#[cfg(test)]
mod tests {
    use super::near;

    #[test]
    fn the_first_of_several_is_found_wherever_it_stands() {
        for length in 0..70 {
            for byte in [0, 1, b'"', 0x7f, 0x80, 0xff] {
                // Neighbours of the byte must not be taken for it.
                let plain: Vec<u8> = (0..length).map(|at| byte ^ if at % 2 == 0 { 1 } else { 0x80 }).collect();
                assert_eq!(near(byte, &plain), None);
                for at in 0..plain.len() {
                    let mut bytes = plain.clone();
                    bytes[at..].iter_mut().step_by(3).for_each(|other| *other = byte);
                    assert_eq!(near(byte, &bytes), Some(at), "{byte} at {at} of {length}");
                }
            }
        }
    }
}
