//! Blocks that are written once and read where they lie, for as long as anybody holds them.
//!
//! A block is put there when it is made, and counts as kept from the next checkpoint on, if it is held
//! then: whoever comes before finds what the checkpoint before needs, and nothing else by its names.
//!
//! Places follow each other without a gap, kept ones and free ones, each with its size in its first
//! word. Whatever happens to them is one word: a free place becomes smaller and a kept one, or both
//! become one. So at any instant whoever opens the arena can go from one place to the next.
//!
//! ```text
//!   place | size, kept? | name | length of head, checksum | length of text | head | text |
//! ```

use std::rc::Rc;

use crc32fast::Hasher;

use crate::os::segment::Segment;

/// Sizes are multiples of it, in bytes.
const GRAIN: usize = 64;
/// The bytes before a head.
const WORDS: usize = 32;
const SIZE: usize = 0;
const NAME: usize = 8;
const HEAD: usize = 16;
const TEXT: usize = 24;

/// So many bytes are copied at once: what the processor has nearest has room for them twice.
const AT_ONCE: usize = 8 << 10;

/// A text that lies in an arena.
#[derive(Debug)]
pub struct Kept {
    /// All of its place but the words before it.
    place: Segment,
    text: std::ops::Range<usize>,
}

impl AsRef<[u8]> for Kept {
    fn as_ref(&self) -> &[u8] {
        &self.place.bytes()[self.text.clone()]
    }
}

/// A block that was found.
#[derive(Debug)]
pub struct Found {
    /// What it was named by.
    pub name: u64,
    /// Its head.
    pub head: Vec<u8>,
    /// Its text.
    pub text: Rc<Kept>,
}

#[derive(Debug)]
enum Place {
    Free(Segment),
    Kept(Taken),
}

/// A place with something in it: the words before that, and the rest.
#[derive(Debug)]
struct Taken {
    words: Segment,
    kept: Rc<Kept>,
}

impl Place {
    fn offset(&self) -> usize {
        match self {
            Place::Free(place) => place.offset(),
            Place::Kept(taken) => taken.words.offset(),
        }
    }
}

impl Taken {
    /// What is in a place whose text lies there.
    fn new(mut place: Segment, text: std::ops::Range<usize>) -> Self {
        let words = place.split_to(WORDS);
        Self { words, kept: Rc::new(Kept { place, text: text.start - WORDS..text.end - WORDS }) }
    }

    /// The place, free; as it is where somebody holds it.
    fn freed(self) -> Result<Segment, Self> {
        let Self { mut words, kept } = self;
        match Rc::try_unwrap(kept) {
            Ok(kept) => {
                // They lie side by side.
                let _ = words.join(kept.place);
                Ok(free(words))
            }
            Err(kept) => Err(Self { words, kept }),
        }
    }
}

/// All places.
#[derive(Debug)]
pub struct Arena {
    /// In order.
    places: Vec<Place>,
    /// Those that were taken from these since they were swept.
    taken: Vec<Taken>,
    /// The place from which on room is looked for.
    next: usize,
}

impl Arena {
    /// One that nothing is kept in.
    pub fn new(segment: Segment) -> Self {
        Self { places: vec![Place::Free(free(segment))], taken: Vec::new(), next: 0 }
    }

    /// The one in a segment, and what is kept in it. What makes no sense is free. Nothing is stored
    /// before [`Arena::take_over`].
    pub fn open(mut segment: Segment) -> (Self, Vec<Found>) {
        let (mut places, mut found) = (Vec::new(), Vec::new());
        while segment.len() >= GRAIN {
            let word = segment.word(SIZE);
            let size = usize::try_from(word >> 1).unwrap_or(usize::MAX);
            let is_size = size >= GRAIN && size.is_multiple_of(GRAIN) && size <= segment.len();
            let place = segment.split_to(if is_size { size } else { segment.len() });
            match (is_size && word & 1 == 1).then(|| read(&place)).flatten() {
                Some((head, text)) => {
                    let (name, head) = (place.word(NAME), place.bytes()[head].to_vec());
                    let taken = Taken::new(place, text);
                    found.push(Found { name, head, text: taken.kept.clone() });
                    places.push(Place::Kept(taken));
                }
                None => places.push(Place::Free(place)),
            }
        }
        (Self { places, taken: Vec::new(), next: 0 }, found)
    }

    /// Has the segment say of each free place that it is one, and nothing more of what made no sense.
    pub fn take_over(&mut self) {
        for place in &mut self.places {
            if let Place::Free(place) = place {
                place.set_word(SIZE, (place.len() as u64) << 1);
            }
        }
    }

    /// Puts a head and a text there by a name, to be kept from the next checkpoint on; `None` where there
    /// is no room for it.
    pub fn keep(&mut self, name: u64, head: &[u8], text: &[u8]) -> Option<Rc<Kept>> {
        let size = (WORDS + head.len() + text.len()).next_multiple_of(GRAIN);
        let (before, after) = self.places.split_at(self.next.min(self.places.len()));
        let has_room = |place: &Place| matches!(place, Place::Free(free) if free.len() >= size);
        let at = match after.iter().position(has_room) {
            Some(at) => before.len() + at,
            None => before.iter().position(has_room)?,
        };
        let Place::Free(place) = &mut self.places[at] else { return None };
        let whole = place.len() as u64;
        let text_at = WORDS + head.len();
        let bytes = place.bytes_mut();
        let mut hasher = begun(name, head.len());
        let (head_to, text_to) = bytes[WORDS..text_at + text.len()].split_at_mut(head.len());
        copy(head, head_to, &mut hasher);
        copy(text, text_to, &mut hasher);
        place.set_word(NAME, name);
        place.set_word(HEAD, u64::from(hasher.finalize()) << 32 | head.len() as u64);
        place.set_word(TEXT, text.len() as u64);
        if whole as usize > size {
            place.set_word(size + SIZE, (whole - size as u64) << 1);
        }
        place.set_word(SIZE, (size as u64) << 1);
        let taken = Taken::new(place.split_to(size), text_at..text_at + text.len());
        let kept = taken.kept.clone();
        if place.is_empty() {
            self.places.remove(at);
        }
        self.taken.push(taken);
        self.next = at;
        Some(kept)
    }

    /// A checkpoint comes that needs what is held.
    pub fn settle(&mut self) {
        for Taken { words, kept } in &mut self.taken {
            if Rc::strong_count(kept) > 1 {
                let size = words.len() + kept.place.len();
                words.set_word(SIZE, (size as u64) << 1 | 1);
            }
        }
    }

    /// Frees the places that nobody holds.
    pub fn sweep(&mut self) {
        self.places.extend(self.taken.drain(..).map(Place::Kept));
        self.places.sort_by_key(Place::offset);
        let mut swept: Vec<Place> = Vec::with_capacity(self.places.len());
        for place in std::mem::take(&mut self.places) {
            let place = match place {
                Place::Free(place) => place,
                Place::Kept(taken) => match taken.freed() {
                    Ok(place) => place,
                    Err(taken) => {
                        swept.push(Place::Kept(taken));
                        continue;
                    }
                },
            };
            let Some(Place::Free(last)) = swept.last_mut() else {
                swept.push(Place::Free(place));
                continue;
            };
            match last.join(place) {
                Ok(()) => last.set_word(SIZE, (last.len() as u64) << 1),
                Err(place) => swept.push(Place::Free(place)),
            }
        }
        self.places = swept;
        self.next = 0;
    }

    /// Gives back the memory of what is free.
    pub fn rest(&mut self) {
        for place in &mut self.places {
            if let Place::Free(place) = place {
                place.give_back(WORDS..place.len());
            }
        }
    }
}

/// A place, and nothing kept there.
fn free(mut place: Segment) -> Segment {
    place.set_word(SIZE, (place.len() as u64) << 1);
    place
}

/// Where head and text lie in a kept place, if they are whole.
fn read(place: &Segment) -> Option<(std::ops::Range<usize>, std::ops::Range<usize>)> {
    let (head, length) = (place.word(HEAD), usize::try_from(place.word(TEXT)).ok()?);
    let text_at = WORDS + (head as u32) as usize;
    let end = text_at.checked_add(length)?;
    let bytes = place.bytes();
    let (head_bytes, text) = (bytes.get(WORDS..text_at)?, bytes.get(text_at..end)?);
    let is_whole = checksum(place.word(NAME), head_bytes, text) == (head >> 32) as u32;
    is_whole.then_some((WORDS..text_at, text_at..end))
}

/// Copies bytes, and takes them into a checksum while they are near.
fn copy(from: &[u8], to: &mut [u8], hasher: &mut Hasher) {
    for (from, to) in from.chunks(AT_ONCE).zip(to.chunks_mut(AT_ONCE)) {
        to.copy_from_slice(from);
        hasher.update(from);
    }
}

/// A checksum of what has this name and a head of so many bytes.
fn begun(name: u64, head: usize) -> Hasher {
    let mut hasher = Hasher::new();
    hasher.update(&name.to_le_bytes());
    hasher.update(&(head as u64).to_le_bytes());
    hasher
}

fn checksum(name: u64, head: &[u8], text: &[u8]) -> u32 {
    let mut hasher = begun(name, head.len());
    hasher.update(head);
    hasher.update(text);
    hasher.finalize()
}
