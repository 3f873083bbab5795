//! Making room for a new pane: beside one pane, or along a whole side of the window.

use crate::geometry::Rect;
use crate::model::id::PaneId;

use super::cell::{Body, LayoutCell, MINIMUM};
use super::text::DEEPEST;
use super::{Layout, Orientation};

/// How large a pane is to be, as commands and options say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SplitSize {
    /// So many columns or rows.
    Cells(u16),
    /// So many hundredths of what there is.
    Percent(u16),
}

impl SplitSize {
    /// Reads `80` or `50%`.
    pub fn parse(text: &str) -> Option<Self> {
        match text.strip_suffix('%') {
            Some(number) => number.parse().ok().filter(|n| *n <= 100).map(SplitSize::Percent),
            None => text.parse().ok().map(SplitSize::Cells),
        }
    }

    /// In cells, where there are `whole`.
    pub fn of(self, whole: u16) -> u16 {
        match self {
            SplitSize::Cells(cells) => cells,
            SplitSize::Percent(percent) => {
                (u32::from(whole) * u32::from(percent) / 100).min(u16::MAX.into()) as u16
            }
        }
    }
}

/// A pane could not be split: it, or the window, is too small, or lies in too many splits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no space for new pane")]
pub struct NoSpace;

impl Layout {
    /// Splits `at` and puts `new`, which is not yet here, after it or `before` it. With `full`
    /// the new pane lies along the whole of that side of the window, and all the others make
    /// room in proportion. `size` is the new pane's, of which hundredths are of the pane that is
    /// split (of the window with `full`); without it they share evenly.
    ///
    /// # Errors
    /// Where a pane would get smaller than one cell or lie deeper than layouts are read, or `at` is not
    /// here. Nothing has changed.
    pub fn split(
        &mut self,
        at: PaneId,
        new: PaneId,
        orientation: Orientation,
        before: bool,
        full: bool,
        size: Option<SplitSize>,
    ) -> Result<(), NoSpace> {
        let path = match full {
            true => Vec::new(),
            false => self.root.path_to(at).ok_or(NoSpace)?,
        };
        self.split_cell(&path, new, orientation, before, size)
    }

    /// As [`Layout::split`], of the smallest cell that has all of these panes.
    ///
    /// # Errors
    /// There is no room, or none of them is here. Nothing has changed.
    pub fn put_beside(
        &mut self,
        panes: &[PaneId],
        new: PaneId,
        orientation: Orientation,
        before: bool,
    ) -> Result<(), NoSpace> {
        let paths = panes.iter().filter_map(|pane| self.root.path_to(*pane));
        let same = |a: Vec<usize>, b: Vec<usize>| {
            a.into_iter().zip(b).take_while(|(a, b)| a == b).map(|(a, _)| a).collect()
        };
        let path: Vec<usize> = paths.reduce(same).ok_or(NoSpace)?;
        self.split_cell(&path, new, orientation, before, None)
    }

    fn split_cell(
        &mut self,
        path: &[usize],
        new: PaneId,
        orientation: Orientation,
        before: bool,
        size: Option<SplitSize>,
    ) -> Result<(), NoSpace> {
        let target = self.root.at(path).ok_or(NoSpace)?;
        if target.count() == 0 {
            return Err(NoSpace);
        }
        let shares = Shares::new(target.extent(orientation), before, size)?;
        if shares.old < target.least(orientation) {
            return Err(NoSpace);
        }
        if path.len() + target.depth() >= DEEPEST && !self.root.has_room(path, orientation) {
            return Err(NoSpace);
        }
        let mut added = LayoutCell::pane(new, target.rect);
        added.set_extent(orientation, shares.new);
        self.root.insert(path, added, orientation, before, shares.old);
        self.root.place(0, 0);
        Ok(())
    }
}

/// How a cell's extent is divided between what was in it and the new pane, the border taken off.
struct Shares {
    old: u16,
    new: u16,
}

impl Shares {
    fn new(whole: u16, before: bool, size: Option<SplitSize>) -> Result<Self, NoSpace> {
        if whole < 2 * MINIMUM + 1 {
            return Err(NoSpace);
        }
        // The second of the two is what tmux works out; the first gets what is left.
        let wanted = match size {
            None => whole.div_ceil(2).saturating_sub(1),
            Some(size) if before => whole.saturating_sub(size.of(whole)).saturating_sub(1),
            Some(size) => size.of(whole),
        };
        let second = wanted.clamp(MINIMUM, whole - MINIMUM - 1);
        let first = whole - 1 - second;
        Ok(match before {
            true => Self { old: second, new: first },
            false => Self { old: first, new: second },
        })
    }
}

impl LayoutCell {
    /// Whether a cell can be put beside the one at `path` without a new split: that, or the one it is
    /// in, lies that way already.
    fn has_room(&self, path: &[usize], axis: Orientation) -> bool {
        let lies = |path| self.at(path).and_then(LayoutCell::orientation) == Some(axis);
        lies(path) || path.split_last().is_some_and(|(_, parent)| lies(parent))
    }

    /// Puts `added` beside the cell at `path`, which keeps `old` of its extent.
    fn insert(
        &mut self,
        path: &[usize],
        added: LayoutCell,
        axis: Orientation,
        before: bool,
        old: u16,
    ) {
        let place = |index: usize| if before { index } else { index + 1 };
        if let Some((&index, parent)) = path.split_last()
            && let Some(LayoutCell { body: Body::Split(along, cells), .. }) = self.at_mut(parent)
            && *along == axis
        {
            if let Some(target) = cells.get_mut(index) {
                target.set_extent(axis, old);
                target.refit_cells();
            }
            cells.insert(place(index), added);
            return;
        }
        let Some(target) = self.at_mut(path) else { return };
        let whole = target.rect;
        target.set_extent(axis, old);
        target.refit_cells();
        match &mut target.body {
            // Along the side of a window that is split this way already.
            Body::Split(along, cells) if *along == axis => {
                target.rect = whole;
                cells.insert(if before { 0 } else { cells.len() }, added);
            }
            _ => {
                let target = std::mem::replace(target, LayoutCell::pane(PaneId(0), whole));
                let cells = if before { vec![added, target] } else { vec![target, added] };
                if let Some(place) = self.at_mut(path) {
                    *place = LayoutCell::split(axis, whole, cells);
                }
            }
        }
    }

    /// Gives its cells their part of its own size, in proportion to what they had.
    fn refit_cells(&mut self) {
        let Rect { cols, rows, .. } = self.rect;
        let Body::Split(along, cells) = &mut self.body else { return };
        let whole = along.of(self.rect.size());
        let shares = in_proportion(cells, *along, whole);
        for (cell, share) in cells.iter_mut().zip(shares) {
            (cell.rect.cols, cell.rect.rows) = match along {
                Orientation::LeftRight => (share, rows),
                Orientation::TopBottom => (cols, share),
            };
            cell.refit_cells();
        }
    }
}

/// What each of the cells of a split along `axis` gets when together they get `whole`, which is
/// not less than they need: what it had in proportion, rounded down, and no less than it needs;
/// but so much stays that all that follow get what they need, and the last one has what remains.
fn in_proportion(cells: &[LayoutCell], axis: Orientation, whole: u16) -> Vec<u16> {
    let with_border = |size: u16| u32::from(size) + 1;
    let before = cells.iter().map(|cell| with_border(cell.extent(axis))).sum::<u32>() - 1;
    let mut needed: u32 = cells.iter().map(|cell| with_border(cell.least(axis))).sum();
    let mut left = with_border(whole);
    let mut shares: Vec<u16> = Vec::with_capacity(cells.len());
    for (following, cell) in (0..cells.len()).rev().zip(cells) {
        needed -= with_border(cell.least(axis));
        let most = left.saturating_sub(needed + 1);
        let scaled = match following {
            0 => most,
            _ => u32::from(cell.extent(axis)) * u32::from(whole) / before,
        };
        let share = scaled.max(cell.least(axis).into()).min(most);
        left = left.saturating_sub(share + 1);
        shares.push(share.min(whole.into()) as u16);
    }
    shares
}
