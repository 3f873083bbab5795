//! The rows of a screen as text apart from looks, and rows made of that again.
//!
//! The text of all rows is one, and a cell is a character of it; what is below a space is a mark:
//!
//! | character | |
//! | --- | --- |
//! | `00` | a blank that nothing was written into |
//! | `01` | what follows is two columns wide |
//! | `02` | its right half |
//! | `03` | the blank that a wide glyph left where it had to wrap |
//! | `04`, `05` | the text between is one glyph |
//! | `06 c` | the first blank of a tab, of so many columns as `c` comes after a space |
//! | `07` | a blank within a tab |

use std::collections::HashMap;
use std::str::Chars;

use serde::{Deserialize, Serialize};

use super::super::cell::{Cell, Content, Part, WIDEST_TAB};
use super::super::intern::{Interner, Rich};
use super::super::look::{Look, Packed};
use super::super::row::Row;
use super::super::screen::LONGEST_CLUSTER;

const BLANK: char = '\0';
const WIDE: char = '\x01';
const SPACER: char = '\x02';
const PAD: char = '\x03';
const JOIN: char = '\x04';
const JOINED: char = '\x05';
const TAB: char = '\x06';
const WITHIN_TAB: char = '\x07';

/// Rows, kept.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Rows {
    heads: Vec<Head>,
    /// What is in all their cells.
    text: String,
    /// How they look.
    runs: Vec<Run>,
}

/// What a row is beside its cells.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    id: u64,
    seq: u64,
    wrapped: bool,
    cells: u16,
}

/// Cells that look alike, on over the ends of rows.
#[derive(Debug, Serialize, Deserialize)]
struct Run {
    cells: u32,
    /// The place of the look, times two; with one added they are protected.
    ink: u32,
}

/// Takes rows down, and the looks that they have.
pub struct Writer<'a> {
    table: &'a Interner,
    /// The looks, each once.
    pub looks: Vec<Rich>,
    /// The places of those that cells name.
    named: HashMap<u64, u32>,
    /// The places of those that are in the table, where there may be two of one.
    interned: HashMap<Packed, u32>,
    /// What cells have that were looked at, and what a run says of it: of those with the same
    /// [`Writer::slot`] the last.
    near: [(u64, u32); NEAR],
}

/// As much text as rows often have, in bytes.
const TEXT: usize = 8 << 10;
/// How many are near: as many as a colourful screen has.
const NEAR: usize = 256;

impl<'a> Writer<'a> {
    /// For the rows of a screen with this table.
    pub fn new(table: &'a Interner) -> Self {
        let looks = vec![Rich::default()];
        let (mut named, interned) = (HashMap::with_capacity(NEAR), HashMap::new());
        named.insert(Look::PLAIN.bits(), 0);
        Self { table, looks, named, interned, near: [(0, 0); NEAR] }
    }

    /// Takes some down.
    pub fn rows<'r>(&mut self, rows: impl Iterator<Item = &'r Row>) -> Rows {
        let (mut heads, mut text) = (Vec::new(), Vec::with_capacity(TEXT));
        let mut runs = Vec::<Run>::new();
        for row in rows {
            let mut rest = row.cells();
            let cells = rest.len() as u16;
            heads.push(Head { id: row.id, seq: row.seq, wrapped: row.wrapped, cells });
            while let Some(&first) = rest.first() {
                let ink = self.ink(first);
                let plain = Cell::count_plain(rest);
                let (run, after) = rest.split_at(plain.max(1));
                rest = after;
                match runs.last_mut().filter(|last| last.ink == ink) {
                    Some(last) => last.cells += run.len() as u32,
                    None => runs.push(Run { cells: run.len() as u32, ink }),
                }
                match plain {
                    0 => self.push(first, &mut text),
                    _ => text.extend(run.iter().map(|cell| cell.bits() as u8 & 0x7f)),
                }
            }
        }
        // It is made of characters.
        let text = String::from_utf8(text).unwrap_or_default();
        Rows { heads, text, runs }
    }

    /// Takes a cell down that is not plain.
    fn push(&self, cell: Cell, text: &mut Vec<u8>) {
        let mut put = |c: char| text.extend(c.encode_utf8(&mut [0; 4]).as_bytes());
        match (cell.part(), cell.tab_columns()) {
            (Part::Spacer, _) => put(SPACER),
            (Part::Pad, _) => put(PAD),
            (_, Some(0)) => put(WITHIN_TAB),
            (_, Some(columns)) => {
                put(TAB);
                put(char::from_u32(u32::from(columns) + 0x20).unwrap_or(' '));
            }
            (part, None) => {
                if part == Part::Wide {
                    put(WIDE);
                }
                match cell.content() {
                    Content::Blank => put(BLANK),
                    Content::Char(c) => put(c),
                    Content::Cluster(_) => {
                        text.push(JOIN as u8);
                        self.table.push_bytes(cell, text);
                        text.push(JOINED as u8);
                    }
                }
            }
        }
    }

    /// What a run says of a cell's look and protection.
    fn ink(&mut self, cell: Cell) -> u32 {
        let (ink, slot) = (cell.ink(), Self::slot(cell.ink()));
        if self.near[slot].0 != ink {
            let place = self.place(cell.look());
            self.near[slot] = (ink, place << 1 | u32::from(cell.is_protected()));
        }
        self.near[slot].1
    }

    fn slot(ink: u64) -> usize {
        (ink.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as usize % NEAR
    }

    fn place(&mut self, look: Look) -> u32 {
        if let Some(&place) = self.named.get(&look.bits()) {
            return place;
        }
        let next = self.looks.len() as u32;
        let place = match look.number() {
            None => next,
            Some(_) => *self.interned.entry(self.table.packed(look)).or_insert(next),
        };
        if place == next {
            self.looks.push(self.table.rich(look));
        }
        self.named.insert(look.bits(), place);
        place
    }
}

/// Makes rows again.
pub struct Reader<'a> {
    table: &'a mut Interner,
    looks: Vec<Look>,
}

impl<'a> Reader<'a> {
    /// For rows that have these looks, on a screen with this table.
    pub fn new(table: &'a mut Interner, looks: &[Rich]) -> Self {
        let looks = looks.iter().map(|rich| {
            let look = table.look(&rich.style, rich.link.as_ref());
            look.unwrap_or_else(|| Look::plainest(&rich.style))
        });
        let looks = looks.collect();
        Self { table, looks }
    }

    /// Makes some again; `None` where they are none.
    pub fn rows(&mut self, kept: &Rows) -> Option<Vec<Row>> {
        let (mut text, mut runs) = (kept.text.chars(), kept.runs.iter());
        let (mut left, mut blank) = (0, Cell::BLANK);
        let mut rows = Vec::with_capacity(kept.heads.len());
        for head in &kept.heads {
            let mut cells = Vec::with_capacity(text.as_str().len().min(head.cells.into()));
            while cells.len() < head.cells.into() {
                while left == 0 {
                    let run = runs.next()?;
                    let look = *self.looks.get(run.ink as usize >> 1)?;
                    (left, blank) = (run.cells, Cell::blank(look).protect(run.ink & 1 != 0));
                }
                left -= 1;
                cells.push(self.cell(&mut text, blank)?);
            }
            let mut row = Row::new(head.id, head.seq);
            row.set_cells(cells, head.wrapped);
            rows.push(row);
        }
        let is_all = left == 0 && runs.next().is_none() && text.next().is_none();
        is_all.then_some(rows)
    }

    fn cell(&mut self, text: &mut Chars<'_>, blank: Cell) -> Option<Cell> {
        Some(match text.next()? {
            BLANK => blank,
            SPACER => blank.as_part(Part::Spacer),
            PAD => blank.as_part(Part::Pad),
            WITHIN_TAB => blank.within_tab(),
            TAB => {
                let columns = (text.next()? as u32).checked_sub(0x20)?;
                let columns = u16::try_from(columns).ok()?;
                (1..=WIDEST_TAB).contains(&columns).then(|| blank.as_tab(columns))?
            }
            WIDE => {
                let first = text.next()?;
                self.glyph(first, text, blank)?.as_part(Part::Wide)
            }
            first => self.glyph(first, text, blank)?,
        })
    }

    fn glyph(&mut self, first: char, text: &mut Chars<'_>, blank: Cell) -> Option<Cell> {
        if first != JOIN {
            return (!first.is_control()).then(|| blank.with_char(first));
        }
        let (cluster, rest) = text.as_str().split_once(JOINED)?;
        *text = rest.chars();
        let is_shown = cluster.len() <= LONGEST_CLUSTER && !cluster.contains(char::is_control);
        is_shown.then(|| blank.with_content(self.table.content(cluster)))
    }
}
