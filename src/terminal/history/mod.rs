//! The lines that have left the top of the screen, as logical lines: what was wrapped is joined
//! again, and wrapping is the looker's affair, so no resize ever touches what is here.
//!
//! Lines are packed text in append-only blocks (see `block`). The newest blocks are plain
//! memory, older ones are compressed, the oldest are dropped whole when the limits are reached.
//! It knows cells only to take rows in and to give them back.

mod block;
mod encoder;
mod search;
#[cfg(test)]
mod tests;
mod wrap;

use std::collections::VecDeque;

use self::block::Block;
use self::encoder::Encoder;
use super::cell::Cell;
use super::ink::Ink;
use super::look::Look;
use crate::line::Line;

pub use self::search::{Search, columns_of};
pub use self::wrap::wrap;

/// How much a terminal keeps of what left its screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Logical lines.
    pub history_lines: usize,
    /// Bytes of memory, to within a block.
    pub history_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { history_lines: 10_000, history_bytes: 64 << 20 }
    }
}

/// A block is closed when its text has grown to this: little less than a power of two, so that
/// most blocks end without having taken the next one.
const BLOCK: usize = 31 << 10;
/// Blocks are compressed when the plain ones together are larger than this.
const HOT: usize = 4 << 20;
/// A logical line is ended when its text has grown to this, wrapped or not.
pub const LONGEST_LINE: usize = 64 << 10;

/// Lines that left the screen, oldest first.
#[derive(Debug)]
pub struct History {
    limits: Limits,
    blocks: VecDeque<Block>,
    /// How many of the blocks are compressed; they are the first ones.
    cold: usize,
    /// What the closed blocks take, in bytes, and what the plain ones of them take.
    closed_bytes: usize,
    hot_bytes: usize,
    first: u64,
    end: u64,
    /// Whether the newest line goes on.
    open: bool,
    encoder: Encoder,
    /// The memory of a dropped block, for the next.
    spare: Vec<u8>,
}

impl History {
    /// Nothing yet.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            blocks: VecDeque::new(),
            cold: 0,
            closed_bytes: 0,
            hot_bytes: 0,
            first: 0,
            end: 0,
            open: false,
            encoder: Encoder::default(),
            spare: Vec::new(),
        }
    }

    /// How many logical lines there are. The newest may go on in the screen's first row.
    pub fn len(&self) -> usize {
        (self.end - self.first) as usize
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.first == self.end
    }

    /// The number of the oldest line, counted from the terminal's start: it grows as lines are
    /// dropped, so a line that is looked at is found again as `number - first()`.
    pub fn first(&self) -> u64 {
        self.first
    }

    /// Whether the newest line goes on in the screen's first row.
    pub fn continues(&self) -> bool {
        self.open
    }

    /// The bytes of memory that it takes.
    pub fn bytes(&self) -> usize {
        let last = self.blocks.back().map_or(0, Block::bytes);
        self.closed_bytes + last + self.spare.capacity() + self.encoder.bytes()
    }

    /// Line `index`, 0 being the oldest; empty where there is none.
    pub fn line(&self, index: usize) -> Line {
        self.lines(index).next().unwrap_or_default()
    }

    /// The lines from `index` on. Cheaper than one by one where they are compressed.
    pub fn lines(&self, index: usize) -> impl Iterator<Item = Line> + '_ {
        let start = self.first + index as u64;
        let from = self.block_of(start);
        self.blocks.range(from..).flat_map(move |block| {
            let skip = start.saturating_sub(block.first) as usize;
            block.lines(skip)
        })
    }

    /// The place of the block that has line `number`.
    fn block_of(&self, number: u64) -> usize {
        self.blocks.partition_point(|block| block.first <= number).saturating_sub(1)
    }

    /// Takes in a row that leaves the screen, as far as it was written. `wrapped`: its line goes
    /// on in the next.
    pub fn push_row(&mut self, cells: &[Cell], wrapped: bool, ink: &Ink) {
        if self.limits.history_lines == 0 {
            return;
        }
        if !self.open {
            self.begin_line();
        }
        let Some(block) = self.blocks.back_mut() else { return };
        self.encoder.push(block, cells, ink);
        self.open = wrapped && block.newest_len() < LONGEST_LINE;
        if !self.open {
            self.encoder.end_line(block);
        }
    }

    /// Whether lines may be written here that never were on the screen: see [`History::write`].
    pub fn is_writable(&self) -> bool {
        !self.open && self.limits.history_lines > 0
    }

    /// Begins a line that is written piece by piece; only where it is writable.
    pub fn begin(&mut self) {
        self.begin_line();
    }

    /// Appends to the line that was begun: glyphs of one look and width, each a code point.
    #[inline]
    pub fn write(&mut self, run: &[u8], look: Look, wide: bool, ink: &Ink) {
        if let Some(block) = self.blocks.back_mut() {
            self.encoder.append(block, run, look, wide, ink);
        }
    }

    /// Appends to the last glyph of the line that was begun, up to `longest` bytes of it.
    pub fn write_joined(&mut self, mark: &[u8], longest: usize) {
        if let Some(block) = self.blocks.back_mut() {
            self.encoder.join(block, mark, longest);
        }
    }

    /// Bytes of the line that was begun.
    #[inline]
    pub fn written(&self) -> usize {
        self.blocks.back().map_or(0, Block::newest_len)
    }

    /// Ends the line that was begun, keeping its first `bytes`.
    #[inline]
    pub fn end(&mut self, bytes: usize) {
        if let Some(block) = self.blocks.back_mut() {
            block.cut_newest(bytes);
            self.encoder.end_line(block);
        }
    }

    /// Takes back the line that was begun.
    pub fn abandon(&mut self) {
        if let Some(block) = self.blocks.back_mut() {
            block.abandon_line();
            self.encoder.reset();
            self.end -= 1;
        }
    }

    #[inline]
    fn begin_line(&mut self) {
        if self.blocks.back().is_none_or(|block| block.is_full(BLOCK)) {
            self.begin_block();
        }
        if let Some(block) = self.blocks.back_mut() {
            block.begin_line();
            self.end += 1;
        }
        if self.len() > self.limits.history_lines {
            self.first = self.end - self.limits.history_lines as u64;
            self.drop_unused();
        }
    }

    /// Closes the newest block and begins another; compresses and drops old ones as it must.
    fn begin_block(&mut self) {
        if let Some(block) = self.blocks.back_mut() {
            block.close();
            self.closed_bytes += block.bytes();
            self.hot_bytes += block.bytes();
        }
        while self.hot_bytes > HOT {
            let Some(block) = self.blocks.get_mut(self.cold) else { break };
            let before = block.bytes();
            block.compress();
            self.hot_bytes -= before;
            self.closed_bytes -= before - block.bytes();
            self.cold += 1;
        }
        while self.bytes() > self.limits.history_bytes && self.blocks.len() > 1 {
            self.drop_oldest();
        }
        self.encoder.forget();
        self.blocks.push_back(Block::new(self.end, std::mem::take(&mut self.spare)));
    }

    fn drop_unused(&mut self) {
        while self.blocks.get(1).is_some_and(|next| next.first <= self.first) {
            self.drop_oldest();
        }
    }

    /// Drops the oldest block, which must not be the only one.
    fn drop_oldest(&mut self) {
        let Some(block) = self.blocks.pop_front() else { return };
        self.closed_bytes -= block.bytes();
        if self.cold > 0 {
            self.cold -= 1;
        } else {
            self.hot_bytes -= block.bytes();
        }
        self.spare = block.into_memory();
        if let Some(oldest) = self.blocks.front() {
            self.first = self.first.max(oldest.first);
        }
    }

    /// Takes the newest line out, as cells; `None` when there is none. Whether it went on is to
    /// be asked before.
    pub fn pop_line(&mut self, ink: &mut Ink) -> Option<Vec<Cell>> {
        if self.is_empty() {
            return None;
        }
        let block = self.blocks.back_mut()?;
        let cells = block.pop_line(ink);
        self.end -= 1;
        self.open = false;
        self.encoder = Encoder::default();
        if block.is_empty() {
            self.blocks.pop_back();
            self.reopen();
        }
        Some(cells)
    }

    /// Makes the newest of the closed blocks the one that is written to.
    fn reopen(&mut self) {
        let all_cold = self.cold == self.blocks.len();
        if let Some(block) = self.blocks.back_mut() {
            let bytes = block.bytes();
            self.closed_bytes -= bytes;
            if all_cold {
                self.cold -= 1;
            } else {
                self.hot_bytes -= bytes;
            }
            block.thaw();
        }
    }

    /// The looks' numbers mean something else from now on.
    pub fn forget_looks(&mut self) {
        self.encoder.forget();
        if self.open
            && let Some(block) = self.blocks.back_mut()
        {
            self.encoder.restart(block);
        }
    }

    /// Drops all lines.
    pub fn clear(&mut self) {
        self.blocks.clear();
        self.cold = 0;
        self.closed_bytes = 0;
        self.hot_bytes = 0;
        self.first = self.end;
        self.open = false;
        self.spare = Vec::new();
        self.encoder = Encoder::default();
    }

    /// Other limits; what is over them is dropped.
    pub fn set_limits(&mut self, limits: Limits) {
        self.limits = limits;
        if limits.history_lines == 0 {
            self.clear();
        }
        if self.len() > limits.history_lines {
            self.first = self.end - limits.history_lines as u64;
            self.drop_unused();
        }
        while self.bytes() > limits.history_bytes && self.blocks.len() > 1 {
            self.drop_oldest();
        }
    }

    /// The limits in force.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Compresses all but the newest block: for a terminal that nobody has written to for long.
    pub fn compress(&mut self) {
        let closed = self.blocks.len().saturating_sub(1);
        for block in self.blocks.iter_mut().take(closed).skip(self.cold) {
            let before = block.bytes();
            block.compress();
            self.closed_bytes -= before - block.bytes();
        }
        self.hot_bytes = 0;
        self.cold = closed;
    }
}
