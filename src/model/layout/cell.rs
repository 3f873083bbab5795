//! The tree itself, and the arithmetic that keeps it filled: every change of a size goes
//! through here. Offsets follow from the sizes ([`LayoutCell::place`]).

use crate::geometry::{Point, Rect};
use crate::model::id::PaneId;

use super::Orientation;

/// The least that a pane has, each way.
pub(super) const MINIMUM: u16 = 1;

/// A node of the tree with the place that it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LayoutCell {
    pub rect: Rect,
    pub body: Body,
}

/// What is in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Body {
    /// One pane.
    Pane(PaneId),
    /// Two or more cells beside or below each other; none in a layout without panes.
    Split(Orientation, Vec<LayoutCell>),
}

impl LayoutCell {
    pub fn pane(pane: PaneId, rect: Rect) -> Self {
        Self { rect, body: Body::Pane(pane) }
    }

    pub fn split(orientation: Orientation, rect: Rect, cells: Vec<LayoutCell>) -> Self {
        Self { rect, body: Body::Split(orientation, cells) }
    }

    /// The cells of a split; none in a pane.
    pub fn cells(&self) -> &[LayoutCell] {
        match &self.body {
            Body::Pane(_) => &[],
            Body::Split(_, cells) => cells,
        }
    }

    /// The cells of a split; none in a pane.
    pub fn cells_mut(&mut self) -> &mut [LayoutCell] {
        match &mut self.body {
            Body::Pane(_) => &mut [],
            Body::Split(_, cells) => cells,
        }
    }

    /// Which way a split lies; `None` for a pane.
    pub fn orientation(&self) -> Option<Orientation> {
        match self.body {
            Body::Pane(_) => None,
            Body::Split(orientation, _) => Some(orientation),
        }
    }

    /// How far it goes along `axis`.
    pub fn extent(&self, axis: Orientation) -> u16 {
        axis.of(self.rect.size())
    }

    /// Says how far it goes along `axis`, and leaves what is in it alone.
    pub fn set_extent(&mut self, axis: Orientation, extent: u16) {
        match axis {
            Orientation::LeftRight => self.rect.cols = extent,
            Orientation::TopBottom => self.rect.rows = extent,
        }
    }

    /// What it can lose along `axis`.
    pub fn slack(&self, axis: Orientation) -> u16 {
        let slacks = self.cells().iter().map(|cell| cell.slack(axis));
        match self.orientation() {
            None => self.extent(axis).saturating_sub(MINIMUM),
            Some(_) if self.cells().is_empty() => self.extent(axis).saturating_sub(MINIMUM),
            Some(along) if along == axis => slacks.fold(0, u16::saturating_add),
            Some(_) => slacks.min().unwrap_or(0),
        }
    }

    /// The least that it can have along `axis`.
    pub fn least(&self, axis: Orientation) -> u16 {
        self.extent(axis).saturating_sub(self.slack(axis))
    }

    /// Makes it larger by `by`. Cells along `axis` get one each in turn.
    pub fn grow(&mut self, axis: Orientation, by: u16) {
        self.set_extent(axis, self.extent(axis).saturating_add(by));
        let along = self.orientation() == Some(axis);
        let cells = self.cells_mut();
        if !along {
            cells.iter_mut().for_each(|cell| cell.grow(axis, by));
            return;
        }
        let count = cells.len().max(1);
        (0..usize::from(by)).for_each(|turn| {
            if let Some(cell) = cells.get_mut(turn % count) {
                cell.grow(axis, 1);
            }
        });
    }

    /// Makes it smaller by `by`, or by its slack where that is less. Cells along `axis` lose
    /// one each in turn, those passed over that have no slack.
    pub fn shrink(&mut self, axis: Orientation, by: u16) {
        let by = by.min(self.slack(axis));
        self.set_extent(axis, self.extent(axis) - by);
        let along = self.orientation() == Some(axis);
        let cells = self.cells_mut();
        if !along {
            cells.iter_mut().for_each(|cell| cell.shrink(axis, by));
            return;
        }
        let mut left = if cells.is_empty() { 0 } else { by };
        while left > 0 {
            for cell in cells.iter_mut().filter(|cell| cell.slack(axis) > 0) {
                if left > 0 {
                    cell.shrink(axis, 1);
                    left -= 1;
                }
            }
        }
    }

    /// Moves its corner to `x`, `y`, and what is in it along.
    pub fn place(&mut self, x: u16, y: u16) {
        (self.rect.x, self.rect.y) = (x, y);
        let (mut x, mut y) = (x, y);
        let orientation = self.orientation();
        for cell in self.cells_mut() {
            cell.place(x, y);
            match orientation {
                Some(Orientation::LeftRight) => x = x.saturating_add(cell.rect.cols + 1),
                _ => y = y.saturating_add(cell.rect.rows + 1),
            }
        }
    }

    /// Takes the cell at `index` out of a split; the one before it, or else the one after it,
    /// grows over its place. A split of which one cell is left becomes that cell.
    pub fn take_out(&mut self, index: usize) {
        let Body::Split(axis, cells) = &mut self.body else { return };
        let gone = cells.remove(index);
        let room = gone.extent(*axis).saturating_add(1);
        if let Some(heir) = cells.get_mut(index.saturating_sub(1)) {
            heir.grow(*axis, room);
        }
        if cells.len() == 1
            && let Some(only) = cells.pop()
        {
            *self = only;
        }
    }

    /// The way to a pane: which cell of each split, from the root.
    pub fn path_to(&self, pane: PaneId) -> Option<Vec<usize>> {
        match &self.body {
            Body::Pane(here) => (*here == pane).then(Vec::new),
            Body::Split(_, cells) => cells.iter().enumerate().find_map(|(index, cell)| {
                let mut path = cell.path_to(pane)?;
                path.insert(0, index);
                Some(path)
            }),
        }
    }

    /// The cell at the end of a way.
    pub fn at(&self, path: &[usize]) -> Option<&LayoutCell> {
        path.iter().try_fold(self, |cell, index| cell.cells().get(*index))
    }

    /// The cell at the end of a way.
    pub fn at_mut(&mut self, path: &[usize]) -> Option<&mut LayoutCell> {
        path.iter().try_fold(self, |cell, index| cell.cells_mut().get_mut(*index))
    }

    /// How many splits lie in one another in it.
    pub fn depth(&self) -> usize {
        self.cells().iter().map(|cell| cell.depth() + 1).max().unwrap_or(0)
    }

    /// How many panes are in it.
    pub fn count(&self) -> usize {
        match &self.body {
            Body::Pane(_) => 1,
            Body::Split(_, cells) => cells.iter().map(LayoutCell::count).sum(),
        }
    }

    /// The panes in it, in order.
    pub fn panes(&self) -> Vec<(PaneId, Rect)> {
        match &self.body {
            Body::Pane(pane) => vec![(*pane, self.rect)],
            Body::Split(_, cells) => cells.iter().flat_map(LayoutCell::panes).collect(),
        }
    }

    /// Shows every pane in it to `f`, in order.
    pub fn for_each_pane(&mut self, f: &mut impl FnMut(&mut PaneId)) {
        match &mut self.body {
            Body::Pane(pane) => f(pane),
            Body::Split(_, cells) => cells.iter_mut().for_each(|cell| cell.for_each_pane(f)),
        }
    }

    /// The pane that has the cell at `p`.
    pub fn pane_at(&self, p: Point) -> Option<PaneId> {
        if !self.rect.contains(p) {
            return None;
        }
        match &self.body {
            Body::Pane(pane) => Some(*pane),
            Body::Split(_, cells) => cells.iter().find_map(|cell| cell.pane_at(p)),
        }
    }
}
