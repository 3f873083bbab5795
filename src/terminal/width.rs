//! How many columns a code point takes (UAX #11, with ambiguous ones narrow).

use unicode_width::UnicodeWidthChar;

/// Columns of a printable code point: 0, 1 or 2; `None` for a control.
#[inline]
pub fn of(c: char) -> Option<u8> {
    match c {
        ' '..='~' | '\u{a0}'..='\u{ac}' | '\u{ae}'..='\u{2ff}' => Some(1),
        // The scripts without combining marks that most text is in.
        '\u{370}'..='\u{482}' | '\u{48a}'..='\u{52f}' | '\u{2500}'..='\u{25fc}' => Some(1),
        '\u{3041}'..='\u{3096}' | '\u{30a0}'..='\u{30ff}' => Some(2),
        '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => Some(2),
        '\u{1f5fb}'..='\u{1f64f}' | '\u{1f680}'..='\u{1f6c5}' => Some(2),
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
