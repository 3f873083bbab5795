//! Whatever was done to the memory that a pane's journal lies in, it is refused, or what is found in it
//! is bounded by it and it goes on: what is written from then on is found again.

use std::collections::VecDeque;

use pmux::journal::{Found, Journal, Piece, Recovered, Sizes};
use pmux::os::segment::{PAGE, Segment};

const SIZES: Sizes = Sizes { ring: PAGE, slot: PAGE, arena: 2 * PAGE };

/// Has a journal written, and then altered. The first byte says how many steps its writer takes, of two
/// bytes each; what follows is alterations: a place (of two bytes; the header's words have half of
/// them), how many bytes, and those.
pub fn hold(bytes: &[u8]) {
    let Some((&steps, bytes)) = bytes.split_first() else { return };
    let (steps, bytes) = bytes.split_at((2 * usize::from(steps % 32)).min(bytes.len()));
    let (segment, memory) = Segment::new("pmux-test", SIZES.length()).expect("some memory");
    write(Journal::new(segment, SIZES).expect("it is as long as it should be"), steps);

    let mut altered = Segment::open(&memory).expect("the same memory");
    let is_altered = alter(altered.bytes_mut(), bytes);
    drop(altered);

    let open = || Journal::open(Segment::open(&memory).expect("the same memory"));
    let (mut journal, found) = match open() {
        Ok((mut journal, found)) => {
            journal.take_over();
            (journal, found)
        }
        Err(refused) => return assert!(is_altered, "{refused}"),
    };
    assert!(is_altered || !found.is_cut);
    assert!(found.pieces.iter().map(|it| it.bytes.len()).sum::<usize>() <= SIZES.ring);
    let blocks = blocks_of(&found);
    assert!(
        blocks.iter().map(|(_, head, text)| head.len() + text.len()).sum::<usize>() <= SIZES.arena
    );

    journal.checkpoint(b"again").expect("a slot is longer");
    let piece = Piece { bytes: b"after it".to_vec(), millis: 7, handled: false };
    let room = journal.reserve(100).expect("all of the ring is free");
    room[..piece.bytes.len()].copy_from_slice(&piece.bytes);
    journal.commit(piece.bytes.len(), piece.millis);
    let (_, again) = open().expect("nothing was altered since");
    assert_eq!(again.checkpoint.as_deref(), Some(&b"again"[..]));
    assert_eq!((again.pieces.as_slice(), again.is_cut), (&[piece][..], false));
    assert_eq!(blocks_of(&again), blocks);
}

/// What a server does with a journal until it is killed.
fn write(mut journal: Journal, steps: &[u8]) {
    let mut held = VecDeque::new();
    for step in steps.chunks_exact(2) {
        let count = 9 * usize::from(step[1]);
        match step[0] % 8 {
            0 | 1 if journal.reserve(count).is_some() => {
                journal.commit(count / 2, u32::from(step[0]));
            }
            // The kernel had copied that, and nobody could say so any more.
            2 => {
                if let Some(room) = journal.reserve(count) {
                    room.iter_mut().for_each(|byte| *byte = step[0]);
                }
            }
            3 => journal.handled(),
            4 => held.extend(journal.arena.keep(count as u64, step, &vec![step[1]; count])),
            5 => drop(held.pop_front()),
            6 => journal.rest(),
            _ => journal.checkpoint(&vec![step[0]; count]).expect("a slot is longer"),
        }
    }
}

/// Whether anything was altered.
fn alter(memory: &mut [u8], mut bytes: &[u8]) -> bool {
    let before = memory.to_vec();
    while let [low, high, count, rest @ ..] = bytes {
        let at = usize::from(u16::from_le_bytes([*low, *high]));
        let at = if at.is_multiple_of(2) { at / 2 % 256 } else { at / 2 % memory.len() };
        let count = usize::from(count % 9).min(rest.len()).min(memory.len() - at);
        memory[at..at + count].copy_from_slice(&rest[..count]);
        bytes = &rest[count..];
    }
    memory != before
}

/// Name, head and text of each block, in order.
fn blocks_of<'a>(found: &'a Recovered) -> Vec<(u64, &'a [u8], &'a [u8])> {
    let block = |it: &'a Found| (it.name, it.head.as_slice(), (*it.text).as_ref());
    let mut blocks: Vec<_> = found.blocks.iter().map(block).collect();
    blocks.sort();
    blocks
}
