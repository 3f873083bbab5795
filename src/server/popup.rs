//! What a person does goes to the popup that lies over their windows, while there is one: ours are
//! only the prefix with what follows it, and the keys that close one whose program has ended.

use crate::command::{MouseHit, Wait};
use crate::key::{Key, KeyCode, KeyEvent, MouseAction, MouseEvent};
use crate::model::answer::Answer;
use crate::model::id::ClientId;
use crate::model::resolve::Place;

use super::Server;

/// Whether a key closes a popup whose program has ended.
fn closes(key: Key) -> bool {
    key == Key::ctrl('c')
        || matches!(key.code, KeyCode::Escape | KeyCode::Enter | KeyCode::Char('q'))
}

impl Server {
    /// Popups that are over are closed, and whoever waited for them goes on.
    pub fn close_popups(&mut self) {
        for (pane, status) in self.model.close_popups() {
            self.wake(&Wait::Popup(pane), &Answer::Ended(status));
        }
    }

    /// Whether a key is taken by the popup of a client. The prefix and what follows it are ours,
    /// unless the popup shows a session itself: they are for that then.
    pub fn key_to_popup(&mut self, id: ClientId, event: &KeyEvent) -> bool {
        let Some(popup) = self.model.graph.client(id).and_then(|client| client.popup.as_ref())
        else {
            return false;
        };
        let pane = popup.pane;
        let runs = self.model.graph.pane(pane).is_some_and(|pane| !pane.is_dead());
        if !runs && !self.is_ours(id, event.key) {
            // What it wrote last may still be about to come.
            if self.model.has_ended(pane)
                && closes(event.key)
                && let Some(client) = self.model.graph.client_mut(id)
            {
                client.popup = None;
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
        let Some((client, popup)) = client.and_then(|it| Some((it, it.popup.as_ref()?))) else {
            return false;
        };
        let inside = popup.inside(client.size.cells);
        let corner = (i32::from(inside.x), i32::from(inside.y));
        let place = Place::of_pane(&self.model, popup.pane);
        let pane = Some((popup.pane, corner.0, corner.1));
        let hit = MouseHit { event, place, pane, window: corner };
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
