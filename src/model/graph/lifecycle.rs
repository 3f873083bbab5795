//! How sessions, windows and panes begin and end.

use std::path::PathBuf;

use super::float::Home;
use super::launch::{Launch, NewPane};
use super::moving::Beside;
use super::session::Session;
use super::window::Window;
use crate::dialect::Dialect;
use crate::geometry::WindowSize;
use crate::model::change::Change;
use crate::model::effect::{Effect, PaneEffect};
use crate::model::environment::Environment;
use crate::model::id::{ClientId, PaneId, SessionId, WindowId};
use crate::model::layout::NoSpace;
use crate::model::options::Options;
use crate::model::resolve::Place;
use crate::model::run::Ended;
use crate::model::{Model, count_up};
use crate::visible::without_commands;

/// What a new session is to be.
#[derive(Debug, Clone, Default)]
pub struct NewSession {
    /// Its name, which no other session has but one that is kept; without one the lowest number
    /// that is free.
    pub name: Option<String>,
    /// Where its windows start.
    pub cwd: PathBuf,
    /// Its environment, over the server's.
    pub environment: Environment,
    /// It is one beside this one, and named after that.
    pub beside: Option<SessionId>,
    /// The name of its window, if that is not to follow its program.
    pub window_name: Option<String>,
    /// It is in a group.
    pub group: Option<NewGroup>,
}

/// The group that a new session is to be in.
#[derive(Debug, Clone)]
pub struct NewGroup {
    /// Its name.
    pub name: String,
    /// A session of it, or that is to be of it, whose windows the new one has; without one it is the
    /// first.
    pub other: Option<SessionId>,
}

impl Model {
    /// A new session with one window.
    pub fn new_session(&mut self, new: NewSession, size: WindowSize, launch: &Launch) -> NewPane {
        let id = SessionId(count_up(&mut self.next.session));
        let group = new.group.as_ref().map(|group| group.name.as_str());
        let name = new.name.unwrap_or_else(|| self.free_session_name(id, new.beside, group));
        let now = self.clock.unix;
        let base = self.session_lookup(None).number("base-index").max(0) as u32;
        let replaced = self.kept_named(&name);
        self.graph.add_session(Session {
            id,
            name,
            windows: Default::default(),
            current: base,
            visited: Vec::new(),
            created: now,
            activity: now,
            locked: None,
            last_attached: None,
            cwd: new.cwd,
            environment: new.environment,
            beside: new.beside,
            kept: false,
            options: Options::default(),
        });
        let pane = match new.group {
            Some(NewGroup { name, other: Some(other) }) if self.share_from(id, other) => {
                self.group_sessions(&name, Some(other), id);
                self.graph.tell(Change::SessionCreated(id));
                self.shown_pane(id)
            }
            group => {
                let pane = self.new_window(id, base, (new.window_name, false), size, launch);
                group.into_iter().for_each(|group| self.group_sessions(&group.name, None, id));
                pane
            }
        };
        replaced.into_iter().for_each(|kept| self.remove_session(kept));
        pane
    }

    /// What a session shows that has windows.
    fn shown_pane(&self, session: SessionId) -> NewPane {
        let place = self.graph.place_of_session(session);
        let nothing = (WindowId(u32::MAX), PaneId(u32::MAX));
        let (window, pane) = place.window.zip(place.pane).unwrap_or(nothing);
        NewPane { session, window, pane }
    }

    /// The lowest number from the id up that no session is called by; for one beside another, with
    /// the name of that before it, and for one of a group with the group's.
    fn free_session_name(
        &self,
        id: SessionId,
        beside: Option<SessionId>,
        group: Option<&str>,
    ) -> String {
        let is_free = |name: &String| self.graph.session_named(name).is_none();
        let free = match beside.and_then(|id| self.graph.session(id)) {
            Some(other) => (1..).map(|n: u32| format!("{}+{n}", other.name)).find(is_free),
            None if group.is_some() => {
                let group = group.unwrap_or_default();
                (id.0..).map(|n| format!("{group}-{n}")).find(is_free)
            }
            None => (id.0..).map(|n| n.to_string()).find(is_free),
        };
        free.unwrap_or_default()
    }

    /// A new window with one pane at an index of a session, in place of what stands there; with
    /// `select` it is the current one. It is told in tmux's order: what goes, what is current, what
    /// came.
    pub fn new_window(
        &mut self,
        session: SessionId,
        index: u32,
        (name, select): (Option<String>, bool),
        size: WindowSize,
        launch: &Launch,
    ) -> NewPane {
        let id = WindowId(count_up(&mut self.next.window));
        let pane = self.pane_id();
        let is_named = name.is_some();
        let window = self.window_of(id, name, pane, size);
        let is_first = self.graph.session(session).is_some_and(|it| it.windows.is_empty());
        let replaced = self.graph.alter_session(session, |it| it.windows.remove(&index)).flatten();
        self.graph.windows.insert(id, window);
        self.graph.index.links.entry(id).or_default().insert(session);
        if let Some(session) = self.graph.sessions.get_mut(&session) {
            session.windows.insert(index, id);
        }
        self.graph.share_windows(session);
        self.start_pane(session, Home::Window(id), pane, size, launch);
        if !is_named && !self.window_lookup(Some(id)).flag("automatic-rename") {
            // It is what it was made for, and stays so.
            let name = self.graph.pane(pane).map(|pane| pane.run.program.name());
            if let (Some(name), Some(window)) = (name, self.graph.windows.get_mut(&id)) {
                window.name = name;
            }
        }
        self.graph.tell(Change::PaneCreated(pane));
        let is_current = |it: &Session| it.current == index;
        if replaced.is_some() && self.graph.session(session).is_some_and(is_current) {
            self.graph.differs(Change::SessionWindowChanged(session));
        }
        if select {
            self.select_window(session, index);
        }
        self.graph.tell(Change::WindowCreated(id));
        self.graph.tell(Change::WindowLinked(session, id));
        if is_first {
            self.graph.tell(Change::SessionCreated(session));
        }
        if let Some(old) = replaced.filter(|old| self.sessions_with(*old).next().is_none()) {
            self.remove_window(old);
        }
        NewPane { session, window: id, pane }
    }

    /// A window of one pane; it follows its program where it is given no name.
    pub(super) fn window_of(
        &self,
        id: WindowId,
        name: Option<String>,
        pane: PaneId,
        size: WindowSize,
    ) -> Window {
        let is_named = name.is_some();
        let mut window = Window::new(id, name.unwrap_or_default(), pane, size, self.clock.unix);
        if is_named {
            window.options.switch_off("automatic-rename");
        }
        window
    }

    /// A new pane beside another, with which the window is divided. With `active` it becomes the
    /// active one, with `zoom` whichever is active has the whole window.
    ///
    /// # Errors
    /// There is no room for it. Nothing has changed.
    pub fn split_window(
        &mut self,
        session: SessionId,
        beside: Beside,
        (active, zoom): (bool, bool),
        launch: &Launch,
    ) -> Result<Option<NewPane>, NoSpace> {
        let Some(window) = self.graph.window_of(beside.pane) else { return Ok(None) };
        let pane = self.pane_id();
        let Beside { pane: at, orientation, before, full, size } = beside;
        let size = self.graph.alter_window(window, |it| {
            it.layout.split(at, pane, orientation, before, full, size)?;
            // What lies over a zoomed pane and is active stays so, and what is below it zoomed.
            let stays = it.zoomed && it.zoomed_pane() != Some(it.active);
            it.zoomed &= stays;
            if active {
                it.activate(pane);
            }
            it.zoomed = zoom || stays;
            Ok::<_, NoSpace>(it.layout.rect(pane).map_or(it.size, |rect| it.size.part(rect.size())))
        });
        let Some(size) = size.transpose()? else { return Ok(None) };
        self.start_pane(session, Home::Window(window), pane, size, launch);
        self.graph.tell(Change::PaneCreated(pane));
        Ok(Some(NewPane { session, window, pane }))
    }

    /// Names a window after what runs in it, where nobody named it.
    pub fn name_window(&mut self, window: WindowId) {
        if !self.window_lookup(Some(window)).flag("automatic-rename") {
            return;
        }
        let Some(active) = self.graph.window(window).map(|window| window.active) else { return };
        // Where the program is yet to be started, its name is that of before.
        if self.graph.pane(active).is_some_and(|pane| pane.run.waits()) {
            return;
        }
        let format = self.window_lookup(Some(window)).text("automatic-rename-format");
        let name = self.expand(&format, &Place::of_pane(self, active));
        let name = match self.identity.dialect {
            Dialect::Pmux => name,
            Dialect::Tmux => without_commands(&name),
        };
        if !name.is_empty() && self.graph.window(window).is_some_and(|it| it.name != name) {
            self.graph.rename_window(window, name);
        }
    }

    /// The same for the window that a pane is of.
    pub fn name_window_of(&mut self, pane: PaneId) {
        if let Some(window) = self.graph.window_of(pane) {
            self.name_window(window);
        }
    }

    /// A pane is gone, and what is bound to it goes with it.
    pub(super) fn close(&mut self, id: PaneId) {
        self.restarts.remove(&id);
        if self.marked == Some(id) {
            self.marked = None;
            self.graph.differs(Change::ShownChanged);
        }
        if self.graph.pane(id).is_some_and(|pane| pane.piped) {
            self.ask_pane(id, PaneEffect::EndPipe);
        }
        self.ask_pane(id, PaneEffect::Close);
        self.graph.bury_pane(id);
    }

    /// A pane is over: it leaves its window, which may end with it, and so on, or its client's
    /// screen.
    pub fn remove_pane(&mut self, id: PaneId) {
        let window = match self.graph.pane(id).map(|pane| pane.home) {
            Some(Home::Window(window)) => window,
            Some(Home::Client(client)) => return self.close_popup(client),
            None => return,
        };
        if self.graph.window(window).is_some_and(|it| it.panes().len() == 1) {
            return self.remove_window(window);
        }
        self.tell_closing(id);
        self.graph.alter_window(window, |it| it.remove(id));
        self.close(id);
        self.name_window(window);
    }

    /// A pane is about to be over.
    pub(super) fn tell_closing(&mut self, id: PaneId) {
        if let Some(pane) = self.graph.pane(id) {
            let status = pane.run.ended.map(Ended::status);
            self.graph.tell(Change::PaneClosed(id, status));
        }
    }

    /// A window is over, with all its panes and wherever it is linked.
    pub fn remove_window(&mut self, id: WindowId) {
        let Some(window) = self.graph.window(id) else { return };
        let panes = window.panes();
        // A pane that has just moved on to another window lives there.
        let is_here = |pane: &PaneId| self.graph.window_of(*pane) == Some(id);
        let panes: Vec<PaneId> = panes.into_iter().filter(is_here).collect();
        panes.iter().for_each(|pane| self.tell_closing(*pane));
        self.graph.tell(Change::WindowClosed(id));
        let sessions: Vec<SessionId> = self.graph.sessions_with(id).map(|it| it.id).collect();
        self.graph.bury_window(id);
        panes.into_iter().for_each(|pane| self.close(pane));
        sessions.into_iter().for_each(|session| self.unlink_window(session, id));
    }

    /// A session loses a window, and ends with its last one.
    pub fn unlink_window(&mut self, id: SessionId, window: WindowId) {
        while let Some(index) = self.graph.session(id).and_then(|it| it.index_of(window)) {
            self.unlink_index(id, index);
        }
        self.renumber(id);
    }

    /// A session loses the window at an index. It ends with its last window, and a window with
    /// its last session.
    pub fn unlink_index(&mut self, id: SessionId, index: u32) {
        // Another is the current one before it is gone.
        self.graph.alter_session(id, |session| session.leave(index));
        let window = self.graph.alter_session(id, |it| it.windows.remove(&index)).flatten();
        let Some(window) = window else { return };
        if self.graph.session(id).is_some_and(|session| session.windows.is_empty()) {
            // Those of a group have nothing left either.
            let group = self.graph.grouped_with(id).to_vec();
            self.remove_session(id);
            group.into_iter().for_each(|other| self.remove_session(other));
        }
        if self.graph.sessions_with(window).next().is_none() {
            self.remove_window(window);
        }
    }

    /// Closes the gaps between a session's indexes where `renumber-windows` asks for it.
    pub fn renumber(&mut self, id: SessionId) {
        if self.session_lookup(Some(id)).flag("renumber-windows") {
            self.renumber_now(id);
        }
    }

    /// Closes the gaps between a session's indexes (`move-window -r`).
    pub fn renumber_now(&mut self, id: SessionId) {
        let base = self.session_lookup(Some(id)).number("base-index").max(0) as u32;
        self.graph.alter_session(id, |session| session.renumber(base));
    }

    /// A session is over: its windows end where no other session has them, its clients go to
    /// another session or leave, as `detach-on-destroy` says.
    pub fn remove_session(&mut self, id: SessionId) {
        let policy = self.session_lookup(Some(id)).text("detach-on-destroy");
        let Some(session) = self.graph.session(id) else { return };
        let windows: Vec<WindowId> = session.windows.values().copied().collect();
        let sessions = &self.graph.sessions;
        let seen = |(other, it): (&SessionId, &Session)| {
            (*other != id && it.is_in_sight()).then_some(*other)
        };
        let shown = |s: &Session| self.attached_to(s.id).next().is_some();
        let next = match policy.as_str() {
            "off" => self.latest_session(|s| s.id != id),
            "no-detached" => self.latest_session(|s| s.id != id && shown(s)),
            "previous" => sessions.range(..id).rev().find_map(seen),
            "next" => sessions.range(id..).find_map(seen),
            _ => None,
        };
        // Who goes elsewhere has gone when the session ends.
        if let Some(next) = next {
            for client in self.clients_of(id) {
                self.attach(client, next);
                if let Some(display) = self.graph.display_mut(client) {
                    display.last_session = None;
                }
            }
        }
        self.graph.tell(Change::SessionClosed(id));
        self.graph.leave_group(id);
        for window in &windows {
            self.graph.tell(Change::WindowUnlinked(id, *window));
        }
        self.graph.bury_session(id);
        for client in self.clients_of(id) {
            self.detach(client, "[exited]".to_owned());
        }
        for window in windows {
            if self.graph.sessions_with(window).next().is_none() {
                self.remove_window(window);
            }
        }
        let beside: Vec<SessionId> = self.graph.sessions_beside(id).map(|it| it.id).collect();
        beside.into_iter().for_each(|session| self.remove_session(session));
        if self.graph.sessions().len() == 0 && !self.starting && self.server().flag("exit-empty") {
            self.ask(Effect::Shutdown);
        }
    }

    fn clients_of(&self, session: SessionId) -> Vec<ClientId> {
        self.attached_to(session).map(|client| client.id).collect()
    }

    /// Everything ends, whoever is attached.
    pub fn end(&mut self) {
        let clients: Vec<ClientId> = self.graph.clients().map(|it| it.id).collect();
        for client in clients {
            self.detach_with(client, "[server exited]".to_owned(), 1);
        }
        let sessions: Vec<SessionId> = self.graph.sessions().map(|it| it.id).collect();
        sessions.into_iter().for_each(|session| self.remove_session(session));
        self.ask(Effect::Shutdown);
    }
}
