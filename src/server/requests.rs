//! Clients come with a request, live as displays, and go.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;

use crate::command::{Failure, Item, Wait};
use crate::geometry::WindowSize;
use crate::language::command_line::{Parsed, Word, split_argv};
use crate::model::answer::{Answer, Failed};
use crate::model::change::Change;
use crate::model::client::{Again, Client};
use crate::model::effect::{ClientEffect, Effect, OutletTask};
use crate::model::environment::Environment;
use crate::model::id::{ClientId, JobId, PaneId};
use crate::model::resolve::Place;
use crate::protocol::message::TtyReport;
use crate::protocol::{ClientMessage, RAW_VERSION, Request, VIEW_VERSION};

use super::Server;
use super::event::Running;
use super::outlet::{Caller, ControlStream, DisplayStream, Outlet, printable};
use super::queue::{Origin, Queue};
use super::start::Starter;

/// A size that a client may have.
pub fn believable(size: WindowSize) -> WindowSize {
    WindowSize { cells: size.cells.drawable(), ..size }
}

/// How often keys may press others in one event.
const MOST_PRESSES: usize = 100;

impl Server {
    /// A client wants a command carried out.
    pub fn request(&mut self, id: ClientId, request: Request) {
        let guest = self.model.newcomers.remove(&id);
        let request = match guest {
            // Whoever came while they were let in may ask when they are no more.
            Some(peer) if self.model.access.of(peer).is_none() => return self.model.refuse(id),
            // Where they were and what they bring along is nothing for the owner's programs.
            Some(_) => {
                let home = self.model.identity.home.clone().into_os_string().into_vec();
                Request { cwd: home, ..request.for_elsewhere() }
            }
            None => request,
        };
        let environment = Environment::from_pairs(request.environment.iter().map(Vec::as_slice));
        let speaks_views = request.view_version == VIEW_VERSION;
        let speaks_raw = request.raw_version == RAW_VERSION;
        let tty = request.tty;
        let mut client = Client::new(id, self.model.clock);
        client.pid = request.pid;
        if let Some(peer) = guest {
            client.guest = Some(peer);
            client.set_only_looks(self.model.access.of(peer) != Some(false));
        }
        client.prints_to_tty = !request.control && (request.prints_to_tty || tty.is_some());
        if let Some(tty) = tty {
            // What one in control mode counts as, it says itself.
            let size = if request.control { client.size } else { believable(tty.size) };
            (client.tty, client.term, client.size) = (tty.name, tty.term, size);
        }
        client.stranger = (!speaks_views).then(|| request.program_version.clone());
        client.raw_stranger = (!speaks_raw).then_some(request.program_version);
        client.token = request.resume.map(|resume| resume.token);
        client.again = request.again.map(|it| Again { asked: it.asked, place: it.place });
        client.control = request.control.then(Box::default);
        client.cwd = PathBuf::from(OsString::from_vec(request.cwd));
        client.environment = environment;
        self.model.graph.add_client(client);
        self.model.follow_agent();
        let own = self.model.identity.dialect;
        if request.dialect != own {
            let text = format!(
                "{}: the server at {} is one for {own}, with its defaults and words: call it as {own}\n",
                request.dialect.name(),
                self.model.identity.socket.display(),
                own = own.name(),
            );
            self.model.ask_client(id, ClientEffect::Stderr(text.into_bytes()));
        }
        if request.control {
            self.control_came(id);
        }
        if let Some(resume) = request.resume {
            self.names_itself(id, Caller { resume, relayed: request.relayed, had: None });
        }
        if let Some(argv) = self.wait_for_configuration(id, request.pid, request.argv) {
            self.run_request(id, argv);
        }
    }

    /// Carries out what a client asks for.
    pub fn run_request(&mut self, client: ClientId, argv: Vec<String>) {
        let argv = match self.is_control(client) {
            true => argv,
            false => match self.asked(client, argv) {
                Some(argv) => argv,
                None => return,
            },
        };
        let argv = if argv.is_empty() { self.default_command() } else { argv };
        let commands = split_argv(argv)
            .into_iter()
            .map(|words| Parsed { line: 1, words: words.into_iter().map(Word::Text).collect() });
        let items = [commands.collect::<Item>()];
        let here = self.place_of_caller(client);
        let queue = Queue::new(Origin::Client(client), items, here);
        let queue = queue.held_to(self.allowed_to_ask(client));
        self.start(match self.is_control(client) {
            true => queue.guarded(0),
            false => queue,
        });
    }

    fn default_command(&self) -> Vec<String> {
        let command = self.model.server().text("default-client-command");
        let words: Vec<String> = command.split_whitespace().map(str::to_owned).collect();
        if words.is_empty() { vec!["new-session".to_owned()] } else { words }
    }

    /// Where a one-shot client is: in the pane that it was called from, if that is one of ours.
    fn place_of_caller(&self, id: ClientId) -> Place {
        let pane = self.model.pane_meant_by(id);
        // What is asked in a popup is about what lies under it.
        let under = pane.and_then(|pane| self.model.graph.client_under(pane));
        let place = match (under, pane) {
            (Some(client), _) => Place::of_client(&self.model, client),
            (None, Some(pane)) => Place::of_pane(&self.model, pane),
            (None, None) => Place::default(),
        };
        Place { client: Some(id), ..place }
    }

    /// A client became a display, which is about to be read of: from now on it is sent frames.
    pub fn attached(&mut self, client: ClientId) {
        if let Some(stream) = self.outlets.control(client) {
            for error in std::mem::take(&mut self.model.config_errors) {
                stream.notify(format!("%config-error {error}"));
            }
            return;
        }
        let display = self.display_of(client);
        self.outlets.open(client, Outlet::Display(Box::new(display)));
        let errors = std::mem::take(&mut self.model.config_errors);
        if !errors.is_empty() {
            self.show_config_errors(client, errors);
        }
        self.tell_idle_options(client);
        self.tell_saved(client);
    }

    /// Tells a display's person which options of their files have no effect: in one message, and but
    /// once.
    pub fn tell_idle_options(&mut self, client: ClientId) {
        let spots = std::mem::take(&mut self.model.idle_options);
        if spots.is_empty() {
            return;
        }
        let text = format!("Without effect in pmux: {}", spots.join(", "));
        self.tell_beside(client, &text);
    }

    /// Tells a display's person something that is no haste: what they are shown already goes first.
    pub(super) fn tell_beside(&mut self, client: ClientId, text: &str) {
        let has_more = self.model.graph.display(client).is_some_and(|it| it.overlay.is_some());
        match has_more {
            // There is something worse to read first.
            true => self.model.remember_message(text),
            false => self.model.show_message(client, &text.replace('#', "##"), None),
        }
    }

    /// A client's connection is closed.
    pub fn gone(&mut self, client: ClientId) {
        self.forget_queues(client);
        self.typed.remove(&client);
        self.keep_outlet(client);
        self.forget_paste(client);
        self.dragging.remove(&client);
        if matches!(self.starter, Starter::Waits(starter, _) if starter == client) {
            self.starter = Starter::Left;
        }
        self.model.newcomers.remove(&client);
        self.model.remove_client(client);
        self.model.follow_agent();
        self.end_if_unused();
    }

    /// A server that was started for a command that made no session is of no use to anybody.
    pub fn end_if_unused(&mut self) {
        let model = &mut self.model;
        let unused = model.graph.sessions().len() == 0
            && model.graph.clients().len() == 0
            && !model.starting;
        if unused && model.server().flag("exit-empty") {
            model.ask(Effect::Shutdown);
        }
    }

    /// A display tells what its person does.
    pub fn message(&mut self, client: ClientId, message: ClientMessage) {
        if !self.outlets.is_display(client) {
            return;
        }
        match message {
            ClientMessage::Key(key) => self.key(client, key),
            ClientMessage::Mouse { event, on } => self.mouse(client, event, on),
            ClientMessage::Paste { bytes, last } => self.paste(client, &bytes, last),
            ClientMessage::Focus(focused) => {
                if let Some(client) = self.model.graph.client_mut(client) {
                    client.focused = focused;
                }
                self.model.graph.tell(Change::ClientFocused(client, focused));
            }
            ClientMessage::Resize(size) => {
                self.model.used(client);
                self.model.graph.resize_client(client, believable(size));
            }
            ClientMessage::Ack(frame) => self.acknowledged(client, frame),
            ClientMessage::Tty(report @ (TtyReport::Palette(..) | TtyReport::Selection(_))) => {
                self.answered(client, &report);
            }
            ClientMessage::Tty(report) => self.tty_report(client, &report),
            ClientMessage::Leaving => {
                self.forget_caller(client);
                self.gone(client);
            }
        }
    }

    /// A frame is on a display's screen.
    pub fn acknowledged(&mut self, client: ClientId, frame: u64) {
        if let Some(display) = self.outlets.display(client) {
            display.acknowledge(frame);
        }
    }

    /// A pane's program runs, or could not be started.
    pub fn spawned(&mut self, pane: PaneId, result: Result<Running, Failed>) {
        let answer = match result {
            Ok(running) => {
                if let Some(pane) = self.model.graph.alter_pane(pane) {
                    (pane.run.pid, pane.run.tty) = (Some(running.pid), running.tty);
                }
                self.model.is_revived(pane);
                self.touch(pane);
                self.restart_streams(pane);
                Answer::Done
            }
            Err(failed) => {
                match self.model.is_revived(pane) {
                    true => self.model.wait_again(pane, &failed.reason),
                    false => self.not_started(pane, failed.status),
                }
                Answer::Failed(failed)
            }
        };
        self.wake(&Wait::Spawn(pane), &answer);
    }

    /// A job is done. Why one failed that nobody waits for is remembered.
    pub fn job_done(&mut self, job: JobId, answer: &Answer) {
        let wait = Wait::Job(job);
        match answer {
            _ if self.status_job_done(job, answer)
                || self.saving_done(job, answer)
                || self.history_file_done(job, answer) => {}
            Answer::Failed(failed) if !self.is_waited_for(&wait) => {
                self.model.remember_message(&failed.reason);
            }
            _ => self.wake(&wait, answer),
        }
    }

    fn show_config_errors(&mut self, client: ClientId, errors: Vec<String>) {
        let mut text =
            String::from("The configuration has mistakes; all the rest of it is in force.\n\n");
        text.push_str(&errors.join("\n"));
        self.model.show_text(client, &text);
    }

    /// Writes to a one-shot client's stderr, or over a display's screen.
    pub fn complain(&mut self, client: ClientId, text: &str) {
        self.fail(&Origin::Client(client), None, &Failure::new(text));
    }

    /// What the world has to do, once the server has done what is for its own outlets.
    pub fn take_effects(&mut self) -> Vec<Effect> {
        // Keys may be bound to press others, themselves too.
        let mut presses = 0;
        while !self.model.outlet_tasks.is_empty() {
            self.do_outlet_tasks(&mut presses);
            self.read_changes();
        }
        std::mem::take(&mut self.model.outbox)
    }

    /// Does what is for the server's own outlets, with so many `presses` of keys until now.
    pub(super) fn do_outlet_tasks(&mut self, presses: &mut usize) {
        for (client, task) in std::mem::take(&mut self.model.outlet_tasks) {
            *presses += usize::from(matches!(task, OutletTask::Press(_)));
            if *presses <= MOST_PRESSES {
                self.outlet_task(client, task);
            }
        }
    }

    fn outlet_task(&mut self, client: ClientId, task: OutletTask) {
        match task {
            OutletTask::Unbind(line, status, rows) if self.pane_of_raw(client).is_some() => {
                self.end_stream(client, line, status, rows);
            }
            // Its stream has not begun.
            OutletTask::Unbind(line, status, _) => {
                self.model.ask_client(client, ClientEffect::Detached(line, status));
            }
            OutletTask::Leave(status) => self.control_over(client, status, ""),
            OutletTask::Message(text) => {
                self.at_control(client, |it| it.say(&format!("%message {}", printable(&text))));
            }
            OutletTask::Output(pane, flow) => self.at_control(client, |it| it.set(pane, flow)),
            OutletTask::Color(pane, report) => self.color_is(pane, report),
            OutletTask::FetchClipboard => self.fetch_clipboard(client),
            OutletTask::ForgetOutput => self.at_control(client, ControlStream::forget_all),
            OutletTask::Subscribe(subscription) => {
                let now = self.model.clock.millis;
                self.at_control(client, |it| it.subscriptions.add(subscription, now));
            }
            OutletTask::Unsubscribe(name) => {
                self.at_control(client, |it| it.subscriptions.remove(&name));
            }
            OutletTask::Redraw => self.at_display(client, DisplayStream::forget),
            OutletTask::Bell => self.at_display(client, DisplayStream::bell),
            OutletTask::Clipboard(data) => self.at_display(client, |it| it.clipboard(data)),
            OutletTask::Primary(data) => self.at_display(client, |it| it.primary(data)),
            OutletTask::Pan(to) => self.pan(client, to),
            OutletTask::Press(keys) => {
                keys.into_iter().for_each(|key| self.key(client, key.into()));
            }
        }
    }

    /// Does something at the outlet of a client in control mode, if it still is one.
    fn at_control(&mut self, client: ClientId, change: impl FnOnce(&mut ControlStream)) {
        if let Some(stream) = self.outlets.control(client) {
            change(stream);
        }
    }

    /// Does something at a client's display, if it still is one.
    fn at_display(&mut self, client: ClientId, change: impl FnOnce(&mut DisplayStream)) {
        if let Some(display) = self.outlets.display(client) {
            change(display);
        }
    }
}
