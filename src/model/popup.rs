//! Popups: a program in a box that lies over a client's screen.
//!
//! Its pane is one like any other, in a hidden session beside the client's, as what `exec` starts
//! is: so all that holds of panes holds of it. Its window is as large as the box has room for it.

use crate::geometry::{Rect, Size, WindowSize};
use crate::style::Style;

use super::Model;
use super::client::Client;
use super::id::{ClientId, PaneId, SessionId, WindowId};
use super::run::{Ended, HUNG_UP};
use super::session::Session;

/// A program in a box.
#[derive(Debug, Clone, PartialEq)]
pub struct Popup {
    /// The program's pane.
    pub pane: PaneId,
    /// The box that was asked for, with its edges, in the client's cells.
    pub area: Rect,
    /// What its edges are made of: `pane-border-lines`' names for it; `none` where it has no edges.
    pub lines: String,
    /// In its upper edge.
    pub title: String,
    /// The looks of what the program leaves plain.
    pub style: Style,
    /// The looks of the edges.
    pub border: Style,
    /// When it is closed.
    pub closes: Closes,
}

/// When a popup is closed whose program has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closes {
    /// Its person presses a key for it.
    ByKey,
    /// At once.
    OnExit,
    /// At once where the program succeeded, otherwise by a key.
    OnSuccess,
}

impl Popup {
    /// Whether it has edges.
    pub fn has_edges(&self) -> bool {
        self.lines != "none"
    }

    /// Where it lies on a screen of that size, as far as there is room.
    pub fn rect(&self, screen: Size) -> Rect {
        let edges = if self.has_edges() { 2 } else { 0 };
        let size = |wanted: u16, room: u16| wanted.max(edges + 1).min(room);
        let (cols, rows) = (size(self.area.cols, screen.cols), size(self.area.rows, screen.rows));
        let (x, y) = (self.area.x.min(screen.cols - cols), self.area.y.min(screen.rows - rows));
        Rect::new(x, y, cols, rows)
    }

    /// What of it is the program's.
    pub fn inside(&self, screen: Size) -> Rect {
        let rect = self.rect(screen);
        match self.has_edges() && rect.cols > 2 && rect.rows > 2 {
            true => Rect::new(rect.x + 1, rect.y + 1, rect.cols - 2, rect.rows - 2),
            false => rect,
        }
    }
}

impl Model {
    /// The pane that a client's keys go to: the popup's, or that of its window.
    pub fn typed_into(&self, client: ClientId) -> Option<PaneId> {
        let popup = self.graph.client(client)?.popup.as_ref().map(|popup| popup.pane);
        popup.or_else(|| self.client_pane(client))
    }

    /// Whether a client that shows a session runs in a pane.
    pub fn shows_session(&self, pane: PaneId) -> bool {
        let tty =
            self.graph.pane(pane).map(|pane| pane.run.tty.as_str()).filter(|tty| !tty.is_empty());
        let shows = |client: &Client| client.session.is_some() && Some(client.tty.as_str()) == tty;
        self.graph.clients().any(shows)
    }

    /// The pane of ours that a client was called from, as its environment says.
    pub fn pane_of_caller(&self, client: ClientId) -> Option<PaneId> {
        let environment = &self.graph.client(client)?.environment;
        let server = environment.text("PMUX")?;
        let is_ours = self.identity.socket.to_str() == server.split(',').next();
        let pane = environment.text("PMUX_PANE")?.strip_prefix('%')?.parse().ok()?;
        Some(PaneId(pane)).filter(|pane| is_ours && self.graph.has_pane(*pane))
    }

    /// The client over whose screen a pane lies in a popup.
    pub fn client_under(&self, pane: PaneId) -> Option<ClientId> {
        let shows = |popup: &Popup| popup.pane == pane;
        let client = self.graph.clients().find(|it| it.popup.as_ref().is_some_and(shows))?;
        Some(client.id)
    }

    /// How large a window is that is a popup's.
    pub(super) fn popup_size(&self, window: WindowId) -> Option<WindowSize> {
        self.graph.clients().find_map(|client| {
            let popup = client.popup.as_ref()?;
            let is_its = self.graph.pane(popup.pane)?.window == window;
            is_its.then(|| client.size.part(popup.inside(client.size.cells).size()))
        })
    }

    /// Closes the popups that are over: the program ended, or the pane is elsewhere by now, or the
    /// client shows no session any more; and ends what popups have left that were closed. Each
    /// popup's pane with its program's exit status.
    pub fn close_popups(&mut self) -> Vec<(PaneId, i32)> {
        let mut over = Vec::new();
        let all = self.graph.clients().filter_map(|it| Some((it, it.popup.as_ref()?)));
        let closed = all.filter(|(client, popup)| self.is_over(client, popup));
        let closed: Vec<(ClientId, PaneId)> =
            closed.map(|(client, popup)| (client.id, popup.pane)).collect();
        for (client, pane) in closed {
            if let Some(client) = self.graph.client_mut(client) {
                client.popup = None;
            }
            if !self.is_in_popup(pane) {
                over.push((pane, i32::from(HUNG_UP)));
            }
        }
        let lies_over = |window: &WindowId| self.popup_size(*window).is_some();
        let left = self.graph.sessions().filter(|it| it.popup);
        let left: Vec<SessionId> =
            left.filter(|it| !it.windows.values().any(lies_over)).map(|it| it.id).collect();
        for session in left {
            over.extend(self.panes_of(session).map(|pane| (pane, self.status_of(pane))));
            self.remove_session(session);
        }
        over
    }

    fn is_over(&self, client: &Client, popup: &Popup) -> bool {
        if client.session.is_none() || !self.is_in_popup(popup.pane) {
            return true;
        }
        match popup.closes {
            Closes::ByKey => false,
            Closes::OnExit => self.has_ended(popup.pane),
            Closes::OnSuccess => self.has_ended(popup.pane) && self.status_of(popup.pane) == 0,
        }
    }

    /// Whether a pane's program has ended, and all that it wrote is there.
    pub fn has_ended(&self, pane: PaneId) -> bool {
        self.graph.pane(pane).is_some_and(|pane| pane.is_dead() && pane.run.drained)
    }

    /// Whether a pane is a popup's.
    pub fn is_in_popup(&self, pane: PaneId) -> bool {
        let window = self.graph.pane(pane).map(|pane| pane.window);
        window.is_some_and(|window| self.sessions_with(window).any(|session| session.popup))
    }

    /// The panes of a session.
    pub fn panes_of(&self, session: SessionId) -> impl Iterator<Item = PaneId> {
        let windows = self.graph.session(session).into_iter().flat_map(|it| it.windows.values());
        windows.filter_map(|id| self.graph.window(*id)).flat_map(|window| window.panes())
    }

    /// What a pane's program ended with, as a shell says it.
    pub fn status_of(&self, pane: PaneId) -> i32 {
        let ended = self.graph.pane(pane).and_then(|pane| pane.run.ended);
        i32::from(ended.map_or(HUNG_UP, Ended::exit_status))
    }

    /// The sessions that people and scripts know of, which popups are not.
    pub fn known_sessions(&self) -> impl Iterator<Item = &Session> {
        self.graph.sessions().filter(|session| !session.popup)
    }
}
