//! SGR sequences and the look of the moment.
//!
//! Programs switch between a few looks with a few short sequences, over and over. What such a
//! sequence made of a look is remembered, so that mostly it is neither parsed nor applied: its
//! bytes and the look before are enough. Only looks that are written out in cells take part, for
//! the numbers of others change their meaning.

use super::Screen;
use crate::style::{Color, Style};
use crate::terminal::look::Look;
use crate::terminal::parser::number;
use crate::terminal::sgr;

/// What a sequence made of a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Known {
    sequence: u128,
    before: Look,
    after: Look,
    style: Style,
}

/// How many are remembered; a power of two.
const MOST: usize = 128;

/// What sequences made of looks, of late.
#[derive(Debug, Default)]
pub struct Pen(Vec<Known>);

impl Pen {
    #[inline]
    fn place(sequence: u128, before: Look) -> usize {
        let bits = (sequence >> 16) as u64 ^ ((sequence >> 80) as u64).rotate_left(24);
        let mixed = (bits ^ before.bits().rotate_left(40)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> 57) as usize % MOST
    }

    #[inline]
    fn recall(&self, sequence: u128, before: Look) -> Option<&Known> {
        let known = self.0.get(Self::place(sequence, before))?;
        (known.sequence == sequence && known.before == before).then_some(known)
    }

    fn remember(&mut self, known: Known) {
        if known.before.number().or(known.after.number()).is_some() {
            return;
        }
        if self.0.is_empty() {
            self.0.resize(MOST, Known::default());
        }
        self.0[Self::place(known.sequence, known.before)] = known;
    }
}

impl Screen {
    /// Applies the SGR sequence that `input` starts with, if it is one of those that most are and
    /// there in whole, and says how long it is.
    #[inline]
    pub fn frequent_sgr(&mut self, input: &[u8]) -> Option<usize> {
        self.direct_sgr(input).or_else(|| self.short_sgr(input))
    }

    /// A direct colour, of which there are too many to remember, as nearly all programs write it.
    #[inline]
    fn direct_sgr(&mut self, input: &[u8]) -> Option<usize> {
        let head = input.first_chunk::<7>()?;
        let place = match head {
            b"\x1b[38;2;" => &mut self.caret.style.fg,
            b"\x1b[48;2;" => &mut self.caret.style.bg,
            _ => return None,
        };
        let mut at = head.len();
        let mut part = |end: u8| {
            let (value, digits) = number(&input[at..])?;
            at += digits + 1;
            let is_whole = digits > 0 && input.get(at - 1) == Some(&end);
            u8::try_from(value).ok().filter(|_| is_whole)
        };
        *place = Color::Rgb(part(b';')?, part(b';')?, part(b'm')?);
        self.renew_ink();
        Some(at)
    }

    #[inline]
    fn short_sgr(&mut self, input: &[u8]) -> Option<usize> {
        let (sequence, len) = short_sgr(input)?;
        let before = self.ink.look();
        if let Some(known) = self.pen.recall(sequence, before) {
            self.caret.style = known.style;
            self.ink = self.ink.with_look(known.after);
            return Some(len);
        }
        self.long_sgr(input)?;
        let (after, style) = (self.ink.look(), self.caret.style);
        self.pen.remember(Known { sequence, before, after, style });
        Some(len)
    }

    /// Applies the SGR sequence that `input` starts with, however long, if it is there in whole.
    #[inline]
    pub fn sgr(&mut self, input: &[u8]) -> Option<usize> {
        self.frequent_sgr(input).or_else(|| self.long_sgr(input))
    }

    /// The same for one that is known to be an SGR sequence, and to nobody else.
    #[inline]
    fn long_sgr(&mut self, input: &[u8]) -> Option<usize> {
        let len = self.read.read(input.get(2..)?)?;
        sgr::apply(&mut self.caret.style, &self.read);
        self.renew_ink();
        Some(2 + len)
    }
}

/// The SGR sequence of at most 16 bytes that `input` starts with, as a number, and its length.
/// Only near the end of `input` one may be missed.
#[inline]
pub fn short_sgr(input: &[u8]) -> Option<(u128, usize)> {
    const ONES: u128 = u128::from_le_bytes([1; 16]);
    let word = u128::from_le_bytes(*input.first_chunk()?);
    if word as u16 != u16::from_le_bytes(*b"\x1b[") {
        return None;
    }
    // Digits, colons and semicolons stand side by side; what is none has its high bit set here.
    let values = (word >> 16) ^ (ONES * 0x30);
    let others = ((values & (ONES * 0x7f)) + ONES * 0x74 | values) & (ONES * 0x80);
    let last = 2 + others.trailing_zeros() / 8;
    (input.get(last as usize) == Some(&b'm') && last < 16)
        .then(|| (word & u128::MAX >> (120 - 8 * last), last as usize + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_sequence_is_found_whole_or_not_at_all() {
        for (input, expect) in [
            ("\x1b[m", 3),
            ("\x1b[1;31m", 7),
            ("\x1b[24:3;38;5;255m", 16),
            ("\x1b[124:3;38;5;255m", 0),
            ("\x1b[?1m", 0),
            ("\x1b[1 m", 0),
            ("\x1b[1Hm", 0),
            ("\x1b(m", 0),
            ("x\x1b[m", 0),
        ] {
            let padded = format!("{input}mmmmmmmmmmmmmmmm");
            let found = short_sgr(padded.as_bytes());
            assert_eq!(found.map_or(0, |(_, len)| len), expect, "{input:?}");
            let Some((sequence, len)) = found else { continue };
            assert_eq!(&sequence.to_le_bytes()[..len], input.as_bytes());
            assert_eq!(sequence.to_le_bytes()[len..], [0; 16][len..]);
        }
    }
}
