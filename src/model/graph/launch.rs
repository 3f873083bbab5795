//! What a pane runs, and where: how its program is started, and started anew.

use std::ffi::OsString;
use std::path::PathBuf;

use super::float::Home;
use crate::geometry::WindowSize;
use crate::model::change::Change;
use crate::model::effect::{PaneEffect, Spawn};
use crate::model::id::{PaneId, SessionId, WindowId};
use crate::model::pane::Pane;
use crate::model::program::Program;
use crate::model::run::Run;
use crate::model::shells::integrate;
use crate::model::{Model, count_up};
use crate::terminal::{Limits, Terminal};

/// What a new pane runs, and where.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Launch {
    /// The words that were given: none for the default command, one for a shell, several
    /// (or one after `--`) for no shell.
    pub command: Vec<String>,
    /// One word is a program, not a shell's command line.
    pub exact: bool,
    /// Nothing runs in it: what it shows is written there by commands.
    pub empty: bool,
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
    /// An id for a pane that will be put into a layout.
    pub fn pane_id(&mut self) -> PaneId {
        PaneId(count_up(&mut self.next.pane))
    }

    /// Makes a pane that is at its place already, and asks for its program.
    pub(super) fn start_pane(
        &mut self,
        session: SessionId,
        home: Home,
        id: PaneId,
        size: WindowSize,
        launch: &Launch,
    ) {
        let program = self.program(session, launch);
        let run = Run::new(program, self.start_directory(session, launch), self.clock);
        let terminal = Terminal::new(size, self.limits(session));
        self.graph.panes.insert(id, Pane::new(id, home, terminal, size, run));
        self.tell_colors(id);
        self.spawn(session, id, launch);
    }

    /// Starts a pane's program anew, in the same place (`respawn-pane`), or another; an empty pane is to
    /// have it when it is started again.
    pub fn restart_pane(&mut self, session: SessionId, id: PaneId, launch: &Launch) {
        let Some(pane) = self.graph.pane(id) else { return };
        let is_same = launch.command.is_empty() && !pane.run.program.is_nothing();
        let program = match is_same {
            true => pane.run.program.clone(),
            false => self.program(session, &Launch { empty: false, ..launch.clone() }),
        };
        let directory = match &launch.cwd {
            Some(_) => self.start_directory(session, launch),
            None => pane.run.start_directory.clone(),
        };
        self.restarts.remove(&id);
        self.graph.tell(Change::PaneRestarted(id));
        self.ask_pane(id, PaneEffect::Close);
        self.end_copy_modes(id);
        let (limits, clock) = (self.limits(session), self.clock);
        if let Some(pane) = self.graph.alter_pane(id) {
            pane.run = Run::new(program, directory, clock);
            if launch.empty {
                pane.run.lay_by();
            }
            (pane.terminal, pane.policy_of) = (Terminal::new(pane.size, limits), None);
            (pane.command_log, pane.line_times) = Default::default();
        }
        self.is_back(id);
        self.tell_colors(id);
        self.spawn(session, id, launch);
    }

    /// Asks for the program that a pane is to run; a shell is to tell what it does
    /// (`shell-integration`).
    pub(in crate::model) fn spawn(&mut self, session: SessionId, id: PaneId, launch: &Launch) {
        let environment = self.pane_environment(session, id, launch);
        let Some(pane) = self.graph.pane(id) else { return };
        if pane.run.is_nothing() {
            // Nobody types at a cursor there, and lines end with a line feed alone.
            if let Some(pane) = self.graph.pane_mut(id) {
                pane.terminal.feed(b"\x1b[?25l\x1b[20h");
            }
            self.name_window_of(id);
            return;
        }
        let mut spawn = Spawn {
            program: pane.run.program.clone(),
            arguments: Vec::new(),
            cwd: pane.run.start_directory.clone(),
            environment,
            size: pane.size,
        };
        if self.session_lookup(Some(session)).flag("shell-integration")
            && let Some(scripts) = &self.shell_scripts
        {
            integrate(&mut spawn, scripts);
        }
        self.ask_pane(id, PaneEffect::Spawn(Box::new(spawn)));
        self.name_window_of(id);
    }

    pub(in crate::model) fn tell_colors(&mut self, pane: PaneId) {
        if let Some(pane) = self.graph.pane_mut(pane) {
            pane.terminal.set_colors(&self.colors);
        }
    }

    fn limits(&self, session: SessionId) -> Limits {
        self.limits_of(Some(session))
    }

    /// How much of history a pane of some session may have.
    pub(in crate::model) fn limits_of(&self, session: Option<SessionId>) -> Limits {
        let options = self.session_lookup(session);
        let limit = |name| usize::try_from(options.number(name)).unwrap_or(0);
        Limits { history_lines: limit("history-limit"), history_bytes: limit("history-bytes") }
    }

    /// The shell of a session, or of those that do not say otherwise.
    pub(in crate::model) fn shell_of(&self, session: Option<SessionId>) -> String {
        let chosen = self.session_lookup(session).text("default-shell");
        match chosen.is_empty() {
            false => chosen,
            true => self.environment.text("SHELL").unwrap_or("/bin/sh").to_owned(),
        }
    }

    fn program(&self, session: SessionId, launch: &Launch) -> Program {
        let shell = self.shell_of(Some(session));
        if launch.empty {
            return Program::NOTHING;
        }
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

    fn pane_environment(
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
        own.set("TERM_PROGRAM", me.dialect.name());
        own.set("TERM_PROGRAM_VERSION", me.dialect.version());
        for foreign in ["STY", "WINDOW", "LINES", "COLUMNS"] {
            own.remove(foreign);
        }
        self.tell_server(&mut own, Some(session), Some(pane));
        self.give_agent(&mut own);
        for (name, value) in &launch.environment {
            own.set(name, value);
        }
        own.over(&self.environment).into_pairs()
    }
}
