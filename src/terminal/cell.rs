//! One cell of a screen in eight bytes, and the looks that fit into it.
//!
//! A cell holds a code point, or the number of an interned cluster, its part in a wide glyph,
//! its protection, and a [`Look`].
//!
//! A blank that a tab moved over says so: the first one of a tab how many columns it took, the
//! others that they are within one. Whatever is written or erased there takes that away, and what
//! is left of the tab are blanks like any others.

use super::look::Look;

/// What a cell is to the glyph on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A glyph of one column.
    Narrow,
    /// The left half of a glyph of two columns.
    Wide,
    /// The right half of a glyph of two columns.
    Spacer,
    /// The blank that a wide glyph left at the end of a row when it had to wrap.
    Pad,
}

/// What a cell shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Nothing was written there since it was erased.
    Blank,
    /// One code point.
    Char(char),
    /// An interned cluster of several code points, by its number.
    Cluster(u32),
}

/// A cell: 21 bits of content, 2 of [`Part`], 1 for "is a cluster", 1 for "is protected", and
/// 39 of [`Look`]. Contents from [`TAB`] on, past the last code point, are blanks of a tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cell(u64);

const CONTENT: u64 = (1 << 21) - 1;
/// Content of a blank within a tab; with columns added at [`TAB_COLUMNS`], of its first. The lowest
/// seven bits are those of a blank.
const TAB: u64 = 0x11_0000;
const TAB_COLUMNS: u32 = 7;
/// The most columns that a tab may take and be known as one.
pub const WIDEST_TAB: u16 = 4096;
const PART: u64 = 3 << 21;
const WIDE: u64 = 1 << 21;
const SPACER: u64 = 2 << 21;
const PAD: u64 = 3 << 21;
const CLUSTER: u64 = 1 << 23;
const PROTECTED: u64 = 1 << 24;
const LOOK: u32 = 25;

impl Cell {
    /// Nothing, plain.
    pub const BLANK: Cell = Cell(0);

    /// Nothing, in a look.
    pub const fn blank(look: Look) -> Self {
        Self(look.bits() << LOOK)
    }

    /// This cell with the protection bit (DECSCA, SPA) as given.
    pub const fn protect(self, on: bool) -> Self {
        Self(self.0 & !PROTECTED | if on { PROTECTED } else { 0 })
    }

    /// A narrow character in the look and protection of this cell, which is a blank one.
    pub const fn with_char(self, c: char) -> Self {
        Self(self.0 | c as u64)
    }

    /// A narrow printable ASCII character in the look and protection of this blank cell.
    pub const fn with_ascii(self, byte: u8) -> Self {
        Self(self.0 | byte as u64)
    }

    /// This cell with the content and nothing else replaced.
    pub const fn with_content(self, content: Content) -> Self {
        let kept = self.0 & !(CONTENT | CLUSTER);
        match content {
            Content::Blank => Self(kept),
            Content::Char(c) => Self(kept | c as u64),
            Content::Cluster(id) => Self(kept | CLUSTER | (id as u64 & CONTENT)),
        }
    }

    /// This cell with another look.
    pub const fn with_look(self, look: Look) -> Self {
        Self(self.0 & ((1 << LOOK) - 1) | look.bits() << LOOK)
    }

    /// This cell as another part of a glyph.
    pub const fn as_part(self, part: Part) -> Self {
        let bits = match part {
            Part::Narrow => 0,
            Part::Wide => WIDE,
            Part::Spacer => SPACER,
            Part::Pad => PAD,
        };
        Self(self.0 & !PART | bits)
    }

    /// Look and protection of this cell, blank and narrow.
    pub const fn emptied(self) -> Self {
        Self(self.0 & !(CONTENT | PART | CLUSTER))
    }

    /// What it is to its glyph.
    pub const fn part(self) -> Part {
        match self.0 & PART {
            WIDE => Part::Wide,
            SPACER => Part::Spacer,
            PAD => Part::Pad,
            _ => Part::Narrow,
        }
    }

    /// Whether it is the left half of a wide glyph.
    pub const fn is_wide(self) -> bool {
        self.0 & PART == WIDE
    }

    /// Whether it is the right half of a wide glyph.
    pub const fn is_spacer(self) -> bool {
        self.0 & PART == SPACER
    }

    /// Whether it is a blank left by a wide glyph that wrapped.
    pub const fn is_pad(self) -> bool {
        self.0 & PART == PAD
    }

    /// Whether selective erasing passes over it.
    pub const fn is_protected(self) -> bool {
        self.0 & PROTECTED != 0
    }

    /// What it shows.
    pub const fn content(self) -> Content {
        let content = (self.0 & CONTENT) as u32;
        if self.0 & CLUSTER != 0 {
            return Content::Cluster(content);
        }
        match char::from_u32(content) {
            None | Some('\0') => Content::Blank,
            Some(c) => Content::Char(c),
        }
    }

    /// This blank as the first of a tab that takes so many columns, at most [`WIDEST_TAB`].
    pub const fn as_tab(self, columns: u16) -> Self {
        Self(self.emptied().0 | (TAB + ((columns as u64) << TAB_COLUMNS)))
    }

    /// This blank as one within a tab.
    pub const fn within_tab(self) -> Self {
        self.as_tab(0)
    }

    /// Of a blank that a tab moved over the columns that [`Cell::as_tab`] gave it: 0 of one within a
    /// tab.
    pub const fn tab_columns(self) -> Option<u16> {
        match (self.0 & CONTENT).checked_sub(TAB) {
            Some(columns) if self.0 & CLUSTER == 0 => Some((columns >> TAB_COLUMNS) as u16),
            _ => None,
        }
    }

    /// Whether it is one column with nothing in it, not even of a tab, or an ASCII character: its
    /// lowest seven bits.
    pub const fn is_plain(self) -> bool {
        self.0 & (CONTENT & !0x7f | PART | CLUSTER) == 0
    }

    /// How many cells from the first on are plain and of one ink: such differ in the bits of an ASCII
    /// character alone.
    pub fn count_plain(cells: &[Self]) -> usize {
        let Some(first) = cells.first().filter(|first| first.is_plain()) else { return 0 };
        // Eight at once, which processors can.
        let differ = |cells: &[Self]| cells.iter().fold(0, |all, cell| all | (cell.0 ^ first.0));
        let is_plain = |cells: &&[Self]| differ(cells) <= 0x7f;
        let eights = cells.chunks_exact(8).take_while(is_plain).count() * 8;
        eights + cells[eights..].chunks(1).take_while(is_plain).count()
    }

    /// Look and protection, as a number.
    pub const fn ink(self) -> u64 {
        self.0 >> (LOOK - 1)
    }

    /// Whether it is one column with nothing to see in it but its look.
    pub const fn is_clear(self) -> bool {
        let content = self.0 & CONTENT;
        self.0 & (CLUSTER | PART) == 0 && (content == 0 || content == 0x20 || content >= TAB)
    }

    /// Whether it is as it was before anything was written there; a tab writes nothing.
    pub const fn is_untouched(self) -> bool {
        self.0 == 0 || (self.0 & !CONTENT == 0 && self.0 >= TAB)
    }

    /// Whether it is one column with an ASCII character or nothing in it.
    #[inline]
    pub const fn is_ascii(self) -> bool {
        let content = self.0 & CONTENT;
        (content < 0x80 || content >= TAB)
            && self.0 & CLUSTER == 0
            && !self.is_wide()
            && !self.is_spacer()
    }

    /// What it shows where it [`is_ascii`](Self::is_ascii); a blank shows a space.
    #[inline]
    pub const fn ascii(self) -> u8 {
        match (self.0 & 0x7f) as u8 {
            0 => b' ',
            byte => byte,
        }
    }

    /// Whether look, width and kind of content are another's.
    pub const fn is_like(self, other: Cell) -> bool {
        (self.0 ^ other.0) & !(CONTENT | PROTECTED) == 0
    }

    /// How it looks.
    pub const fn look(self) -> Look {
        Look::from_bits(self.0 >> LOOK)
    }

    /// Whether it is a blank or a space that looks plain: what may be left out at a row's end.
    pub const fn is_void(self) -> bool {
        matches!(self.0 & !PROTECTED, 0 | PAD | 0x20 | TAB..=CONTENT)
    }

    /// All bits, for scans over many cells at once: below 0x80 it is plain ASCII, 0 a blank.
    pub const fn bits(self) -> u64 {
        self.0
    }
}

/// How many of the first cells are those of a tab, where it is whole.
pub fn tab_at(cells: &[Cell]) -> Option<usize> {
    let (&first, rest) = cells.split_first()?;
    let content = first.0 & CONTENT;
    if content <= TAB || first.0 & CLUSTER != 0 {
        return None;
    }
    let columns = ((content - TAB) >> TAB_COLUMNS) as usize;
    let within = rest.get(..columns - 1)?;
    within.iter().all(|&cell| cell == first.within_tab()).then_some(columns)
}

/// Appends a tab of so many columns to cells, in the look and protection of a blank one.
pub fn push_tab(cells: &mut Vec<Cell>, blank: Cell, columns: usize) {
    if let Ok(width @ 1..=WIDEST_TAB) = u16::try_from(columns) {
        cells.push(blank.as_tab(width));
    }
    cells.resize(cells.len() + columns.saturating_sub(1), blank.within_tab());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tab_is_one_as_long_as_nothing_happens_to_its_cells() {
        let blank = Cell::blank(Look::interned(7)).protect(true);
        let mut cells = vec![blank.as_tab(3), blank.within_tab(), blank.within_tab()];
        assert_eq!(tab_at(&cells), Some(3));
        assert_eq!(tab_at(&cells[1..]), None);
        assert_eq!(tab_at(&cells[..2]), None);
        for columns in 1..=WIDEST_TAB {
            let mut cells = Vec::new();
            push_tab(&mut cells, blank, columns.into());
            assert_eq!(tab_at(&cells), Some(columns.into()));
        }
        let widest = blank.as_tab(WIDEST_TAB);
        assert_eq!((widest.look(), widest.content()), (blank.look(), Content::Blank));
        for cell in [widest, blank.within_tab(), blank.as_tab(77)] {
            assert!(cell.is_clear() && cell.is_ascii() && !cell.is_untouched());
            assert_eq!((cell.ascii(), cell.emptied()), (b' ', blank));
        }
        assert!(Cell::BLANK.as_tab(8).is_untouched() && Cell::BLANK.as_tab(8).is_void());
        for other in [blank, blank.with_char(' '), Cell::BLANK.within_tab(), blank.as_tab(2)] {
            cells[1] = other;
            assert_eq!(tab_at(&cells), None);
        }
    }

    #[test]
    fn the_bits_of_a_cell_do_not_touch_each_other() {
        let look = Look::interned(u32::MAX);
        let cell = Cell::blank(look).protect(true).as_part(Part::Wide).with_char('漢');
        assert_eq!(cell.look(), look);
        assert!(cell.is_protected() && cell.is_wide() && !cell.is_void());
        assert_eq!(cell.content(), Content::Char('漢'));
        let cell = cell.with_content(Content::Cluster(7));
        assert_eq!(cell.content(), Content::Cluster(7));
        assert_eq!(cell.emptied().content(), Content::Blank);
        assert_eq!(cell.emptied().look(), look);
        assert!(Cell::BLANK.is_void() && Cell::BLANK.with_char(' ').is_void());
        assert!(Cell::BLANK.as_part(Part::Pad).is_void());
        assert!(!Cell::BLANK.as_part(Part::Spacer).is_void());
    }
}
