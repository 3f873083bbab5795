//! The panes' journals: what their programs write is read into memory that the shim holds, and their
//! terminals are written down there from time to time, so that the next server has each as it was,
//! however this one ends.
//!
//! A terminal is written down when the ring is nearly full, when its program has been quiet for a
//! while, and when something else than output altered it. A pane without a journal, for want of
//! memory, is read as ever, and ends with its server.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::os::fd::OwnedFd;
use std::time::{Duration, Instant};

use crate::journal::{Back, Lost, PaneJournal};
use crate::model::id::PaneId;
use crate::shim::message::Key;
use crate::terminal::Terminal;

use super::keeper::Keeper;

/// How long a program must be quiet before its terminal is written down, and memory given back.
const QUIET: Duration = Duration::from_secs(1);

/// A pane's journal, and by what the shim knows it.
struct Kept {
    journal: PaneJournal,
    descriptor: OwnedFd,
    key: Key,
}

/// All journals.
#[derive(Default)]
pub struct Journals {
    all: BTreeMap<PaneId, Kept>,
    /// What was read of these has been parsed, and is yet to be called handled.
    parsed: BTreeSet<PaneId>,
    /// When something was last read of these, which were not written down since.
    active: BTreeMap<PaneId, Instant>,
}

impl Journals {
    /// Begins the journal of a pane that has none, with its terminal as it is.
    ///
    /// # Errors
    /// There is no memory for it, or no descriptor.
    pub fn begin(
        &mut self,
        pane: PaneId,
        terminal: &mut Terminal,
        keeper: &mut Keeper,
    ) -> io::Result<()> {
        if self.all.contains_key(&pane) {
            return Ok(());
        }
        let (journal, descriptor) = PaneJournal::begin(terminal)?;
        let kept = Kept { journal, descriptor, key: keeper.new_key() };
        keeper.keep(kept.key, &kept.descriptor)?;
        self.all.insert(pane, kept);
        Ok(())
    }

    /// Opens the journal of a pane that a server before this one kept, and alters nothing in it before
    /// [`Journals::take_over`].
    ///
    /// # Errors
    /// Nothing of it can be had.
    pub fn open(&mut self, pane: PaneId, key: Key, descriptor: OwnedFd) -> Result<Back, Lost> {
        let (journal, back) = PaneJournal::open(&descriptor)?;
        self.all.insert(pane, Kept { journal, descriptor, key });
        Ok(back)
    }

    /// The server that kept them is gone: from now on they are written here.
    pub fn take_over(&mut self) {
        self.all.values_mut().for_each(|kept| kept.journal.take_over());
    }

    /// By what the shim knows a pane's journal.
    pub fn key(&self, pane: PaneId) -> Option<Key> {
        self.all.get(&pane).map(|kept| kept.key)
    }

    /// Where a pane's output is read into.
    pub fn of(&mut self, pane: PaneId) -> Option<&mut PaneJournal> {
        self.all.get_mut(&pane).map(|kept| &mut kept.journal)
    }

    /// Something of a pane was read, and its terminal has parsed it.
    pub fn read(&mut self, pane: PaneId, terminal: &mut Terminal) {
        if let Some(kept) = self.all.get_mut(&pane) {
            kept.journal.take_blocks(terminal);
            self.parsed.insert(pane);
            self.active.insert(pane, Instant::now());
        }
    }

    /// What was parsed is told from now on, and its answers are given: neither is to happen again.
    pub fn handled(&mut self) {
        for pane in std::mem::take(&mut self.parsed) {
            self.of(pane).into_iter().for_each(PaneJournal::handled);
        }
    }

    /// Whether a pane's terminal is to be written down before more is read of it.
    pub fn is_full(&self, pane: PaneId) -> bool {
        self.all.get(&pane).is_some_and(|kept| kept.journal.is_full())
    }

    /// When the next program has been quiet for long enough.
    pub fn due(&self) -> Option<Instant> {
        self.active.values().min().map(|since| *since + QUIET)
    }

    /// The panes whose programs have been quiet for long enough.
    pub fn quiet(&self) -> Vec<PaneId> {
        let now = Instant::now();
        let is_quiet = |(_, since): &(&PaneId, &Instant)| **since + QUIET <= now;
        self.active.iter().filter(is_quiet).map(|(pane, _)| *pane).collect()
    }

    /// Writes a pane's terminal down; where it `rests`, memory that is not needed is given back.
    ///
    /// # Errors
    /// There is no memory for it: then it has no journal any more.
    pub fn write_down(
        &mut self,
        pane: PaneId,
        terminal: &mut Terminal,
        rests: bool,
        keeper: &mut Keeper,
    ) -> io::Result<()> {
        self.active.remove(&pane);
        let Some(kept) = self.all.get_mut(&pane) else { return Ok(()) };
        let written = match rests {
            true => kept.journal.rest(terminal),
            false => kept.journal.checkpoint(terminal),
        };
        let Err(full) = written else { return Ok(()) };
        // The one before is whole until the shim holds this one instead.
        let grown = kept.journal.grow(terminal, full).and_then(|(journal, descriptor)| {
            keeper.keep(kept.key, &descriptor)?;
            (kept.journal, kept.descriptor) = (journal, descriptor);
            Ok(())
        });
        if grown.is_err() {
            self.end(pane, keeper);
        }
        grown
    }

    /// A pane's journal is not needed any more.
    pub fn end(&mut self, pane: PaneId, keeper: &mut Keeper) {
        self.parsed.remove(&pane);
        self.active.remove(&pane);
        if let Some(kept) = self.all.remove(&pane) {
            keeper.let_go(kept.key);
        }
    }

    /// Another shim is handed all of them.
    ///
    /// # Errors
    /// There are no descriptors left for it.
    pub fn hand_over(&self, keeper: &mut Keeper) -> io::Result<()> {
        self.all.values().try_for_each(|kept| keeper.keep(kept.key, &kept.descriptor))
    }
}
