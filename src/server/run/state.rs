//! The state of the server in shared memory, which the shim holds for the next server, however this one
//! ends: what an event changed is written when it is over, before anybody is told of it.

use std::collections::BTreeMap;
use std::io;
use std::os::fd::{AsFd, OwnedFd};

use serde::{Deserialize, Serialize};

use crate::model::id::{ClientId, PaneId};
use crate::model::state::{FORMAT, Key, State, StateError};
use crate::os::reason;
use crate::os::segment::Segment;
use crate::shim::message;
use crate::store::{Refused, Store};

use super::super::Server;
use super::Run;
use super::keeper::{self, Keeper};

/// How long the first segment is, in bytes. Of what is not written to, nothing is taken.
const FIRST: usize = 512 << 10;

/// What `/proc` calls it.
pub const NAME: &str = "pmux-state";

/// By what the shim knows what is a pane's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Its program, and our end of its terminal.
    pub program: Option<message::Key>,
    /// Its journal.
    pub journal: Option<message::Key>,
}

/// What a server leaves to the one that takes its place, beside what a kill would leave.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    /// The version of its program.
    pub version: String,
    /// What was typed into panes and not taken by their programs yet.
    pub unread: Vec<(PaneId, Vec<u8>)>,
    /// Up to which line raw clients have all lines of their pane, of those who are behind.
    pub behind: BTreeMap<ClientId, u64>,
}

/// The state as it is kept.
pub struct Kept {
    store: Store<Segment>,
    /// By this the segment is found.
    descriptor: OwnedFd,
}

/// Why nothing is known of the server before.
#[derive(Debug, thiserror::Error)]
pub enum Lost {
    /// It cannot be mapped.
    #[error(transparent)]
    Unreachable(#[from] io::Error),
    /// It is damaged.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// It says nothing that makes a state.
    #[error(transparent)]
    State(#[from] StateError),
}

impl Lost {
    /// Whether a newer pmux could read it.
    pub fn is_of_newer(&self) -> bool {
        matches!(self, Self::State(StateError::Newer(_) | StateError::Unknown))
    }
}

impl Kept {
    /// Nothing yet.
    ///
    /// # Errors
    /// There is no memory for it.
    pub fn new() -> io::Result<Self> {
        let (segment, descriptor) = Segment::new(NAME, FIRST)?;
        Ok(Self { store: Store::new(segment, FORMAT, 1), descriptor })
    }

    /// What a server before this one kept, which goes on being kept there.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn open(descriptor: OwnedFd) -> Result<(Self, State), Lost> {
        let store = Store::open(Segment::open(&descriptor)?)?;
        let state = State::read(store.format(), store.sections())?;
        Ok((Self { store, descriptor }, state))
    }

    /// By what it is to be held.
    pub fn descriptor(&self) -> &impl AsFd {
        &self.descriptor
    }

    /// What is held of a pane is another, or nothing any more.
    fn hold(&mut self, pane: PaneId, held: Option<Held>) {
        let key = Key::Held(pane).bytes();
        match held.and_then(|held| postcard::to_stdvec(&held).ok()) {
            Some(bytes) => self.store.put(&key, &bytes),
            None => self.store.remove(&key),
        }
    }

    /// A server leaves this to the one that takes its place; nothing where none does, or has.
    fn leave(&mut self, handover: Option<&Handover>) {
        let key = Key::Handover.bytes();
        match handover.and_then(|it| postcard::to_stdvec(it).ok()) {
            Some(bytes) => self.store.put(&key, &bytes),
            None => self.store.remove(&key),
        }
    }

    /// Writes what is not as it was. Whether it is in another segment now, by which it is to be held.
    ///
    /// # Errors
    /// There is no memory for it. What is kept is as it was.
    fn write(&mut self, server: &mut Server) -> io::Result<bool> {
        let store = &mut self.store;
        server.write_state(|key, bytes| match bytes {
            Some(bytes) => store.put(&key.bytes(), bytes),
            None => store.remove(&key.bytes()),
        });
        let before = store.generation();
        if let Err(full) = store.commit() {
            let (segment, descriptor) = Segment::new(NAME, full.wanted)?;
            let moved = store.move_to(segment);
            moved.map_err(|full| io::Error::new(io::ErrorKind::OutOfMemory, full))?;
            self.descriptor = descriptor;
            return Ok(true);
        }
        if store.generation() != before {
            // The half that was full is not needed until this one is.
            store.with_spare(Segment::give_back);
        }
        Ok(false)
    }
}

impl Run {
    /// From now on what happens is written, and held for the next server.
    pub(super) fn keep_state(&mut self) {
        self.server.keep_state();
        match Kept::new().and_then(|kept| hold(&kept, &mut self.keeper).map(|()| kept)) {
            Ok(kept) => self.state = Some(kept),
            Err(error) => self.goes_unkept(&error),
        }
    }

    /// An event is over: what it changed is written, before anybody is told of it.
    pub(super) fn write_state(&mut self) {
        let Some(kept) = &mut self.state else { return };
        let done = match kept.write(&mut self.server) {
            Ok(true) => hold(kept, &mut self.keeper),
            other => other.map(|_| ()),
        };
        if let Err(error) = done {
            self.goes_unkept(&error);
        }
    }

    /// An event is over, and its state written: terminals are written down that something else than
    /// output altered, what was parsed of programs' output is handled, and ends of programs are taken.
    pub(super) fn write_terminals(&mut self) {
        for pane in self.server.model.graph.take_touched() {
            let it = self.server.model.graph.pane_mut(pane);
            if it.is_some_and(|it| it.terminal.take_altered()) {
                self.write_terminal(pane, false);
            }
        }
        self.server.model.graph.take_touched();
        self.journals.handled();
        for key in std::mem::take(&mut self.ended) {
            self.keeper.taken(key);
        }
    }

    /// Programs have said nothing for a while: their terminals are written down.
    pub(super) fn write_quiet_terminals(&mut self) {
        for pane in self.journals.quiet() {
            self.write_terminal(pane, true);
            // Blocks of its history that lie in its journal now.
            self.thrift.something_went();
        }
    }

    /// Writes a pane's terminal down.
    pub(super) fn write_terminal(&mut self, pane: PaneId, rests: bool) {
        let Some(it) = self.server.model.graph.pane_mut(pane) else {
            return self.journals.end(pane, &mut self.keeper);
        };
        let written = self.journals.write_down(pane, &mut it.terminal, rests, &mut self.keeper);
        match written {
            Ok(()) => self.server.keep_line_times(pane),
            Err(error) => self.is_unkept(pane, &error),
        }
    }

    /// From now on a pane has a journal, if it had none. Without a state nobody would find it.
    pub(super) fn begin_journal(&mut self, pane: PaneId) {
        if self.state.is_none() {
            return;
        }
        let Some(it) = self.server.model.graph.pane_mut(pane) else { return };
        if let Err(error) = self.journals.begin(pane, &mut it.terminal, &mut self.keeper) {
            self.is_unkept(pane, &error);
        }
    }

    /// What is left to the server that takes the place of this one is written, or that it is nothing.
    pub(super) fn write_handover(&mut self, handover: Option<&Handover>) {
        self.state.iter_mut().for_each(|kept| kept.leave(handover));
        self.write_state();
    }

    fn is_unkept(&mut self, pane: PaneId, error: &io::Error) {
        self.note_held(pane);
        let told = format!("what {pane} shows will not outlive this server: {}", reason(error));
        self.server.model.remember_message(&told);
    }

    /// The shim holds something else of a pane, or nothing any more.
    pub(super) fn note_held(&mut self, pane: PaneId) {
        if let Some(kept) = &mut self.state {
            let (program, journal) = (self.programs.key(pane), self.journals.key(pane));
            let held = Held { program, journal };
            kept.hold(pane, (program.is_some() || journal.is_some()).then_some(held));
        }
    }

    /// Another shim is handed it, and the journals.
    pub(super) fn hand_state_over(&mut self) {
        let Some(kept) = &self.state else { return };
        let held = hold(kept, &mut self.keeper);
        if let Err(error) = held.and_then(|()| self.journals.hand_over(&mut self.keeper)) {
            self.goes_unkept(&error);
        }
    }

    /// Nothing is written any more: half of it would be worse than nothing.
    fn goes_unkept(&mut self, error: &io::Error) {
        self.state = None;
        self.server.leave_state();
        self.keeper.let_go(keeper::STATE);
        let why = reason(error);
        let told = format!("nothing outlives this server now: its state cannot be kept ({why})");
        self.server.model.remember_message(&told);
    }
}

fn hold(kept: &Kept, keeper: &mut Keeper) -> io::Result<()> {
    keeper.keep(keeper::STATE, kept.descriptor())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::start::{Start, World};
    use crate::terminal::Terminal;

    /// What is kept is found by the descriptor, also in the segment that had to be a larger one.
    #[test]
    fn another_server_finds_what_was_kept() {
        let start = Start {
            dialect: crate::dialect::Dialect::Pmux,
            socket: "/nowhere".into(),
            config: Vec::new(),
            config_named: false,
            starter: None,
            shim: Vec::new(),
        };
        let around = World::here(&start, 1_700_000_000);
        let mut server = Server::new(&around);
        server.keep_state();
        let mut kept = Kept::new().unwrap();
        let mut moved = 0;
        for n in 0..40u32 {
            let text = vec![b'x'; 20_000];
            server.model.buffers_mut().push("buffer", text, 0, 100).unwrap();
            server.read_changes();
            kept.hold(PaneId(n), Some(Held { program: Some(u64::from(n)), journal: None }));
            moved += u32::from(kept.write(&mut server).unwrap());
            let (_, state) = Kept::open(kept.descriptor.try_clone().unwrap()).unwrap();
            let held: Option<Held> = state.get(&Key::Held(PaneId(n))).unwrap();
            assert_eq!(held.and_then(|held| held.program), Some(u64::from(n)));
        }
        assert!(moved > 0);
        let (_, state) = Kept::open(kept.descriptor).unwrap();
        let mut terminals = |_, size, limits| Terminal::new(size, limits);
        let again = Server::restore(&around, &state, &mut terminals).unwrap();
        assert!(again.model.buffers().iter().eq(server.model.buffers().iter()));
        assert_eq!(again.model.graph.sessions().len(), 0);
        assert!(matches!(Kept::open(Segment::new(NAME, FIRST).unwrap().1), Err(Lost::Refused(_))));
    }
}
