//! A block as a checkpoint has it: its text with the marks that `block` lists, its looks written out,
//! its links by their places.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Block, Bytes, END, Held, LARGE_PALETTE, LOOK, TABBED, WIDE};
use crate::line::Link;
use crate::style::Style;
use crate::terminal::checkpoint::{MOST, bytes, is_shown};
use crate::terminal::footprint::Footprint;
use crate::terminal::look::Packed;

/// A block, kept.
#[derive(Debug, Serialize, Deserialize)]
pub struct KeptBlock {
    first: u64,
    lines: u64,
    text: KeptText,
    /// Where lines start in it, every 16th.
    index: Vec<u32>,
    /// The looks that the text names, with places among the links, counted from 1; 0 for none.
    looks: Vec<(Style, u32)>,
    links: Vec<Link>,
}

impl KeptBlock {
    /// The number of its first line.
    pub fn first(&self) -> u64 {
        self.first
    }
}

/// A text, kept.
#[derive(Debug, Serialize, Deserialize)]
pub struct KeptText {
    /// How long it is when it is plain, where it is compressed with lz4.
    plain_len: Option<u64>,
    #[serde(with = "bytes")]
    bytes: Vec<u8>,
}

/// The longest text of a block that is believed in, in bytes: its last line may be long, and its last
/// row all clusters.
const LONGEST: u64 = 4 << 20;

impl Bytes {
    /// All of it.
    pub fn kept(&self) -> KeptText {
        KeptText { bytes: self.raw().to_vec(), ..self.kept_elsewhere() }
    }

    /// All but its bytes, which are kept elsewhere.
    pub fn kept_elsewhere(&self) -> KeptText {
        let plain_len = match self {
            Bytes::Plain(_) => None,
            Bytes::Compressed(_, len) => Some(*len as u64),
            Bytes::Held(_, len) => len.map(|len| len as u64),
        };
        KeptText { plain_len, bytes: Vec::new() }
    }

    /// The text that was kept, its bytes elsewhere where they are `held`; `None` where it is none.
    /// What is held was kept as it is by this process or the one before it, and is not looked through.
    pub fn of_kept(kept: KeptText, held: Option<Held>) -> Option<Self> {
        match (kept.plain_len, held) {
            (Some(len), _) if len > LONGEST => None,
            (len, Some(held)) => Some(Bytes::Held(held, len.map(|len| len as usize))),
            (None, None) => Some(Bytes::Plain(kept.bytes)),
            (Some(len), None) => {
                let packed = kept.bytes.into_boxed_slice();
                let is_packed = lz4_flex::block::decompress(&packed, len as usize)
                    .is_ok_and(|text| text.len() as u64 == len);
                is_packed.then_some(Bytes::Compressed(packed, len as usize))
            }
        }
    }
}

impl Block {
    /// All of it, with the text as it is to be kept.
    pub fn kept(&self, text: KeptText) -> KeptBlock {
        KeptBlock {
            first: self.first,
            lines: self.lines as u64,
            text,
            index: self.index.clone(),
            looks: self.palette.iter().map(|look| (look.style(), look.link())).collect(),
            links: self.links.iter().map(|link| Link::clone(link)).collect(),
        }
    }

    /// The block that was kept, whose last line comes before line `end` and goes on where `open` is
    /// set; `None` where it is not that.
    pub fn of_kept(kept: KeptBlock, held: Option<Held>, end: u64, open: bool) -> Option<Self> {
        let is_counted = kept.lines < MOST && kept.first.checked_add(kept.lines) == Some(end);
        let is_held = held.is_some();
        let text = Bytes::of_kept(kept.text, held)?;
        let ended = kept.lines.checked_sub(u64::from(open))?;
        let is_sound = is_counted
            && kept.looks.len() <= LARGE_PALETTE
            && kept.links.iter().all(|link| is_shown(&link.id) && is_shown(&link.uri))
            && kept.index.len() == (kept.lines as usize).div_ceil(super::STRIDE)
            && (is_held || text.with(|text| is_text(text, ended, open, &kept.index)));
        if !is_sound {
            return None;
        }
        let mut block = Block {
            text,
            lines: kept.lines as usize,
            index: kept.index,
            palette: kept.looks.iter().map(|(style, link)| Packed::new(style, *link)).collect(),
            links: kept.links.into_iter().map(Arc::new).collect(),
            ..Block::new(kept.first)
        };
        block.link_bytes = block.links.iter().map(Footprint::footprint).sum();
        if !is_held {
            block.newest = block.start_of(block.lines.saturating_sub(1));
        }
        Some(block)
    }
}

/// Whether a text ends so many lines, and they start where an index says.
fn is_text(text: &[u8], ended: u64, open: bool, index: &[u32]) -> bool {
    let is_there = |(known, start): (&u32, u32)| *known == start;
    ends(text, open) == Some(ended)
        && index.iter().zip(starts(text).step_by(super::STRIDE)).all(is_there)
}

/// How many lines a text ends; `None` where it is none: where it has other marks than there are, or
/// shows a control. What comes after the last end belongs to a line that is `open`.
fn ends(text: &[u8], open: bool) -> Option<u64> {
    let (mut at, mut ended) = (0, 0);
    while let Some(&byte) = text.get(at) {
        at += 1;
        match byte {
            END => ended += 1,
            LOOK..WIDE => {
                let digits = text.get(at..at + usize::from(byte))?;
                at += digits.len();
                digits.iter().all(|digit| (0x10..0x20).contains(digit)).then_some(())?;
            }
            0x7f => return None,
            0xc2 if text.get(at).is_none_or(|next| (0x80..0xa0).contains(next)) => return None,
            0x20.. => {}
            _ if byte > TABBED => return None,
            _ => {}
        }
    }
    let is_whole = open || text.last().is_none_or(|&byte| byte == END);
    (is_whole && std::str::from_utf8(text).is_ok()).then_some(ended)
}

/// Where the lines of a text start.
fn starts(text: &[u8]) -> impl Iterator<Item = u32> {
    let after = text.iter().enumerate().filter(|(_, byte)| **byte == END);
    std::iter::once(0).chain(after.map(|(at, _)| at as u32 + 1))
}
