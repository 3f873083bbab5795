//! What programs write, and what they tell by it: replies, titles, clipboards, where a shell is.

use std::path::PathBuf;

use crate::dialect::Dialect;
use crate::model::change::{Change, Was};
use crate::model::command_log;
use crate::model::effect::OutletTask;
use crate::model::id::{ClientId, PaneId};
use crate::model::levels::Level;
use crate::protocol::message::Question;
use crate::terminal::{Anchor, Mark, Notice, base64};

use super::Server;
use super::outlet::Passed;

/// Milliseconds after a key in which what its program writes is taken for an answer to it.
const ANSWER: u64 = 100;

impl Server {
    /// A program wrote something: it is parsed, and passed on to those who have all of it.
    pub fn output(&mut self, id: PaneId, bytes: &[u8]) {
        let clock = self.model.clock;
        self.model.settle_policy(id);
        if let Some(pane) = self.model.graph.pane_mut(id) {
            pane.line_times.note(&pane.terminal, clock.unix);
        }
        let was_alternate = self.is_alternate_beside_bar(id);
        let mut rest = bytes;
        while !rest.is_empty() {
            let Some(pane) = self.model.graph.pane_mut(id) else { return };
            rest = pane.terminal.take_in(rest);
            let notices: Vec<Notice> = pane.terminal.drain_notices().collect();
            for notice in notices {
                self.notice(id, notice);
            }
        }
        if was_alternate.is_some() && was_alternate != self.is_alternate_beside_bar(id) {
            self.model.screen_switched(id);
        }
        if !self.model.watches.is_empty()
            && let Some(pane) = self.model.graph.pane_mut(id)
        {
            self.model.watches.wrote(pane, bytes, clock.millis);
        }
        self.outlets.recorded(&self.model, id, bytes);
        self.outlets.wrote(&self.model, id, bytes);
    }

    /// All of a program's output that was there has been parsed: what is to be known of that is the same
    /// however many reads it took.
    pub fn parsed(&mut self, id: PaneId) {
        let clock = self.model.clock;
        let Some(pane) = self.model.graph.pane_mut(id) else { return };
        pane.line_times.wrote(&pane.terminal, clock.unix);
        pane.run.shell.wrote();
        let answers = clock.millis <= pane.typed + ANSWER && pane.typed > 0;
        match pane.terminal.synchronized() {
            true => drop(self.synchronized.entry(id).or_insert(clock.millis)),
            false => drop(self.synchronized.remove(&id)),
        }
        if answers {
            self.hurry_window(id);
        }
        self.touch(id);
        self.unsaved_output(id);
        self.wrote(id);
        self.model.happens_in("pane-activity", id);
        self.model.graph.wrote(id, clock.unix);
        self.watch_activity(id);
    }

    /// Whether a program draws a screen of its own, where that matters for the room beside a scrollbar.
    fn is_alternate_beside_bar(&self, pane: PaneId) -> Option<bool> {
        let graph = &self.model.graph;
        let window = graph.window_of(pane).and_then(|id| graph.window(id))?;
        window.bars.beside.then(|| graph.pane(pane))?.map(|pane| pane.terminal.is_alternate())
    }

    /// The displays that show a pane are told at once.
    fn hurry_window(&mut self, pane: PaneId) {
        for client in self.model.graph.clients_seeing(pane) {
            if let Some(display) = self.outlets.display(client.id) {
                display.hurry();
            }
        }
    }

    pub(super) fn notice(&mut self, pane: PaneId, notice: Notice) {
        match notice {
            Notice::Reply(bytes) => self.reply(pane, bytes),
            Notice::PaletteQuery { index, bell } => {
                self.inquire(pane, Question::Palette(index), bell);
            }
            Notice::ClipboardQuery { selection, bell } => self.give_copied(pane, &selection, bell),
            Notice::Bell => {
                self.model.graph.tell(Change::Bell(pane));
                self.bell_rang(pane);
            }
            Notice::Title(title) => {
                // As tmux the title is whoever's who set it last.
                if self.model.identity.dialect == Dialect::Tmux && !title.is_empty() {
                    self.model.graph.leave_title(pane);
                }
                self.tell_title(pane);
                self.model.name_window_of(pane);
                let change = Change::PaneTitleChanged(pane);
                self.model.graph.tell_from(change, Was::Titled(title));
            }
            Notice::Progress(progress) => {
                if let Some(it) = self.model.graph.pane_mut(pane) {
                    it.progress = progress;
                }
                self.model.graph.differs(Change::PaneAltered(pane));
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
                if mark == Mark::Prompt {
                    self.model.happens_in("pane-shell-prompt", pane);
                }
                if let Some(pane) = self.model.graph.pane_mut(pane) {
                    pane.run.shell.mark(&mark);
                }
                self.marked(pane, mark, at);
                self.model.graph.differs(Change::ShellMarked(pane));
            }
            Notice::Emptied(at) => {
                let it = self.model.graph.pane_mut(pane);
                if it.is_some_and(|pane| pane.command_log.emptied(at)) {
                    self.model.graph.differs(Change::ShellMarked(pane));
                }
            }
            _ => {}
        }
    }

    /// `allow-passthrough`: what a program wrote for the terminals of those who see it, or of all
    /// who are in its session.
    fn pass_through(&mut self, id: PaneId, passed: &Passed) {
        let allowed = self.model.pane_lookup(id).text("allow-passthrough");
        // Over what a mode shows nothing is drawn.
        let is_covered = self.model.graph.pane(id).is_none_or(|pane| !pane.modes.is_empty());
        if allowed == "off" || is_covered || passed.bytes.is_empty() {
            return;
        }
        let graph = &self.model.graph;
        let window = graph.window_of(id).and_then(|id| graph.window(id));
        let is_visible = window.is_none_or(|it| it.visible().iter().any(|(pane, _)| *pane == id));
        let showing: Vec<ClientId> = graph.clients_seeing(id).map(|client| client.id).collect();
        for client in self.clients_with(id) {
            let looks = self.model.looked_at(client) == Some(id);
            let sees = is_visible && !looks && showing.contains(&client);
            if let Some(display) =
                self.outlets.display(client).filter(|_| sees || (allowed == "all" && !looks))
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

    /// A shell says where it is: that goes into the pane's command log.
    fn marked(&mut self, id: PaneId, mark: Mark, at: Anchor) {
        let clock = self.model.clock;
        let Some(pane) = self.model.graph.pane_mut(id) else { return };
        let told = pane.terminal.directory().map(PathBuf::from);
        let directory = told.or_else(|| pane.run.current_directory.clone());
        let change = pane.command_log.mark(mark, at, &pane.terminal, directory, clock);
        pane.terminal.set_beside(pane.command_log.bytes());
        self.tell_command(id, change);
    }

    /// What a mark meant is told to those who follow what happens.
    pub(super) fn tell_command(&mut self, id: PaneId, change: Option<command_log::Change>) {
        let entry = self.model.graph.pane(id).and_then(|pane| pane.command_log.newest());
        let (Some(entry), Some(change)) = (entry, change) else { return };
        let entry = Box::new(entry.clone());
        self.model.graph.tell(match (change, entry.finished) {
            (command_log::Change::Ended, Some(_)) => Change::CommandFinished(id, entry),
            _ => Change::CommandStarted(id, entry),
        });
    }

    /// `allow-rename`: a program names its window, or with an empty name leaves that to what runs.
    fn program_names_window(&mut self, pane: PaneId, name: String) {
        if !self.model.pane_lookup(pane).flag("allow-rename") {
            return;
        }
        let Some(id) = self.model.graph.window_of(pane) else { return };
        let Some(options) = self.model.options_mut(Level::Window(id)) else { return };
        if name.is_empty() {
            options.leave("automatic-rename");
            self.model.name_window(id);
        } else {
            options.switch_off("automatic-rename");
            self.model.graph.rename_window(id, name);
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
                self.model.tell_outlet(client, OutletTask::Primary(data.clone()));
            }
            if selection.is_empty() || selection.chars().any(|kind| kind != 'p') {
                self.model.tell_outlet(client, OutletTask::Clipboard(data.clone()));
            }
        }
    }

    /// A program asks for the clipboard. What is on the person's own is not its business; it gets the
    /// newest paste buffer where `get-clipboard` says so.
    fn give_copied(&mut self, pane: PaneId, selection: &str, bell: bool) {
        let options = self.model.server();
        let how = options.text("get-clipboard").to_string();
        if options.text("set-clipboard") != "on" || how == "off" {
            return;
        }
        if how != "buffer" {
            return self.inquire(pane, Question::Selection(selection.chars().next()), bell);
        }
        let Some(buffer) = self.model.buffers().get(None) else { return };
        let kind: String = selection.chars().take(1).collect();
        let end = if bell { "\x07" } else { "\x1b\\" };
        let data = base64(&buffer.data);
        self.reply(pane, format!("\x1b]52;{kind};{data}{end}").into_bytes());
    }

    /// The displays of the sessions that a pane is in, or the one that it lies over.
    pub(super) fn clients_with(&self, pane: PaneId) -> Vec<ClientId> {
        let graph = &self.model.graph;
        let window = graph.window_of(pane);
        let sessions = window.into_iter().flat_map(|window| graph.sessions_with(window));
        let showing = sessions.flat_map(|session| graph.attached_to(session.id));
        showing.map(|client| client.id).chain(graph.client_under(pane)).collect()
    }
}
