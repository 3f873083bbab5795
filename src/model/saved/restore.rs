//! From a file to the model: a session as it was, its shells begun anew, all else waiting to be asked
//! for. What a file says is sound ([`crate::saved::decode`]); what it means is looked at here.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;

use super::super::{Model, count_up};
use super::options::set;
use crate::geometry::{Area, Size};
use crate::language::format::strftime;
use crate::model::effect::PaneEffect;
use crate::model::environment::Environment;
use crate::model::graph::session::Session;
use crate::model::graph::window::Window;
use crate::model::graph::{Floating, Home, Launch};
use crate::model::id::{PaneId, SessionId, WindowId};
use crate::model::layout::{self, LayoutError};
use crate::model::levels::Level;
use crate::model::options::{Name, Options, Scope};
use crate::model::pane::Pane;
use crate::model::program::Program;
use crate::model::run::Run;
use crate::saved;
use crate::terminal::{Limits, Terminal};
use crate::visible::visible;

/// Why a session could not be restored. Nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotRestored {
    /// Another one has its name.
    #[error(
        "another session is called {0}: pmux rename-session gives that one another name, and \
         restore -s this one"
    )]
    Exists(String),
    /// A window's layout is none.
    #[error("a window of {name} has no layout that can be read: {why}")]
    Layout {
        /// The session.
        name: String,
        /// What is wrong with it.
        why: LayoutError,
    },
}

/// What becomes of a pane's program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It is started.
    Starts,
    /// It waits until somebody asks for it.
    Waits,
}

impl Model {
    /// Makes the session of a file that was saved then, in seconds of Unix time, by its own name or
    /// another one.
    ///
    /// # Errors
    /// [`NotRestored`].
    pub fn restore_session(
        &mut self,
        kept: saved::Session,
        at: i64,
        name: Option<String>,
    ) -> Result<SessionId, NotRestored> {
        let before = saved::Identity { name: kept.name.clone(), created: kept.created };
        let name = name.unwrap_or_else(|| kept.name.clone());
        let known = self.session_named(&name);
        if known.is_some_and(|session| !session.kept) {
            return Err(NotRestored::Exists(name));
        }
        let replaced = known.map(|session| session.id);
        let id = SessionId(count_up(&mut self.next.session));
        let mut fates = Vec::new();
        let (mut windows, mut panes) = (Vec::new(), Vec::new());
        let mut indexes = std::collections::BTreeMap::new();
        let origins = kept.origins.into_iter().map(Some).chain(std::iter::repeat(None));
        for (window, origin) in kept.windows.into_iter().zip(origins) {
            let index = window.index;
            let there = self.restored_before(origin, &windows, replaced);
            if let Some(id) = there {
                indexes.insert(index, id);
                continue;
            }
            let (mut window, its) = self.restored_window(window, &mut fates).map_err(|why| {
                let name = name.clone();
                NotRestored::Layout { name, why }
            })?;
            window.origin = origin;
            indexes.insert(index, window.id);
            windows.push(window);
            panes.extend(its);
        }
        let session = Session {
            id,
            name,
            windows: indexes,
            current: kept.current,
            visited: Vec::new(),
            created: kept.created,
            activity: kept.activity.min(self.clock.unix),
            locked: None,
            last_attached: None,
            cwd: path(kept.directory),
            environment: environment(&kept.environment),
            beside: None,
            kept: false,
            options: options(&kept.options, &[Scope::Session]),
        };
        replaced.into_iter().for_each(|session| self.remove_session(session));
        self.saved.ended.remove(&before);
        self.saved.known.insert(id, before);
        self.put_together(session, windows, panes);
        if let Some(group) = kept.group {
            self.regroup(&group, id);
        }
        for (pane, fate) in fates {
            self.begin_below(id, pane, fate, at);
        }
        Ok(id)
    }

    /// The window that is there already which this one was: among those that its session has at another
    /// index, or since another session that had it too was restored before, and has it as it is now.
    /// What only a session has that is about to be replaced goes with that.
    fn restored_before(
        &self,
        origin: Option<saved::Origin>,
        own: &[Window],
        replaced: Option<SessionId>,
    ) -> Option<WindowId> {
        let stays = |window: &&Window| {
            self.graph.sessions_with(window.id).any(|it| Some(it.id) != replaced)
        };
        let mut all = own.iter().chain(self.graph.windows().filter(stays));
        all.find(|it| origin.is_some() && it.origin == origin).map(|it| it.id)
    }

    fn restored_window(
        &mut self,
        kept: saved::Window,
        fates: &mut Vec<(PaneId, Fate)>,
    ) -> Result<(Window, Vec<Pane>), LayoutError> {
        let id = WindowId(count_up(&mut self.next.window));
        let size = Size::new(kept.size.0, kept.size.1).drawable();
        let ids: Vec<PaneId> = kept.panes.iter().map(|_| self.pane_id()).collect();
        let (tiled, over) = ids.split_at(ids.len() - kept.floats.len());
        let float = |(pane, it): (&PaneId, saved::Float)| {
            let (x, y, cols, rows) = it.place;
            let edge = u16::from(it.edges);
            let inside = |side: u16| side.saturating_sub(2 * edge);
            // What is before the window's first cell wraps around.
            let at = |side: u16| i32::from(side.cast_signed()) + i32::from(edge);
            let place = Area::new(at(x), at(y), Size::new(inside(cols), inside(rows)));
            Floating { framed: it.edges, ..Floating::new(*pane, place) }
        };
        let mut layout = layout::parse(&kept.layout, tiled)?;
        layout.resize(size);
        let active = ids.get(kept.active as usize).copied().unwrap_or(ids[0]);
        let mut window = Window {
            layout,
            floats: over.iter().zip(kept.floats).map(float).collect(),
            active,
            zoomed: kept.zoomed && ids.len() > 1,
            options: options(&kept.options, &[Scope::Window, Scope::Pane]),
            ..Window::new(id, kept.name, active, size.into(), self.clock.unix)
        };
        window.order = window.panes();
        let mut panes = Vec::new();
        for (pane, kept) in ids.into_iter().zip(kept.panes) {
            let size = window.size.part(window.pane_size(pane).unwrap_or(size));
            let fate = self.fate_of(&kept.command);
            let program = self.restored_program(kept.command);
            let mut run = Run::new(program, path(kept.directory), self.clock);
            if fate == Fate::Waits {
                run.wait(self.clock);
            }
            // What cannot be read any more is as if nothing had been there.
            let terminal = Terminal::restore(&kept.terminal);
            let mut terminal = terminal.unwrap_or_else(|_| Terminal::new(size, Limits::default()));
            if terminal.size() != size.cells {
                terminal.resize(size);
            }
            fates.push((pane, fate));
            panes.push(Pane {
                title: kept.title,
                options: options(&kept.options, &[Scope::Pane]),
                ..Pane::new(pane, Home::Window(window.id), terminal, size, run)
            });
        }
        Ok((window, panes))
    }

    /// A shell that waits for somebody to type does nothing by itself; of others the person may have
    /// said so (`restore-programs`).
    fn fate_of(&self, command: &saved::Command) -> Fate {
        let named = self.server().list("restore-programs");
        let is_nothing = matches!(command, saved::Command::Line(line) if line.is_empty());
        match is_nothing || command.is_shell() || named.iter().any(|name| name == command.program())
        {
            true => Fate::Starts,
            false => Fate::Waits,
        }
    }

    fn restored_program(&self, command: saved::Command) -> Program {
        let shell = self.shell_of(None);
        match command {
            saved::Command::LoginShell => Program::LoginShell(shell),
            saved::Command::Line(command) if command.is_empty() => Program::NOTHING,
            saved::Command::Line(command) => Program::ShellCommand { shell, command },
            saved::Command::Words(words) => Program::Argv(words),
        }
    }

    /// What a restored pane showed stays above; below it its program begins, or waits.
    fn begin_below(&mut self, session: SessionId, id: PaneId, fate: Fate, at: i64) {
        let limits = self.limits_of(Some(session));
        let when = strftime("%a %d %b %Y %H:%M:%S", &(self.local_time)(at));
        self.tell_colors(id);
        let Some(pane) = self.graph.pane_mut(id) else { return };
        pane.terminal.set_limits(limits);
        pane.terminal.reset_below();
        let seam = format!("\x1b[2m[restored as it was on {when}]\x1b[m\r\n");
        pane.terminal.feed(seam.as_bytes());
        pane.terminal.drain_notices().for_each(drop);
        match fate {
            Fate::Starts => {
                self.saved.reviving.insert(id);
                self.spawn(session, id, &Launch::default());
            }
            Fate::Waits => self.show_waiting(id, None),
        }
    }

    /// A pane's program has been started: whether it had to be since the pane was restored.
    pub fn is_revived(&mut self, id: PaneId) -> bool {
        self.saved.reviving.remove(&id)
    }

    /// The program of a pane that was restored waits, since it could not be started: what the pane
    /// had shown is not to go for that.
    pub fn wait_again(&mut self, id: PaneId, why: &str) {
        let clock = self.clock;
        let Some(pane) = self.graph.alter_pane(id) else { return };
        pane.run.wait(clock);
        self.show_waiting(id, Some(why));
    }

    /// Shows how a program is started that waits.
    fn show_waiting(&mut self, id: PaneId, why: Option<&str>) {
        let Some(pane) = self.graph.pane_mut(id) else { return };
        let command = pane.run.program.describe();
        let command = match command.as_str() {
            "" => pane.run.program.name(),
            command => command.replace('\n', " "),
        };
        let why = why.map(|why| format!("{}\r\n", visible(why))).unwrap_or_default();
        let text = format!("{why}press Enter to run again: {}", visible(&command));
        pane.terminal.feed(text.as_bytes());
        pane.run.epitaph = true;
        self.ask_pane(id, PaneEffect::Keep);
    }

    /// Takes up what was the own of a server before: its buffers, as older ones than those that are
    /// here, and the options that were set by hand.
    pub fn take_up_server(&mut self, kept: saved::Server) {
        self.saved.has_own = true;
        let levels = [
            (Level::Server, kept.server_options, &[Scope::Server][..]),
            (Level::Sessions, kept.session_options, &[Scope::Session]),
            (Level::Windows, kept.window_options, &[Scope::Window, Scope::Pane]),
        ];
        // How files are read is not for a file to say.
        let is_policy = |name: &str| matches!(name, "restore" | "restore-programs");
        for (level, mut settings, scopes) in levels {
            settings.retain(|setting| !is_policy(&setting.name));
            if let Some(options) = self.options_mut(level).filter(|_| !settings.is_empty()) {
                set(options, &settings, |name| has_scope(name, scopes));
            }
        }
        let limit = usize::try_from(self.server().count("buffer-limit")).unwrap_or(usize::MAX);
        for buffer in kept.buffers {
            let saved::Buffer { name, named, data, created } = buffer;
            self.buffers_mut().push_oldest((name, named), data, created, limit);
        }
    }
}

fn path(bytes: Vec<u8>) -> PathBuf {
    OsString::from_vec(bytes).into()
}

fn environment(variables: &[saved::Variable]) -> Environment {
    let mut environment = Environment::default();
    for saved::Variable { name, value, hidden } in variables {
        let value = value.clone().map(OsString::from_vec);
        match (value, hidden) {
            (Some(value), true) => environment.set_hidden(name, value),
            (Some(value), false) => environment.set(name, value),
            (None, _) => environment.remove(name),
        }
    }
    environment
}

fn has_scope(name: &Name, scopes: &[Scope]) -> bool {
    name.scope().is_none_or(|scope| scopes.contains(&scope))
}

fn options(settings: &[saved::Setting], scopes: &[Scope]) -> Options {
    let mut options = Options::default();
    set(&mut options, settings, |name| has_scope(name, scopes));
    options
}
