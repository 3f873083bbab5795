//! SGR sequences that are applied as they come, without the parser: those of direct colours,
//! which are the longest and, where there are any, the most.

use super::Screen;
use crate::style::Color;

impl Screen {
    /// Applies the sequence that `input` starts with if it sets one direct colour, as nearly all
    /// programs write it, and is there in whole; says how long it is.
    #[inline]
    pub fn direct_color(&mut self, input: &[u8]) -> Option<usize> {
        match input.first_chunk()? {
            b"\x1b[38;2;" => self.take_color(input, true),
            b"\x1b[48;2;" => self.take_color(input, false),
            _ => None,
        }
    }

    /// The rest of it. Not inlined, since the loop that asks is full enough.
    #[inline(never)]
    fn take_color(&mut self, input: &[u8], is_text: bool) -> Option<usize> {
        let style = &mut self.caret.style;
        let place = if is_text { &mut style.fg } else { &mut style.bg };
        let mut at = b"\x1b[38;2;".len();
        let mut part = |end: u8| {
            let (value, digits) = number(&input[at..])?;
            at += digits + 1;
            let is_whole = input.get(at - 1) == Some(&end);
            u8::try_from(value).ok().filter(|_| is_whole)
        };
        *place = Color::Rgb(part(b';')?, part(b';')?, part(b'm')?);
        self.renew_ink();
        self.last_char = None;
        Some(at)
    }
}

/// The number at the start of `bytes`, and of how many digits it is, one to three. There is no
/// branch for each digit, since how many a part of a colour has is what no processor can guess.
#[inline]
fn number(bytes: &[u8]) -> Option<(u32, usize)> {
    let values = u32::from_le_bytes(*bytes.first_chunk()?) ^ 0x3030_3030;
    // The high bit of each byte: set where it is above 9.
    let others = (((values & 0x7f7f_7f7f) + 0x7676_7676) | values) & 0x8080_8080;
    let digits = others.trailing_zeros() / 8;
    if !(1..=3).contains(&digits) {
        return None;
    }
    // The first digit is the lowest byte; zeros lead it to three of them.
    let three = values << (24 - 8 * digits);
    let digit = |at: u32| three >> (8 * at) & 0xff;
    Some((digit(0) * 100 + digit(1) * 10 + digit(2), digits as usize))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_parsed_with_their_length() {
        for n in 0..1000u32 {
            for (text, digits) in
                [(format!("{n};/:"), n.to_string().len()), (format!("{n:03}m"), 3)]
            {
                let padded = format!("{text}99");
                assert_eq!(number(padded.as_bytes()), Some((n, digits)), "{text}");
            }
        }
        for text in [";123", "m000", "1234", "\u{ff}12", "12"] {
            assert_eq!(number(text.as_bytes()), None, "{text}");
        }
    }
}
