//! From the model to a client's view. Rows that did not change since the last view are taken
//! from it as they are: what a keystroke costs is the row it changes.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::geometry::{Point, Rect, Size};
use crate::language::style::{parse_over, styled};
use crate::line::Line;
use crate::model::Model;
use crate::model::client::{Client, Overlay as Over, Panel, PanelKind};
use crate::model::copy_mode::Looks;
use crate::model::id::{ClientId, PaneId};
use crate::model::options::Lookup;
use crate::model::pane::Pane;
use crate::model::resolve::Place;
use crate::model::session::Session;
use crate::model::window::Window;
use crate::protocol::View;
use crate::protocol::view::{
    BorderLines, Borders, CursorView, InputModes, Justify, MouseMode, Overlay, PaneView, Status,
    WindowTab,
};
use crate::style::{Color, Style};
use crate::terminal::{MouseTracking, Stamp};

/// A view, with what its rows were made of.
#[derive(Clone)]
pub struct Projection {
    view: View,
    stamps: BTreeMap<PaneId, Vec<Stamp>>,
    /// The model's revision that the chrome was made of.
    revision: Option<u64>,
    /// Where the window lay then.
    place: Option<Placement>,
}

impl Default for Projection {
    fn default() -> Self {
        Self { view: View::empty(), stamps: BTreeMap::new(), revision: None, place: None }
    }
}

/// Where a client's window lies: the part of the client's terminal that it takes, and how far
/// the part of it that is seen is moved where the window is larger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placement {
    /// In the client's cells.
    pub area: Rect,
    /// The window's cell in the corner of that area.
    pub offset: Point,
    /// The row of the status line, if there is one.
    pub status: Option<u16>,
}

impl Placement {
    /// Where a window lies on a client.
    pub fn of(model: &Model, client: &Client, session: &Session, window: &Window) -> Self {
        let size = client.size.cells;
        let at_top = model.session_lookup(Some(session.id)).text("status-position") == "top";
        let rows = model.status_rows(session.id).min(size.rows);
        let room = Size::new(size.cols, size.rows - rows);
        let whole = window.size.cells;
        let shown = Size::new(room.cols.min(whole.cols), room.rows.min(whole.rows));
        let top = if at_top { rows } else { 0 };
        let status = (rows > 0).then_some(if at_top { 0 } else { size.rows - rows });
        let area = Rect::new(0, top, shown.cols, shown.rows);
        Self { area, offset: Point::default(), status }.following(model, window)
    }

    /// The same, with the active pane's cursor in sight.
    fn following(self, model: &Model, window: &Window) -> Self {
        let (whole, cursor) = (window.size.cells, cursor_in_window(model, window));
        let x = follow(cursor.x, self.area.cols, whole.cols);
        let y = follow(cursor.y, self.area.rows, whole.rows);
        Self { offset: Point::new(x, y), ..self }
    }

    /// The window's cell under a cell of the client, which may lie outside the window.
    pub fn to_window(self, at: Point) -> Option<Point> {
        self.area.contains(at).then(|| {
            Point::new(at.x - self.area.x + self.offset.x, at.y - self.area.y + self.offset.y)
        })
    }

    /// Where the window's corner is in the client's cells.
    pub fn corner(self) -> (i32, i32) {
        (
            i32::from(self.area.x) - i32::from(self.offset.x),
            i32::from(self.area.y) - i32::from(self.offset.y),
        )
    }

    /// The part of a rectangle of the window that is seen, in the client's cells, and which of
    /// its columns and rows that begins with.
    fn clip(self, rect: Rect) -> Option<(Rect, Point)> {
        let side = |from: u16, len: u16, offset: u16, shown: u16, at: u16| {
            let start = from.max(offset);
            let end = (from + len).min(offset + shown);
            (start < end).then(|| (at + start - offset, end - start, start - from))
        };
        let (x, cols, left) = side(rect.x, rect.cols, self.offset.x, self.area.cols, self.area.x)?;
        let (y, rows, above) = side(rect.y, rect.rows, self.offset.y, self.area.rows, self.area.y)?;
        Some((Rect::new(x, y, cols, rows), Point::new(left, above)))
    }
}

/// How far a window that is larger than its client is moved, so that the cursor is seen.
fn follow(cursor: u16, shown: u16, whole: u16) -> u16 {
    match cursor < shown {
        true => 0,
        false => (cursor + 1 - shown).min(whole - shown),
    }
}

/// The active pane's cursor, in the window's cells.
fn cursor_in_window(model: &Model, window: &Window) -> Point {
    let rect = window.visible().into_iter().find(|(id, _)| *id == window.active).map(|(_, r)| r);
    match (rect, model.panes.get(&window.active)) {
        (Some(rect), Some(pane)) => {
            let at = match &pane.copy_mode {
                Some(mode) => mode.cursor(),
                None => pane.terminal.cursor().at,
            };
            Point::new(rect.x.saturating_add(at.x), rect.y.saturating_add(at.y))
        }
        _ => Point::default(),
    }
}

impl Projection {
    /// The view.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// What a client is to see now, this being what it sees. The model's `revision` says whether
    /// anything but the programs' output is new.
    pub fn next(
        &self,
        model: &Model,
        id: ClientId,
        revision: u64,
        held: &BTreeMap<PaneId, u64>,
    ) -> Projection {
        let mut next = Projection::default();
        let Some(client) = model.clients.get(&id) else { return next };
        let session = client.session.and_then(|id| model.sessions.get(&id));
        let window = session.and_then(|s| model.windows.get(&s.window()?));
        let (Some(session), Some(window)) = (session, window) else { return next };
        next.revision = Some(revision);
        let place = match self.place.filter(|_| self.revision == next.revision) {
            Some(place) => place.following(model, window),
            None => Placement::of(model, client, session, window),
        };
        next.view.size = client.size.cells;
        next.view.window = place.area;
        for (pane, rect) in window.visible() {
            if let (Some(pane), Some((rect, from))) = (model.panes.get(&pane), place.clip(rect)) {
                next.add_pane(self, model, window, pane, rect, from, held);
            }
        }
        next.place = Some(place);
        match self.revision == next.revision {
            true => next.keep_chrome(&self.view),
            false => next.add_chrome(model, client, session, window, place.status),
        }
        next.view.cursor = next.cursor(self, model, window, place, held);
        next
    }

    /// All that is not panes, as it was: it takes formats to make it anew.
    fn keep_chrome(&mut self, before: &View) {
        self.view.borders = before.borders;
        self.view.status.clone_from(&before.status);
        self.view.overlay.clone_from(&before.overlay);
        self.view.title.clone_from(&before.title);
        self.view.input = before.input;
    }

    fn add_chrome(
        &mut self,
        model: &Model,
        client: &Client,
        session: &Session,
        window: &Window,
        status_row: Option<u16>,
    ) {
        let here = Place { client: Some(client.id), ..Place::of_session(model, session.id) };
        let options = model.session_lookup(Some(session.id));
        self.view.borders = borders(&model.window_lookup(Some(window.id)), model, &here);
        self.view.status = status_row.map(|row| status(model, session, &here, row));
        self.view.overlay =
            client.overlay.as_ref().map(|over| overlay(over, model, client, window));
        if self.view.overlay.is_none() && client.table.hints {
            self.view.overlay = super::overlay::hints(model, client);
        }
        if options.flag("set-titles") {
            self.view.title = model.expand_time(&options.text("set-titles-string"), &here);
        }
        self.view.input = input_modes(model, window, &options);
    }

    #[expect(clippy::too_many_arguments, reason = "one caller; each is a thing of its own")]
    fn add_pane(
        &mut self,
        before: &Projection,
        model: &Model,
        window: &Window,
        pane: &Pane,
        rect: Rect,
        from: Point,
        held: &BTreeMap<PaneId, u64>,
    ) {
        let options = model.pane_lookup(pane.id);
        let old = before.view.panes.iter().find(|old| old.id == pane.id.0);
        let style = match old.filter(|_| self.revision == before.revision) {
            Some(old) => old.style,
            None if pane.id == window.active => {
                overlaid(options.style("window-style"), options.style("window-active-style"))
            }
            None => options.style("window-style"),
        };
        let mut view = PaneView {
            id: pane.id.0,
            rect,
            active: pane.id == window.active && window.layout.count() > 1,
            style,
            title: None,
            indicator: None,
            lines: Vec::with_capacity(rect.rows.into()),
        };
        let columns = (from.x, rect.cols);
        if let Some(mode) = &pane.copy_mode {
            let looks = Looks {
                selection: options.style("mode-style"),
                match_: options.style("copy-mode-match-style"),
                current_match: options.style("copy-mode-current-match-style"),
            };
            let rows = mode.rows(&pane.terminal, pane.size.cells, &looks);
            let rows = rows.into_iter().skip(from.y.into()).take(rect.rows.into());
            view.lines = rows.map(|line| Arc::new(clipped(line, columns, pane))).collect();
            let mut indicator = Line::new();
            indicator.push_text(&mode.indicator(&pane.terminal), &options.style("mode-style"));
            view.indicator = Some(indicator);
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
            view.lines.push(
                kept.unwrap_or_else(|| {
                    Arc::new(clipped(terminal.line(y), (from.x, rect.cols), pane))
                }),
            );
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
        window: &Window,
        place: Placement,
        held: &BTreeMap<PaneId, u64>,
    ) -> Option<CursorView> {
        let pane = model.panes.get(&window.active)?;
        if held.contains_key(&pane.id) && pane.copy_mode.is_none() {
            return before.view.cursor;
        }
        let cursor = pane.terminal.cursor();
        let visible = pane.copy_mode.is_some() || cursor.visible;
        let at = cursor_in_window(model, window);
        let x = at.x.checked_sub(place.offset.x)? + place.area.x;
        let y = at.y.checked_sub(place.offset.y)? + place.area.y;
        let at = Point::new(x.min(place.area.right().saturating_sub(1)), y);
        let view = CursorView { at, shape: cursor.shape, blink: cursor.blink };
        (visible && place.area.contains(at)).then_some(view)
    }
}

/// A row as it is seen: cut to the columns that are, its colours swapped where the program
/// asked for that (DECSCNM).
fn clipped(line: Line, (left, cols): (u16, u16), pane: &Pane) -> Line {
    let line = match left > 0 || line.width() > usize::from(cols) {
        true => line.slice(left.into(), cols.into()),
        false => line,
    };
    match pane.terminal.reverse_video() {
        true => line.inverted(cols.into()),
        false => line,
    }
}

/// A style over another: where it says nothing the other one shows.
fn overlaid(below: Style, above: Style) -> Style {
    let pick = |above, below| if above == Color::Default { below } else { above };
    Style {
        fg: pick(above.fg, below.fg),
        bg: pick(above.bg, below.bg),
        attributes: above.attributes | below.attributes,
        ..above
    }
}

fn borders(options: &Lookup<'_>, model: &Model, here: &Place) -> Borders {
    let style = |name| {
        let text = model.expand(&options.text(name), here);
        parse_over(&text, Style::PLAIN)
    };
    Borders {
        style: style("pane-border-style"),
        active: style("pane-active-border-style"),
        lines: match options.text("pane-border-lines").as_str() {
            "double" => BorderLines::Double,
            "heavy" => BorderLines::Heavy,
            "simple" => BorderLines::Simple,
            _ => BorderLines::Single,
        },
    }
}

fn status(model: &Model, session: &Session, here: &Place, row: u16) -> Status {
    let options = model.session_lookup(Some(session.id));
    let base = overlaid(options.style("status-style"), status_colors(&options));
    let part = |text: &str, style: Style, limit: i64| {
        let line = styled(&model.expand_time(text, here), style).line();
        line.slice(0, usize::try_from(limit).unwrap_or(0))
    };
    let over = |name| overlaid(base, options.style(name));
    let left = part(
        &options.text("status-left"),
        over("status-left-style"),
        options.number("status-left-length"),
    );
    let right = part(
        &options.text("status-right"),
        over("status-right-style"),
        options.number("status-right-length"),
    );
    let tabs = session.windows.iter().filter_map(|(&index, id)| {
        let window = model.windows.get(id)?;
        Some(tab(model, session, here, base, index, window))
    });
    let separator = model.window_lookup(session.window()).text("window-status-separator");
    Status {
        at_top: row == 0 && options.text("status-position") == "top",
        style: base,
        left,
        windows: tabs.collect(),
        separator: styled(&separator, base).line(),
        right,
        justify: match options.text("status-justify").as_str() {
            "centre" | "absolute-centre" => Justify::Centre,
            "right" => Justify::Right,
            _ => Justify::Left,
        },
    }
}

/// The older options for the status line's colours, which go over its style.
fn status_colors(options: &Lookup<'_>) -> Style {
    let color = |name| options.color(name).unwrap_or_default();
    Style::PLAIN.fg(color("status-fg")).bg(color("status-bg"))
}

fn tab(
    model: &Model,
    session: &Session,
    here: &Place,
    base: Style,
    index: u32,
    window: &Window,
) -> WindowTab {
    let options = model.window_lookup(Some(window.id));
    let current = session.current == index;
    let mut style = overlaid(base, options.style("window-status-style"));
    let mut add = |name: &str, on: bool| {
        if on {
            style = overlaid(style, options.style(name));
        }
    };
    add("window-status-last-style", session.last() == Some(index));
    add("window-status-bell-style", window.bell);
    add("window-status-activity-style", window.alerted);
    add("window-status-current-style", current);
    let format = match current {
        true => options.text("window-status-current-format"),
        false => options.text("window-status-format"),
    };
    let place = Place { client: here.client, ..Place::of_index(model, session.id, index) };
    let text = model.expand_time(&format, &place);
    WindowTab { index, current, line: styled(&text, style).line() }
}

fn overlay(over: &Over, model: &Model, client: &Client, window: &Window) -> Overlay {
    let options = model.session_lookup(client.session);
    match over {
        Over::Message { line, .. } => Overlay::Message(line.clone()),
        Over::Prompt(prompt) => {
            let style = options.style("message-style");
            Overlay::Prompt {
                label: styled(&prompt.label, style).line(),
                text: prompt.text.clone(),
                cursor: prompt.cursor,
                style,
            }
        }
        Over::PaneNumbers { .. } => {
            let base = model.window_lookup(Some(window.id)).number("pane-base-index");
            let color = |active| match active {
                true => options.color("display-panes-active-colour"),
                false => options.color("display-panes-colour"),
            };
            let panes = window.visible().into_iter().filter_map(|(pane, _)| {
                let number = u32::try_from(window.position(pane)? as i64 + base).ok()?;
                Some((
                    pane.0,
                    number,
                    Style::PLAIN.fg(color(pane == window.active).unwrap_or_default()),
                ))
            });
            Overlay::PaneNumbers { panes: panes.collect() }
        }
        Over::Panel(panel) => panel_view(panel, client),
    }
}

fn panel_view(panel: &Panel, client: &Client) -> Overlay {
    let rows = panel.rows(client.size.cells);
    let chooses = !panel.choices.is_empty();
    let lines: Vec<Line> = panel.lines.iter().skip(panel.top).take(rows).cloned().collect();
    let hint = match panel.kind {
        PanelKind::Text => "q close  / search  ↑↓ PgUp PgDn scroll",
        PanelKind::Tree => "Enter choose  x kill  / filter  q close",
        PanelKind::Buffers => "Enter paste  d delete  / filter  q close",
        PanelKind::Clients => "Enter choose  d detach  / filter  q close",
    };
    Overlay::Panel {
        title: match panel.filter.is_empty() {
            true => panel.title.clone(),
            false => format!("{} /{}", panel.title, panel.filter).trim_start().to_owned(),
        },
        hint: hint.to_owned(),
        selected: chooses.then(|| panel.selected.saturating_sub(panel.top) as u16),
        above: panel.top as u32,
        total: panel.lines.len() as u32,
        lines,
    }
}

fn input_modes(model: &Model, window: &Window, options: &Lookup<'_>) -> InputModes {
    let terminal = model.panes.get(&window.active).map(|pane| &pane.terminal);
    let tracking = terminal.map_or(MouseTracking::Off, |terminal| terminal.mouse());
    InputModes {
        mouse: match (options.flag("mouse"), tracking) {
            (_, MouseTracking::Any) => MouseMode::Motion,
            // Without our own uses of it the mouse is the program's alone.
            (false, MouseTracking::Off) => MouseMode::Off,
            _ => MouseMode::Buttons,
        },
        keyboard: terminal.map_or(0, |terminal| terminal.keyboard_flags()),
        escape_time: u32::try_from(model.server().count("escape-time")).unwrap_or(u32::MAX),
    }
}
