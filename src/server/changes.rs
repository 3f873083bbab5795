//! What changed in the model by an event, as hooks are told of it. The model is compared with
//! what it was after the event before: whichever command, key or program changed it, nothing is
//! told twice and nothing is forgotten.

use std::collections::BTreeMap;

use crate::model::id::{ClientId, PaneId, SessionId, WindowId};
use crate::model::layout::Layout;
use crate::model::resolve::Place;

use super::Server;

/// What hooks are told of when it changes.
#[derive(Default)]
pub struct Known {
    sessions: BTreeMap<SessionId, Session>,
    windows: BTreeMap<WindowId, Window>,
    /// Whether each pane is in copy mode.
    modes: BTreeMap<PaneId, bool>,
}

#[derive(PartialEq)]
struct Session {
    /// Its current window.
    window: Option<WindowId>,
    /// The client that was used last among those that show it.
    client: Option<ClientId>,
}

struct Window {
    active: PaneId,
    layout: Layout,
    zoomed: bool,
}

impl Server {
    /// Tells hooks what is not as it was. What is new is told where it is made.
    pub fn tell_changes(&mut self) {
        let model = &self.model;
        let mut told: Vec<(&str, Place)> = Vec::new();
        let mut sessions = BTreeMap::new();
        for session in model.graph.sessions() {
            let now =
                Session { window: session.window(), client: model.latest_client(Some(session.id)) };
            let place = Place::of_session(model, session.id);
            let before = self.known.sessions.get(&session.id);
            if before.is_some_and(|before| before.window != now.window) {
                told.push(("session-window-changed", place));
            }
            if let Some(client) = now.client
                && before.is_none_or(|before| before.client != now.client)
            {
                told.push(("client-active", Place { client: Some(client), ..place }));
            }
            sessions.insert(session.id, now);
        }
        let mut windows = std::mem::take(&mut self.known.windows);
        windows.retain(|id, _| model.graph.has_window(*id));
        for window in model.graph.windows() {
            let id = &window.id;
            let (active, zoomed) = (window.active, window.zoomed);
            match windows.get_mut(id) {
                Some(before) => {
                    if before.layout != window.layout || before.zoomed != zoomed {
                        told.push(("window-layout-changed", Place::of_window(model, *id)));
                        (before.layout, before.zoomed) = (window.layout.clone(), zoomed);
                    }
                    if before.active != active {
                        told.push(("window-pane-changed", Place::of_window(model, *id)));
                        before.active = active;
                    }
                }
                None => {
                    windows.insert(*id, Window { active, layout: window.layout.clone(), zoomed });
                }
            }
        }
        let mut modes = BTreeMap::new();
        for pane in model.graph.panes() {
            let id = &pane.id;
            let in_mode = pane.copy_mode.is_some();
            if self.known.modes.get(id).is_some_and(|before| *before != in_mode) {
                told.push(("pane-mode-changed", Place::of_pane(model, *id)));
            }
            modes.insert(*id, in_mode);
        }
        self.known = Known { sessions, windows, modes };
        told.into_iter().for_each(|(hook, place)| self.model.notify(hook, &place));
    }
}
