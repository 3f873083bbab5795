//! What can be known of output without parsing it: that there is nothing in it but some kinds of
//! bytes and control sequences.
//!
//! That is seen in blocks of 64 bytes, each a bit of a word, without a branch for a sequence.

use super::scan::{every, rfind};

const ESC: u8 = 0x1b;
const BLOCK: usize = 64;

/// A kind of output. What is asked of a byte is asked without a branch, so that the compiler can ask
/// it of many at once.
pub trait Kind {
    /// Whether a byte that is no part of a sequence is of it.
    fn has(byte: u8) -> bool;

    /// Whether a byte ends the sequences of it. Their parameters may be any, without a private
    /// mark.
    fn ends(byte: u8) -> bool;
}

/// Output that only flows: text, line ends, tabs, and sequences that change the look (SGR) or erase
/// within their line (EL). No cursor, mode or reply depends on it.
pub struct Flowing;

impl Kind for Flowing {
    #[inline]
    fn has(byte: u8) -> bool {
        (byte >= 0x20 && byte != 0x7f) | matches!(byte, b'\t' | b'\n' | b'\r')
    }

    #[inline]
    fn ends(byte: u8) -> bool {
        (byte == b'm') | (byte == b'K')
    }
}

/// Output that draws and asks nothing: text without C1 controls, the controls that ring and that
/// move the cursor or shift sets, and sequences that move it, erase, shift or change the look.
pub struct Drawing;

impl Kind for Drawing {
    #[inline]
    fn has(byte: u8) -> bool {
        // In UTF-8 the C1 controls begin with 0xc2, as a few signs do.
        (byte >= 0x20 && byte != 0x7f && byte != 0xc2) | matches!(byte, 0x07..=0x0f)
    }

    #[inline]
    fn ends(byte: u8) -> bool {
        let lone = [b'P', b'X', b'd', b'f', b'm', b'r'].into_iter();
        let is_lone = lone.fold(false, |any, last| any | (byte == last));
        (b'@'..=b'M').contains(&byte) & (byte != b'I') | is_lone
    }
}

/// How many bytes from the start are of a kind, sequences in whole. Up to a block may be missed
/// before a byte that is not.
pub fn run_of<K: Kind>(input: &[u8]) -> usize {
    let mut open = Open::default();
    let mut at = 0;
    while let Some(block) = input[at..].first_chunk::<BLOCK>() {
        let whole = open.start(&input[..at]);
        if !open.goes_through::<K>(block) {
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
    if open.goes_through::<K>(&block) { at + end } else { whole }
}

/// How long the sequence is that bytes start with, where it is there in whole and of a kind.
pub fn sequence_of<K: Kind>(bytes: &[u8]) -> Option<usize> {
    let body = bytes.strip_prefix(b"\x1b[")?;
    let params = body.iter().position(|byte| !(b'0'..=b';').contains(byte))?;
    K::ends(body[params]).then_some(params + 3)
}

/// Whether bytes are nothing, or the start of a sequence that may be of a kind when its end comes.
pub fn is_cut(bytes: &[u8]) -> bool {
    match bytes {
        [] => true,
        [first, rest @ ..] => *first == ESC && !rest.iter().any(|&byte| is_final(byte)),
    }
}

/// Whether a byte ends a sequence, or makes that there is none.
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

    /// Goes through a block, and says whether all of it is of a kind.
    #[inline]
    fn goes_through<K: Kind>(&mut self, block: &[u8; BLOCK]) -> bool {
        let (mut is_all, mut escapes) = (true, false);
        for &byte in block {
            is_all &= K::has(byte) | (byte == ESC);
            escapes |= byte == ESC;
        }
        match escapes || self.escape != 0 || self.params {
            true => is_all && self.has_whole_sequences::<K>(block),
            false => is_all,
        }
    }

    fn has_whole_sequences<K: Kind>(&mut self, block: &[u8; BLOCK]) -> bool {
        let escape = every(block, |byte| byte == ESC);
        let bracket = every(block, |byte| byte == b'[');
        let last = every(block, K::ends);
        // Digits, colon and semicolon.
        let param = every(block, |byte| (b'0'..=b';').contains(&byte));
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

    /// What is of a kind, seen byte by byte.
    fn slow<K: Kind>(input: &[u8]) -> usize {
        let mut at = 0;
        while let Some(&byte) = input.get(at) {
            let length = match byte {
                ESC => sequence_of::<K>(&input[at..]),
                _ => K::has(byte).then_some(1),
            };
            match length {
                Some(length) => at += length,
                None => return at,
            }
        }
        at
    }

    #[track_caller]
    fn check(input: &[u8]) {
        check_kind::<Flowing>(input);
        check_kind::<Drawing>(input);
    }

    #[track_caller]
    fn check_kind<K: Kind>(input: &[u8]) {
        let (run, most) = (run_of::<K>(input), slow::<K>(input));
        assert_eq!(slow::<K>(&input[..run]), run, "{input:x?}");
        // Only what is within a block of something odd may be missed.
        let cut = !input[most..].iter().skip(1).any(|&byte| is_final(byte));
        let is_odd = most < input.len() && !(input[most] == ESC && cut);
        let missed = if is_odd { 2 * BLOCK } else { 0 };
        assert!(run <= most && most - run <= missed, "{run} of {most}: {input:x?}");
    }

    #[test]
    fn kinds_have_the_sequences_that_they_are_said_to_have() {
        for last in 0x20..0x7f {
            let sequence = [b"\x1b[1;2", &[last][..]].concat();
            let has = |run: usize| run == sequence.len();
            assert_eq!(has(run_of::<Flowing>(&sequence)), b"Km".contains(&last));
            let draws = b"@ABCDEFGHJKLMPXdfmr".contains(&last);
            assert_eq!(has(run_of::<Drawing>(&sequence)), draws, "{}", last as char);
        }
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
