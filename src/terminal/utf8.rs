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

/// Decodes the first code point of `bytes`, which are not empty.
#[inline]
pub fn decode(bytes: &[u8]) -> Decoded {
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

/// The same, as tmux counts what is broken: all that could be one code point by its first byte, ASCII
/// aside, is one replacement.
pub fn decode_whole(bytes: &[u8]) -> Decoded {
    let len = match bytes.first() {
        Some(0xc2..0xe0) => 2,
        Some(0xe0..0xf0) => 3,
        Some(0xf0..0xf5) => 4,
        _ => return decode(bytes),
    };
    let there = bytes.iter().take(len).take_while(|byte| **byte >= 0x80).count();
    match decode(bytes) {
        Decoded::Broken(_) if there < len && there == bytes.len() => Decoded::Partial,
        Decoded::Broken(_) => Decoded::Broken(there),
        decoded => decoded,
    }
}

/// How many bytes at the end are the start of a code point as [`decode_whole`] sees it.
pub fn partial_end_whole(bytes: &[u8]) -> usize {
    let mut rest = match bytes.iter().rposition(|byte| *byte < 0x80) {
        Some(last) => &bytes[last + 1..],
        None => bytes,
    };
    while !rest.is_empty() {
        match decode_whole(rest) {
            Decoded::Char(_, len) | Decoded::Broken(len) => rest = &rest[len.min(rest.len())..],
            Decoded::Partial => return rest.len(),
        }
    }
    0
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
    fn it_decodes_what_the_standard_library_decodes() {
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
    fn as_tmux_what_is_broken_is_one_replacement_as_long_as_its_first_byte_says() {
        for (bytes, expect) in [
            (b"\xe0\x80\xafx".as_slice(), "?x"),
            (b"\xed\xa0\x80\xed\xb0\x80", "??"),
            (b"\xf0\x80\x80\x80A\xed\xa0\x80B", "?A?B"),
            (b"\xe0\xc3\xa9\xc3\xa9", "?\u{e9}"),
            (b"\xc3A\xe2\x82A", "?A?A"),
            (b"\xff\x80\xfe", "???"),
            (b"\xf8\x88\x80\x80\x80", "?????"),
            ("aé漢😀".as_bytes(), "aé漢😀"),
        ] {
            let (mut text, mut rest) = (String::new(), bytes);
            while !rest.is_empty() {
                let len = match decode_whole(rest) {
                    Decoded::Char(c, len) => {
                        text.push(c);
                        len
                    }
                    Decoded::Broken(len) => {
                        text.push('?');
                        len
                    }
                    Decoded::Partial => unreachable!("{bytes:x?}"),
                };
                rest = &rest[len..];
            }
            assert_eq!(text, expect, "{bytes:x?}");
        }
        for (bytes, len) in [
            (b"a\xe0\x80".as_slice(), 2),
            (b"\xe0\xc3", 2),
            (b"\xe0\xc3\xa9\xc3", 1),
            (b"\xe0\xc3\xa9", 0),
            (b"\xc3a", 0),
            (b"\xff", 0),
        ] {
            assert_eq!(partial_end_whole(bytes), len, "{bytes:x?}");
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
