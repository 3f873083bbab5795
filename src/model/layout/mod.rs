//! How a window is divided among its panes: a tree of rows and columns, as tmux lays out.
//!
//! Knows pane ids and geometry; knows no pane, no window and no option. Its words:
//!
//! - A **cell** is a node of the tree: a pane, or a split.
//! - A **split** has two or more cells beside or below each other, one cell of border between
//!   each and the next. All are as large as the split across its orientation, and with the
//!   borders they fill it along its orientation.
//! - **Slack** is what a cell can lose along an orientation before one of its panes is smaller
//!   than one cell.
//!
//! ```text
//!   LeftRight                       %0 | %1
//!   ├─ %0                              +----      the + belongs to the left-right split's
//!   └─ TopBottom                       | %2       border, the ---- to the top-bottom split's
//!      ├─ %1
//!      └─ %2
//! ```
//!
//! Every pane keeps at least one cell each way, so a layout can be larger than its window; what
//! does not fit is not shown. Since tmux's scripts know the sizes that tmux gives, the
//! distribution of cells follows tmux, to its roundings.

mod cell;
mod find;
mod flat;
mod preset;
mod resize;
mod split;
mod text;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::geometry::{Point, Rect, Size};
use crate::model::id::PaneId;

use cell::LayoutCell;
pub use find::Side;
pub use preset::{MainSizes, Preset};
pub use split::{NoSpace, SplitSize};
pub use text::{Floats, LayoutError, Over, parse, parse_all};

/// Which way a split lies, and so along which of its sides its cells are counted out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Orientation {
    /// Beside each other (`split-window -h`); written with braces in a layout string.
    LeftRight,
    /// Below each other (`split-window -v`); written with brackets in a layout string.
    TopBottom,
}

impl Orientation {
    /// Both.
    const BOTH: [Orientation; 2] = [Orientation::LeftRight, Orientation::TopBottom];

    /// How far a size goes this way.
    fn of(self, size: Size) -> u16 {
        match self {
            Orientation::LeftRight => size.cols,
            Orientation::TopBottom => size.rows,
        }
    }
}

/// The division of one window. It has each pane once, and none where all of the window's float.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "flat::Flat", into = "flat::Flat")]
pub struct Layout {
    root: LayoutCell,
    /// What the layout is to fill, where its panes fit in it.
    window: Size,
}

impl Layout {
    /// One pane that takes all of `size` (at least one cell).
    pub fn new(size: Size, pane: PaneId) -> Self {
        let window = Size::new(size.cols.max(1), size.rows.max(1));
        Self { root: LayoutCell::pane(pane, Rect::of(window)), window }
    }

    /// What it takes: the window's size, or more where the panes do not fit in the window.
    pub fn size(&self) -> Size {
        self.root.rect.size()
    }

    /// The panes with their places, in the order of their indexes: top to bottom and left to
    /// right through the tree.
    pub fn panes(&self) -> Vec<(PaneId, Rect)> {
        self.root.panes()
    }

    /// How many panes there are.
    pub fn count(&self) -> usize {
        self.root.count()
    }

    /// Whether `pane` is one of them.
    pub fn contains(&self, pane: PaneId) -> bool {
        self.rect(pane).is_some()
    }

    /// Where a pane is.
    pub fn rect(&self, pane: PaneId) -> Option<Rect> {
        Some(self.root.at(&self.root.path_to(pane)?)?.rect)
    }

    /// The pane that the cell at `p` belongs to; `None` on a border and outside.
    pub fn at(&self, p: Point) -> Option<PaneId> {
        self.root.pane_at(p)
    }

    /// Takes a pane away; the one before it gets its room (the one after it, where it was the
    /// first of its split). False, and nothing happens, where it is the only one or not here.
    pub fn remove(&mut self, pane: PaneId) -> bool {
        let Some(path) = self.root.path_to(pane) else { return false };
        let Some((&index, parent)) = path.split_last() else { return false };
        let Some(parent) = self.root.at_mut(parent) else { return false };
        parent.take_out(index);
        self.fit();
        true
    }

    /// As [`Layout::remove`], but the only one can be taken too: then nothing is there.
    pub fn take(&mut self, pane: PaneId) {
        if !self.remove(pane) && self.contains(pane) {
            self.root =
                LayoutCell::split(Orientation::TopBottom, Rect::of(self.window), Vec::new());
        }
    }

    /// Puts a pane where nothing is.
    pub fn fill(&mut self, pane: PaneId) {
        if self.count() == 0 {
            self.root = LayoutCell::pane(pane, Rect::of(self.window));
        }
    }

    /// What is beside a pane in its split, that before it rather than that after it: the panes there,
    /// which way it lies, and whether the pane comes before it.
    pub fn beside(&self, pane: PaneId) -> Option<(Vec<PaneId>, Orientation, bool)> {
        let path = self.root.path_to(pane)?;
        let (&index, parent) = path.split_last()?;
        let split = self.root.at(parent)?;
        let other = if index > 0 { index - 1 } else { index + 1 };
        let panes = split.cells().get(other)?.panes().into_iter().map(|(pane, _)| pane);
        Some((panes.collect(), split.orientation()?, index == 0))
    }

    /// Makes it fill a window of `size`: what is gained or lost is handed out a cell at a time,
    /// from the first pane of each split to its last and over again.
    pub fn resize(&mut self, size: Size) {
        self.window = Size::new(size.cols.max(1), size.rows.max(1));
        self.fit();
    }

    /// As large as the window, or as near to it as the panes' least sizes let it.
    fn fit(&mut self) {
        for axis in Orientation::BOTH {
            let (have, want) = (self.root.extent(axis), axis.of(self.window));
            self.root.grow(axis, want.saturating_sub(have));
            self.root.shrink(axis, have.saturating_sub(want));
        }
        self.root.place(0, 0);
    }

    /// Exchanges the places of two panes.
    pub fn swap(&mut self, a: PaneId, b: PaneId) {
        self.root.for_each_pane(&mut |pane| {
            if *pane == a {
                *pane = b;
            } else if *pane == b {
                *pane = a;
            }
        });
    }

    /// Puts `new`, which is not yet here, where `old` is.
    pub fn replace(&mut self, old: PaneId, new: PaneId) {
        self.root.for_each_pane(&mut |pane| {
            if *pane == old {
                *pane = new;
            }
        });
    }

    /// Moves every pane to the place of the one after it, the last to the first's
    /// (`rotate-window -D`), or the other way round (`-U`).
    pub fn rotate(&mut self, forward: bool) {
        let mut order: Vec<PaneId> = self.panes().iter().map(|(pane, _)| *pane).collect();
        match forward {
            true => order.rotate_right(1),
            false => order.rotate_left(1),
        }
        self.seat(&order);
    }

    /// Gives the places, in order, to these panes.
    fn seat(&mut self, order: &[PaneId]) {
        let mut order = order.iter();
        self.root.for_each_pane(&mut |pane| {
            if let Some(next) = order.next() {
                *pane = *next;
            }
        });
    }
}
