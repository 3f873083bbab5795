//! From the model to a client's view. Rows that did not change since the last view are taken
//! from it as they are: what a keystroke costs is the row it changes.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::geometry::{Point, Rect, Size};
use crate::line::Line;
use crate::model::Model;
use crate::model::asking::Asked;
use crate::model::client::Client;
use crate::model::graph::Home;
use crate::model::id::{ClientId, PaneId};
use crate::model::mode::Mode;
use crate::model::pane::Pane;
pub use crate::model::placement::Placement;
use crate::model::placement::cursor_in_window;
use crate::model::resolve::Place;
use crate::model::window::Window;
use crate::protocol::view::{self, CursorView, PaneFrame, PaneView};
use crate::protocol::{View, ViewDiff};
use crate::style::Style;
use crate::terminal::Stamp;
pub use border::control_at;
use chrome::overlaid;

mod border;
mod chrome;
mod colors;
mod position;
mod question;
mod scrollbar;
mod status;

/// A view, with what its rows were made of.
#[derive(Clone)]
pub struct Projection {
    view: View,
    stamps: BTreeMap<PaneId, Vec<Stamp>>,
    /// The generation of each pane's terminal.
    generations: Vec<u64>,
    /// Nothing but programs' output is new since.
    has_chrome: bool,
    /// Where the window lay then.
    place: Option<Placement>,
}

impl Default for Projection {
    fn default() -> Self {
        Self {
            view: View::empty(),
            stamps: BTreeMap::new(),
            generations: Vec::new(),
            has_chrome: false,
            place: None,
        }
    }
}

impl Projection {
    /// The view.
    #[cfg(test)]
    pub fn view(&self) -> &View {
        &self.view
    }

    /// Something else than programs' output is new.
    pub fn alter(&mut self) {
        self.has_chrome = false;
    }

    /// Whether nothing but programs' output is new since.
    pub fn has_chrome(&self) -> bool {
        self.has_chrome
    }

    /// Whether nothing at all is new since.
    pub fn is_current(&self, model: &Model) -> bool {
        self.has_chrome && self.generations(model).eq(self.generations.iter().copied())
    }

    /// Where on the client the cell of a pane is now that is in column `x` of the row with this id;
    /// `None` where it is out of sight.
    pub fn place_of(&self, model: &Model, pane: PaneId, x: u16, row: u64) -> Option<Point> {
        let shown = self.view.panes.iter().find(|it| it.id == pane.0)?;
        let it = model.graph.pane(pane)?;
        let y = it.terminal.stamps().position(|stamp| stamp.id == row)?;
        let (left, top) = match it.home {
            Home::Client(_) => (i32::from(shown.rect.x), i32::from(shown.rect.y)),
            Home::Window(window) => {
                let rect = model.graph.window(window)?.rect(pane)?;
                let (left, top) = self.place?.corner();
                (left + i32::from(rect.x), top + i32::from(rect.y))
            }
        };
        let (x, y) = (left + i32::from(x), top + i32::try_from(y).ok()?);
        let at = Point::new(u16::try_from(x).ok()?, u16::try_from(y).ok()?);
        shown.rect.contains(at).then_some(at)
    }

    fn generations(&self, model: &Model) -> impl Iterator<Item = u64> {
        let panes = self.view.panes.iter().filter_map(|pane| model.graph.pane(PaneId(pane.id)));
        panes.map(|pane| pane.terminal.generation())
    }

    /// Makes this what a client is to see now, and says what changed.
    pub fn advance(
        &mut self,
        model: &Model,
        client: ClientId,
        held: &BTreeMap<PaneId, u64>,
    ) -> ViewDiff {
        let edited = self.has_chrome.then(|| self.edit(model, client, held)).flatten();
        let diff = edited.unwrap_or_else(|| {
            let next = self.next(model, client, held);
            let diff = next.view.diff(&self.view);
            *self = next;
            diff
        });
        let mut generations = std::mem::take(&mut self.generations);
        generations.clear();
        generations.extend(self.generations(model));
        self.generations = generations;
        diff
    }

    /// Takes in what programs changed on rows that stayed where they are: what follows a key
    /// mostly is no more. `None` where it is, and then nothing was taken in.
    fn edit(
        &mut self,
        model: &Model,
        client: ClientId,
        held: &BTreeMap<PaneId, u64>,
    ) -> Option<ViewDiff> {
        let shower = model.graph.client(client)?;
        let window = model.graph.window(model.client_window(client)?)?;
        let place = self.place?;
        if place.offset != Point::default() || place.following(model, shower, window) != place {
            return None;
        }
        let mut edits = Vec::new();
        for (index, view) in self.view.panes.iter().enumerate() {
            let pane = model.graph.pane(PaneId(view.id))?;
            let is_live = model.mode_shown(pane.id, shower).is_none() && pane.prompt.is_none();
            let stamps = self.stamps.get(&pane.id).filter(|_| is_live)?;
            if held.contains_key(&pane.id) {
                continue;
            }
            let seen = (view.rect, Point::default());
            if view.scrollbar.is_some()
                && scrollbar::of(model, shower, window, pane, seen, place) != view.scrollbar
            {
                return None;
            }
            for (y, (now, before)) in (0..).zip(pane.terminal.stamps().zip(stamps)) {
                if now.id != before.id {
                    return None;
                }
                if now != *before {
                    edits.push((index, y, now));
                }
            }
        }
        let cursor = self.cursor(self, model, shower, window, place, held);
        let mut diff = ViewDiff::of_cursor(&self.view.cursor, &cursor);
        self.view.cursor = cursor;
        for (index, y, stamp) in edits {
            let (view, row) = (&mut self.view.panes[index], usize::from(y));
            let pane = model.graph.pane(PaneId(view.id))?;
            let inverted = pane.terminal.reverse_video();
            let line = Arc::new(clipped(pane.terminal.line(y), (0, view.rect.cols), inverted));
            diff.add_row(view.id, y, line.clone());
            if let Some(shown) = view.lines.get_mut(row) {
                *shown = line;
            }
            let stamps = self.stamps.get_mut(&pane.id);
            if let Some(known) = stamps.and_then(|stamps| stamps.get_mut(row)) {
                *known = stamp;
            }
        }
        Some(diff)
    }

    /// What a client is to see now, this being what it sees.
    fn next(&self, model: &Model, id: ClientId, held: &BTreeMap<PaneId, u64>) -> Projection {
        let mut next = Projection::default();
        let Some(client) = model.graph.client(id) else { return next };
        let session = client.session().and_then(|id| model.graph.session(id));
        let window = session.and_then(|s| model.graph.window(s.window()?));
        let (Some(session), Some(window)) = (session, window) else { return next };
        next.has_chrome = true;
        let place = match self.place.filter(|_| self.has_chrome) {
            Some(place) => place.following(model, client, window),
            None => Placement::of(model, client, session, window),
        };
        next.place = Some(place);
        next.view.size = client.size.cells;
        next.view.window = place.area;
        for (pane, area) in window.shown() {
            if let (Some(pane), Some((rect, from))) = (model.graph.pane(pane), place.clip(area)) {
                next.add_pane(self, model, client, window, pane, rect, from, held);
            }
        }
        next.add_boxes(self, model, client, window, place);
        next.add_popup(self, model, window, client, held);
        match next.keeps(self) {
            true => chrome::keep(&mut next.view, &self.view),
            false => chrome::make(&mut next.view, model, client, session, window, place),
        }
        next.view.cursor = next.cursor(self, model, client, window, place, held);
        next
    }

    /// Whether all but rows is as it was: what is seen of a window decides how its borders are cut.
    fn keeps(&self, before: &Projection) -> bool {
        before.has_chrome && before.place == self.place
    }

    /// The boxes of the panes that lie over others of the window.
    fn add_boxes(
        &mut self,
        before: &Projection,
        model: &Model,
        client: &Client,
        window: &Window,
        place: Placement,
    ) {
        for float in window.shown_floats() {
            let (Some((rect, from)), Some(pane)) =
                (place.clip(float.frame()), model.graph.pane(float.pane))
            else {
                continue;
            };
            let Size { cols, rows } = float.frame().size;
            let ends = [from.x + rect.cols == cols, from.y + rect.rows == rows];
            let sides = [from.x == 0, from.y == 0, ends[0], ends[1]].map(|it| it && float.framed);
            let old = before.view.floats.iter().find(|old| old.pane == float.pane.0);
            let old = old.filter(|old| before.has_chrome && old.lines.is_some() == float.framed);
            self.view.floats.push(match old {
                Some(old) => view::Float { rect, sides, ..old.clone() },
                None => border::framed(model, client, window, pane, rect, sides),
            });
        }
    }

    /// The pane that lies over all others, whatever the window.
    fn add_popup(
        &mut self,
        before: &Projection,
        model: &Model,
        window: &Window,
        client: &Client,
        held: &BTreeMap<PaneId, u64>,
    ) {
        let Some(popup) = client.popup() else { return };
        let Some(pane) = model.graph.pane(popup.float.pane) else { return };
        let inside = popup.float.inside(client.size.cells);
        self.add_pane(before, model, client, window, pane, inside, Point::default(), held);
        if let Some(view) = self.view.panes.last_mut() {
            view.style = overlaid(view.style, popup.float.style);
        }
        self.view.floats.push(chrome::popup(popup, model, client));
    }

    #[expect(clippy::too_many_arguments, reason = "two callers; each is a thing of its own")]
    fn add_pane(
        &mut self,
        before: &Projection,
        model: &Model,
        client: &Client,
        window: &Window,
        pane: &Pane,
        rect: Rect,
        from: Point,
        held: &BTreeMap<PaneId, u64>,
    ) {
        let options = model.pane_lookup(pane.id).on(client.theme.unwrap_or_default());
        let mode = model.mode_shown(pane.id, client);
        // The program's colours are for what the program wrote.
        let terminal = Some(&pane.terminal).filter(|_| mode.is_none_or(Mode::shows_output));
        let old = before.view.panes.iter().find(|old| old.id == pane.id.0);
        let kept = old.filter(|_| self.keeps(before));
        let style = || {
            let active = pane.id == window.active;
            let over = if active { options.style("window-active-style") } else { Style::PLAIN };
            overlaid(colors::base(terminal), overlaid(options.style("window-style"), over))
        };
        let mut frame = match kept {
            Some(old) => PaneFrame { rect, indicator: None, ..old.frame.clone() },
            None => PaneFrame {
                style: style(),
                palette: colors::palette(terminal, &options),
                ..PaneFrame::new(pane.id.0, rect)
            },
        };
        frame.active = pane.id == window.active && window.layout.count() > 1;
        frame.scrollbar = match old.filter(|_| held.contains_key(&pane.id) && mode.is_none()) {
            Some(old) => old.scrollbar,
            None => self
                .place
                .and_then(|place| scrollbar::of(model, client, window, pane, (rect, from), place)),
        };
        // The title has the room of the scrollbar, too.
        if kept.is_none() && pane.home == Home::Window(window.id) {
            border::surround(&mut frame, model, client, window, pane, from);
        }
        let mut view = PaneView { frame, lines: Vec::with_capacity(rect.rows.into()) };
        let columns = (from.x, rect.cols);
        if let Some(mode) = mode {
            let here = Place { client: Some(client.id), ..Place::of_pane(model, pane.id) };
            let looks = model.mode_looks(&options, &here);
            let mut rows = model.mode_rows(pane, mode, &looks);
            let cols = pane.size.cells.cols;
            view.indicator =
                position::position(model, &options, pane, mode, &here, &mut rows, cols);
            let rows = rows.into_iter().skip(from.y.into()).take(rect.rows.into());
            let inverted = pane.terminal.reverse_video() && mode.shows_output();
            view.lines = rows.map(|line| Arc::new(clipped(line, columns, inverted))).collect();
        } else if let Some(old) = old.filter(|old| held.contains_key(&pane.id) && old.rect == rect)
        {
            view.lines.clone_from(&old.lines);
            if let Some(stamps) = before.stamps.get(&pane.id) {
                self.stamps.insert(pane.id, stamps.clone());
            }
        } else {
            let same_cut = old.is_some_and(|old| old.rect.cols == rect.cols);
            let stamps = before.stamps.get(&pane.id).filter(|_| same_cut && from.x == 0);
            self.add_rows(&mut view, old, stamps, pane, rect, from);
        }
        view.lines.resize_with(rect.rows.into(), Arc::default);
        if let Some((prompt, at_top)) = question::asked(model, client, pane) {
            let here = Place { client: Some(client.id), ..Place::of_pane(model, pane.id) };
            let row = if at_top { 0 } else { usize::from(rect.rows.saturating_sub(1)) };
            if let Some(line) = view.lines.get_mut(row) {
                let under = question::over(model, &here, prompt, line, rect.cols);
                *line = Arc::new(under.0);
            }
            self.stamps.remove(&pane.id);
        }
        self.view.panes.push(view);
    }

    /// The rows of a pane's screen; those that the view before has already are taken from it,
    /// wherever they were.
    fn add_rows(
        &mut self,
        view: &mut PaneView,
        old: Option<&PaneView>,
        old_stamps: Option<&Vec<Stamp>>,
        pane: &Pane,
        rect: Rect,
        from: Point,
    ) {
        let terminal = &pane.terminal;
        let last = terminal.size().rows.min(from.y + rect.rows);
        let mut stamps = Vec::with_capacity(rect.rows.into());
        // Where the row before was found, the next one is likely to follow.
        let mut guess = 0;
        for y in from.y..last {
            let stamp = terminal.stamp(y);
            let found = old_stamps.and_then(|all| {
                let near = all.get(guess).is_some_and(|seen| *seen == stamp).then_some(guess);
                near.or_else(|| all.iter().position(|seen| *seen == stamp))
            });
            let kept = found.and_then(|at| {
                guess = at + 1;
                old?.lines.get(at).cloned()
            });
            view.lines.push(kept.unwrap_or_else(|| {
                let inverted = terminal.reverse_video();
                Arc::new(clipped(terminal.line(y), (from.x, rect.cols), inverted))
            }));
            stamps.push(stamp);
        }
        if from.x == 0 {
            self.stamps.insert(pane.id, stamps);
        }
    }

    fn cursor(
        &self,
        before: &Projection,
        model: &Model,
        client: &Client,
        window: &Window,
        place: Placement,
        held: &BTreeMap<PaneId, u64>,
    ) -> Option<CursorView> {
        let popup = client.popup().map(|popup| popup.float.pane);
        let below = || model.looked_at(client.id).unwrap_or(window.active);
        let pane = model.graph.pane(popup.unwrap_or_else(below))?;
        let mode = model.mode_shown(pane.id, client);
        if held.contains_key(&pane.id) && mode.is_none() {
            return before.view.cursor;
        }
        if let Some((prompt, at_top)) = question::asked(model, client, pane) {
            let view = self.view.panes.iter().find(|view| view.id == pane.id.0)?;
            let here = Place { client: Some(client.id), ..Place::of_pane(model, pane.id) };
            let (_, x) = question::over(model, &here, prompt, &Line::new(), view.rect.cols);
            let row = if at_top { 0 } else { view.rect.rows.saturating_sub(1) };
            let at = Point::new(view.rect.x + x, view.rect.y + row);
            let options = model.session_lookup(client.session());
            return Some(colors::of_prompt(at, prompt, &options));
        }
        if let Some(over) = model.prompt(Asked::Client(client.id)) {
            // It says how the cursor looks; where that is, is known to who draws the question.
            let options = model.session_lookup(client.session());
            return Some(colors::of_prompt(Point::default(), over, &options));
        }
        let cursor = pane.terminal.cursor();
        let visible = match mode {
            Some(mode) => mode.has_cursor(),
            // Where a popup's program has ended there is nothing to type at.
            None => cursor.visible && !(popup.is_some() && pane.is_dead()),
        };
        let (at, area) = match popup {
            Some(_) => {
                let area = self.view.panes.iter().find(|view| view.id == pane.id.0)?.rect;
                let in_pane = mode.map_or(cursor.at, |mode| model.mode_focus(pane, mode));
                let x = area.x + in_pane.x.min(area.cols.saturating_sub(1));
                (Point::new(x, area.y + in_pane.y), area)
            }
            None => {
                let at = cursor_in_window(model, client, window);
                let x = at.x.checked_sub(place.offset.x)?.saturating_add(place.area.x);
                let y = at.y.checked_sub(place.offset.y)?.saturating_add(place.area.y);
                (Point::new(x.min(place.area.right().saturating_sub(1)), y), place.area)
            }
        };
        let over = |it: &PaneView| it.id == pane.id.0 && it.is_under_scrollbar(at);
        let covered = self.view.is_covered(pane.id.0, at) || self.view.panes.iter().any(over);
        let seen = visible && area.contains(at) && !covered;
        seen.then(|| colors::cursor(at, pane, &model.pane_lookup(pane.id)))
    }
}

/// A row as it is seen: cut to the columns that are, its colours swapped where the program
/// asked for that (DECSCNM).
fn clipped(line: Line, (left, cols): (u16, u16), inverted: bool) -> Line {
    let line = match left > 0 || line.width() > usize::from(cols) {
        true => line.slice(left.into(), cols.into()),
        false => line,
    };
    match inverted {
        true => line.inverted(cols.into()),
        false => line,
    }
}
