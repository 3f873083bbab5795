//! Clients in control mode: the lines that their programs send, a command after the other, with a guard
//! before and after what each prints. What they are told of what happens is their outlet's affair
//! ([`ControlStream`](super::outlet::ControlStream)).
//!
//! A client's commands are carried out one by one, however many it sent, and what each changes is read
//! before the next: so a notice stands behind the command that led to it. Commands that wait keep the
//! later ones of their client waiting, and nobody else's.

use std::collections::VecDeque;

use crate::command::{Failure, Item, check};
use crate::language::command_line::Statement;
use crate::model::client::Client;
use crate::model::effect::ClientEffect;
use crate::model::id::ClientId;
use crate::model::resolve::Place;

use super::Server;
use super::looking::Allowed;
use super::outlet::{Guard, Outlet};
use super::queue::{Origin, Queue};

/// The longest line, in bytes.
const LONGEST_LINE: usize = 1 << 20;

/// So much of a client's lines waits to be carried out before it is read no further, in bytes.
const MUCH_TO_DO: usize = 256 << 10;

/// So many commands are carried out before others have their turn.
const AT_ONCE: usize = 64;

/// What a client in control mode has yet to do.
#[derive(Debug, Default)]
pub struct Typed {
    /// The beginning of a line.
    begun: Vec<u8>,
    /// The line that began was too long, and is left out to its end.
    skips: bool,
    lines: VecDeque<Line>,
    /// How long these are.
    waiting: usize,
    /// Commands are being carried out.
    busy: bool,
    /// It has been heard, and its stdin is read.
    reads: bool,
}

#[derive(Debug)]
enum Line {
    /// Commands.
    Commands(Vec<u8>),
    /// It was longer than a line may be.
    TooLong,
    /// It wants to end: an empty line, or no more of them.
    End,
}

impl Typed {
    /// Takes in what came.
    fn push(&mut self, mut bytes: &[u8]) {
        while let Some(at) = bytes.iter().position(|byte| *byte == b'\n') {
            self.take(&bytes[..at]);
            bytes = &bytes[at + 1..];
            let mut line = std::mem::take(&mut self.begun);
            // A terminal's line may end so.
            line.pop_if(|last| *last == b'\r');
            let line = match line.is_empty() {
                _ if std::mem::take(&mut self.skips) => Line::TooLong,
                true => Line::End,
                false => Line::Commands(line),
            };
            self.add(line);
        }
        self.take(bytes);
    }

    fn take(&mut self, bytes: &[u8]) {
        self.skips |= self.begun.len() + bytes.len() > LONGEST_LINE;
        match self.skips {
            true => self.begun.clear(),
            false => self.begun.extend_from_slice(bytes),
        }
    }

    fn add(&mut self, line: Line) {
        self.waiting += line.len();
        self.lines.push_back(line);
    }
}

impl Line {
    /// What it counts for.
    fn len(&self) -> usize {
        match self {
            Self::Commands(line) => line.len() + 1,
            Self::TooLong | Self::End => 1,
        }
    }
}

impl Server {
    /// Whether a program reads a client line by line.
    pub fn is_control(&self, client: ClientId) -> bool {
        self.model.is_control(client)
    }

    /// A client in control mode came, with a command that is carried out first.
    pub(super) fn control_came(&mut self, client: ClientId) {
        self.outlets.open(client, Outlet::Control(Box::default()));
        self.typed.insert(client, Typed { busy: true, ..Typed::default() });
    }

    /// Whether no more of a client's lines are to be read for now.
    pub fn has_much_to_do(&mut self, client: ClientId) -> bool {
        let is_full = self.outlets.control(client).is_some_and(|stream| stream.is_full());
        is_full || self.typed.get(&client).is_some_and(|it| it.waiting > MUCH_TO_DO)
    }

    /// A client sent lines; none where there are no more.
    pub fn lines(&mut self, client: ClientId, bytes: &[u8]) {
        let Some(typed) = self.typed.get_mut(&client) else { return };
        match bytes.is_empty() {
            true => typed.add(Line::End),
            false => typed.push(bytes),
        }
        self.go_on_with(client);
    }

    /// The next line of a client is carried out, if it is not busy.
    fn go_on_with(&mut self, client: ClientId) {
        loop {
            let Some(typed) = self.typed.get_mut(&client) else { return };
            // Whoever leaves does not wait for what they asked for.
            let leaves = matches!(typed.lines.front(), Some(Line::End));
            let between = self.outlets.control(client).is_some_and(|it| !it.is_guarded());
            if !typed.reads || (typed.busy && !(leaves && between)) {
                return;
            }
            let Some(line) = typed.lines.pop_front() else { return };
            typed.waiting -= line.len();
            let statements = match line {
                Line::Commands(line) => self.control_line(client, &line),
                Line::TooLong => {
                    Err(Failure::new(format!("line too long: more than {LONGEST_LINE} bytes")))
                }
                Line::End => return self.leave_control(client),
            };
            match statements {
                Ok(statements) if statements.is_empty() => {}
                Ok(statements) => return self.begin_line(client, statements),
                Err(failure) => self.refuse_line(client, &failure),
            }
        }
    }

    /// The commands of a line, all of which can be carried out as far as one can see.
    fn control_line(&mut self, client: ClientId, line: &[u8]) -> Result<Vec<Statement>, Failure> {
        let line = String::from_utf8_lossy(line);
        let statements =
            self.model.parse_commands(&line, &Place::of_client(&self.model, client))?;
        for statement in &statements {
            if let Statement::Commands(commands) = statement {
                check(&self.model, commands)?;
            }
        }
        Ok(statements)
    }

    fn begin_line(&mut self, client: ClientId, statements: Vec<Statement>) {
        let here = Place::of_client(&self.model, client);
        let items = statements.into_iter().map(Item::from);
        let queue = Queue::new(Origin::Client(client), items, here).guarded(1);
        let queue = queue.held_to(match self.model.only_looks(client) {
            Some(_) => Allowed::Guest,
            None => self.allowed(client, Allowed::Looking),
        });
        if let Some(typed) = self.typed.get_mut(&client) {
            typed.busy = true;
        }
        let id = self.next_queue;
        self.next_queue += 1;
        self.steps.push_back((id, queue));
    }

    /// A line that is none.
    fn refuse_line(&mut self, client: ClientId, failure: &Failure) {
        self.commands += 1;
        let guard = self.next_guard(1);
        let failure = &self.worded(failure);
        if let Some(stream) = self.outlets.control(client) {
            stream.begin(guard);
            stream.say(&format!("parse error: {failure}"));
            stream.end(guard, false);
            stream.failed();
        }
    }

    /// The guard of the next command.
    pub(super) fn next_guard(&mut self, flags: u8) -> Guard {
        Guard { time: self.model.clock.unix, number: self.commands, flags }
    }

    /// The commands are carried out that are next of each client's.
    pub(super) fn take_steps(&mut self) {
        for _ in 0..AT_ONCE {
            let Some((id, queue)) = self.steps.pop_front() else { return };
            self.resume_queue(id, queue);
            self.do_outlet_tasks(&mut 0);
            self.read_changes();
        }
    }

    /// A client's commands are through.
    pub(super) fn control_through(&mut self, client: ClientId, status: u8) {
        let is_attached = self.model.graph.client(client).is_some_and(Client::is_attached);
        let Some(typed) = self.typed.get_mut(&client) else { return };
        typed.busy = false;
        match (typed.reads, is_attached) {
            (true, _) => {}
            (false, true) => {
                typed.reads = true;
                self.model.ask_client(client, ClientEffect::ReadLines);
            }
            (false, false) => return self.control_over(client, Some(status.min(1)), ""),
        }
        self.go_on_with(client);
    }

    /// A client in control mode ends by itself.
    fn leave_control(&mut self, client: ClientId) {
        self.control_over(client, None, "");
        self.model.detach(client, String::new());
    }

    /// It is over, with a status where that is not what its commands came to.
    pub fn control_over(&mut self, client: ClientId, status: Option<u8>, reason: &str) {
        let it = self.model.graph.client(client).and_then(|it| it.control.as_deref());
        let waits = it.is_some_and(|it| it.wait_exit);
        self.typed.remove(&client);
        self.steps.retain(|(_, queue)| !queue.is_of(client));
        if let Some(stream) = self.outlets.control(client) {
            stream.leave(status, waits, reason);
        }
    }

    /// Programs whose panes' output waits too long are sent away: so they are in the model too.
    pub(super) fn tidy_control(&mut self) {
        for client in self.outlets.sent_away() {
            if self.typed.remove(&client).is_some() {
                self.forget_queues(client);
                self.model.detach(client, String::new());
            }
        }
    }
}
