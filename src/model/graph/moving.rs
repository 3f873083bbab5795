//! How windows go from session to session, and panes from window to window.

use super::float::Home;
use crate::model::change::{Change, Was};
use crate::model::id::{PaneId, SessionId, WindowId};
use crate::model::layout::{NoSpace, Orientation, SplitSize};
use crate::model::{Model, count_up};

/// Where a pane that joins a window is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beside {
    /// Beside this pane, which is split.
    pub pane: PaneId,
    /// Which way it is split.
    pub orientation: Orientation,
    /// Left of it or above it.
    pub before: bool,
    /// Along the whole side of the window instead.
    pub full: bool,
    /// How large the pane is to be.
    pub size: Option<SplitSize>,
}

impl Model {
    /// A window that a pane is about to leave, and where that is.
    fn stood(&self, window: WindowId) -> Was {
        Was::Window(window, self.graph.place_of_window(window).index)
    }

    /// Puts a window into a session as well, at an index, in place of what stands there.
    pub fn link_window(&mut self, window: WindowId, session: SessionId, index: u32) {
        let replaced = self.graph.alter_session(session, |it| it.windows.insert(index, window));
        let replaced = replaced.flatten().filter(|old| *old != window);
        if let Some(old) = replaced.filter(|old| self.sessions_with(*old).next().is_none()) {
            self.remove_window(old);
        }
    }

    /// Exchanges the windows at two indexes.
    pub fn swap_windows(&mut self, a: (SessionId, u32), b: (SessionId, u32)) {
        let window = |(session, index): (SessionId, u32)| {
            self.graph.session(session)?.windows.get(&index).copied()
        };
        let (Some(one), Some(other)) = (window(a), window(b)) else { return };
        if a.0 == b.0 {
            self.graph.alter_session(a.0, |session| {
                session.windows.extend([(a.1, other), (b.1, one)]);
            });
            return;
        }
        for ((session, index), window) in [(a, other), (b, one)] {
            self.graph.alter_session(session, |session| session.windows.insert(index, window));
        }
    }

    /// A pane becomes the only one of a new window at a free index of a session. The window
    /// that it was in must have another one; a popup leaves nothing behind.
    pub fn break_pane(
        &mut self,
        pane: PaneId,
        session: SessionId,
        index: u32,
        name: Option<String>,
    ) -> Option<WindowId> {
        let old = self.graph.window_of(pane);
        let was = old.map(|old| self.stood(old));
        let size = match self.graph.pane(pane)?.home {
            Home::Window(old) => {
                let removed = self.graph.alter_window(old, |window| window.remove(pane));
                removed.filter(|removed| *removed)?;
                self.graph.window(old)?.size
            }
            Home::Client(client) => {
                self.graph.take_popup(client)?;
                self.size_for_new_window(Some(session))
            }
        };
        let id = WindowId(count_up(&mut self.next.window));
        let window = self.window_of(id, name, pane, size);
        self.graph.windows.insert(id, window);
        self.graph.panes.get_mut(&pane)?.home = Home::Window(id);
        self.link_window(id, session, index);
        self.graph.tell(Change::WindowCreated(id));
        was.into_iter().for_each(|was| self.graph.tell_from(Change::PaneMoved(pane), was));
        self.name_window(id);
        old.into_iter().for_each(|old| self.name_window(old));
        Some(id)
    }

    /// A pane leaves its window, which ends with its last one, for a place beside another pane.
    ///
    /// # Errors
    /// There is no room for it. Nothing has changed.
    pub fn join_pane(&mut self, pane: PaneId, beside: Beside) -> Result<(), NoSpace> {
        let from = self.graph.pane(pane).map(|pane| pane.home);
        let (Some(from), Some(to)) = (from, self.graph.window_of(beside.pane)) else {
            return Ok(());
        };
        let was = match from {
            Home::Window(from) => Some(self.stood(from)).filter(|_| from != to),
            Home::Client(_) => None,
        };
        // In its own window it is there twice for a moment.
        let stand_in = self.pane_id();
        let Beside { pane: at, orientation, before, full, size } = beside;
        let moved = self.graph.alter_window(to, |window| {
            window.layout.split(at, stand_in, orientation, before, full, size)?;
            window.zoomed = false;
            if from == Home::Window(to) {
                window.remove(pane);
            }
            window.layout.replace(stand_in, pane);
            Ok::<_, NoSpace>(())
        });
        moved.transpose()?;
        if from != Home::Window(to) {
            if let Home::Client(client) = from {
                self.graph.take_popup(client);
            }
            if let Some(pane) = self.graph.panes.get_mut(&pane) {
                pane.home = Home::Window(to);
            }
            if let Home::Window(from) = from {
                match self.graph.alter_window(from, |window| window.remove(pane)) {
                    Some(false) => self.remove_window(from),
                    _ => self.name_window(from),
                }
            }
        }
        was.into_iter().for_each(|was| self.graph.tell_from(Change::PaneMoved(pane), was));
        self.name_window(to);
        Ok(())
    }

    /// Exchanges the places of two panes, in one window or in two. No pane has a whole window then.
    pub fn swap_panes(&mut self, a: PaneId, b: PaneId) {
        let of = |id: PaneId| self.graph.window_of(id);
        let (Some(one), Some(other)) = (of(a), of(b)) else { return };
        if one == other {
            self.graph.alter_window(one, |window| {
                window.zoomed = false;
                window.swap(a, b);
            });
            return;
        }
        let moved = [(a, self.stood(one)), (b, self.stood(other))];
        for (id, leaves, comes) in [(one, a, b), (other, b, a)] {
            self.graph.alter_window(id, |window| {
                window.zoomed = false;
                window.replace(leaves, comes);
                window.visited.retain(|&seen| seen != leaves);
                if window.active == leaves {
                    window.active = comes;
                }
            });
            if let Some(pane) = self.graph.panes.get_mut(&comes) {
                pane.home = Home::Window(id);
            }
        }
        for (pane, was) in moved {
            self.graph.tell_from(Change::PaneMoved(pane), was);
        }
        self.name_window(one);
        self.name_window(other);
    }

    /// Makes the window at `index` a session's current one.
    pub fn select_window(&mut self, session: SessionId, index: u32) -> bool {
        let now = self.clock.unix;
        let selected = self.graph.alter_session(session, |it| {
            let before = it.window();
            let selects = it.select(index);
            if selects {
                it.activity = now;
            }
            selects.then(|| it.window().filter(|window| Some(*window) != before))
        });
        let Some(another) = selected.flatten() else { return false };
        another.into_iter().for_each(|window| self.graph.seen(window));
        true
    }

    /// Makes a pane its window's active one; a zoomed window stays zoomed with `keep_zoom`.
    pub fn select_pane(&mut self, pane: PaneId, keep_zoom: bool) -> bool {
        let changed = self.graph.activate(pane, keep_zoom);
        if let Some(window) = self.graph.window_of(pane).filter(|_| changed) {
            self.name_window(window);
        }
        changed
    }
}
