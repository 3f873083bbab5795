//! Sizes: how large a window is follows from the clients that show it, and how large a pane is
//! from its window's layout. [`Model::settle`] makes it so; it is called once an event, and
//! changes nothing where nothing has to change.

use crate::geometry::{Size, WindowSize};

use super::Model;
use super::client::Client;
use super::effect::Effect;
use super::event_log::Happening;
use super::id::{PaneId, SessionId, WindowId};
use super::resolve::Place;
use super::window::Titles;

/// The rows of the lowest terminal that has the bar of keys.
const LOWEST_WITH_KEY_BAR: u16 = 12;

impl Model {
    /// Whether a session has a status line.
    pub fn has_status(&self, session: Option<SessionId>) -> bool {
        self.session_lookup(session).text("status") != "off"
    }

    /// Whether the bar of keys stands beside the status line on a terminal of some size. A low one
    /// has no row for it.
    pub fn has_key_bar(&self, session: Option<SessionId>, terminal: Size) -> bool {
        let has_room = terminal.rows >= LOWEST_WITH_KEY_BAR;
        has_room && self.has_status(session) && self.session_lookup(session).flag("key-bar")
    }

    /// Rows that a session's status line takes from a terminal of some size, with the bar of keys.
    pub fn status_rows(&self, session: Option<SessionId>, terminal: Size) -> u16 {
        u16::from(self.has_status(session)) + u16::from(self.has_key_bar(session, terminal))
    }

    /// What a client leaves for the window: all, where it is bound to a pane of it.
    fn room(&self, client: &Client) -> Option<WindowSize> {
        if let Some((_, size)) = self.raw_size(client.id) {
            return Some(size);
        }
        Some(self.beside_status(client.session?.into(), client.size))
    }

    /// What a terminal of some size leaves for a session's windows (`None` is one to be made).
    pub fn beside_status(&self, session: Option<SessionId>, terminal: WindowSize) -> WindowSize {
        let cells = terminal.cells;
        let rows = self.status_rows(session, cells);
        let cells = Size::new(cells.cols.max(1), cells.rows.saturating_sub(rows).max(1));
        terminal.part(cells)
    }

    /// The size that a window should have, by its clients and `window-size`. `None` where no
    /// client has a say: it stays as it is.
    fn wanted_size(&self, window: WindowId) -> Option<WindowSize> {
        if let Some(size) = self.popup_size(window) {
            return Some(size);
        }
        let policy = self.window_lookup(Some(window)).text("window-size");
        let at =
            |id| self.raw_size(id).map(|(window, _)| window).or_else(|| self.client_window(id));
        let showing = |client: &&Client| !client.ignore_size && at(client.id) == Some(window);
        let clients = || self.graph.clients().filter(showing);
        let along = |pick| self.size_along(clients(), pick);
        match policy.as_str() {
            "manual" => None,
            "largest" => along(u16::max),
            "smallest" => along(u16::min),
            _ => self.room(clients().max_by_key(|client| (client.activity, client.id))?),
        }
    }

    /// The size that `pick` makes of those of the clients of all sessions with a window
    /// (`resize-window -A` and `-a`); `None` where there is no client.
    pub fn size_by_clients(
        &self,
        window: WindowId,
        pick: fn(u16, u16) -> u16,
    ) -> Option<WindowSize> {
        let sessions = self.sessions_with(window);
        self.size_along(sessions.flat_map(|session| self.attached_to(session.id)), pick)
    }

    fn size_along<'a>(
        &self,
        clients: impl Iterator<Item = &'a Client>,
        pick: fn(u16, u16) -> u16,
    ) -> Option<WindowSize> {
        let rooms = clients.filter_map(|client| self.room(client));
        rooms.reduce(|all, room| WindowSize {
            cells: Size::new(
                pick(all.cells.cols, room.cells.cols),
                pick(all.cells.rows, room.cells.rows),
            ),
            ..all
        })
    }

    /// The size of a new window of a session: that of its clients, or of its current window,
    /// or `default-size`.
    pub fn size_for_new_window(&self, session: Option<SessionId>) -> WindowSize {
        let by_client = session.and_then(|id| {
            let client = self.attached_to(id).max_by_key(|client| client.activity)?;
            self.room(client)
        });
        let by_window = || {
            let window = self.graph.session(session?)?.window()?;
            Some(self.graph.window(window)?.size)
        };
        by_client.or_else(by_window).unwrap_or_else(|| self.default_size(session).into())
    }

    fn default_size(&self, session: Option<SessionId>) -> Size {
        let text = self.session_lookup(session).text("default-size");
        let parsed = text
            .split_once('x')
            .and_then(|(cols, rows)| Some(Size::new(cols.parse().ok()?, rows.parse().ok()?)));
        parsed.filter(|size| !size.is_empty()).unwrap_or(Size::DEFAULT)
    }

    /// Makes every window and pane as large as it should be now.
    pub fn settle(&mut self) {
        self.settle_looks();
        let windows: Vec<WindowId> = self.graph.windows().map(|it| it.id).collect();
        for id in windows {
            let (wanted, titles) = (self.wanted_size(id), self.titles(id));
            let Some(window) = self.graph.window_mut(id) else { continue };
            if let Some(size) = wanted.filter(|size| *size != window.size) {
                window.resize(size);
            }
            window.show_titles(titles);
            let (size, panes) = (window.size, window.panes());
            let sizes: Vec<(PaneId, Size)> = panes
                .into_iter()
                .filter_map(|pane| Some((pane, window.pane_size(pane)?)))
                .collect();
            for (pane, cells) in sizes {
                self.resize_pane_to(pane, size.part(cells));
            }
        }
    }

    /// Where a window's panes have titles; those of popups have the box's.
    fn titles(&self, window: WindowId) -> Titles {
        match self.window_lookup(Some(window)).text("pane-border-status").as_str() {
            _ if self.popup_size(window).is_some() => Titles::Off,
            "top" => Titles::Above,
            "bottom" => Titles::Below,
            _ => Titles::Off,
        }
    }

    fn resize_pane_to(&mut self, pane: PaneId, size: WindowSize) {
        if self.graph.resize_pane(pane, size) {
            self.ask(Effect::Resize(pane, size));
            let resized = Happening::Resized(size.cells.cols, size.cells.rows);
            self.happened(resized, &Place::of_pane(self, pane));
        }
    }
}
