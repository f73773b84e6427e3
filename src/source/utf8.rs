//! Characters by their first bytes: most of a text is stepped over without being decoded.

/// How many bytes the character has that begins with `byte`.
pub const fn width(byte: u8) -> usize {
    match byte {
        0..0xc0 => 1,
        0xc0..0xe0 => 2,
        0xe0..0xf0 => 3,
        0xf0.. => 4,
    }
}

/// A table for looking at few characters of a text: how far to step from the first byte of
/// a character, 0 from one of `stops`.
pub const fn steps(mut stops: &[u8]) -> [u8; 256] {
    let mut steps = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        // There are 256 bytes, and no character is wider than 4.
        steps[byte] = width(byte as u8) as u8;
        byte += 1;
    }
    while let [stop, rest @ ..] = stops {
        steps[*stop as usize] = 0;
        stops = rest;
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_leads_to_the_next_character() {
        let steps = steps(b"a\xe3");
        for c in '\0'..=char::MAX {
            let first = c.to_string().as_bytes()[0];
            let stops = c == 'a' || first == 0xe3;
            assert_eq!(usize::from(steps[first as usize]), if stops { 0 } else { c.len_utf8() }, "{c:?}");
        }
    }
}
