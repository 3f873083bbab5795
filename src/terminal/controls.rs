//! C1 controls as one byte: what the terminal sends to a program that asked for them (S8C1T, DECSCL;
//! DEC STD 070). It takes none: in UTF-8 those bytes are parts of characters.

/// ST.
const STRING_END: &[u8] = b"\x1b\\";

/// Makes one byte of the C1 control that the sequence from `start` on begins with, and of the one
/// that ends it. A key with Alt, an ESC and a byte, is none.
pub fn to_eight_bits(bytes: &mut Vec<u8>, start: usize) {
    let sequence = &bytes[start..];
    let Some(&[0x1b, second @ 0x40..=0x5f, _]) = sequence.first_chunk() else { return };
    if sequence.len() > STRING_END.len() && sequence.ends_with(STRING_END) {
        shorten(bytes, bytes.len() - STRING_END.len(), b'\\');
    }
    shorten(bytes, start, second);
}

fn shorten(bytes: &mut Vec<u8>, at: usize, second: u8) {
    bytes[at] = second + 0x40;
    bytes.remove(at + 1);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_controls_are_shortened() {
        let cases: [(&[u8], &[u8]); 6] = [
            (b"\x1b[1;1R", b"\x9b1;1R"),
            (b"\x1bOA", b"\x8fA"),
            (b"\x1bP1$r0m\x1b\\", b"\x901$r0m\x9c"),
            (b"\x1b[", b"\x1b["),
            (b"\x1b\x1b[A", b"\x1b\x1b[A"),
            (b"text", b"text"),
        ];
        for (sent, wanted) in cases {
            let mut bytes = [b"before", sent].concat();
            to_eight_bits(&mut bytes, 6);
            assert_eq!(bytes[6..], *wanted, "{sent:x?}");
        }
    }
}
