//! What the numbers in cells stand for: glyphs, clusters, looks.

use std::collections::HashMap;
use std::sync::Arc;

use unicode_width::UnicodeWidthChar;

use crate::line::Link;
use crate::style::{Color, Style};

/// What stands in a cell: a code point, the number of a cluster, or the second half of the
/// wide glyph to the left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyph(u32);

const WIDE: u32 = 1 << 31;
const CLUSTER: u32 = 1 << 30;
const NUMBER: u32 = CLUSTER - 1;

impl Glyph {
    /// A blank.
    pub const SPACE: Glyph = Glyph(' ' as u32);
    /// The second half of the wide glyph to the left.
    pub const TAIL: Glyph = Glyph(NUMBER);
    /// What a cell holds of which nothing is known. Never on a canvas.
    pub const UNKNOWN: Glyph = Glyph(NUMBER - 1);

    /// A single code point. Control characters, which would be commands to the tty, and
    /// lone zero-width ones, which would fall into the cell before, become blanks.
    pub fn of(c: char, wide: bool) -> Glyph {
        let shown = match c {
            ' '..='~' => c,
            c if c.is_control() => ' ',
            c if c < '\u{300}' => c,
            c if c.width() == Some(0) => ' ',
            c => c,
        };
        let flag = if wide { WIDE } else { 0 };
        Glyph(u32::from(shown) | flag)
    }

    /// A byte of ASCII, narrow; control characters are blanks.
    pub const fn of_ascii(byte: u8) -> Glyph {
        match byte {
            b' '..=b'~' => Glyph(byte as u32),
            _ => Glyph::SPACE,
        }
    }

    /// Whether it takes two columns.
    pub fn is_wide(self) -> bool {
        self.0 & WIDE != 0
    }

    /// The columns that it takes: 1 or 2.
    pub fn columns(self) -> usize {
        if self.is_wide() { 2 } else { 1 }
    }

    /// The ASCII character that it is, if it is one.
    pub fn ascii(self) -> Option<u8> {
        (self.0 < 0x80).then_some(self.0 as u8)
    }

    /// Whether terminals may disagree on how wide it is: clusters, and the planes of emoji.
    pub fn is_risky(self) -> bool {
        self.0 & CLUSTER != 0 || self.0 & NUMBER >= 0x1f000
    }
}

/// A style and a hyperlink.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Look {
    /// The style.
    pub style: Style,
    /// Where it leads.
    pub link: Option<Arc<Link>>,
}

/// The number of a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LookId(u32);

impl LookId {
    /// The tty's own colours, nothing switched on.
    pub const PLAIN: LookId = LookId(0);
}

/// Past so many looks or clusters the tables are begun anew at the next whole redraw.
const CROWDED: usize = 1 << 16;

/// How many numbers of looks are remembered.
const SLOTS: usize = 64;

/// Where a style's number is remembered: different for styles that differ in one colour.
fn slot(style: &Style) -> usize {
    let bits = |color: Color| match color {
        Color::Default => 0,
        Color::Indexed(n) => 1 + u32::from(n),
        Color::Rgb(r, g, b) => u32::from_be_bytes([1, r, g, b]),
    };
    let attributes = u32::from(style.attributes.bits()) << 1 | style.underline as u32;
    let mixed = bits(style.fg)
        .wrapping_mul(0x9e37_79b1)
        .wrapping_add(bits(style.bg).wrapping_mul(0x85eb_ca77))
        .wrapping_add(attributes.wrapping_mul(0xc2b2_ae3d));
    (mixed >> 26) as usize % SLOTS
}

/// Clusters and looks by their numbers.
#[derive(Debug)]
pub struct Tables {
    looks: Vec<Look>,
    by_look: HashMap<Look, LookId>,
    /// Numbers that were given out lately, each at the place of its style's [`slot`]: a
    /// screen has few looks, and asking the map for each run costs more than drawing it.
    recent: [LookId; SLOTS],
    clusters: Vec<Box<str>>,
    by_cluster: HashMap<Box<str>, u32>,
}

impl Default for Tables {
    fn default() -> Self {
        Self {
            looks: vec![Look::default()],
            by_look: HashMap::from([(Look::default(), LookId::PLAIN)]),
            recent: [LookId::PLAIN; SLOTS],
            clusters: Vec::new(),
            by_cluster: HashMap::new(),
        }
    }
}

impl Tables {
    /// Whether they have grown past what one screen explains.
    pub fn is_crowded(&self) -> bool {
        self.looks.len() > CROWDED || self.clusters.len() > CROWDED
    }

    /// The number of a look.
    pub fn look(&mut self, style: &Style, link: &Option<Arc<Link>>) -> LookId {
        if link.is_none() && style.is_plain() {
            return LookId::PLAIN;
        }
        let slot = slot(style);
        let recent = self.get(self.recent[slot]);
        if recent.style == *style && recent.link == *link {
            return self.recent[slot];
        }
        let look = Look { style: *style, link: link.clone() };
        let id = match self.by_look.get(&look) {
            Some(&id) => id,
            None => {
                let id = LookId(self.looks.len() as u32);
                self.looks.push(look.clone());
                self.by_look.insert(look, id);
                id
            }
        };
        self.recent[slot] = id;
        id
    }

    /// The look of a number.
    pub fn get(&self, id: LookId) -> &Look {
        // Numbers come from this table, so there is one; plain is the answer to any other.
        self.looks.get(id.0 as usize).unwrap_or(&self.looks[0])
    }

    /// The glyph of a text, which may be a cluster.
    pub fn glyph(&mut self, text: &str, width: u8) -> Glyph {
        let wide = width == 2;
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) => Glyph::of(c, wide),
            (Some(_), Some(_)) if !text.chars().any(char::is_control) => {
                let number = self.cluster(text);
                Glyph(number | CLUSTER | if wide { WIDE } else { 0 })
            }
            _ => Glyph::of(' ', wide),
        }
    }

    fn cluster(&mut self, text: &str) -> u32 {
        if let Some(&number) = self.by_cluster.get(text) {
            return number;
        }
        let number = self.clusters.len() as u32;
        self.clusters.push(text.into());
        self.by_cluster.insert(text.into(), number);
        number
    }

    /// Appends what is written to show a glyph. Tails show nothing.
    pub fn write(&self, glyph: Glyph, out: &mut Vec<u8>) {
        let number = glyph.0 & NUMBER;
        if let Some(byte) = glyph.ascii() {
            out.push(byte);
        } else if glyph.0 & CLUSTER != 0 {
            let cluster = self.clusters.get(number as usize).map(AsRef::as_ref);
            out.extend_from_slice(cluster.unwrap_or(" ").as_bytes());
        } else if let Some(c) = char::from_u32(number) {
            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
}
