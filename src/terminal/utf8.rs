//! UTF-8, decoded one character at a time (RFC 3629); what is broken is told by its maximal
//! subpart (Unicode 3.9, "U+FFFD Substitution of Maximal Subparts").

/// What bytes start with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decoded {
    /// A code point, and its length in bytes.
    Char(char, usize),
    /// Bytes that are none, as many as one replacement stands for.
    Broken(usize),
    /// The start of a code point whose rest is not there.
    Partial,
}

/// What makes a code point of so many bytes, by the ones that its first byte begins with.
struct Shape {
    len: usize,
    /// The bits of the first byte that count.
    lead: u32,
    /// The bits that tell bytes that follow, which have only the higher of each two set.
    tails: u32,
    /// The least code point that needs as many.
    least: u32,
}

const fn shape(len: usize, lead: u32, tails: u32, least: u32) -> Shape {
    Shape { len, lead, tails, least }
}

static SHAPES: [Shape; 8] = [
    shape(1, 0x7f, 0, 0),
    shape(1, 0, 0, u32::MAX),
    shape(2, 0x1f, 0x00c0_0000, 0x80),
    shape(3, 0x0f, 0x00c0_c000, 0x800),
    shape(4, 0x07, 0x00c0_c0c0, 0x1_0000),
    shape(1, 0, 0, u32::MAX),
    shape(1, 0, 0, u32::MAX),
    shape(1, 0, 0, u32::MAX),
];

/// Decodes the first code point of `bytes`, which are not empty.
#[inline]
pub fn decode(bytes: &[u8]) -> Decoded {
    // One way for all lengths, since which comes next is what no processor can guess.
    if let Some(four) = bytes.first_chunk::<4>() {
        let word = u32::from_be_bytes(*four);
        let shape = &SHAPES[four[0].leading_ones().min(7) as usize];
        let all = (word >> 24 & shape.lead) << 18
            | (word >> 4 & 0x3f000)
            | (word >> 2 & 0xfc0)
            | word & 0x3f;
        let code = all >> (24 - 6 * shape.len as u32);
        if (word ^ 0x0080_8080) & shape.tails == 0
            && code >= shape.least
            && let Some(c) = char::from_u32(code)
        {
            return Decoded::Char(c, shape.len);
        }
    }
    decode_carefully(bytes)
}

/// The same for what may be cut or broken.
fn decode_carefully(bytes: &[u8]) -> Decoded {
    let Some(&first) = bytes.first() else { return Decoded::Partial };
    let tail = |at: usize| bytes.get(at).map(|&byte| (byte, byte & 0xc0 == 0x80));
    let code = |code: u32, len: usize| match char::from_u32(code) {
        Some(c) => Decoded::Char(c, len),
        None => Decoded::Broken(1),
    };
    let bits = |byte: u8| u32::from(byte & 0x3f);
    match first {
        0..0x80 => Decoded::Char(first as char, 1),
        0xc2..0xe0 => match tail(1) {
            Some((second, true)) => code(u32::from(first & 0x1f) << 6 | bits(second), 2),
            Some(_) => Decoded::Broken(1),
            None => Decoded::Partial,
        },
        0xe0..0xf5 => {
            // The second byte alone keeps out what is too long, surrogates, and what is past the
            // last code point.
            let allowed = match first {
                0xe0 => 0xa0..=0xbf,
                0xed => 0x80..=0x9f,
                0xf0 => 0x90..=0xbf,
                0xf4 => 0x80..=0x8f,
                _ => 0x80..=0xbf,
            };
            let second = match bytes.get(1) {
                Some(second) if allowed.contains(second) => *second,
                Some(_) => return Decoded::Broken(1),
                None => return Decoded::Partial,
            };
            let third = match tail(2) {
                Some((third, true)) => third,
                Some(_) => return Decoded::Broken(2),
                None => return Decoded::Partial,
            };
            let high = bits(second) << 6 | bits(third);
            if first < 0xf0 {
                return code(u32::from(first & 0x0f) << 12 | high, 3);
            }
            match tail(3) {
                Some((fourth, true)) => {
                    code(u32::from(first & 0x07) << 18 | high << 6 | bits(fourth), 4)
                }
                Some(_) => Decoded::Broken(3),
                None => Decoded::Partial,
            }
        }
        _ => Decoded::Broken(1),
    }
}

/// How many bytes at the end are the start of a code point whose rest is not there.
pub fn partial_end(bytes: &[u8]) -> usize {
    let lead = |&len: &usize| bytes.len() >= len && bytes[bytes.len() - len] >= 0xc0;
    match (1..=3).find(lead) {
        Some(len) if decode(&bytes[bytes.len() - len..]) == Decoded::Partial => len,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Text as it is shown, by this decoder and by the standard library's.
    fn check(bytes: &[u8]) {
        let mut own = String::new();
        let mut rest = bytes;
        while !rest.is_empty() {
            let len = match decode(rest) {
                Decoded::Char(c, len) => {
                    own.push(c);
                    len
                }
                Decoded::Broken(len) => {
                    own.push('\u{fffd}');
                    len
                }
                Decoded::Partial => {
                    own.push('\u{fffd}');
                    rest.len()
                }
            };
            rest = &rest[len..];
        }
        assert_eq!(own, String::from_utf8_lossy(bytes), "{bytes:x?}");
    }

    #[test]
    fn it_reads_what_the_standard_library_reads() {
        let edges = [
            0x20, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1,
            0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff,
        ];
        for a in edges {
            for b in edges {
                for c in edges {
                    for d in edges {
                        check(&[a, b, c, d]);
                    }
                }
            }
        }
        for c in ('\0'..=char::MAX).step_by(97) {
            check(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }

    #[test]
    fn the_start_of_a_character_at_the_end_is_seen() {
        for (bytes, len) in [
            (b"abc".as_slice(), 0),
            (b"", 0),
            (b"a\xc3", 1),
            (b"a\xc3\xa9", 0),
            (b"a\xe6\xbc", 2),
            (b"\xf0\x9f\x98", 3),
            (b"\xf0\x9f\x98\x80", 0),
            (b"\xf0\x41", 0),
            (b"\xe0\x80", 0),
            (b"\xff", 0),
        ] {
            assert_eq!(partial_end(bytes), len, "{bytes:x?}");
        }
    }
}
