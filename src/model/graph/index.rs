//! Who is where, so that nobody has to look through everything: the sessions that a window is in,
//! the clients that show a session, the session of a name, the one that was used last. And the places
//! that follow from it.

use std::collections::{BTreeMap, BTreeSet};

use super::Graph;
use super::float::Home;
use super::session::{Recency, Session};
use crate::model::change::Change;
use crate::model::client::{Client, Role, latest};
use crate::model::id::{ClientId, PaneId, SessionId, WindowId};
use crate::model::levels::Level;
use crate::model::resolve::Place;

/// What is looked up by something else than an id.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Index {
    /// The session of each name.
    pub names: BTreeMap<String, SessionId>,
    /// The sessions that each window is in.
    pub links: BTreeMap<WindowId, BTreeSet<SessionId>>,
    /// The clients that show each session.
    pub attached: BTreeMap<SessionId, BTreeSet<ClientId>>,
    /// The sessions in sight, by how lately each was used.
    recent: BTreeSet<Recency>,
    /// The sessions that are kept since their program failed.
    kept: BTreeSet<SessionId>,
    /// Each session that is beside another, behind that.
    beside: BTreeSet<(SessionId, SessionId)>,
}

impl Index {
    /// A session is there, or is another than before.
    pub fn add(&mut self, session: &Session) {
        if session.is_in_sight() {
            self.recent.insert(session.recency());
        }
        if session.kept {
            self.kept.insert(session.id);
        }
        if let Some(other) = session.beside {
            self.beside.insert((other, session.id));
        }
        // One that is kept leaves its name to whoever takes it.
        if !session.kept || !self.names.contains_key(&session.name) {
            self.names.insert(session.name.clone(), session.id);
        }
    }

    /// A session goes, or becomes another. Its name may be another's by now.
    pub fn remove(&mut self, session: &Session) {
        self.recent.remove(&session.recency());
        self.kept.remove(&session.id);
        if let Some(other) = session.beside {
            self.beside.remove(&(other, session.id));
        }
        if self.names.get(&session.name) == Some(&session.id) {
            self.names.remove(&session.name);
        }
    }
}

impl Graph {
    /// The sessions that one may come to without naming them, the one that was used last first.
    pub fn sessions_by_use(&self) -> impl Iterator<Item = &Session> {
        self.index.recent.iter().rev().filter_map(|recency| self.session(recency.id()))
    }

    /// The sessions that are kept since their program failed.
    pub fn sessions_kept(&self) -> impl Iterator<Item = &Session> {
        self.index.kept.iter().filter_map(|id| self.session(*id))
    }

    /// The sessions that are beside another.
    pub fn sessions_beside(&self, other: SessionId) -> impl Iterator<Item = &Session> {
        let all = (other, SessionId(0))..=(other, SessionId(u32::MAX));
        self.index.beside.range(all).filter_map(|(_, id)| self.session(*id))
    }

    /// The session of that name.
    pub fn session_named(&self, name: &str) -> Option<&Session> {
        self.session(*self.index.names.get(name)?)
    }

    /// The sessions that a window is in.
    pub fn sessions_with(&self, window: WindowId) -> impl Iterator<Item = &Session> + use<'_> {
        let ids = self.index.links.get(&window).into_iter().flatten();
        ids.filter_map(|id| self.session(*id))
    }

    /// The clients that show a session.
    pub fn attached_to(&self, session: SessionId) -> impl Iterator<Item = &Client> + use<'_> {
        let ids = self.index.attached.get(&session).into_iter().flatten();
        ids.filter_map(|id| self.client(*id))
    }

    /// The clients whose session shows a window.
    pub fn clients_showing(&self, window: WindowId) -> impl Iterator<Item = &Client> + use<'_> {
        let shows = move |it: &&Session| it.window() == Some(window);
        let sessions = self.sessions_with(window).filter(shows).map(|session| session.id);
        sessions.flat_map(|session| self.attached_to(session))
    }

    /// The client of those that show a session that was used last.
    pub fn latest_client_of(&self, session: SessionId) -> Option<ClientId> {
        latest(self.attached_to(session)).map(|client| client.id)
    }

    /// A session's current window and its active pane.
    pub fn place_of_session(&self, session: SessionId) -> Place {
        let index = self.session(session).map(|session| session.current);
        self.place_of_index(session, index.unwrap_or(0))
    }

    /// A window of a session and its active pane.
    pub fn place_of_index(&self, session: SessionId, index: u32) -> Place {
        let window = self.session(session).and_then(|it| it.windows.get(&index)).copied();
        let pane = window.and_then(|id| self.window(id)).map(|window| window.active);
        Place { session: Some(session), window, index: Some(index), pane, client: None }
    }

    /// A window, in the session among its own that was used last.
    pub fn place_of_window(&self, window: WindowId) -> Place {
        let seen = self.sessions_with(window).filter(|it| it.is_in_sight());
        let latest = seen.max_by_key(|it| it.recency());
        // One that nobody comes to by chance is where it is all the same.
        let known = || self.sessions_with(window).next();
        let session = latest.or_else(known);
        let index = session.and_then(|it| it.index_of(window));
        let pane = self.window(window).map(|window| window.active);
        // One that ends now was where it was taken from.
        let left = || {
            self.changes.iter().rev().find_map(|told| match told.change {
                Change::WindowUnlinked(session, id) if id == window => Some(session),
                _ => None,
            })
        };
        let session = session.map(|it| it.id).or_else(left);
        Place { session, window: Some(window), index, pane, client: None }
    }

    /// A pane; for a popup's, in what lies below it.
    pub fn place_of_pane(&self, pane: PaneId) -> Place {
        let place = match self.pane(pane).map(|it| it.home) {
            Some(Home::Window(window)) => self.place_of_window(window),
            Some(Home::Client(client)) => self.place_of_client(client),
            None => return Place::default(),
        };
        Place { pane: Some(pane), ..place }
    }

    /// What a client shows.
    pub fn place_of_client(&self, client: ClientId) -> Place {
        let place = match self.client(client).map(Client::role) {
            Some(Role::Raw(raw)) => self.place_of_pane(raw.pane),
            Some(Role::Display(display)) => self.place_of_session(display.session),
            Some(Role::OneShot) | None => Place::default(),
        };
        Place { client: Some(client), ..place }
    }

    /// Where something is that changed.
    pub(super) fn place_of(&self, change: &Change) -> Place {
        use Change::*;
        match *change {
            SessionClosed(id) => Place { session: Some(id), ..Place::default() },
            SessionCreated(id)
            | SessionGrouped(id, ..)
            | SessionUngrouped(id, ..)
            | SessionRenamed(id)
            | SessionWindowChanged(id)
            | SessionAltered(id)
            | IndexesChanged(id)
            | EnvironmentChanged(Some(id))
            | OptionSet(Level::Session(id)) => self.place_of_session(id),
            WindowLinked(session, window) | WindowUnlinked(session, window) => {
                let index = self.session(session).and_then(|it| it.index_of(window));
                let place = self.place_of_window(window);
                Place { session: Some(session), index, ..place }
            }
            WindowClosed(id) => Place { pane: None, ..self.place_of_window(id) },
            WindowCreated(id)
            | WindowRenamed(id)
            | WindowResized(id)
            | LayoutChanged(id)
            | WindowZoomed(id, _)
            | ActivePaneChanged(id)
            | AlertsChanged(id)
            | WindowAltered(id)
            | OptionSet(Level::Window(id)) => self.place_of_window(id),
            PaneCreated(id)
            | PaneDied(id, _)
            | PaneExited(id)
            | PaneClosed(id, _)
            | PaneRestarted(id)
            | PaneReset(id)
            | PaneResized(id, ..)
            | PaneMoved(id)
            | MarkChanged(Some(id))
            | PaneTitleChanged(id)
            | PaneTitled(id, _)
            | ModeChanged(id)
            | ModeAltered(id)
            | PaneAltered(id)
            | PaneFocused(id, _)
            | Bell(id)
            | Alerted(id, _)
            | OutputQuiet(id, _)
            | ShellMarked(id)
            | CommandStarted(id, _)
            | CommandFinished(id, _)
            | ClipboardSet(id)
            | OptionSet(Level::Pane(id)) => self.place_of_pane(id),
            ClientCreated(id)
            | ClientClosed(id)
            | ClientAttached(id)
            | ClientDetached(id)
            | ClientSessionChanged(id, _)
            | ClientResized(id)
            | ClientUsed(id)
            | ClientFocused(id, _)
            | ClientThemeChanged(id, _)
            | ClientAltered(id)
            | PopupClosed(id, ..) => self.place_of_client(id),
            OptionSet(Level::Server | Level::Sessions | Level::Windows)
            | EnvironmentChanged(None)
            | BuffersChanged
            | BufferSet(_)
            | BufferDeleted(_)
            | KeyTableChanged
            | MessagesChanged
            | AnswersChanged
            | ChannelsChanged
            | HooksChanged
            | MarkChanged(None)
            | ShownChanged => Place::default(),
        }
    }
}
