//! The lines that have left the top of the screen, as logical lines: what was wrapped is joined
//! again, and wrapping is the looker's affair, so no resize ever touches what is here.
//!
//! Lines are packed text in append-only blocks (see `block`), or what the program wrote, where
//! that never was on the screen (see `written`). The newest are plain memory, older ones are
//! compressed, the oldest are dropped whole when the limits are reached.
//! What is not written to any more is shared with whoever looks at all of it at one moment (see
//! `text`), so that a look costs no copy and is not disturbed.
//! It knows cells only to take rows in and to give them back.

mod block;
mod checkpoint;
mod encoder;
mod rows;
mod search;
#[cfg(test)]
mod tests;
mod wrap;
mod written;

use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

use self::block::{Block, Bytes, LARGE_PALETTE, LINKS};
use self::encoder::Encoder;
use self::rows::Counted;
use self::written::Written;
use super::cell::Cell;
use super::footprint::{queue_places, shared_place};
use super::intern::{Interner, Rich};
use super::width::Widths;
use crate::line::{Line, Link};

pub use self::block::Held;
pub use self::checkpoint::{BlockElsewhere, Kept};
pub use self::search::{Search, columns_of};
pub use self::wrap::{RowStart, row_starts, wrap};

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
pub(super) const BLOCK: usize = 31 << 10;
/// Blocks are compressed when the text of the plain ones together weighs more than this.
const HOT: usize = 4 << 20;
/// As much of what a program wrote weighs as a byte of packed text: it comes in floods, and most
/// of it is dropped before it were worth compressing.
const LIGHT: usize = 4;
/// A logical line is ended when its text has grown to this, wrapped or not.
pub(super) const LONGEST_LINE: usize = 64 << 10;

/// What history may take beyond its limit, in bytes: the block that is written to, whose last
/// line may be a longest one, and the memory kept for the next.
const MOST_OVER: usize = 4 * (BLOCK + LONGEST_LINE) + LINKS;

/// Lines that are not written to any more.
#[derive(Debug, Clone)]
enum Closed {
    /// Packed, from the rows of a screen.
    Packed(Block),
    /// As the program wrote them.
    Written(Written),
}

impl Closed {
    fn first(&self) -> u64 {
        match self {
            Closed::Packed(block) => block.first,
            Closed::Written(written) => written.first,
        }
    }

    fn text(&self) -> &Bytes {
        match self {
            Closed::Packed(block) => &block.text,
            Closed::Written(written) => &written.text,
        }
    }

    fn text_mut(&mut self) -> &mut Bytes {
        match self {
            Closed::Packed(block) => &mut block.text,
            Closed::Written(written) => &mut written.text,
        }
    }

    /// The bytes of memory that it takes.
    fn bytes(&self) -> usize {
        let place = shared_place::<Self>();
        match self {
            Closed::Packed(block) => place + block.bytes(),
            Closed::Written(written) => place + written.bytes(),
        }
    }

    /// What its text counts for until it is compressed; see `HOT`.
    fn weight(&self) -> usize {
        match self {
            Closed::Packed(_) => self.text().plain_bytes(),
            Closed::Written(_) => self.text().plain_bytes() / LIGHT,
        }
    }

    fn compress(&mut self) {
        self.text_mut().compress();
    }

    fn lines(&self, skip: usize) -> Box<dyn Iterator<Item = Line> + '_> {
        match self {
            Closed::Packed(block) => Box::new(block.lines(skip)),
            Closed::Written(written) => Box::new(written.lines(skip).into_iter()),
        }
    }
}

/// How long things may become, in bytes of text, before others are begun.
#[derive(Debug, Clone, Copy)]
struct Lengths {
    block: usize,
    line: usize,
}

/// Lines that left the screen, oldest first.
#[derive(Debug, Clone)]
pub struct History {
    limits: Limits,
    /// How long a block and a line may become, in bytes of text.
    lengths: Lengths,
    /// The block that is written to.
    newest: Block,
    /// What is before it.
    closed: Rc<VecDeque<Rc<Closed>>>,
    /// How many of the closed ones have been compressed; they are the first.
    cold: usize,
    /// How many of the closed ones were looked at when they were last kept elsewhere, and how many of
    /// those that have been compressed.
    kept: usize,
    kept_cold: usize,
    /// What the closed ones take, in bytes, and what the others of them weigh.
    closed_bytes: usize,
    hot_weight: usize,
    /// The numbers of lines that were ended for their length and go on in the next.
    cut: VecDeque<u64>,
    /// What others take of the limit, in bytes.
    left: usize,
    first: u64,
    end: u64,
    /// Whether the newest line goes on.
    open: bool,
    encoder: Encoder,
}

impl History {
    /// Nothing yet.
    pub(super) fn new(limits: Limits) -> Self {
        Self::starting_at(0, limits)
    }

    /// Nothing yet, and the next line has this number.
    fn starting_at(first: u64, limits: Limits) -> Self {
        Self {
            limits,
            lengths: Lengths { block: BLOCK, line: LONGEST_LINE },
            newest: Block::new(first),
            closed: Rc::default(),
            cold: 0,
            kept: 0,
            kept_cold: 0,
            closed_bytes: 0,
            hot_weight: 0,
            cut: VecDeque::new(),
            left: 0,
            first,
            end: first,
            open: false,
            encoder: Encoder::default(),
        }
    }

    /// The same lines with room for more, which do not become part of this history: whatever they
    /// are, they are in one block, and none is ended for its length.
    pub(super) fn shared(&self) -> Self {
        let mut shared = self.clone().without_limits();
        shared.lengths = Lengths { block: usize::MAX, line: usize::MAX };
        shared.encoder.palette = LARGE_PALETTE;
        shared
    }

    fn without_limits(self) -> Self {
        let limits = Limits { history_lines: usize::MAX, history_bytes: usize::MAX };
        Self { limits, ..self }
    }

    /// Nothing, to be had by [`History::shared`].
    pub(super) fn none() -> Self {
        Self::starting_at(0, Limits::default()).shared()
    }

    /// The lines of a block and no others.
    fn of_block(block: Block) -> Self {
        let history = Self::starting_at(block.first, Limits::default()).without_limits();
        Self { end: block.end(), newest: block, ..history }
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

    /// Whether line `index` goes on in the next, or, of the newest, in the screen's first row.
    pub fn goes_on(&self, index: usize) -> bool {
        let number = self.first + index as u64;
        let is_cut = self.cut.binary_search(&number).is_ok();
        is_cut || (self.open && number + 1 == self.end)
    }

    /// Whether the newest line goes on in the screen's first row.
    pub fn continues(&self) -> bool {
        self.open
    }

    /// The bytes of memory that it takes.
    pub fn bytes(&self) -> usize {
        self.closed_bytes
            + queue_places(&self.closed)
            + queue_places(&self.cut)
            + self.newest.bytes()
            + self.encoder.bytes()
    }

    /// Leaves so many bytes of its limit to what else the terminal keeps.
    pub(super) fn leave(&mut self, bytes: usize) {
        self.left = bytes;
        self.drop_excess();
    }

    /// Line `index`, 0 being the oldest; empty where there is none.
    pub fn line(&self, index: usize) -> Line {
        self.lines(index).next().unwrap_or_default()
    }

    /// The lines from `index` on. Cheaper than one by one where they are compressed.
    pub fn lines(&self, index: usize) -> impl Iterator<Item = Line> + '_ {
        let start = self.first + index as u64;
        let skip = move |first: u64| start.saturating_sub(first) as usize;
        let closed = self.closed.range(self.place_of(start)..);
        let before = closed.flat_map(move |block| block.lines(skip(block.first())));
        before.chain(self.newest.lines(skip(self.newest.first)))
    }

    /// Shows the lines from `number` on to `each`, with their numbers and none of them kept, as far
    /// as they lie together; the number of the line after these.
    pub fn some_lines(&self, number: u64, each: &mut dyn FnMut(u64, &Line)) -> u64 {
        let number = number.max(self.first);
        let place = self.place_of(number);
        let end = self.number_at(place + 1);
        let block = match self.closed.get(place).map(Rc::as_ref) {
            Some(Closed::Packed(block)) => block,
            Some(Closed::Written(written)) => {
                let (played, mut number) = (written.played(), number);
                while number < end {
                    number = played.some_lines(number, each);
                }
                return end;
            }
            None => &self.newest,
        };
        block.each_line(number.saturating_sub(block.first) as usize, each);
        end
    }

    /// The place of the closed block that has line `number`; their number for the newest.
    fn place_of(&self, number: u64) -> usize {
        match self.newest.first <= number {
            true => self.closed.len(),
            false => self.closed.partition_point(|block| block.first() <= number).saturating_sub(1),
        }
    }

    /// Takes in a row that leaves the screen, as far as it was written. `wrapped`: its line goes
    /// on in the next.
    pub(super) fn push_row(&mut self, cells: &[Cell], wrapped: bool, interner: &Interner) {
        if self.limits.history_lines == 0 {
            // Lines are counted where none is kept, too.
            self.end += u64::from(!wrapped);
            (self.first, self.newest.first) = (self.end, self.end);
            return;
        }
        if !self.open {
            self.begin_line();
        }
        self.encoder.push(&mut self.newest, cells, !wrapped, interner);
        self.open = wrapped && self.newest.newest_len() < self.lengths.line;
        if !self.open {
            self.encoder.end_line(&mut self.newest);
            if wrapped {
                self.cut.push_back(self.end - 1);
            }
        }
    }

    /// Whether lines may be put here that never were on the screen: see [`History::push_written`].
    pub(super) fn is_between_lines(&self) -> bool {
        !self.open
    }

    /// Takes in whole lines that flowed past: what was written, so many lines of it, starting in
    /// a look, on a screen `cols` wide; only between lines. None of them may come to be longer
    /// than `LONGEST_LINE`.
    pub(super) fn push_written(
        &mut self,
        bytes: &[u8],
        lines: usize,
        start: Rich,
        cols: u16,
        widths: Arc<Widths>,
    ) {
        let first = self.end;
        self.end += lines as u64;
        if self.limits.history_lines == 0 {
            (self.first, self.newest.first) = (self.end, self.end);
            return;
        }
        if !self.newest.is_empty() {
            let full = self.newest.take(self.end);
            self.close(Closed::Packed(full));
            self.encoder.forget();
        }
        self.newest.first = self.end;
        let text = Bytes::Plain(bytes.to_vec());
        // A link of its own, so that it can be counted.
        let link = start.link.map(|link| Arc::new(Link::clone(&link)));
        let start = Rich { link, ..start };
        let counted = Counted::default();
        self.close(Closed::Written(Written { text, first, start, cols, widths, counted }));
        self.drop_lines();
    }

    #[inline]
    fn begin_line(&mut self) {
        if self.newest.is_full(self.lengths.block) {
            self.begin_block();
        }
        self.newest.begin_line();
        self.end += 1;
        if self.len() > self.limits.history_lines {
            self.drop_lines();
        }
    }

    /// Closes the newest block and begins another.
    #[cold]
    fn begin_block(&mut self) {
        let full = self.newest.take(self.end);
        self.close(Closed::Packed(full));
        self.encoder.forget();
    }

    /// Takes in a block that is not written to any more; compresses and drops old ones as it
    /// must.
    fn close(&mut self, block: Closed) {
        self.closed_bytes += block.bytes();
        self.hot_weight += block.weight();
        let closed = Rc::make_mut(&mut self.closed);
        if closed.len() == closed.capacity() {
            // Little more than is needed, since there may be many of them.
            closed.reserve_exact(closed.len() / 8 + 8);
        }
        closed.push_back(Rc::new(block));
        while self.hot_weight > HOT {
            let Some(block) = closed.get_mut(self.cold) else { break };
            let before = block.bytes();
            self.hot_weight -= block.weight();
            Rc::make_mut(block).compress();
            self.closed_bytes -= before - block.bytes();
            self.cold += 1;
        }
        self.drop_excess();
    }

    /// Drops the lines that are too many, and the blocks that have no others.
    fn drop_lines(&mut self) {
        if self.len() > self.limits.history_lines {
            self.first = self.end - self.limits.history_lines as u64;
            self.forget_cuts();
        }
        while !self.closed.is_empty() {
            let next = self.closed.get(1).map_or(self.newest.first, |block| block.first());
            if next > self.first {
                break;
            }
            self.drop_oldest();
        }
    }

    /// Drops blocks that there is no memory for.
    fn drop_excess(&mut self) {
        while self.bytes() + self.left > self.limits.history_bytes && !self.closed.is_empty() {
            self.drop_oldest();
        }
    }

    fn forget_cuts(&mut self) {
        while self.cut.front().is_some_and(|number| *number < self.first) {
            self.cut.pop_front();
        }
    }

    fn drop_oldest(&mut self) {
        let closed = Rc::make_mut(&mut self.closed);
        let Some(block) = closed.pop_front() else { return };
        if closed.len() < closed.capacity() / 4 {
            closed.shrink_to(closed.len() + closed.len() / 8);
        }
        self.closed_bytes -= block.bytes();
        self.kept = self.kept.saturating_sub(1);
        self.kept_cold = self.kept_cold.saturating_sub(1);
        if self.cold > 0 {
            self.cold -= 1;
        } else {
            self.hot_weight -= block.weight();
        }
        let oldest = self.closed.front().map_or(self.newest.first, |block| block.first());
        self.first = self.first.max(oldest);
        self.forget_cuts();
    }

    /// Takes the newest line out, as cells; `None` when there is none. Whether it went on is to
    /// be asked before.
    pub(super) fn pop_line(&mut self, interner: &mut Interner) -> Option<Vec<Cell>> {
        if self.is_empty() {
            return None;
        }
        if self.newest.is_empty() {
            self.reopen();
        }
        let cells = self.newest.pop_line(interner);
        self.end -= 1;
        self.open = false;
        if self.cut.back().is_some_and(|number| *number >= self.end) {
            self.cut.pop_back();
        }
        self.encoder = Encoder::default();
        Some(cells)
    }

    /// Makes the last of the closed blocks the one that is written to.
    fn reopen(&mut self) {
        let Some(block) = Rc::make_mut(&mut self.closed).pop_back() else { return };
        self.closed_bytes -= block.bytes();
        self.kept = self.kept.min(self.closed.len());
        self.kept_cold = self.kept_cold.min(self.closed.len());
        if self.cold > self.closed.len() {
            self.cold -= 1;
        } else {
            self.hot_weight -= block.weight();
        }
        self.newest = match Rc::unwrap_or_clone(block) {
            Closed::Packed(block) => block,
            Closed::Written(written) => {
                let played = written.played();
                played.closed.iter().for_each(|block| self.close(Closed::clone(block)));
                played.newest
            }
        };
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
        *self = Self { left: self.left, ..Self::starting_at(self.end, self.limits) };
    }

    /// Other limits; what is over them is dropped.
    pub(super) fn set_limits(&mut self, limits: Limits) {
        self.limits = limits;
        if limits.history_lines == 0 {
            self.clear();
        }
        self.drop_lines();
        self.drop_excess();
    }

    /// The limits in force.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// What is wrong with it, if anything.
    pub(super) fn fault(&self) -> Option<String> {
        let bytes: usize = self.closed.iter().map(|block| block.bytes()).sum();
        let weight: usize = self.closed.iter().skip(self.cold).map(|block| block.weight()).sum();
        let over = (self.bytes() + self.left).saturating_sub(self.limits.history_bytes + self.left);
        let wrong = [
            (bytes != self.closed_bytes, "the bytes of history are not counted right"),
            (weight != self.hot_weight, "the plain bytes of history are not counted right"),
            (self.cold > self.closed.len(), "the compressed blocks are not counted right"),
            (self.len() > self.limits.history_lines, "history has more lines than it may have"),
            (over > MOST_OVER, "history takes more memory than it may"),
            (self.lines(0).count() != self.len(), "lines of history are missing"),
        ];
        wrong.iter().find(|(is, _)| *is).map(|(_, what)| (*what).to_owned())
    }

    /// Compresses all but the newest block: for a terminal that nobody has written to for long.
    pub(super) fn compress(&mut self) {
        for block in Rc::make_mut(&mut self.closed).iter_mut().skip(self.cold) {
            let before = block.bytes();
            Rc::make_mut(block).compress();
            self.closed_bytes -= before - block.bytes();
        }
        self.hot_weight = 0;
        self.cold = self.closed.len();
    }
}
