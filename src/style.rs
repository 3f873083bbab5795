//! How a cell looks: colours, underline and attributes (ECMA-48 SGR and xterm's additions).

pub mod x11;

use serde::{Deserialize, Serialize};

/// A colour as programs name it; what it looks like is the person's terminal's affair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Color {
    /// The terminal's own foreground or background (SGR 39, 49, 59).
    #[default]
    Default,
    /// An entry of the palette: 0–7 plain, 8–15 bright, 16–255 xterm's cube and greys.
    Indexed(u8),
    /// Direct colour: red, green, blue.
    Rgb(u8, u8, u8),
}

/// Red, green, blue.
pub type Rgb = (u8, u8, u8);

impl Color {
    /// The same as a terminal shows it whose palette differs in some entries; these are in order.
    pub fn in_palette(self, palette: &[(u8, Rgb)]) -> Self {
        let Color::Indexed(index) = self else { return self };
        match palette.binary_search_by_key(&index, |(index, _)| *index) {
            Ok(at) => Color::from(palette[at].1),
            Err(_) => self,
        }
    }

    /// Red, green and blue of it, as far as they are known; none of the terminal's own.
    pub fn rgb(self) -> Option<Rgb> {
        match self {
            Color::Default => None,
            Color::Indexed(index) => Some(palette_rgb(index)),
            Color::Rgb(r, g, b) => Some((r, g, b)),
        }
    }
}

/// What a terminal shows its text on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Theme {
    /// A dark background.
    #[default]
    Dark,
    /// A light one.
    Light,
}

impl Theme {
    /// That of a background.
    pub fn of((r, g, b): Rgb) -> Self {
        match u32::from(r) * 299 + u32::from(g) * 587 + u32::from(b) * 114 > 127_500 {
            true => Theme::Light,
            false => Theme::Dark,
        }
    }
}

impl From<Rgb> for Color {
    fn from((r, g, b): Rgb) -> Self {
        Color::Rgb(r, g, b)
    }
}

/// The first sixteen entries of the palette as xterm has them.
const SIXTEEN: [(u8, u8, u8); 16] = [
    (0, 0, 0),
    (205, 0, 0),
    (0, 205, 0),
    (205, 205, 0),
    (0, 0, 238),
    (205, 0, 205),
    (0, 205, 205),
    (229, 229, 229),
    (127, 127, 127),
    (255, 0, 0),
    (0, 255, 0),
    (255, 255, 0),
    (92, 92, 255),
    (255, 0, 255),
    (0, 255, 255),
    (255, 255, 255),
];

/// Red, green and blue of an entry of xterm's palette of 256, which serves where a terminal does
/// not tell its own.
pub const fn palette_rgb(index: u8) -> (u8, u8, u8) {
    const fn level(n: u8) -> u8 {
        if n == 0 { 0 } else { 55 + n * 40 }
    }
    match index {
        0..16 => SIXTEEN[index as usize],
        16..232 => {
            let n = index - 16;
            (level(n / 36), level(n / 6 % 6), level(n % 6))
        }
        232.. => {
            let grey = 8 + (index - 232) * 10;
            (grey, grey, grey)
        }
    }
}

bitflags::bitflags! {
    /// What SGR switches on and off, underlining aside.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
    pub struct Attributes: u8 {
        /// SGR 1.
        const BOLD = 1;
        /// SGR 2.
        const DIM = 1 << 1;
        /// SGR 3.
        const ITALIC = 1 << 2;
        /// SGR 5 (and 6).
        const BLINK = 1 << 3;
        /// SGR 7.
        const INVERSE = 1 << 4;
        /// SGR 8.
        const HIDDEN = 1 << 5;
        /// SGR 9.
        const STRIKE = 1 << 6;
        /// SGR 53.
        const OVERLINE = 1 << 7;
    }
}

/// The kind of line under the text (SGR 4, 21, and 4:n after kitty's underline page).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Underline {
    /// No line.
    #[default]
    None,
    /// One straight line.
    Single,
    /// Two lines.
    Double,
    /// A wave.
    Curly,
    /// Dots.
    Dotted,
    /// Dashes.
    Dashed,
}

/// The shape of the cursor (DECSCUSR).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum CursorShape {
    /// Whatever the person's terminal has.
    #[default]
    Default,
    /// A full cell.
    Block,
    /// A line below.
    Underline,
    /// A line to the left.
    Bar,
}

/// All of a cell's looks, hyperlinks aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Style {
    /// The text's colour.
    pub fg: Color,
    /// The cell's colour.
    pub bg: Color,
    /// The underline's colour; `Default` follows the text's.
    pub underline_color: Color,
    /// The kind of underline.
    pub underline: Underline,
    /// Everything that is on or off.
    pub attributes: Attributes,
}

impl Style {
    /// Default colours, nothing switched on.
    pub const PLAIN: Style = Style {
        fg: Color::Default,
        bg: Color::Default,
        underline_color: Color::Default,
        underline: Underline::None,
        attributes: Attributes::empty(),
    };

    /// Whether this is [`Style::PLAIN`].
    pub fn is_plain(&self) -> bool {
        *self == Self::PLAIN
    }

    /// This style with another text colour.
    pub const fn fg(mut self, color: Color) -> Self {
        self.fg = color;
        self
    }

    /// This style with another cell colour.
    pub const fn bg(mut self, color: Color) -> Self {
        self.bg = color;
        self
    }

    /// This style with `attributes` on as well.
    pub const fn with(mut self, attributes: Attributes) -> Self {
        self.attributes = self.attributes.union(attributes);
        self
    }
}
