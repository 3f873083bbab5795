//! What was read, in a ring: entries of `length and kind (u32), time in milliseconds (u32), bytes`, each
//! at a multiple of eight bytes, none of them over the ring's end.
//!
//! At each checkpoint it begins at its first byte again, and goes on to the end of its *window* before the
//! next: so what is little stays in few pages, and a flood in memory that is near the processor.
//!
//! Places are counted from the journal's beginning on and never fall. An entry counts when the word
//! `written` lies behind it. As the kernel copies before anybody can note how much, an entry is marked
//! open before it is read into, and the room ahead is filled with bytes that no text has: so whoever
//! comes after a kill finds how far the kernel came.

use super::{set_u32, u32_at};
use crate::os::segment::Segment;

/// The words: how far entries count, the open entry's place with one added, and how far what was read
/// has been handled.
const WRITTEN: usize = 0;
const OPEN: usize = 8;
const HANDLED: usize = 16;

/// Bytes before those of an entry.
const HEAD: usize = 8;
const ALIGNMENT: usize = 8;

/// Kinds, in the highest bits of the length: one whose length is not known yet (it has the room), and
/// the rest of the ring, which is passed over.
const UNKNOWN: u32 = 1 << 31;
const PASSED: u32 = 1 << 30;
/// Of the length those bits are the length itself, and those between it and the kind its check.
const LENGTH: u32 = (1 << 22) - 1;
const CHECK: u32 = 22;

/// No UTF-8 has it.
const NEVER: u8 = 0xff;

/// A read that was found again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What was read.
    pub bytes: Vec<u8>,
    /// When, on the clock that was told.
    pub millis: u32,
    /// Whether it had been handled.
    pub handled: bool,
}

#[derive(Debug)]
pub struct Ring {
    words: Segment,
    segment: Segment,
    /// Where the newest checkpoint goes on, before which nothing is needed.
    from: u64,
    /// How much may come after that before the next.
    window: usize,
    /// The room that was reserved: its length, and up to where (as a place) it is filled with [`NEVER`].
    room: usize,
    filled: u64,
    /// What was found in the open entry, which does not count yet: its length and its time.
    found: Option<(usize, u32)>,
}

impl Ring {
    /// The ring in a part of a segment, as far as nothing is known of it.
    pub fn new(words: Segment, segment: Segment) -> Self {
        let window = segment.len();
        Self { words, segment, from: 0, window, room: 0, filled: 0, found: None }
    }

    /// From now on so much may come between two checkpoints, as far as there is room for it.
    pub fn set_window(&mut self, bytes: usize) {
        self.window = bytes.min(self.segment.len());
    }

    /// How far entries count.
    pub fn written(&self) -> u64 {
        self.words.word(WRITTEN)
    }

    /// The bytes since the last checkpoint.
    pub fn since(&self) -> usize {
        (self.written() - self.from) as usize
    }

    fn index(&self, place: u64) -> usize {
        (place % self.segment.len() as u64) as usize
    }

    /// How many bytes a read can have before the next checkpoint.
    pub fn room_ahead(&self) -> usize {
        self.ahead().saturating_sub(HEAD) / ALIGNMENT * ALIGNMENT
    }

    /// How long the next entry can be, with its head.
    fn ahead(&self) -> usize {
        // One read has room in any window.
        let window = if self.since() == 0 { self.segment.len() } else { self.window };
        let ahead = window.saturating_sub(self.since());
        let left = self.segment.len() - self.index(self.written());
        // In front of the ring's end, or from its beginning on.
        ahead.min(left).max(ahead.saturating_sub(left))
    }

    pub fn reserve(&mut self, most: usize) -> Option<&mut [u8]> {
        let most = most.min(self.segment.len() / 4).min(LENGTH as usize);
        let needed = HEAD + most.next_multiple_of(ALIGNMENT);
        if self.ahead() < needed {
            return None;
        }
        let mut place = self.written();
        let left = self.segment.len() - self.index(place);
        if left < needed {
            self.pass(left);
            place += left as u64;
        }
        self.room = most;
        let start = self.index(place) + HEAD;
        // What was filled for the one before, and not read into, is so still.
        let end = place + needed as u64;
        let known = self.filled.clamp(place + HEAD as u64, end) - (place + HEAD as u64);
        self.segment.bytes_mut()[start + known as usize..start + needed - HEAD].fill(NEVER);
        self.filled = end;
        self.set_head(place, UNKNOWN, most as u32, 0);
        self.words.set_word(OPEN, place + 1);
        Some(&mut self.segment.bytes_mut()[start..start + most])
    }

    pub fn commit(&mut self, count: usize, millis: u32) -> &[u8] {
        let place = self.written();
        let count = count.min(self.room);
        self.room = 0;
        let start = self.index(place) + HEAD;
        if count > 0 {
            self.set_head(place, 0, count as u32, millis);
            self.words.set_word(WRITTEN, place + length_of(count));
        }
        &self.segment.bytes()[start..start + count]
    }

    pub fn handled(&mut self) {
        let written = self.written();
        self.words.set_word(HANDLED, written);
    }

    /// The rest of the ring, which is so many bytes, is passed over.
    fn pass(&mut self, left: usize) {
        let place = self.written();
        self.set_head(place, PASSED, (left - HEAD) as u32, 0);
        self.words.set_word(WRITTEN, place + left as u64);
    }

    /// Goes to the beginning of the ring, before a checkpoint that will have all that was read. The one
    /// before it can still be gone on from.
    pub fn turn_back(&mut self) {
        let at = self.index(self.written());
        let left = self.segment.len() - at;
        if at > 0 && self.since() + left <= self.segment.len() {
            self.pass(left);
        }
    }

    /// A checkpoint has all that was read.
    pub fn begin_anew(&mut self) {
        self.from = self.written();
        self.handled();
    }

    /// Gives back all memory: nothing of it is needed.
    pub fn rest(&mut self) {
        if self.since() == 0 {
            self.segment.give_back(0..self.segment.len());
            self.filled = 0;
        }
    }

    /// What was read from a place on, and whether something after that is damaged; `None` where that
    /// is not there any more. What the kernel had copied when nobody could note it is the last of it, and
    /// counts from [`Ring::take_over`] on; nothing is stored before.
    pub fn recover(&mut self, from: u64) -> Option<(Vec<Piece>, bool)> {
        let (written, handled) = (self.written(), self.words.word(HANDLED));
        let length = written.checked_sub(from)?;
        let is_there = length <= self.segment.len() as u64 && from.is_multiple_of(ALIGNMENT as u64);
        (is_there && written.is_multiple_of(ALIGNMENT as u64) && written < u64::MAX / 2)
            .then_some(())?;
        self.from = from;
        let (mut place, mut pieces) = (from, Vec::new());
        while place < written {
            let Some((PASSED | 0, bytes, millis)) = self.entry(place) else {
                // Nothing after it can be told apart, and nothing is to be written over it.
                return Some((pieces, true));
            };
            let next = place + length_of(bytes.len());
            if next > written {
                return Some((pieces, true));
            }
            let is_passed = self.kind(place) == PASSED;
            let piece = Piece { bytes: bytes.to_vec(), millis, handled: next <= handled };
            place = next;
            pieces.extend((!is_passed).then_some(piece));
        }
        if self.words.word(OPEN) == written + 1
            && let Some((kind @ (UNKNOWN | 0), bytes, millis)) = self.entry(written)
        {
            let last = match kind {
                UNKNOWN => bytes.iter().rposition(|&byte| byte != NEVER),
                _ => bytes.len().checked_sub(1),
            };
            let count = last.map_or(0, |last| last + 1);
            let has_room = length + length_of(bytes.len()) <= self.segment.len() as u64;
            if count > 0 && has_room {
                let piece = Piece { bytes: bytes[..count].to_vec(), millis, handled: false };
                self.found = Some((count, millis));
                pieces.push(piece);
            }
        }
        Some((pieces, false))
    }

    /// What was found in the open entry counts from now on.
    pub fn take_over(&mut self) {
        if let Some((count, millis)) = self.found.take() {
            self.room = count;
            self.commit(count, millis);
        }
    }

    fn kind(&self, place: u64) -> u32 {
        u32_at(self.segment.bytes(), self.index(place)) & (UNKNOWN | PASSED)
    }

    /// The entry at a place: its kind, its bytes and its time; `None` where there is none.
    fn entry(&self, place: u64) -> Option<(u32, &[u8], u32)> {
        let (bytes, at) = (self.segment.bytes(), self.index(place));
        let (word, millis) = (u32_at(bytes, at), u32_at(bytes, at + 4));
        let (kind, length) = (word & (UNKNOWN | PASSED), word & LENGTH);
        let inner = bytes.get(at + HEAD..at + HEAD + length as usize)?;
        (word == checked(kind, length, place)).then_some((kind, inner, millis))
    }

    fn set_head(&mut self, place: u64, kind: u32, length: u32, millis: u32) {
        let at = self.index(place);
        set_u32(self.segment.bytes_mut(), at + 4, millis);
        set_u32(self.segment.bytes_mut(), at, checked(kind, length, place));
    }
}

/// Kind and length in one, with a check that what lies elsewhere in a ring seldom has.
fn checked(kind: u32, length: u32, place: u64) -> u32 {
    let mixed = (place ^ u64::from(kind | length) << 32).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    kind | length | ((mixed >> 56) as u32) << CHECK
}

/// How far the entry after one of so many bytes is.
fn length_of(bytes: usize) -> u64 {
    (HEAD + bytes.next_multiple_of(ALIGNMENT)) as u64
}
