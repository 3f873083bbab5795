mod terminal;

use std::collections::BTreeMap;
use std::os::fd::OwnedFd;
use std::rc::Rc;

use proptest::prelude::*;
use proptest::sample::Index;

use super::*;

const SMALL: Sizes = Sizes { ring: 2 * PAGE, slot: PAGE, arena: 4 * PAGE };

/// A segment as it is now, for another to open: what is left when whoever writes is killed here.
fn image(descriptor: &OwnedFd) -> Vec<u8> {
    Segment::open(descriptor).unwrap().bytes().to_vec()
}

fn opened(image: &[u8]) -> Result<(Journal, Recovered), Refused> {
    let (mut segment, descriptor) = Segment::new("pmux-test", image.len()).unwrap();
    segment.bytes_mut().copy_from_slice(image);
    let opened = Journal::open(segment);
    // Whoever wrote it may go on.
    assert!(self::image(&descriptor) == image, "only read");
    opened.map(|(mut journal, found)| {
        journal.take_over();
        (journal, found)
    })
}

/// A journal, and what should be found in it.
struct Watched {
    journal: Journal,
    descriptor: OwnedFd,
    checkpoints: Vec<Vec<u8>>,
    pieces: Vec<Piece>,
    /// What is held, by its name: since before the last checkpoint, and what came after it.
    held: BTreeMap<u64, Rc<Kept>>,
    fresh: BTreeMap<u64, Rc<Kept>>,
    /// Heads and texts that were ever kept, each by its name less one.
    all: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Watched {
    fn new(sizes: Sizes) -> Self {
        let (segment, descriptor) = Segment::new("pmux-test", sizes.length()).unwrap();
        let journal = Journal::new(segment, sizes).unwrap();
        Self {
            journal,
            descriptor,
            checkpoints: Vec::new(),
            pieces: Vec::new(),
            held: BTreeMap::new(),
            fresh: BTreeMap::new(),
            all: Vec::new(),
        }
    }

    /// A read that the kernel has done, and that nobody has noted yet.
    fn copied(&mut self, bytes: &[u8]) {
        if self.journal.reserve(bytes.len() + 9).is_none() {
            self.checkpoint(b"full");
        }
        self.journal.reserve(bytes.len() + 9).unwrap()[..bytes.len()].copy_from_slice(bytes);
    }

    fn read(&mut self, bytes: &[u8], millis: u32) {
        self.copied(bytes);
        assert_eq!(self.journal.commit(bytes.len(), millis), bytes);
        if !bytes.is_empty() {
            self.pieces.push(Piece { bytes: bytes.to_vec(), millis, handled: false });
        }
    }

    fn checkpoint(&mut self, bytes: &[u8]) {
        self.journal.checkpoint(bytes).unwrap();
        self.checkpoints.push(bytes.to_vec());
        self.pieces.clear();
        self.held.append(&mut self.fresh);
    }

    fn keep(&mut self, head: &[u8], text: &[u8]) -> bool {
        self.all.push((head.to_vec(), text.to_vec()));
        let name = self.all.len() as u64;
        let kept = self.journal.arena.keep(name, head, text);
        let is_kept = kept.is_some();
        self.fresh.extend(kept.map(|kept| (name, kept)));
        is_kept
    }

    /// All is found by whoever opens this.
    fn is_found_in(&self, image: &[u8]) {
        let (_, found) = opened(image).unwrap();
        assert_eq!(found.checkpoint.as_ref(), self.checkpoints.last());
        assert_eq!(found.pieces, self.pieces);
        assert!(!found.is_cut);
        let blocks: BTreeMap<u64, Vec<u8>> =
            found.blocks.iter().map(|it| (it.name, (*it.text).as_ref().to_vec())).collect();
        for (name, kept) in &self.held {
            assert!(blocks.get(name).map(Vec::as_slice) == Some((**kept).as_ref()), "{name}");
        }
        // Which are not needed by the checkpoint, and could be taken for others that are.
        assert!(self.fresh.keys().all(|name| !blocks.contains_key(name)));
    }

    fn is_found(&self) {
        self.is_found_in(&image(&self.descriptor));
    }
}

#[test]
fn what_was_read_kept_and_written_down_is_found() {
    let mut one = Watched::new(SMALL);
    one.is_found();
    one.read(b"before any checkpoint", 7);
    one.is_found();
    one.checkpoint(b"first");
    one.read(b"some", 8);
    one.journal.handled();
    one.pieces[0].handled = true;
    one.read(b"more", 9);
    assert!(one.keep(b"head", &[5; 3000]) && one.keep(b"", b""));
    one.is_found();
    let blocks = |one: &Watched| opened(&image(&one.descriptor)).unwrap().1.blocks.len();
    assert_eq!(blocks(&one), 0);
    one.checkpoint(b"second");
    one.is_found();
    one.held.remove(&1);
    // It is there until a checkpoint does without it.
    assert_eq!(blocks(&one), 2);
    one.checkpoint(b"third");
    assert_eq!(blocks(&one), 1);
    one.journal.rest();
    one.is_found();
    one.read(b"after a rest", 10);
    one.is_found();
}

#[test]
fn what_the_kernel_copied_before_anybody_could_note_it_is_found() {
    let mut one = Watched::new(Sizes { ring: 8 * PAGE, ..SMALL });
    one.checkpoint(b"checkpoint");
    for bytes in [b"x".as_slice(), b"some bytes", &[b'y'; 3000], &[b'z'; 4000], b"last"] {
        one.copied(bytes);
        let (mut journal, found) = opened(&image(&one.descriptor)).unwrap();
        let last = found.pieces.last().unwrap();
        assert_eq!((last.bytes.as_slice(), last.handled), (bytes, false));
        // And counts from then on.
        journal.reserve(10).unwrap()[..3].copy_from_slice(b"new");
        assert_eq!(journal.commit(3, 1), b"new");
        assert_eq!(journal.since_checkpoint() % 8, 0);
        one.journal.commit(bytes.len(), 3);
        one.checkpoint(b"another");
    }
    // A read that found nothing leaves nothing.
    one.copied(b"");
    one.is_found();
    one.read(b"", 0);
    one.is_found();
}

#[test]
fn what_is_full_says_so() {
    let mut one = Watched::new(SMALL);
    assert_eq!(one.journal.checkpoint(&[1; PAGE + 1]), Err(Full { wanted: PAGE + 1 }));
    let mut reads = 0;
    while let Some(room) = one.journal.reserve(1000) {
        room.fill(b'x');
        one.journal.commit(1000, 0);
        reads += 1;
    }
    assert_eq!(reads, 8);
    assert!(one.keep(b"", &[1; 3 * PAGE]));
    assert!(!one.keep(b"", &[2; PAGE]));
    one.fresh.clear();
    one.journal.checkpoint(b"").unwrap();
    assert!(one.journal.reserve(1000).is_some() && one.keep(b"", &[2; 3 * PAGE]));
}

#[test]
fn what_is_little_stays_in_few_pages_and_a_flood_in_its_window() {
    let sizes = Sizes { ring: 64 * PAGE, ..SMALL };
    let mut one = Watched::new(sizes);
    let pages = |one: &Watched| {
        let image = image(&one.descriptor);
        let ring = image[PAGE..PAGE + sizes.ring].chunks(PAGE);
        ring.filter(|page| page.iter().any(|byte| *byte != 0)).count()
    };
    for turn in 0..100 {
        one.read(b"some words", turn);
        one.checkpoint(b"at rest");
        one.is_found();
    }
    assert_eq!(pages(&one), 1);
    one.journal.set_window(8 * PAGE);
    for turn in 0..100 {
        one.read(&[b'x'; 3000], turn);
        one.is_found();
    }
    assert!((8..=9).contains(&pages(&one)), "{} pages", pages(&one));
    assert!(one.checkpoints.len() > 100);
    // One read has room however narrow it is.
    one.checkpoint(b"before");
    one.journal.set_window(0);
    assert!(one.journal.reserve(3000).is_some());
    one.journal.commit(100, 0);
    assert!(one.journal.reserve(3000).is_none());
}

#[test]
fn what_is_no_journal_is_refused() {
    let mut one = Watched::new(SMALL);
    one.checkpoint(b"first");
    one.checkpoint(b"second");
    let whole = image(&one.descriptor);
    let refused = |image: &[u8]| opened(image).err();
    assert_eq!(refused(&whole[..PAGE]), Some(Refused::Foreign));
    assert_eq!(refused(&vec![0; whole.len()]), Some(Refused::Foreign));
    let slot = PAGE + SMALL.ring;
    let mut damaged = whole.clone();
    damaged[slot + 1] ^= 4;
    // The one before it, after which nothing was read, does as well.
    assert_eq!(opened(&damaged).unwrap().1.checkpoint.unwrap(), b"first");
    damaged[slot + SMALL.slot + 1] ^= 4;
    assert_eq!(refused(&damaged), Some(Refused::Damaged));
}

/// What can happen to a journal.
#[derive(Debug, Clone)]
enum Act {
    Read(Vec<u8>, u32),
    Handled,
    Checkpoint(Vec<u8>),
    Keep(usize, u8),
    Drop(Index),
    Rest,
    Window(usize),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let text = || prop::collection::vec(b' '..0x7f, 0..1500);
    let act = prop_oneof![
        6 => (text(), any::<u32>()).prop_map(|(bytes, millis)| Act::Read(bytes, millis)),
        2 => Just(Act::Handled),
        2 => text().prop_map(Act::Checkpoint),
        3 => (0usize..5000, any::<u8>()).prop_map(|(length, byte)| Act::Keep(length, byte)),
        2 => any::<Index>().prop_map(Act::Drop),
        1 => Just(Act::Rest),
        1 => (0usize..3 * PAGE).prop_map(Act::Window),
    ];
    prop::collection::vec(act, 1..60)
}

impl Watched {
    fn act(&mut self, act: &Act) {
        match act {
            Act::Read(bytes, millis) => self.read(bytes, *millis),
            Act::Handled => {
                self.journal.handled();
                self.pieces.iter_mut().for_each(|piece| piece.handled = true);
            }
            Act::Checkpoint(bytes) => self.checkpoint(bytes),
            Act::Keep(length, byte) => drop(self.keep(&[*byte; 9], &vec![*byte; *length])),
            Act::Drop(which) => {
                let names: Vec<u64> = self.held.keys().chain(self.fresh.keys()).copied().collect();
                if let Some(name) = names.get(which.index(names.len().max(1))) {
                    self.held.remove(name);
                    self.fresh.remove(name);
                }
            }
            Act::Rest => self.journal.rest(),
            Act::Window(bytes) => self.journal.set_window(*bytes),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn at_whatever_instant_it_is_killed_nothing_is_lost(acts in acts(), cuts in prop::collection::vec(any::<Index>(), 60)) {
        let mut one = Watched::new(SMALL);
        let mut before = image(&one.descriptor);
        for (act, cut) in acts.iter().zip(cuts) {
            let (checkpoints, pieces) = (one.checkpoints.clone(), one.pieces.clone());
            one.act(act);
            one.is_found();
            let after = image(&one.descriptor);
            // In the midst of it: what is written first is there, and not the words that say so.
            let cut = cut.index(after.len());
            let torn = match act {
                Act::Keep(..) | Act::Drop(_) => [&before[..cut], &after[cut..]].concat(),
                _ => [&before[..PAGE], &after[PAGE..cut.max(PAGE)], &before[cut.max(PAGE)..]].concat(),
            };
            // Where a read was preceded by a checkpoint that is more than one step.
            if one.checkpoints.len() == checkpoints.len() || matches!(act, Act::Checkpoint(_)) {
                let (_, found) = opened(&torn).unwrap();
                prop_assert_eq!(found.checkpoint.as_ref(), checkpoints.last());
                prop_assert!(found.pieces.iter().zip(&pieces).all(|(one, other)| one.bytes == other.bytes));
                prop_assert!(found.pieces.len() >= pieces.len());
            }
            before = after;
        }
    }

    #[test]
    fn bits_that_fell_over_are_refused_or_no_harm(acts in acts(), flips in prop::collection::vec((any::<Index>(), 0u8..8), 1..5), in_header: bool) {
        let mut one = Watched::new(SMALL);
        acts.iter().for_each(|act| one.act(act));
        let mut image = image(&one.descriptor);
        let end = if in_header { 256 } else { image.len() };
        for (at, bit) in flips {
            image[at.index(end)] ^= 1 << bit;
        }
        if let Ok((mut journal, found)) = opened(&image) {
            let is_one = |bytes: &Vec<u8>| one.checkpoints.contains(bytes);
            prop_assert!(found.checkpoint.iter().all(is_one));
            // A block is as it was kept, or not there.
            for block in &found.blocks {
                let (head, text) = &one.all[block.name as usize - 1];
                prop_assert_eq!((&block.head, (*block.text).as_ref()), (head, text.as_slice()));
            }
            // Of what was read no byte has a check of its own; how much that is, has.
            let read: usize = found.pieces.iter().map(|piece| piece.bytes.len()).sum();
            prop_assert!(read <= journal.sizes().ring);
            // And it can be gone on with.
            journal.checkpoint(b"new").unwrap();
            drop(found);
            journal.checkpoint(b"newer").unwrap();
            journal.rest();
            prop_assert!(journal.reserve(100).is_some());
            prop_assert!(journal.arena.keep(1, b"", b"text").is_some());
        }
    }
}
