//! Writing into the newest block: rows of cells as they leave the screen.

use super::super::cell::{Cell, Content, tab_at};
use super::super::footprint::places;
use super::super::intern::Interner;
use super::super::look::Look;
use super::block::{
    Block, Bytes, END, JOIN, JOINED, LOOK, NARROW, PALETTE, PLAIN, TAB, TABBED, WIDE,
};

/// Writes rows into the newest block, and knows what the line there looks like so far.
#[derive(Debug, Clone)]
pub struct Encoder {
    look: Look,
    wide: bool,
    /// Where looks are in the block's palette: by a few of their bits, so one may miss another.
    places: Vec<(Look, u16)>,
    /// How many a palette may have.
    pub palette: usize,
}

impl Default for Encoder {
    fn default() -> Self {
        Self { look: Look::PLAIN, wide: false, places: Vec::new(), palette: PALETTE }
    }
}

/// How many looks the encoder finds again; a power of two.
const PLACES: usize = 256;

impl Encoder {
    /// One that goes on writing into a block, in its newest line where that is `open`. Of the palette
    /// it knows the looks that need no table.
    pub fn going_on(block: &Block, open: bool, interner: &mut Interner) -> Self {
        let mut encoder = Self::default();
        if open {
            let (rich, wide) = block.last_look();
            let look = interner.look(&rich.style, rich.link.as_ref());
            (encoder.look, encoder.wide) = (look.unwrap_or_default(), wide);
        }
        for (place, packed) in block.palette.iter().enumerate() {
            if packed.link() == 0
                && let Some(look) = Look::inline(&packed.style())
                && let Ok(place) = u16::try_from(place)
            {
                encoder.places.resize(PLACES, (Look::PLAIN, 0));
                encoder.places[look.hash() % PLACES] = (look, place);
            }
        }
        encoder
    }

    /// The bytes of memory that it takes.
    pub fn bytes(&self) -> usize {
        places(&self.places)
    }

    /// Forgets what is in the palette.
    pub fn forget(&mut self) {
        self.places.clear();
    }

    /// Writes the state of a fresh line, for one whose look has no number any more.
    pub fn restart(&mut self, block: &mut Block) {
        if let Some(text) = block.plain_text()
            && (self.look != Look::PLAIN || self.wide)
        {
            text.extend([PLAIN, NARROW]);
        }
        self.look = Look::PLAIN;
        self.wide = false;
    }

    /// Ends the line.
    #[inline]
    pub fn end_line(&mut self, block: &mut Block) {
        if let Some(text) = block.plain_text() {
            text.push(END);
        }
        self.look = Look::PLAIN;
        self.wide = false;
    }

    /// Appends cells to the line, the last of them where `is_end` is set.
    pub fn push(&mut self, block: &mut Block, cells: &[Cell], is_end: bool, interner: &Interner) {
        let mut rest = cells;
        let mut tabs = 0;
        if is_end {
            (rest, tabs) = without_last_tabs(cells);
        }
        while let Some(&first) = rest.first() {
            if first.look() != self.look {
                self.set_look(block, first.look(), interner);
            }
            if first.is_wide() != self.wide {
                self.set_wide(block, first.is_wide());
            }
            let Bytes::Plain(text) = &mut block.text else { return };
            let run = match first.content() {
                Content::Char(c) if !c.is_ascii() => push_others(text, rest),
                Content::Cluster(_) => {
                    push_joined(text, first, interner);
                    1
                }
                Content::Blank => match tab_at(rest) {
                    Some(columns) => {
                        push_tab(text, columns);
                        columns
                    }
                    None => push_ascii(text, rest),
                },
                Content::Char(_) => push_ascii(text, rest),
            };
            rest = &rest[run..];
            // The right half of what was wide, and the blank that it left at the end of a row where it
            // had to wrap.
            while let Some((&next, after)) = rest.split_first()
                && (next.is_spacer() || (next.is_pad() && after.is_empty()))
            {
                rest = after;
            }
        }
        if tabs > 0 && self.look != Look::PLAIN {
            self.set_look(block, Look::PLAIN, interner);
        }
        if let Some(text) = block.plain_text() {
            (0..tabs).for_each(|_| push_tab(text, 0));
        }
    }

    fn set_wide(&mut self, block: &mut Block, wide: bool) {
        self.wide = wide;
        if let Some(text) = block.plain_text() {
            text.push(if wide { WIDE } else { NARROW });
        }
    }

    fn set_look(&mut self, block: &mut Block, look: Look, interner: &Interner) {
        self.look = look;
        if look == Look::PLAIN {
            if let Some(text) = block.plain_text() {
                text.push(PLAIN);
            }
            return;
        }
        let place = self.place(block, look, interner);
        let digit = |shift: u16| 0x10 | (place >> shift & 15) as u8;
        let Some(text) = block.plain_text() else { return };
        match place {
            0..0x10 => text.extend([LOOK, digit(0)]),
            0x10..0x100 => text.extend([LOOK + 1, digit(4), digit(0)]),
            0x100..0x1000 => text.extend([LOOK + 2, digit(8), digit(4), digit(0)]),
            _ => text.extend([LOOK + 3, digit(12), digit(8), digit(4), digit(0)]),
        }
    }

    /// Where `look` is in the block's palette; it is put there if need be.
    fn place(&mut self, block: &mut Block, look: Look, interner: &Interner) -> u16 {
        if self.places.is_empty() {
            self.places.resize(PLACES, (Look::PLAIN, 0));
        }
        let slot = &mut self.places[look.hash() % PLACES];
        if slot.0 == look {
            return slot.1;
        }
        if block.palette.len() >= self.palette {
            // A line of more looks than a palette holds: the last one must do.
            return (self.palette - 1) as u16;
        }
        let mut packed = interner.packed(look);
        if let Some(link) = interner.link(packed.link()) {
            packed = packed.with_link(block.number_of_link(link));
        }
        block.palette.push(packed);
        *slot = (look, (block.palette.len() - 1) as u16);
        slot.1
    }
}

/// Cells without the plain tabs that they end with, and how many those are: nothing is seen of them,
/// so that they take no room of a row.
fn without_last_tabs(cells: &[Cell]) -> (&[Cell], usize) {
    let (mut text, mut tabs) = (cells, 0);
    while text.last().is_some_and(|cell| cell.is_untouched() && *cell != Cell::BLANK) {
        let first = text.iter().rposition(|cell| *cell != Cell::BLANK.within_tab());
        let Some(first) = first.filter(|first| tab_at(&text[*first..]).is_some()) else { break };
        text = &text[..first];
        tabs += 1;
    }
    (text, tabs)
}

/// Appends the narrow ASCII of one look at the start of `cells`; how many cells it was.
fn push_ascii(text: &mut Vec<u8>, cells: &[Cell]) -> usize {
    // All bits but those of the character are the same.
    let key = cells.first().map_or(0, |cell| cell.bits() >> 7);
    let run = cells.iter().position(|cell| cell.bits() >> 7 != key).unwrap_or(cells.len()).max(1);
    text.extend(cells[..run].iter().map(|cell| {
        let byte = cell.bits() as u8 & 0x7f;
        if byte == 0 { b' ' } else { byte }
    }));
    run
}

/// Appends the other code points of the first cell's look and width; how many cells it was,
/// right halves counted.
fn push_others(text: &mut Vec<u8>, cells: &[Cell]) -> usize {
    let Some(&first) = cells.first() else { return 0 };
    let step = if first.is_wide() { 2 } else { 1 };
    let mut run = 0;
    while let Some(cell) = cells.get(run)
        && cell.is_like(first)
        && let Content::Char(c @ '\u{80}'..) = cell.content()
    {
        push_char(text, c);
        run += step;
    }
    run.min(cells.len())
}

/// Appends a code point above ASCII in UTF-8.
#[inline]
fn push_char(text: &mut Vec<u8>, c: char) {
    let code = c as u32;
    let tail = |shift: u32| 0x80 | (code >> shift) as u8 & 0x3f;
    match code {
        0..0x800 => text.extend([0xc0 | (code >> 6) as u8, tail(0)]),
        0x800..0x1_0000 => text.extend([0xe0 | (code >> 12) as u8, tail(6), tail(0)]),
        _ => text.extend([0xf0 | (code >> 18) as u8, tail(12), tail(6), tail(0)]),
    }
}

/// Appends the blanks of a tab.
fn push_tab(text: &mut Vec<u8>, columns: usize) {
    text.push(TAB);
    text.resize(text.len() + columns, b' ');
    text.push(TABBED);
}

fn push_joined(text: &mut Vec<u8>, cell: Cell, interner: &Interner) {
    text.push(JOIN);
    interner.push_bytes(cell, text);
    text.push(JOINED);
}
