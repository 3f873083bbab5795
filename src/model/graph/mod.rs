//! The graph: sessions, the windows in them, the panes in those, and the clients that show them.
//!
//! It alone holds them: the maps are private, and whatever is outside holds ids, which may be of
//! something that is gone. It is read by id and by iterators in the order of the ids.

use std::collections::BTreeMap;
use std::collections::btree_map::{Values, ValuesMut};
use std::ops::Index;

use crate::geometry::WindowSize;

use super::client::Client;
use super::id::{ClientId, PaneId, SessionId, WindowId};
use super::pane::Pane;
use super::session::Session;
use super::window::Window;

/// All sessions, windows, panes and clients of a server.
#[derive(Default)]
pub struct Graph {
    sessions: BTreeMap<SessionId, Session>,
    windows: BTreeMap<WindowId, Window>,
    panes: BTreeMap<PaneId, Pane>,
    clients: BTreeMap<ClientId, Client>,
}

impl Graph {
    /// Forgets what clients look at that is gone, and what those looked at who may do more by now.
    pub fn settle_looks(&mut self) {
        for client in self.clients.values_mut() {
            let is_over = |look: &PaneId| !client.read_only || !self.panes.contains_key(look);
            client.look.take_if(|(pane, _)| is_over(pane));
        }
    }

    /// Gives a pane a size, and those who look at its history; `false` where it has it already.
    pub fn resize_pane(&mut self, id: PaneId, size: WindowSize) -> bool {
        let Some(pane) = self.panes.get_mut(&id).filter(|pane| pane.size != size) else {
            return false;
        };
        pane.resize(size);
        for (looked_at, mode) in self.clients.values_mut().filter_map(|it| it.look.as_mut()) {
            if *looked_at == id {
                mode.resized(&pane.terminal);
            }
        }
        true
    }
}

macro_rules! access {
    ($id:ident, $thing:ident, $all:ident, $one:ident, $one_mut:ident, $all_mut:ident, $has:ident,
     $add:ident, $take:ident) => {
        impl Graph {
            #[doc = concat!("The ", stringify!($one), " with this id.")]
            pub fn $one(&self, id: $id) -> Option<&$thing> {
                self.$all.get(&id)
            }

            #[doc = concat!("Whether there is a ", stringify!($one), " with this id.")]
            pub fn $has(&self, id: $id) -> bool {
                self.$all.contains_key(&id)
            }

            #[doc = concat!("All ", stringify!($all), ", in the order of their ids.")]
            pub fn $all(&self) -> Values<'_, $id, $thing> {
                self.$all.values()
            }

            #[doc = concat!("The ", stringify!($one), " with this id, to alter it.")]
            pub fn $one_mut(&mut self, id: $id) -> Option<&mut $thing> {
                self.$all.get_mut(&id)
            }

            #[doc = concat!("All ", stringify!($all), ", to alter them.")]
            pub fn $all_mut(&mut self) -> ValuesMut<'_, $id, $thing> {
                self.$all.values_mut()
            }

            #[doc = concat!("Adds a ", stringify!($one), ".")]
            pub fn $add(&mut self, it: $thing) {
                self.$all.insert(it.id, it);
            }

            #[doc = concat!("Takes the ", stringify!($one), " with this id away.")]
            pub fn $take(&mut self, id: $id) -> Option<$thing> {
                self.$all.remove(&id)
            }
        }

        impl Index<$id> for Graph {
            type Output = $thing;

            /// # Panics
            /// There is none: for whoever has just made it.
            fn index(&self, id: $id) -> &$thing {
                &self.$all[&id]
            }
        }
    };
}

access!(
    SessionId,
    Session,
    sessions,
    session,
    session_mut,
    sessions_mut,
    has_session,
    add_session,
    take_session
);
access!(
    WindowId,
    Window,
    windows,
    window,
    window_mut,
    windows_mut,
    has_window,
    add_window,
    take_window
);
access!(PaneId, Pane, panes, pane, pane_mut, panes_mut, has_pane, add_pane, take_pane);
access!(
    ClientId,
    Client,
    clients,
    client,
    client_mut,
    clients_mut,
    has_client,
    add_client,
    take_client
);
