//! Happenings: what changed, by the names of tmux's hooks, with what those may know of it. Hooks and
//! `wait-for -E` read them; the events of people (`set-hook -E`, monitors) are happenings too.

use std::borrow::Cow;

use super::Model;
use super::change::{Alert, Change, Told, Was};
use super::graph::window::Window;
use super::id::{PaneId, SessionId, WindowId};
use super::levels::Level;
use super::program::Program;
use super::resolve::Place;
use super::run::Ended;
use crate::geometry::Size;
use crate::language::command_line::quote;
use crate::style::Theme;

/// A name, and what it stands for: `old_pane` and `%3`, say. Hooks know it with `hook_` before it.
pub type Fact = (Cow<'static, str>, String);

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// What it is called.
    pub name: String,
    /// Where.
    pub place: Place,
    /// What there is to know of it.
    pub facts: Vec<Fact>,
    /// The only level of options whose hook it is for: a monitor's own.
    pub level: Option<Level>,
}

impl Change {
    /// The names by which it is known, in the order in which they are told.
    pub fn hooks(&self, was: &Was, has_mode: bool) -> [Option<&'static str>; 2] {
        let name = match self {
            Self::ModeChanged(_) => {
                let side = match (was, has_mode) {
                    (_, true) => "pane-mode-entered",
                    _ => "pane-mode-exited",
                };
                return [Some(side), Some("pane-mode-changed")];
            }
            Self::SessionCreated(_) => "session-created",
            Self::SessionClosed(_) => "session-closed",
            Self::SessionGrouped(..) => "session-added-to-group",
            Self::SessionUngrouped(..) => "session-removed-from-group",
            Self::SessionRenamed(_) => "session-renamed",
            Self::SessionWindowChanged(_) => "session-window-changed",
            Self::WindowCreated(_) => "window-created",
            Self::WindowClosed(_) => "window-closed",
            Self::WindowLinked(..) => "window-linked",
            Self::WindowUnlinked(..) => "window-unlinked",
            Self::WindowRenamed(_) => "window-renamed",
            Self::WindowResized(_) => "window-resized",
            Self::WindowZoomed(_, true) => "window-zoomed",
            Self::WindowZoomed(_, false) => "window-unzoomed",
            Self::LayoutChanged(_) => "window-layout-changed",
            Self::ActivePaneChanged(_) => "window-pane-changed",
            Self::PaneCreated(_) | Self::PaneRestarted(_) => "pane-created",
            Self::PaneMoved(_) => "pane-moved",
            Self::PaneResized(..) => "pane-resized",
            Self::PaneDied(..) => "pane-died",
            Self::PaneExited(_) => "pane-exited",
            Self::PaneTitleChanged(_) => "pane-title-changed",
            Self::PaneFocused(_, true) => "pane-focus-in",
            Self::PaneFocused(_, false) => "pane-focus-out",
            Self::Bell(_) => "pane-bell",
            Self::CommandStarted(..) => "pane-command-started",
            Self::CommandFinished(..) => "pane-command-finished",
            Self::MarkChanged(_) => "marked-pane-changed",
            Self::Alerted(_, Alert::Bell) => "alert-bell",
            Self::Alerted(_, Alert::Activity) => "alert-activity",
            Self::Alerted(_, Alert::Silence) => "alert-silence",
            Self::ClipboardSet(_) => "pane-set-clipboard",
            Self::ClientCreated(_) => "client-created",
            Self::ClientClosed(_) => "client-closed",
            Self::ClientAttached(_) => "client-attached",
            Self::ClientDetached(_) => "client-detached",
            Self::ClientSessionChanged(..) => "client-session-changed",
            Self::ClientResized(_) => "client-resized",
            Self::ClientUsed(_) => "client-active",
            Self::ClientThemeChanged(_, Theme::Dark) => "client-dark-theme",
            Self::ClientThemeChanged(_, Theme::Light) => "client-light-theme",
            Self::ClientFocused(_, true) => "client-focus-in",
            Self::ClientFocused(_, false) => "client-focus-out",
            _ => return [None, None],
        };
        [Some(name), None]
    }
}

/// Facts under their names.
#[derive(Default)]
struct Facts(Vec<Fact>);

impl Facts {
    fn put(&mut self, name: &'static str, value: impl ToString) {
        self.0.push((name.into(), value.to_string()));
    }

    fn sizes(&mut self, now: Size, was: &Was) {
        self.put("width", now.cols);
        self.put("height", now.rows);
        if let Was::Size(was) = was {
            self.put("old_width", was.cols);
            self.put("old_height", was.rows);
        }
    }

    fn names(&mut self, now: &str, was: &Was) {
        if let Was::Named(was) = was {
            self.put("old_name", was);
        }
        self.put("new_name", now);
    }

    fn end(&mut self, ended: Option<Ended>) {
        match ended {
            Some(Ended::Exited(status)) => self.put("exit_status", status),
            Some(Ended::Signaled(signal)) => {
                self.put("exit_signal", crate::language::signal::name(signal));
            }
            Some(Ended::Unknown) | None => {}
        }
        self.put("exit_success", i32::from(ended == Some(Ended::Exited(0))));
    }
}

impl Model {
    /// What there is to know of a happening of a name: where it was, in the parts that it is about.
    pub fn facts_of_place(&self, name: &str, place: &Place) -> Vec<Fact> {
        let mut facts = Facts::default();
        let (window, pane) = match (name.split('-').next().unwrap_or_default(), name) {
            ("session", "session-window-changed") => (true, true),
            ("session", _) => (false, false),
            ("window", "window-pane-changed") => (true, true),
            ("window" | "alert", _) => (true, false),
            _ => (true, true),
        };
        if let Some(client) = place.client.and_then(|id| self.graph.was_client(id)) {
            facts.put("client", client.name());
        }
        self.put_session(&mut facts, ["session", "session_name"], place.session);
        if let Some(id) = place.window.filter(|_| window) {
            self.put_window(&mut facts, ["window", "window_name"], id);
            place.index.into_iter().for_each(|index| facts.put("window_index", index));
        }
        place.pane.filter(|_| pane).into_iter().for_each(|pane| facts.put("pane", pane));
        facts.0
    }

    fn put_session(&self, facts: &mut Facts, names: [&'static str; 2], id: Option<SessionId>) {
        if let Some(session) = id.and_then(|id| self.graph.was_session(id)) {
            facts.put(names[0], session.id);
            facts.put(names[1], &session.name);
        }
    }

    fn put_window(&self, facts: &mut Facts, names: [&'static str; 2], id: WindowId) {
        facts.put(names[0], id);
        if let Some(window) = self.graph.was_window(id) {
            facts.put(names[1], &window.name);
        }
    }

    /// What there is to know of a change, beside where it was.
    pub fn facts_of_change(&self, Told { change, place, was }: &Told) -> Vec<Fact> {
        let mut facts = Facts::default();
        let window = |id: &WindowId| self.graph.was_window(*id);
        match change {
            Change::SessionRenamed(id) => {
                let now = self.graph.was_session(*id).map(|it| it.name.as_str());
                facts.names(now.unwrap_or_default(), was);
            }
            Change::SessionGrouped(_, group, size) | Change::SessionUngrouped(_, group, size) => {
                facts.put("group", group);
                facts.put("group_size", size);
            }
            Change::WindowRenamed(id) => {
                facts.names(window(id).map_or("", |it| it.name.as_str()), was);
            }
            Change::WindowResized(id) => {
                let now = window(id).map(|it| it.size.cells);
                now.into_iter().for_each(|now| facts.sizes(now, was));
            }
            Change::PaneResized(_, cols, rows) => facts.sizes(Size::new(*cols, *rows), was),
            Change::ClientResized(id) => {
                let now = self.graph.was_client(*id).map(|it| it.size.cells);
                now.into_iter().for_each(|now| facts.sizes(now, was));
            }
            Change::ActivePaneChanged(id) => self.panes_facts(&mut facts, window(id), was),
            Change::MarkChanged(now) => {
                facts.put("marked", i32::from(now.is_some()));
                self.pane_facts(&mut facts, *now, was);
            }
            Change::SessionWindowChanged(_) | Change::PaneMoved(_) => {
                self.window_facts(&mut facts, place, was);
            }
            Change::ClientSessionChanged(_, before) => {
                self.put_session(&mut facts, ["new_session", "new_session_name"], place.session);
                self.put_session(&mut facts, ["old_session", "old_session_name"], *before);
            }
            Change::PaneTitleChanged(_) => {
                if let Was::Titled(title) = was {
                    facts.put("new_title", title);
                }
            }
            Change::ModeChanged(id) => {
                let now = self.graph.was_pane(*id).and_then(|pane| Some(pane.modes.top()?.name()));
                now.into_iter().for_each(|now| facts.put("current_mode", now));
                if let Was::Named(was) = was {
                    facts.put("previous_mode", was);
                }
                facts.put("mode_entered", i32::from(now.is_some()));
            }
            Change::PaneCreated(id) => self.program_facts(&mut facts, *id, false),
            Change::PaneRestarted(id) => self.program_facts(&mut facts, *id, true),
            Change::PaneDied(id, _) | Change::PaneExited(id) => {
                facts.end(self.graph.was_pane(*id).and_then(|pane| pane.run.ended));
            }
            Change::CommandStarted(_, entry) | Change::CommandFinished(_, entry) => {
                facts.put("command_start_time", entry.started);
                if let Some(end) = &entry.finished {
                    end.status.into_iter().for_each(|it| facts.put("command_status", it));
                    let took = i64::try_from(end.duration / 1000).unwrap_or(i64::MAX);
                    facts.put("command_end_time", entry.started.saturating_add(took));
                    facts.put("command_duration", took);
                }
            }
            _ => {}
        }
        facts.0
    }

    fn panes_facts(&self, facts: &mut Facts, window: Option<&Window>, was: &Was) {
        self.pane_facts(facts, window.map(|window| window.active), was);
    }

    fn pane_facts(&self, facts: &mut Facts, now: Option<PaneId>, was: &Was) {
        now.into_iter().for_each(|now| facts.put("new_pane", now));
        if let Was::Pane(was) = was {
            facts.put("old_pane", was);
        }
    }

    fn window_facts(&self, facts: &mut Facts, place: &Place, was: &Was) {
        if let Some(now) = place.window {
            self.put_window(facts, ["new_window", "new_window_name"], now);
            place.index.into_iter().for_each(|index| facts.put("new_window_index", index));
        }
        if let Was::Window(was, index) = was {
            self.put_window(facts, ["old_window", "old_window_name"], *was);
            index.iter().for_each(|index| facts.put("old_window_index", index));
        }
    }

    fn program_facts(&self, facts: &mut Facts, id: PaneId, again: bool) {
        let Some(pane) = self.graph.was_pane(id) else { return };
        facts.put(
            "pane_command",
            match &pane.run.program {
                Program::LoginShell(shell) => shell.clone(),
                nothing if nothing.is_nothing() => {
                    let session = self.graph.place_of_pane(id).session;
                    self.shell_of(session)
                }
                Program::ShellCommand { command, .. } => quote(command),
                Program::Argv(words) => {
                    words.iter().map(|word| quote(word)).collect::<Vec<_>>().join(" ")
                }
            },
        );
        facts.put("pane_current_path", pane.run.start_directory.display());
        facts.put("created_empty", i32::from(pane.run.is_nothing()));
        facts.put("created_respawn", i32::from(again));
    }
}
