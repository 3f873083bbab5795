//! What a person does goes to the popup that lies over their windows, while there is one: ours are
//! only the prefix with what follows it, and the keys that close one whose program has ended.

use crate::command::MouseHit;
use crate::key::{Key, KeyCode, KeyEvent, MouseAction, MouseEvent};
use crate::model::client::Client;
use crate::model::id::ClientId;
use crate::model::popup::Popup;
use crate::model::resolve::Place;

use super::Server;

/// Whether a key closes a popup whose program has ended.
fn closes(key: Key) -> bool {
    key == Key::ctrl('c')
        || matches!(key.code, KeyCode::Escape | KeyCode::Enter | KeyCode::Char('q'))
}

impl Server {
    /// Whether a key is taken by the popup of a client. The prefix and what follows it are ours,
    /// unless the popup shows a session itself: they are for that then.
    pub fn key_to_popup(&mut self, id: ClientId, event: &KeyEvent) -> bool {
        let Some(popup) = self.model.graph.client(id).and_then(Client::popup) else { return false };
        let (pane, any) = (popup.float.pane, popup.closes.by_any_key());
        let Some(it) = self.model.graph.pane(pane).filter(|it| it.modes.is_empty()) else {
            // What is read over it has keys of its own.
            return false;
        };
        if it.is_dead() && !self.is_ours(id, event.key) {
            // What it wrote last may still be about to come.
            if it.run.is_over() && (any || closes(event.key)) {
                self.model.close_popup(id);
            }
            return true;
        }
        let nested = self.model.shows_session(pane) && !self.is_read_only(id);
        if nested {
            self.key_to_pane(id, event);
        }
        nested
    }

    /// Whether the mouse is taken by the popup of a client: its program gets what is on it, if it
    /// asked for that, and nobody anything else.
    pub fn mouse_to_popup(&mut self, id: ClientId, event: MouseEvent) -> bool {
        let client = self.model.graph.client(id);
        let Some((client, popup)) = client.and_then(|it| Some((it, it.popup()?))) else {
            return false;
        };
        let Popup { float, .. } = popup;
        let inside = float.inside(client.size.cells);
        let corner = (i32::from(inside.x), i32::from(inside.y));
        let place = Place::of_pane(&self.model, float.pane);
        let pane = Some((float.pane, corner.0, corner.1));
        let hit = MouseHit { event, place, pane, window: corner, status: None };
        let goes_on = matches!(event.action, MouseAction::Drag(_) | MouseAction::Release(_));
        if matches!(event.action, MouseAction::Release(_)) {
            // A drag below may have begun before.
            self.pressed_over(id, &event);
        }
        if inside.contains(event.at) || goes_on {
            self.mouse_to_pane(id, &hit);
        }
        true
    }
}
