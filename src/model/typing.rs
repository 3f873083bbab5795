//! What reaches a pane's program as if it were typed: keys, text, pastes.
//!
//! A pane whose input is off, or whose program has ended, gets nothing. With
//! `synchronize-panes` what is typed into one pane reaches the others that have it too.

use crate::geometry::Point;
use crate::key::{Key, KeyAction, KeyCode, KeyEvent};

use super::Model;
use super::client::Drag;
use super::effect::Effect;
use super::id::{ClientId, PaneId};
use super::pane::Pane;

impl Pane {
    /// Whether what is typed reaches a program.
    pub fn takes_input(&self) -> bool {
        !self.input_off && self.ended.is_none()
    }
}

impl Model {
    /// Whether a pane shows its history, and nothing that is typed is for its program.
    pub fn is_in_mode(&self, pane: PaneId) -> bool {
        self.panes.get(&pane).is_some_and(|pane| pane.copy_mode.is_some())
    }

    /// The panes that get what is typed into one: it, and where they are synchronised all
    /// others of the window that show their program.
    pub fn typing_panes(&self, pane: PaneId) -> Vec<PaneId> {
        let synchronized = |id: &PaneId| self.pane_lookup(*id).flag("synchronize-panes");
        let window = self.panes.get(&pane).and_then(|it| self.windows.get(&it.window));
        let in_mode = |id: &PaneId| self.panes.get(id).is_some_and(|it| it.copy_mode.is_some());
        match window.filter(|window| window.layout.count() > 1 && synchronized(&pane)) {
            Some(window) => {
                let all = window.visible().into_iter().map(|(id, _)| id);
                all.filter(|id| *id == pane || (synchronized(id) && !in_mode(id))).collect()
            }
            None => vec![pane],
        }
    }

    /// Types a key into a pane.
    pub fn send_key(&mut self, id: PaneId, event: &KeyEvent) {
        let now = self.clock.millis;
        let Some(pane) = self.panes.get_mut(&id).filter(|pane| !pane.input_off) else { return };
        if pane.ended.is_some() {
            // A pane that is kept after its program's end goes at a key, as its message says.
            if event.action == KeyAction::Press && event.key.code == KeyCode::Enter {
                self.remove_pane(id);
            }
            return;
        }
        let mut bytes = Vec::new();
        pane.terminal.encode_key(event, &mut bytes);
        pane.typed = now;
        self.write_to(id, bytes);
    }

    /// Types keys, one after the other, into a pane and those that are synchronised with it.
    pub fn type_keys(&mut self, pane: PaneId, keys: &[Key]) {
        for pane in self.typing_panes(pane) {
            let Some(it) = self.panes.get(&pane).filter(|it| it.takes_input()) else { continue };
            let mut bytes = Vec::new();
            for key in keys {
                it.terminal.encode_key(&KeyEvent::from(*key), &mut bytes);
            }
            self.write_to(pane, bytes);
        }
    }

    /// Types bytes as they are into a pane and those that are synchronised with it.
    pub fn type_bytes(&mut self, pane: PaneId, bytes: &[u8]) {
        for pane in self.typing_panes(pane) {
            if self.panes.get(&pane).is_some_and(Pane::takes_input) {
                self.write_to(pane, bytes.to_vec());
            }
        }
    }

    /// Pastes text into a pane, in brackets where its program asked for them.
    pub fn send_paste(&mut self, pane: PaneId, text: &[u8]) {
        let Some(it) = self.panes.get(&pane).filter(|it| it.takes_input()) else { return };
        let mut bytes = Vec::new();
        it.terminal.encode_paste(text, &mut bytes);
        self.write_to(pane, bytes);
    }

    /// Writes bytes that somebody typed to a pane's program.
    pub fn write_to(&mut self, pane: PaneId, bytes: Vec<u8>) {
        if let Some(pane) = self.panes.get_mut(&pane) {
            pane.shell.typed(&bytes);
        }
        if !bytes.is_empty() {
            self.ask(Effect::Write(pane, bytes));
        }
    }

    /// The border that a client's mouse holds at `from`, a place in the window that the client
    /// shows, follows it towards `to`. Where the border is then is where the next motion begins.
    pub fn drag_border(&mut self, client: ClientId, from: Point, to: Point) {
        let window = self.client_window(client);
        let Some(window) = window.and_then(|id| self.windows.get_mut(&id)) else { return };
        let now = window.drag_border(from, to);
        if let Some(client) = self.clients.get_mut(&client) {
            client.drag = client.drag.map(|_| Drag::Border(now));
        }
    }
}
