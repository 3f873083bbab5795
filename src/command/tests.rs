//! Commands run as the server's queue runs them, on a model of their own. Nothing real is
//! started: programs that are waited for run at once, effects stay in the outbox.

mod buffers;
mod capture;
mod changes;
mod command_log;
mod formats;
mod keys;
mod layouts;
mod lists;
mod options;
mod panes;
mod saved;
mod scripts;
mod state;
mod typing;
mod windows;

use std::collections::VecDeque;

use super::{Context, Failure, Flow, Item, Spot, find};
use crate::dialect::Dialect;
use crate::geometry::Size;
use crate::language::arguments::Arguments;
use crate::language::command_line::{Parsed, Surroundings, parse};
use crate::language::format::Time;
use crate::model::answer::Answer;
use crate::model::client::Client;
use crate::model::effect::{Effect, PaneEffect};
use crate::model::id::ClientId;
use crate::model::pane::Pane;
use crate::model::resolve::Place;
use crate::model::{Clock, Identity, Model};
use crate::terminal::Notice;

/// A model, and who gives the commands.
pub struct World {
    /// The model.
    pub model: Model,
    /// The client that gives the commands.
    pub client: Option<ClientId>,
    /// What comes of jobs, files and channels that are waited for.
    pub answer: Answer,
}

impl World {
    /// A session `main` of 80x24 with one window, and nobody attached.
    pub fn new() -> Self {
        let mut world = Self::empty();
        world.run("new-session -d -s main -n one -x 80 -y 24");
        world.model.outbox.clear();
        world
    }

    /// The same of a server that is tmux.
    pub fn tmux() -> Self {
        let mut world = Self::of(Dialect::Tmux);
        world.run("new-session -d -s main -n one -x 80 -y 24");
        world.model.outbox.clear();
        world
    }

    /// No session at all.
    pub fn empty() -> Self {
        Self::of(Dialect::Pmux)
    }

    fn of(dialect: Dialect) -> Self {
        let identity = Identity {
            dialect,
            is_in_path: true,
            pid: 1,
            socket: "/run/pmux/default".into(),
            host: "host".into(),
            user: "user".into(),
            uid: 1000,
            home: "/home/user".into(),
            started: 0,
        };
        let model = Model::new(identity, |epoch| Time { epoch, ..Time::default() });
        Self { model, client: None, answer: Answer::Done }
    }

    /// The same with a client of 80x25 that shows `main` and gives the commands.
    pub fn attached() -> Self {
        let mut world = Self::new();
        world.client = Some(world.attach("main", Size::new(80, 25)));
        world
    }

    /// A client comes to a session.
    pub fn attach(&mut self, session: &str, size: Size) -> ClientId {
        let client = self.model.client_id();
        let session = self.model.session_named(session).map(|session| session.id);
        let mut it = Client::new(client, Clock::default());
        (it.pid, it.size, it.cwd) = (2, size.into(), "/home/user".into());
        (it.tty, it.term) = (format!("/dev/pts/{}", client.0 + 2), "xterm-256color".into());
        self.model.graph.add_client(it);
        self.model.attach(client, session.unwrap());
        self.model.outbox.clear();
        self.model.outlet_tasks.clear();
        client
    }

    /// Runs a command line. Gives what a person sees: what the commands print, and what is
    /// wrong with those that fail.
    pub fn run(&mut self, line: &str) -> String {
        let surroundings = Surroundings { env: &|_| None, holds: &|_| false };
        let mut queue: VecDeque<Item> = match parse(line, surroundings) {
            Ok(statements) => statements.into_iter().map(Item::from).collect(),
            Err(error) => return format!("{error}\n"),
        };
        let mut output = Vec::new();
        while let Some(item) = queue.pop_front() {
            let mut insert = VecDeque::new();
            match item {
                Item::Commands(mut sequence) => {
                    let Some(command) = sequence.commands.pop_front() else { continue };
                    match self.command(&command, &mut output, &mut insert) {
                        Ok(Flow::Stop) => break,
                        Ok(_) => queue.push_front(Item::Commands(sequence)),
                        Err(failure) => {
                            let spot =
                                sequence.file.map(|file| format!("{file}:{}: ", command.line));
                            let at = spot.unwrap_or_default();
                            output.extend(format!("{at}{failure}\n").into_bytes());
                        }
                    }
                }
                Item::Wrong(failure, Spot { file, line }) => {
                    output.extend(format!("{file}:{line}: {failure}\n").into_bytes());
                }
                Item::Hooked(hooked) => {
                    output.extend(format!("({})\n", hooked.commands).into_bytes());
                }
                Item::Assign { name, value, .. } => self.model.environment.set(&name, value),
                Item::Then(then, _) => {
                    let here = self.here();
                    let mut context = Context {
                        model: &mut self.model,
                        command: find("start-server").unwrap(),
                        arguments: Arguments::default(),
                        line: 1,
                        file: None,
                        words: Vec::new(),
                        client: self.client,
                        here,
                        target: here,
                        mouse: None,
                        key: None,
                        output: &mut output,
                        insert: &mut insert,
                    };
                    if let Err(failure) = then(&mut context, self.answer.clone()) {
                        output.extend(format!("{failure}\n").into_bytes());
                    }
                }
            }
            while let Some(item) = insert.pop_back() {
                queue.push_front(item);
            }
            self.model.settle();
        }
        String::from_utf8_lossy(&output).into_owned()
    }

    /// The pane that commands are about.
    pub fn pane(&mut self) -> &mut Pane {
        let pane = self.here().pane.unwrap();
        self.model.graph.pane_mut(pane).unwrap()
    }

    /// Has the pane's program write something.
    pub fn feed(&mut self, text: &str) {
        self.pane().terminal.feed(text.as_bytes());
    }

    /// The same, and heeds the marks of a shell in it, as the server does.
    pub fn write(&mut self, text: &str) {
        let clock = self.model.clock;
        let pane = self.pane();
        let mut rest = text.as_bytes();
        while !rest.is_empty() {
            rest = pane.terminal.take_in(rest);
            for notice in pane.terminal.drain_notices() {
                if let Notice::Mark(mark, at) = notice {
                    pane.command_log.mark(mark, at, &pane.terminal, Some("/src".into()), clock);
                }
            }
        }
    }

    /// What was written to the panes' programs since the last time.
    pub fn typed(&mut self) -> String {
        let written = |effect| match effect {
            Effect::Pane(_, PaneEffect::Write(bytes)) => Some(bytes),
            _ => None,
        };
        let bytes: Vec<u8> = self.model.outbox.drain(..).filter_map(written).flatten().collect();
        String::from_utf8(bytes).unwrap()
    }

    /// What commands are about that do not say it.
    fn here(&self) -> Place {
        let shown = self.client.map(|client| Place::of_client(&self.model, client));
        let latest = || self.model.latest_session(|_| true);
        match shown.filter(|place| place.session.is_some()) {
            Some(place) => place,
            None => {
                latest().map(|session| Place::of_session(&self.model, session)).unwrap_or_default()
            }
        }
    }

    fn command(
        &mut self,
        parsed: &Parsed,
        output: &mut Vec<u8>,
        insert: &mut VecDeque<Item>,
    ) -> super::Outcome {
        let argv = parsed.argv();
        let command = find(&argv[0])?;
        let usage = |error| Failure::usage(format!("command {}: {error}", command.name));
        let arguments = command.arguments(&argv[1..]).map_err(usage)?;
        let here = self.here();
        let target = match command.target {
            Some(kind) => self.model.resolve(kind, arguments.value('t'), &here, None)?,
            None => here,
        };
        (command.run)(&mut Context {
            model: &mut self.model,
            command,
            arguments,
            line: parsed.line,
            file: None,
            words: parsed.words[1..].to_vec(),
            client: self.client,
            here,
            target,
            mouse: None,
            key: None,
            output,
            insert,
        })
    }
}

/// Runs a command line in a new [`World::new`], and compares what a person sees.
#[track_caller]
pub fn check(line: &str, expect: &str) {
    assert_eq!(World::new().run(line), expect, "{line}");
}

#[test]
fn a_failure_ends_its_line_and_no_other() {
    check(
        "has-session -t none ; display-message -p lost\ndisplay-message -p said",
        "can't find session: none\nsaid\n",
    );
}
