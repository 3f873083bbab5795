//! How many columns code points take (UAX #11, with ambiguous ones narrow), and which of them
//! can be no part of a larger cluster unless what is before them says so.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};
use unicode_width::UnicodeWidthChar;

/// Columns of a code point that begins a glyph of its own after any other of its kind; `None` for
/// all others. These are the scripts that most text is in, and they need not be looked at twice:
/// of them only what follows a cluster, a prepended mark, or one of Hangul's initial consonants
/// may join it.
#[inline]
pub fn alone(c: char) -> Option<u8> {
    let at = c as usize;
    match ALONE.get(at / 4).map_or(0, |four| four >> (at % 4 * 2) & 3) {
        0 => None,
        ASK => table(c),
        columns => Some(columns),
    }
}

/// In [`ALONE`]: some of these are wide, which Unicode's own table says.
const ASK: u8 = 3;

/// What stands alone: from, to, and how many columns it takes. The soft hyphen is among it, as
/// terminals always show it.
const STANDING_ALONE: &[(char, char, u8)] = &[
    // Latin, Greek, Cyrillic, box drawing.
    (' ', '~', 1),
    ('\u{a0}', '\u{2ff}', 1),
    ('\u{370}', '\u{482}', 1),
    ('\u{48a}', '\u{52f}', 1),
    ('\u{2500}', '\u{25fc}', 1),
    // Kana, Han, Hangul's syllables.
    ('\u{3041}', '\u{3096}', 2),
    ('\u{30a0}', '\u{30ff}', 2),
    ('\u{4e00}', '\u{9fff}', 2),
    ('\u{ac00}', '\u{d7a3}', 2),
    // Hebrew, Arabic, Devanagari, Thai.
    ('\u{5d0}', '\u{5ea}', 1),
    ('\u{620}', '\u{64a}', 1),
    ('\u{904}', '\u{939}', 1),
    ('\u{e01}', '\u{e30}', 1),
    ('\u{e40}', '\u{e46}', 1),
    // Punctuation, arrows, mathematics, Braille.
    ('\u{2010}', '\u{2027}', 1),
    ('\u{2030}', '\u{205e}', 1),
    ('\u{2070}', '\u{20cf}', 1),
    ('\u{2190}', '\u{2319}', 1),
    ('\u{2800}', '\u{28ff}', 1),
    ('\u{3000}', '\u{3029}', 2),
    ('\u{ff01}', '\u{ff60}', 2),
    // Symbols and emoji; no skin tones, no letters of flags.
    ('\u{231a}', '\u{24ff}', ASK),
    ('\u{25fd}', '\u{27ff}', ASK),
    ('\u{2900}', '\u{2bff}', ASK),
    ('\u{1f300}', '\u{1f3fa}', ASK),
    ('\u{1f400}', '\u{1f5fa}', ASK),
    ('\u{1f5fb}', '\u{1f64f}', 2),
    ('\u{1f650}', '\u{1f67f}', ASK),
    ('\u{1f680}', '\u{1f6c5}', 2),
    ('\u{1f6c6}', '\u{1faff}', ASK),
    // Icons of patched fonts.
    ('\u{e000}', '\u{f8ff}', 1),
];

/// The same by code point, two bits each, as this is asked for every glyph that is not ASCII.
static ALONE: [u8; 0x1fb00 / 4] = {
    let mut all = [0; 0x1fb00 / 4];
    let mut range = 0;
    while range < STANDING_ALONE.len() {
        let (first, last, columns) = STANDING_ALONE[range];
        let mut at = first as usize;
        while at <= last as usize {
            all[at / 4] |= columns << (at % 4 * 2);
            at += 1;
        }
        range += 1;
    }
    all
};

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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Whether no code point has more columns than there are.
    pub(super) fn is_sound(&self) -> bool {
        self.own.iter().all(|(_, columns)| *columns <= 2)
    }

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
