//! Which pane is where: the neighbours of a pane, and the panes at the window's sides.

use crate::geometry::{Direction, Point, Rect};
use crate::model::id::PaneId;

use super::Layout;

/// A side or a corner of the window, as targets name it: `{top}`, `{bottom-left}` …
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// `{top}`
    Top,
    /// `{bottom}`
    Bottom,
    /// `{left}`
    Left,
    /// `{right}`
    Right,
    /// `{top-left}`
    TopLeft,
    /// `{top-right}`
    TopRight,
    /// `{bottom-left}`
    BottomLeft,
    /// `{bottom-right}`
    BottomRight,
}

impl Side {
    /// The one of that name, without the braces.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "top" => Side::Top,
            "bottom" => Side::Bottom,
            "left" => Side::Left,
            "right" => Side::Right,
            "top-left" => Side::TopLeft,
            "top-right" => Side::TopRight,
            "bottom-left" => Side::BottomLeft,
            "bottom-right" => Side::BottomRight,
            _ => return None,
        })
    }
}

impl Layout {
    /// The pane at the middle of a side, or in a corner. Where the middle is a border, the pane
    /// left of it or above it.
    pub fn pane_at_side(&self, side: Side) -> Option<PaneId> {
        let size = self.size();
        let (right, bottom) = (size.cols.saturating_sub(1), size.rows.saturating_sub(1));
        let (middle_x, middle_y) = (size.cols / 2, size.rows / 2);
        let (x, y) = match side {
            Side::Top => (middle_x, 0),
            Side::Bottom => (middle_x, bottom),
            Side::Left => (0, middle_y),
            Side::Right => (right, middle_y),
            Side::TopLeft => (0, 0),
            Side::TopRight => (right, 0),
            Side::BottomLeft => (0, bottom),
            Side::BottomRight => (right, bottom),
        };
        let with_border =
            |r: &Rect| (r.x..=r.right()).contains(&x) && (r.y..=r.bottom()).contains(&y);
        self.panes().into_iter().find(|(_, rect)| with_border(rect)).map(|(pane, _)| pane)
    }

    /// The pane next to `from` that way, round the window's edge where there is none before it
    /// (`select-pane -L -R -U -D`). Of several the one that comes first in `recent`, the panes
    /// with the most recently active first; else the first in the layout.
    pub fn neighbour(
        &self,
        from: PaneId,
        direction: Direction,
        recent: &[PaneId],
    ) -> Option<PaneId> {
        let here = self.rect(from)?;
        let size = self.size();
        let touches = |there: Rect| match direction {
            Direction::Up if here.y == 0 => there.bottom() == size.rows,
            Direction::Up => there.bottom() + 1 == here.y,
            Direction::Down if here.bottom() >= size.rows => there.y == 0,
            Direction::Down => there.y == here.bottom() + 1,
            Direction::Left if here.x == 0 => there.right() == size.cols,
            Direction::Left => there.right() + 1 == here.x,
            Direction::Right if here.right() >= size.cols => there.x == 0,
            Direction::Right => there.x == here.right() + 1,
        };
        let overlaps = |there: Rect| match direction {
            Direction::Up | Direction::Down => {
                overlap((here.x, here.right()), (there.x, there.right()))
            }
            Direction::Left | Direction::Right => {
                overlap((here.y, here.bottom()), (there.y, there.bottom()))
            }
        };
        let age = |pane: &PaneId| recent.iter().position(|p| p == pane).unwrap_or(usize::MAX);
        self.panes()
            .into_iter()
            .filter(|(pane, there)| *pane != from && touches(*there) && overlaps(*there))
            .map(|(pane, _)| pane)
            .min_by_key(age)
    }

    /// The pane that the cell at `p` is in, or the nearest one in its window.
    pub fn nearest(&self, p: Point) -> Option<PaneId> {
        let distance = |r: &Rect| {
            let along = |at: u16, from: u16, to: u16| {
                u32::from(from.saturating_sub(at)) + u32::from((at + 1).saturating_sub(to))
            };
            along(p.x.min(u16::MAX - 1), r.x, r.right())
                + along(p.y.min(u16::MAX - 1), r.y, r.bottom())
        };
        self.panes().into_iter().min_by_key(|(_, rect)| distance(rect)).map(|(pane, _)| pane)
    }
}

/// Whether two stretches (first, one past the last) lie beside each other; the border at the
/// end of the first counts as part of it.
fn overlap(here: (u16, u16), there: (u16, u16)) -> bool {
    there.0 <= here.1 && there.1 > here.0
}
