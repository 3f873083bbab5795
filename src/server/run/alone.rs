//! Commands that are about pmux itself, answered without a server that anybody could reach.

use std::collections::VecDeque;
use std::io;

use crate::dialect::Dialect;
use crate::model::Clock;
use crate::model::answer::Answer;
use crate::model::effect::{ClientEffect, Effect, JobEffect};
use crate::model::saved::{FileTask, Files};
use crate::protocol::Request;
use crate::saved::Label;

use super::super::start::{Start, World};
use super::super::{Event, Server};

/// What a command says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Said {
    /// For stdout.
    pub output: Vec<u8>,
    /// For stderr.
    pub errors: Vec<u8>,
    /// The exit status.
    pub status: u8,
}

/// Carries out a command that needs nothing but the defaults, such as `list-commands`, or what there is
/// of saved sessions.
pub fn answer(request: Request, saved: &[Label], dialect: Dialect) -> Said {
    let socket = Default::default();
    let start = Start {
        socket,
        dialect,
        config: Vec::new(),
        config_named: false,
        starter: None,
        shim: Vec::new(),
    };
    let world = World::here(&start, 0);
    let mut server = Server::new(&world);
    server.configure(&start, world, |_| Err(io::ErrorKind::NotFound.into()));
    server.model.saved.has_files = true;
    let client = server.model.client_id();
    server.handle(Event::Request(client, Box::new(request)), Clock::default());
    let mut said = Said::default();
    let mut effects = VecDeque::from(server.take_effects());
    while let Some(effect) = effects.pop_front() {
        match effect {
            Effect::Job(job, JobEffect::Saved(FileTask::List)) => {
                let files = Files { labels: saved.to_vec(), told: Vec::new() };
                let done = Event::JobDone(job, Answer::Saved(files));
                server.handle(done, Clock::default());
                effects.extend(server.take_effects());
            }
            Effect::Client(_, ClientEffect::Stdout(bytes)) => said.output.extend(bytes),
            Effect::Client(_, ClientEffect::Stderr(bytes)) => said.errors.extend(bytes),
            Effect::Client(_, ClientEffect::Exit(status)) => said.status = status,
            // There is nothing else that could be done.
            Effect::Client(..) | Effect::Pane(..) | Effect::Job(..) | Effect::Shutdown => {}
        }
    }
    said
}
