//! A graph put together from its parts, which are believed in nothing: what they say of each other
//! must be so.

use std::collections::BTreeMap;

use super::Graph;
use super::float::Home;
use super::session::Session;
use super::window::{Bars, Window};
use crate::geometry::Area;
use crate::model::client::Client;
use crate::model::id::{PaneId, WindowId};
use crate::model::pane::Pane;

/// What is wrong, as it is told.
type Wrong = String;

fn holds(is_so: bool, wrong: impl FnOnce() -> Wrong) -> Result<(), Wrong> {
    if is_so { Ok(()) } else { Err(wrong()) }
}

impl Graph {
    /// All but the panes, which [`Graph::homes`] names and [`Graph::put_back`] takes.
    ///
    /// # Errors
    /// They do not belong together.
    pub fn restore(
        sessions: Vec<Session>,
        windows: Vec<Window>,
        clients: Vec<Client>,
    ) -> Result<Self, Wrong> {
        let mut graph = Self::default();
        for window in windows {
            graph.windows.insert(window.id, window);
        }
        for session in sessions {
            let id = session.id;
            let is_sound = session.window().is_some()
                && session.windows.values().all(|window| graph.has_window(*window))
                && graph.session_named(&session.name).is_none();
            holds(is_sound, || format!("session {id} is not whole"))?;
            for window in session.windows.values() {
                graph.index.links.entry(*window).or_default().insert(id);
            }
            graph.add_session(session);
        }
        for window in graph.windows.values_mut() {
            // No place that there cannot be.
            for float in window.floats.iter_mut().chain(&mut window.was_floating) {
                float.place = Area::new(float.place.x, float.place.y, float.place.size);
            }
            let takes_all = |pane| pane == window.active && window.float(pane).is_some();
            let is_sound = window.modal.is_none_or(|modal| takes_all(modal.pane))
                && graph.index.links.contains_key(&window.id)
                && window.has(window.active)
                && !window.size.cells.is_empty();
            holds(is_sound, || format!("window {} is not whole", window.id))?;
        }
        for client in clients {
            let (id, session) = (client.id, client.session());
            holds(session.is_none_or(|id| graph.has_session(id)), || format!("{id} is nowhere"))?;
            graph.clients.insert(id, client);
            graph.show(id, session);
        }
        for session in graph.sessions.values() {
            let beside = session.beside.is_none_or(|id| graph.has_session(id));
            holds(beside, || format!("session {} is beside nothing", session.id))?;
        }
        Ok(graph)
    }

    /// Gives a window its scrollbars, which change nothing: they were there.
    pub fn put_back_bars(&mut self, window: WindowId, bars: Bars) {
        if let Some(window) = self.windows.get_mut(&window) {
            window.bars = bars;
        }
    }

    /// What each pane is of, by the layouts of windows and the popups of clients.
    ///
    /// # Errors
    /// A pane is at two places, or a client is bound to one that there is not.
    pub fn homes(&self) -> Result<BTreeMap<PaneId, Home>, Wrong> {
        let in_windows = self.windows.values().flat_map(|window| {
            window.panes().into_iter().map(|pane| (pane, Home::Window(window.id)))
        });
        let over = |client: &Client| Some((client.popup()?.float.pane, Home::Client(client.id)));
        let over_clients = self.clients.values().filter_map(over);
        let mut homes = BTreeMap::new();
        for (pane, home) in in_windows.chain(over_clients) {
            holds(homes.insert(pane, home).is_none(), || format!("pane {pane} is twice there"))?;
        }
        for client in self.clients.values() {
            let bound = client.raw().is_none_or(|raw| homes.contains_key(&raw.pane));
            holds(bound, || format!("{} is bound to nothing", client.id))?;
        }
        Ok(homes)
    }

    /// Whether two graphs have the same at hand of what is looked up.
    #[cfg(test)]
    pub fn is_indexed_as(&self, other: &Self) -> bool {
        self.index == other.index
    }

    /// Puts a pane back that is at its place already.
    pub fn put_back(&mut self, pane: Pane) {
        self.panes.insert(pane.id, pane);
    }
}
