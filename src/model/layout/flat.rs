//! A layout as it is written down: its cells in order, each split before what is in it. So there is
//! nothing to be gone into that may be of any depth.

use serde::{Deserialize, Serialize};

use super::cell::{Body, LayoutCell};
use super::text::DEEPEST;
use super::{Layout, Orientation};
use crate::geometry::{Rect, Size};
use crate::model::id::PaneId;

/// A layout's cells.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Flat {
    window: Size,
    cells: Vec<(Rect, FlatBody)>,
}

/// What is in a cell.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
enum FlatBody {
    Pane(PaneId),
    /// So many of the cells that follow, with what is in them.
    Split(Orientation, u32),
}

/// What was written down is no layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a layout")]
pub struct NoLayout;

impl From<Layout> for Flat {
    fn from(layout: Layout) -> Self {
        let mut cells = Vec::new();
        push(&layout.root, &mut cells);
        Self { window: layout.window, cells }
    }
}

fn push(cell: &LayoutCell, out: &mut Vec<(Rect, FlatBody)>) {
    let body = match &cell.body {
        Body::Pane(pane) => FlatBody::Pane(*pane),
        Body::Split(orientation, cells) => FlatBody::Split(*orientation, cells.len() as u32),
    };
    out.push((cell.rect, body));
    cell.cells().iter().for_each(|cell| push(cell, out));
}

impl TryFrom<Flat> for Layout {
    type Error = NoLayout;

    fn try_from(flat: Flat) -> Result<Self, NoLayout> {
        let mut rest = flat.cells.into_iter();
        let root = pull(&mut rest, 0).ok_or(NoLayout)?;
        let mut placed = root.clone();
        placed.place(0, 0);
        let mut panes: Vec<PaneId> = root.panes().into_iter().map(|(pane, _)| pane).collect();
        let count = panes.len();
        panes.sort_unstable();
        panes.dedup();
        let is_sound = root.is_filled()
            && placed == root
            && panes.len() == count
            && !flat.window.is_empty()
            && rest.next().is_none();
        is_sound.then_some(Layout { root, window: flat.window }).ok_or(NoLayout)
    }
}

fn pull(cells: &mut impl Iterator<Item = (Rect, FlatBody)>, depth: usize) -> Option<LayoutCell> {
    let (rect, body) = cells.next().filter(|_| depth <= DEEPEST)?;
    // Where it ends must be a number too.
    rect.x.checked_add(rect.cols)?.checked_add(1)?;
    rect.y.checked_add(rect.rows)?.checked_add(1)?;
    if rect.cols == 0 || rect.rows == 0 {
        return None;
    }
    match body {
        FlatBody::Pane(pane) => Some(LayoutCell::pane(pane, rect)),
        FlatBody::Split(orientation, count) if count >= 2 => {
            let parts = (0..count).map(|_| pull(cells, depth + 1)).collect::<Option<Vec<_>>>()?;
            Some(LayoutCell::split(orientation, rect, parts))
        }
        FlatBody::Split(orientation, 0) if depth == 0 => {
            Some(LayoutCell::split(orientation, rect, Vec::new()))
        }
        FlatBody::Split(..) => None,
    }
}
