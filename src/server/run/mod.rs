//! The loop: sockets, ptys, signals and threads become events, effects become system calls.
//!
//! One thread owns the model. In a turn, what people do is taken before what programs write, a
//! pane gets to write so much and no more, and whatever was left is taken in the next turn: so
//! a flood in one pane delays a key in another by one pane's share at the most.

mod agent;
mod alone;
mod carry_out;
mod clients;
mod connection;
mod connections;
mod glob;
mod journals;
mod keeper;
mod log;
mod pipes;
mod programs;
mod recover;
mod saver;
mod shelf;
mod shells;
mod shim;
mod site;
mod source;
mod state;
mod thrift;
mod upgrade;
mod workers;
mod world;

use std::collections::BTreeSet;
use std::os::fd::AsRawFd;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use mio::unix::SourceFd;
use mio::{Events, Interest, Poll};
use nix::sys::signal::Signal;

use crate::command;
use crate::model::Clock;
use crate::model::agent::Agent;
use crate::model::effect::{Effect, JobEffect};
use crate::model::id::{ClientId, PaneId};
use crate::model::run::Ended;
use crate::os::logout::at_logout;
use crate::os::process::{self, ExitStatus};
use crate::os::signals::Signals;
use crate::os::state_dir::state_path;
use crate::os::{clock, crash, daemon, memory, reason};
use crate::shim::message::{Key, Reason};

use super::start::{Start, World};
use super::{Event, Server};
pub use alone::{Said, answer};
use connections::Connections;
use journals::Journals;
use keeper::Keeper;
use log::Log;
use pipes::{News, Pipes};
use programs::Programs;
use saver::Saver;
pub use shelf::saved_sessions;
use site::Site;
use source::{SIGNALS, Source, source};
pub use state::NAME as STATE;
use thrift::Thrift;
use upgrade::Upgrade;
use workers::{Workers, read_in_time};

/// How long a client may read nothing at all before the server ends without it.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// How long a disk may take to save sessions when the server ends.
const LAST_SAVES: Duration = Duration::from_secs(10);

/// How long a file of the configuration may take to be read.
const READING: Duration = Duration::from_secs(3);

/// Runs a server until it has nothing more to do.
///
/// # Errors
/// Its socket cannot be had, or the system has no room for its poller. Once it listens, nothing
/// ends it but its last session, `kill-server`, and SIGTERM, SIGINT or SIGQUIT.
pub fn serve(start: &Start) -> std::io::Result<()> {
    // Whoever ends it means all of it, from the beginning on: without this it would only have died.
    let signals = Signals::all()?;
    let (keeper, reason, handed) = Keeper::inherited(start.shim.clone())?;
    memory::give_back_large();
    // Without a place for it a crash is told to nobody.
    if let Some(state) = state_path() {
        crash::keep_panics(state, env!("CARGO_PKG_VERSION"));
    }
    let run = match reason {
        Reason::First => Some(begin(start, keeper, signals)?),
        _ => recover::recover(start, (keeper, signals), reason, handed)?,
    };
    let Some(mut run) = run else { return Ok(()) };
    run.site.iter().for_each(Site::tidy);
    let result = run.turns();
    run.let_nobody_in();
    run.settle_programs();
    run.pump();
    run.last_words();
    run.pipes.finish(LAST_WORDS);
    // Whatever ended it, that was no accident.
    run.keeper.over();
    run.keeper.finish(LAST_WORDS);
    result
}

/// The first server, with its configuration.
fn begin(start: &Start, mut keeper: Keeper, signals: Signals) -> std::io::Result<Run> {
    let (site, listener) = Site::new(&start.socket)?;
    keeper.keep(keeper::LISTENER, &listener)?;
    let world = World::here(start, unix_time());
    let mut run = Run::new(&world, site, listener, keeper, signals)?;
    run.settle_in();
    run.server.configure(start, world, |path| {
        let text = read_in_time(path, command::MAX_FILE, READING);
        text.map_err(|error| std::io::Error::new(error.kind(), reason(&error)))
    });
    run.keep_state();
    run.server.save_sessions(false);
    run.warn_of_logout();
    run.carry_out();
    daemon::listening()?;
    run.keeper.well();
    Ok(run)
}

struct Run {
    server: Server,
    /// Where it can be found; `None` once it can not.
    site: Option<Site>,
    poll: Poll,
    signals: Signals,
    connections: Connections,
    /// The line to what holds all that must outlive the server.
    keeper: Keeper,
    /// What of it is written for the next server; `None` where that cannot be.
    state: Option<state::Kept>,
    programs: Programs,
    /// Programs whose ends are known and not yet written.
    ended: Vec<Key>,
    journals: Journals,
    workers: Workers,
    saver: Saver,
    pipes: Pipes,
    log: Log,
    /// Clients that are not read, since the programs that they type into do not read.
    stalled: BTreeSet<ClientId>,
    /// Commands and newcomers wait until then.
    rests_until: Option<Instant>,
    /// A pane was closed in this turn.
    closed: bool,
    /// Another server is to take the place of this one.
    upgrade: Option<Upgrade>,
    /// What was freed and is to be given back.
    thrift: Thrift,
    began: Instant,
    /// When the server's next timer runs out.
    deadline: Option<Instant>,
    over: bool,
}

impl Run {
    fn new(
        world: &World,
        site: Site,
        listener: std::os::unix::net::UnixListener,
        keeper: Keeper,
        signals: Signals,
    ) -> std::io::Result<Self> {
        let poll = Poll::new()?;
        let registry = poll.registry();
        registry.register(&mut SourceFd(&signals.as_raw_fd()), SIGNALS, Interest::READABLE)?;
        keeper.watch(registry)?;
        let connections = Connections::new(listener, registry)?;
        let workers = Workers::new(registry)?;
        let pipes = Pipes::new(workers.waker());
        let saver = Saver::new(world.identity.socket.clone(), workers.answers());
        let began = clock::beginning();
        let server = Server::new(world);
        let programs = Programs::default();
        Ok(Self {
            server,
            site: Some(site),
            poll,
            signals,
            connections,
            keeper,
            state: None,
            programs,
            ended: Vec::new(),
            journals: Journals::default(),
            workers,
            saver,
            pipes,
            log: Log::from_environment(),
            stalled: BTreeSet::new(),
            rests_until: None,
            closed: false,
            upgrade: None,
            thrift: Thrift::default(),
            began,
            deadline: None,
            over: false,
        })
    }

    /// What shells and ssh find beside the socket is there, and it is known what time it is.
    fn settle_in(&mut self) {
        self.write_scripts();
        let agent = self.site.as_ref().and_then(Site::agent);
        self.server.model.agent = agent.map(|path| Agent::new(path.to_owned(), agent::own));
        self.tell_time();
    }

    /// Where it will end when its person logs out it says so.
    fn warn_of_logout(&mut self) {
        let fate = at_logout(std::process::id(), &process::user());
        if let Some(fate) = fate
            && let Some(advice) = fate.advice()
        {
            self.server.model.remember_message(&format!("{fate}: {advice}"));
        }
    }

    fn clock(&self) -> Clock {
        let millis = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let now = since_1970();
        Clock { unix: now.as_secs() as i64, micros: now.subsec_micros(), millis }
    }

    fn handle(&mut self, event: Event<'_>) {
        let clock = self.clock();
        self.log.event(clock, &event);
        self.server.handle(event, clock);
    }

    fn turns(&mut self) -> std::io::Result<()> {
        let mut events = Events::with_capacity(256);
        while !self.over {
            let timeout = self.timeout();
            match self.poll.poll(&mut events, timeout) {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                other => other?,
            }
            self.turn(&events);
        }
        Ok(())
    }

    /// Nobody new finds the server any more. Whoever starts the next finds nothing of this one.
    fn let_nobody_in(&mut self) {
        if let Some(site) = self.site.take() {
            drop(site);
            self.keeper.let_go(keeper::LISTENER);
            self.connections.close();
        }
    }

    /// Without the scripts shells say nothing, and all else is as it was.
    fn write_scripts(&mut self) {
        let model = &mut self.server.model;
        match self.site.as_mut().map(Site::write_scripts) {
            Some(Ok(directory)) => model.shell_scripts = Some(directory.to_owned()),
            Some(Err(error)) => model.config_errors.push(format!(
                "shells do not tell what they do (prompts, commands, directories): {}",
                reason(&error)
            )),
            None => {}
        }
    }

    /// Begins anew to be found, where somebody has removed the socket.
    fn listen_anew(&mut self) {
        let Some(site) = &mut self.site else { return };
        let registry = self.poll.registry();
        self.connections.accept_all(&mut self.server.model);
        let keeper = &mut self.keeper;
        let renewed = site.renew().and_then(|listener| {
            keeper.keep(keeper::LISTENER, &listener)?;
            self.connections.listen(listener, registry)
        });
        match renewed {
            Ok(()) => self.write_scripts(),
            Err(error) => {
                let told = format!("the socket cannot be made anew: {}", reason(&error));
                self.server.model.remember_message(&told);
            }
        }
    }

    /// What clients have not read is still theirs: they get it for as long as they go on
    /// reading, and where every byte counts for as long as they are there.
    fn last_words(&mut self) {
        // Silence would mean that it has died.
        self.connections.dismiss(&self.server.listeners());
        let mut events = Events::with_capacity(64);
        let mut deadline = Instant::now() + LAST_WORDS;
        loop {
            self.pump();
            self.dismiss_followers();
            self.let_go();
            let waiting = self.connections.waiting();
            let left = deadline.saturating_duration_since(Instant::now());
            let owes = self.connections.owes();
            if waiting == 0 || (left.is_zero() && !owes) {
                return;
            }
            match self.poll.poll(&mut events, (!owes).then_some(left)) {
                Err(error) if error.kind() != std::io::ErrorKind::Interrupted => return,
                _ => {}
            }
            self.connections.flush_all();
            if self.connections.waiting() < waiting {
                deadline = Instant::now() + LAST_WORDS;
            }
        }
    }

    /// How long nothing may happen.
    fn timeout(&mut self) -> Option<Duration> {
        let rests = match self.connections.has_backlog() {
            true => match self.rests_until.filter(|_| self.connections.only_commands_wait()) {
                None => return Some(Duration::ZERO),
                rests => rests,
            },
            false => None,
        };
        let millis = self.server.deadline();
        self.deadline = millis.map(|millis| self.began + Duration::from_millis(millis));
        let next = self.programs.next_read(|pane| self.server.holds_back(pane));
        let of_clients = self.connections.deadline().into_iter().chain(self.patience_ends());
        let of_clients = of_clients.chain(self.upgrade_due());
        let others = of_clients.chain(rests).chain(self.thrift.due()).chain(self.journals.due());
        let next = self.deadline.into_iter().chain(next).chain(others).min()?;
        Some(next.saturating_duration_since(Instant::now()))
    }

    fn turn(&mut self, events: &Events) {
        if self.deadline.is_some_and(|deadline| deadline <= Instant::now()) {
            self.handle(Event::Timer);
        }
        self.thrift.give_back();
        self.write_quiet_terminals();
        // Where the machine goes down everybody is told at once, and what ends by that is not to be
        // taken for an end that somebody wanted.
        if events.iter().any(|event| event.token() == SIGNALS) {
            self.signalled();
        }
        for event in events {
            match source(event.token()) {
                Source::Client(client) => self.client_ready(client, event),
                Source::Listener => self.connections.knocked(),
                Source::Pane(pane) => {
                    self.programs.ready(pane, event, self.poll.registry());
                    self.note_waiting(pane);
                }
                Source::Signals => {}
                Source::Workers => self.workers_ready(),
                Source::Shim => self.shim_ready(),
            }
        }
        self.carry_out();
        self.read_clients();
        self.take_from_pipes();
        self.carry_out();
        self.read_programs();
        self.tell_time();
        let stale = self.server.take_stale();
        self.look_at_foregrounds(stale);
        self.carry_out();
        self.pump();
        if self.let_go() {
            self.pump();
        }
        self.upgrade();
    }

    /// Has the model know how much waits for a pane's program.
    fn note_waiting(&mut self, id: PaneId) {
        if let Some(pane) = self.server.model.graph.pane_mut(id) {
            pane.run.waiting = self.programs.waiting(id);
        }
    }

    /// Every pane that has something to say gets its share; first those that a person typed
    /// into, whose answer is sent on before the others are read.
    pub(super) fn read_programs(&mut self) {
        let now = self.clock().millis;
        let (server, connections) = (&mut self.server, &self.connections);
        let mut panes = self
            .programs
            .take_readable(|pane| server.holds(pane, now, |client| connections.room(client)));
        let typed = |id: &PaneId| self.server.model.graph.pane(*id).map(|pane| pane.typed);
        panes.sort_by_key(|pane| std::cmp::Reverse(typed(pane)));
        for pane in panes {
            if self.journals.is_full(pane) {
                self.write_terminal(pane, false);
            }
            let clock = self.clock();
            let (server, log) = (&mut self.server, &mut self.log);
            let (connections, pipes) = (&mut self.connections, &mut self.pipes);
            let (mut lets_go, mut has_parsed) = (false, false);
            let share = server.share(pane);
            let journal = (self.journals.of(pane), clock.millis as u32);
            let drained = self.programs.read(pane, share, journal, |bytes, more| {
                // Whoever is bound to it does not wait until it is understood.
                server.pass_on(pane, bytes, |client, part| connections.pass_on(client, part, more));
                lets_go |= pipes.feed(pane, bytes);
                let event = Event::Output(pane, bytes);
                log.event(clock, &event);
                server.handle(event, clock);
                has_parsed = true;
            });
            self.was_read(pane);
            if has_parsed {
                self.handle(Event::Parsed(pane));
            }
            self.connections.pass_all_on();
            if lets_go {
                let reason = "it does not read what the pane's program writes".to_owned();
                self.handle(Event::PipeOver(pane, Some(reason)));
            }
            if drained {
                self.handle(Event::Drained(pane));
            }
            if self.server.is_urgent() {
                self.pump();
            }
        }
    }

    /// Something of a pane was read, and its terminal has parsed it.
    fn was_read(&mut self, id: PaneId) {
        if let Some(pane) = self.server.model.graph.pane_mut(id) {
            self.journals.read(id, &mut pane.terminal);
        }
    }

    fn signalled(&mut self) {
        for signal in self.signals.drain() {
            match signal {
                Signal::SIGCHLD => self.children_ended(),
                Signal::SIGTERM | Signal::SIGINT | Signal::SIGQUIT => {
                    self.handle(Event::Terminate);
                }
                Signal::SIGHUP => self.handle(Event::Save),
                Signal::SIGUSR1 => self.listen_anew(),
                // Nobody who sends another one means to end what runs here.
                _ => {}
            }
        }
    }

    /// The server ends: what is yet to be saved is, before anybody can begin another one that would
    /// look for it.
    fn save_last(&mut self, effects: &mut Vec<Effect>) {
        let ends = [Signal::SIGTERM, Signal::SIGINT, Signal::SIGQUIT];
        let told = self.signals.drain().into_iter().any(|signal| ends.contains(&signal));
        self.server.end_saving(told);
        let limit = self.server.model.saved_limit();
        effects.extend(self.server.take_effects());
        for effect in std::mem::take(effects) {
            match effect {
                Effect::Job(job, JobEffect::Saved(task)) => self.saver.start(job, task, limit),
                other => effects.push(other),
            }
        }
        self.saver.finish(LAST_SAVES);
    }

    /// Shell commands' ends: those of panes' programs the shim is told.
    fn children_ended(&mut self) {
        for (pid, status) in process::reap(|_| false) {
            let ended = match status {
                ExitStatus::Exited(code) => Ended::Exited(code),
                ExitStatus::Signaled(signal) => Ended::Signaled(signal),
            };
            if let Some((job, answer)) = self.workers.ended(pid.as_raw(), ended) {
                self.handle(Event::JobDone(job, answer));
            }
        }
    }

    /// What the commands that panes are piped to print, as far as the panes have room for it.
    fn take_from_pipes(&mut self) {
        let programs = &self.programs;
        for (pane, news) in self.pipes.news(|pane| programs.is_full(pane)) {
            self.handle(match news {
                News::Printed(bytes) => Event::Piped(pane, bytes),
                News::Over => Event::PipeOver(pane, None),
            });
        }
    }

    fn workers_ready(&mut self) {
        while let Some((job, answer)) = self.workers.next_done() {
            self.handle(Event::JobDone(job, answer));
        }
    }

    /// The time is kept up to date also where no event brought it along.
    fn tell_time(&mut self) {
        self.server.model.clock = self.clock();
    }

    fn look_at_foregrounds(&mut self, panes: Vec<PaneId>) {
        for pane in panes {
            if let Some(seen) = self.programs.foreground(pane) {
                self.handle(Event::Foreground(pane, seen));
            }
        }
    }
}

fn unix_time() -> i64 {
    since_1970().as_secs() as i64
}

fn since_1970() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
