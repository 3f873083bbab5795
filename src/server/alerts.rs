//! What programs write, and what they tell by it: replies, bells, titles, clipboards; and how
//! they end.

use std::path::PathBuf;

use crate::model::change::{Alert, Change};
use crate::model::command_log;
use crate::model::effect::Effect;
use crate::model::id::{ClientId, PaneId, WindowId};
use crate::model::levels::Level;
use crate::model::pane::{Ended, Pane};
use crate::model::resolve::Place;
use crate::protocol::message::TtyReport;
use crate::style::Theme;
use crate::terminal::{Anchor, Mark, Notice};

use super::Server;
use super::pace::Passed;

/// Milliseconds after a key in which what its program writes is taken for an answer to it.
const ANSWER: u64 = 100;

/// The options that say how people are told of something in a window.
struct Telling {
    alert: Alert,
    what: &'static str,
    action: &'static str,
    visual: &'static str,
}

const BELL: Telling =
    Telling { alert: Alert::Bell, what: "Bell", action: "bell-action", visual: "visual-bell" };

const ACTIVITY: Telling = Telling {
    alert: Alert::Activity,
    what: "Activity",
    action: "activity-action",
    visual: "visual-activity",
};

impl Server {
    /// A program wrote something.
    pub fn output(&mut self, id: PaneId, bytes: &[u8]) {
        let clock = self.model.clock;
        self.model.settle_policy(id);
        if let Some(pane) = self.model.graph.pane_mut(id) {
            pane.line_times.note(&mut pane.terminal, clock.unix);
        }
        let mut rest = bytes;
        while !rest.is_empty() {
            let Some(pane) = self.model.graph.pane_mut(id) else { return };
            rest = pane.terminal.take_in(rest);
            let notices: Vec<Notice> = pane.terminal.drain_notices().collect();
            if !notices.is_empty() {
                pane.terminal.read_unread();
            }
            for notice in notices {
                self.notice(id, notice);
            }
        }
        let Some(pane) = self.model.graph.pane_mut(id) else { return };
        pane.line_times.wrote(&pane.terminal, clock.unix);
        pane.shell.wrote();
        let answers = clock.millis <= pane.typed + ANSWER && pane.typed > 0;
        match pane.terminal.synchronized() {
            true => drop(self.synchronized.entry(id).or_insert(clock.millis)),
            false => drop(self.synchronized.remove(&id)),
        }
        if answers {
            self.hurry_window(id);
        }
        self.touch(id);
        self.wrote(id);
        self.model.graph.wrote(id, clock.unix);
        self.watch_activity(id);
        if !self.model.watches.is_empty()
            && let Some(pane) = self.model.graph.pane_mut(id)
        {
            pane.terminal.read_unread();
            self.model.watches.wrote(pane, bytes, clock.millis);
        }
        self.model.recorded(id, bytes);
    }

    /// The displays that show a pane are told at once.
    fn hurry_window(&mut self, pane: PaneId) {
        let graph = &self.model.graph;
        let Some(window) = graph.pane(pane).map(|pane| pane.window) else { return };
        let showing = graph.clients_showing(window).map(|client| client.id);
        for client in showing.chain(self.model.client_under(pane)) {
            if let Some(display) = self.displays.get_mut(&client) {
                display.hurry();
            }
        }
    }

    fn notice(&mut self, pane: PaneId, notice: Notice) {
        match notice {
            Notice::Reply(bytes) => self.model.tell_program(pane, bytes),
            Notice::Bell => {
                self.model.graph.tell(Change::Bell(pane));
                self.bell_rang(pane);
            }
            Notice::Title => {
                self.tell_title(pane);
                let window = self.model.graph.pane(pane).map(|pane| pane.window);
                if let Some(window) = window {
                    self.model.name_window(window);
                }
                self.model.graph.tell(Change::PaneTitleChanged(pane));
            }
            Notice::WindowName(name) => self.program_names_window(pane, name),
            // The view tells displays which modes are wanted.
            Notice::Directory | Notice::Modes => {
                self.model.graph.differs(Change::PaneAltered(pane));
            }
            Notice::Clipboard { selection, data } => self.program_copied(pane, &selection, data),
            Notice::Notification { title, body } => {
                let text = [title, body].into_iter().filter(|part| !part.is_empty());
                let text = text.collect::<Vec<_>>().join(": ").replace('#', "##");
                for client in self.clients_with(pane) {
                    self.model.show_message(client, &text, None);
                }
            }
            Notice::Passthrough { bytes, x, row } => {
                self.pass_through(pane, &Passed { pane, bytes, x, row });
            }
            Notice::Mark(mark, at) => {
                if let Some(pane) = self.model.graph.pane_mut(pane) {
                    pane.shell.mark(&mark);
                }
                self.marked(pane, mark, at);
            }
            Notice::Emptied(at) => {
                if let Some(pane) = self.model.graph.pane_mut(pane) {
                    pane.command_log.emptied(at);
                }
            }
            // Reading the person's clipboard is not a program's business.
            _ => {}
        }
    }

    /// `allow-passthrough`: what a program wrote for the terminals of those who see it, or of all
    /// who are in its session.
    fn pass_through(&mut self, id: PaneId, passed: &Passed) {
        let allowed = self.model.pane_lookup(id).text("allow-passthrough");
        // Over history that somebody looks at nothing is drawn.
        let is_covered = self.model.graph.pane(id).is_none_or(|pane| pane.copy_mode.is_some());
        if allowed == "off" || is_covered || passed.bytes.is_empty() {
            return;
        }
        let window = self.model.graph.pane(id).and_then(|it| self.model.graph.window(it.window));
        let is_visible = window.is_some_and(|it| it.visible().iter().any(|(pane, _)| *pane == id));
        let window = window.map(|it| it.id);
        for client in self.clients_with(id) {
            let shows = self.model.client_window(client) == window;
            let looks = self.model.looked_at(client) == Some(id);
            let sees =
                is_visible && !looks && (shows || self.model.client_under(id) == Some(client));
            if let Some(display) =
                self.displays.get_mut(&client).filter(|_| sees || (allowed == "all" && !looks))
            {
                display.pass_through(passed.clone());
            }
        }
    }

    /// A title that is not the one told last is told.
    fn tell_title(&mut self, id: PaneId) {
        let Some(pane) = self.model.graph.pane_mut(id) else { return };
        if pane.terminal.title() != pane.told_title {
            pane.told_title = pane.terminal.title().to_owned();
            let title = Change::PaneTitled(id, pane.told_title.clone());
            self.model.graph.tell(title);
        }
    }

    /// A shell says where it is: that goes into the pane's command_log.
    fn marked(&mut self, id: PaneId, mark: Mark, at: Anchor) {
        let clock = self.model.clock;
        let Some(pane) = self.model.graph.pane_mut(id) else { return };
        let told = pane.terminal.directory().map(PathBuf::from);
        let directory = told.or_else(|| pane.current_directory.clone());
        let change = pane.command_log.mark(mark, at, &pane.terminal, directory, clock);
        pane.terminal.set_beside(pane.command_log.bytes());
        self.tell_command(id, change);
    }

    /// What a mark meant is told to those who follow what happens.
    fn tell_command(&mut self, id: PaneId, change: Option<command_log::Change>) {
        let entry = self.model.graph.pane(id).and_then(|pane| pane.command_log.newest());
        let (Some(entry), Some(change)) = (entry, change) else { return };
        let entry = Box::new(entry.clone());
        self.model.graph.tell(match (change, entry.finished) {
            (command_log::Change::Ended, Some(_)) => Change::CommandFinished(id, entry),
            _ => Change::CommandStarted(id, entry),
        });
    }

    /// The displays of the sessions that a pane is in.
    fn clients_with(&self, pane: PaneId) -> Vec<ClientId> {
        let Some(window) = self.model.graph.pane(pane).map(|pane| pane.window) else {
            return Vec::new();
        };
        let sessions = self.model.sessions_with(window);
        let showing = sessions.flat_map(|session| self.model.attached_to(session.id));
        showing.map(|client| client.id).chain(self.model.client_under(pane)).collect()
    }

    fn is_seen(&self, pane: PaneId) -> bool {
        let graph = &self.model.graph;
        let shown = |pane: &Pane| graph.clients_showing(pane.window).next().is_some();
        graph.pane(pane).is_some_and(shown) || self.model.client_under(pane).is_some()
    }

    /// `allow-rename`: a program names its window, or with an empty name leaves that to what runs.
    fn program_names_window(&mut self, pane: PaneId, name: String) {
        if !self.model.pane_lookup(pane).flag("allow-rename") {
            return;
        }
        let Some(id) = self.model.graph.pane(pane).map(|pane| pane.window) else { return };
        let Some(options) = self.model.options_mut(Level::Window(id)) else { return };
        if name.is_empty() {
            options.leave("automatic-rename");
            self.model.name_window(id);
        } else {
            options.switch_off("automatic-rename");
            self.model.graph.rename_window(id, name);
        }
    }

    fn bell_rang(&mut self, pane: PaneId) {
        let Some(window) = self.model.graph.pane(pane).map(|pane| pane.window) else { return };
        if !self.model.window_lookup(Some(window)).flag("monitor-bell") {
            return;
        }
        let seen = self.is_seen(pane);
        if !seen {
            self.model.graph.mark_alert(window, Alert::Bell);
        }
        self.alert(pane, window, &BELL);
    }

    /// Tells people of what happened in a window, as their sessions' options say.
    fn alert(&mut self, pane: PaneId, window: WindowId, alert: &Telling) {
        self.model.read_unread();
        for client in self.clients_with(pane) {
            let current = self.model.client_window(client) == Some(window);
            let session = self.model.graph.client(client).and_then(|client| client.session);
            let options = self.model.session_lookup(session);
            let wanted = match options.text(alert.action).as_str() {
                "any" => true,
                "current" => current,
                "other" => !current,
                _ => false,
            };
            if !wanted {
                continue;
            }
            let visual = options.text(alert.visual);
            if visual != "on" {
                self.model.ask(Effect::Bell(client));
            }
            if visual != "off" {
                let index = session
                    .and_then(|session| self.model.graph.session(session)?.index_of(window))
                    .map_or_else(String::new, |index| index.to_string());
                let what = alert.what;
                let text = match current {
                    true => format!("{what} in current window"),
                    false => format!("{what} in window {index}"),
                };
                self.model.show_message(client, &text, None);
            }
        }
        self.model.graph.tell(Change::Alerted(pane, alert.alert));
    }

    /// `monitor-activity`: a window that nobody looks at is marked.
    fn watch_activity(&mut self, pane: PaneId) {
        let Some(window) = self.model.graph.pane(pane).map(|pane| pane.window) else { return };
        // Most of what is written is seen: that is looked at first.
        let unseen = self.model.graph.window(window).is_some_and(|window| !window.alerted)
            && !self.is_seen(pane);
        if unseen && self.model.window_lookup(Some(window)).flag("monitor-activity") {
            self.model.graph.mark_alert(window, Alert::Activity);
            self.alert(pane, window, &ACTIVITY);
        }
    }

    /// A program set the clipboard, or with `p` alone the primary selection: that goes to the person
    /// and to a buffer, as `set-clipboard` allows.
    fn program_copied(&mut self, pane: PaneId, selection: &str, data: Vec<u8>) {
        if self.model.server().text("set-clipboard") != "on" || data.is_empty() {
            return;
        }
        self.model.graph.tell(Change::ClipboardSet(pane));
        // A program is told of nothing, and its person has the clipboard.
        let _ = self.model.keep_copy(data.clone(), None);
        for client in self.clients_with(pane) {
            if selection.contains('p') {
                self.model.ask(Effect::Primary(client, data.clone()));
            }
            if selection.is_empty() || selection.chars().any(|kind| kind != 'p') {
                self.model.ask(Effect::Clipboard(client, data.clone()));
            }
        }
    }

    /// What a person's terminal told of itself is what programs in the panes are answered, and
    /// what their own view has its colours for.
    pub fn tty_report(&mut self, client: ClientId, report: &TtyReport) {
        let theme = match *report {
            TtyReport::Background(r, g, b) => Some(Theme::of((r, g, b))),
            TtyReport::Dark(true) => Some(Theme::Dark),
            TtyReport::Dark(false) => Some(Theme::Light),
            _ => None,
        };
        if let Some(theme) = theme {
            self.theme_is(client, theme);
        }
        let colors = &mut self.model.colors;
        match *report {
            TtyReport::Foreground(r, g, b) => colors.foreground = Some((r, g, b)),
            TtyReport::Background(r, g, b) => colors.background = Some((r, g, b)),
            TtyReport::CursorColor(r, g, b) => colors.cursor = Some((r, g, b)),
            TtyReport::Dark(_) | TtyReport::Version(_) => return,
        }
        let panes: Vec<PaneId> = self.model.graph.panes().map(|pane| pane.id).collect();
        for id in panes {
            let Some(pane) = self.model.graph.pane_mut(id) else { continue };
            pane.terminal.set_colors(&self.model.colors);
            let notices: Vec<Notice> = pane.terminal.drain_notices().collect();
            notices.into_iter().for_each(|notice| self.notice(id, notice));
        }
        self.model.graph.differs(Change::ShownChanged);
    }

    /// A client's terminal told that it is dark or light.
    fn theme_is(&mut self, id: ClientId, theme: Theme) {
        let Some(client) = self.model.graph.client_mut(id) else { return };
        if client.theme.replace(theme) == Some(theme) {
            return;
        }
        self.model.graph.tell(Change::ClientThemeChanged(id, theme));
    }

    /// A pane's pty has no more to read: with its program's end that is the pane's.
    pub fn drained(&mut self, id: PaneId) {
        // The system may say it more than once.
        if let Some(pane) = self.model.graph.pane_mut(id).filter(|pane| !pane.drained) {
            pane.drained = true;
            self.close_if_over(id);
        }
    }

    /// A process ended.
    pub fn exited(&mut self, pid: i32, ended: Ended) {
        let pane = self.model.graph.panes_mut().find(|pane| pane.pid == Some(pid));
        if let Some(pane) = pane {
            (pane.ended, pane.ended_at) = (Some(ended), self.model.clock.unix);
            let id = pane.id;
            self.model.graph.differs(Change::PaneAltered(id));
            self.close_if_over(id);
        }
    }

    /// A pane's program could not be started, and would leave a shell with this status. What ran
    /// there before is kept as if it had ended so.
    pub fn not_started(&mut self, id: PaneId, status: i32) {
        let Some(pane) = self.model.graph.pane_mut(id) else { return };
        if pane.restarts == 0 {
            return self.model.remove_pane(id);
        }
        pane.ended = Some(Ended::Exited(status));
        (pane.ended_at, pane.drained) = (self.model.clock.unix, true);
        self.close_if_over(id);
    }

    fn close_if_over(&mut self, id: PaneId) {
        let Some(pane) = self.model.graph.pane(id) else { return };
        let (Some(ended), true) = (pane.ended, pane.drained) else { return };
        self.model.watches.ended(id, ended);
        self.model.recorded_end(id, Some(ended));
        let policy = self.model.pane_lookup(id).text("remain-on-exit");
        let kept = self.model.session_to_keep(id, ended);
        let keep = match policy.as_str() {
            "on" => true,
            "failed" => ended.status() != 0,
            _ => kept.is_some(),
        };
        let clock = self.model.clock;
        if let Some(pane) = self.model.graph.pane_mut(id) {
            let change = pane.command_log.over(pane.terminal.anchor(), clock);
            self.tell_command(id, change);
        }
        // Whoever asked for it to run again looks on.
        if !self.model.graph.pane(id).is_some_and(|pane| pane.again) {
            self.end_streams(id, ended);
        }
        if self.model.comes_back(id, ended) {
            return;
        }
        let place = Place::of_pane(&self.model, id);
        if !keep {
            self.model.graph.tell(Change::PaneExited(id));
            return self.model.remove_pane(id);
        }
        let format = self.model.pane_lookup(id).text("remain-on-exit-format");
        let text = self.model.expand_time(&format, &place);
        if let Some(pane) = self.model.graph.pane_mut(id) {
            pane.epitaph = !text.is_empty();
            if pane.epitaph {
                pane.terminal.feed(format!("\x1b[m\r\n{text}").as_bytes());
            }
        }
        if let Some(window) = place.window {
            self.model.name_window(window);
        }
        kept.into_iter().for_each(|session| self.model.keep_session(session));
        self.model.graph.tell(Change::PaneDied(id, ended.status()));
    }

    /// The command that a pane was piped to is over: whoever looks is told, if it did not end by
    /// itself.
    pub fn pipe_over(&mut self, id: PaneId, reason: Option<String>) {
        let Some(pane) = self.model.graph.alter_pane(id) else { return };
        pane.piped = false;
        let Some(reason) = reason else { return };
        let Some(session) = Place::of_pane(&self.model, id).session else { return };
        let clients: Vec<ClientId> = self.model.attached_to(session).map(|it| it.id).collect();
        for client in clients {
            let text = format!("the pipe of {id} is closed: {reason}");
            self.model.show_message(client, &text, None);
        }
    }
}
