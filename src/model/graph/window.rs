//! A window: panes in a layout, others that lie over them, one of all active.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::geometry::{Area, Direction, Point, Rect, Size, WindowSize};

use super::floating::{Floating, Modal};
use crate::model::id::{PaneId, WindowId};
use crate::model::layout::{Layout, Preset};
use crate::model::options::Options;
use crate::saved::Origin;

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

impl Titles {
    /// Where `pane-border-status` has them by that name.
    pub fn named(name: &str) -> Self {
        match name {
            "off" => Self::Off,
            name if name.starts_with("bottom") => Self::Below,
            _ => Self::Above,
        }
    }
}

/// The scrollbars of a window's panes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bars {
    /// They are beside the panes.
    pub beside: bool,
    /// They lie over the panes, for a while.
    pub over: bool,
    /// They are at the left.
    pub at_left: bool,
    /// The columns of those beside panes, with what is between them and the pane. What is in no state
    /// follows from options and programs.
    pub columns: BTreeMap<PaneId, u16>,
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
    pub floats: Vec<Floating>,
    /// The panes in the order of their indexes, as it was when one came or went last: those that float
    /// have places in it that no layout knows.
    pub order: Vec<PaneId>,
    /// Those that floated, and where, for when they do so again.
    pub was_floating: Vec<Floating>,
    /// Where the last pane was laid that nobody said a place for.
    pub cascaded: (u16, u16),
    /// The pane that takes all that is done in the window, if there is such.
    pub modal: Option<Modal>,
    /// Its size, with pixels where a client told them.
    pub size: WindowSize,
    /// Where panes have titles, which take a row of it.
    pub titles: Titles,
    /// The scrollbars of its panes.
    #[serde(skip)]
    pub bars: Bars,
    /// The active pane.
    pub active: PaneId,
    /// Panes that were active before, the latest last.
    pub visited: Vec<PaneId>,
    /// Whether a pane takes the whole window.
    pub zoomed: bool,
    /// Which does, where the active one is another that lies over it.
    pub zoomed_below: Option<PaneId>,
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
    /// Which one it was that it was restored as: other sessions that are restored had it too.
    pub origin: Option<Origin>,
}

impl Window {
    /// A window with one pane, made at `now` in seconds of Unix time.
    pub fn new(id: WindowId, name: String, pane: PaneId, size: WindowSize, now: i64) -> Self {
        Self {
            id,
            name,
            layout: Layout::new(size.cells, pane),
            floats: Vec::new(),
            order: vec![pane],
            was_floating: Vec::new(),
            cascaded: (0, 0),
            modal: None,
            size,
            titles: Titles::Off,
            bars: Bars::default(),
            active: pane,
            visited: Vec::new(),
            zoomed: false,
            zoomed_below: None,
            preset: None,
            previous_layout: None,
            bell: false,
            alerted: false,
            created: now,
            activity: now,
            options: Options::default(),
            origin: None,
        }
    }

    /// The panes, in index order: as they came, those of the layout after what they came after there,
    /// those that float after all others. A mirrored layout has its first pane last.
    pub fn panes(&self) -> Vec<PaneId> {
        let tiled: Vec<PaneId> = self.layout.panes().into_iter().map(|(pane, _)| pane).collect();
        let floats = |pane: PaneId| self.float(pane).is_some();
        let is_known = |pane: &PaneId| self.order.contains(pane);
        // What is new in the layout comes after what is before it there.
        let mut order: Vec<PaneId> = Vec::with_capacity(tiled.len() + self.floats.len());
        let here = |pane: &&PaneId| floats(**pane) || tiled.contains(*pane);
        order.extend(self.order.iter().filter(here));
        for (at, pane) in tiled.iter().enumerate().filter(|(_, pane)| !is_known(pane)) {
            let before = at.checked_sub(1).and_then(|at| tiled.get(at));
            let place = before.and_then(|pane| order.iter().position(|id| id == pane));
            order.insert(place.map_or(0, |place| place + 1), *pane);
        }
        let mut new: Vec<PaneId> = self.floats.iter().map(|float| float.pane).collect();
        new.retain(|pane| !order.contains(pane));
        new.sort_unstable();
        order.extend(new);
        order
    }

    /// Moves every pane of the layout to the place of the one after it, or the other way round. Indexes
    /// are the places'.
    pub(super) fn rotate(&mut self, forward: bool) {
        let places = |layout: &Layout| layout.panes().into_iter().map(|(pane, _)| pane);
        let (mut order, before) = (self.panes(), places(&self.layout).collect::<Vec<_>>());
        self.layout.rotate(forward);
        let now: Vec<PaneId> = places(&self.layout).collect();
        for pane in &mut order {
            let at = before.iter().position(|id| id == pane);
            *pane = at.and_then(|at| now.get(at).copied()).unwrap_or(*pane);
        }
        self.order = order;
    }

    /// The panes of the layout, in index order.
    pub fn tiled(&self) -> Vec<PaneId> {
        let mut panes = self.panes();
        panes.retain(|pane| self.layout.contains(*pane));
        panes
    }

    /// Whether a pane is in the window.
    pub fn has(&self, pane: PaneId) -> bool {
        self.layout.rect(pane).is_some() || self.float(pane).is_some()
    }

    /// The pane that takes the whole window.
    pub fn zoomed_pane(&self) -> Option<PaneId> {
        let lies_over = |pane| self.float(pane).is_some_and(|float| float.over_zoom);
        let below = self.zoomed_below.filter(|below| lies_over(self.active) && self.has(*below));
        self.zoomed.then(|| below.unwrap_or(self.active))
    }

    /// The panes that are shown, and where, the topmost last: all of them, or the zoomed one and what
    /// is to lie over that. Those that float may be partly out of the window, or wholly.
    pub fn shown(&self) -> Vec<(PaneId, Area)> {
        let below: Vec<(PaneId, Rect)> = match self.zoomed_pane() {
            Some(zoomed) => vec![(zoomed, Rect::of(self.room()))],
            None => self.layout.panes(),
        };
        let below = below.into_iter().map(|(pane, rect)| (pane, self.below_titles(rect).into()));
        let all = below.chain(self.shown_floats().map(|float| (float.pane, float.place)));
        all.map(|(pane, area)| (pane, self.beside_bar(pane, area))).collect()
    }

    /// What can be seen of them.
    pub fn visible(&self) -> Vec<(PaneId, Rect)> {
        let seen = |(pane, area): (PaneId, Area)| Some((pane, area.within(self.size.cells)?));
        self.shown().into_iter().filter_map(seen).collect()
    }

    /// Where a pane is, or would be if none were zoomed.
    pub fn area(&self, pane: PaneId) -> Option<Area> {
        let shown = self.shown().into_iter().find(|(id, _)| *id == pane).map(|(_, area)| area);
        shown.or_else(|| self.unzoomed_area(pane))
    }

    /// Where a pane would be if none were zoomed.
    pub fn unzoomed_area(&self, pane: PaneId) -> Option<Area> {
        let area = match self.float(pane) {
            Some(float) => Some(float.place),
            None => self.layout.rect(pane).map(|rect| self.below_titles(rect).into()),
        };
        area.map(|area| self.beside_bar(pane, area))
    }

    /// What a pane has of its place beside its scrollbar: one column at least.
    fn beside_bar(&self, pane: PaneId, place: Area) -> Area {
        let columns = self.bars.columns.get(&pane).copied().unwrap_or(0);
        let columns = columns.min(place.size.cols.saturating_sub(1));
        let x = if self.bars.at_left { place.x + i32::from(columns) } else { place.x };
        Area { x, size: Size { cols: place.size.cols - columns, ..place.size }, ..place }
    }

    /// What of the window a pane takes.
    pub fn rect(&self, pane: PaneId) -> Option<Rect> {
        self.area(pane)?.within(self.size.cells)
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
        if let Some(float) = self.float_at(at) {
            return self.beside_bar(float.pane, float.place).contains(at).then_some(float.pane);
        }
        self.visible().into_iter().find(|(_, rect)| rect.contains(at)).map(|(pane, _)| pane)
    }

    /// The index of a pane, from 0.
    pub fn position(&self, pane: PaneId) -> Option<usize> {
        self.panes().iter().position(|&id| id == pane)
    }

    /// Makes a pane active, and the topmost of those that float. Another one's zoom ends, but where both
    /// are seen. While one takes all that is done no other becomes it.
    pub(super) fn activate(&mut self, pane: PaneId) -> bool {
        let is_other = |modal: Modal| modal.pane != pane;
        if !self.has(pane) || self.modal.is_some_and(is_other) {
            return false;
        }
        if pane == self.active {
            self.raise(pane);
            return false;
        }
        let zoomed = self.zoomed_pane();
        let is_over = self.float(pane).is_some_and(|float| float.over_zoom);
        let stays = zoomed.filter(|zoomed| is_over || *zoomed == pane);
        self.raise(pane);
        self.visited.retain(|&seen| seen != pane && seen != self.active);
        self.visited.push(self.active);
        self.active = pane;
        (self.zoomed, self.zoomed_below) = (stays.is_some(), stays.filter(|it| *it != pane));
        true
    }

    /// The same, but a zoomed window stays zoomed where `zoom` says so (the `-Z` of tmux's
    /// commands), then with the new pane.
    pub(super) fn activate_zoomed(&mut self, pane: PaneId, zoom: bool) -> bool {
        let zoomed = self.zoomed && zoom;
        let changed = self.activate(pane);
        self.zoomed |= zoomed;
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

    /// Takes a pane out of the window; `false` where it was the last one.
    pub(super) fn remove(&mut self, pane: PaneId) -> bool {
        let panes = self.panes();
        if panes.len() <= 1 || !self.has(pane) {
            return false;
        }
        let at = panes.iter().position(|&id| id == pane).unwrap_or(0);
        let zoomed = self.zoomed_pane().filter(|it| *it != pane);
        self.zoomed &= zoomed.is_some() && self.float(pane).is_some_and(|float| float.over_zoom);
        let modal = self.modal.take_if(|modal| modal.pane == pane);
        self.visited.retain(|&seen| seen != pane);
        if self.active == pane {
            let neighbour = if at > 0 { panes[at - 1] } else { panes[1] };
            let before = modal
                .map(|modal| modal.before)
                .filter(|before| *before != pane && self.has(*before));
            self.active = before.or_else(|| self.last()).unwrap_or(neighbour);
            let active = self.active;
            self.visited.retain(|&seen| seen != active);
        }
        if self.float(pane).is_some() {
            self.floats.retain(|float| float.pane != pane);
        } else {
            self.layout.take(pane);
        }
        self.was_floating.retain(|float| float.pane != pane);
        self.order.retain(|id| *id != pane);
        true
    }

    /// Puts a pane, which is not yet here, where another one is.
    pub(super) fn replace(&mut self, leaves: PaneId, comes: PaneId) {
        self.layout.replace(leaves, comes);
        self.order.iter_mut().filter(|pane| **pane == leaves).for_each(|pane| *pane = comes);
        for float in self.floats.iter_mut().filter(|float| float.pane == leaves) {
            float.pane = comes;
        }
    }

    /// Exchanges the places of two panes.
    pub(super) fn swap(&mut self, a: PaneId, b: PaneId) {
        match (self.layout.rect(a).is_some(), self.layout.rect(b).is_some()) {
            (true, true) => self.layout.swap(a, b),
            (true, false) => self.layout.replace(a, b),
            (false, true) => self.layout.replace(b, a),
            (false, false) => {}
        }
        for pane in &mut self.order {
            match *pane {
                it if it == a => *pane = b,
                it if it == b => *pane = a,
                _ => {}
            }
        }
        for float in &mut self.floats {
            match float.pane {
                pane if pane == a => float.pane = b,
                pane if pane == b => float.pane = a,
                _ => {}
            }
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
        let size = match self.zoomed_pane() == Some(pane) {
            true => Some(self.room()),
            false => match self.float(pane) {
                Some(float) => Some(float.place.size),
                None => self.layout.rect(pane).map(Rect::size),
            },
        };
        size.map(|size| self.beside_bar(pane, Area { x: 0, y: 0, size }).size)
    }
}

/// The pane `by` places further on than another one, round the end.
fn further(panes: &[PaneId], from: PaneId, by: i64) -> Option<PaneId> {
    let at = panes.iter().position(|&pane| pane == from)? as i64;
    panes.get((at + by).rem_euclid(panes.len() as i64) as usize).copied()
}
