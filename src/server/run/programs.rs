//! The panes' ptys: reading in shares, writing without ever waiting.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::io::{self, ErrorKind};
use std::os::fd::{AsRawFd, OwnedFd};
use std::time::{Duration, Instant};

use mio::event::Event;
use mio::unix::SourceFd;
use mio::{Interest, Registry};
use nix::sys::signal::Signal;
use nix::unistd::Pid;

use crate::geometry::WindowSize;
use crate::journal::PaneJournal;
use crate::model::answer::{Failed, Surroundings, Variables};
use crate::model::effect::{PaneEffect, Receiver, Spawn};
use crate::model::id::PaneId;
use crate::model::program::Program;
use crate::os::outgoing::Outgoing;
use crate::os::process;
use crate::os::pty::{self, Master, SHORT_READ_IS_ALL, SpawnError};
use crate::os::reason;
use crate::shim::message::Key;

use super::super::event::{Foreground, Running as Started};
use super::super::pace::Share;
use super::keeper::Keeper;
use super::source::pane_token;

/// [`Share::Large`] in bytes: much at a time is taken in fastest.
const LARGE_SHARE: usize = 64 << 10;

/// The other shares in bytes.
const SMALL_SHARE: usize = 16 << 10;

/// What is read first of a share, in bytes: mostly it is all there is, and little memory is touched for
/// it. Where more is likely to be there a read has room for all of the share: what the kernel gets
/// meanwhile goes with it, and whoever fills it is woken the less often.
const FIRST_READ: usize = 4 << 10;

/// How long a pane rests that has used up a [`Share::Rationed`]: 16 MB in a second are more than
/// programs have to say.
const REST: Duration = Duration::from_millis(1);

/// A program that has taken nothing for so long, of what was typed for it, takes no more for now.
const PATIENCE: Duration = Duration::from_secs(3);

/// From so many bytes on that wait for a program, those are not read any more that can wait.
const MUCH_WAITING: usize = 256 << 10;

/// A read of less than this is likely to have been all there was, in bytes.
const BURST: usize = 1 << 10;

struct Running {
    master: Master,
    /// By what the shim knows it.
    key: Key,
    /// What it was called by, for errors.
    name: OsString,
    /// `None` until the shim says that it runs.
    pid: Option<Pid>,
    /// What is to be done with it then.
    deferred: Vec<PaneEffect>,
    waiting: Outgoing,
    /// When it last took something of that.
    took: Instant,
    /// The program ended: what can be read now is all there will be.
    ended: bool,
    /// Nobody has its terminal open any more, as the poller said; it says so but once.
    closed: bool,
    /// The poller tells when it can be written again.
    watched: bool,
    /// It has used up its last share.
    floods: bool,
    /// It is not read before then.
    rests_until: Instant,
}

/// All ptys.
#[derive(Default)]
pub struct Programs {
    all: BTreeMap<PaneId, Running>,
    keys: BTreeMap<Key, PaneId>,
    readable: BTreeSet<PaneId>,
    buffer: Vec<u8>,
}

impl Programs {
    /// Has a pane's program started: [`Programs::started`] says that it runs.
    ///
    /// # Errors
    /// There is no room for it.
    pub fn spawn(
        &mut self,
        pane: PaneId,
        spawn: &Spawn,
        keeper: &mut Keeper,
        registry: &Registry,
    ) -> Result<(), Failed> {
        self.close(pane, keeper, registry);
        let failed =
            |error: SpawnError| Failed { reason: error.to_string(), status: error.status() };
        let spawn = request(spawn);
        let execution = spawn.execution().map_err(failed)?;
        let (master, slave) = pty::open(spawn.size).map_err(failed)?;
        let (key, name) = (keeper.new_key(), execution.file.clone());
        let refused = |source| failed(SpawnError::Exec { program: name.clone(), source });
        keeper.spawn(key, execution, &master, slave).map_err(refused)?;
        let running = Running::new(master, key, name, None);
        self.all.insert(pane, running);
        self.keys.insert(key, pane);
        Ok(())
    }

    /// The shim says that a program runs, or why it could not be started: in which pane, and what
    /// was to be done with that meanwhile. Nothing where nobody asked for it.
    pub fn started(
        &mut self,
        key: Key,
        result: Result<i32, io::Error>,
        keeper: &mut Keeper,
        registry: &Registry,
    ) -> Option<(PaneId, Result<Started, Failed>, Vec<PaneEffect>)> {
        let pane = *self.keys.get(&key)?;
        let running = self.all.get_mut(&pane)?;
        let deferred = std::mem::take(&mut running.deferred);
        let started = match result {
            Ok(pid) => {
                running.pid = Some(Pid::from_raw(pid));
                let mut source = SourceFd(&running.master.as_raw_fd());
                let watched = registry.register(&mut source, pane_token(pane), Interest::READABLE);
                running.took = Instant::now();
                running.flush();
                running.watch(pane, registry);
                let told = |error| {
                    Failed::new(format!("cannot watch the program's terminal: {}", reason(&error)))
                };
                let tty = running.master.tty_name().display().to_string();
                watched.map(|()| Started { pid, tty }).map_err(told)
            }
            Err(source) => {
                let program = running.name.clone();
                let error = SpawnError::Exec { program, source };
                Err(Failed { reason: error.to_string(), status: error.status() })
            }
        };
        if started.is_err() {
            self.close(pane, keeper, registry);
        }
        Some((pane, started, deferred))
    }

    /// A pane's program that was started under a server before this one: what the shim holds of it by
    /// this key, and its process.
    ///
    /// # Errors
    /// What it holds is no end of a pty, or the poller takes no more.
    pub fn adopt(
        &mut self,
        pane: PaneId,
        key: Key,
        descriptor: OwnedFd,
        pid: i32,
        registry: &Registry,
    ) -> io::Result<Started> {
        let master = Master::adopt(descriptor)?;
        let mut source = SourceFd(&master.as_raw_fd());
        registry.register(&mut source, pane_token(pane), Interest::READABLE)?;
        let tty = master.tty_name().display().to_string();
        // It was executed: no error names it any more.
        let running = Running::new(master, key, OsString::new(), Some(Pid::from_raw(pid)));
        self.all.insert(pane, running);
        self.keys.insert(key, pane);
        self.readable.insert(pane);
        Ok(Started { pid, tty })
    }

    /// By what the shim knows a pane's program.
    pub fn key(&self, pane: PaneId) -> Option<Key> {
        self.all.get(&pane).map(|running| running.key)
    }

    /// Whether a pane's program is about to run. What is to be done with it is done then, but for
    /// what is typed for it, which waits as it always does.
    pub fn defer(&mut self, pane: PaneId, effect: PaneEffect) -> Option<PaneEffect> {
        match self.all.get_mut(&pane).filter(|running| running.pid.is_none()) {
            Some(running) => running.deferred.push(effect),
            None => return Some(effect),
        }
        None
    }

    /// Whether there are programs that are about to run.
    pub fn are_starting(&self) -> bool {
        self.all.values().any(|running| running.pid.is_none())
    }

    /// The shim is gone: another one is handed all that this one had. Which programs were about to
    /// be started, so that nobody knows whether they run.
    pub fn hand_over(&mut self, keeper: &mut Keeper) -> Vec<Key> {
        let mut lost = Vec::new();
        for running in self.all.values() {
            match running.pid {
                None => lost.push(running.key),
                Some(pid) => {
                    // A server that finds the terminal of a program must find the program too.
                    if !running.ended {
                        keeper.adopt(running.key, pid.as_raw());
                    }
                    // Without a copy of its terminal it ends with this server, and not before.
                    let _ = keeper.keep(running.key, &running.master);
                }
            }
        }
        lost
    }

    /// The poller says that a pane's pty can be read or written, or that nobody writes to it.
    pub fn ready(&mut self, pane: PaneId, event: &Event, registry: &Registry) {
        let Some(running) = self.all.get_mut(&pane) else { return };
        if event.is_readable() || event.is_read_closed() {
            self.readable.insert(pane);
            running.closed |= event.is_read_closed();
        }
        if event.is_writable() {
            running.flush();
            running.watch(pane, registry);
        }
    }

    /// When the next pane that has something to say may be read.
    pub fn next_read(&self, is_held: impl Fn(PaneId) -> bool) -> Option<Instant> {
        let panes = self.readable.iter().filter(|pane| !is_held(**pane));
        panes.filter_map(|pane| Some(self.all.get(pane)?.rests_until)).min()
    }

    /// The panes that have something to say, do not rest, and are not held back by somebody.
    pub fn take_readable(&mut self, mut holds: impl FnMut(PaneId) -> bool) -> Vec<PaneId> {
        let now = Instant::now();
        let rests = |pane: &PaneId| self.all.get(pane).is_some_and(|it| it.rests_until > now);
        let (later, ready): (BTreeSet<_>, BTreeSet<_>) = std::mem::take(&mut self.readable)
            .into_iter()
            .partition(|pane| rests(pane) || holds(*pane));
        self.readable = later;
        ready.into_iter().collect()
    }

    /// Reads a pane's share, and gives each piece of it to `output` as soon as it is read: the kernel
    /// makes the next one ready meanwhile, on another processor. With each goes whether more is
    /// likely to come at once. It is read into the pane's journal, where it has one, with the time in
    /// milliseconds. Whether there will be no more.
    pub fn read(
        &mut self,
        pane: PaneId,
        share: Share,
        (mut journal, millis): (Option<&mut PaneJournal>, u32),
        mut output: impl FnMut(&[u8], bool),
    ) -> bool {
        let Some(running) = self.all.get_mut(&pane) else { return false };
        self.buffer.resize(LARGE_SHARE, 0);
        let most = if share == Share::Large { LARGE_SHARE } else { SMALL_SHARE };
        let (mut filled, mut over) = (0, false);
        while filled < most {
            let is_first = filled == 0 && !running.floods;
            let room = if is_first { FIRST_READ } else { most - filled };
            // It is read to where it outlives this process.
            let buffer = match journal.as_deref_mut() {
                None => &mut self.buffer[..room],
                Some(journal) => match journal.reserve(room) {
                    Some(room) => room,
                    None => {
                        // The terminal is to be written down first.
                        self.readable.insert(pane);
                        return false;
                    }
                },
            };
            match running.master.read(buffer) {
                Ok(0) => over = true,
                Ok(count) => {
                    filled += count;
                    let is_burst = count >= BURST;
                    let bytes = match journal.as_deref_mut() {
                        Some(journal) => journal.commit(count, millis),
                        None => &self.buffer[..count],
                    };
                    output(bytes, is_burst && filled < most);
                    if is_burst {
                        continue;
                    }
                    // Little, such as an echo: that goes on at once. For more the poller tells.
                    if running.ended || running.closed || !SHORT_READ_IS_ALL {
                        self.readable.insert(pane);
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => over = running.ended,
                Err(_) => over = true,
            }
            break;
        }
        running.floods = filled >= most;
        if running.floods {
            self.readable.insert(pane);
            if share == Share::Rationed {
                running.rests_until = Instant::now() + REST;
            }
        }
        over
    }

    /// A program ended: its process, if it is one that anybody wants to know of. What it wrote last
    /// is still to be read, though others may hold its pty open.
    pub fn ended(&mut self, key: Key) -> Option<i32> {
        let pane = *self.keys.get(&key)?;
        let running = self.all.get_mut(&pane).filter(|running| !running.ended)?;
        running.ended = true;
        self.readable.insert(pane);
        running.pid.map(Pid::as_raw)
    }

    /// Whether so much waits for a pane's program that whoever can wait should.
    pub fn is_full(&self, pane: PaneId) -> bool {
        self.all.get(&pane).is_some_and(|running| running.waiting.len() >= MUCH_WAITING)
    }

    /// How much waits for a pane's program, in bytes.
    pub fn waiting(&self, pane: PaneId) -> usize {
        self.all.get(&pane).map_or(0, |running| running.waiting.len())
    }

    /// What waits for programs, by pane.
    pub fn unread(&self) -> impl Iterator<Item = (PaneId, &[u8])> {
        let all = self.all.iter().filter(|(_, running)| !running.waiting.is_empty());
        all.map(|(pane, running)| (*pane, running.waiting.bytes()))
    }

    /// Until when a pane's program is waited for to take something of what waits for it; `None`
    /// where nothing does.
    pub fn patience_ends(&self, pane: PaneId) -> Option<Instant> {
        let running = self.all.get(&pane).filter(|running| !running.waiting.is_empty());
        running.map(|running| running.took + PATIENCE)
    }

    /// Whether a pane's program has taken nothing for too long of what waits for it.
    pub fn is_stuck(&self, pane: PaneId) -> bool {
        self.patience_ends(pane).is_some_and(|end| end <= Instant::now())
    }

    /// Writes to a pane's program, now or when it can take it. How much may wait the model knows.
    pub fn write(&mut self, pane: PaneId, bytes: &[u8], registry: &Registry) {
        if let Some(running) = self.all.get_mut(&pane) {
            if running.waiting.is_empty() {
                running.took = Instant::now();
            }
            running.waiting.push(bytes);
            // What is typed before it runs it finds when it does.
            if running.pid.is_some() {
                running.flush();
                running.watch(pane, registry);
            }
        }
    }

    /// Tells a pane's program its size.
    pub fn resize(&mut self, pane: PaneId, size: WindowSize) {
        if let Some(running) = self.all.get(&pane) {
            // A pty that is gone tells it by its end.
            let _ = running.master.resize(size);
        }
    }

    /// Hangs up: the program gets SIGHUP.
    pub fn close(&mut self, pane: PaneId, keeper: &mut Keeper, registry: &Registry) {
        if let Some(running) = self.all.remove(&pane) {
            // One that was not started yet is not watched.
            let _ = registry.deregister(&mut SourceFd(&running.master.as_raw_fd()));
            self.keys.remove(&running.key);
            keeper.let_go(running.key);
            if let Some(pid) = running.pid.filter(|_| !running.ended) {
                let _ = process::signal_group(pid, Signal::SIGHUP);
            }
        }
        self.readable.remove(&pane);
    }

    /// Sends a signal to what runs in a pane.
    pub fn signal(&mut self, pane: PaneId, to: Receiver, signal: i32) {
        if let Some(running) = self.all.get(&pane)
            && let Ok(signal) = Signal::try_from(signal)
        {
            // The number of a process that ended may be another's by now.
            let own = running.pid.filter(|_| !running.ended);
            let first = running.master.foreground().or(own);
            let second = own.filter(|_| to == Receiver::Everybody && own != first);
            for group in first.into_iter().chain(second) {
                // A group that has just ended needs no signal.
                let _ = process::signal_group(group, signal);
            }
        }
    }

    /// The environment that a pane's program was started with.
    pub fn environment(&self, pane: PaneId) -> Option<Variables> {
        let running = self.all.get(&pane).filter(|running| !running.ended)?;
        process::environment(running.pid?)
    }

    /// Where the program in a pane's foreground is and the environment that it was started with;
    /// where that is not to be known, those of the pane's own program.
    pub fn surroundings(&self, pane: PaneId) -> Option<Surroundings> {
        let running = self.all.get(&pane).filter(|running| !running.ended);
        let foreground = running.and_then(|running| running.master.foreground());
        let mut processes = foreground.into_iter().chain(running.and_then(|running| running.pid));
        processes.find_map(|process| {
            let directory = process::current_directory(process)?;
            Some(Surroundings { directory, environment: process::environment(process)? })
        })
    }

    /// What is typed into a pane has an end.
    pub fn end_input(&mut self, pane: PaneId, registry: &Registry) {
        let end = self.all.get(&pane).and_then(|running| running.master.end_of_input());
        // One ends a line that was begun, as it has no line feed; the next is the end.
        if let Some(end) = end {
            self.write(pane, &[end, end], registry);
        }
    }

    /// What runs in a pane's foreground, and where.
    pub fn foreground(&self, pane: PaneId) -> Option<Foreground> {
        let running = self.all.get(&pane)?;
        let group = running.master.foreground().or(running.pid)?;
        Some(Foreground {
            group: group.as_raw(),
            command: process::current_command(group),
            directory: process::current_directory(group),
        })
    }
}

impl Running {
    fn new(master: Master, key: Key, name: OsString, pid: Option<Pid>) -> Self {
        let now = Instant::now();
        Self {
            master,
            key,
            name,
            pid,
            deferred: Vec::new(),
            waiting: Outgoing::default(),
            took: now,
            ended: false,
            closed: false,
            watched: false,
            floods: false,
            rests_until: now,
        }
    }

    /// Asks to be told when what waits can be written, and only then: a pty becomes writable
    /// whenever its program reads, which would wake us up at every key.
    fn watch(&mut self, pane: PaneId, registry: &Registry) {
        let needed = !self.waiting.is_empty();
        if self.watched != needed {
            self.watched = needed;
            let interest = match needed {
                true => Interest::READABLE | Interest::WRITABLE,
                false => Interest::READABLE,
            };
            let mut source = SourceFd(&self.master.as_raw_fd());
            // It was registered, and so it can be registered again.
            let _ = registry.reregister(&mut source, pane_token(pane), interest);
        }
    }

    fn flush(&mut self) {
        let before = self.waiting.len();
        if self.waiting.write_to(|bytes| self.master.write(bytes)).is_err() {
            // Nobody will ever read it.
            self.waiting.clear();
        }
        if self.waiting.len() < before {
            self.took = Instant::now();
        }
    }
}

/// What the kernel is asked for.
fn request(spawn: &Spawn) -> pty::Spawn {
    let program = match &spawn.program {
        Program::LoginShell(shell) => pty::Program::Shell {
            path: shell.into(),
            login: true,
            arguments: spawn.arguments.iter().map(Into::into).collect(),
        },
        Program::ShellCommand { shell, command } => {
            pty::Program::ShellCommand { shell: shell.into(), command: command.into() }
        }
        Program::Argv(words) => pty::Program::Argv(words.iter().map(Into::into).collect()),
    };
    let (cwd, env) = (spawn.cwd.clone(), spawn.environment.clone());
    pty::Spawn { program, cwd, env, size: spawn.size }
}
