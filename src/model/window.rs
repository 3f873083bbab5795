//! A window: panes in a layout, one of them active.

use serde::{Deserialize, Serialize};

use crate::geometry::{Rect, Size, WindowSize};

use super::id::{PaneId, WindowId};
use super::layout::{Layout, Preset};
use super::options::Options;

/// A window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Window {
    /// Its id.
    pub id: WindowId,
    /// Its name.
    pub name: String,
    /// Where its panes are. While zoomed it is what they go back to.
    pub layout: Layout,
    /// Its size, with pixels where a client told them.
    pub size: WindowSize,
    /// The active pane.
    pub active: PaneId,
    /// Panes that were active before, the latest last.
    pub visited: Vec<PaneId>,
    /// Whether the active pane takes the whole window.
    pub zoomed: bool,
    /// The preset that was applied last.
    pub preset: Option<Preset>,
    /// The layout before the last change by a command (`select-layout -o`).
    pub previous_layout: Option<Layout>,
    /// A bell rang in it since it was last looked at.
    pub bell: bool,
    /// Something was written in it since it was last looked at, and that is watched for.
    pub alerted: bool,
    /// Its size was set by hand (`resize-window`), and follows no client.
    pub manual_size: bool,
    /// When it was made, in seconds of Unix time.
    pub created: i64,
    /// When something was last written in it, likewise.
    pub activity: i64,
    /// Its options.
    pub options: Options,
}

impl Window {
    /// The panes, in index order.
    pub fn panes(&self) -> Vec<PaneId> {
        self.layout.panes().into_iter().map(|(pane, _)| pane).collect()
    }

    /// The panes that can be seen, and where: all of them, or the zoomed one.
    pub fn visible(&self) -> Vec<(PaneId, Rect)> {
        match self.zoomed {
            true => vec![(self.active, Rect::of(self.size.cells))],
            false => self.layout.panes(),
        }
    }

    /// The pane at a place of the window.
    pub fn pane_at(&self, x: u16, y: u16) -> Option<PaneId> {
        let at = crate::geometry::Point::new(x, y);
        self.visible().into_iter().find(|(_, rect)| rect.contains(at)).map(|(pane, _)| pane)
    }

    /// The index of a pane, from 0.
    pub fn position(&self, pane: PaneId) -> Option<usize> {
        self.panes().iter().position(|&id| id == pane)
    }

    /// Makes a pane active. Another one's zoom ends.
    pub fn activate(&mut self, pane: PaneId) -> bool {
        if pane == self.active || self.layout.rect(pane).is_none() {
            return false;
        }
        self.visited.retain(|&seen| seen != pane && seen != self.active);
        self.visited.push(self.active);
        self.active = pane;
        self.zoomed = false;
        true
    }

    /// The pane that was active before.
    pub fn last(&self) -> Option<PaneId> {
        self.visited.iter().rev().copied().find(|&pane| self.layout.rect(pane).is_some())
    }

    /// Takes a pane out of the layout; `false` where it was the last one.
    pub fn remove(&mut self, pane: PaneId) -> bool {
        let panes = self.panes();
        if panes.len() <= 1 {
            return false;
        }
        let at = panes.iter().position(|&id| id == pane).unwrap_or(0);
        self.zoomed = false;
        self.visited.retain(|&seen| seen != pane);
        if self.active == pane {
            let neighbour = if at > 0 { panes[at - 1] } else { panes[1] };
            self.active = self.last().unwrap_or(neighbour);
            let active = self.active;
            self.visited.retain(|&seen| seen != active);
        }
        self.layout.remove(pane)
    }

    /// Gives the window a size.
    pub fn resize(&mut self, size: WindowSize) {
        self.size = size;
        self.layout.resize(size.cells);
    }

    /// The size of a pane: the window's where it is zoomed.
    pub fn pane_size(&self, pane: PaneId) -> Option<Size> {
        match self.zoomed && pane == self.active {
            true => Some(self.size.cells),
            false => self.layout.rect(pane).map(Rect::size),
        }
    }
}
