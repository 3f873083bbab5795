//! The daemon that owns every session.
//!
//! [`Server::handle`] is the whole of it: an event comes in, the model changes, effects are left
//! in the model's outbox. [`Server::next_out`] then says what each client is told of it.
//! Neither does I/O nor reads a clock, so tests can drive them; `run` is the loop around them
//! that does.

mod alerts;
mod changes;
mod completion;
mod control;
mod event;
mod exits;
mod foreground;
mod hints;
mod history_file;
mod input;
mod inquiry;
mod jobs;
mod keybar;
mod looking;
mod menu;
mod mouse;
mod outlet;
mod output;
mod overlay;
mod pace;
mod pan;
mod paste;
mod popup;
mod project;
mod queue;
mod quiet;
mod raw;
mod requests;
mod restore;
mod run;
mod saving;
mod silence;
mod start;
mod timers;
mod tty_report;

#[cfg(test)]
mod tests;

pub use event::{Event, Running};
pub use run::{STATE, Said, answer, saved_sessions, serve};
pub use start::{Start, World};

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::command::Wait;
use crate::model::answer::Answer;
use crate::model::id::{ClientId, JobId, PaneId, WindowId};
use crate::model::state::Checkpoint;
use crate::model::{Clock, Model};
use crate::protocol::ClientMessage;

use foreground::Stale;
use input::Typist;
use outlet::Outlets;
use paste::Pastes;
use queue::{Queue, QueueId};
use saving::Saving;

/// A server.
pub struct Server {
    /// Everything that it knows.
    pub model: Model,
    /// Commands that are being carried out.
    queues: BTreeMap<QueueId, Queue>,
    next_queue: u64,
    /// Whoever is told something as it happens, and what each has been told.
    outlets: Outlets,
    /// Pastes that have not arrived whole.
    pastes: Pastes,
    /// Whoever started the server.
    starter: start::Starter,
    /// Shell commands of status lines that run, by job.
    status_jobs: BTreeMap<JobId, String>,
    /// The file of what was answered to prompts.
    history_file: history_file::HistoryFile,
    /// Drags that go on by themselves.
    dragging: BTreeMap<ClientId, mouse::Dragging>,
    /// Panes whose program was told that it has the focus.
    focused: BTreeSet<PaneId>,
    /// What programs asked that terminals of those who look are to answer.
    inquiries: inquiry::Inquiries,
    /// Panes in the middle of a synchronised update, and since when (milliseconds).
    synchronized: BTreeMap<PaneId, u64>,
    /// Panes whose foreground program may have changed, and when to look.
    stale: BTreeMap<PaneId, Stale>,
    /// Panes that wrote something, and have not been told to be quiet since.
    quiet: BTreeMap<PaneId, quiet::Watched>,
    /// Windows in which somebody wants to know of silence.
    silences: BTreeMap<WindowId, silence::Watched>,
    /// Who typed last.
    typist: Option<Typist>,
    /// When the status lines are to be made again, in milliseconds.
    status_due: Option<u64>,
    /// What of the state is to be written, where somebody keeps it.
    checkpoint: Option<Checkpoint>,
    /// What of sessions is to be saved, where there is somebody who does it.
    saving: Option<Saving>,
    /// What programs in control mode want that is not done yet, by their clients.
    typed: BTreeMap<ClientId, control::Typed>,
    /// Their commands that are next.
    steps: VecDeque<(QueueId, Queue)>,
    /// How many commands were carried out.
    commands: u64,
}

impl Server {
    /// A server with nothing in it.
    pub fn new(world: &World) -> Self {
        let mut server = Self {
            model: Model::new(world.identity.clone(), world.local_time),
            queues: BTreeMap::new(),
            next_queue: 0,
            outlets: Outlets::default(),
            pastes: Pastes::new(),
            starter: start::Starter::default(),
            status_jobs: BTreeMap::new(),
            history_file: history_file::HistoryFile::default(),
            dragging: BTreeMap::new(),
            focused: BTreeSet::new(),
            inquiries: inquiry::Inquiries::default(),
            synchronized: BTreeMap::new(),
            stale: BTreeMap::new(),
            quiet: BTreeMap::new(),
            silences: BTreeMap::new(),
            typist: None,
            status_due: None,
            checkpoint: None,
            saving: None,
            typed: BTreeMap::new(),
            steps: VecDeque::new(),
            commands: 0,
        };
        server.model.home_of = world.home_of;
        server.model.accounts = world.accounts;
        server
    }

    /// Takes an event in. What the world has to do is in the model's outbox then.
    pub fn handle(&mut self, event: Event<'_>, clock: Clock) {
        (self.model.clock, self.model.hooked) = (clock, 0);
        match event {
            Event::Message(client, ClientMessage::Ack(frame)) => self.acknowledged(client, frame),
            Event::Message(client, ClientMessage::Key(key)) if self.is_typing(client, &key) => {
                self.type_through(client, &key);
            }
            Event::Output(pane, bytes) => return self.output(pane, bytes),
            Event::Parsed(pane) => self.parsed(pane),
            Event::Message(client, message) => self.message(client, message),
            Event::Lines(client, bytes) => self.lines(client, &bytes),
            Event::Told(client, message) => self.told(client, message),
            Event::Request(client, request) => self.request(client, *request),
            Event::Gone(client) => self.gone(client),
            Event::Taken(client) => self.wake(&Wait::Feed(client), &Answer::Done),
            Event::Spawned(pane, result) => self.spawned(pane, result),
            Event::Drained(pane) => self.drained(pane),
            Event::Exited(pid, ended) => self.exited(pid, ended),
            Event::Foreground(pane, seen) => self.foreground(pane, seen),
            Event::Piped(pane, bytes) => self.model.write_to(pane, bytes),
            Event::PipeOver(pane, reason) => self.pipe_over(pane, reason),
            Event::JobDone(job, answer) => self.job_done(job, &answer),
            Event::Timer => self.timer(),
            Event::Save => self.save_soon(),
            Event::Terminate => {
                self.save_at_once();
                self.model.end();
            }
        }
        self.read_changes();
        self.take_steps();
        self.run_asked_commands();
        self.tidy_control();
    }
}
