//! One client's socket: bytes in and what the frames among them mean, frames out as far as they are
//! taken. Knows nothing of the others.

use std::io::{ErrorKind, Read, Write};
use std::net::Shutdown;
use std::time::Instant;

use mio::net::UnixStream;

use crate::command::Status;
use crate::model::answer::{Answer, Failed};
use crate::model::id::{ClientId, JobId};
use crate::os::outgoing::Outgoing;
use crate::protocol::request::decode_stdin;
use crate::protocol::{ClientMessage, Frame, FrameError, Frames, Reply, Request, raw};

use super::super::Event;

/// The most that waits for a client that does not read, in bytes. A display never comes near;
/// a one-shot client that stops reading a long output is let go.
const MAX_WAITING: usize = 256 << 20;

/// The most that a client may send for a command to read, in bytes.
const MAX_STDIN: usize = 64 << 20;

/// The largest request, in bytes: a kernel gives a program no more arguments and environment than
/// that (execve(2): three quarters of 8 MiB).
const MAX_REQUEST: usize = 8 << 20;

/// The largest frame after that, in bytes: clients send pastes in parts of 1 MiB, all else in smaller
/// ones.
const MAX_MESSAGE: usize = 2 << 20;

/// The most that is read at once, in bytes.
pub const PART: usize = 16 << 10;

/// One connection.
pub struct Connection {
    pub socket: UnixStream,
    frames: Frames,
    /// What waits to be read by the client.
    pub waiting: Outgoing,
    pub requested: bool,
    pub stream: Stream,
    /// A command reads the client's stdin: for which job, and what has come.
    stdin: Option<(JobId, Vec<u8>)>,
    /// It ends when everything is written.
    pub closing: bool,
    /// The socket is of no use any more.
    pub dead: bool,
    /// The poller tells when it can be written again.
    pub watched: bool,
    /// The peer has gone: what it sent is read to its end, which nobody will tell of again.
    pub hung_up: bool,
    /// When it was let in.
    pub since: Instant,
}

/// What a connection's second half of life is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// None: a command is answered.
    None,
    /// The view stream.
    View,
    /// Lines for a program, and what it sends.
    Control,
    /// The raw stream; whether every byte of it counts for somebody.
    Raw { exact: bool },
}

/// What a look at a socket brought.
pub enum Filled {
    /// So many bytes.
    With(usize),
    /// Nothing more for now.
    ForNow,
    /// Nothing more at all.
    ForEver,
}

impl Connection {
    /// A connection that nothing has come by yet.
    pub fn new(socket: UnixStream) -> Self {
        let mut frames = Frames::default();
        frames.take_at_most(MAX_REQUEST);
        Self {
            socket,
            frames,
            waiting: Outgoing::default(),
            requested: false,
            stream: Stream::None,
            stdin: None,
            closing: false,
            dead: false,
            watched: false,
            hung_up: false,
            since: Instant::now(),
        }
    }

    /// Whether a person is at the other end, and not a command.
    pub fn is_persons(&self) -> bool {
        !matches!(self.stream, Stream::None | Stream::Control)
    }

    /// How many bytes are kept that no command has yet: of an unfinished frame, and of its stdin.
    pub fn unfinished(&self) -> usize {
        self.frames.rest().len() + self.stdin.as_ref().map_or(0, |(_, data)| data.len())
    }

    /// Takes in a part of what has come.
    pub fn fill(&mut self, buffer: &mut [u8]) -> Filled {
        loop {
            match self.socket.read(buffer) {
                Ok(0) => return Filled::ForEver,
                Ok(count) => {
                    self.frames.push(&buffer[..count]);
                    return Filled::With(count);
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Filled::ForNow,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => return Filled::ForEver,
            }
        }
    }

    /// What the whole frames among it mean.
    pub fn take_frames(
        &mut self,
        id: ClientId,
        events: &mut Vec<Event<'static>>,
    ) -> Result<(), FrameError> {
        while let Some(frame) = self.frames.next_frame()? {
            events.extend(self.understand(id, frame)?);
        }
        Ok(())
    }

    fn understand(
        &mut self,
        id: ClientId,
        frame: Frame,
    ) -> Result<Option<Event<'static>>, FrameError> {
        if !self.requested {
            self.requested = true;
            self.frames.take_at_most(MAX_MESSAGE);
            let request = Request::decode(&frame)?;
            if request.control {
                self.stream = Stream::Control;
            }
            return Ok(Some(Event::Request(id, Box::new(request))));
        }
        if let Some((job, mut data)) = self.stdin.take() {
            let part = decode_stdin(frame).ok_or(FrameError::Malformed("part of its input"))?;
            let full = data.len() + part.len() > MAX_STDIN;
            if part.is_empty() || full {
                let too_much = || {
                    format!(
                        "stdin: larger than {} MiB, which is the most that is read",
                        MAX_STDIN >> 20
                    )
                };
                let answer = match full {
                    true => Answer::Failed(Failed::new(too_much())),
                    false => Answer::File(data),
                };
                return Ok(Some(Event::JobDone(job, answer)));
            }
            data.extend_from_slice(&part);
            self.stdin = Some((job, data));
            return Ok(None);
        }
        match self.stream {
            // It has not heard yet that it is over.
            _ if self.closing => Ok(None),
            Stream::None => Ok(None),
            Stream::Control => {
                let bytes =
                    decode_stdin(frame).ok_or(FrameError::Malformed("part of its input"))?;
                Ok(Some(Event::Lines(id, bytes)))
            }
            Stream::View => ClientMessage::decode(&frame).map(|it| Some(Event::Message(id, it))),
            Stream::Raw { .. } => {
                raw::ClientMessage::decode(frame).map(|it| Some(Event::Told(id, it)))
            }
        }
    }

    /// Asks the client for its stdin.
    pub fn read_stdin(&mut self, job: JobId) {
        self.stdin = Some((job, Vec::new()));
        self.reply(&Reply::ReadStdin);
    }

    /// Asks its person something; the line that they type comes as stdin does.
    pub fn ask(&mut self, question: &str, job: JobId) {
        self.stdin = Some((job, Vec::new()));
        self.reply(&Reply::Ask(question.to_owned()));
    }

    /// It is told why it is let go, and so it is. What it sent is forgotten.
    pub fn refuse(&mut self, reason: &str) {
        self.frames = Frames::default();
        self.stdin = None;
        self.requested = true;
        self.reply(&Reply::Stderr(format!("{reason}\n").into_bytes()));
        self.reply(&Reply::Exit(Status::Failed.into()));
        self.closing = true;
    }

    /// Sends a reply. Output that nobody could wait for to be read is refused.
    pub fn reply(&mut self, reply: &Reply) {
        if let Reply::Stdout(bytes) = reply
            && self.waiting.len().saturating_add(bytes.len()) > MAX_WAITING
        {
            let most = MAX_WAITING >> 20;
            return self
                .refuse(&format!("the output is larger than {most} MiB, which is the most"));
        }
        reply.encode(self.waiting.end());
        self.flush();
    }

    /// Nothing more is written, or waits to be.
    pub fn say_no_more(&mut self) {
        self.flush();
        // One that has gone needs no end.
        let _ = self.socket.shutdown(Shutdown::Write);
    }

    /// Writes what is taken now.
    pub fn flush(&mut self) {
        let (waiting, mut socket) = (&mut self.waiting, &self.socket);
        self.dead |= waiting.write_to(|bytes| socket.write(bytes)).is_err();
        self.dead |= waiting.len() > MAX_WAITING;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_that_is_too_much_is_refused_with_a_sentence() {
        let (ours, mut theirs) = UnixStream::pair().unwrap();
        let mut connection = Connection::new(ours);
        // None of it is ever touched.
        connection.reply(&Reply::Stdout(vec![0; MAX_WAITING + 1]));
        assert!(connection.closing && !connection.dead);
        let (mut frames, mut buffer) = (Frames::default(), [0; 4096]);
        let count = theirs.read(&mut buffer).unwrap();
        frames.push(&buffer[..count]);
        let told = frames.next_frame().unwrap().map(Reply::decode);
        let sentence = b"the output is larger than 256 MiB, which is the most\n".to_vec();
        assert_eq!(told, Some(Ok(Some(Reply::Stderr(sentence)))));
    }
}
