//! How sessions, windows and panes begin and end, and how clients come and go.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::geometry::WindowSize;
use crate::terminal::{Limits, Terminal};

use super::client::{Client, KeyState};
use super::command_log::CommandLog;
use super::effect::{Effect, Program, Spawn};
use super::environment::Environment;
use super::event_log::Happening;
use super::id::{ClientId, PaneId, SessionId, WindowId};
use super::line_times::LineTimes;
use super::options::Options;
use super::pane::{Ended, Pane};
use super::resolve::Place;
use super::session::Session;
use super::shell::Shell;
use super::shells::integrate;
use super::window::Window;
use super::{Model, count_up};

/// What a new pane runs, and where.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Launch {
    /// The words that were given: none for the default command, one for a shell, several
    /// (or one after `--`) for no shell.
    pub command: Vec<String>,
    /// One word is a program, not a shell's command line.
    pub exact: bool,
    /// Where it starts, from where the session starts things; `None` is there.
    pub cwd: Option<PathBuf>,
    /// Variables for it alone.
    pub environment: Vec<(String, String)>,
}

/// A pane that was just made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewPane {
    /// Its session.
    pub session: SessionId,
    /// Its window.
    pub window: WindowId,
    /// The pane.
    pub pane: PaneId,
}

impl Model {
    /// A new session with one window.
    pub fn new_session(
        &mut self,
        name: Option<String>,
        cwd: PathBuf,
        environment: Environment,
    ) -> SessionId {
        let id = SessionId(count_up(&mut self.next.session));
        let name = name.unwrap_or_else(|| self.free_session_name(id));
        let now = self.clock.unix;
        let base = self.session_lookup(None).number("base-index").max(0) as u32;
        let session = Session {
            id,
            name,
            windows: Default::default(),
            current: base,
            visited: Vec::new(),
            created: now,
            activity: now,
            locked: None,
            last_attached: None,
            cwd,
            environment,
            beside: None,
            popup: false,
            kept: false,
            options: Options::default(),
        };
        let replaced = self.kept_named(&session.name);
        self.graph.add_session(session);
        replaced.into_iter().for_each(|kept| self.remove_session(kept));
        id
    }

    /// A hidden session beside another one, named after that.
    pub fn session_beside(
        &mut self,
        beside: SessionId,
        cwd: PathBuf,
        environment: Environment,
    ) -> SessionId {
        let name = self.graph.session(beside).map(|it| it.name.clone()).unwrap_or_default();
        let mut names = (1..).map(|n: u32| format!("{name}+{n}"));
        let name = names.find(|name| self.session_named(name).is_none());
        let session = self.new_session(name, cwd, environment);
        if let Some(it) = self.graph.session_mut(session) {
            it.beside = Some(beside);
        }
        session
    }

    /// The lowest number from the id up that no session is called by.
    fn free_session_name(&self, id: SessionId) -> String {
        let free = (id.0..).map(|n| n.to_string()).find(|name| self.session_named(name).is_none());
        free.unwrap_or_default()
    }

    /// A new window with one pane at an index of a session, which must be free.
    pub fn new_window(
        &mut self,
        session: SessionId,
        index: u32,
        name: Option<String>,
        size: WindowSize,
        launch: &Launch,
    ) -> NewPane {
        let id = WindowId(count_up(&mut self.next.window));
        let pane = PaneId(count_up(&mut self.next.pane));
        let named = name.is_some();
        let mut window = Window::new(id, name.unwrap_or_default(), pane, size, self.clock.unix);
        if named {
            window.options.switch_off("automatic-rename");
        }
        self.graph.add_window(window);
        if let Some(session) = self.graph.session_mut(session) {
            session.windows.insert(index, id);
            if session.windows.len() == 1 {
                session.current = index;
            }
        }
        self.start_pane(session, id, pane, size, launch);
        let place = Place::of_index(self, session, index);
        if self.graph.session(session).is_some_and(|session| session.windows.len() == 1) {
            self.happened(Happening::SessionCreated, &place);
        }
        self.happened(Happening::WindowCreated, &place);
        self.happened(Happening::PaneCreated, &place);
        self.notify("window-linked", &place);
        NewPane { session, window: id, pane }
    }

    /// An id for a pane that will be put into a layout.
    pub fn pane_id(&mut self) -> PaneId {
        PaneId(count_up(&mut self.next.pane))
    }

    /// Makes a pane that the window's layout has already, and asks for its program.
    pub fn start_pane(
        &mut self,
        session: SessionId,
        window: WindowId,
        id: PaneId,
        size: WindowSize,
        launch: &Launch,
    ) {
        let program = self.program(session, launch);
        let start_directory = self.start_directory(session, launch);
        let pane = Pane {
            id,
            window,
            terminal: Terminal::new(size, self.limits(session)),
            line_times: LineTimes::default(),
            size,
            pid: None,
            tty: String::new(),
            current_command: program.name(),
            current_directory: None,
            program: program.clone(),
            start_directory: start_directory.clone(),
            started: self.clock.unix,
            title: None,
            foreground: None,
            shell: Shell::default(),
            ended: None,
            ended_at: 0,
            stopped: false,
            again: false,
            restart: None,
            restarts: 0,
            began: self.clock.millis,
            drained: false,
            epitaph: false,
            copy_mode: None,
            told_title: String::new(),
            piped: false,
            input_off: false,
            waiting: 0,
            told_full: false,
            typed: 0,
            activity: self.clock.unix,
            command_log: CommandLog::default(),
            options: Options::default(),
            policy_of: None,
        };
        self.graph.add_pane(pane);
        self.tell_colors(id);
        let environment = self.pane_environment(session, id, launch);
        let cwd = start_directory;
        self.spawn(Spawn { pane: id, program, arguments: Vec::new(), cwd, environment, size });
        self.name_window(window);
    }

    /// Starts a pane's program anew, in the same place (`respawn-pane`).
    pub fn restart_pane(&mut self, session: SessionId, id: PaneId, launch: &Launch) {
        let limits = self.limits(session);
        self.recorded_end(id, None);
        let Some(old) = self.graph.pane(id) else { return };
        let (size, window) = (old.size, old.window);
        let program = match launch.command.is_empty() {
            true => old.program.clone(),
            false => self.program(session, launch),
        };
        let cwd = match &launch.cwd {
            Some(_) => self.start_directory(session, launch),
            None => old.start_directory.clone(),
        };
        let environment = self.pane_environment(session, id, launch);
        self.ask(Effect::Close(id));
        self.leave_all_modes(id);
        if let Some(pane) = self.graph.pane_mut(id) {
            (pane.terminal, pane.policy_of) = (Terminal::new(size, limits), None);
            pane.command_log = CommandLog::default();
            (pane.pid, pane.ended, pane.drained) = (None, None, false);
            (pane.program, pane.start_directory) = (program.clone(), cwd.clone());
            pane.current_command = program.name();
            (pane.foreground, pane.shell) = (None, Shell::default());
            pane.started = self.clock.unix;
            (pane.epitaph, pane.ended_at, pane.line_times) = (false, 0, LineTimes::default());
            (pane.stopped, pane.again, pane.began) = (false, false, self.clock.millis);
        }
        self.is_back(id);
        self.tell_colors(id);
        self.spawn(Spawn { pane: id, program, arguments: Vec::new(), cwd, environment, size });
        self.name_window(window);
    }

    /// Asks for a pane's program; a shell is to tell what it does (`shell-integration`).
    pub(super) fn spawn(&mut self, mut spawn: Spawn) {
        let session = Place::of_pane(self, spawn.pane).session;
        if self.session_lookup(session).flag("shell-integration")
            && let Some(scripts) = &self.shell_scripts
        {
            integrate(&mut spawn, scripts);
        }
        self.ask(Effect::Spawn(Box::new(spawn)));
    }

    fn tell_colors(&mut self, pane: PaneId) {
        if let Some(pane) = self.graph.pane_mut(pane) {
            pane.terminal.set_colors(&self.colors);
        }
    }

    fn limits(&self, session: SessionId) -> Limits {
        let options = self.session_lookup(Some(session));
        let limit = |name| usize::try_from(options.number(name)).unwrap_or(0);
        Limits { history_lines: limit("history-limit"), history_bytes: limit("history-bytes") }
    }

    fn shell(&self, session: SessionId) -> String {
        let chosen = self.session_lookup(Some(session)).text("default-shell");
        match chosen.is_empty() {
            false => chosen,
            true => self.environment.text("SHELL").unwrap_or("/bin/sh").to_owned(),
        }
    }

    fn program(&self, session: SessionId, launch: &Launch) -> Program {
        let shell = self.shell(session);
        match launch.command.as_slice() {
            [] | [_] if !launch.exact => {
                let default = || self.session_lookup(Some(session)).text("default-command");
                let command = launch.command.first().cloned().unwrap_or_else(default);
                match command.is_empty() {
                    true => Program::LoginShell(shell),
                    false => Program::ShellCommand { shell, command },
                }
            }
            words => Program::Argv(words.to_vec()),
        }
    }

    fn start_directory(&self, session: SessionId, launch: &Launch) -> PathBuf {
        let base = self.graph.session(session).map(|s| s.cwd.clone()).unwrap_or_default();
        match &launch.cwd {
            Some(cwd) => base.join(cwd),
            None => base,
        }
    }

    pub(super) fn pane_environment(
        &self,
        session: SessionId,
        pane: PaneId,
        launch: &Launch,
    ) -> Vec<(OsString, OsString)> {
        let mut own =
            self.graph.session(session).map(|s| s.environment.clone()).unwrap_or_default();
        let me = &self.identity;
        own.set("TERM", self.server().text("default-terminal"));
        own.set("COLORTERM", "truecolor");
        own.set("TERM_PROGRAM", "pmux");
        own.set("TERM_PROGRAM_VERSION", env!("CARGO_PKG_VERSION"));
        own.set("PMUX", format!("{},{},{}", me.socket.display(), me.pid, session.0));
        own.set("PMUX_PANE", pane.to_string());
        // A tmux that pmux itself runs in is not theirs to talk to.
        for foreign in ["TMUX", "TMUX_PANE", "STY", "WINDOW", "LINES", "COLUMNS"] {
            own.remove(foreign);
        }
        self.give_agent(&mut own);
        for (name, value) in &launch.environment {
            own.set(name, value);
        }
        own.over(&self.environment).into_pairs()
    }

    /// Names a window after what runs in it, where nobody named it.
    pub fn name_window(&mut self, window: WindowId) {
        if !self.window_lookup(Some(window)).flag("automatic-rename") {
            return;
        }
        let Some(active) = self.graph.window(window).map(|window| window.active) else { return };
        let format = self.window_lookup(Some(window)).text("automatic-rename-format");
        let name = self.expand(&format, &Place::of_pane(self, active));
        if let Some(window) = self.graph.window_mut(window)
            && !name.is_empty()
            && window.name != name
        {
            let is_new = window.name.is_empty();
            window.name = name;
            if !is_new {
                self.notify("window-renamed", &Place::of_pane(self, active));
            }
        }
    }

    /// A pane is gone, and what is bound to it goes with it.
    fn close(&mut self, id: PaneId, pane: &Pane) {
        self.restarts.remove(&id);
        if pane.piped {
            self.ask(Effect::EndPipe(id));
        }
        self.ask(Effect::Close(id));
    }

    /// A pane is over: it leaves its window, which may end with it, and so on.
    pub fn remove_pane(&mut self, id: PaneId) {
        self.tell_closing(id);
        let Some(pane) = self.graph.take_pane(id) else { return };
        self.close(id, &pane);
        if self.marked == Some(id) {
            self.marked = None;
        }
        let last = match self.graph.window_mut(pane.window) {
            Some(window) => !window.remove(id),
            None => return,
        };
        if last {
            self.remove_window(pane.window);
        } else {
            self.name_window(pane.window);
        }
    }

    /// A pane is about to be over.
    fn tell_closing(&mut self, id: PaneId) {
        self.recorded_end(id, None);
        if let Some(pane) = self.graph.pane(id) {
            let status = pane.ended.map(Ended::status);
            self.happened(Happening::PaneClosed(status), &Place::of_pane(self, id));
        }
    }

    /// A window is over, with all its panes and wherever it is linked.
    pub fn remove_window(&mut self, id: WindowId) {
        let place = Place { pane: None, ..Place::of_window(self, id) };
        let panes = self.graph.window(id).map(|window| window.panes()).unwrap_or_default();
        for pane in panes {
            if self.graph.pane(pane).is_some_and(|pane| pane.window == id) {
                self.tell_closing(pane);
            }
        }
        if self.graph.has_window(id) {
            self.happened(Happening::WindowClosed, &place);
        }
        let Some(window) = self.graph.take_window(id) else { return };
        for pane in window.panes() {
            // A pane that has just moved on to another window lives there.
            let moved = self.graph.pane(pane).is_some_and(|pane| pane.window != id);
            if !moved && let Some(gone) = self.graph.take_pane(pane) {
                self.close(pane, &gone);
            }
        }
        let sessions: Vec<SessionId> = self.sessions_with(id).map(|session| session.id).collect();
        for session in sessions {
            self.unlink_window(session, id);
        }
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
        let Some(session) = self.graph.session_mut(id) else { return };
        let Some(window) = session.unlink(index) else { return };
        if session.windows.is_empty() {
            self.remove_session(id);
        }
        self.notify("window-unlinked", &Place::of_session(self, id));
        if self.sessions_with(window).next().is_none() {
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
        if let Some(session) = self.graph.session_mut(id) {
            session.renumber(base);
        }
    }

    /// A session is over: its windows end where no other session has them, its clients go to
    /// another session or leave, as `detach-on-destroy` says.
    pub fn remove_session(&mut self, id: SessionId) {
        let policy = self.session_lookup(Some(id)).text("detach-on-destroy");
        let Some(session) = self.graph.take_session(id) else { return };
        let seen = |it: &&Session| it.beside.is_none() && !it.kept;
        let sessions = || self.graph.sessions().filter(seen).map(|it| it.id);
        let others = match policy.as_str() {
            "off" => self.latest_session(|_| true),
            "no-detached" => self.latest_session(|s| self.attached_to(s.id).next().is_some()),
            "previous" => sessions().rfind(|other| *other < id),
            "next" => sessions().find(|other| *other > id),
            _ => None,
        };
        let clients: Vec<ClientId> = self.attached_to(id).map(|client| client.id).collect();
        for client in clients {
            match others {
                Some(next) => self.attach(client, next),
                None => self.detach(client, "[exited]".to_owned()),
            }
        }
        for window in session.windows.into_values() {
            self.notify("window-unlinked", &Place::of_window(self, window));
            if self.sessions_with(window).next().is_none() {
                self.remove_window(window);
            }
        }
        self.happened_to(Happening::SessionClosed, (id, session.name));
        let beside: Vec<SessionId> = self
            .graph
            .sessions()
            .filter(|session| session.beside == Some(id))
            .map(|session| session.id)
            .collect();
        beside.into_iter().for_each(|session| self.remove_session(session));
        if self.graph.sessions().len() == 0 && !self.starting && self.server().flag("exit-empty") {
            self.ask(Effect::Shutdown);
        }
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

    /// A client shows a session.
    pub fn attach(&mut self, client: ClientId, session: SessionId) {
        let now = self.clock;
        let before = self.graph.client(client).and_then(|it| it.session);
        let last = before.filter(|old| self.graph.has_session(*old));
        let Some(it) = self.graph.client_mut(client) else { return };
        if it.session != Some(session) {
            it.last_session = last;
        }
        it.session = Some(session);
        (it.table, it.overlay, it.drag) = (KeyState::default(), None, None);
        (it.activity, it.activity_time) = (now.millis, now.unix);
        if let Some(session) = self.graph.session_mut(session) {
            session.last_attached = Some(now.unix);
            session.activity = now.unix;
        }
        if let Some(window) = self.client_window(client) {
            self.seen(window);
        }
        if before.is_none() {
            self.ask(Effect::Attached(client));
            self.happened(Happening::ClientAttached, &Place::of_client(self, client));
        }
        if before != Some(session) {
            self.notify("client-session-changed", &Place::of_client(self, client));
        }
    }

    /// A client leaves its session and ends, printing `line`.
    pub fn detach(&mut self, client: ClientId, line: String) {
        self.detach_with(client, line, 0);
    }

    fn detach_with(&mut self, client: ClientId, line: String, status: u8) {
        let Some(it) = self.graph.client_mut(client) else { return };
        if let Some(raw) = it.raw.take() {
            // Now, as the pane may get another size by it.
            let rows = self.rows_of_text(raw.pane);
            self.ask(Effect::Unbound(client, line, status, rows));
            return self.unbound(client, &raw);
        }
        let Some(session) = it.session.take() else { return };
        self.ask(Effect::Detached(client, line, status));
        let place = Place { client: Some(client), ..Place::of_session(self, session) };
        self.left(session, &place);
    }

    /// A client leaves its session, and becomes a shell command. One that is bound to a pane only
    /// leaves.
    pub fn replace_client(&mut self, client: ClientId, command: &str) {
        let Some(it) = self.graph.client_mut(client).filter(|it| it.raw.is_none()) else {
            return self.detach_client(client);
        };
        let Some(session) = it.session.take() else { return };
        self.ask(Effect::Replaced(client, command.to_owned()));
        let place = Place { client: Some(client), ..Place::of_session(self, session) };
        self.left(session, &place);
    }

    /// A client is gone, whatever it was doing.
    pub fn remove_client(&mut self, client: ClientId) {
        self.feeds.remove(&client);
        let Some(gone) = self.graph.take_client(client) else { return };
        if let Some(session) = gone.session {
            self.left(session, &Place::of_session(self, session));
        }
        if let Some(raw) = gone.raw {
            self.unbound(client, &raw);
        }
    }

    /// A client left a session: it may be one that ends when nobody looks.
    fn left(&mut self, session: SessionId, place: &Place) {
        self.happened(Happening::ClientDetached, place);
        let unattended = self.attached_to(session).next().is_none();
        if unattended && self.session_lookup(Some(session)).flag("destroy-unattached") {
            self.remove_session(session);
        }
        self.end_if_unattended();
    }

    /// A server may be one that ends when nobody looks.
    pub(super) fn end_if_unattended(&mut self) {
        let looks = |client: &Client| client.session.is_some() || client.raw.is_some();
        if !self.graph.clients().any(looks) && self.server().flag("exit-unattached") {
            self.ask(Effect::Shutdown);
        }
    }

    /// Somebody looks at a window: its alerts are over.
    pub fn seen(&mut self, window: WindowId) {
        if let Some(window) = self.graph.window_mut(window) {
            (window.bell, window.alerted) = (false, false);
        }
    }

    /// Makes the window at `index` a session's current one.
    pub fn select_window(&mut self, session: SessionId, index: u32) -> bool {
        let now = self.clock.unix;
        let Some(it) = self.graph.session_mut(session) else { return false };
        if !it.select(index) {
            return false;
        }
        it.activity = now;
        if let Some(window) = it.window() {
            self.seen(window);
        }
        true
    }

    /// Makes a pane its window's active one; a zoomed window stays zoomed with `keep_zoom`.
    pub fn select_pane(&mut self, pane: PaneId, keep_zoom: bool) -> bool {
        let Some(window) = self.graph.pane(pane).map(|pane| pane.window) else { return false };
        let it = self.graph.window_mut(window);
        let changed = it.is_some_and(|window| window.activate_zoomed(pane, keep_zoom));
        if changed {
            self.name_window(window);
        }
        changed
    }
}
