//! Output that only flows: bytes that are nothing but text, line ends, tabs, and sequences that
//! change the look (SGR) or erase within their line (EL). No cursor, mode or reply depends on
//! them, so they need not be read to be known: it is enough to see that there is nothing else.
//!
//! That is seen in blocks of 64 bytes, each a bit of a word, without a branch for a sequence.

use super::scan::{ONES, equal, every, rfind};

const ESC: u8 = 0x1b;
const BLOCK: usize = 64;

/// How many bytes from the start only flow, sequences in whole. Up to a block may be missed before
/// a byte that does not.
pub fn flowing_run(input: &[u8]) -> usize {
    let mut open = Open::default();
    let mut at = 0;
    while let Some(block) = input[at..].first_chunk::<BLOCK>() {
        let whole = open.start(&input[..at]);
        if !open.goes_through(block) {
            return whole;
        }
        at += BLOCK;
    }
    // What is cut at the end is not there yet; the rest is made a whole block.
    let whole = open.start(&input[..at]);
    let rest = &input[at..];
    let cut = |&start: &usize| is_cut(&rest[start..]);
    let end = rfind(rest, ESC).filter(cut).unwrap_or(rest.len());
    if whole < at && !rest.iter().any(|&byte| is_final(byte)) {
        return whole;
    }
    let mut block = [b' '; BLOCK];
    block[..end].copy_from_slice(&rest[..end]);
    if open.goes_through(&block) { at + end } else { whole }
}

/// Whether bytes are nothing, or the start of a sequence that may flow when its end comes.
pub fn is_cut(bytes: &[u8]) -> bool {
    match bytes {
        [] => true,
        [first, rest @ ..] => *first == ESC && !rest.iter().any(|&byte| is_final(byte)),
    }
}

/// Whether a byte ends a sequence that flows, or makes that there is none.
fn is_final(byte: u8) -> bool {
    !(b'0'..=b';').contains(&byte) && byte != b'['
}

/// A sequence that began in the blocks before.
#[derive(Default)]
struct Open {
    /// The last bytes were an escape, or an escape and a byte more: their bits, shifted on.
    escape: u64,
    /// Its parameters go on.
    params: bool,
}

impl Open {
    /// Where it began in what was gone through; the end of that if there is none.
    fn start(&self, before: &[u8]) -> usize {
        let is_open = self.escape != 0 || self.params;
        let start = if is_open { rfind(before, ESC) } else { None };
        start.unwrap_or(before.len())
    }

    /// Goes through a block, and says whether it only flows.
    #[inline]
    fn goes_through(&mut self, block: &[u8; BLOCK]) -> bool {
        let (mut flows, mut escapes) = (true, false);
        for &byte in block {
            let is_text = byte >= 0x20 && byte != 0x7f;
            flows &= is_text | matches!(byte, b'\t' | b'\n' | b'\r' | ESC);
            escapes |= byte == ESC;
        }
        match escapes || self.escape != 0 || self.params {
            true => flows && self.has_whole_sequences(block),
            false => flows,
        }
    }

    fn has_whole_sequences(&mut self, block: &[u8; BLOCK]) -> bool {
        let escape = every(block, |word| equal(word, ESC));
        let bracket = every(block, |word| equal(word, b'['));
        let last = every(block, |word| equal(word, b'm') | equal(word, b'K'));
        // `0` to `;`: digits, colon and semicolon.
        let param = every(block, |word| {
            let from_zero = word ^ (ONES * 0x30);
            !(((from_zero & (ONES * 0x7f)) + ONES * (0x7f - 0x0b)) | from_zero) & (ONES * 0x80)
        });
        let second = escape << 1 | self.escape & 1;
        let third = escape << 2 | self.escape >> 1 & 1 | (self.escape & 1) << 1;
        // The sum carries each start through the parameters after it, to what ends them.
        let (sum, over) = param.overflowing_add(third | u64::from(self.params));
        let ends = sum & !param;
        self.escape = escape >> 63 | escape >> 61 & 2;
        self.params = over;
        second & !bracket == 0 && ends & !last == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What flows, read byte by byte.
    fn slow(input: &[u8]) -> usize {
        let mut at = 0;
        while let Some(&byte) = input.get(at) {
            at += match byte {
                b'\t' | b'\n' | b'\r' | 0x20..=0x7e | 0x80.. => 1,
                ESC => {
                    let rest = &input[at + 1..];
                    let params =
                        rest.iter().skip(1).take_while(|byte| (b'0'..=b';').contains(byte));
                    let end = 1 + params.count();
                    match (rest.first(), rest.get(end)) {
                        (Some(b'['), Some(b'm' | b'K')) => end + 2,
                        _ => return at,
                    }
                }
                _ => return at,
            };
        }
        at
    }

    #[track_caller]
    fn check(input: &[u8]) {
        let (run, most) = (flowing_run(input), slow(input));
        assert_eq!(slow(&input[..run]), run, "{input:x?}");
        // Only what is within a block of something odd may be missed.
        let cut = !input[most..].iter().skip(1).any(|&byte| is_final(byte));
        let is_odd = most < input.len() && !(input[most] == ESC && cut);
        let missed = if is_odd { 2 * BLOCK } else { 0 };
        assert!(run <= most && most - run <= missed, "{run} of {most}: {input:x?}");
    }

    #[test]
    fn sequences_are_seen_wherever_they_are() {
        let pieces: [&[u8]; 12] = [
            b"\x1b[m",
            b"\x1b[0;31m",
            b"\x1b[38;2;1;22;255m",
            b"\x1b[K",
            b"m1;[",
            b"\x1b[1A",
            b"\x1bM",
            b"\x1b[",
            b"\x1b",
            b"\x1b[?1m",
            b"\x07",
            b"\x1b\x1b[m",
        ];
        for before in 0..70 {
            for first in pieces {
                for second in pieces {
                    for after in [0, 1, 3, 64, 100] {
                        let text = vec![b'3'; before];
                        check(&[&text, first, second, &vec![b'm'; after]].concat());
                        check(&[&text, first, b"\r\n", second, &vec![b' '; after]].concat());
                    }
                }
            }
        }
    }

    #[test]
    fn a_sequence_may_be_longer_than_a_block() {
        for len in 50..140 {
            for last in [b'm', b'K', b'H', 0x1b] {
                let mut input = b"text\x1b[".to_vec();
                input.extend(vec![b'1'; len]);
                check(&input);
                input.push(last);
                check(&input);
                input.extend([b'x'; 200]);
                check(&input);
            }
        }
    }
}
