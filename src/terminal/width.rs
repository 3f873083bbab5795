//! How many columns code points take (UAX #11, with ambiguous ones narrow), and which of them
//! can be no part of a larger cluster unless what is before them says so.

use std::ops::RangeInclusive;

use unicode_width::UnicodeWidthChar;

/// Columns of a code point that begins a glyph of its own after any other of its kind; `None` for
/// all others. These are the scripts that most text is in, and they need not be looked at twice:
/// of them only what follows a cluster, a prepended mark, or one of Hangul's initial consonants
/// may join it.
#[inline]
pub fn alone(c: char) -> Option<u8> {
    match c {
        ' '..='~' | '\u{a0}'..='\u{ac}' | '\u{ae}'..='\u{2ff}' => Some(1),
        '\u{370}'..='\u{482}' | '\u{48a}'..='\u{52f}' | '\u{2500}'..='\u{25fc}' => Some(1),
        '\u{3041}'..='\u{3096}' | '\u{30a0}'..='\u{30ff}' => Some(2),
        '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => Some(2),
        '\u{1f5fb}'..='\u{1f64f}' | '\u{1f680}'..='\u{1f6c5}' => Some(2),
        // Hebrew, Arabic, Devanagari, Thai.
        '\u{5d0}'..='\u{5ea}' | '\u{620}'..='\u{64a}' | '\u{904}'..='\u{939}' => Some(1),
        '\u{e01}'..='\u{e30}' | '\u{e40}'..='\u{e46}' => Some(1),
        // Punctuation, arrows, mathematics, Braille.
        '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{2070}'..='\u{20cf}' => Some(1),
        '\u{2190}'..='\u{2319}' | '\u{2800}'..='\u{28ff}' => Some(1),
        '\u{3000}'..='\u{3029}' | '\u{ff01}'..='\u{ff60}' => Some(2),
        // Symbols and emoji, some of them wide; no skin tones, no letters of flags.
        '\u{231a}'..='\u{24ff}' | '\u{25fd}'..='\u{2bff}' => table(c),
        '\u{1f300}'..='\u{1f3fa}' | '\u{1f400}'..='\u{1faff}' => table(c),
        // Icons of patched fonts.
        '\u{e000}'..='\u{f8ff}' => Some(1),
        // The soft hyphen is shown by terminals, always.
        '\u{ad}' => Some(1),
        _ => None,
    }
}

/// Columns of a printable code point: 0, 1 or 2; `None` for a control.
#[inline]
pub fn of(c: char) -> Option<u8> {
    alone(c).or_else(|| table(c))
}

fn table(c: char) -> Option<u8> {
    c.width().map(|width| width.min(2) as u8)
}

/// What a person says of widths, over what Unicode says (tmux's options `codepoint-widths` and
/// `variation-selector-always-wide`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Widths {
    /// Whether U+FE0F makes what it follows two columns wide.
    pub selector_widens: bool,
    /// Code points with their columns (0 to 2); of two for one the later counts. Not for ASCII.
    pub own: Vec<(RangeInclusive<char>, u8)>,
}

impl Default for Widths {
    fn default() -> Self {
        Self { selector_widens: true, own: Vec::new() }
    }
}

impl Widths {
    /// What the person says of a code point.
    pub(super) fn own(&self, c: char) -> Option<u8> {
        let said = self.own.iter().rev().find(|(range, _)| range.contains(&c));
        said.filter(|_| !c.is_ascii()).map(|(_, columns)| *columns)
    }

    /// Columns of a printable code point: 0, 1 or 2; `None` for a control.
    pub(super) fn of(&self, c: char) -> Option<u8> {
        self.own(c).filter(|_| !c.is_control()).or_else(|| of(c))
    }
}

#[cfg(test)]
mod tests {
    use unicode_segmentation::UnicodeSegmentation;

    use super::*;

    #[test]
    fn the_short_ways_say_what_the_table_says() {
        for c in ('\0'..=char::MAX).filter(|&c| c != '\u{ad}') {
            assert_eq!(of(c), table(c), "{:x}", c as u32);
        }
    }

    #[test]
    fn what_stands_alone_joins_nothing_of_its_kind() {
        let clusters = |text: String| text.graphemes(true).count();
        for c in ('\u{80}'..=char::MAX).filter(|&c| alone(c).is_some()) {
            assert_ne!(of(c), Some(0), "{:x}", c as u32);
            for text in [format!("a{c}"), format!("{c}a"), format!("{c}{c}"), format!("각{c}")] {
                assert_eq!(clusters(text), 2, "{:x}", c as u32);
            }
        }
    }
}
