//! Sessions, windows, panes, clients, options, keys, buffers: plain data, no I/O.
//!
//! The model changes only through its own methods and the commands, and what changed is told
//! ([`change`]). Whatever the world has to do about a change is left in the outbox as an
//! [`Effect`]; nothing in here waits, reads or writes. Everything outside holds ids, and an id may
//! be of something that is gone.
//!
//! Invariants, which [`graph`] keeps: every window id in a session is a window's, every pane id in a
//! layout a pane's; a window that no session has is gone, and so is a session without windows.

pub mod access;
pub mod agent;
pub mod answer;
pub mod answers;
pub mod askers;
pub mod asking;
pub mod buffers;
pub mod capture;
pub mod census;
pub mod change;
pub mod channels;
pub mod client;
pub mod command_log;
pub mod control;
pub mod copy_mode;
mod copying;
pub mod edit;
pub mod effect;
pub mod environment;
pub mod event_log;
pub mod features;
pub mod feed;
pub mod graph;
mod grip;
pub mod happening;
pub mod hooks;
pub mod id;
pub mod job;
mod kept;
pub mod keys;
pub mod layout;
pub mod levels;
pub mod line_times;
mod locking;
pub mod menu;
pub mod messages;
pub mod mode;
pub mod monitor;
pub mod options;
pub mod pane;
pub mod passage;
pub mod placement;
pub mod policy;
pub mod popup;
pub mod program;
pub mod prompt;
pub mod raw;
pub mod recording;
pub mod resolve;
pub mod restart;
pub mod rows;
pub mod run;
pub mod saved;
mod script;
pub mod scrollbars;
pub mod shell;
pub mod shells;
pub mod state;
pub mod subject;
pub mod tree;
pub mod typing;
pub mod variables;
pub mod waiters;
pub mod watches;

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;

use crate::dialect::Dialect;
use crate::terminal::Colors;
use crate::visible::{encoded, visible};

use buffers::Buffers;
use change::{Change, Told, Was};
use channels::Channels;
use client::Client;
use effect::{ClientEffect, Effect, OutletTask, PaneEffect};
use environment::Environment;
use event_log::EventLog;
use feed::Feed;
use graph::Graph;
use graph::session::Session;
use id::{ClientId, PaneId, SessionId, WindowId};
use keys::KeyTables;
use messages::Messages;
use options::{Lookup, Options};
use saved::Saved;
use watches::Watches;

pub use graph::{Beside, Launch, NewGroup, NewPane, NewSession, session, window};

/// What a server is, for as long as it lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Whose defaults and words it has.
    pub dialect: Dialect,
    /// Whether programs find this one by its dialect's name, or are to be helped.
    pub is_in_path: bool,
    /// Its process.
    pub pid: u32,
    /// Its socket.
    pub socket: PathBuf,
    /// The machine's name.
    pub host: String,
    /// The person's name.
    pub user: String,
    /// Their number; only theirs are the clients.
    pub uid: u32,
    /// The person's home.
    pub home: PathBuf,
    /// When it was started, in seconds of Unix time.
    pub started: i64,
}

/// The most options without effect that are told of at a time.
const MOST_IDLE: usize = 100;

/// What a command in `#(…)` printed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ShellOutput {
    /// The last line of it.
    pub line: String,
    /// When it was last started, in seconds of Unix time.
    pub started: i64,
    /// When it was last drawn, or else asked for, likewise.
    pub drawn: i64,
    /// Whether no more than that was ever done.
    pub only_asked: bool,
    /// Whether it runs now.
    pub running: bool,
}

/// The time, as the server last told it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Clock {
    /// Seconds of Unix time.
    pub unix: i64,
    /// Microseconds of that second.
    pub micros: u32,
    /// Milliseconds of a clock that goes on from one server to the next; never goes back.
    pub millis: u64,
}

/// Everything that a server knows.
pub struct Model {
    /// What the server is.
    pub identity: Identity,
    /// The time.
    pub clock: Clock,
    /// Sessions, windows, panes and clients.
    pub graph: Graph,
    /// What counts where no option is set, before the table's defaults: the dialect's.
    default_options: Options,
    /// The server's options.
    pub server_options: Options,
    /// What sessions have where they do not say otherwise.
    pub session_options: Options,
    /// What windows and panes have where they do not say otherwise.
    pub window_options: Options,
    /// Counts the changes of options, for those who keep what follows from them.
    options_epoch: u64,
    /// The environment under every session's.
    pub environment: Environment,
    /// What keys mean.
    keys: KeyTables,
    /// The same as they are where nobody has bound anything.
    pub usual_keys: KeyTables,
    /// What was copied.
    buffers: Buffers,
    /// Where scripts wait for each other.
    channels: Channels,
    /// Who else than its owner is let in.
    pub access: access::Access,
    /// What users and groups are called.
    pub accounts: access::Accounts,
    /// Others than the owner who have knocked, and not yet said what they want.
    pub newcomers: BTreeMap<ClientId, access::Peer>,
    /// Who waits for the end of a question.
    pub askers: askers::Askers,
    /// Who waits for something to happen.
    pub waiters: waiters::Waiters,
    /// What is waited for in panes.
    pub watches: Watches,
    /// What happened lately.
    pub event_log: EventLog,
    /// What clients follow from now on, until the server has outlets for them.
    pub feeds: Vec<(ClientId, Feed)>,
    /// When a person last typed into a pane, whichever, in milliseconds of the clock; 0 for never.
    pub typed: u64,
    /// The panes whose program runs again by itself, and when, in milliseconds of the clock.
    pub restarts: BTreeMap<PaneId, u64>,
    /// The panes whose scrollbar is seen over them for a while, and until when, likewise.
    pub bars_shown: BTreeMap<PaneId, u64>,
    /// What is known of the files of saved sessions.
    pub saved: Saved,
    /// The marked pane.
    pub marked: Option<PaneId>,
    /// Answers to prompts, the newest last.
    answers: VecDeque<String>,
    /// The same of what was searched for.
    searches: VecDeque<String>,
    /// What of them the file does not have in which they are kept.
    pub unsaved_answers: Vec<answers::Unsaved>,
    /// What was before that and is written now, or could not be.
    pub unwritten_answers: Vec<answers::Unsaved>,
    /// Whoever started the server is yet to be heard: it stays, however empty it is.
    pub starting: bool,
    /// Where whoever started the server is, while the configuration is carried out for them.
    pub starting_in: Option<PathBuf>,
    /// What was wrong in config files; shown to whoever attaches next.
    pub config_errors: Vec<String>,
    /// The options without effect that files set, each with its place, which nobody was told of yet.
    pub idle_options: Vec<String>,
    /// The config files that were read.
    pub config_files: Vec<String>,
    /// Messages that were shown.
    messages: Messages,
    /// The colours of the person's terminal, as far as one told them: what programs are
    /// answered that ask.
    pub colors: Colors,
    /// How the replacement of the server before this one came out, where that was to be replaced.
    pub replacement: Option<Replacement>,
    /// What commands in `#(…)` printed last, by command.
    pub shell_outputs: BTreeMap<String, ShellOutput>,
    /// When a status line that was drawn shows another frame of an animation, in milliseconds of the
    /// clock. Whoever draws it anew takes that away first.
    pub frame_due: std::cell::Cell<Option<u64>>,
    /// The shell commands in what commands worked out, and for which session: they are to be run.
    pub commands_asked: std::cell::Cell<BTreeMap<String, Option<SessionId>>>,
    /// The person's clock: Unix time to a date.
    pub local_time: fn(i64) -> crate::language::format::Time,
    /// The home of a person, by the name that the system has for them.
    pub home_of: fn(&str) -> Option<String>,
    /// Where the scripts are by which shells tell what they do, if anywhere.
    pub shell_scripts: Option<PathBuf>,
    /// What the world has to do.
    pub outbox: Vec<Effect>,
    /// What the server has to do for clients that show something.
    pub outlet_tasks: Vec<(ClientId, OutletTask)>,
    /// Commands that events asked to be run, with who is concerned.
    pub hooks: VecDeque<hooks::Hooked>,
    /// How ssh agents are reached, where a path that stays can be had.
    pub agent: Option<agent::Agent>,
    /// What the commands know that are carried out now, where a hook led to them.
    pub about_hook: hooks::About,
    /// What there is of hooks beside the options.
    pub hook_store: hooks::Hooks,
    /// How many hooks led to what happens now, one from the other.
    pub hooked: usize,
    next: Counters,
}

/// How the replacement of a server came out, for those who had asked for it and lost that server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Replacement {
    /// This one took the place of one of this version.
    Of(String),
    /// Another one took its place, and this one's program serves again: why.
    Undone(String),
}

#[derive(Debug, Default)]
struct Counters {
    session: u32,
    window: u32,
    pane: u32,
    client: u32,
    job: u64,
}

fn count_up(counter: &mut u32) -> u32 {
    let id = *counter;
    *counter += 1;
    id
}

impl Model {
    /// A server's model with nothing in it.
    pub fn new(identity: Identity, local_time: fn(i64) -> crate::language::format::Time) -> Self {
        Self {
            clock: Clock::default(),
            graph: Graph::default(),
            default_options: options::defaults(identity.dialect),
            server_options: Options::default(),
            session_options: Options::default(),
            window_options: Options::default(),
            options_epoch: 0,
            environment: Environment::default(),
            keys: KeyTables::default(),
            usual_keys: KeyTables::default(),
            buffers: Buffers::default(),
            channels: Channels::default(),
            access: access::Access::default(),
            accounts: access::Accounts::default(),
            newcomers: BTreeMap::new(),
            askers: askers::Askers::default(),
            waiters: waiters::Waiters::default(),
            watches: Watches::default(),
            event_log: EventLog::default(),
            feeds: Vec::new(),
            typed: 0,
            restarts: BTreeMap::new(),
            bars_shown: BTreeMap::new(),
            saved: Saved::default(),
            marked: None,
            answers: VecDeque::new(),
            searches: VecDeque::new(),
            unsaved_answers: Vec::new(),
            unwritten_answers: Vec::new(),
            starting: false,
            starting_in: None,
            config_errors: Vec::new(),
            idle_options: Vec::new(),
            config_files: Vec::new(),
            messages: Messages::default(),
            colors: Colors::default(),
            replacement: None,
            shell_outputs: BTreeMap::new(),
            frame_due: std::cell::Cell::new(None),
            commands_asked: std::cell::Cell::default(),
            local_time,
            home_of: |_| None,
            shell_scripts: None,
            outbox: Vec::new(),
            outlet_tasks: Vec::new(),
            hooks: VecDeque::new(),
            agent: None,
            about_hook: [].into(),
            hook_store: hooks::Hooks::default(),
            hooked: 0,
            next: Counters::default(),
            identity,
        }
    }

    /// Asks the world to do something.
    pub fn ask(&mut self, effect: Effect) {
        self.outbox.push(effect);
    }

    /// Asks for something to be done with a pane's program.
    pub fn ask_pane(&mut self, pane: PaneId, effect: PaneEffect) {
        self.ask(Effect::Pane(pane, effect));
    }

    /// Asks for something to be done with the connection to a client.
    pub fn ask_client(&mut self, client: ClientId, effect: ClientEffect) {
        self.ask(Effect::Client(client, effect));
    }

    /// Has the server do something with what it keeps for a client that shows something.
    pub fn tell_outlet(&mut self, client: ClientId, task: OutletTask) {
        self.outlet_tasks.push((client, task));
    }

    /// Tells a one-shot client's person something on its stderr, whatever names are in it.
    pub fn complain(&mut self, client: ClientId, text: &str) {
        let line = encoded(&format!("{}\n", visible(text)));
        self.ask_client(client, ClientEffect::Stderr(line));
    }

    /// Marks a pane, or none.
    pub fn mark(&mut self, pane: Option<PaneId>) {
        let before = std::mem::replace(&mut self.marked, pane);
        let place =
            pane.or(before).map(|pane| resolve::Place::of_pane(self, pane)).unwrap_or_default();
        let was = before.map_or(Was::Untold, Was::Pane);
        self.graph.tell_at(Told { change: Change::MarkChanged(pane), place, was });
        self.graph.differs(Change::ShownChanged);
    }

    /// A client's id, never given twice.
    pub fn client_id(&mut self) -> ClientId {
        ClientId(count_up(&mut self.next.client))
    }

    /// What keys mean.
    pub fn keys(&self) -> &KeyTables {
        &self.keys
    }

    /// The same, to alter it.
    pub fn keys_mut(&mut self) -> &mut KeyTables {
        self.graph.differs(Change::KeyTableChanged);
        &mut self.keys
    }

    /// What was copied.
    pub fn buffers(&self) -> &Buffers {
        &self.buffers
    }

    /// The same, to alter it.
    pub fn buffers_mut(&mut self) -> &mut Buffers {
        self.graph.differs(Change::BuffersChanged);
        &mut self.buffers
    }

    /// Tells which buffers are new, or others, or gone.
    pub fn tell_buffers(&mut self) {
        for (name, is_there) in self.buffers.take_news() {
            self.graph.tell(match is_there {
                true => Change::BufferSet(name),
                false => Change::BufferDeleted(name),
            });
        }
    }

    /// Where scripts wait for each other.
    pub fn channels(&self) -> &Channels {
        &self.channels
    }

    /// The same, to alter it.
    pub fn channels_mut(&mut self) -> &mut Channels {
        self.graph.differs(Change::ChannelsChanged);
        &mut self.channels
    }

    /// What those wait for at channels who may go on, taken out.
    pub fn take_woken_channels(&mut self) -> Vec<String> {
        self.channels.take_woken()
    }

    /// Messages that were shown.
    pub fn messages(&self) -> &Messages {
        &self.messages
    }

    /// The environment under every session's, to alter it.
    pub fn environment_mut(&mut self) -> &mut Environment {
        self.graph.differs(Change::EnvironmentChanged(None));
        &mut self.environment
    }

    /// The server's options.
    pub fn server(&self) -> Lookup<'_> {
        self.over_defaults([&self.server_options])
    }

    /// The options in effect at these levels, nearest first, and then the dialect's defaults.
    pub fn over_defaults<'a>(
        &'a self,
        nearest_first: impl IntoIterator<Item = &'a Options>,
    ) -> Lookup<'a> {
        Lookup::new(nearest_first).with_defaults(&self.default_options)
    }

    /// A session's options; the global ones where there is no such session.
    pub fn session_lookup(&self, session: Option<SessionId>) -> Lookup<'_> {
        match session.and_then(|id| self.graph.session(id)) {
            Some(session) => self.over_defaults([&session.options, &self.session_options]),
            None => self.over_defaults([&self.session_options]),
        }
    }

    /// A window's options; the global ones where there is no such window.
    pub fn window_lookup(&self, window: Option<WindowId>) -> Lookup<'_> {
        match window.and_then(|id| self.graph.window(id)) {
            Some(window) => self.over_defaults([&window.options, &self.window_options]),
            None => self.over_defaults([&self.window_options]),
        }
    }

    /// A pane's options: its own, its window's, the global ones.
    pub fn pane_lookup(&self, pane: PaneId) -> Lookup<'_> {
        let Some(pane) = self.graph.pane(pane) else { return self.window_lookup(None) };
        match self.graph.window_under(pane.id).and_then(|id| self.graph.window(id)) {
            Some(window) => {
                self.over_defaults([&pane.options, &window.options, &self.window_options])
            }
            None => self.over_defaults([&pane.options, &self.window_options]),
        }
    }

    /// The session of that name.
    pub fn session_named(&self, name: &str) -> Option<&Session> {
        self.graph.session_named(name)
    }

    /// The sessions that a window is in.
    pub fn sessions_with(&self, window: WindowId) -> impl Iterator<Item = &Session> + use<'_> {
        self.graph.sessions_with(window)
    }

    /// The panes of a session.
    pub fn panes_of(&self, session: SessionId) -> impl Iterator<Item = PaneId> {
        let windows = self.graph.session(session).into_iter().flat_map(|it| it.windows.values());
        windows.filter_map(|id| self.graph.window(*id)).flat_map(|window| window.panes())
    }

    /// The window that a client shows.
    pub fn client_window(&self, client: ClientId) -> Option<WindowId> {
        self.graph.session(self.graph.client(client)?.session()?)?.window()
    }

    /// The active pane of the window that a client shows.
    pub fn client_pane(&self, client: ClientId) -> Option<PaneId> {
        Some(self.graph.window(self.client_window(client)?)?.active)
    }

    /// The clients that show a session.
    pub fn attached_to(&self, session: SessionId) -> impl Iterator<Item = &Client> + use<'_> {
        self.graph.attached_to(session)
    }

    /// The session that was used last, of those that `wanted` picks.
    pub fn latest_session(&self, wanted: impl Fn(&Session) -> bool) -> Option<SessionId> {
        self.graph.sessions_by_use().find(|session| wanted(session)).map(|session| session.id)
    }

    /// What a command in `#(…)` printed last.
    pub fn shell_output(&self, command: &str) -> String {
        self.shell_outputs.get(command).map(|output| output.line.clone()).unwrap_or_default()
    }

    /// An option without effect was set at a place of a file.
    pub fn set_in_vain(&mut self, spot: String) {
        if self.idle_options.len() < MOST_IDLE && !self.idle_options.contains(&spot) {
            self.idle_options.push(spot);
        }
    }

    /// Remembers a message that was shown.
    pub fn remember_message(&mut self, message: &str) {
        let limit = usize::try_from(self.server().count("message-limit")).unwrap_or(usize::MAX);
        self.messages.push(self.clock.unix, message.to_owned(), limit);
        self.graph.differs(Change::MessagesChanged);
    }
}
