//! Clients that are bound to one pane as it is: they get its bytes, and draw nothing of pmux's
//! (`attach-session --raw`, `spawn`, `exec`). They show no session, so nothing that is for displays
//! reaches them; but the pane takes their size, and they count as somebody who looks.

use crate::geometry::WindowSize;
use crate::key::Key;

use super::Model;
use super::id::{ClientId, PaneId, WindowId};

/// How a client is bound to a pane.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
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
    /// Whoever a pane is the own of is gone for good.
    pub fn end_with_owner(&mut self, raw: &Raw) {
        if raw.owner && self.graph.pane(raw.pane).is_some_and(|pane| !pane.is_dead()) {
            self.remove_pane(raw.pane);
        }
    }

    /// Whether programs may ask what is in the clipboard.
    pub fn clipboard_is_open(&self) -> bool {
        self.server().text("set-clipboard") == "on"
    }

    /// How many rows of a pane's primary screen there is something on, the cursor's counted in where
    /// it is in the midst of one.
    pub fn rows_of_text(&self, pane: PaneId) -> u16 {
        let Some(terminal) = self.graph.pane(pane).map(|pane| &pane.terminal) else { return 0 };
        let is_written = |y: &u16| !terminal.is_unwritten(*y);
        let text = (0..terminal.size().rows).rev().find(is_written).map_or(0, |y| y + 1);
        let cursor = terminal.cursor().at;
        match terminal.is_alternate() {
            true => text,
            false => text.max(cursor.y + u16::from(cursor.x > 0)),
        }
    }

    /// The clients that are bound to a pane.
    pub fn bound_to(&self, pane: PaneId) -> impl Iterator<Item = ClientId> {
        let is_bound = move |raw: &Raw| raw.pane == pane;
        let clients = self.graph.clients();
        clients.filter(move |it| it.raw().is_some_and(is_bound)).map(|it| it.id)
    }

    /// The window that a client is bound to a pane of, and the size that it gives to it.
    pub fn raw_size(&self, client: ClientId) -> Option<(WindowId, WindowSize)> {
        let client = self.graph.client(client)?;
        let pane = client.raw().filter(|_| !client.tty.is_empty())?.pane;
        Some((self.graph.window_of(pane)?, client.size))
    }
}
