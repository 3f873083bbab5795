//! A server that was started in the place of one that died, or to take the place of one that runs: it
//! goes on with all that the shim held for that one.
//!
//! Where the other one runs, it stands still meanwhile, and goes on where this one cannot. So nothing is
//! altered here before everything is read and the shim has ended the other ([`Keeper::replaces`]).
//!
//! What was handled of a program's output is parsed without a word: those whom it concerned were told,
//! and its questions answered. The rest is as any output. Programs that the state does not know are
//! hung up on, since nobody could come to them; of those that the shim does not know any more nobody
//! knows how they ended.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::rc::Rc;

use nix::sys::signal::Signal;
use nix::unistd::Pid;

use crate::journal::{self, Piece};
use crate::model::Replacement;
use crate::model::answer::Failed;
use crate::model::id::{ClientId, PaneId};
use crate::model::run::Ended;
use crate::model::state::{Key, State};
use crate::os::signals::Signals;
use crate::os::socket::let_nobody_in;
use crate::os::state_dir::state_path;
use crate::os::{crash, daemon, process};
use crate::shim::message::{Key as Handle, Reason, Status};
use crate::terminal::{Refused, Terminal};

use super::super::start::{Start, World};
use super::super::{Event, Server};
use super::journals::Journals;
use super::keeper::{Handed, Keeper, LISTENER, STATE};
use super::site::{self, Site};
use super::state::{Handover, Held, Kept};
use super::{LAST_WORDS, Run, unix_time};

/// After so many deaths in a row, what programs wrote last is passed over: it may be what the servers
/// die of. After twice as many all of it is that is not written down.
const TOO_MANY: u32 = 3;

/// Why nothing can be gone on with.
#[derive(Debug, thiserror::Error)]
enum Lost {
    #[error("the shim does not hold the {0}")]
    Missing(&'static str),
    #[error("{0}")]
    Unreadable(String),
    /// Not by this pmux.
    #[error("{0}")]
    Newer(String),
    #[error(transparent)]
    System(#[from] io::Error),
}

fn unreadable(why: impl ToString) -> Lost {
    Lost::Unreadable(why.to_string())
}

/// A server that goes on where another ended; or, where nothing can be gone on with, none: then that is
/// kept for the person, and the programs are hung up on.
///
/// # Errors
/// The system has no room for a server.
pub fn recover(
    start: &Start,
    (keeper, signals): (Keeper, Signals),
    reason: Reason,
    mut handed: Handed,
) -> io::Result<Option<Run>> {
    let listener = take(&mut handed, LISTENER);
    let found = found(start, &mut handed);
    let mut keeper = keeper;
    if reason == Reason::Replaced {
        // Whoever started it tells the other one what is printed.
        let found = found.as_ref().map_err(|why| io::Error::other(why.to_string()))?;
        found.check(listener.is_some()).map_err(io::Error::other)?;
        keeper.replaces(&mut handed)?;
        daemon::say_no_more()?;
    }
    match found.map(|found| (found, &listener)) {
        Ok((found, Some(socket))) => {
            let listener = socket.try_clone()?.into();
            go_on(start, (keeper, signals), reason, handed, (listener, found)).map(Some)
        }
        // The one that wrote it is started again, and may fare better.
        Err(Lost::Newer(why)) => Err(io::Error::other(why)),
        other => {
            let why = other.err().unwrap_or(Lost::Missing("socket"));
            if let Some(state) = state_path() {
                // There is nobody to tell of a disk that is full.
                let _ = crash::keep(&state, &format!("the sessions of a server are lost: {why}\n"));
            }
            // The next one who calls is to find nobody, rather than one who says nothing.
            listener.iter().for_each(let_nobody_in);
            bury(&start.socket, handed, keeper);
            Ok(None)
        }
    }
}

/// What there is to go on with.
struct Found {
    kept: Kept,
    server: Server,
    journals: Journals,
    /// What the shim holds of each pane.
    held: BTreeMap<PaneId, Held>,
    /// What was read of each pane since its terminal was written down.
    pieces: BTreeMap<PaneId, Vec<Piece>>,
    /// What is to be told of panes.
    told: Vec<(PaneId, String)>,
    /// What the server before left that was replaced.
    handover: Option<Handover>,
}

impl Found {
    /// Whether it is all that there was: a server that runs is replaced by none that has less.
    fn check(&self, has_socket: bool) -> Result<(), Lost> {
        if !has_socket {
            return Err(Lost::Missing("socket"));
        }
        match self.told.first() {
            Some((pane, what)) => Err(unreadable(format!("{pane} {what}"))),
            None => Ok(()),
        }
    }
}

/// Takes a descriptor out of what was handed over.
fn take(handed: &mut Handed, key: Handle) -> Option<OwnedFd> {
    let held = handed.kept.remove(&key)?;
    Rc::try_unwrap(held).or_else(|shared| shared.try_clone()).ok()
}

fn found(start: &Start, handed: &mut Handed) -> Result<Found, Lost> {
    let state = take(handed, STATE).ok_or(Lost::Missing("state"))?;
    let (kept, state) = Kept::open(state).map_err(|why| match why.is_of_newer() {
        true => Lost::Newer(why.to_string()),
        false => unreadable(why),
    })?;
    let held = held(&state)?;
    let (mut journals, mut opened) = (Journals::default(), BTreeMap::new());
    let (mut pieces, mut told) = (BTreeMap::new(), Vec::new());
    for (pane, held) in &held {
        let Some(key) = held.journal else { continue };
        let descriptor = take(handed, key).ok_or_else(|| unreadable("it is gone"));
        let journal = |descriptor| {
            journals.open(*pane, key, descriptor).map_err(|why| match why {
                journal::Lost::Terminal(Refused::Version(_)) => Lost::Newer(why.to_string()),
                why => unreadable(why),
            })
        };
        match descriptor.and_then(journal) {
            Ok(found) => {
                if found.lost_lines > 0 {
                    let lines = found.lost_lines;
                    told.push((*pane, format!("has lost the oldest {lines} lines")));
                }
                if found.is_cut {
                    told.push((*pane, "has lost what was written last".to_owned()));
                }
                pieces.insert(*pane, found.pieces);
                opened.insert(*pane, found.terminal);
            }
            Err(Lost::Newer(why)) => return Err(Lost::Newer(why)),
            Err(why) => told.push((*pane, format!("has lost what was written: {why}"))),
        }
    }
    let handover = state.get(&Key::Handover).map_err(unreadable)?;
    let world = World::here(start, unix_time());
    let mut terminals = |pane, size, limits| {
        let terminal = opened.remove(&pane);
        terminal.unwrap_or_else(|| Terminal::new(size, limits))
    };
    let server = Server::restore(&world, &state, &mut terminals).map_err(unreadable)?;
    Ok(Found { kept, server, journals, held, pieces, told, handover })
}

/// What the shim holds of each pane.
fn held(state: &State) -> Result<BTreeMap<PaneId, Held>, Lost> {
    let panes = state.keys().filter_map(|key| match key {
        Key::Held(pane) => Some((*pane, key)),
        _ => None,
    });
    let read = |(pane, key)| Ok((pane, state.get(key).map_err(unreadable)?));
    let all: Vec<(PaneId, Option<Held>)> = panes.map(read).collect::<Result<_, Lost>>()?;
    Ok(all.into_iter().filter_map(|(pane, held)| Some((pane, held?))).collect())
}

fn go_on(
    start: &Start,
    (keeper, signals): (Keeper, Signals),
    reason: Reason,
    mut handed: Handed,
    (listener, found): (UnixListener, Found),
) -> io::Result<Run> {
    let Found { kept, server, journals, held, mut pieces, told, handover } = found;
    let deaths = if let Reason::Died(deaths) = reason { deaths } else { 0 };
    let world = World::here(start, unix_time());
    let site = Site::adopt(&start.socket);
    let mut run = Run::new(&world, site, listener, keeper, signals)?;
    (run.server, run.state, run.journals) = (server, Some(kept), journals);
    run.journals.take_over();
    run.settle_in();
    run.saver.goes_on();
    run.server.save_sessions(true);
    run.forget_held(&held);
    pieces.retain(|pane, _| run.server.model.graph.has_pane(*pane));
    for (pane, pieces) in &mut pieces {
        let rest = pieces.iter().position(|piece| !piece.handled).unwrap_or(pieces.len());
        let rest = if deaths >= 2 * TOO_MANY { 0 } else { rest };
        let handled: Vec<Piece> = pieces.drain(..rest).collect();
        run.parse_again(*pane, &handled);
    }
    let Handover { version, unread, behind } = handover.unwrap_or_default();
    run.expect_clients(&behind);
    for (pane, pieces) in pieces {
        if deaths >= TOO_MANY && !pieces.is_empty() {
            let bytes = pieces.iter().flat_map(|piece| piece.bytes.iter().copied());
            run.pass_over(pane, &bytes.collect::<Vec<_>>());
            continue;
        }
        // Nothing is carried out before all of it is parsed: a terminal that is written down has parsed
        // what its journal has.
        let has_more = !pieces.is_empty();
        for piece in pieces {
            run.handle(Event::Output(pane, &piece.bytes));
            run.was_read(pane);
        }
        if has_more {
            run.handle(Event::Parsed(pane));
        }
    }
    run.adopt_programs(&held, &mut handed, deaths >= TOO_MANY);
    run.tell_how_it_came(version, reason, handed.reverted.take());
    for (pane, told) in told {
        if run.server.model.graph.has_pane(pane) {
            run.server.model.remember_message(&format!("{pane} {told}"));
        }
    }
    if deaths > 0 {
        let told = "the server was killed, or crashed: this one goes on where it ended";
        run.server.model.remember_message(told);
    }
    run.write_handover(None);
    // What the shim had read meanwhile is written down before the shim forgets it, and it does before
    // anything of it is answered.
    run.write_state();
    run.write_terminals();
    // It is left to nobody any more: lost would be bad, and typed twice would be worse.
    run.write_unread(&unread);
    run.keeper.well();
    run.carry_out();
    Ok(run)
}

impl Run {
    /// Has a terminal parse what was handled: nobody is told of it.
    fn parse_again(&mut self, pane: PaneId, pieces: &[Piece]) {
        let clock = self.server.model.clock;
        let Some(pane) = self.server.model.graph.pane_mut(pane) else { return };
        for piece in pieces {
            // Milliseconds are told as their lower half.
            let ago = (clock.millis as u32).wrapping_sub(piece.millis);
            let unix = clock.unix - i64::from(ago / 1000);
            pane.line_times.note(&pane.terminal, unix);
            let mut rest = piece.bytes.as_slice();
            while !rest.is_empty() {
                rest = pane.terminal.take_in(rest);
                pane.terminal.drain_notices().for_each(drop);
            }
            pane.line_times.wrote(&pane.terminal, unix);
        }
        pane.told_title = pane.terminal.title().to_owned();
    }

    /// Those who were connected come back.
    fn expect_clients(&mut self, behind: &BTreeMap<ClientId, u64>) {
        let clients: Vec<_> = self.server.model.kept_clients().collect();
        self.server.expect_back(clients, behind);
    }

    /// What a program wrote last is not parsed, but kept in a file.
    fn pass_over(&mut self, pane: PaneId, bytes: &[u8]) {
        let kept = state_path().map(|state| crash::keep_output(&state, &pane.to_string(), bytes));
        let place = match kept {
            Some(Ok(file)) => format!("is in {}", file.display()),
            Some(Err(error)) => format!("is lost ({error})"),
            None => "is lost".to_owned(),
        };
        let told = format!(
            "{pane}: servers died, and this may be of what its program wrote last, which {place} and \
             is not shown"
        );
        self.server.model.remember_message(&told);
        if let Some(pane) = self.server.model.graph.pane_mut(pane) {
            // From here on nothing of it is to be parsed again, and the person sees where it was.
            pane.terminal
                .feed(b"\x1b[0m\r\n[what was written here is not shown: pmux show-messages]\r\n");
            pane.terminal.drain_notices().for_each(drop);
        }
    }

    /// Gives programs what was typed, and not read yet under the server before.
    fn write_unread(&mut self, unread: &[(PaneId, Vec<u8>)]) {
        for (pane, bytes) in unread {
            self.programs.write(*pane, bytes, self.poll.registry());
            self.note_waiting(*pane);
        }
    }

    /// Tells how the server came to be.
    fn tell_how_it_came(&mut self, version: String, reason: Reason, refused: Option<String>) {
        let here = env!("CARGO_PKG_VERSION");
        let model = &mut self.server.model;
        if reason == Reason::Replaced {
            model.remember_message(&format!("pmux {here} goes on in the place of pmux {version}"));
            model.replacement = Some(Replacement::Of(version));
        } else if let Some(why) = refused {
            let told = format!("the server was replaced, but {why}: pmux {here} goes on again");
            model.remember_message(&told);
            model.replacement = Some(Replacement::Undone(told));
        }
    }

    /// What was held of panes that ended in the instant of the kill is not needed; and no key that is
    /// written down anywhere is given again.
    fn forget_held(&mut self, held: &BTreeMap<PaneId, Held>) {
        for (pane, held) in held {
            held.program.iter().chain(&held.journal).for_each(|key| self.keeper.skip(*key));
            if !self.server.model.graph.has_pane(*pane) {
                self.journals.end(*pane, &mut self.keeper);
                self.note_held(*pane);
            }
        }
    }

    /// Programs go on under this server.
    fn adopt_programs(
        &mut self,
        held: &BTreeMap<PaneId, Held>,
        handed: &mut Handed,
        passes_over: bool,
    ) {
        let panes: Vec<PaneId> = self.server.model.graph.panes().map(|pane| pane.id).collect();
        for pane in panes {
            let held = held.get(&pane);
            let key = held.and_then(|held| held.program);
            self.adopt_program(pane, key, handed, passes_over);
            // One that could not be opened is replaced.
            if let Some(key) = held.and_then(|held| held.journal)
                && self.journals.key(pane) != Some(key)
            {
                self.keeper.let_go(key);
                self.begin_journal(pane);
            }
            self.note_held(pane);
        }
        // What is left is of panes that were about to be, or are no more.
        let programs = std::mem::take(&mut handed.programs);
        for (pid, _) in programs.values().filter(|(_, ended)| ended.is_none()) {
            let _ = process::signal_group(Pid::from_raw(*pid), Signal::SIGHUP);
        }
        let kept = std::mem::take(&mut handed.kept).into_keys();
        let left: BTreeSet<Handle> = kept.chain(programs.into_keys()).collect();
        left.into_iter().for_each(|key| self.keeper.let_go(key));
    }

    fn adopt_program(
        &mut self,
        pane: PaneId,
        key: Option<Handle>,
        handed: &mut Handed,
        passes_over: bool,
    ) {
        let Some(it) = self.server.model.graph.pane(pane) else { return };
        let (known, ended, is_over) = (it.run.pid, it.run.ended, it.run.is_over());
        let is_nothing = it.run.is_nothing();
        let program = key.and_then(|key| handed.programs.remove(&key));
        let master = key.and_then(|key| take(handed, key));
        let pid = program.map(|(pid, _)| pid).or(known);
        if let Some(key) = key.filter(|_| is_over || master.is_none()) {
            self.keeper.let_go(key);
        }
        if is_over || is_nothing {
            return;
        }
        let registry = self.poll.registry();
        let adopted = match (key, master, pid) {
            (Some(key), Some(master), Some(pid)) => {
                self.programs.adopt(pane, key, master, pid, registry).map(|started| (key, started))
            }
            _ => Err(io::Error::from(io::ErrorKind::NotFound)),
        };
        let (key, started) = match (adopted, known) {
            (Ok(adopted), _) => adopted,
            (Err(_), Some(pid)) => {
                self.handle(Event::Exited(pid, Ended::Unknown));
                self.handle(Event::Drained(pane));
                return;
            }
            (Err(_), None) => {
                let why = "the server was killed when it was about to be started";
                self.handle(Event::Spawned(pane, Err(Failed::new(why))));
                return;
            }
        };
        if known.is_none() {
            self.handle(Event::Spawned(pane, Ok(started)));
        }
        if let Some(bytes) = handed.spools.remove(&key) {
            match passes_over {
                true => self.pass_over(pane, &bytes),
                false => {
                    self.handle(Event::Output(pane, &bytes));
                    self.handle(Event::Parsed(pane));
                }
            }
            // It is in no journal: the terminal is written down with it.
            self.server.model.graph.pane_mut(pane).into_iter().for_each(|it| it.terminal.feed(b""));
        }
        match program.and_then(|(_, status)| status) {
            Some(status) => self.program_ended(key, status),
            None if ended.is_some() => drop(self.programs.ended(key)),
            // The shim was killed meanwhile: it is seen at its terminal when it ends.
            None if program.is_none() => self.program_ended(key, Status::Unknown),
            None => {}
        }
    }
}

/// Nothing that could be read is left of it: its programs are hung up on, as they would be without
/// a shim, and nobody finds it any more.
fn bury(path: &Path, handed: Handed, mut keeper: Keeper) {
    drop(handed);
    keeper.over();
    keeper.finish(LAST_WORDS);
    drop(keeper);
    site::bury(path);
}
