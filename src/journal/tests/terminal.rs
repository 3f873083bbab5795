//! A terminal whose output is read into a journal: whenever its server is killed, the next one has the
//! same terminal.

use super::*;
use crate::geometry::Size;
use crate::terminal::{BlockElsewhere, Held, Limits, Terminal};

const LIMITS: Limits = Limits { history_lines: 4000, history_bytes: 1 << 20 };

/// A pane's terminal, and its journal.
struct Pane {
    terminal: Terminal,
    journal: PaneJournal,
    descriptor: OwnedFd,
}

fn take_in(terminal: &mut Terminal, mut bytes: &[u8]) {
    while !bytes.is_empty() {
        bytes = terminal.take_in(bytes);
    }
}

impl Pane {
    fn new() -> Self {
        let mut terminal = Terminal::new(Size::new(30, 6), LIMITS);
        let (journal, descriptor) = PaneJournal::begin(&mut terminal).unwrap();
        Self { terminal, journal, descriptor }
    }

    fn write(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let is_full = self.journal.is_full();
            let Some(room) = self.journal.reserve(bytes.len()) else {
                assert!(is_full);
                self.journal.checkpoint(&mut self.terminal).unwrap();
                continue;
            };
            let (now, later) = bytes.split_at(bytes.len().min(room.len()));
            room[..now.len()].copy_from_slice(now);
            take_in(&mut self.terminal, self.journal.commit(now.len(), 0));
            bytes = later;
        }
    }

    /// Other memory that has the same in it, and which pages of it have something.
    fn copy(&self) -> (Segment, OwnedFd, Vec<usize>) {
        let kept = Segment::open(&self.descriptor).unwrap();
        let (mut segment, copy) = Segment::new("pmux-test", kept.len()).unwrap();
        let mut used = Vec::new();
        let pages = segment.bytes_mut().chunks_mut(PAGE).zip(kept.bytes().chunks(PAGE));
        for (page, (to, from)) in pages.enumerate() {
            if from.iter().any(|byte| *byte != 0) {
                to.copy_from_slice(from);
                used.push(page);
            }
        }
        (segment, copy, used)
    }

    /// What the next server makes of it.
    fn recovered(&self) -> (PaneJournal, Terminal) {
        let (_, copy, _) = self.copy();
        let (mut journal, back) = PaneJournal::open(&copy).unwrap();
        journal.take_over();
        assert!(!back.is_cut);
        assert_eq!(back.lost_lines, 0);
        let mut terminal = back.terminal;
        back.pieces.iter().for_each(|piece| take_in(&mut terminal, &piece.bytes));
        (journal, terminal)
    }
}

/// Two are the same. The first is looked at as a copy: a look has rows drawn that else need not be.
fn assert_same(one: &Terminal, other: &Terminal) {
    let one = &Terminal::restore(&one.checkpoint()).unwrap();
    assert_eq!(one.is_behind(), other.is_behind());
    assert_eq!(one.history().first(), other.history().first());
    assert!(one.history().lines(0).eq(other.history().lines(0)));
    assert_eq!(one.snapshot(), other.snapshot());
    assert!(one.stamps().eq(other.stamps()));
    assert_eq!(other.fault(), None);
}

#[derive(Debug, Clone)]
enum Step {
    Lines(usize, bool),
    Draw(Vec<u8>),
    Look,
    Checkpoint,
    Compress,
    Resize(u16, u16),
    Clear,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (1usize..2500, any::<bool>()).prop_map(|(lines, colored)| Step::Lines(lines, colored)),
        3 => prop::collection::vec(prop::sample::select(b"ab \x1b[;1m\r\n\xe6\xbc\xa2H2J".to_vec()), 1..60)
            .prop_map(Step::Draw),
        3 => Just(Step::Look),
        2 => Just(Step::Checkpoint),
        1 => Just(Step::Compress),
        1 => (1u16..50, 1u16..12).prop_map(|(cols, rows)| Step::Resize(cols, rows)),
        1 => Just(Step::Clear),
    ];
    prop::collection::vec(step, 1..14)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_next_server_has_the_same_terminal(steps in steps(), again in steps()) {
        let mut pane = Pane::new();
        for (at, step) in steps.iter().chain(&again).enumerate() {
            let is_other = match step {
                Step::Lines(lines, colored) => {
                    let look = if *colored { "\x1b[1;32m" } else { "" };
                    for line in 0..*lines {
                        let text = format!("{look}line {line} of step {at}, some are longer\x1b[m\r\n");
                        pane.write(if line % 3 == 0 { text.as_bytes() } else { b"short\r\n" });
                    }
                    false
                }
                Step::Draw(bytes) => {
                    pane.write(bytes);
                    false
                }
                Step::Look => {
                    pane.terminal.cursor();
                    // The next one does not know who looked; rows are drawn for whoever looks.
                    true
                }
                Step::Checkpoint => true,
                Step::Compress => {
                    pane.terminal.compress_history();
                    true
                }
                Step::Resize(cols, rows) => {
                    pane.terminal.resize(Size::new(*cols, *rows).into());
                    true
                }
                Step::Clear => {
                    pane.terminal.clear_history();
                    true
                }
            };
            if is_other {
                pane.journal.checkpoint(&mut pane.terminal).unwrap();
                pane.journal.rest(&mut pane.terminal).unwrap();
            }
            let (mut journal, mut next) = pane.recovered();
            assert_same(&pane.terminal, &next);
            journal.checkpoint(&mut next).unwrap();
            assert_same(&pane.terminal, &next);
            if at == steps.len() {
                // From here on it is the next server's, which goes on in the same memory.
                drop(pane.journal);
                let (mut journal, back) = PaneJournal::open(&pane.descriptor).unwrap();
                journal.take_over();
                (pane.journal, pane.terminal) = (journal, back.terminal);
                back.pieces.iter().for_each(|piece| take_in(&mut pane.terminal, &piece.bytes));
            }
            if at == steps.len() / 2 {
                let full = Full { wanted: 5 << 20 };
                (pane.journal, pane.descriptor) =
                    pane.journal.grow(&mut pane.terminal, full).unwrap();
            }
        }
        // Blocks that are not needed are let go of.
        pane.terminal.clear_history();
        pane.journal.checkpoint(&mut pane.terminal).unwrap();
        let (_, found) = Journal::open(Segment::open(&pane.descriptor).unwrap()).unwrap();
        prop_assert_eq!(found.blocks.len(), 0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bits_that_fell_over_in_a_pane_s_memory_are_refused_or_make_a_sound_terminal(
        flips in prop::collection::vec((any::<Index>(), 0..PAGE, 0u8..8), 1..6),
    ) {
        let mut pane = Pane::new();
        for line in 0..3000 {
            pane.write(format!("\x1b[3{}mline {line}\x1b[m\r\n", line % 8).as_bytes());
            if line % 1000 == 500 {
                pane.journal.checkpoint(&mut pane.terminal).unwrap();
            }
        }
        let (mut segment, copy, used) = pane.copy();
        for (page, at, bit) in flips {
            segment.bytes_mut()[used[page.index(used.len())] * PAGE + at] ^= 1 << bit;
        }
        if let Ok((mut journal, back)) = PaneJournal::open(&copy) {
            journal.take_over();
            let mut next = back.terminal;
            back.pieces.iter().for_each(|piece| take_in(&mut next, &piece.bytes));
            prop_assert_eq!(next.fault(), None);
            prop_assert!(next.history().next() <= 3000);
            next.feed(b"and goes on\r\n");
            journal.checkpoint(&mut next).unwrap();
        }
    }
}

#[test]
fn a_block_that_is_damaged_is_the_end_of_history() {
    let mut pane = Pane::new();
    for line in 0..4000 {
        pane.write(format!("line {line:40}\r\n").as_bytes());
    }
    pane.journal.checkpoint(&mut pane.terminal).unwrap();
    let (_, found) = Journal::open(Segment::open(&pane.descriptor).unwrap()).unwrap();
    assert!(found.blocks.len() > 1);
    let newest = found.blocks.iter().map(|block| block.name).max().unwrap();
    let only = found.blocks.into_iter().filter(|block| block.name == newest);
    let block = |it: Found| BlockElsewhere { first: it.name, head: it.head, text: Held(it.text) };
    let checkpoint = found.checkpoint.unwrap();
    let (terminal, lost) = Terminal::restore_with(&checkpoint, only.map(block).collect()).unwrap();
    assert_eq!((terminal.history().first(), lost), (newest, newest));
    assert_eq!(terminal.history().line(0).text, format!("line {newest:40}"));
    assert_eq!(terminal.fault(), None);
}

#[test]
fn a_flood_takes_little_more_memory_than_its_history() {
    let mut pane = Pane::new();
    for line in 0..60_000 {
        pane.write(format!("\x1b[3{}mline {line:60}\x1b[m\r\n", line % 8).as_bytes());
    }
    let (_, _, used) = pane.copy();
    let (used, history) = (used.len() * PAGE, pane.terminal.history().bytes());
    assert!(history > 300_000, "{history}");
    assert!(used < history + (2 << 20), "{used} bytes for {history}");
    let (mut journal, mut next) = pane.recovered();
    assert_same(&pane.terminal, &next);
    journal.checkpoint(&mut next).unwrap();
}
