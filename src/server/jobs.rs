//! The status line by the clock: when it is to be made again; and the shell commands in it and in
//! all else that is drawn. They run since somebody was shown them, so with nobody attached none does, or
//! since a command's format had them.

use std::collections::BTreeMap;

use crate::model::answer::Answer;
use crate::model::change::Change;
use crate::model::client::Client;
use crate::model::effect::{JobEffect, ShellCommand};
use crate::model::id::{ClientId, JobId, SessionId};
use crate::model::options::Lookup;
use crate::model::resolve::Place;
use crate::model::window::Titles;

use super::Server;

/// The most commands that are known at a time of those that are drawn, and of those that were only asked
/// for. What is drawn beyond that stays empty; of those that were asked for the oldest are forgotten.
const MOST_COMMANDS: usize = 64;

/// One that was not drawn for so many seconds makes room for others.
const FORGOTTEN: i64 = 60;

/// The most that one may print, in bytes, and the longest line of it that is shown, in characters.
const MOST_PRINTED: usize = 64 << 10;
const LONGEST_LINE: usize = 4096;

impl Server {
    /// When the status lines are to be made again: where one shows the time, when that changes.
    pub fn status_deadline(&self) -> Option<u64> {
        let clock = self.model.clock;
        let displays = self.outlets.displays();
        let sessions = displays.filter_map(|(id, _)| self.model.graph.client(id)?.session());
        let interval = |session: SessionId| {
            let interval = self.model.session_lookup(Some(session)).number("status-interval");
            let status = self.model.has_status(Some(session));
            u64::try_from(interval).ok().filter(|interval| *interval > 0 && status)
        };
        let interval = sessions.filter_map(interval).min()?;
        // Together with the clock on the wall, so that a minute changes when it does.
        let passed = clock.unix.rem_euclid(interval as i64) as u64;
        Some(clock.millis + (interval - passed) * 1000)
    }

    /// Starts the shell commands of what was drawn that are due.
    pub fn run_drawn_commands(&mut self) {
        let now = self.model.clock.unix;
        for (command, session) in self.drawn_commands() {
            let interval = self.model.session_lookup(Some(session)).number("status-interval");
            let known = self.model.shell_outputs.get_mut(&command);
            let is_due = match known {
                Some(it) => {
                    (it.drawn, it.only_asked) = (now, false);
                    !it.running && it.started + interval.max(1) <= now
                }
                None => self.makes_room(now),
            };
            if is_due {
                self.start_status_job(Some(session), command, false);
            }
        }
    }

    /// Starts the shell commands of what commands worked out, each once a second at the most. What they
    /// print is there the next time.
    pub fn run_asked_commands(&mut self) {
        let now = self.model.clock.unix;
        for (command, session) in self.model.commands_asked.take() {
            let is_due = match self.model.shell_outputs.get(&command) {
                Some(known) => !known.running && known.started < now,
                None => self.makes_room_for_asked(),
            };
            if is_due {
                self.start_status_job(session, command, true);
            }
        }
    }

    /// The shell commands in what displays show, and for which session.
    fn drawn_commands(&self) -> BTreeMap<String, SessionId> {
        let mut all = BTreeMap::new();
        for (client, _) in self.outlets.displays() {
            let session = self.model.graph.client(client).and_then(Client::session);
            let Some(session) = session else { continue };
            for (format, place) in self.drawn_formats(client, session) {
                let commands = self.model.commands_drawn(&format, &place);
                all.extend(commands.into_iter().map(|command| (command, session)));
            }
        }
        all
    }

    /// The formats that are drawn for a client that shows a session, of those that may hold commands,
    /// and what each is about.
    fn drawn_formats(&self, client: ClientId, id: SessionId) -> Vec<(String, Place)> {
        let model = &self.model;
        let Some(session) = model.graph.session(id) else { return Vec::new() };
        let (here, options) = (Place::of_session(model, id), model.session_lookup(Some(id)));
        let mut all = Vec::new();
        let mut add = |format: String, place: Place| {
            if ["#(", "E:", "T:"].iter().any(|sign| format.contains(sign)) {
                all.push((format, Place { client: Some(client), ..place }));
            }
        };
        if options.flag("set-titles") {
            add(options.text("set-titles-string").to_string(), here);
        }
        if model.has_status(Some(id)) {
            // What rows are by default is made of the formats below.
            let usual = Lookup::default().list("status-format");
            for format in options.list("status-format") {
                if !usual.contains(&format) {
                    add(format, here);
                }
            }
            add(options.text("status-left").to_string(), here);
            add(options.text("status-right").to_string(), here);
            for (&index, window) in &session.windows {
                let name = match session.current == index {
                    true => "window-status-current-format",
                    false => "window-status-format",
                };
                let format = model.window_lookup(Some(*window)).text(name).to_string();
                add(format, Place::of_index(model, id, index));
            }
        }
        let Some(window) = session.window().and_then(|id| model.graph.window(id)) else {
            return all;
        };
        for name in ["pane-border-style", "pane-active-border-style"] {
            add(model.window_lookup(Some(window.id)).text(name).to_string(), here);
        }
        if window.titles != Titles::Off {
            for (pane, _) in window.visible() {
                let format = model.pane_lookup(pane).text("pane-border-format").to_string();
                add(format, Place::of_pane(model, pane));
            }
        }
        all
    }

    /// Whether one command more may be drawn: those make room that are not drawn any more.
    fn makes_room(&mut self, now: i64) -> bool {
        if self.known(false) >= MOST_COMMANDS {
            let known = &mut self.model.shell_outputs;
            known.retain(|_, it| it.running || it.drawn + FORGOTTEN > now);
        }
        self.known(false) < MOST_COMMANDS
    }

    /// The same of one that is only asked for: the oldest of those makes room.
    fn makes_room_for_asked(&mut self) -> bool {
        if self.known(true) < MOST_COMMANDS {
            return true;
        }
        let known = &mut self.model.shell_outputs;
        let over = known.iter().filter(|(_, it)| it.only_asked && !it.running);
        let oldest = over.min_by_key(|(_, it)| it.started).map(|(command, _)| command.clone());
        oldest.is_some_and(|oldest| known.remove(&oldest).is_some())
    }

    /// How many are known that were only asked for, or that are drawn.
    fn known(&self, only_asked: bool) -> usize {
        self.model.shell_outputs.values().filter(|it| it.only_asked == only_asked).count()
    }

    fn start_status_job(&mut self, session: Option<SessionId>, command: String, asked: bool) {
        let now = self.model.clock.unix;
        let is_new = !self.model.shell_outputs.contains_key(&command);
        let known = self.model.shell_outputs.entry(command.clone()).or_default();
        known.only_asked |= is_new && asked;
        (known.started, known.drawn, known.running) = (now, now, true);
        // As run-shell would, but for the directory, which is nobody's in particular.
        let place = Place { session, ..Place::default() };
        let home = self.model.identity.home.clone();
        let run = self.model.shell_command(command.clone(), &place);
        let run = ShellCommand { cwd: home, most: MOST_PRINTED, ..run };
        let job = self.model.start_job(JobEffect::Run(Box::new(run)));
        self.status_jobs.insert(job, command);
    }

    /// Takes what a status line's command printed. Whether it was one.
    pub fn status_job_done(&mut self, job: JobId, answer: &Answer) -> bool {
        let Some(command) = self.status_jobs.remove(&job) else { return false };
        let output = match answer {
            Answer::Ran(ran) => ran.output.as_slice(),
            _ => &[],
        };
        let text = String::from_utf8_lossy(output);
        let line = text.lines().next_back().unwrap_or_default();
        if let Some(known) = self.model.shell_outputs.get_mut(&command) {
            known.line = line.chars().take(LONGEST_LINE).collect();
            known.running = false;
            self.model.graph.differs(Change::ShownChanged);
        }
        true
    }
}
