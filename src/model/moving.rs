//! How windows go from session to session, and panes from window to window.

use super::id::{PaneId, SessionId, WindowId};
use super::layout::{NoSpace, Orientation, SplitSize};
use super::resolve::Place;
use super::window::Window;
use super::{Model, count_up};

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
    /// Puts a window into a session as well, at an index, in place of what stands there.
    pub fn link_window(&mut self, window: WindowId, session: SessionId, index: u32) {
        let Some(it) = self.graph.session_mut(session) else { return };
        let replaced = it.windows.insert(index, window).filter(|old| *old != window);
        if let Some(old) = replaced.filter(|old| self.sessions_with(*old).next().is_none()) {
            self.remove_window(old);
        }
        self.notify("window-linked", &Place::of_index(self, session, index));
    }

    /// Exchanges the windows at two indexes.
    pub fn swap_windows(&mut self, a: (SessionId, u32), b: (SessionId, u32)) {
        let window = |(session, index): (SessionId, u32)| {
            self.graph.session(session)?.windows.get(&index).copied()
        };
        let (Some(one), Some(other)) = (window(a), window(b)) else { return };
        for ((session, index), window) in [(a, other), (b, one)] {
            if let Some(session) = self.graph.session_mut(session) {
                session.windows.insert(index, window);
            }
        }
    }

    /// A pane becomes the only one of a new window at a free index of a session. The window
    /// that it was in must have another one.
    pub fn break_pane(
        &mut self,
        pane: PaneId,
        session: SessionId,
        index: u32,
        name: Option<String>,
    ) -> Option<WindowId> {
        let old = self.graph.pane(pane)?.window;
        let size = self.graph.window(old)?.size;
        if !self.graph.window_mut(old)?.remove(pane) {
            return None;
        }
        let id = WindowId(count_up(&mut self.next.window));
        let named = name.is_some();
        let mut window = Window::new(id, name.unwrap_or_default(), pane, size, self.clock.unix);
        if named {
            window.options.switch_off("automatic-rename");
        }
        self.graph.add_window(window);
        self.graph.pane_mut(pane)?.window = id;
        self.link_window(id, session, index);
        self.name_window(id);
        self.name_window(old);
        Some(id)
    }

    /// A pane leaves its window, which ends with its last one, for a place beside another pane.
    ///
    /// # Errors
    /// There is no room for it. Nothing has changed.
    pub fn join_pane(&mut self, pane: PaneId, beside: Beside) -> Result<(), NoSpace> {
        let home = |id: &PaneId| self.graph.pane(*id).map(|pane| pane.window);
        let (Some(from), Some(to)) = (home(&pane), home(&beside.pane)) else { return Ok(()) };
        // In its own window it is there twice for a moment.
        let stand_in = self.pane_id();
        let Some(window) = self.graph.window_mut(to) else { return Ok(()) };
        let Beside { pane: at, orientation, before, full, size } = beside;
        window.layout.split(at, stand_in, orientation, before, full, size)?;
        window.zoomed = false;
        let old = self.graph.window_mut(from);
        let empty = !old.is_some_and(|window| window.remove(pane));
        if let Some(window) = self.graph.window_mut(to) {
            window.layout.replace(stand_in, pane);
        }
        if let Some(pane) = self.graph.pane_mut(pane) {
            pane.window = to;
        }
        match empty {
            true => self.remove_window(from),
            false => self.name_window(from),
        }
        self.name_window(to);
        Ok(())
    }

    /// Exchanges the places of two panes, in one window or in two.
    pub fn swap_panes(&mut self, a: PaneId, b: PaneId) {
        let home = |id: &PaneId| self.graph.pane(*id).map(|pane| pane.window);
        let (Some(one), Some(other)) = (home(&a), home(&b)) else { return };
        if one == other {
            if let Some(window) = self.graph.window_mut(one) {
                window.layout.swap(a, b);
            }
            return;
        }
        for (window, leaves, comes) in [(one, a, b), (other, b, a)] {
            if let Some(window) = self.graph.window_mut(window) {
                window.layout.replace(leaves, comes);
                window.visited.retain(|&seen| seen != leaves);
                if window.active == leaves {
                    window.active = comes;
                }
            }
            if let Some(pane) = self.graph.pane_mut(comes) {
                pane.window = window;
            }
        }
        self.name_window(one);
        self.name_window(other);
    }
}
