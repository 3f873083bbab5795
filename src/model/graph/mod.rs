//! The graph: sessions, the windows in them, the panes in those, and the clients that show them.
//!
//! It alone holds and alters them. The maps are private: they are read by id and by iterators in
//! the order of the ids, and altered by methods, each of which leaves the whole in order and says
//! what of it is not as it was ([`Change`]). What alters one thing goes through `alter_session` or
//! `alter_window`, which compare that one thing, so that no change is forgotten and none is told
//! twice. What ended is kept until the event is over, for those who read of it.
//!
//! A pane's program and terminal are nobody's business here: [`Graph::pane_mut`] is for those.

mod alter;
mod arrange;
mod begin_over;
mod clients;
mod float;
mod floating;
mod groups;
mod index;
mod launch;
mod lifecycle;
mod moving;
mod put_together;
mod restore;
pub mod session;
mod sizes;
pub mod window;

use std::collections::btree_map::Values;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Index as At;

use super::Model;
use super::change::{Change, Told, Was};
use super::client::{Client, DisplayState};
use super::id::{ClientId, PaneId, SessionId, WindowId};
use super::pane::Pane;
use index::Index;
use session::Session;
use window::Window;

pub use arrange::PaneSize;
pub use begin_over::NewFloat;
pub use float::{Edges, Float, Home};
pub use floating::{Depth, Floating, Modal, Tile};
pub use launch::{Launch, NewPane};
pub use lifecycle::{NewGroup, NewSession};
pub use moving::Beside;

/// All sessions, windows, panes and clients of a server.
#[derive(Default)]
pub struct Graph {
    sessions: BTreeMap<SessionId, Session>,
    windows: BTreeMap<WindowId, Window>,
    panes: BTreeMap<PaneId, Pane>,
    clients: BTreeMap<ClientId, Client>,
    /// Who is where, and what is called how.
    index: Index,
    /// Which sessions have the same windows.
    groups: groups::Groups,
    /// What changed in this event and was not read yet, in order.
    changes: Vec<Told>,
    /// What ended in this event.
    gone: Gone,
    /// Panes that somebody may have altered something of.
    touched: BTreeSet<PaneId>,
    /// Windows in which nothing was written for long, since they were last looked at. Where somebody
    /// wants to know, that is found again: nobody keeps it.
    silent: BTreeSet<WindowId>,
    /// Windows that are a session's current one no more: their size may be others' affair now.
    left: BTreeSet<WindowId>,
}

/// What ended, for those who read of it.
#[derive(Default)]
struct Gone {
    sessions: BTreeMap<SessionId, Session>,
    windows: BTreeMap<WindowId, Window>,
    panes: BTreeMap<PaneId, Pane>,
    clients: BTreeMap<ClientId, Client>,
}

macro_rules! access {
    ($id:ident, $thing:ident, $all:ident, $one:ident, $has:ident, $was:ident) => {
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

            #[doc = concat!("The ", stringify!($one), " with this id, also if it ended just now.")]
            pub fn $was(&self, id: $id) -> Option<&$thing> {
                self.$all.get(&id).or_else(|| self.gone.$all.get(&id))
            }
        }

        impl At<$id> for Graph {
            type Output = $thing;

            /// # Panics
            /// There is none: for whoever has just made it.
            fn index(&self, id: $id) -> &$thing {
                &self.$all[&id]
            }
        }
    };
}

access!(SessionId, Session, sessions, session, has_session, was_session);
access!(WindowId, Window, windows, window, has_window, was_window);
access!(PaneId, Pane, panes, pane, has_pane, was_pane);
access!(ClientId, Client, clients, client, has_client, was_client);

impl Graph {
    /// A pane, to alter what is its program's and its terminal's.
    pub fn pane_mut(&mut self, id: PaneId) -> Option<&mut Pane> {
        self.touched.insert(id);
        self.panes.get_mut(&id)
    }

    /// A pane, to alter what is shown of it beside what its program draws.
    pub fn alter_pane(&mut self, id: PaneId) -> Option<&mut Pane> {
        if self.panes.contains_key(&id) {
            self.differs(Change::PaneAltered(id));
        }
        self.pane_mut(id)
    }

    /// The panes that anybody may have altered something of since this was asked last, in the order of
    /// their ids.
    pub fn take_touched(&mut self) -> BTreeSet<PaneId> {
        std::mem::take(&mut self.touched)
    }

    /// A client, to alter what is known of it, and its flags.
    pub fn client_mut(&mut self, id: ClientId) -> Option<&mut Client> {
        if self.clients.contains_key(&id) {
            self.differs(Change::ClientAltered(id));
        }
        self.clients.get_mut(&id)
    }

    /// The same of what only displays have.
    pub fn display_mut(&mut self, id: ClientId) -> Option<&mut DisplayState> {
        self.client_mut(id)?.display_mut()
    }

    /// What a client shows, where it is a display.
    pub fn display(&self, id: ClientId) -> Option<&DisplayState> {
        self.client(id)?.display()
    }

    /// Somebody wants a window to have another size.
    pub fn size_anew(&mut self, window: WindowId) {
        self.left.insert(window);
    }

    /// Something is not as it was.
    pub fn tell(&mut self, change: Change) {
        self.tell_from(change, Was::Untold);
    }

    /// The same, with what it was before.
    pub fn tell_from(&mut self, change: Change, was: Was) {
        let place = self.place_of(&change);
        self.changes.push(Told { change, place, was });
    }

    /// The same, where its place is not as it is now.
    pub fn tell_at(&mut self, told: Told) {
        self.changes.push(told);
    }

    /// The same, for what is told once however often it changed in between: where it is now.
    pub fn differs(&mut self, change: Change) {
        self.differs_from(change, Was::Untold);
    }

    /// The same, with what it was before: of what changed several times, before the first.
    pub fn differs_from(&mut self, change: Change, was: Was) {
        let place = self.place_of(&change);
        match self.changes.iter_mut().find(|told| told.change == change) {
            Some(told) => told.place = place,
            None => self.changes.push(Told { change, place, was }),
        }
    }

    /// What changed and was not read yet.
    pub fn changes(&self) -> &[Told] {
        &self.changes
    }

    /// The same, to be read.
    pub fn take_changes(&mut self) -> Vec<Told> {
        std::mem::take(&mut self.changes)
    }

    /// The event is over: nobody asks any more for what ended in it.
    pub fn forget_gone(&mut self) {
        self.gone = Gone::default();
    }
}
