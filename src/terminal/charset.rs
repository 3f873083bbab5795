//! The character sets that can stand in G0 to G3 (ISO 2022, DEC STD 070), and which of them is
//! in use. All but the sets of DEC's own glyphs are ASCII with a few characters changed.

use serde::{Deserialize, Serialize};

/// A set of 94 characters, or of 96.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Charset {
    /// `B`: ASCII.
    #[default]
    Ascii,
    /// `A`: the pound sign for `#`.
    British,
    /// `0`: line drawing.
    Graphics,
    /// `>`: DEC's technical set.
    Technical,
    /// `A` of the sets of 96: the upper half of ISO 8859-1.
    Latin1,
}

/// 0x5f to 0x7e of the DEC special graphics set (VT220 Programmer Reference, table 2-4).
const GRAPHICS: [char; 32] = [
    '\u{a0}', '◆', '▒', '␉', '␌', '␍', '␊', '°', '±', '␤', '␋', '┘', '┐', '┌', '└', '┼', '⎺', '⎻',
    '─', '⎼', '⎽', '├', '┤', '┴', '┬', '│', '≤', '≥', 'π', '≠', '£', '·',
];

/// 0x21 to 0x7e of the DEC technical set (VT330/VT340 Programmer Reference, table 2-8), the pieces
/// of the large sigma as what comes nearest to them; a space where it has no character.
const TECHNICAL: [char; 94] = [
    '⎷', '┌', '─', '⌠', '⌡', '│', '⎡', '⎣', '⎤', '⎦', '⎛', '⎝', '⎞', '⎠', '⎨', '⎬', '⎲', '⎳', '╲',
    '╱', '⌝', '⌟', '⟩', ' ', ' ', ' ', ' ', '≤', '≠', '≥', '∫', '∴', '∝', '∞', '÷', 'Δ', '∇', 'Φ',
    'Γ', '∼', '≃', 'Θ', '×', 'Λ', '⇔', '⇒', '≡', 'Π', 'Ψ', ' ', 'Σ', ' ', ' ', '√', 'Ω', 'Ξ', 'Υ',
    '⊂', '⊃', '∩', '∪', '∧', '∨', '¬', 'α', 'β', 'χ', 'δ', 'ε', 'φ', 'γ', 'η', 'ι', 'θ', 'κ', 'λ',
    ' ', 'ν', '∂', 'π', 'ψ', 'ρ', 'σ', 'τ', ' ', 'ƒ', 'ω', 'ξ', 'υ', 'ζ', '←', '↑', '→', '↓',
];

impl Charset {
    /// The set that a designating sequence's final byte names.
    pub fn of_final(last: u8) -> Option<Charset> {
        match last {
            b'B' | b'1' => Some(Charset::Ascii),
            b'A' => Some(Charset::British),
            b'0' | b'2' => Some(Charset::Graphics),
            b'>' => Some(Charset::Technical),
            _ => None,
        }
    }

    /// The final byte that designates it.
    pub fn last(self) -> char {
        match self {
            Charset::Ascii => 'B',
            Charset::British => 'A',
            Charset::Graphics => '0',
            Charset::Technical => '>',
            Charset::Latin1 => 'A',
        }
    }

    /// Whether it is one of 96 characters, which are designated by sequences of their own
    /// (ECMA-35 14.3.2).
    pub fn is_of_96(self) -> bool {
        self == Charset::Latin1
    }

    /// What a printable ASCII byte stands for in it.
    pub fn map(self, byte: u8) -> char {
        let at = |table: &[char], first: u8| {
            let place = usize::from(byte.wrapping_sub(first));
            table.get(place).copied().unwrap_or(byte as char)
        };
        match self {
            Charset::Ascii => byte as char,
            Charset::British if byte == b'#' => '£',
            Charset::British => byte as char,
            Charset::Graphics => at(&GRAPHICS, 0x5f),
            Charset::Technical => at(&TECHNICAL, 0x21),
            Charset::Latin1 => char::from(byte | 0x80),
        }
    }
}

/// G0 to G3 and the shifts between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charsets {
    /// What is designated to G0, G1, G2, G3.
    pub sets: [Charset; 4],
    /// Which of them text is decoded by.
    pub left: u8,
    /// Which of them stands on the right (LS1R to LS3R). It is only reported: in UTF-8 there are no
    /// bytes that would be decoded by it.
    pub right: u8,
    /// Which of them the next character alone is decoded by (SS2, SS3).
    pub single: Option<u8>,
}

impl Default for Charsets {
    fn default() -> Self {
        Self { sets: [Charset::Ascii; 4], left: 0, right: 2, single: None }
    }
}

impl Charsets {
    /// Whether text means what it says.
    #[inline]
    pub fn is_ascii(&self) -> bool {
        self.single.is_none() && self.sets[usize::from(self.left & 3)] == Charset::Ascii
    }

    /// What the next printable ASCII byte stands for.
    pub fn map(&mut self, byte: u8) -> char {
        let set = self.single.take().unwrap_or(self.left);
        self.sets[usize::from(set & 3)].map(byte)
    }
}
