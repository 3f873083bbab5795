//! A window: panes in a layout, others that lie over them, one of all active.

use serde::{Deserialize, Serialize};

use crate::geometry::{Direction, Point, Rect, Size, WindowSize};

use super::arrange::PaneSize;
use super::float::Float;
use crate::model::id::{PaneId, WindowId};
use crate::model::layout::{Layout, Preset};
use crate::model::options::Options;

/// Where panes have titles (`pane-border-status`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Titles {
    /// Nowhere.
    #[default]
    Off,
    /// In the borders above them, of which the window has one more.
    Above,
    /// In the borders below them.
    Below,
}

/// A window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Window {
    /// Its id.
    pub id: WindowId,
    /// Its name.
    pub name: String,
    /// Where its panes are. While zoomed it is what they go back to.
    pub layout: Layout,
    /// The panes that lie over those of the layout, the topmost last.
    pub floats: Vec<Float>,
    /// Its size, with pixels where a client told them.
    pub size: WindowSize,
    /// Where panes have titles, which take a row of it.
    pub titles: Titles,
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
    /// When it was made, in seconds of Unix time.
    pub created: i64,
    /// When something was last written in it, likewise.
    pub activity: i64,
    /// Its options.
    pub options: Options,
}

impl Window {
    /// A window with one pane, made at `now` in seconds of Unix time.
    pub fn new(id: WindowId, name: String, pane: PaneId, size: WindowSize, now: i64) -> Self {
        Self {
            id,
            name,
            layout: Layout::new(size.cells, pane),
            floats: Vec::new(),
            size,
            titles: Titles::Off,
            active: pane,
            visited: Vec::new(),
            zoomed: false,
            preset: None,
            previous_layout: None,
            bell: false,
            alerted: false,
            created: now,
            activity: now,
            options: Options::default(),
        }
    }

    /// The panes, in index order: those of the layout, and then those over them.
    pub fn panes(&self) -> Vec<PaneId> {
        let floats = self.floats.iter().map(|float| float.pane);
        self.tiled().into_iter().chain(floats).collect()
    }

    /// The panes of the layout, in index order.
    pub fn tiled(&self) -> Vec<PaneId> {
        self.layout.panes().into_iter().map(|(pane, _)| pane).collect()
    }

    /// Whether a pane is in the window.
    pub fn has(&self, pane: PaneId) -> bool {
        self.layout.rect(pane).is_some() || self.float(pane).is_some()
    }

    /// A pane that lies over others.
    pub fn float(&self, pane: PaneId) -> Option<&Float> {
        self.floats.iter().find(|float| float.pane == pane)
    }

    /// The panes that can be seen, and where, the topmost last: all of them, or the zoomed one.
    pub fn visible(&self) -> Vec<(PaneId, Rect)> {
        if self.zoomed {
            return vec![(self.active, self.below_titles(Rect::of(self.room())))];
        }
        let tiled = self.layout.panes().into_iter();
        let tiled = tiled.map(|(pane, rect)| (pane, self.below_titles(rect)));
        let inside = |float: &Float| (float.pane, float.inside(self.size.cells));
        tiled.chain(self.floats.iter().map(inside)).collect()
    }

    /// Where a pane is, or would be if none were zoomed.
    pub fn rect(&self, pane: PaneId) -> Option<Rect> {
        let shown = self.visible().into_iter().find(|(id, _)| *id == pane).map(|(_, rect)| rect);
        shown.or_else(|| match self.float(pane) {
            Some(float) => Some(float.inside(self.size.cells)),
            None => self.layout.rect(pane).map(|rect| self.below_titles(rect)),
        })
    }

    /// A rectangle of the layout in the window.
    fn below_titles(&self, rect: Rect) -> Rect {
        Rect { y: rect.y + self.above(), ..rect }
    }

    /// What of the window the layout arranges: all but the row of titles at its edge.
    pub fn room(&self) -> Size {
        let Size { cols, rows } = self.size.cells;
        Size::new(cols, rows - self.title_rows())
    }

    fn title_rows(&self) -> u16 {
        u16::from(self.titles != Titles::Off && self.size.cells.rows > 1)
    }

    /// Rows above what the layout arranges.
    pub fn above(&self) -> u16 {
        if self.titles == Titles::Above { self.title_rows() } else { 0 }
    }

    /// The pane at a place of the window, the topmost of several; none on an edge.
    pub fn pane_at(&self, x: u16, y: u16) -> Option<PaneId> {
        let at = Point::new(x, y);
        let over = self.floats.iter().rev().filter(|_| !self.zoomed);
        if let Some(float) = over.clone().find(|it| it.rect(self.size.cells).contains(at)) {
            return float.inside(self.size.cells).contains(at).then_some(float.pane);
        }
        self.visible().into_iter().find(|(_, rect)| rect.contains(at)).map(|(pane, _)| pane)
    }

    /// The index of a pane, from 0.
    pub fn position(&self, pane: PaneId) -> Option<usize> {
        self.panes().iter().position(|&id| id == pane)
    }

    /// Makes a pane active, and the topmost of those that float. Another one's zoom ends.
    pub(super) fn activate(&mut self, pane: PaneId) -> bool {
        if pane == self.active || !self.has(pane) {
            return false;
        }
        self.raise(pane);
        self.visited.retain(|&seen| seen != pane && seen != self.active);
        self.visited.push(self.active);
        self.active = pane;
        self.zoomed = false;
        true
    }

    /// The same, but a zoomed window stays zoomed where `zoom` says so (the `-Z` of tmux's
    /// commands), then with the new pane.
    pub(super) fn activate_zoomed(&mut self, pane: PaneId, zoom: bool) -> bool {
        let zoomed = self.zoomed && zoom;
        let changed = self.activate(pane);
        self.zoomed = zoomed || (self.zoomed && !changed);
        changed
    }

    /// The pane next to another, the one used last where there are several.
    pub fn neighbour(&self, from: PaneId, direction: Direction) -> Option<PaneId> {
        let recent: Vec<PaneId> =
            std::iter::once(self.active).chain(self.visited.iter().rev().copied()).collect();
        self.layout.neighbour(from, direction, &recent)
    }

    /// The pane `by` places further on in index order (or, negative, back), round the end.
    pub fn step(&self, from: PaneId, by: i64) -> Option<PaneId> {
        further(&self.panes(), from, by)
    }

    /// The same among those of the layout.
    pub fn step_tiled(&self, from: PaneId, by: i64) -> Option<PaneId> {
        further(&self.tiled(), from, by)
    }

    /// Remembers the layout for `select-layout -o`, and ends the zoom: what comes before a
    /// layout is chosen.
    pub(super) fn remember_layout(&mut self) {
        self.previous_layout = Some(self.layout.clone());
        self.zoomed = false;
    }

    /// Drags the border at `from` towards `to`, and says where it is then: it goes no further
    /// than the panes beside it let it.
    pub(super) fn drag_border(&mut self, from: Point, to: Point) -> Point {
        let above = self.above();
        let up = |at: Point| Some(Point { y: at.y.checked_sub(above)?, ..at });
        let Some(within) = up(from).filter(|_| !self.zoomed) else { return from };
        if !self.layout.drag_border(within, up(to).unwrap_or(Point { y: 0, ..to })) {
            return from;
        }
        // A border goes one way only; where two cross, both follow.
        let towards = |to: u16, from: u16| -> Vec<u16> {
            if to <= from { (to..=from).collect() } else { (from..=to).rev().collect() }
        };
        let columns = towards(to.x, from.x).into_iter().map(|x| Point::new(x, from.y));
        let rows = towards(to.y, from.y).into_iter().map(|y| Point::new(from.x, y));
        let mut places = std::iter::once(to).chain(columns).chain(rows);
        places.find(|at| up(*at).is_some_and(|at| self.layout.border_at(at))).unwrap_or(from)
    }

    /// The pane that was active before.
    pub fn last(&self) -> Option<PaneId> {
        self.visited.iter().rev().copied().find(|&pane| self.has(pane))
    }

    /// Takes a pane out of the window; `false` where it was the last one. Where it was the last of
    /// the layout, the lowest of those over it takes its place.
    pub(super) fn remove(&mut self, pane: PaneId) -> bool {
        let panes = self.panes();
        if panes.len() <= 1 || !self.has(pane) {
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
        if self.float(pane).is_some() {
            self.floats.retain(|float| float.pane != pane);
        } else if self.layout.count() == 1 {
            let lowest = self.floats.remove(0);
            self.layout.replace(pane, lowest.pane);
        } else {
            return self.layout.remove(pane);
        }
        true
    }

    /// Puts a pane, which is not yet here, where another one is.
    pub(super) fn replace(&mut self, leaves: PaneId, comes: PaneId) {
        self.layout.replace(leaves, comes);
        for float in self.floats.iter_mut().filter(|float| float.pane == leaves) {
            float.pane = comes;
        }
    }

    /// Exchanges the places of two panes.
    pub(super) fn swap(&mut self, a: PaneId, b: PaneId) {
        match (self.layout.rect(a).is_some(), self.layout.rect(b).is_some()) {
            (true, true) => self.layout.swap(a, b),
            (true, false) => self.layout.replace(a, b),
            (false, _) => self.layout.replace(b, a),
        }
        for float in &mut self.floats {
            match float.pane {
                pane if pane == a => float.pane = b,
                pane if pane == b => float.pane = a,
                _ => {}
            }
        }
    }

    /// Takes a pane out of the layout and lays it over the others in a box; `false` where it is the
    /// only one there, or not there.
    pub(super) fn lift(&mut self, float: Float) -> bool {
        if self.layout.count() < 2 || !self.layout.remove(float.pane) {
            return false;
        }
        self.zoomed = false;
        self.floats.push(float);
        true
    }

    /// Makes a pane that floats as large as asked, its box around it; its lower and its right edge
    /// move.
    pub(super) fn resize_float(&mut self, pane: PaneId, size: PaneSize) {
        let below = self.size.cells;
        let Some(float) = self.floats.iter_mut().find(|float| float.pane == pane) else { return };
        let (rect, inside) = (float.rect(below), float.inside(below));
        let (mut cols, mut rows) =
            (size.cols.unwrap_or(inside.cols), size.rows.unwrap_or(inside.rows));
        match size.by {
            Some((Direction::Right, by)) => cols = cols.saturating_add(by),
            Some((Direction::Left, by)) => cols = cols.saturating_sub(by),
            Some((Direction::Down, by)) => rows = rows.saturating_add(by),
            Some((Direction::Up, by)) => rows = rows.saturating_sub(by),
            None => {}
        }
        let around =
            |wanted: u16, rect: u16, inside: u16| wanted.max(1).saturating_add(rect - inside);
        float.rect = Rect {
            cols: around(cols, rect.cols, inside.cols),
            rows: around(rows, rect.rows, inside.rows),
            ..rect
        };
    }

    /// Lays a pane that floats over all others that do.
    pub(super) fn raise(&mut self, pane: PaneId) {
        if let Some(at) = self.floats.iter().position(|float| float.pane == pane) {
            self.floats[at..].rotate_left(1);
        }
    }

    /// Gives the window a size.
    pub(super) fn resize(&mut self, size: WindowSize) {
        self.size = size;
        self.layout.resize(self.room());
    }

    /// Gives its panes titles, or takes them away.
    pub(super) fn show_titles(&mut self, titles: Titles) {
        if self.titles != titles {
            self.titles = titles;
            self.layout.resize(self.room());
        }
    }

    /// The size of a pane: the window's where it is zoomed.
    pub fn pane_size(&self, pane: PaneId) -> Option<Size> {
        match self.zoomed && pane == self.active {
            true => Some(self.room()),
            false => match self.float(pane) {
                Some(float) => Some(float.inside(self.size.cells).size()),
                None => self.layout.rect(pane).map(Rect::size),
            },
        }
    }
}

/// The pane `by` places further on than another one, round the end.
fn further(panes: &[PaneId], from: PaneId, by: i64) -> Option<PaneId> {
    let at = panes.iter().position(|&pane| pane == from)? as i64;
    panes.get((at + by).rem_euclid(panes.len() as i64) as usize).copied()
}
