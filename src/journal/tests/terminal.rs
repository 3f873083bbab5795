//! A terminal whose output is read into a journal: whenever its server is killed, the next one has the
//! same terminal.

use super::*;
use crate::geometry::Size;
use crate::terminal::{BlockElsewhere, Held, Limits, Terminal};

const SIZES: Sizes = Sizes { ring: 64 * PAGE, slot: 64 * PAGE, arena: 512 * PAGE };
const LIMITS: Limits = Limits { history_lines: 4000, history_bytes: 1 << 20 };

/// A pane's terminal, and its journal.
struct Pane {
    terminal: Terminal,
    journal: Journal,
    descriptor: OwnedFd,
}

fn checkpoint(terminal: &mut Terminal, journal: &mut Journal, anew: bool) {
    let arena = &mut journal.arena;
    let keep = |first, head: &[u8], text: &[u8]| Some(Held(arena.keep(first, head, text)?));
    assert!(terminal.keep_history(anew, keep));
    journal.checkpoint(&terminal.checkpoint_without_history()).unwrap();
}

fn take_in(terminal: &mut Terminal, mut bytes: &[u8]) {
    while !bytes.is_empty() {
        bytes = terminal.take_in(bytes);
    }
}

impl Pane {
    fn new() -> Self {
        let (segment, descriptor) = Segment::new("pmux-test", SIZES.length()).unwrap();
        let mut journal = Journal::new(segment, SIZES).unwrap();
        let mut terminal = Terminal::new(Size::new(30, 6), LIMITS);
        checkpoint(&mut terminal, &mut journal, false);
        Self { terminal, journal, descriptor }
    }

    fn write(&mut self, bytes: &[u8]) {
        for bytes in bytes.chunks(PAGE) {
            if self.journal.reserve(PAGE).is_none() {
                checkpoint(&mut self.terminal, &mut self.journal, false);
            }
            self.journal.reserve(PAGE).unwrap()[..bytes.len()].copy_from_slice(bytes);
            take_in(&mut self.terminal, self.journal.commit(bytes.len(), 0));
        }
    }

    /// What the next server makes of it.
    fn recovered(&self) -> (Journal, Terminal) {
        let (journal, found) = opened(&image(&self.descriptor)).unwrap();
        let block =
            |it: Found| BlockElsewhere { first: it.name, head: it.head, text: Held(it.text) };
        let blocks = found.blocks.into_iter().map(block).collect();
        let (mut terminal, lost) =
            Terminal::restore_with(&found.checkpoint.unwrap(), blocks).unwrap();
        assert_eq!(lost, 0);
        found.pieces.iter().for_each(|piece| take_in(&mut terminal, &piece.bytes));
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
                checkpoint(&mut pane.terminal, &mut pane.journal, false);
                pane.journal.rest();
            }
            let (mut journal, mut next) = pane.recovered();
            assert_same(&pane.terminal, &next);
            if at == steps.len() {
                // From here on it is the next server's, which goes on in the same memory; later one
                // in other memory.
                drop(pane.journal);
                (pane.journal, _) = Journal::open(Segment::open(&pane.descriptor).unwrap()).unwrap();
                (_, pane.terminal) = pane.recovered();
                checkpoint(&mut pane.terminal, &mut pane.journal, true);
            } else {
                checkpoint(&mut next, &mut journal, false);
                assert_same(&pane.terminal, &next);
            }
        }
        // Blocks that are not needed are let go of.
        let kept = pane.journal.arena.kept();
        pane.terminal.clear_history();
        checkpoint(&mut pane.terminal, &mut pane.journal, false);
        prop_assert!(pane.journal.arena.kept() <= kept);
        prop_assert_eq!(pane.journal.arena.kept(), 0);
    }
}

#[test]
fn a_block_that_is_damaged_is_the_end_of_history() {
    let mut pane = Pane::new();
    for line in 0..4000 {
        pane.write(format!("line {line:40}\r\n").as_bytes());
    }
    checkpoint(&mut pane.terminal, &mut pane.journal, false);
    let (_, found) = opened(&image(&pane.descriptor)).unwrap();
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
