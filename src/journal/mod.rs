//! What outlives the server of one pane: the bytes that its program wrote since its terminal was last
//! written down, that checkpoint, and the blocks of its history.
//!
//! All of it lies in one [`Segment`], which another process can open when this one has been killed, at
//! whatever instant: what counts is changed by storing one word each time, after what it tells of.
//!
//! ```text
//! | header, a page | ring ........ | slot ...... | slot ...... | arena ................. |
//! ```
//!
//! - The *ring* (see `ring`) is the buffer that read(2) fills and the engine parses from. Each read is
//!   an entry with its time.
//! - The *slots* hold the two newest checkpoints, and from which place in the ring on each is to be
//!   gone on from.
//! - The *arena* (see `arena`) holds blocks of history, which are written once and read in place.
//!
//! So recovery is the checkpoint, the blocks, and the entries after it: those before `handled` without
//! telling anybody, as what they asked for was done, the others as any output.
//!
//! It knows bytes, and nothing of what a checkpoint or a block says; only `pane` brings it together with
//! a terminal. Who keeps the segment it does not know. All that it reads may be damaged.

mod arena;
mod pane;
mod ring;
mod slots;
#[cfg(test)]
mod tests;

use crate::os::segment::{PAGE, Segment};

use self::ring::Ring;
use self::slots::Slots;

pub use self::arena::{Arena, Found, Kept};
pub use self::pane::{Back, Lost, PaneJournal};
pub use self::ring::Piece;

/// What a segment begins with: a name, and the version of this layout.
const MARK: u64 = u64::from_le_bytes(*b"pmuxpan1");

/// The header's words: the mark, and the sizes.
const SIZES: [usize; 4] = [0, 8, 16, 24];
/// The ring's, see `ring`.
const RING_WORDS: usize = 64;
/// The slots', see `slots`.
const SLOT_WORDS: usize = 128;

/// How large the parts of a journal are, in bytes; whole pages of [`PAGE`]. What is never written to
/// takes no memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sizes {
    /// Of the ring: as much output as comes between two checkpoints.
    pub ring: usize,
    /// Of each slot.
    pub slot: usize,
    /// Of the arena.
    pub arena: usize,
}

impl Sizes {
    /// How long a segment must be that has room for all parts.
    pub fn length(&self) -> usize {
        let Self { ring, slot, arena } = self.whole_pages();
        PAGE + ring + 2 * slot + arena
    }

    fn whole_pages(self) -> Self {
        let whole = |bytes: usize| bytes.max(1).next_multiple_of(PAGE);
        Self { ring: whole(self.ring), slot: whole(self.slot), arena: whole(self.arena) }
    }
}

/// Why a segment is no journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It begins with something else.
    #[error("it is no journal of a pane")]
    Foreign,
    /// Neither of the checkpoints is whole, or what came after it is not there any more.
    #[error("its checkpoints are damaged")]
    Damaged,
}

/// The checkpoint is longer than a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a checkpoint needs a slot of {wanted} bytes")]
pub struct Full {
    /// How large a slot would have room for it, in bytes.
    pub wanted: usize,
}

/// The journal of a pane.
#[derive(Debug)]
pub struct Journal {
    sizes: Sizes,
    ring: Ring,
    slots: Slots,
    /// Where blocks of history are kept.
    pub arena: Arena,
}

/// What was found in a segment.
#[derive(Debug)]
pub struct Recovered {
    /// The newest checkpoint that is whole; nothing where none was ever taken.
    pub checkpoint: Option<Vec<u8>>,
    /// The blocks of history, in no order. Some may be of lines that the checkpoint has itself, or
    /// there twice.
    pub blocks: Vec<Found>,
    /// What was read since, the oldest first.
    pub pieces: Vec<Piece>,
    /// Some of what was read is damaged: the pieces end before it.
    pub is_cut: bool,
}

impl Journal {
    /// One in a new segment, whose bytes are zeros; `None` where it is not [`Sizes::length`] long.
    pub fn new(mut segment: Segment, sizes: Sizes) -> Option<Self> {
        let sizes = sizes.whole_pages();
        if segment.len() < sizes.length() {
            return None;
        }
        let words = [MARK, sizes.ring as u64, sizes.slot as u64, sizes.arena as u64];
        for (at, word) in SIZES.into_iter().zip(words).rev() {
            segment.set_word(at, word);
        }
        let [head, ring, one, other, arena] = parts(segment, sizes);
        let (ring_words, slot_words) = words_of(head);
        Some(Self {
            sizes,
            ring: Ring::new(ring_words, ring),
            slots: Slots::new(slot_words, [one, other]),
            arena: Arena::new(arena),
        })
    }

    /// The one in a segment, and what is to be made of it. It only reads, since whoever wrote it may go
    /// on writing: before anything is read into it or written down there it is to be taken over.
    ///
    /// # Errors
    /// Where there is none, or nothing can be made of it.
    pub fn open(segment: Segment) -> Result<(Self, Recovered), Refused> {
        if segment.len() < PAGE {
            return Err(Refused::Foreign);
        }
        let size = |at: usize| usize::try_from(segment.word(SIZES[at])).unwrap_or(usize::MAX);
        let is_size =
            |at: usize| (PAGE..=segment.len()).contains(&size(at)) && size(at).is_multiple_of(PAGE);
        if segment.word(SIZES[0]) != MARK || !(1..=3).all(is_size) {
            return Err(Refused::Foreign);
        }
        let sizes = Sizes { ring: size(1), slot: size(2), arena: size(3) };
        if sizes.length() > segment.len() {
            return Err(Refused::Foreign);
        }
        let [head, ring, one, other, arena] = parts(segment, sizes);
        let (ring_words, slot_words) = words_of(head);
        let (slots, newest) = Slots::open(slot_words, [one, other]);
        let (arena, blocks) = Arena::open(arena);
        let mut ring = Ring::new(ring_words, ring);
        let (from, checkpoint) = match newest {
            Some((from, checkpoint)) => (from, Some(checkpoint)),
            None if slots.are_empty() => (0, None),
            None => return Err(Refused::Damaged),
        };
        let (pieces, is_cut) = ring.recover(from).ok_or(Refused::Damaged)?;
        let recovered = Recovered { checkpoint, blocks, pieces, is_cut };
        Ok((Self { sizes, ring, slots, arena }, recovered))
    }

    /// Nobody else writes there from now on: what was found is made good.
    pub fn take_over(&mut self) {
        self.arena.take_over();
        self.ring.take_over();
    }

    /// How large its parts are.
    pub fn sizes(&self) -> Sizes {
        self.sizes
    }

    /// How many bytes can be read before the next checkpoint.
    pub fn room_ahead(&self) -> usize {
        self.ring.room_ahead()
    }

    /// Room for a read of at most `most` bytes, which is to be followed by [`Journal::commit`] or
    /// another of these; `None` where a checkpoint is to be taken first.
    pub fn reserve(&mut self, most: usize) -> Option<&mut [u8]> {
        self.ring.reserve(most)
    }

    /// So many bytes were read into what was reserved, at this time, in milliseconds of a clock of the
    /// caller's; they are what is shown.
    pub fn commit(&mut self, count: usize, millis: u32) -> &[u8] {
        self.ring.commit(count, millis)
    }

    /// All that was read has been parsed, and all that it asked for is about to be done: it is not to be
    /// done again.
    pub fn handled(&mut self) {
        self.ring.handled();
    }

    /// The bytes that were read since the last checkpoint, with what the ring adds to them.
    pub fn since_checkpoint(&self) -> usize {
        self.ring.since()
    }

    /// From now on so many bytes may come between two checkpoints, at the most what the ring has room for.
    pub fn set_window(&mut self, bytes: usize) {
        self.ring.set_window(bytes);
    }

    /// Takes a checkpoint of what has come of all that was read. Blocks that nobody holds any more are
    /// not needed from here on.
    ///
    /// # Errors
    /// Where a slot has no room for it; then the one before is as good as it was.
    pub fn checkpoint(&mut self, bytes: &[u8]) -> Result<(), Full> {
        self.ring.turn_back();
        self.arena.settle();
        self.slots.write(bytes, self.ring.written())?;
        self.ring.begin_anew();
        self.arena.sweep();
        Ok(())
    }

    /// After a checkpoint, when nothing more comes for a while: gives back the memory that is not needed.
    pub fn rest(&mut self) {
        self.ring.rest();
        self.slots.rest();
        self.arena.rest();
    }
}

/// The parts of a segment.
fn parts(mut segment: Segment, sizes: Sizes) -> [Segment; 5] {
    [PAGE, sizes.ring, sizes.slot, sizes.slot, sizes.arena].map(|size| segment.split_to(size))
}

/// What of a header belongs to the ring and to the slots.
fn words_of(mut head: Segment) -> (Segment, Segment) {
    head.split_to(RING_WORDS);
    (head.split_to(SLOT_WORDS - RING_WORDS), head)
}

/// The number of four bytes at a place, and the same to be written.
fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..).and_then(|rest| rest.first_chunk()).map_or(0, |four| u32::from_le_bytes(*four))
}

fn set_u32(bytes: &mut [u8], at: usize, value: u32) {
    bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
}
