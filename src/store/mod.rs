//! Sections of bytes, by key, in a byte area that outlives whoever writes it: a log of whole events.
//!
//! An *event* is what changed at once: sections that are another, or are gone. It is written as one
//! record with a checksum, and counts from the moment in which the number that says where the log
//! ends is stored, which is one word. So whoever opens the area later, however the writer ended, finds
//! the sections as they were after some event, the last one or that before it, and never half of one.
//!
//! ```text
//!   area    | half ..................... | half ..................... |
//!   half    | mark, format | generation | end | record | record | ... |   one half is in force
//!   record  | length | checksum | section, section, ...               |   one event
//!   section | length of key, gone? | length of bytes | key | bytes    |
//! ```
//!
//! When a half is full, the sections that are still in force are written anew into the other one with
//! the next generation, and the first is struck out. Where they would not leave a quarter of it free, a
//! larger area is asked for ([`Full`]).
//!
//! Knows bytes only: nothing of what the sections are, or of where the area is from. All that it reads
//! may be damaged; then it is refused whole, since what is left may not belong together.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{Ordering, compiler_fence};

#[cfg(test)]
mod tests;

/// What a half begins with: a name, and the version of this layout.
const MARK: u64 = u64::from_le_bytes(*b"pmuxlog1");

/// Bytes before the first record of a half.
const HEADER: usize = 32;

/// Bytes before the sections of a record.
const RECORD: usize = 8;

/// Bytes before the key of a section.
const SECTION: usize = 8;

/// Marks a section that is gone, in the length of its key.
const GONE: u32 = 1 << 31;

/// Everything begins at a multiple of so many bytes.
const ALIGNMENT: usize = 8;

/// The smallest area, in bytes.
pub const SMALLEST: usize = 4096;

/// The area has no room for what is to be in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the state needs an area of {wanted} bytes")]
pub struct Full {
    /// How large an area would have room for a while, in bytes.
    pub wanted: usize,
}

/// Why nothing is read from an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Nothing was ever written into it.
    #[error("nothing was kept there")]
    Empty,
    /// It is not what was written.
    #[error("what was kept is damaged (byte {0})")]
    Damaged(usize),
}

/// The sections in an area.
#[derive(Debug)]
pub struct Store<A> {
    area: A,
    /// Which half is in force.
    half: usize,
    /// What whoever writes says of how sections are to be read.
    format: u32,
    /// Counts the halves that were begun.
    generation: u64,
    /// Where the next record goes, from the half's begin.
    end: usize,
    index: Index,
    /// The event that is being written: sections as a record has them.
    event: Vec<u8>,
}

/// The sections that are in force.
#[derive(Debug, Default)]
struct Index {
    /// Where each is, in the area.
    places: BTreeMap<Box<[u8]>, Range<usize>>,
    /// What a record of all of them would take, in bytes.
    live: usize,
}

impl Index {
    /// A section is there, or gone.
    fn note(&mut self, key: &[u8], place: Option<Range<usize>>) {
        let takes = |place: &Range<usize>| SECTION + key.len() + place.len();
        self.live += place.as_ref().map_or(0, takes);
        let before = match place {
            None => self.places.remove(key),
            Some(place) => match self.places.get_mut(key) {
                Some(known) => Some(std::mem::replace(known, place)),
                None => self.places.insert(key.into(), place),
            },
        };
        self.live -= before.as_ref().map_or(0, takes);
    }
}

/// A section of a record: its key, and where its bytes are, or that it is gone.
type Entry<'a> = (&'a [u8], Option<Range<usize>>);

fn aligned(length: usize) -> usize {
    length.next_multiple_of(ALIGNMENT)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// The checksum of a record, which is no other half's.
fn checksum(generation: u64, at: usize, sections: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&generation.to_le_bytes());
    hasher.update(&(at as u64).to_le_bytes());
    hasher.update(&(sections.len() as u64).to_le_bytes());
    hasher.update(sections);
    hasher.finalize()
}

/// The word that says where a half's log ends: the place, and a checksum of all that its header says.
fn end_word(format: u32, generation: u64, end: usize) -> u64 {
    let place = (end / ALIGNMENT) as u32;
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&MARK.to_le_bytes());
    hasher.update(&format.to_le_bytes());
    hasher.update(&generation.to_le_bytes());
    hasher.update(&place.to_le_bytes());
    u64::from(hasher.finalize()) << 32 | u64::from(place)
}

/// Where a half lies in an area of so many bytes.
fn half_of(length: usize, half: usize) -> Range<usize> {
    let size = length / 2 / ALIGNMENT * ALIGNMENT;
    // A place is told as 32 bits of eight bytes each.
    let size = size.min(u32::MAX as usize);
    half * size..(half + 1) * size
}

/// Appends a section to a record.
fn push_section(record: &mut Vec<u8>, key: &[u8], bytes: Option<&[u8]>) {
    let gone = if bytes.is_none() { GONE } else { 0 };
    let bytes = bytes.unwrap_or_default();
    record.extend((key.len() as u32 | gone).to_le_bytes());
    record.extend((bytes.len() as u32).to_le_bytes());
    record.extend(key);
    record.extend(bytes);
}

/// The sections of a record that begins at `base`; `None` where they do not fill it.
fn sections_of(record: &[u8], base: usize) -> Option<Vec<Entry<'_>>> {
    let mut sections = Vec::new();
    let mut at = 0;
    while at < record.len() {
        let (head, length) = (u32_at(record, at)?, u32_at(record, at + 4)? as usize);
        let key = at + SECTION..at + SECTION + (head & !GONE) as usize;
        let bytes = key.end..key.end.checked_add(length)?;
        record.get(bytes.clone())?;
        at = bytes.end;
        let is_there = head & GONE == 0;
        let place = is_there.then_some(base + bytes.start..base + bytes.end);
        sections.push((&record[key], place));
    }
    Some(sections)
}

/// Where the sections of the record at `at` of a log are; `None` where it is not what was written.
fn record_at(log: &[u8], generation: u64, at: usize) -> Option<Range<usize>> {
    let (length, sum) = (u32_at(log, at)? as usize, u32_at(log, at + 4)?);
    let place = at + RECORD..at + RECORD + length;
    let sections = log.get(place.clone())?;
    let is_whole = aligned(place.end) <= log.len() && checksum(generation, at, sections) == sum;
    is_whole.then_some(place)
}

impl<A: AsRef<[u8]> + AsMut<[u8]>> Store<A> {
    /// An area of at least [`SMALLEST`] bytes with no section in it, whatever was there before.
    /// `generation` is larger than that of any other area of the same writer.
    pub fn new(area: A, format: u32, generation: u64) -> Self {
        let mut store = Self {
            area,
            half: 0,
            format,
            generation,
            end: HEADER,
            index: Index::default(),
            event: Vec::new(),
        };
        store.strike_out(1);
        store.begin_half();
        store
    }

    /// What was kept in an area.
    ///
    /// # Errors
    /// Nothing was, or it is damaged.
    pub fn open(area: A) -> Result<Self, Refused> {
        let bytes = area.as_ref();
        let header = |half: usize| {
            let it = &bytes[half_of(bytes.len(), half)];
            let (format, generation) = (u32_at(it, 8)?, u64_at(it, 16)?);
            let word = u64_at(it, 24)?;
            let end = (word as u32) as usize * ALIGNMENT;
            let is_whole = u64_at(it, 0)? == MARK && word == end_word(format, generation, end);
            (is_whole && end >= HEADER && end <= it.len())
                .then_some((generation, half, format, end))
        };
        let newest = (0..2).filter_map(header).max();
        let Some((generation, half, format, end)) = newest else {
            let is_written =
                |half: usize| bytes[half_of(bytes.len(), half)].iter().take(HEADER).any(|&b| b > 0);
            let at = (0..2).find(|half| is_written(*half)).ok_or(Refused::Empty)?;
            return Err(Refused::Damaged(half_of(bytes.len(), at).start));
        };
        let base = half_of(bytes.len(), half).start;
        let log = &bytes[base..base + end];
        let (mut index, mut at) = (Index::default(), HEADER);
        while at < end {
            let damaged = Refused::Damaged(base + at);
            let record = record_at(log, generation, at).ok_or(damaged)?;
            let sections = sections_of(&log[record.clone()], base + record.start);
            for (key, place) in sections.ok_or(damaged)? {
                index.note(key, place);
            }
            at = aligned(record.end);
        }
        Ok(Self { area, half, format, generation, end, index, event: Vec::new() })
    }

    /// How sections are to be read, as whoever wrote them said.
    pub fn format(&self) -> u32 {
        self.format
    }

    /// Larger than that of an area that was written before.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// The sections, in the order of their keys.
    pub fn sections(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        let bytes = self.area.as_ref();
        self.index.places.iter().map(move |(key, place)| (&**key, &bytes[place.clone()]))
    }

    /// The bytes of a section.
    pub fn get(&self, key: &[u8]) -> Option<&[u8]> {
        self.index.places.get(key).map(|place| &self.area.as_ref()[place.clone()])
    }

    /// The area that they are in.
    pub fn area(&self) -> &A {
        &self.area
    }

    /// Has `act` do something with the part of the area that is not in use: what is in there does not
    /// matter.
    pub fn with_spare(&mut self, act: impl FnOnce(&mut A, Range<usize>)) {
        let spare = half_of(self.area.as_ref().len(), 1 - self.half);
        act(&mut self.area, spare);
    }

    /// The bytes that sections take that are in force.
    pub fn live(&self) -> usize {
        self.index.live
    }

    /// A section is this from the next event on. One that is so already is not written.
    pub fn put(&mut self, key: &[u8], bytes: &[u8]) {
        if self.event.is_empty() && self.get(key) == Some(bytes) {
            return;
        }
        push_section(&mut self.event, key, Some(bytes));
    }

    /// A section is gone from the next event on.
    pub fn remove(&mut self, key: &[u8]) {
        if !self.event.is_empty() || self.index.places.contains_key(key) {
            push_section(&mut self.event, key, None);
        }
    }

    /// The event is over: what was put and removed since the last one is written, all of it or
    /// nothing. Says how many bytes that took.
    ///
    /// # Errors
    /// There is no room. Nothing was written, and what was put is still there to be written into a
    /// larger area ([`Store::move_to`]).
    pub fn commit(&mut self) -> Result<usize, Full> {
        if self.event.is_empty() {
            return Ok(0);
        }
        let half = half_of(self.area.as_ref().len(), self.half);
        let needs = RECORD + aligned(self.event.len());
        if self.end + needs > half.len() {
            self.check_room(half.len())?;
            self.turn_over();
        }
        let event = std::mem::take(&mut self.event);
        self.append(&event);
        self.set_end();
        self.event = event;
        self.event.clear();
        Ok(needs)
    }

    /// Goes on in another area, which is large enough, with all that is in force and the event that is
    /// being written. Gives the area back that it was in, where everything is as it was: it is for
    /// whoever has seen to it that the new one is found.
    ///
    /// # Errors
    /// The other area is not large enough. It is lost, and all else as it was.
    pub fn move_to(&mut self, area: A) -> Result<A, Full> {
        self.check_room(half_of(area.as_ref().len(), 0).len())?;
        let all = self.record_of_all();
        let mut store = Store::new(area, self.format, self.generation + 1);
        store.append(&all);
        store.set_end();
        store.event = std::mem::take(&mut self.event);
        let before = std::mem::replace(self, store);
        self.commit()?;
        Ok(before.area)
    }

    /// Whether all that is in force fits into a half of so many bytes, with the event that is being
    /// written and a quarter of it free, so that it is not full again at once.
    fn check_room(&self, half: usize) -> Result<(), Full> {
        let needs = HEADER + 2 * RECORD + aligned(self.index.live) + aligned(self.event.len());
        match needs > half - half / 4 {
            true => Err(Full { wanted: (needs * 4).next_power_of_two().max(SMALLEST) }),
            false => Ok(()),
        }
    }

    /// All sections, as a record has them.
    fn record_of_all(&self) -> Vec<u8> {
        let mut all = Vec::with_capacity(self.index.live);
        self.sections().for_each(|(key, bytes)| push_section(&mut all, key, Some(bytes)));
        all
    }

    /// Writes what is in force into the other half, and goes on there.
    fn turn_over(&mut self) {
        let all = self.record_of_all();
        let old = self.half;
        (self.half, self.end) = (1 - old, HEADER);
        self.generation += 1;
        self.index = Index::default();
        self.begin_half_with(&all);
        // Whoever finds the new half damaged is not to take the old one for all that there was.
        self.strike_out(old);
    }

    fn begin_half(&mut self) {
        self.begin_half_with(&[]);
    }

    /// Begins the half with a record; it counts when that is there.
    fn begin_half_with(&mut self, record: &[u8]) {
        self.strike_out(self.half);
        let header = [
            &MARK.to_le_bytes()[..],
            &self.format.to_le_bytes(),
            &[0; 4],
            &self.generation.to_le_bytes(),
        ]
        .concat();
        self.half_mut(self.half)[..HEADER - 8].copy_from_slice(&header);
        if !record.is_empty() {
            self.append(record);
        }
        self.set_end();
    }

    /// Writes a record behind the last. It does not count yet.
    fn append(&mut self, sections: &[u8]) {
        let at = self.end;
        let sum = checksum(self.generation, at, sections);
        let base = half_of(self.area.as_ref().len(), self.half).start;
        let half = &mut self.half_mut(self.half)[at..];
        half[..4].copy_from_slice(&(sections.len() as u32).to_le_bytes());
        half[4..RECORD].copy_from_slice(&sum.to_le_bytes());
        half[RECORD..RECORD + sections.len()].copy_from_slice(sections);
        self.end = at + RECORD + aligned(sections.len());
        for (key, place) in sections_of(sections, base + at + RECORD).into_iter().flatten() {
            self.index.note(key, place);
        }
    }

    /// What was written counts from now on.
    fn set_end(&mut self) {
        let word = end_word(self.format, self.generation, self.end);
        // Neither before nor behind what it is about, as far as a compiler goes.
        compiler_fence(Ordering::SeqCst);
        self.half_mut(self.half)[HEADER - 8..HEADER].copy_from_slice(&word.to_le_bytes());
        compiler_fence(Ordering::SeqCst);
    }

    fn strike_out(&mut self, half: usize) {
        self.half_mut(half)[HEADER - 8..HEADER].fill(0);
        compiler_fence(Ordering::SeqCst);
    }

    fn half_mut(&mut self, half: usize) -> &mut [u8] {
        let area = self.area.as_mut();
        let range = half_of(area.len(), half);
        &mut area[range]
    }
}
