//! Sizes: how large a window is follows from the clients that show it, and how large a pane is
//! from its window's layout. [`Model::settle`] makes it so, for the windows that a change may
//! concern; it is called once an event.

use std::collections::BTreeSet;

use super::session::Session;
use super::window::Titles;
use crate::dialect::Dialect;
use crate::geometry::{Size, WindowSize};
use crate::model::Model;
use crate::model::change::{Change, Told, Was};
use crate::model::client::{Client, latest};
use crate::model::effect::PaneEffect;
use crate::model::id::{ClientId, PaneId, SessionId, WindowId};
use crate::model::levels::Level;
use crate::model::options::Lookup;

/// The rows of the lowest terminal that has the bar of keys.
const LOWEST_WITH_KEY_BAR: u16 = 12;

impl Model {
    /// Whether a session has a status line.
    pub fn has_status(&self, session: Option<SessionId>) -> bool {
        self.status_lines(session) > 0
    }

    /// How many rows a session's status line has, the bar of keys aside.
    pub fn status_lines(&self, session: Option<SessionId>) -> u16 {
        match self.session_lookup(session).text("status").as_str() {
            "off" => 0,
            count => count.parse().unwrap_or(1),
        }
    }

    /// Whether the bar of keys stands beside the status line on a terminal of some size. A low one
    /// has no row for it.
    pub fn has_key_bar(&self, session: Option<SessionId>, terminal: Size) -> bool {
        let has_room = terminal.rows >= LOWEST_WITH_KEY_BAR;
        has_room && self.has_status(session) && self.session_lookup(session).flag("key-bar")
    }

    /// Rows that a session's status line takes from a terminal of some size, with the bar of keys.
    pub fn status_rows(&self, session: Option<SessionId>, terminal: Size) -> u16 {
        self.status_lines(session) + u16::from(self.has_key_bar(session, terminal))
    }

    /// Whether a client counts for the sizes of windows. As tmux one that is not to does where nobody is
    /// attached who does; never a terminal that is bound to a pane as it is, nor who was let in only to
    /// look.
    fn counts(&self, client: &Client) -> bool {
        let others = || self.graph.clients().any(|it| it.is_attached() && !it.ignores_size());
        let is_left_out = || client.only_looks || client.raw().is_some() || others();
        !(client.ignores_size() && is_left_out())
            && client.control.as_ref().is_none_or(|control| control.counts())
    }

    /// What a client leaves for the window: all, where it is bound to a pane of it.
    fn room(&self, client: &Client) -> Option<WindowSize> {
        if client.control.is_some() {
            return Some(client.size);
        }
        if let Some((_, size)) = self.raw_size(client.id) {
            return Some(size);
        }
        Some(self.beside_status(client.session()?.into(), client.size))
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
        let options = self.window_lookup(Some(window));
        let (policy, is_aggressive) =
            (options.text("window-size"), options.flag("aggressive-resize"));
        let here = || self.clients_at(window).filter(|client| self.counts(client));
        // As tmux, what nobody shows waits until somebody does.
        let others = || self.clients_with(window).filter(|it| !is_aggressive && self.counts(it));
        let along = |pick| {
            here().next()?;
            self.size_along(here().chain(others()), pick)
        };
        let by_clients = match policy.as_str() {
            "manual" => None,
            "largest" => along(u16::max),
            "smallest" => along(u16::min),
            _ => latest(here()).and_then(|client| self.room(client)),
        };
        let Some(most) = self.most_for(window) else { return by_clients };
        let whole = by_clients.or_else(|| Some(self.graph.window(window)?.size))?;
        let by_program = policy != "manual" && self.is_for_programs(window);
        let cells = match by_program {
            true => most,
            false => Size::new(most.cols.min(whole.cells.cols), most.rows.min(whole.cells.rows)),
        };
        Some(whole.part(cells))
    }

    /// The size that programs in control mode want a window to have at the most.
    fn most_for(&self, window: WindowId) -> Option<Size> {
        let clients = self.clients_with(window);
        let sizes = clients.filter_map(|it| it.control.as_ref()?.sizes.get(&window).copied());
        sizes.reduce(|a, b| Size::new(a.cols.min(b.cols), a.rows.min(b.rows)))
    }

    /// Whether nobody but programs that say how large a window is to be has a say in that.
    fn is_for_programs(&self, window: WindowId) -> bool {
        let mut clients = self.clients_at(window).filter(|client| self.counts(client));
        clients.all(|it| it.control.as_ref().is_some_and(|it| it.sizes.contains_key(&window)))
    }

    /// The clients that show a window, or are bound to a pane of it.
    pub fn clients_at(&self, window: WindowId) -> impl Iterator<Item = &Client> {
        let is_bound =
            move |client: &&Client| self.raw_size(client.id).is_some_and(|it| it.0 == window);
        // A program in control mode may show any of its session's windows, and several.
        let is_elsewhere =
            move |client: &&Client| client.control.is_some() && self.has_in_session(client, window);
        let others = self.graph.clients().filter(move |it| is_bound(it) || is_elsewhere(it));
        self.graph.clients_showing(window).chain(others)
    }

    /// The clients of all sessions with a window.
    fn clients_with(&self, window: WindowId) -> impl Iterator<Item = &Client> {
        self.sessions_with(window).flat_map(|session| self.attached_to(session.id))
    }

    /// Whether a client's session has a window, which is not the current one.
    fn has_in_session(&self, client: &Client, window: WindowId) -> bool {
        let session = client.session().and_then(|id| self.graph.session(id));
        session.is_some_and(|session| {
            session.window() != Some(window) && session.windows.values().any(|id| *id == window)
        })
    }

    /// The size that `pick` makes of those of the clients of all sessions with a window
    /// (`resize-window -A` and `-a`); `None` where there is no client.
    pub fn size_by_clients(
        &self,
        window: WindowId,
        pick: fn(u16, u16) -> u16,
    ) -> Option<WindowSize> {
        self.size_along(self.clients_with(window), pick)
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

    /// The size of a new window of a session: that of its clients, or what `default-size` of its own
    /// says, or of its current window, or `default-size` of all.
    pub fn size_for_new_window(&self, session: Option<SessionId>) -> WindowSize {
        let counting = |id| latest(self.attached_to(id).filter(|it| self.counts(it)));
        let by_client = session.and_then(|id| self.room(counting(id)?));
        let by_window = || {
            let window = self.graph.session(session?)?.window()?;
            Some(self.graph.window(window)?.size)
        };
        // What somebody gave the session itself counts for more than what one of its windows has.
        let given = session.and_then(|id| self.graph.session(id));
        let given = given.filter(|it| Lookup::new([&it.options]).is_set("default-size"));
        let by_option = given.map(|_| self.default_size(session).into());
        by_client
            .or(by_option)
            .or_else(by_window)
            .unwrap_or_else(|| self.default_size(session).into())
    }

    /// The same where somebody at a client has it made. As tmux it is that client's size, whatever
    /// session it shows: what makes sessions for later (tmuxp, tmuxinator) lays them out by it.
    pub fn size_for_new_window_at(
        &self,
        client: Option<ClientId>,
        session: SessionId,
    ) -> WindowSize {
        let follows = self.identity.dialect == Dialect::Tmux
            && self.window_lookup(None).text("window-size") == "latest";
        let by_client = client.filter(|_| follows).and_then(|id| self.size_for_client(id));
        by_client.unwrap_or_else(|| self.size_for_new_window(Some(session)))
    }

    /// The size of a window that a client shows, where it counts for that: one in control mode does
    /// once it has said how large it is.
    pub fn size_for_client(&self, client: ClientId) -> Option<WindowSize> {
        let client = self.graph.client(client).filter(|it| self.counts(it))?;
        self.room(client)
    }

    /// `default-size`, as a session has it.
    pub fn default_size(&self, session: Option<SessionId>) -> Size {
        let text = self.session_lookup(session).text("default-size");
        let parsed = text
            .split_once('x')
            .and_then(|(cols, rows)| Some(Size::new(cols.parse().ok()?, rows.parse().ok()?)));
        parsed.filter(|size| !size.is_empty()).unwrap_or(Size::DEFAULT)
    }

    /// Makes every window and pane as large as it should be now, of those that anything that
    /// changed since may concern.
    pub fn settle(&mut self) {
        // What one looks at is forgotten where it is gone, or one does more than that.
        self.graph.end_looks(|graph, it, look| !it.read_only || !graph.has_pane(look));
        let changes = || self.graph.changes.iter();
        let mut windows: BTreeSet<WindowId> = changes().flat_map(|it| self.sized_by(it)).collect();
        let resized = changes().filter_map(|it| match it.change {
            Change::ClientResized(client) => Some(client),
            _ => None,
        });
        let resized: Vec<ClientId> = resized.collect();
        windows.append(&mut self.graph.left);
        resized.into_iter().for_each(|client| self.settle_popup(client));
        for id in windows {
            let (wanted, titles, bars) = (self.wanted_size(id), self.titles(id), self.bars(id));
            let floats = self.graph.window(id).map(|window| window.floats.as_slice());
            let panes = floats.unwrap_or_default().iter().map(|float| float.pane);
            let framed: Vec<(PaneId, bool)> = panes.map(|it| (it, self.is_framed(it))).collect();
            let panes = self.graph.alter_window(id, |window| {
                if let Some(size) = wanted.filter(|size| *size != window.size) {
                    window.resize(size);
                }
                window.show_titles(titles);
                window.bars = bars;
                window.frame_floats(&framed);
                let size_of = |pane| Some((pane, window.size.part(window.pane_size(pane)?)));
                window.panes().into_iter().filter_map(size_of).collect::<Vec<_>>()
            });
            for (pane, size) in panes.into_iter().flatten() {
                self.resize_pane_to(pane, size);
            }
        }
    }

    /// The windows whose size, or that of their panes, a change may concern.
    fn sized_by(&self, Told { change, place, .. }: &Told) -> Vec<WindowId> {
        use Change::*;
        let current = |session: Option<SessionId>| {
            session.and_then(|id| self.graph.session(id)).and_then(Session::window).into_iter()
        };
        let all = |session: Option<SessionId>| {
            let session = session.and_then(|id| self.graph.session(id));
            session.into_iter().flat_map(|session| session.windows.values().copied())
        };
        let bound = |client: ClientId| {
            let client = self.graph.client(client);
            client.and_then(|it| self.graph.window_of(it.raw()?.pane)).into_iter()
        };
        let session = |client| self.graph.client(client).and_then(Client::session);
        let sized_by = |client| bound(client).chain(all(session(client)));
        match *change {
            WindowCreated(window)
            | WindowLinked(_, window)
            | WindowUnlinked(_, window)
            | WindowResized(window)
            | LayoutChanged(window)
            | ActivePaneChanged(window)
            | OptionSet(Level::Window(window)) => vec![window],
            SessionWindowChanged(session) | IndexesChanged(session) => {
                current(Some(session)).collect()
            }
            OptionSet(Level::Session(session)) => all(Some(session)).collect(),
            ClientSessionChanged(client, before) => sized_by(client).chain(all(before)).collect(),
            // Whether those count who are not to is a matter of all who are attached.
            ClientAttached(client) | ClientDetached(client) | ClientAltered(client) => {
                let others = self.graph.clients().filter(|it| it.ignores_size());
                let others = others.flat_map(|it| sized_by(it.id));
                let there = all(place.session).chain(place.window);
                sized_by(client).chain(there).chain(others).collect()
            }
            ClientResized(client) => sized_by(client).chain(place.window).collect(),
            // Which of several was used last concerns what they show.
            ClientUsed(client) if self.is_control(client) => sized_by(client).collect(),
            ClientUsed(client) => {
                let shown = current(session(client)).chain(place.window);
                bound(client).chain(shown).collect()
            }
            OptionSet(Level::Pane(pane)) => self.graph.window_of(pane).into_iter().collect(),
            OptionSet(Level::Server | Level::Sessions | Level::Windows) => {
                self.graph.windows().map(|window| window.id).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The windows that have not the size that they should have.
    #[cfg(test)]
    pub fn unsettled(&self) -> Vec<WindowId> {
        let is_other = |window: &&super::window::Window| {
            self.wanted_size(window.id).is_some_and(|wanted| wanted != window.size)
        };
        self.graph.windows().filter(is_other).map(|window| window.id).collect()
    }

    /// Whether there are edges around a pane where it floats.
    pub fn is_framed(&self, pane: PaneId) -> bool {
        self.pane_lookup(pane).text("pane-border-lines") != "none"
    }

    /// Where a window's panes have titles.
    fn titles(&self, window: WindowId) -> Titles {
        match self.window_lookup(Some(window)).text("pane-border-status").as_str() {
            "top" => Titles::Above,
            "bottom" => Titles::Below,
            _ => Titles::Off,
        }
    }

    pub(super) fn resize_pane_to(&mut self, id: PaneId, size: WindowSize) {
        let Some(pane) = self.graph.panes.get_mut(&id) else { return };
        let before = pane.size.cells;
        if !pane.resize(size) {
            return;
        }
        let looks =
            self.graph.clients.values_mut().filter_map(|it| it.display_mut()?.look.as_mut());
        for look in looks.filter(|look| look.pane == id) {
            look.modes.iter_mut().for_each(|mode| mode.resized(&pane.terminal));
        }
        self.ask_pane(id, PaneEffect::Resize(size));
        let Size { cols, rows } = size.cells;
        self.graph.tell_from(Change::PaneResized(id, cols, rows), Was::Size(before));
    }
}
