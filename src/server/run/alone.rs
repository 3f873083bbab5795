//! Commands that are about pmux itself, answered without a server that anybody could reach.

use std::io;

use crate::model::Clock;
use crate::model::effect::{ClientEffect, Effect};
use crate::protocol::Request;

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

/// Carries out a command that needs nothing but the defaults, such as `list-commands`.
pub fn answer(request: Request) -> Said {
    let socket = Default::default();
    let start =
        Start { socket, config: Vec::new(), config_named: false, starter: None, shim: Vec::new() };
    let world = World::here(&start, 0);
    let mut server = Server::new(&world);
    server.configure(&start, world, |_| Err(io::ErrorKind::NotFound.into()));
    let client = server.model.client_id();
    server.handle(Event::Request(client, Box::new(request)), Clock::default());
    let mut said = Said::default();
    for effect in server.take_effects() {
        match effect {
            Effect::Client(_, ClientEffect::Stdout(bytes)) => said.output.extend(bytes),
            Effect::Client(_, ClientEffect::Stderr(bytes)) => said.errors.extend(bytes),
            Effect::Client(_, ClientEffect::Exit(status)) => said.status = status,
            // There is nothing else that could be done.
            Effect::Client(..) | Effect::Pane(..) | Effect::Job(..) | Effect::Shutdown => {}
        }
    }
    said
}
