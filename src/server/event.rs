//! What happens to a server.

use std::path::PathBuf;

use crate::model::answer::{Answer, Failed};
use crate::model::id::{ClientId, JobId, PaneId};
use crate::model::run::Ended;
use crate::protocol::{ClientMessage, Request, raw};

/// Something that happened.
#[derive(Debug)]
pub enum Event<'a> {
    /// A client wants a command carried out.
    Request(ClientId, Box<Request>),
    /// A display tells what its person does.
    Message(ClientId, ClientMessage),
    /// A raw client tells something.
    Told(ClientId, raw::ClientMessage),
    /// A client in control mode sent lines; none where there are no more.
    Lines(ClientId, Vec<u8>),
    /// A client's connection is closed.
    Gone(ClientId),
    /// A client has taken all of what it followed, and that is over.
    Taken(ClientId),
    /// A pane's program runs, or could not be started.
    Spawned(PaneId, Result<Running, Failed>),
    /// A pane's program wrote something, which is parsed; it is answered, and told to those who have all
    /// of it. What is only to be known of it is made of all that was there, at [`Event::Parsed`], which
    /// comes next or after more of it.
    Output(PaneId, &'a [u8]),
    /// All that a pane's program had written when it was read has been parsed.
    Parsed(PaneId),
    /// A pane's pty has no more to read.
    Drained(PaneId),
    /// A process ended.
    Exited(i32, Ended),
    /// What runs in a pane's foreground.
    Foreground(PaneId, Foreground),
    /// The command that a pane is piped to printed something, to be typed into the pane.
    Piped(PaneId, Vec<u8>),
    /// It is over; why, where that is no end of its own.
    PipeOver(PaneId, Option<String>),
    /// A job is done, or could not be.
    JobDone(JobId, Answer),
    /// A deadline has passed.
    Timer,
    /// All that is not saved is to be saved now.
    Save,
    /// The server is to end.
    Terminate,
}

/// What runs in a pane's foreground.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreground {
    /// The process group.
    pub group: i32,
    /// The name of its leader's program, where that can be known.
    pub command: Option<String>,
    /// The directory that it works in, where that can be known.
    pub directory: Option<PathBuf>,
}

/// A program that was started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Running {
    /// Its process.
    pub pid: i32,
    /// Its pty's device.
    pub tty: String,
}
