//! The panes of a window that lie over its others: where, in which order, and how they come to lie
//! there and go back. A *frame* is a cell of edges around one; its *place* is what is inside of that, and
//! may go beyond the window, as tmux lets it.

use serde::{Deserialize, Serialize};

use super::arrange::PaneSize;
use super::window::Window;
use crate::geometry::{Area, Direction, Point, Rect, Size};
use crate::model::id::PaneId;
use crate::model::layout::{Orientation, Over, SplitSize};

/// A pane that lies over the others of its window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Floating {
    /// The pane.
    pub pane: PaneId,
    /// Where it is, in the cells of the window and without its frame.
    pub place: Area,
    /// Whether there are edges around it, as its options have it.
    pub framed: bool,
    /// Whether it is seen over a zoomed pane, too.
    pub over_zoom: bool,
    /// Where it was before, for when it goes back.
    pub tile: Option<Tile>,
}

/// Where in the layout a pane was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tile {
    /// What was beside it: a pane, or several that lay together.
    pub beside: Vec<PaneId>,
    /// Which way the two lay.
    pub orientation: Orientation,
    /// Whether it was the first of them.
    pub before: bool,
}

/// The pane that takes all that is done in a window, until it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Modal {
    /// The pane.
    pub pane: PaneId,
    /// The one that was active before.
    pub before: PaneId,
    /// It takes every key, the prefix too.
    pub takes_keys: bool,
    /// A click elsewhere ends it.
    pub ends_on_click: bool,
}

/// Where a pane that floats goes among those that do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Over all others.
    Front,
    /// Below all others.
    Back,
    /// One up; with `true` from the top to the bottom.
    Forward(bool),
    /// One down; with `true` from the bottom to the top.
    Backward(bool),
    /// Below so many.
    Index(usize),
}

impl Floating {
    /// A pane at a place, in a frame.
    pub fn new(pane: PaneId, place: Area) -> Self {
        Self { pane, place, framed: true, over_zoom: false, tile: None }
    }

    /// All that it covers.
    pub fn frame(&self) -> Area {
        self.place.around(self.framed.into())
    }
}

impl Window {
    /// A pane that lies over others.
    pub fn float(&self, pane: PaneId) -> Option<&Floating> {
        self.floats.iter().find(|float| float.pane == pane)
    }

    pub(super) fn float_mut(&mut self, pane: PaneId) -> Option<&mut Floating> {
        self.floats.iter_mut().find(|float| float.pane == pane)
    }

    /// Those that are seen, the topmost last.
    pub fn shown_floats(&self) -> impl DoubleEndedIterator<Item = &Floating> {
        let below = self.zoomed_pane();
        let is_shown = move |it: &&Floating| match below {
            Some(zoomed) => it.over_zoom && it.pane != zoomed,
            None => true,
        };
        self.floats.iter().filter(is_shown)
    }

    /// How many panes that float and are seen lie over one.
    pub fn depth(&self, pane: PaneId) -> usize {
        let shown: Vec<PaneId> = self.shown_floats().map(|float| float.pane).collect();
        match shown.iter().rposition(|it| *it == pane) {
            Some(at) => shown.len() - 1 - at,
            None => shown.len() + 1,
        }
    }

    /// Lays a pane that is not here yet over the others.
    pub(super) fn lay_over(&mut self, float: Floating) {
        // Nothing comes over the one that takes all.
        let at = match self.modal.and_then(|it| self.floats.iter().position(|f| f.pane == it.pane))
        {
            Some(modal) => modal,
            None => self.floats.len(),
        };
        self.floats.insert(at, float);
    }

    /// Takes a pane out of the layout and lays it over the others; `false` where it is not there.
    pub(super) fn lift(&mut self, float: Floating) -> bool {
        if !self.layout.contains(float.pane) {
            return false;
        }
        let tile = self.layout.beside(float.pane);
        let tile = tile.map(|(beside, orientation, before)| Tile { beside, orientation, before });
        self.order = self.panes();
        let float = Floating { tile, ..float };
        self.layout.take(float.pane);
        self.zoomed = false;
        self.lay_over(float);
        true
    }

    /// Puts a pane that floats back into the layout, where it was if that is known; `false` where it
    /// does not float or there is no room.
    pub(super) fn lower(&mut self, pane: PaneId) -> bool {
        let takes_all = self.modal.is_some_and(|modal| modal.pane == pane);
        let Some(float) = self.float(pane).filter(|_| !takes_all).cloned() else { return false };
        let order = self.panes();
        let mut known = float.tile.clone();
        if let Some(tile) = &mut known {
            tile.beside.retain(|pane| self.layout.contains(*pane));
        }
        let known = known.filter(|tile| !tile.beside.is_empty());
        // Whoever was never there goes beside the one before it.
        let tile = known.or_else(|| {
            let at = order.iter().position(|id| *id == pane)?;
            let is_tiled = |id: &&PaneId| self.layout.contains(**id);
            let beside = order[..at].iter().rev().find(is_tiled);
            let beside = *beside.or_else(|| order[at..].iter().find(is_tiled))?;
            let beside = vec![beside];
            Some(Tile { beside, orientation: Orientation::TopBottom, before: false })
        });
        let put = match tile {
            None => {
                self.layout.fill(pane);
                true
            }
            Some(Tile { beside, orientation, before }) => {
                self.layout.put_beside(&beside, pane, orientation, before).is_ok()
            }
        };
        if put {
            self.order = order;
            self.was_floating.retain(|it| it.pane != pane);
            self.was_floating.push(float);
            self.was_floating.retain(|it| self.order.contains(&it.pane));
            self.floats.retain(|float| float.pane != pane);
            self.zoomed = false;
        }
        put
    }

    /// Where a pane goes that is laid over the others for one of them, and later into the layout: after
    /// that one, the way it lies.
    pub(super) fn tile_after(&self, pane: PaneId) -> Option<Tile> {
        if let Some(float) = self.float(pane) {
            return float.tile.clone();
        }
        let along = self.layout.beside(pane).map(|(_, orientation, _)| orientation);
        let orientation = along.unwrap_or(Orientation::TopBottom);
        self.layout.contains(pane).then(|| Tile { beside: vec![pane], orientation, before: false })
    }

    /// The layout as a string: of the panes below, with those that float where they would go back to,
    /// and then the places of these, the topmost first.
    pub fn layout_text(&self) -> String {
        let over = |float: &Floating| Over {
            pane: float.pane,
            place: float.place,
            after: float.tile.as_ref().and_then(|tile| tile.beside.last().copied()),
        };
        let over: Vec<Over> = self.floats.iter().rev().map(over).collect();
        self.layout.text(&over)
    }

    /// Where a pane floated last.
    pub fn floated_at(&self, pane: PaneId) -> Option<Area> {
        self.was_floating.iter().find(|it| it.pane == pane).map(|it| it.place)
    }

    /// The corner for the next pane that is laid over the others, if nobody says where: each a little
    /// further down and to the right than the one before.
    pub(super) fn cascade(&mut self, x: bool, y: bool) -> (i32, i32) {
        let Size { cols, rows } = self.size.cells;
        let next = |at: &mut u16, step: u16, room: u16, taken: bool| {
            if taken {
                *at = if *at == 0 || *at > room { step } else { *at + step };
            }
            i32::from(*at)
        };
        let (at_x, at_y) = &mut self.cascaded;
        (next(at_x, 4, cols, x), next(at_y, 2, rows, y))
    }

    /// Gives those that float edges, or takes them away.
    pub(super) fn frame_floats(&mut self, framed: &[(PaneId, bool)]) {
        for (pane, framed) in framed {
            if let Some(float) = self.float_mut(*pane) {
                float.framed = *framed;
            }
        }
    }

    /// Moves a pane that floats, and gives it a size.
    pub(super) fn place_float(&mut self, pane: PaneId, place: Area) {
        if let Some(float) = self.float_mut(pane) {
            float.place = Area::new(place.x, place.y, place.size);
        }
    }

    /// Makes a pane that floats as large as asked. What `by` names is the edge that moves.
    pub(super) fn resize_float(&mut self, pane: PaneId, size: PaneSize) {
        let Some(float) = self.float_mut(pane) else { return };
        let mut place = float.place;
        place.size.cols = size.cols.unwrap_or(place.size.cols);
        place.size.rows = size.rows.unwrap_or(place.size.rows);
        if let Some((direction, by)) = size.by {
            let grown = |side: u16| (i32::from(side) + by).clamp(1, Size::LONGEST_SIDE.into());
            let (cols, rows) = (place.size.cols, place.size.rows);
            match direction {
                Direction::Right => place.size.cols = grown(cols) as u16,
                Direction::Left => {
                    place.size.cols = grown(cols) as u16;
                    place.x -= grown(cols) - i32::from(cols);
                }
                Direction::Down => place.size.rows = grown(rows) as u16,
                Direction::Up => {
                    place.size.rows = grown(rows) as u16;
                    place.y -= grown(rows) - i32::from(rows);
                }
            }
        }
        float.place = Area::new(place.x, place.y, place.size);
    }

    /// Lays a pane that floats elsewhere among those that do.
    pub(super) fn sink(&mut self, pane: PaneId, depth: Depth) {
        let Some(at) = self.floats.iter().position(|float| float.pane == pane) else { return };
        let top = self.floats.len() - 1;
        let to = match depth {
            Depth::Front => top,
            Depth::Back => 0,
            Depth::Forward(round) if at == top => {
                if round {
                    0
                } else {
                    top
                }
            }
            Depth::Forward(_) => at + 1,
            Depth::Backward(round) if at == 0 => {
                if round {
                    top
                } else {
                    0
                }
            }
            Depth::Backward(_) => at - 1,
            Depth::Index(index) => top.saturating_sub(index),
        };
        let float = self.floats.remove(at);
        self.floats.insert(to, float);
    }

    /// Lays a pane that floats over all others that do, but for the one that takes all.
    pub(super) fn raise(&mut self, pane: PaneId) {
        if self.modal.is_none_or(|modal| modal.pane == pane) {
            self.sink(pane, Depth::Front);
        }
    }

    /// Where a pane goes that is laid beside one that floats, and where that one is then (`split-window`
    /// of a pane that floats): both within the window, half as large where there is no room for two.
    pub fn beside_float(
        &self,
        pane: PaneId,
        orientation: Orientation,
        before: bool,
        full: bool,
    ) -> Option<(Area, Area)> {
        let float = self.float(pane)?;
        let edge = i32::from(float.framed);
        let Size { cols, rows } = self.size.cells;
        let (old, across) = (float.place, (i32::from(cols), i32::from(rows)));
        // Each way by itself: what of the window is used, and what the pane has of that.
        let (room_x, room_y) = ((3, across.0 - 3), (1, across.1 - 1));
        let inside = |(from, to): (i32, i32), at: i32, len: u16| {
            let at = if from > at - edge { from + edge } else { at };
            if to < at + i32::from(len) + edge { to - i32::from(len) - edge } else { at }
        };
        let mut x = (inside(room_x, old.x, old.size.cols), i32::from(old.size.cols));
        let mut y = (inside(room_y, old.y, old.size.rows), i32::from(old.size.rows));
        let (mut new_x, mut new_y) = (x, y);
        let both = |room: (i32, i32), old: (i32, i32)| halves(room, old, edge, before);
        let whole = |room: (i32, i32)| (room.0 + edge, room.1 - room.0 - 2 * edge);
        let rest = |room: (i32, i32), old: (i32, i32), new: (i32, i32)| match before {
            true => (room.0 + edge, old.0 - room.0 - 3 * edge),
            false => (new.0, room.1 - new.0 - edge),
        };
        match orientation {
            Orientation::LeftRight => {
                (x, new_x) = both(room_x, x);
                if full {
                    (new_x, new_y) = (rest(room_x, x, new_x), whole(room_y));
                }
            }
            Orientation::TopBottom => {
                (y, new_y) = both(room_y, y);
                if full {
                    (new_y, new_x) = (rest(room_y, y, new_y), whole(room_x));
                }
            }
        }
        let area = |x: (i32, i32), y: (i32, i32)| {
            let side = |len: i32| u16::try_from(len).ok().filter(|len| *len > 0);
            Some(Area::new(x.0, y.0, Size::new(side(x.1)?, side(y.1)?)))
        };
        Some((area(x, y)?, area(new_x, new_y)?))
    }

    /// What of the window a pane that floats shows itself in, with its frame.
    pub fn framed(&self, float: &Floating) -> Option<Rect> {
        float.frame().within(self.size.cells)
    }

    /// The topmost pane that floats at a place of the window, in its frame or on it.
    pub fn float_at(&self, at: Point) -> Option<&Floating> {
        self.shown_floats().rev().find(|float| float.frame().contains(at))
    }

    /// How large a pane is that is given in cells or a part, frame and all; `None` where that is
    /// nothing.
    pub fn inside_frame(wanted: SplitSize, whole: u16, framed: bool) -> Option<u16> {
        let cells = wanted.of(whole);
        let inside = cells.checked_sub(if framed { 2 } else { 0 })?;
        (1..=Size::LONGEST_SIDE).contains(&inside).then_some(inside)
    }
}

/// Where two go that lie after each other, each a start and a length: as large as the first is, or half
/// of what there is.
fn halves(room: (i32, i32), old: (i32, i32), edge: i32, before: bool) -> ((i32, i32), (i32, i32)) {
    let step = old.1 + 2 * edge;
    let next = if before { old.0 - step } else { old.0 + step };
    let fits = match before {
        true => room.0 <= next - edge,
        false => room.1 >= next + old.1 + edge,
    };
    if fits {
        return (old, (next, old.1));
    }
    let space = match before {
        true => old.0 + old.1 - room.0 - 3 * edge + 1,
        false => room.1 - old.0 - 3 * edge + 1,
    };
    let half = space / 2;
    // Where it does not come out even, the later one has less.
    let later = half - i32::from(space % 2 == 0);
    match before {
        true => {
            let new = (room.0 + edge, half);
            ((new.0 + half + 2 * edge, later), new)
        }
        false => ((old.0, half), (old.0 + half + 2 * edge, later)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::id::WindowId;

    const SIZE: Size = Size::new(40, 12);

    proptest! {
        /// Whatever is done to a window, each of its panes is in it once, one of them is active, and
        /// the one that takes all is that.
        #[test]
        fn every_pane_is_somewhere_once(
            steps in prop::collection::vec((0..12u8, 0..6u32, 0..6u32, -60..60i32, 1..20u16), 0..40),
        ) {
            let mut window = Window::new(WindowId(0), String::new(), PaneId(0), SIZE.into(), 0);
            let (mut panes, mut next) = (vec![PaneId(0)], 1);
            for (what, a, b, x, y) in steps {
                let pick = |n: u32| panes[n as usize % panes.len()];
                let (a, b) = (pick(a), pick(b));
                let place = Area::new(x, y.into(), Size::new(y, y));
                match what {
                    0 => {
                        let new = PaneId(next);
                        let way = Orientation::LeftRight;
                        if window.layout.split(a, new, way, false, false, None).is_ok() {
                            panes.push(new);
                            next += 1;
                        }
                    }
                    1 => { window.lift(Floating::new(a, place)); }
                    2 => if window.remove(a) { panes.retain(|pane| *pane != a); },
                    3 => if a != b { window.swap(a, b); },
                    4 => { window.activate(a); }
                    5 => window.sink(a, Depth::Backward(true)),
                    6 => window.zoomed = !window.zoomed && panes.len() > 1,
                    7 => { window.lower(a); }
                    8 => {
                        let new = PaneId(next);
                        let float = Floating::new(new, place);
                        window.lay_over(Floating { over_zoom: x > 0, ..float });
                        panes.push(new);
                        next += 1;
                    }
                    9 => if window.modal.is_none() && window.float(a).is_some() {
                        let before = window.active;
                        window.modal = None;
                        window.activate(a);
                        let (takes_keys, ends_on_click) = (false, false);
                        window.modal = Some(Modal { pane: a, before, takes_keys, ends_on_click });
                    },
                    10 => window.resize_float(a, PaneSize { by: Some((Direction::Left, x)), ..PaneSize::default() }),
                    _ => window.resize(Size::new(y * 4, y).into()),
                }
                let order = window.panes();
                let mut there = order.clone();
                there.sort_unstable();
                panes.sort_unstable();
                prop_assert_eq!(&there, &panes);
                prop_assert!(window.has(window.active));
                if let Some(modal) = window.modal {
                    prop_assert!(window.active == modal.pane && window.has(modal.pane));
                }
                window.order = order.clone();
                prop_assert_eq!(window.panes(), order);
                for float in &window.floats {
                    let size = window.pane_size(float.pane).unwrap();
                    prop_assert!(size.cols > 0 && size.rows > 0);
                    window.framed(float);
                    for before in [false, true] {
                        window.beside_float(float.pane, Orientation::LeftRight, before, x > 0);
                        window.beside_float(float.pane, Orientation::TopBottom, before, x > 0);
                    }
                }
            }
        }
    }
}
