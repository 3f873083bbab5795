//! Clients that are bound to one pane as it is: they get its bytes, and draw nothing of pmux's
//! (`attach-session --raw`, `spawn`, `exec`). They show no session, so nothing that is for displays
//! reaches them; but the pane takes their size, and they count as somebody who looks.

use crate::geometry::WindowSize;
use crate::key::Key;

use super::Model;
use super::effect::Effect;
use super::event_log::Happening;
use super::id::{ClientId, PaneId, WindowId};
use super::resolve::Place;

/// How a client is bound to a pane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raw {
    /// The pane.
    pub pane: PaneId,
    /// The keys that leave, pressed one after the other; none where no key does.
    pub detach: Vec<Key>,
    /// What its terminal is told first; empty for nothing.
    pub hint: String,
    /// What left the screen before is sent too.
    pub history: bool,
    /// Its stdin reaches the program.
    pub input: bool,
    /// Signals that it gets reach the program.
    pub signals: bool,
    /// It came to a program that was there before, and says so when that ends.
    pub guest: bool,
    /// It is the program's output for somebody who counts on every byte: the program goes no
    /// faster than it reads.
    pub exact: bool,
    /// The pane ends with it.
    pub owner: bool,
    /// The pane was given the whole window for it.
    pub zoomed: bool,
}

impl Raw {
    /// A client that is bound to a pane and gives it its input.
    pub fn new(pane: PaneId) -> Self {
        Self {
            pane,
            detach: Vec::new(),
            hint: String::new(),
            history: false,
            input: true,
            signals: false,
            guest: false,
            exact: false,
            owner: false,
            zoomed: false,
        }
    }
}

impl Model {
    /// Binds a client to a pane.
    pub fn bind(&mut self, client: ClientId, mut raw: Raw) {
        let now = self.clock;
        let Some(pane) = self.graph.pane(raw.pane) else { return };
        let (id, window) = (raw.pane, pane.window);
        let Some(it) = self.graph.client_mut(client) else { return };
        (it.activity, it.activity_time) = (now.millis, now.unix);
        let takes_size = !it.ignore_size && !it.tty.is_empty();
        if let Some(window) = self.graph.window_mut(window).filter(|_| takes_size) {
            // Only with the whole window it can be as large as the client.
            window.activate(id);
            raw.zoomed = !window.zoomed && window.layout.count() > 1;
            window.zoomed |= raw.zoomed;
        }
        if let Some(it) = self.graph.client_mut(client) {
            it.raw = Some(raw);
        }
        if let Some(session) =
            Place::of_pane(self, id).session.and_then(|id| self.graph.session_mut(id))
        {
            (session.activity, session.last_attached) = (now.unix, Some(now.unix));
        }
        self.seen(window);
        self.ask(Effect::Streaming(client));
        self.happened(Happening::ClientAttached, &self.place_of_raw(client, id));
    }

    /// A client is not bound any more, or gone; with it the pane where that is its own.
    pub fn unbound(&mut self, client: ClientId, raw: &Raw) {
        self.happened(Happening::ClientDetached, &self.place_of_raw(client, raw.pane));
        let others = self.bound_to(raw.pane).any(|id| id != client);
        let window = self.graph.pane(raw.pane).map(|pane| pane.window);
        if let Some(window) = window.and_then(|id| self.graph.window_mut(id))
            && raw.zoomed
            && !others
            && window.active == raw.pane
        {
            window.zoomed = false;
        }
        self.end_with_owner(raw);
        self.end_if_unattended();
    }

    /// Whoever a pane is the own of is gone for good.
    pub fn end_with_owner(&mut self, raw: &Raw) {
        if raw.owner && self.graph.pane(raw.pane).is_some_and(|pane| pane.ended.is_none()) {
            self.remove_pane(raw.pane);
        }
    }

    /// How many rows of a pane's primary screen there is something on, the cursor's counted in where
    /// it is in the midst of one.
    pub fn rows_of_text(&self, pane: PaneId) -> u16 {
        let Some(terminal) = self.graph.pane(pane).map(|pane| &pane.terminal) else { return 0 };
        let is_written = |y: &u16| !terminal.primary(*y).line.is_empty();
        let text = (0..terminal.size().rows).rev().find(is_written).map_or(0, |y| y + 1);
        let cursor = terminal.cursor().at;
        match terminal.is_alternate() {
            true => text,
            false => text.max(cursor.y + u16::from(cursor.x > 0)),
        }
    }

    fn place_of_raw(&self, client: ClientId, pane: PaneId) -> Place {
        Place { client: Some(client), ..Place::of_pane(self, pane) }
    }

    /// The clients that are bound to a pane.
    pub fn bound_to(&self, pane: PaneId) -> impl Iterator<Item = ClientId> {
        let is_bound = move |raw: &Raw| raw.pane == pane;
        let clients = self.graph.clients();
        clients.filter(move |it| it.raw.as_ref().is_some_and(is_bound)).map(|it| it.id)
    }

    /// The window that a client is bound to a pane of, and the size that it gives to it.
    pub fn raw_size(&self, client: ClientId) -> Option<(WindowId, WindowSize)> {
        let client = self.graph.client(client)?;
        let pane = client.raw.as_ref().filter(|_| !client.tty.is_empty())?.pane;
        Some((self.graph.pane(pane)?.window, client.size))
    }

    /// Whether of all who look at a window a client is the one that did something last.
    pub fn is_latest_at(&self, client: ClientId, window: WindowId) -> bool {
        let looks = |id| {
            let bound = self.raw_size(id).map(|(window, _)| window);
            bound.or_else(|| self.client_window(id)) == Some(window)
        };
        let here = self.graph.clients().filter(|it| looks(it.id));
        here.max_by_key(|it| (it.activity, it.id)).is_some_and(|it| it.id == client)
    }
}
