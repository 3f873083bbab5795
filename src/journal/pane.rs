//! A terminal and the journal of what its program writes: when the one is written down in the other,
//! how large it is to be, and what the next server makes of it.

use std::io;
use std::os::fd::{AsFd, OwnedFd};

use super::{Found, Full, Journal, Piece, Refused, Sizes};
use crate::os::segment::{PAGE, Segment};
use crate::terminal::{self, BlockElsewhere, Held, Terminal};

/// As much output as comes between two checkpoints at the most, in bytes: whoever goes on parses as much
/// again.
const RING: usize = 4 << 20;
/// As much as comes before one is taken for want of room at the least, in bytes: it stays near the
/// processor, and memory that nobody touched before costs more than what is written down so often.
const LEAST: usize = 512 << 10;
/// So many times as much as the last one was long may come before the next. Blocks of history are none of
/// it: they are written once, as they are made.
const TIMES: usize = 4;
/// What a slot begins with, in bytes: a parser's longest string, and some.
const SLOT: usize = 4 << 20;
/// What history may take beyond its limit, and what of it was let go of since a checkpoint, in bytes.
const BEYOND_HISTORY: usize = 8 << 20;
/// The most that is set aside for history, in bytes: an address, not memory.
const MOST: usize = 1 << 34;

/// Why a terminal does not come back.
#[derive(Debug, thiserror::Error)]
pub enum Lost {
    /// The memory cannot be had.
    #[error("its memory cannot be opened: {0}")]
    System(#[from] io::Error),
    /// There is no journal in it.
    #[error("its journal cannot be read: {0}")]
    Journal(#[from] Refused),
    /// There is no terminal in that.
    #[error("its terminal cannot be made again: {0}")]
    Terminal(#[from] terminal::Refused),
    /// It was never written down.
    #[error("its terminal was never written down")]
    Nothing,
}

/// What came back.
#[derive(Debug)]
pub struct Back {
    /// The terminal as it was when it was last written down.
    pub terminal: Terminal,
    /// What is to be fed to it now: what was handled without telling anybody, the rest as it comes.
    pub pieces: Vec<Piece>,
    /// Some of what its program wrote after that is damaged, and lost.
    pub is_cut: bool,
    /// So many of the oldest lines of history are lost.
    pub lost_lines: u64,
}

/// The journal of a pane's terminal.
#[derive(Debug)]
pub struct PaneJournal(Journal);

/// How large the parts are for a terminal.
fn sizes_for(terminal: &Terminal) -> Sizes {
    let history = terminal.history().limits().history_bytes;
    Sizes { ring: RING, slot: SLOT, arena: history.min(MOST) + BEYOND_HISTORY }
}

impl PaneJournal {
    /// One for a terminal, which is written down, and the descriptor that keeps it.
    ///
    /// # Errors
    /// Those of the system, which has no memory for it.
    pub fn begin(terminal: &mut Terminal) -> io::Result<(Self, OwnedFd)> {
        Self::with(terminal, sizes_for(terminal))
    }

    fn with(terminal: &mut Terminal, mut sizes: Sizes) -> io::Result<(Self, OwnedFd)> {
        loop {
            let (segment, descriptor) = Segment::new("pmux-pane", sizes.length())?;
            let Some(journal) = Journal::new(segment, sizes) else {
                return Err(io::ErrorKind::InvalidInput.into());
            };
            let mut new = Self(journal);
            match new.write_down(terminal, true) {
                Ok(()) => return Ok((new, descriptor)),
                Err(Full { wanted }) => sizes = new.larger(wanted),
            }
        }
    }

    /// The one that a descriptor keeps, and the terminal in it; both only as they are read. When nobody
    /// else writes there any more it is to be taken over ([`PaneJournal::take_over`]), and the pieces are
    /// to be fed to the terminal, before anything else is done with either.
    ///
    /// # Errors
    /// Where nothing of it can be had.
    pub fn open(descriptor: impl AsFd) -> Result<(Self, Back), Lost> {
        let (journal, found) = Journal::open(Segment::open(descriptor)?)?;
        let checkpoint = found.checkpoint.ok_or(Lost::Nothing)?;
        let block =
            |Found { name, head, text }| BlockElsewhere { first: name, head, text: Held(text) };
        let blocks = found.blocks.into_iter().map(block).collect();
        let (terminal, lost_lines) = Terminal::restore_with(&checkpoint, blocks)?;
        let back = Back { terminal, pieces: found.pieces, is_cut: found.is_cut, lost_lines };
        Ok((Self(journal), back))
    }

    /// Nobody else writes there from now on.
    pub fn take_over(&mut self) {
        self.0.take_over();
    }

    /// Room for at most so many bytes that are read next, or for what there is of it; `None` where that is
    /// less than a page and the terminal is to be written down first ([`PaneJournal::checkpoint`]).
    pub fn reserve(&mut self, most: usize) -> Option<&mut [u8]> {
        let room = self.0.room_ahead();
        if room < PAGE {
            return None;
        }
        self.0.reserve(most.min(room))
    }

    /// Whether the terminal is to be written down before anything is read.
    pub fn is_full(&self) -> bool {
        self.0.room_ahead() < PAGE
    }

    /// So many bytes were read into that, at this time in milliseconds: here they are, to be parsed.
    pub fn commit(&mut self, count: usize, millis: u32) -> &[u8] {
        self.0.commit(count, millis)
    }

    /// All that was read has been parsed, and what it asked for is about to be done.
    pub fn handled(&mut self) {
        self.0.handled();
    }

    /// Writes the terminal down, which has parsed (or taken in) all that was read and has nothing to
    /// tell: when there is no room, and after something else than output has altered it.
    ///
    /// # Errors
    /// It is longer than there is room for: another journal is to be had for it ([`PaneJournal::grow`]).
    pub fn checkpoint(&mut self, terminal: &mut Terminal) -> Result<(), Full> {
        self.write_down(terminal, false)
    }

    /// Writes the terminal down where its program has been quiet for a while, and gives back what memory
    /// is not needed until it is not.
    ///
    /// # Errors
    /// As [`PaneJournal::checkpoint`] has them.
    pub fn rest(&mut self, terminal: &mut Terminal) -> Result<(), Full> {
        if self.0.since_checkpoint() > 0 {
            self.write_down(terminal, false)?;
        }
        self.0.rest();
        // Memory that was given back is taken up again little by little.
        self.0.set_window(LEAST);
        Ok(())
    }

    /// Whether anything was read since the terminal was written down.
    pub fn is_behind(&self) -> bool {
        self.0.since_checkpoint() > 0
    }

    /// A larger one for the terminal, which is written down there, and the descriptor that keeps it: it
    /// takes the place of this one when that is kept.
    ///
    /// # Errors
    /// Those of the system, which has no memory for it.
    pub fn grow(&self, terminal: &mut Terminal, full: Full) -> io::Result<(Self, OwnedFd)> {
        Self::with(terminal, self.larger(full.wanted))
    }

    /// Sizes with a slot for so many bytes, or where that is no matter with a larger arena.
    fn larger(&self, wanted: usize) -> Sizes {
        let Sizes { ring, slot, arena } = self.0.sizes();
        match wanted > slot {
            true => Sizes { ring, slot: wanted + wanted / 2, arena },
            false => Sizes { ring, slot, arena: 2 * arena },
        }
    }

    /// Puts the blocks of history there that were made since, while they are near the processor: the
    /// next checkpoint has the less to do. Where there is no room for them it is what says so.
    pub fn take_blocks(&mut self, terminal: &mut Terminal) {
        self.keep_blocks(terminal, false);
    }

    /// The same, or the same with all blocks `anew`; whether there was room.
    fn keep_blocks(&mut self, terminal: &mut Terminal, anew: bool) -> bool {
        let arena = &mut self.0.arena;
        let keep = |first, head: &[u8], text: &[u8]| Some(Held(arena.keep(first, head, text)?));
        terminal.keep_history(anew, keep)
    }

    fn write_down(&mut self, terminal: &mut Terminal, anew: bool) -> Result<(), Full> {
        if !self.keep_blocks(terminal, anew) {
            return Err(Full { wanted: 0 });
        }
        let checkpoint = terminal.checkpoint_without_history();
        self.0.checkpoint(&checkpoint)?;
        self.0.set_window((TIMES * checkpoint.len()).max(LEAST));
        Ok(())
    }
}
