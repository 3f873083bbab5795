//! What a person does to windows and sessions: names, sizes, layouts, which pane is active and
//! which has the whole window.

use std::path::PathBuf;

use super::Graph;
use super::float::Home;
use super::floating::{Depth, Floating};
use crate::geometry::{Area, Direction, Point, WindowSize};
use crate::model::change::{Alert, Change, Was};
use crate::model::client::Client;
use crate::model::environment::Environment;
use crate::model::id::{ClientId, PaneId, SessionId, WindowId};
use crate::model::layout::{Layout, MainSizes, Preset};
use crate::model::levels::Level;
use crate::model::mode::{Mode, Modes};
use crate::model::options::Options;
use crate::model::pane::Pane;

/// What `resize-pane` asks for, in cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PaneSize {
    /// The columns that it is to have.
    pub cols: Option<u16>,
    /// The rows that it is to have.
    pub rows: Option<u16>,
    /// A border of it that is to go further, and how far.
    pub by: Option<(Direction, i32)>,
}

impl Graph {
    /// Gives a session another name, which no other must have.
    pub fn rename_session(&mut self, id: SessionId, name: String) {
        self.alter_session(id, |session| session.name = name);
    }

    /// Makes room at an index of a session: windows in a row from there move up by one.
    pub fn make_room(&mut self, id: SessionId, index: u32) {
        self.alter_session(id, |session| session.make_room(index));
    }

    /// A session's windows start in this directory from now on.
    pub fn start_in(&mut self, id: SessionId, cwd: PathBuf) {
        self.alter_session(id, |session| session.cwd = cwd);
    }

    /// A session is kept since its program failed, or is as any other again.
    pub fn keep_session(&mut self, id: SessionId, kept: bool) {
        self.alter_session(id, |session| session.kept = kept);
    }

    /// A session's terminals are locked since nobody has typed in it for so long.
    pub fn locked(&mut self, id: SessionId) {
        if let Some(session) = self.sessions.get_mut(&id) {
            session.locked = Some(session.activity);
            self.differs(Change::SessionAltered(id));
        }
    }

    /// A session's environment, to alter it.
    pub fn environment_mut(&mut self, id: SessionId) -> Option<&mut Environment> {
        self.differs(Change::EnvironmentChanged(Some(id)));
        self.sessions.get_mut(&id).map(|session| &mut session.environment)
    }

    /// The options of a session, window or pane, to alter them.
    pub fn options_mut(&mut self, level: Level) -> Option<&mut Options> {
        if !level.is_global() {
            self.differs(Change::OptionSet(level));
        }
        match level {
            Level::Session(id) => self.sessions.get_mut(&id).map(|it| &mut it.options),
            Level::Window(id) => self.windows.get_mut(&id).map(|it| &mut it.options),
            Level::Pane(id) => self.panes.get_mut(&id).map(|it| &mut it.options),
            Level::Server | Level::Sessions | Level::Windows => None,
        }
    }

    /// Gives a window a name.
    pub fn rename_window(&mut self, id: WindowId, name: String) {
        self.alter_window(id, |window| window.name = name);
    }

    /// Gives a window a size.
    pub fn resize_window(&mut self, id: WindowId, size: WindowSize) {
        self.alter_window(id, |window| window.resize(size));
    }

    /// Gives the active pane of a window all of it, or no longer.
    pub fn zoom(&mut self, id: WindowId, zoomed: bool) {
        self.alter_window(id, |window| window.zoomed = zoomed);
    }

    /// Gives a pane all of its window, which makes it the active one, or no longer, which does not.
    pub fn toggle_zoom(&mut self, id: WindowId, pane: PaneId) {
        self.alter_window(id, |window| {
            let zoomed = window.zoomed;
            if !zoomed {
                window.activate(pane);
            }
            window.zoomed = !zoomed && window.panes().len() > 1;
            window.zoomed_below = None;
        });
    }

    /// Makes a pane its window's active one; a zoomed window stays zoomed with `keep_zoom`. Whether
    /// it was not that before.
    pub fn activate(&mut self, pane: PaneId, keep_zoom: bool) -> bool {
        let Some(window) = self.window_of(pane) else { return false };
        let changed = self.alter_window(window, |it| it.activate_zoomed(pane, keep_zoom));
        changed.unwrap_or(false)
    }

    /// Arranges a window's panes in a named way.
    pub fn arrange(&mut self, id: WindowId, preset: Preset, sizes: &MainSizes) {
        self.alter_window(id, |window| {
            window.remember_layout();
            let panes = window.tiled();
            window.layout.apply(preset, sizes, &panes);
            window.preset = Some(preset);
        });
    }

    /// Gives a window another layout of the panes that it has.
    pub fn set_layout(&mut self, id: WindowId, mut layout: Layout) {
        self.alter_window(id, |window| {
            layout.resize(window.room());
            window.remember_layout();
            window.layout = layout;
        });
    }

    /// Gives a pane and those beside it in its row or column the same size.
    pub fn spread(&mut self, id: WindowId, pane: PaneId) {
        self.alter_window(id, |window| {
            window.remember_layout();
            window.layout.spread(pane);
        });
    }

    /// Moves each of a window's panes to the place of the next, or of the one before. The place
    /// stays active, not the pane; a zoomed window stays zoomed with `keep_zoom`.
    pub fn rotate(&mut self, id: WindowId, down: bool, keep_zoom: bool) {
        self.alter_window(id, |window| {
            let zoomed = std::mem::take(&mut window.zoomed);
            window.rotate(down);
            if let Some(next) = window.step_tiled(window.active, if down { -1 } else { 1 }) {
                window.activate(next);
            }
            window.zoomed = zoomed && keep_zoom;
        });
    }

    /// Gives a pane another size, as far as those beside it let it.
    pub fn resize_pane(&mut self, id: WindowId, pane: PaneId, size: PaneSize) {
        self.alter_window(id, |window| {
            window.zoomed = false;
            window.resize_float(pane, size);
            window.layout.set_pane_size(pane, size.cols, size.rows);
            if let Some((direction, by)) = size.by {
                let away = match direction {
                    Direction::Left => Direction::Right,
                    Direction::Right => Direction::Left,
                    Direction::Up => Direction::Down,
                    Direction::Down => Direction::Up,
                };
                let direction = if by < 0 { away } else { direction };
                let by = by.unsigned_abs().min(u16::MAX.into()) as u16;
                window.layout.resize_pane(pane, direction, by);
            }
        });
    }

    /// Takes a pane out of its window's layout and lays it over the others there; `false` where it is
    /// not in one.
    pub fn lift(&mut self, float: Floating) -> bool {
        let Some(window) = self.window_of(float.pane) else { return false };
        self.alter_window(window, |window| window.lift(float)).unwrap_or(false)
    }

    /// Puts a pane that floats into its window's layout; `false` where it does not or there is no room.
    pub fn lower(&mut self, pane: PaneId) -> bool {
        let Some(window) = self.window_of(pane) else { return false };
        self.alter_window(window, |window| window.lower(pane)).unwrap_or(false)
    }

    /// Puts a pane that floats at a place of its window.
    pub fn place_float(&mut self, pane: PaneId, place: Area) {
        if let Some(window) = self.window_of(pane) {
            self.alter_window(window, |window| window.place_float(pane, place));
        }
    }

    /// Lays a pane that floats elsewhere among those that do.
    pub fn sink(&mut self, pane: PaneId, depth: Depth) {
        if let Some(window) = self.window_of(pane) {
            self.alter_window(window, |window| window.sink(pane, depth));
        }
    }

    /// The corner for the next pane that is laid over a window's others; which of its two sides nobody
    /// said.
    pub fn cascade(&mut self, id: WindowId, x: bool, y: bool) -> Option<(i32, i32)> {
        self.alter_window(id, |window| window.cascade(x, y))
    }

    /// Drags the border at `from` towards `to`, and says where it is then.
    pub fn drag_border(&mut self, id: WindowId, from: Point, to: Point) -> Option<Point> {
        self.alter_window(id, |window| window.drag_border(from, to))
    }

    /// Marks a window since something happened in it that nobody saw.
    pub fn mark_alert(&mut self, id: WindowId, alert: Alert) {
        match alert {
            Alert::Bell => drop(self.alter_window(id, |window| window.bell = true)),
            Alert::Activity => drop(self.alter_window(id, |window| window.alerted = true)),
            Alert::Silence if self.has_window(id) && self.silent.insert(id) => {
                self.differs(Change::AlertsChanged(id));
            }
            Alert::Silence => {}
        }
    }

    /// Whether a window is marked since nothing was written in it for long.
    pub fn is_silent(&self, id: WindowId) -> bool {
        self.silent.contains(&id)
    }

    /// Somebody looks at a window: its alerts are over.
    pub fn seen(&mut self, id: WindowId) {
        if self.silent.remove(&id) {
            self.differs(Change::AlertsChanged(id));
        }
        if self.window(id).is_some_and(|window| window.bell || window.alerted) {
            self.alter_window(id, |window| (window.bell, window.alerted) = (false, false));
        }
    }

    /// Something was written in a pane at `now`, in seconds of Unix time.
    pub fn wrote(&mut self, id: PaneId, now: i64) {
        let Some(pane) = self.panes.get_mut(&id) else { return };
        pane.activity = now;
        pane.modes.wrote();
        if let Home::Window(window) = pane.home
            && let Some(window) = self.windows.get_mut(&window)
        {
            window.activity = now;
        }
    }

    /// Gives a pane a title that its program cannot change.
    pub fn title_pane(&mut self, id: PaneId, title: String) {
        if let Some(pane) = self.alter_pane(id) {
            pane.title = Some(title.clone());
            self.tell_from(Change::PaneTitleChanged(id), Was::Titled(title));
        }
    }

    /// A pane has its program's title again.
    pub fn leave_title(&mut self, id: PaneId) {
        if self.panes.get(&id).is_some_and(|pane| pane.title.is_some())
            && let Some(pane) = self.alter_pane(id)
        {
            pane.title = None;
        }
    }

    /// Keys reach a pane's program, or do not.
    pub fn take_input(&mut self, id: PaneId, takes: bool) {
        if let Some(pane) = self.alter_pane(id) {
            pane.input_off = !takes;
        }
    }

    /// Alters which modes a pane is in; `None` where it is gone.
    pub fn alter_modes<T>(&mut self, id: PaneId, alter: impl FnOnce(&mut Modes) -> T) -> Option<T> {
        let modes = &mut self.panes.get_mut(&id)?.modes;
        let before = modes.top().map(Mode::name);
        let done = alter(modes);
        let now = modes.top().map(Mode::name);
        if before != now {
            let was = before.map_or(Was::Untold, |mode| Was::Named(mode.to_owned()));
            self.differs_from(Change::ModeChanged(id), was);
        } else if now.is_some() {
            self.differs(Change::PaneAltered(id));
        }
        Some(done)
    }

    /// Has the mode that a pane shows do something; `None` where it is in none.
    pub fn with_mode<T>(
        &mut self,
        id: PaneId,
        act: impl FnOnce(&mut Mode, &Pane) -> T,
    ) -> Option<T> {
        let pane = self.panes.get_mut(&id)?;
        let mut modes = std::mem::take(&mut pane.modes);
        let done = modes.top_mut().map(|mode| act(mode, pane));
        pane.modes = modes;
        match pane.modes.top() {
            Some(Mode::Choose(_)) => self.differs(Change::ModeAltered(id)),
            Some(_) => self.differs(Change::PaneAltered(id)),
            None => {}
        }
        done
    }

    /// The same for the mode in which a client looks at a pane by itself.
    pub fn with_look<T>(
        &mut self,
        client: ClientId,
        pane: PaneId,
        act: impl FnOnce(&mut Mode, &Pane) -> T,
    ) -> Option<T> {
        self.differs(Change::ClientAltered(client));
        let display = self.clients.get_mut(&client)?.display_mut()?;
        let look = display.look.as_mut().filter(|look| look.pane == pane)?;
        Some(act(look.modes.top_mut()?, self.panes.get(&pane)?))
    }

    /// Ends what clients look at by themselves, where that is over.
    pub fn end_looks(&mut self, is_over: impl Fn(&Self, &Client, PaneId) -> bool) {
        let over = |it: &&Client| it.look().is_some_and(|look| is_over(self, it, look.pane));
        let over: Vec<ClientId> = self.clients().filter(over).map(|it| it.id).collect();
        for client in over {
            if let Some(display) = self.display_mut(client) {
                display.look = None;
            }
        }
    }
}
