//! How many columns a code point takes (UAX #11, with ambiguous ones narrow).

use unicode_width::UnicodeWidthChar;

/// Columns of a printable code point: 0, 1 or 2; `None` for a control.
#[inline]
pub fn of(c: char) -> Option<u8> {
    match BLOCKS.get(c as usize >> 6) {
        Some(&width @ 1..) => Some(width),
        _ => of_any(c),
    }
}

/// Blocks of 64 code points: how wide they all are, or 0 where that is not one number. Only those
/// that most text is in; none of these has combining marks.
static BLOCKS: [u8; 0x800] = {
    let mut blocks = [0; 0x800];
    fill(&mut blocks, 0xc0, 0x300, 1);
    fill(&mut blocks, 0x380, 0x480, 1);
    fill(&mut blocks, 0x4c0, 0x500, 1);
    fill(&mut blocks, 0x2500, 0x25c0, 1);
    fill(&mut blocks, 0x30c0, 0x3100, 2);
    fill(&mut blocks, 0x4e00, 0xa000, 2);
    fill(&mut blocks, 0xac00, 0xd780, 2);
    fill(&mut blocks, 0x1f600, 0x1f640, 2);
    fill(&mut blocks, 0x1f680, 0x1f6c0, 2);
    blocks
};

/// Notes the width of the code points from `start` up to `end`.
const fn fill(blocks: &mut [u8; 0x800], start: usize, end: usize, width: u8) {
    let mut at = start >> 6;
    while at < end >> 6 {
        blocks[at] = width;
        at += 1;
    }
}

fn of_any(c: char) -> Option<u8> {
    match c {
        ' '..='~' | '\u{a0}'..='\u{ac}' | '\u{ae}'..='\u{2ff}' => Some(1),
        '\u{3041}'..='\u{3096}' => Some(2),
        // The soft hyphen is shown by terminals, always.
        '\u{ad}' => Some(1),
        c => c.width().map(|width| width.min(2) as u8),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_ways_say_what_the_table_says() {
        for c in ('\0'..=char::MAX).filter(|&c| c != '\u{ad}') {
            assert_eq!(of(c), c.width().map(|width| width.min(2) as u8), "{:x}", c as u32);
        }
    }
}
