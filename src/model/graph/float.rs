//! Panes that lie over others: where they do, in what box, and how they come and go. What a client
//! has over its screen is a popup ([`Popup`]); its pane is in no window.

use serde::{Deserialize, Serialize};

use super::launch::Launch;
use super::{Graph, Model};
use crate::border::BorderLines;
use crate::geometry::{Rect, Size, WindowSize};
use crate::model::change::Change;
use crate::model::client::Client;
use crate::model::id::{ClientId, PaneId, WindowId};
use crate::model::popup::Popup;
use crate::style::Style;

/// What a pane is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Home {
    /// A window.
    Window(WindowId),
    /// A client, over whatever window that shows.
    Client(ClientId),
}

/// A pane that lies over others, in a box.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Float {
    /// The pane.
    pub pane: PaneId,
    /// The box that was asked for, with its edges, in the cells of what it lies over.
    pub rect: Rect,
    /// What is around the pane.
    pub edges: Edges,
    /// The looks of what its program leaves plain.
    pub style: Style,
}

/// The edges of a box.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Edges {
    /// What they are made of; `None` where there are none.
    pub lines: Option<BorderLines>,
    /// Their looks.
    pub style: Style,
    /// In the upper one.
    pub title: String,
}

impl Edges {
    /// Whether there are any.
    pub fn are_drawn(&self) -> bool {
        self.lines.is_some()
    }
}

impl Float {
    /// Where the box lies over something of that size, as far as there is room.
    pub fn rect(&self, below: Size) -> Rect {
        let edges = if self.edges.are_drawn() { 2 } else { 0 };
        let size = |wanted: u16, room: u16| wanted.max(edges + 1).min(room);
        let (cols, rows) = (size(self.rect.cols, below.cols), size(self.rect.rows, below.rows));
        let (x, y) = (self.rect.x.min(below.cols - cols), self.rect.y.min(below.rows - rows));
        Rect::new(x, y, cols, rows)
    }

    /// What of it is the pane's.
    pub fn inside(&self, below: Size) -> Rect {
        let rect = self.rect(below);
        match self.edges.are_drawn() && rect.cols > 2 && rect.rows > 2 {
            true => Rect::new(rect.x + 1, rect.y + 1, rect.cols - 2, rect.rows - 2),
            false => rect,
        }
    }

    /// The pane's size.
    pub fn size(&self, below: WindowSize) -> WindowSize {
        below.part(self.inside(below.cells).size())
    }
}

impl Graph {
    /// The window that a pane is of; a popup's is of none.
    pub fn window_of(&self, pane: PaneId) -> Option<WindowId> {
        match self.pane(pane)?.home {
            Home::Window(window) => Some(window),
            Home::Client(_) => None,
        }
    }

    /// The window that a pane is of, or that its client shows below it.
    pub fn window_under(&self, pane: PaneId) -> Option<WindowId> {
        match self.pane(pane)?.home {
            Home::Window(window) => Some(window),
            Home::Client(client) => self.session(self.client(client)?.session()?)?.window(),
        }
    }

    /// The client whose popup a pane is.
    pub fn client_under(&self, pane: PaneId) -> Option<ClientId> {
        match self.pane(pane)?.home {
            Home::Window(_) => None,
            Home::Client(client) => Some(client),
        }
    }

    /// The clients that show the window that a pane is of, or the one whose popup it is.
    pub fn clients_seeing(&self, pane: PaneId) -> impl Iterator<Item = &Client> {
        let window = self.window_of(pane);
        let showing = window.into_iter().flat_map(|window| self.clients_showing(window));
        showing.chain(self.client_under(pane).and_then(|client| self.client(client)))
    }

    /// A client has no popup any more. Its pane is for whoever takes it.
    pub(super) fn take_popup(&mut self, id: ClientId) -> Option<PaneId> {
        let pane = self.client(id)?.popup()?.float.pane;
        let status = self.pane(pane).map_or(0, |pane| pane.run.exit_status());
        self.tell(Change::PopupClosed(id, pane, status));
        self.display_mut(id)?.popup = None;
        Some(pane)
    }
}

impl Model {
    /// Lays a popup over the screen of a client that shows a session and has none, and asks for
    /// its program.
    pub fn open_popup(&mut self, id: ClientId, popup: Popup, launch: &Launch) -> Option<PaneId> {
        let client = self.graph.client(id).filter(|client| client.popup().is_none())?;
        let (session, size) = (client.session()?, popup.float.size(client.size));
        let pane = self.pane_id();
        self.start_pane(session, Home::Client(id), pane, size, launch);
        let float = Float { pane, ..popup.float };
        self.graph.display_mut(id)?.popup = Some(Popup { float, ..popup });
        self.graph.tell(Change::PaneCreated(pane));
        Some(pane)
    }

    /// Closes a client's popup, whatever its program does.
    pub fn close_popup(&mut self, client: ClientId) {
        if let Some(pane) = self.graph.take_popup(client) {
            self.tell_closing(pane);
            self.close(pane);
        }
    }

    /// Makes a client's popup as large as it should be now.
    pub fn settle_popup(&mut self, client: ClientId) {
        let client = self.graph.client(client);
        let popup = client.and_then(|it| Some((it.popup()?, it.size)));
        if let Some((popup, size)) = popup {
            self.resize_pane_to(popup.float.pane, popup.float.size(size));
        }
    }
}
