//! Pastes as they arrive: a part at a time into where they began, so that one of any length takes no
//! more room than what its program has not read yet. The loop reads a client no further while its
//! program has too much; what that does not take at all is left out, and its person told.

use std::collections::BTreeMap;

use crate::model::client::Overlay;
use crate::model::id::{ClientId, PaneId};
use crate::model::pane::Pane;
use crate::model::typing::reads_nothing;
use crate::terminal::Paste;

use super::Server;

/// The most of a paste that a prompt takes, in bytes: the rest of what is meant for a line.
const MOST_PROMPTED: usize = 64 << 10;

/// Pastes that have not arrived whole.
pub type Pastes = BTreeMap<ClientId, Pasting>;

/// Where a paste goes that has not arrived whole.
pub enum Pasting {
    /// Into a prompt, once it is whole.
    Prompt(Vec<u8>),
    /// Into these panes.
    Panes(Vec<(PaneId, Paste)>),
    /// There is nothing that takes it, or that took more than its beginning.
    Nowhere,
}

impl Server {
    /// A part of a paste.
    pub fn paste(&mut self, client: ClientId, bytes: &[u8], last: bool) {
        let mut pasting = match self.pastes.remove(&client) {
            Some(pasting) => pasting,
            None => {
                self.model.used(client);
                self.begin_paste(client)
            }
        };
        match &mut pasting {
            Pasting::Prompt(text) => {
                let room = MOST_PROMPTED.saturating_sub(text.len());
                text.extend_from_slice(&bytes[..bytes.len().min(room)]);
            }
            Pasting::Panes(panes) => match self.overfull_among(panes) {
                Some(full) => {
                    let text =
                        format!("{}: the rest of the paste is left out", reads_nothing(full));
                    self.model.show_message(client, &text, None);
                    self.end_paste(client, pasting);
                    pasting = Pasting::Nowhere;
                }
                None => {
                    for (pane, paste) in panes {
                        self.model.paste_part(*pane, paste, bytes);
                    }
                }
            },
            Pasting::Nowhere => {}
        }
        match last {
            true => self.end_paste(client, pasting),
            false => drop(self.pastes.insert(client, pasting)),
        }
    }

    fn begin_paste(&self, id: ClientId) -> Pasting {
        let Some(client) = self.model.graph.client(id) else { return Pasting::Nowhere };
        match client.overlay() {
            Some(Overlay::Prompt(_)) => return Pasting::Prompt(Vec::new()),
            Some(Overlay::Message { .. }) | None if !client.read_only => {}
            _ => return Pasting::Nowhere,
        }
        let pane = self.model.typed_into(id).filter(|pane| !self.model.is_in_mode(*pane));
        let panes = pane.map(|pane| self.model.typing_panes(pane));
        let begun = |id: PaneId| {
            let pane = self.model.graph.pane(id).filter(|pane| pane.takes_input())?;
            Some((id, pane.terminal.paste()))
        };
        Pasting::Panes(panes.into_iter().flatten().filter_map(begun).collect())
    }

    /// A paste is over, or its client is.
    fn end_paste(&mut self, client: ClientId, pasting: Pasting) {
        match pasting {
            Pasting::Prompt(text) => {
                let overlay =
                    self.model.graph.display_mut(client).and_then(|it| it.overlay.as_mut());
                if let Some(Overlay::Prompt(prompt)) = overlay {
                    prompt.paste(&String::from_utf8_lossy(&text));
                }
            }
            Pasting::Panes(panes) => {
                panes.into_iter().for_each(|(pane, paste)| self.model.end_paste(pane, paste));
            }
            Pasting::Nowhere => {}
        }
    }

    /// A client is gone: no program waits for the rest of what it pasted.
    pub fn forget_paste(&mut self, client: ClientId) {
        if let Some(pasting) = self.pastes.remove(&client) {
            self.end_paste(client, pasting);
        }
    }

    /// The panes that a display's person types or pastes into and for whose programs too much waits.
    pub fn types_into_full(&self, id: ClientId) -> impl Iterator<Item = PaneId> {
        let panes = match self.pastes.get(&id) {
            Some(Pasting::Panes(panes)) => panes.iter().map(|(pane, _)| *pane).collect(),
            Some(_) => Vec::new(),
            None => self.typed_into_now(id),
        };
        panes.into_iter().filter(|pane| self.is_full(*pane))
    }

    fn typed_into_now(&self, id: ClientId) -> Vec<PaneId> {
        let client = self.model.graph.client(id).filter(|_| self.outlets.is_display(id));
        let types = client.is_some_and(|it| it.overlay().is_none() && !it.read_only);
        match self.model.typed_into(id).filter(|_| types) {
            Some(pane) => self.model.typing_panes(pane),
            None => Vec::new(),
        }
    }

    fn is_full(&self, pane: PaneId) -> bool {
        self.model.graph.pane(pane).is_some_and(|pane| !pane.has_room())
    }

    fn overfull_among(&self, panes: &[(PaneId, Paste)]) -> Option<PaneId> {
        let is_overfull = |id: &PaneId| self.model.graph.pane(*id).is_some_and(Pane::is_overfull);
        panes.iter().map(|(pane, _)| *pane).find(is_overfull)
    }
}
