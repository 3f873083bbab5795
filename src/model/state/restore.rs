//! A model made of the sections that were written of another.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;

use super::super::{Messages, Model};
use super::client::{ClientState, OriginState};
use super::pane::PaneState;
use super::window::{SINCE_2, WindowOf1};
use super::{Key, State, StateError};
use crate::geometry::WindowSize;
use crate::model::buffers::{Buffer, Buffers};
use crate::model::channels::Channels;
use crate::model::client::Client;
use crate::model::command_log::{CommandLog, Entry};
use crate::model::graph::session::Session;
use crate::model::graph::window::Window;
use crate::model::graph::{Graph, Home};
use crate::model::id::{ClientId, PaneId, WindowId};
use crate::model::levels::Level;
use crate::model::monitor::Monitors;
use crate::terminal::{Limits, Terminal};

/// Where the terminals of panes come from, which are kept elsewhere: with the pane's size, and how
/// much of history its options let it have.
pub type Terminals<'a> = &'a mut dyn FnMut(PaneId, WindowSize, Limits) -> Terminal;

/// The commands of each pane, by block.
type Commands = BTreeMap<PaneId, Vec<Entry>>;

impl Model {
    /// The model whose sections these are, made of one that has nothing in it. Nothing is started,
    /// and no configuration read.
    ///
    /// # Errors
    /// A section cannot be read, or they do not belong together.
    pub fn restore(mut self, state: &State, terminals: Terminals<'_>) -> Result<Self, StateError> {
        self.server_options = state.expect(&Key::Options(Level::Server))?;
        self.session_options = state.expect(&Key::Options(Level::Sessions))?;
        self.window_options = state.expect(&Key::Options(Level::Windows))?;
        // A pmux that wrote nothing of it did not save what was set by hand either.
        let configured = state.get(&Key::Configured)?;
        self.saved.configured = configured.unwrap_or_else(|| self.global_options());
        self.environment = state.expect(&Key::Environment)?;
        self.answers = state.expect(&Key::Answers)?;
        // Nor of searches, nor of what their file does not have.
        self.searches = state.get(&Key::Searches)?.unwrap_or_default();
        self.unsaved_answers = state.get(&Key::MissingAnswers)?.unwrap_or_default();
        self.channels = Channels::restore(state.expect(&Key::Channels)?);
        // Nor has one that knew no hooks of people's own.
        let (own, monitors) = state.get(&Key::Hooks)?.unwrap_or_default();
        self.hook_store.own = own;
        self.hook_store.monitors = Monitors::restore(monitors, self.clock.millis);
        let (mut sessions, mut windows, mut clients) = (Vec::new(), Vec::new(), Vec::new());
        let (mut buffers, mut messages) = (BTreeMap::new(), Vec::new());
        let mut commands = Commands::new();
        for key in state.keys() {
            match key {
                Key::Session(id) => sessions.push(one(state, key, |it: &Session| it.id == *id)?),
                Key::Window(id) => windows.push(window(state, key, *id)?),
                Key::Client(id) => clients.push(client(state, *id)?),
                Key::Buffer(serial) => drop(buffers.insert(*serial, state.expect::<Buffer>(key)?)),
                Key::Messages(_) => messages.push(state.expect(key)?),
                Key::Commands(id, _) => {
                    commands.entry(*id).or_default().extend(state.expect::<Vec<Entry>>(key)?);
                }
                Key::Keys(table) => {
                    let unreadable = || StateError::Unreadable(key.clone());
                    self.restore_keys(table, state.expect(key)?).ok_or_else(unreadable)?;
                }
                _ => {}
            }
        }
        let torn = |key| move || StateError::Unreadable(key);
        let order = state.expect(&Key::Buffers)?;
        self.buffers = Buffers::restore(order, buffers).ok_or_else(torn(Key::Buffers))?;
        self.messages = Messages::restore(messages).ok_or_else(torn(Key::Messages(0)))?;
        self.graph = Graph::restore(sessions, windows, clients).map_err(StateError::Torn)?;
        self.graph.restore_groups(state.get(&Key::Groups)?.unwrap_or_default());
        self.restore_panes(state, commands, terminals)?;
        self.restore_server(state.expect(&Key::Server)?);
        self.restore_bars();
        self.check_counters()?;
        Ok(self)
    }

    /// Puts the panes back that layouts and popups name, and finds each of them and no other.
    fn restore_panes(
        &mut self,
        state: &State,
        mut commands: Commands,
        terminals: Terminals<'_>,
    ) -> Result<(), StateError> {
        for (id, home) in self.graph.homes().map_err(StateError::Torn)? {
            let mut it: PaneState<'_> = state.expect(&Key::Pane(id))?;
            let command_log = match state.get(&Key::Marks(id))? {
                Some(head) => {
                    let log = CommandLog::restore(head, commands.remove(&id).unwrap_or_default());
                    log.ok_or(StateError::Unreadable(Key::Marks(id)))?
                }
                None => CommandLog::default(),
            };
            let line_times = state.get(&Key::LineTimes(id))?.unwrap_or_default();
            if let Some(at) = it.restart_at {
                self.restarts.insert(id, at);
            }
            if it.piped {
                self.remember_message(&format!("the pipe of {id} is closed: its server ended"));
            }
            // No size that a terminal cannot have.
            it.size.cells = it.size.cells.drawable();
            let size = it.size;
            let terminal = terminals(id, size, self.limits_at(home));
            let mut pane = it.restore(id, home, terminal, command_log, line_times);
            pane.edit = state.get(&Key::Edit(id))?;
            self.graph.put_back(pane);
            // Before anything else is done with it: not all of it is kept with a terminal.
            self.settle_policy(id);
            if let Some(pane) = self.graph.pane_mut(id)
                && pane.terminal.size() != size.cells
            {
                pane.terminal.resize(size);
            }
        }
        let of_pane = |key: &&Key| match key {
            Key::Pane(id) | Key::Marks(id) | Key::LineTimes(id) | Key::Edit(id) => {
                !self.graph.has_pane(*id)
            }
            _ => false,
        };
        let nowhere = state.keys().find(of_pane).cloned();
        let nowhere = nowhere.or_else(|| commands.into_keys().next().map(Key::Marks));
        match nowhere {
            Some(key) => Err(StateError::Torn(format!("{key} belongs to nothing"))),
            None => Ok(()),
        }
    }

    /// Gives windows the scrollbars that follow from options and programs.
    fn restore_bars(&mut self) {
        let windows: Vec<WindowId> = self.graph.windows().map(|window| window.id).collect();
        for id in windows {
            let bars = self.bars(id);
            self.graph.put_back_bars(id, bars);
        }
    }

    /// How much of history a pane of some window, or over some client's, may have.
    fn limits_at(&self, home: Home) -> Limits {
        let session = match home {
            Home::Window(window) => self.graph.sessions_with(window).next().map(|it| it.id),
            Home::Client(client) => self.graph.client(client).and_then(Client::session),
        };
        self.limits_of(session)
    }

    /// No number is given twice.
    fn check_counters(&self) -> Result<(), StateError> {
        let (graph, next) = (&self.graph, &self.next);
        // Far from where they would begin anew.
        let all = [next.session, next.window, next.pane, next.client];
        let is_sound = all.iter().all(|it| *it < u32::MAX / 2)
            && graph.sessions().all(|it| it.id.0 < self.next.session)
            && graph.windows().all(|it| it.id.0 < self.next.window)
            && graph.panes().all(|it| it.id.0 < self.next.pane)
            && graph.clients().all(|it| it.id.0 < self.next.client);
        is_sound.then_some(()).ok_or(StateError::Unreadable(Key::Server))
    }
}

/// What a section says, where it is of what it should be.
fn one<T: DeserializeOwned>(
    state: &State,
    key: &Key,
    is_it: impl FnOnce(&T) -> bool,
) -> Result<T, StateError> {
    let it = state.expect(key)?;
    is_it(&it).then_some(it).ok_or_else(|| StateError::Unreadable(key.clone()))
}

/// A window, in whatever format it was written.
fn window(state: &State, key: &Key, id: WindowId) -> Result<Window, StateError> {
    let window = match state.format {
        1 => state.expect::<WindowOf1>(key)?.into(),
        2 => state.expect_before(key, &SINCE_2)?,
        _ => state.expect::<Window>(key)?,
    };
    (window.id == id).then_some(window).ok_or_else(|| StateError::Unreadable(key.clone()))
}

fn client(state: &State, id: ClientId) -> Result<Client, StateError> {
    let origin: OriginState<'_> = state.expect(&Key::Origin(id))?;
    let key = Key::Client(id);
    let it = state.expect::<ClientState<'_>>(&key)?.restore(id, origin);
    it.ok_or(StateError::Unreadable(key))
}
