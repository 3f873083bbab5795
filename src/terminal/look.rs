//! How cells look. Most looks are written out in the cell itself, so that coloured text needs no
//! table; only what does not fit is interned (see `intern`).

use crate::style::{Attributes, Color, Style, Underline};

/// How a cell looks, in 39 bits.
///
/// The lowest two bits say what the rest is:
/// 0: both colours default or of the palette; 1: direct text colour on the default background;
/// 2: direct background under a default or one of the 16 text colours, not underlined;
/// 3: the number of an interned look. Looks with the same bits are the same; only of
/// interned ones may there be two for one style.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Look(u64);

/// A look, unpacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unpacked {
    /// All of it.
    Style(Style),
    /// It is in the table under this number.
    Interned(u32),
}

impl Look {
    /// Default colours, nothing switched on.
    pub const PLAIN: Look = Look(0);

    /// All its bits.
    pub const fn bits(self) -> u64 {
        self.0
    }

    /// A look of the bits of one.
    pub const fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    /// The look of a style, if it can be written out.
    pub fn inline(style: &Style) -> Option<Look> {
        if style.underline_color != Color::Default {
            return None;
        }
        let attributes = u64::from(style.attributes.bits()) << 2;
        let underline = style.underline as u64;
        match (style.fg, style.bg) {
            (Color::Rgb(r, g, b), Color::Default) => {
                Some(Look(1 | attributes | underline << 10 | direct(r, g, b) << 13))
            }
            (Color::Rgb(..), _) => None,
            (fg, Color::Rgb(r, g, b)) => {
                let fg = palette(fg);
                (fg <= 16 && style.underline == Underline::None)
                    .then(|| Look(2 | attributes | fg << 10 | direct(r, g, b) << 15))
            }
            (fg, bg) => {
                Some(Look(attributes | underline << 10 | palette(fg) << 13 | palette(bg) << 22))
            }
        }
    }

    /// The look of nothing but a style's text colour, for where there is no room for more.
    pub fn plainest(style: &Style) -> Look {
        Look::inline(&Style::PLAIN.fg(style.fg)).unwrap_or(Look::PLAIN)
    }

    /// The look of a plain cell on a background: what erasing leaves behind.
    pub fn background(bg: Color) -> Look {
        Look::inline(&Style::PLAIN.bg(bg)).unwrap_or(Look::PLAIN)
    }

    /// The look with this number in the table.
    pub const fn interned(id: u32) -> Look {
        Look(3 | (id as u64) << 2)
    }

    /// Its number in the table, if it is there.
    #[inline]
    pub const fn number(self) -> Option<u32> {
        if self.0 & 3 == 3 { Some((self.0 >> 2) as u32) } else { None }
    }

    /// A number that is well mixed in its lowest bits.
    pub const fn hash(self) -> usize {
        (self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize
    }

    /// What it is made of.
    pub fn unpacked(self) -> Unpacked {
        let bits = self.0;
        let attributes = Attributes::from_bits_truncate((bits >> 2) as u8);
        let mut style = Style { attributes, ..Style::PLAIN };
        match bits & 3 {
            0 => {
                style.underline = underline(bits >> 10);
                style.fg = from_palette(bits >> 13 & 0x1ff);
                style.bg = from_palette(bits >> 22 & 0x1ff);
            }
            1 => {
                style.underline = underline(bits >> 10);
                style.fg = from_direct(bits >> 13);
            }
            2 => {
                style.fg = from_palette(bits >> 10 & 0x1f);
                style.bg = from_direct(bits >> 15);
            }
            _ => return Unpacked::Interned((bits >> 2) as u32),
        }
        Unpacked::Style(style)
    }
}

/// A whole style and the number of its link, in one number: what tables of looks are made of,
/// since it is quickly compared and hashed.
///
/// From the lowest bit: 8 of attributes, 3 of underline, 26 for each of the colours (0 default,
/// 1 palette, 2 direct, then its value), and 32 of the link (0 for none).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Packed(u128);

impl Packed {
    /// A style with the link of a number.
    pub fn new(style: &Style, link: u32) -> Self {
        let color = |color: Color| -> u64 {
            match color {
                Color::Default => 0,
                Color::Indexed(i) => 1 | u64::from(i) << 2,
                Color::Rgb(r, g, b) => 2 | direct(r, g, b) << 2,
            }
        };
        let low = u64::from(style.attributes.bits())
            | (style.underline as u64) << 8
            | color(style.fg) << 11
            | color(style.bg) << 37;
        let high = color(style.underline_color) << 1 | u64::from(link) << 32;
        Self(u128::from(high) << 64 | u128::from(low))
    }

    /// Whether it is the plain style without a link, which no table holds.
    pub fn is_plain(self) -> bool {
        self.0 == 0
    }

    /// The style.
    pub fn style(self) -> Style {
        let color = |bits: u64| match bits & 3 {
            1 => Color::Indexed((bits >> 2) as u8),
            2 => from_direct(bits >> 2),
            _ => Color::Default,
        };
        let (low, high) = (self.0 as u64, (self.0 >> 64) as u64);
        Style {
            attributes: Attributes::from_bits_truncate(low as u8),
            underline: underline(low >> 8),
            fg: color(low >> 11),
            bg: color(low >> 37),
            underline_color: color(high >> 1),
        }
    }

    /// The number of its link; 0 for none.
    pub fn link(self) -> u32 {
        (self.0 >> 96) as u32
    }

    /// It with another link.
    pub fn with_link(self, link: u32) -> Self {
        Self(self.0 & (u128::MAX >> 32) | u128::from(link) << 96)
    }

    /// A number that is well mixed in its highest bits.
    pub fn hash(self) -> u64 {
        let mixed = (self.0 as u64 ^ ((self.0 >> 64) as u64).rotate_left(29))
            .wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed ^ mixed >> 32).wrapping_mul(0xd6e8_feb8_6659_fd93)
    }
}

fn palette(color: Color) -> u64 {
    match color {
        Color::Indexed(i) => u64::from(i) + 1,
        _ => 0,
    }
}

fn from_palette(bits: u64) -> Color {
    match bits {
        1..=256 => Color::Indexed((bits - 1) as u8),
        _ => Color::Default,
    }
}

fn direct(r: u8, g: u8, b: u8) -> u64 {
    u64::from(u32::from_be_bytes([0, r, g, b]))
}

fn from_direct(bits: u64) -> Color {
    let [_, r, g, b] = (bits as u32).to_be_bytes();
    Color::Rgb(r, g, b)
}

fn underline(bits: u64) -> Underline {
    match bits & 7 {
        1 => Underline::Single,
        2 => Underline::Double,
        3 => Underline::Curly,
        4 => Underline::Dotted,
        5 => Underline::Dashed,
        _ => Underline::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_look_that_can_be_written_out_comes_back() {
        use Color::*;
        let colors = [Default, Indexed(0), Indexed(15), Indexed(16), Indexed(255), Rgb(1, 2, 255)];
        let underlines = [Underline::None, Underline::Curly, Underline::Dashed];
        let mut written = 0;
        for fg in colors {
            for bg in colors {
                for underline in underlines {
                    for attributes in [Attributes::empty(), Attributes::all(), Attributes::STRIKE] {
                        let style = Style { fg, bg, underline, attributes, ..Style::PLAIN };
                        assert_eq!(Packed::new(&style, 7).style(), style);
                        assert_eq!(Packed::new(&style, 7).link(), 7);
                        if let Some(look) = Look::inline(&style) {
                            assert_eq!(look.unpacked(), Unpacked::Style(style));
                            assert!(look.bits() < 1 << 39);
                            written += 1;
                        }
                    }
                }
            }
        }
        assert!(written > 200);
    }
}
