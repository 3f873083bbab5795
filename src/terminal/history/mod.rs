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
/// Blocks are compressed when the text of the plain ones together is larger than this.
const HOT: usize = 4 << 20;
/// A logical line is ended when its text has grown to this, wrapped or not.
pub(super) const LONGEST_LINE: usize = 64 << 10;

/// What history may take beyond its limit, in bytes: the block that is written to, whose last
/// line may be a longest one, and the memory kept for the next.
const MOST_OVER: usize = 4 * (BLOCK + LONGEST_LINE);

/// Lines that left the screen, oldest first.
#[derive(Debug)]
pub struct History {
    limits: Limits,
    /// The block that is written to.
    newest: Block,
    /// Those before it.
    closed: VecDeque<Block>,
    /// How many of the closed ones are compressed; they are the first.
    cold: usize,
    /// What the closed ones take, in bytes, and what the text of the plain ones of them takes.
    closed_bytes: usize,
    hot_bytes: usize,
    first: u64,
    end: u64,
    /// Whether the newest line goes on.
    open: bool,
    encoder: Encoder,
}

impl History {
    /// Nothing yet.
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            newest: Block::new(0),
            closed: VecDeque::new(),
            cold: 0,
            closed_bytes: 0,
            hot_bytes: 0,
            first: 0,
            end: 0,
            open: false,
            encoder: Encoder::default(),
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

    /// The number of the line after the newest, counted likewise.
    pub fn next(&self) -> u64 {
        self.end
    }

    /// Whether the newest line goes on in the screen's first row.
    pub fn continues(&self) -> bool {
        self.open
    }

    /// The bytes of memory that it takes.
    pub fn bytes(&self) -> usize {
        self.closed_bytes + self.newest.bytes() + self.encoder.bytes()
    }

    /// Line `index`, 0 being the oldest; empty where there is none.
    pub fn line(&self, index: usize) -> Line {
        self.lines(index).next().unwrap_or_default()
    }

    /// The lines from `index` on. Cheaper than one by one where they are compressed.
    pub fn lines(&self, index: usize) -> impl Iterator<Item = Line> + '_ {
        let start = self.first + index as u64;
        self.blocks(self.block_of(start)).flat_map(move |block| {
            let skip = start.saturating_sub(block.first) as usize;
            block.lines(skip)
        })
    }

    /// The blocks from place `from` on, oldest first.
    fn blocks(&self, from: usize) -> impl DoubleEndedIterator<Item = &Block> {
        self.closed.range(from.min(self.closed.len())..).chain(std::iter::once(&self.newest))
    }

    /// The place of the block that has line `number`.
    fn block_of(&self, number: u64) -> usize {
        match self.newest.first <= number {
            true => self.closed.len(),
            false => self.closed.partition_point(|block| block.first <= number).saturating_sub(1),
        }
    }

    /// Takes in a row that leaves the screen, as far as it was written. `wrapped`: its line goes
    /// on in the next.
    pub(super) fn push_row(&mut self, cells: &[Cell], wrapped: bool, ink: &Ink) {
        if self.limits.history_lines == 0 {
            // Lines are counted where none is kept, too.
            self.end += u64::from(!wrapped);
            (self.first, self.newest.first) = (self.end, self.end);
            return;
        }
        if !self.open {
            self.begin_line();
        }
        self.encoder.push(&mut self.newest, cells, ink);
        self.open = wrapped && self.newest.newest_len() < LONGEST_LINE;
        if !self.open {
            self.encoder.end_line(&mut self.newest);
        }
    }

    /// Takes in a whole line of printable ASCII that looks plain; only where it is writable.
    #[inline]
    pub(super) fn push_plain(&mut self, text: &[u8]) {
        self.begin_line();
        self.newest.append_line(text);
    }

    /// Whether lines may be written here that never were on the screen: see [`History::write`].
    pub(super) fn is_writable(&self) -> bool {
        !self.open && self.limits.history_lines > 0
    }

    /// Begins a line that is written piece by piece; only where it is writable.
    pub(super) fn begin(&mut self) {
        self.begin_line();
    }

    /// Appends to the line that was begun: so many bytes from the start of a text, which are
    /// glyphs of one look and width, each a code point.
    #[inline]
    pub(super) fn write(&mut self, run: (&[u8], usize), look: Look, wide: bool, ink: &Ink) {
        self.encoder.append(&mut self.newest, run, look, wide, ink);
    }

    /// Appends to the last glyph of the line that was begun, up to `longest` bytes of it.
    pub(super) fn write_joined(&mut self, mark: &[u8], longest: usize) {
        self.encoder.join(&mut self.newest, mark, longest);
    }

    /// Bytes of the line that was begun.
    #[inline]
    pub(super) fn written(&self) -> usize {
        self.newest.newest_len()
    }

    /// How many blanks the line that was begun ends with.
    #[inline]
    pub(super) fn blanks(&self) -> usize {
        self.newest.newest_blanks()
    }

    /// Ends the line that was begun, keeping its first `bytes`.
    #[inline]
    pub(super) fn end(&mut self, bytes: usize) {
        self.newest.cut_newest(bytes);
        self.encoder.end_line(&mut self.newest);
    }

    /// Takes back the line that was begun.
    pub(super) fn abandon(&mut self) {
        self.newest.abandon_line();
        self.encoder.reset();
        self.end -= 1;
    }

    #[inline]
    fn begin_line(&mut self) {
        if self.newest.is_full(BLOCK) {
            self.begin_block();
        }
        self.newest.begin_line();
        self.end += 1;
        if self.len() > self.limits.history_lines {
            self.first = self.end - self.limits.history_lines as u64;
            self.drop_unused();
        }
    }

    /// Closes the newest block and begins another; compresses and drops old ones as it must.
    #[cold]
    fn begin_block(&mut self) {
        let full = self.newest.take(self.end);
        self.closed_bytes += full.bytes();
        self.hot_bytes += full.plain_bytes();
        self.closed.push_back(full);
        while self.hot_bytes > HOT {
            let Some(block) = self.closed.get_mut(self.cold) else { break };
            let before = block.bytes();
            self.hot_bytes -= block.plain_bytes();
            block.compress();
            self.closed_bytes -= before - block.bytes();
            self.cold += 1;
        }
        self.drop_excess();
        self.encoder.forget();
    }

    /// Drops blocks that have only lines before the first.
    fn drop_unused(&mut self) {
        while !self.closed.is_empty() {
            let next = self.closed.get(1).unwrap_or(&self.newest);
            if next.first > self.first {
                break;
            }
            self.drop_oldest();
        }
    }

    /// Drops blocks that there is no memory for.
    fn drop_excess(&mut self) {
        while self.bytes() > self.limits.history_bytes && !self.closed.is_empty() {
            self.drop_oldest();
        }
    }

    fn drop_oldest(&mut self) {
        let Some(block) = self.closed.pop_front() else { return };
        self.closed_bytes -= block.bytes();
        if self.cold > 0 {
            self.cold -= 1;
        } else {
            self.hot_bytes -= block.plain_bytes();
        }
        let oldest = self.closed.front().unwrap_or(&self.newest);
        self.first = self.first.max(oldest.first);
    }

    /// Takes the newest line out, as cells; `None` when there is none. Whether it went on is to
    /// be asked before.
    pub(super) fn pop_line(&mut self, ink: &mut Ink) -> Option<Vec<Cell>> {
        if self.is_empty() {
            return None;
        }
        if self.newest.is_empty() {
            self.reopen();
        }
        let cells = self.newest.pop_line(ink);
        self.end -= 1;
        self.open = false;
        self.encoder = Encoder::default();
        Some(cells)
    }

    /// Makes the last of the closed blocks the one that is written to.
    fn reopen(&mut self) {
        let Some(block) = self.closed.pop_back() else { return };
        self.closed_bytes -= block.bytes();
        if self.cold > self.closed.len() {
            self.cold -= 1;
        } else {
            self.hot_bytes -= block.plain_bytes();
        }
        self.newest = block;
        self.newest.thaw();
    }

    /// The looks' numbers mean something else from now on.
    pub(super) fn forget_looks(&mut self) {
        self.encoder.forget();
        if self.open {
            self.encoder.restart(&mut self.newest);
        }
    }

    /// Drops all lines.
    pub(super) fn clear(&mut self) {
        *self = Self { first: self.end, end: self.end, ..Self::new(self.limits) };
        self.newest.first = self.end;
    }

    /// Other limits; what is over them is dropped.
    pub(super) fn set_limits(&mut self, limits: Limits) {
        self.limits = limits;
        if limits.history_lines == 0 {
            self.clear();
        }
        if self.len() > limits.history_lines {
            self.first = self.end - limits.history_lines as u64;
            self.drop_unused();
        }
        self.drop_excess();
    }

    /// The limits in force.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// What is wrong with it, if anything.
    pub(super) fn fault(&self) -> Option<String> {
        let (cold, hot) =
            self.closed.iter().partition::<Vec<_>, _>(|block| block.plain_bytes() == 0);
        let bytes: usize = self.closed.iter().map(Block::bytes).sum();
        let plain: usize = hot.iter().map(|block| block.plain_bytes()).sum();
        let over = self.bytes().saturating_sub(self.limits.history_bytes);
        let wrong = [
            (bytes != self.closed_bytes, "the bytes of history are not counted right"),
            (plain != self.hot_bytes, "the plain bytes of history are not counted right"),
            (cold.len() != self.cold, "the compressed blocks are not counted right"),
            (self.len() > self.limits.history_lines, "history has more lines than it may have"),
            (over > MOST_OVER, "history takes more memory than it may"),
            (self.lines(0).count() != self.len(), "lines of history are missing"),
        ];
        wrong.iter().find(|(is, _)| *is).map(|(_, what)| (*what).to_owned())
    }

    /// Compresses all but the newest block: for a terminal that nobody has written to for long.
    pub(super) fn compress(&mut self) {
        for block in self.closed.iter_mut().skip(self.cold) {
            let before = block.bytes();
            block.compress();
            self.closed_bytes -= before - block.bytes();
        }
        self.hot_bytes = 0;
        self.cold = self.closed.len();
    }
}
