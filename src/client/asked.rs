//! One command for a server on this host, which may be replaced while it runs: what only looks is asked
//! again, what shows something comes back, and of all else the person is told that nobody knows.

use std::io::{self, Stdout};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::time::Instant;

use super::oneshot::{self, Outcome, Outputs};
use super::printed::Printed;
use super::reconnect::{Place, Reconnect};
use super::{ClientError, Inputs, Reach, Recorder, display, execute, raw, twin};
use crate::os::socket;
use crate::protocol::{Again, Frames, Request};

/// A command, and what has come of it so far.
pub struct Asked {
    socket: PathBuf,
    request: Request,
    reach: Reach,
    inputs: Inputs,
    printed: Printed<Stdout>,
    /// When it was asked first.
    since: Instant,
    /// How far the server had come that went after it had heard it.
    lost: Option<String>,
}

impl Asked {
    /// A command for the server at `socket`, which may have what is within its `reach`. A
    /// `repeatable` one only looks, and is asked again where a server goes before it has answered.
    pub fn new(
        socket: PathBuf,
        request: Request,
        reach: Reach,
        repeatable: bool,
        inputs: Inputs,
    ) -> Self {
        let printed = Printed::new(io::stdout(), repeatable);
        Self { socket, request, reach, inputs, printed, since: Instant::now(), lost: None }
    }

    /// What is asked.
    pub fn request(&self) -> &Request {
        &self.request
    }

    /// Whether a server heard it and went without an answer.
    pub fn was_lost(&self) -> bool {
        self.lost.is_some()
    }

    /// How far it had come then, where that was said.
    pub fn place(&self) -> Option<&str> {
        self.lost.as_deref().filter(|place| !place.is_empty())
    }

    /// Has a connected server run it: sends the request, copies its output, feeds it the inputs that
    /// it asks for, and where it attaches lives as a display until the end. Returns the exit status,
    /// or `None` where it is to be asked again: the server has not heard it, or went before it had
    /// answered. A recording that the command asks for goes to `recorder`.
    ///
    /// # Errors
    /// [`ClientError`] where the exchange breaks off. The terminal is as it was before, then too.
    pub fn run(
        &mut self,
        stream: UnixStream,
        recorder: Option<Recorder>,
    ) -> Result<Option<u8>, ClientError> {
        // Another user's runs nothing here.
        let is_foreign = socket::is_foreign(&stream);
        self.reach.program &= !is_foreign;
        let asked = u64::try_from(self.since.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.request.again = self.lost.clone().map(|place| Again { asked, place });
        let (mut frames, records) = (Frames::default(), recorder.is_some());
        let mut outputs = Outputs::new(&mut self.printed, io::stderr(), recorder);
        outputs.place = self.lost.clone().unwrap_or_default();
        let inputs = (self.reach, &mut self.inputs);
        let outcome = oneshot::run(&stream, &mut frames, &self.request, inputs, &mut outputs);
        let place = outputs.place;
        let outcome = match outcome {
            Err(ClientError::Unheard) => return Ok(None),
            Err(ClientError::ServerLost) => {
                return self.lose_server(place, records).map(|()| None);
            }
            outcome => outcome?,
        };
        self.reach.check(&outcome, &self.request.argv)?;
        Ok(Some(match outcome {
            Outcome::TooLate => return Ok(None),
            Outcome::Exit(status) => status,
            Outcome::Attached => display(stream, frames, self.way_back())?,
            Outcome::Streaming(terms) => {
                let reconnect = self.request.tty.is_some().then(|| self.way_back());
                match raw::run(stream, frames, terms, reconnect) {
                    Err(ClientError::ServerLost) => return Err(self.why_lost(ClientError::Cut)),
                    status => status?,
                }
            }
            Outcome::Execute(program) => execute::become_program(&program),
            Outcome::Mismatch(server) if is_foreign => {
                return Err(ClientError::Mismatch(server.version));
            }
            Outcome::Mismatch(server) => return Err(twin::become_twin(&server, None)),
        }))
    }

    /// How a client comes back to its server that shows something.
    fn way_back(&self) -> Reconnect {
        let request = Request { again: None, ..self.request.clone() };
        Reconnect { place: Place::Here(self.socket.clone()), request }
    }

    /// The server went before it had answered, at that place. What only looks is asked again; of all
    /// else nobody knows whether it was carried out.
    fn lose_server(&mut self, place: String, records: bool) -> Result<(), ClientError> {
        if self.printed.again() {
            self.lost = Some(place);
            return Ok(());
        }
        Err(self.why_lost(if records { ClientError::Cut } else { ClientError::Unsure }))
    }

    /// What is told of a server that went: that it was `replaced` only where there is another one.
    fn why_lost(&self, replaced: ClientError) -> ClientError {
        match socket::connect(&self.socket) {
            Ok(_) => replaced,
            Err(_) => ClientError::ServerLost,
        }
    }
}
