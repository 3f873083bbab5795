//! The two newest checkpoints. A new one takes the place of the older, whose words are stored last of
//! all; so there is one that is whole at any time.

use crc32fast::Hasher;

use super::Full;
use crate::os::segment::Segment;

/// A slot's words: its number, which counts from 1 on, how long it is, where in the ring it is gone on
/// from, and the checksum of all of this and the bytes.
const SLOT: usize = 32;
const NUMBER: usize = 0;
const LENGTH: usize = 8;
const FROM: usize = 16;
const CHECKSUM: usize = 24;

#[derive(Debug)]
pub struct Slots {
    words: Segment,
    slots: [Segment; 2],
    /// The newest one's number; 0 where there is none.
    newest: u64,
}

impl Slots {
    /// Two that nothing was ever written into.
    pub fn new(words: Segment, slots: [Segment; 2]) -> Self {
        Self { words, slots, newest: 0 }
    }

    /// Those that are there, and the newest that is whole: where it is gone on from, and its bytes.
    pub fn open(words: Segment, slots: [Segment; 2]) -> (Self, Option<(u64, Vec<u8>)>) {
        let mut slots = Self::new(words, slots);
        let whole = [0, 1].into_iter().filter_map(|at| slots.read(at));
        let newest = whole.max_by_key(|(number, ..)| *number);
        slots.newest = newest.as_ref().map_or(0, |(number, ..)| *number);
        (slots, newest.map(|(_, from, bytes)| (from, bytes)))
    }

    /// Whether nothing was ever written into them.
    pub fn are_empty(&self) -> bool {
        (0..2).all(|at| self.words.word(at * SLOT + NUMBER) == 0)
    }

    fn read(&self, at: usize) -> Option<(u64, u64, Vec<u8>)> {
        let word = |name: usize| self.words.word(at * SLOT + name);
        let (number, from) = (word(NUMBER), word(FROM));
        let bytes = self.slots[at].bytes().get(..usize::try_from(word(LENGTH)).ok()?)?;
        let is_whole = number > 0 && number % 2 == at as u64;
        let is_same = word(CHECKSUM) == checksum(number, from, bytes);
        (is_whole && is_same).then(|| (number, from, bytes.to_vec()))
    }

    /// Writes a new one.
    pub fn write(&mut self, bytes: &[u8], from: u64) -> Result<(), Full> {
        let number = self.newest + 1;
        let at = (number % 2) as usize;
        let slot = &mut self.slots[at];
        let wanted = bytes.len();
        slot.bytes_mut().get_mut(..wanted).ok_or(Full { wanted })?.copy_from_slice(bytes);
        let words = [
            (LENGTH, wanted as u64),
            (FROM, from),
            (CHECKSUM, checksum(number, from, bytes)),
            (NUMBER, number),
        ];
        words.into_iter().for_each(|(name, value)| self.words.set_word(at * SLOT + name, value));
        self.newest = number;
        Ok(())
    }

    /// Gives back what the newest one does not need.
    pub fn rest(&mut self) {
        let newest = (self.newest % 2) as usize;
        for (at, slot) in self.slots.iter_mut().enumerate() {
            let used = if at == newest { self.words.word(at * SLOT + LENGTH) as usize } else { 0 };
            slot.give_back(used.min(slot.len())..slot.len());
        }
    }
}

fn checksum(number: u64, from: u64, bytes: &[u8]) -> u64 {
    let mut hasher = Hasher::new();
    for word in [number, from, bytes.len() as u64] {
        hasher.update(&word.to_le_bytes());
    }
    hasher.update(bytes);
    // Zeros are never right.
    u64::from(hasher.finalize()) | 1 << 32
}
