//! The levels that options are set at, from the server's down to one pane's.

use serde::{Deserialize, Serialize};

use super::Model;
use super::change::Change;
use super::id::{PaneId, SessionId, WindowId};
use super::options::{Globals, Lookup, Options, Scope};

/// Where an option is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Level {
    /// The server's.
    Server,
    /// All sessions'.
    Sessions,
    /// One session's.
    Session(SessionId),
    /// All windows'.
    Windows,
    /// One window's.
    Window(WindowId),
    /// One pane's.
    Pane(PaneId),
}

impl Level {
    /// Whether it is one that all the others of its kind inherit from.
    pub const fn is_global(self) -> bool {
        matches!(self, Level::Server | Level::Sessions | Level::Windows)
    }

    /// Whether options of a scope can be set here.
    pub const fn takes(self, scope: Scope) -> bool {
        match self {
            Level::Server => matches!(scope, Scope::Server),
            Level::Sessions | Level::Session(_) => matches!(scope, Scope::Session),
            Level::Windows | Level::Window(_) => matches!(scope, Scope::Window | Scope::Pane),
            Level::Pane(_) => matches!(scope, Scope::Pane),
        }
    }
}

impl Model {
    /// What is set at a level; `None` where what it belongs to is gone.
    pub fn options(&self, level: Level) -> Option<&Options> {
        match level {
            Level::Server => Some(&self.server_options),
            Level::Sessions => Some(&self.session_options),
            Level::Windows => Some(&self.window_options),
            Level::Session(id) => self.graph.session(id).map(|session| &session.options),
            Level::Window(id) => self.graph.window(id).map(|window| &window.options),
            Level::Pane(id) => self.graph.pane(id).map(|pane| &pane.options),
        }
    }

    /// What is set at the levels that hold for everybody.
    pub fn global_options(&self) -> Globals {
        Globals {
            server: self.server_options.clone(),
            session: self.session_options.clone(),
            window: self.window_options.clone(),
        }
    }

    /// The same, to be changed.
    pub fn options_mut(&mut self, level: Level) -> Option<&mut Options> {
        self.options_epoch += 1;
        if level.is_global() {
            self.graph.differs(Change::OptionSet(level));
        }
        match level {
            Level::Server => Some(&mut self.server_options),
            Level::Sessions => Some(&mut self.session_options),
            Level::Windows => Some(&mut self.window_options),
            level => self.graph.options_mut(level),
        }
    }

    /// What is in effect at a level.
    pub fn lookup(&self, level: Level) -> Lookup<'_> {
        match level {
            Level::Server => self.server(),
            Level::Sessions => self.session_lookup(None),
            Level::Windows => self.window_lookup(None),
            Level::Session(id) => self.session_lookup(Some(id)),
            Level::Window(id) => self.window_lookup(Some(id)),
            Level::Pane(id) => self.pane_lookup(id),
        }
    }
}
