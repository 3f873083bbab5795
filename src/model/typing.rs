//! What reaches a pane's program as if it were typed: keys, text, pastes.
//!
//! A pane whose input is off, or whose program has ended, gets nothing. With
//! `synchronize-panes` keys reach the other panes of the window that have it too.

use crate::key::{Key, KeyEvent, MouseEvent};

use super::Model;
use super::effect::Effect;
use super::id::PaneId;
use super::pane::Pane;

impl Pane {
    /// Whether what is typed reaches a program.
    pub fn takes_input(&self) -> bool {
        !self.input_off && self.ended.is_none()
    }
}

impl Model {
    /// The panes that get what is typed into one of them.
    fn typed_into(&self, pane: PaneId) -> Vec<PaneId> {
        let mut all = vec![pane];
        if self.pane_lookup(pane).flag("synchronize-panes")
            && let Some(window) = self.panes.get(&pane).and_then(|p| self.windows.get(&p.window))
        {
            let follows = |id: &PaneId| {
                *id != pane
                    && self.panes.get(id).is_some_and(|pane| pane.copy_mode.is_none())
                    && self.pane_lookup(*id).flag("synchronize-panes")
            };
            all.extend(window.visible().into_iter().map(|(id, _)| id).filter(follows));
        }
        all
    }

    /// Has each pane that gets what is typed into `pane` get what `encode` makes for it.
    fn type_into(&mut self, pane: PaneId, encode: impl Fn(&Pane, &mut Vec<u8>)) {
        for id in self.typed_into(pane) {
            let Some(pane) = self.panes.get(&id).filter(|pane| pane.takes_input()) else {
                continue;
            };
            let mut bytes = Vec::new();
            encode(pane, &mut bytes);
            self.write_to(id, bytes);
        }
    }

    /// Writes bytes to a pane's program.
    pub fn write_to(&mut self, pane: PaneId, bytes: Vec<u8>) {
        if !bytes.is_empty() {
            self.ask(Effect::Write(pane, bytes));
        }
    }

    /// A key is typed into a pane.
    pub fn type_key(&mut self, pane: PaneId, key: &KeyEvent) {
        self.type_into(pane, |pane, out| pane.terminal.encode_key(key, out));
    }

    /// Keys are typed into a pane, one after the other.
    pub fn type_keys(&mut self, pane: PaneId, keys: &[Key]) {
        let keys: Vec<KeyEvent> = keys.iter().map(|key| KeyEvent::from(*key)).collect();
        self.type_into(pane, |pane, out| {
            keys.iter().for_each(|key| pane.terminal.encode_key(key, out));
        });
    }

    /// Bytes are typed into a pane as they are.
    pub fn type_bytes(&mut self, pane: PaneId, bytes: &[u8]) {
        self.type_into(pane, |_, out| out.extend_from_slice(bytes));
    }

    /// The mouse does something in a pane, at a cell of that; its program gets it where it asked
    /// for such events.
    pub fn type_mouse(&mut self, pane: PaneId, event: &MouseEvent) {
        let Some(it) = self.panes.get(&pane).filter(|pane| pane.takes_input()) else { return };
        let mut bytes = Vec::new();
        it.terminal.encode_mouse(event, &mut bytes);
        self.write_to(pane, bytes);
    }

    /// Text is pasted into a pane, in brackets where its program asked for them. Pastes are not
    /// for several panes at once.
    pub fn paste(&mut self, pane: PaneId, text: &[u8]) {
        let Some(it) = self.panes.get(&pane).filter(|pane| pane.takes_input()) else { return };
        let mut bytes = Vec::new();
        it.terminal.encode_paste(text, &mut bytes);
        self.write_to(pane, bytes);
    }
}
