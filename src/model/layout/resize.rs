//! Moving borders: by command, to a given size, and with the mouse.

use crate::geometry::{Direction, Point};
use crate::model::id::PaneId;

use super::cell::LayoutCell;
use super::{Layout, Orientation};

/// The border after the cell `index` of the split at `parent`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Border {
    parent: Vec<usize>,
    index: usize,
}

impl Layout {
    /// Moves the border after a pane (the one before it, where it is the last of its split) by
    /// so many cells, or as far as it goes (`resize-pane -L -R -U -D`).
    pub fn resize_pane(&mut self, pane: PaneId, direction: Direction, by: u16) {
        let (axis, by) = match direction {
            Direction::Left => (Orientation::LeftRight, -i32::from(by)),
            Direction::Right => (Orientation::LeftRight, i32::from(by)),
            Direction::Up => (Orientation::TopBottom, -i32::from(by)),
            Direction::Down => (Orientation::TopBottom, i32::from(by)),
        };
        let Some((mut border, last)) = self.border_of(pane, axis) else { return };
        border.index -= usize::from(last);
        self.move_border(&border, axis, by, true);
    }

    /// Gives a pane so many columns and rows, or as near to it as the others let it
    /// (`resize-pane -x -y`).
    pub fn set_pane_size(&mut self, pane: PaneId, cols: Option<u16>, rows: Option<u16>) {
        let wanted = [(Orientation::LeftRight, cols), (Orientation::TopBottom, rows)];
        for (axis, size) in wanted.into_iter().filter_map(|(axis, size)| Some((axis, size?))) {
            let Some((mut border, last)) = self.border_of(pane, axis) else { continue };
            let cell = self.root.at(&border.parent).and_then(|c| c.cells().get(border.index));
            let Some(cell) = cell else { continue };
            let change = i32::from(size) - i32::from(cell.extent(axis));
            border.index -= usize::from(last);
            self.move_border(&border, axis, if last { -change } else { change }, true);
        }
    }

    /// Moves the border at `from`, or the two that meet there, to `to`, or as far as they go.
    /// False where nothing moved.
    pub fn drag_border(&mut self, from: Point, to: Point) -> bool {
        let around = [(0, 0), (1, 0), (0, 1), (-1, 0), (0, -1)];
        let mut borders: Vec<Border> = Vec::new();
        for (x, y) in around {
            let near = from.x.checked_add_signed(x).zip(from.y.checked_add_signed(y));
            let border = near.and_then(|(x, y)| self.border(Point::new(x, y)));
            borders.extend(border.filter(|border| !borders.contains(border)));
        }
        // A cell beside a border is not on it: only a crossing takes its neighbours along.
        if !self.border_at(from) {
            return false;
        }
        let before = self.root.clone();
        for border in borders {
            match self.root.at(&border.parent).and_then(LayoutCell::orientation) {
                Some(axis @ Orientation::LeftRight) => {
                    self.move_border(&border, axis, i32::from(to.x) - i32::from(from.x), false);
                }
                Some(axis @ Orientation::TopBottom) => {
                    self.move_border(&border, axis, i32::from(to.y) - i32::from(from.y), false);
                }
                None => {}
            }
        }
        self.root != before
    }

    /// Whether the cell at `p` is part of a border.
    pub fn border_at(&self, p: Point) -> bool {
        self.border(p).is_some()
    }

    /// Makes the cells of the innermost split around `pane` that is uneven equally large
    /// (`select-layout -E`). False where all of them are so already.
    pub fn spread(&mut self, pane: PaneId) -> bool {
        let Some(path) = self.root.path_to(pane) else { return false };
        let changed = (0..path.len())
            .rev()
            .any(|depth| self.root.at_mut(&path[..depth]).is_some_and(|split| split.spread()));
        self.root.place(0, 0);
        changed
    }

    /// The border after the cell that `pane` is in, in the innermost split along `axis` around
    /// it, and whether that cell is the split's last.
    fn border_of(&self, pane: PaneId, axis: Orientation) -> Option<(Border, bool)> {
        let path = self.root.path_to(pane)?;
        (0..path.len()).rev().find_map(|depth| {
            let split = self.root.at(&path[..depth])?;
            let last = path[depth] + 1 == split.cells().len();
            let border = Border { parent: path[..depth].to_vec(), index: path[depth] };
            (split.orientation() == Some(axis)).then_some((border, last))
        })
    }

    /// The border that the cell at `p` is part of.
    fn border(&self, p: Point) -> Option<Border> {
        let mut parent = Vec::new();
        let mut here = &self.root;
        if !here.rect.contains(p) {
            return None;
        }
        while let Some(orientation) = here.orientation() {
            let cells = here.cells();
            if let Some(inside) = cells.iter().position(|cell| cell.rect.contains(p)) {
                parent.push(inside);
                here = &cells[inside];
                continue;
            }
            let index = cells.iter().position(|cell| match orientation {
                Orientation::LeftRight => cell.rect.right() == p.x,
                Orientation::TopBottom => cell.rect.bottom() == p.y,
            })?;
            return Some(Border { parent, index });
        }
        None
    }

    /// Moves a border by `by` cells. What one side gains the nearest cells of the other that
    /// have slack lose. Where those after the border have none left, `either_side` takes from
    /// those before the cell that grows.
    fn move_border(&mut self, border: &Border, axis: Orientation, by: i32, either_side: bool) {
        let Some(split) = self.root.at_mut(&border.parent) else { return };
        let (cells, index) = (split.cells_mut(), border.index);
        let mut left = by.unsigned_abs().min(u16::MAX.into()) as u16;
        while left > 0 && index + 1 < cells.len() {
            let has_slack = |i: &usize| cells[*i].slack(axis) > 0;
            let (gains, loses) = match by > 0 {
                true => {
                    let after = (index + 1..cells.len()).find(has_slack);
                    let before = || (0..index).rev().find(has_slack).filter(|_| either_side);
                    (index, after.or_else(before))
                }
                false => (index + 1, (0..=index).rev().find(has_slack)),
            };
            let Some(loses) = loses else { break };
            let step = cells[loses].slack(axis).min(left);
            cells[gains].grow(axis, step);
            cells[loses].shrink(axis, step);
            left -= step;
        }
        self.root.place(0, 0);
    }
}

impl LayoutCell {
    /// Makes the cells of a split equally large, the first ones by one larger where that does not come
    /// out even. False where nothing changed.
    pub(super) fn spread(&mut self) -> bool {
        let Some(axis) = self.orientation() else { return false };
        let whole = self.extent(axis);
        let cells = self.cells_mut();
        let count = cells.len() as u16;
        let room = whole.saturating_sub(count.saturating_sub(1));
        let (each, spare) = (room / count.max(1), room % count.max(1));
        // A cell that holds a split along the same axis may be unable to get so small.
        if each == 0 || cells.iter().any(|cell| cell.least(axis) > each) {
            return false;
        }
        let mut changed = false;
        for (turn, cell) in (0..).zip(cells) {
            let size = each + u16::from(turn < spare);
            let have = cell.extent(axis);
            cell.grow(axis, size.saturating_sub(have));
            cell.shrink(axis, have.saturating_sub(size));
            changed |= size != have;
        }
        changed
    }
}
