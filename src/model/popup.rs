//! Popups: a program in a box that lies over a client's screen, whichever window that shows. Its
//! pane is one like any other: so all that holds of panes holds of it.

use super::Model;
use super::client::Client;
use super::environment::Environment;
use super::graph::Float;
use super::id::{ClientId, PaneId};
use super::run::Ended;
use crate::dialect::Dialect;

/// A program in a box over a client's screen.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Popup {
    /// The box, in the client's cells, and the pane in it.
    pub float: Float,
    /// When it is closed.
    pub closes: Closes,
}

/// When a popup is closed whose program has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Closes {
    /// Its person presses a key for it.
    ByKey,
    /// At once.
    OnExit,
    /// At once where the program succeeded, otherwise by a key.
    OnSuccess,
    /// Its person presses any key.
    ByAnyKey,
    /// At once where the program succeeded, otherwise by any key.
    OnSuccessOrAnyKey,
}

impl Closes {
    /// Whether any key closes it.
    pub fn by_any_key(self) -> bool {
        matches!(self, Self::ByAnyKey | Self::OnSuccessOrAnyKey)
    }
}

impl Popup {
    /// Whether it stays when its program ends so.
    pub fn stays(&self, ended: Ended) -> bool {
        match self.closes {
            Closes::ByKey | Closes::ByAnyKey => true,
            Closes::OnExit => false,
            Closes::OnSuccess | Closes::OnSuccessOrAnyKey => ended.status() != 0,
        }
    }
}

impl Model {
    /// The pane that a client's keys go to: the popup's, or that of its window.
    pub fn typed_into(&self, client: ClientId) -> Option<PaneId> {
        let popup = self.graph.client(client)?.popup().map(|popup| popup.float.pane);
        popup.or_else(|| self.client_pane(client))
    }

    /// The popup that a pane is.
    pub fn popup_of(&self, pane: PaneId) -> Option<&Popup> {
        self.graph.client(self.graph.client_under(pane)?)?.popup()
    }

    /// Whether a terminal is that of one of the panes.
    pub fn is_pane_tty(&self, tty: &str) -> bool {
        !tty.is_empty() && self.graph.panes().any(|pane| pane.run.tty == tty)
    }

    /// Whether a client that shows a session runs in a pane.
    pub fn shows_session(&self, pane: PaneId) -> bool {
        let tty =
            self.graph.pane(pane).map(|pane| pane.run.tty.as_str()).filter(|tty| !tty.is_empty());
        let shows =
            |client: &Client| client.session().is_some() && Some(client.tty.as_str()) == tty;
        self.graph.clients().any(shows)
    }

    /// The pane of ours that a client was called from, as its environment says.
    pub fn pane_of_caller(&self, client: ClientId) -> Option<PaneId> {
        let environment = &self.graph.client(client)?.environment;
        let server = environment.text(self.identity.dialect.server_variable())?;
        let is_ours = self.identity.socket.to_str() == server.split(',').next();
        self.pane_named_by(environment).filter(|_| is_ours)
    }

    /// The pane that what a client asks for is about, as its environment says. As tmux the pane's variable
    /// is enough where none names a server.
    pub fn pane_meant_by(&self, client: ClientId) -> Option<PaneId> {
        let environment = &self.graph.client(client)?.environment;
        let dialect = self.identity.dialect;
        match environment.text(dialect.server_variable()) {
            None if dialect == Dialect::Tmux => self.pane_named_by(environment),
            _ => self.pane_of_caller(client),
        }
    }

    fn pane_named_by(&self, environment: &Environment) -> Option<PaneId> {
        let name = environment.text(self.identity.dialect.pane_variable())?;
        let pane = PaneId(name.strip_prefix('%')?.parse().ok()?);
        Some(pane).filter(|pane| self.graph.has_pane(*pane))
    }
}
