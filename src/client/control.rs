//! The loop of a client in control mode: lines up from the program that reads it, lines down to it, and
//! a last one that says how it ended. Nothing is understood on the way.
//!
//! With a terminal for both (`-CC`) what goes down is the content of a device control string, which
//! the terminal's program reads and does not draw (DCS 1000 p, as iTerm2 has it).

use std::io;
use std::os::unix::net::UnixStream;

use nix::poll::{PollFd, PollTimeout, poll};

use super::link::{Link, News, interest};
use super::raw::Bound;
use super::{ClientError, told};
use crate::os::signals::Signal;
use crate::protocol::request::{Left, encode_stdin};
use crate::protocol::{Frames, Reply, Request};

/// What begins and ends the device control string.
const BEGIN: &[u8] = b"\x1bP1000p";
const END: &[u8] = b"\x1b\\";

/// Bytes that are read at once.
const PART: usize = 64 << 10;

/// From so many bytes on their way to the program on, the server is not read.
const MOST_DOWN: usize = 32 << 10;
/// From so many bytes on their way to the server on, the program is not read.
const MOST_UP: usize = 256 << 10;

/// Lives as a client in control mode until the end, and gives its exit status.
///
/// # Errors
/// The server has not heard the request; with a terminal, there is none.
pub fn run(socket: UnixStream, request: &Request, is_terminal: bool) -> Result<u8, ClientError> {
    let request = told(&socket, request);
    let mut link = Link::new(socket, Frames::default(), &[Signal::SIGPIPE], None)?;
    let bound = match is_terminal {
        true => Bound::lines().map_err(ClientError::Tty)?,
        false => Bound::pipes(),
    };
    link.send(|out| request.encode(out));
    let mut control =
        Control { link, bound, heard: false, reads: false, over: None, buffer: vec![0; PART] };
    if is_terminal {
        control.bound.queue().extend_from_slice(BEGIN);
    }
    let left = control.turns();
    match left {
        Ok(left) => control.leave(&left),
        // Whoever asks again says so in the same string.
        Err(ClientError::Unheard | ClientError::TooLate) => left.map(|left| left.status),
        Err(error) => {
            let reason = error.to_string();
            control.leave(&Left { status: 1, waits: false, reason })
        }
    }
}

struct Control {
    link: Link,
    bound: Bound,
    /// The server has said something.
    heard: bool,
    /// Lines are read.
    reads: bool,
    /// It is over; what is on its way to the program still goes there.
    over: Option<Left>,
    buffer: Vec<u8>,
}

/// Whether a signal ends the client. That is no failure, and has no reason that a program is told.
fn is_end(signal: Signal) -> bool {
    matches!(signal, Signal::SIGTERM | Signal::SIGINT | Signal::SIGQUIT | Signal::SIGHUP)
}

/// Why the program is told that it is over, where the server has not said so.
fn ended(reason: &str) -> Left {
    Left { status: 1, waits: false, reason: reason.to_owned() }
}

impl Control {
    fn turns(&mut self) -> Result<Left, ClientError> {
        loop {
            self.link.write();
            if self.bound.flush().is_err() {
                // Nobody reads it.
                return Ok(ended(""));
            }
            if self.bound.backlog() == 0
                && let Some(left) = self.over.take()
            {
                return Ok(left);
            }
            let reads = self.reads && self.over.is_none() && self.link.backlog() < MOST_UP;
            let listens = self.over.is_none() && self.bound.backlog() < MOST_DOWN;
            let (input, output) = self.bound.ends();
            let person = [
                (input, interest(reads, false)),
                (output, interest(false, self.bound.backlog() > 0)),
            ];
            let ready = self.link.wait(&person, listens, None)?;
            if ready.signals {
                for signal in self.link.signals() {
                    match signal {
                        _ if is_end(signal) => return Ok(Left::default()),
                        _ => {}
                    }
                }
            }
            if ready.person && reads {
                self.read_lines();
            }
            if ready.server {
                self.read_server()?;
            }
        }
    }

    fn read_lines(&mut self) {
        let count = match self.bound.read(&mut self.buffer) {
            Ok(None) => return,
            Ok(Some(count)) => count,
            // A terminal that is gone sends no more.
            Err(_) => 0,
        };
        self.reads = count > 0;
        let bytes = &self.buffer[..count];
        self.link.send(|out| encode_stdin(bytes, out));
    }

    fn read_server(&mut self) -> Result<(), ClientError> {
        let is_there = matches!(self.link.read(None)?, News::Frames);
        while let Some(frame) = self.link.next_frame()? {
            match Reply::decode(frame)? {
                Some(Reply::TooLate) if !self.heard => return Err(ClientError::TooLate),
                Some(Reply::Stdout(bytes)) => self.bound.queue().extend_from_slice(&bytes),
                Some(Reply::Stderr(bytes)) => {
                    // Where that is gone there is nobody to tell.
                    let _ = io::Write::write_all(&mut io::stderr(), &bytes);
                }
                Some(Reply::ReadStdin) => self.reads = true,
                Some(Reply::Left(left)) => {
                    self.over.get_or_insert(left);
                }
                Some(Reply::Exit(status)) => {
                    self.over.get_or_insert(Left { status, ..Left::default() });
                }
                _ => {}
            }
            self.heard = true;
        }
        match is_there || self.over.is_some() {
            true => Ok(()),
            false if self.heard => Err(ClientError::ServerLost),
            false => Err(ClientError::Unheard),
        }
    }

    /// The last line; then the terminal is given back.
    fn leave(&mut self, left: &Left) -> Result<u8, ClientError> {
        let reason: String = left.reason.chars().filter(|c| !c.is_control()).collect();
        let line = format!("%exit {reason}");
        self.say(format!("{}\n", line.trim_end()).as_bytes());
        if left.waits {
            self.wait_for_end();
        }
        if let Some(terminal) = self.bound.terminal() {
            terminal.give_back(END);
        }
        Ok(left.status)
    }

    /// Writes something, however long that takes.
    fn say(&mut self, bytes: &[u8]) {
        self.bound.queue().extend_from_slice(bytes);
        while self.bound.flush().is_ok() && self.bound.backlog() > 0 {
            let (_, output) = self.bound.ends();
            let mut fds = [PollFd::new(output, interest(false, true))];
            if poll(&mut fds, PollTimeout::NONE)
                .is_err_and(|error| error != nix::errno::Errno::EINTR)
            {
                return;
            }
        }
    }

    /// Reads on until the program says by an empty line that it has all, or by its end.
    fn wait_for_end(&mut self) {
        let mut is_empty = true;
        loop {
            match self.bound.read(&mut self.buffer) {
                Ok(Some(0)) | Err(_) => return,
                Ok(Some(count)) => {
                    for byte in &self.buffer[..count] {
                        match byte {
                            b'\n' if is_empty => return,
                            b'\n' => is_empty = true,
                            b'\r' => {}
                            _ => is_empty = false,
                        }
                    }
                }
                Ok(None) => {
                    let (input, _) = self.bound.ends();
                    let reads = |fd| PollFd::new(fd, interest(true, false));
                    let mut fds = [reads(input), reads(self.link.signals_fd())];
                    let _ = poll(&mut fds, PollTimeout::NONE);
                    if self.link.signals().into_iter().any(is_end) {
                        return;
                    }
                }
            }
        }
    }
}
