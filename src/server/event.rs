//! What happens to a server.

use std::path::PathBuf;

use crate::command::Answer;
use crate::model::id::{ClientId, PaneId};
use crate::model::pane::Ended;
use crate::protocol::{ClientMessage, Request};

/// Something that happened.
#[derive(Debug)]
pub enum Event<'a> {
    /// A client wants a command carried out.
    Request(ClientId, Box<Request>),
    /// A display tells what its person does.
    Message(ClientId, ClientMessage),
    /// A client's connection is closed.
    Gone(ClientId),
    /// A pane's program runs, or could not be started.
    Spawned(PaneId, Result<Running, String>),
    /// A pane's program wrote something.
    Output(PaneId, &'a [u8]),
    /// A pane's pty has no more to read.
    Drained(PaneId),
    /// A process ended.
    Exited(i32, Ended),
    /// What runs in a pane's foreground: its name and directory.
    Foreground(PaneId, Option<String>, Option<PathBuf>),
    /// A job is done, or a file read or written.
    JobDone(u64, Answer),
    /// A deadline has passed.
    Timer,
    /// The server is to end.
    Terminate,
}

/// A program that was started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Running {
    /// Its process.
    pub pid: i32,
    /// Its pty's device.
    pub tty: String,
}
