//! Where that goes which a command follows: to stdout, or a recording to the file that the person
//! named. It ends when nobody reads it any more, and a recording also cleanly, at a line's end,
//! when the person has enough (^C).

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, poll};

use super::ClientError;
use super::link::until;
use crate::os;
use crate::os::signals::{Signal, Signals};

/// What a person ends a recording with.
const ENDINGS: [Signal; 3] = [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP];

/// What a process ends with whose reader is gone: 128 and SIGPIPE, as a shell counts.
const NO_READER: u8 = 141;

/// Bytes that a pipe takes whole where it takes any (pipe(7)): writing so many never waits.
const PART: usize = nix::libc::PIPE_BUF;

/// How long a reader that has stopped reading is waited for once the person has enough.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// The taker of what is followed.
#[derive(Debug)]
pub struct Recorder {
    /// Where it is to go; `None` is stdout.
    path: Option<PathBuf>,
    /// Once something has come: a recording that never begins leaves an old file alone.
    file: Option<File>,
    /// Those by which the person says so; without, they end the process.
    signals: Option<Signals>,
}

impl Recorder {
    /// For anything but a recording.
    pub(super) fn of_stdout() -> Self {
        Self { path: None, file: None, signals: None }
    }

    /// For a recording. Takes over the signals by which a person ends a recording.
    ///
    /// # Errors
    /// It would go to a terminal, where nobody could read it, and might record itself.
    pub fn new(path: Option<PathBuf>) -> Result<Self, ClientError> {
        if path.is_none() && os::tty::is_tty(io::stdout()) {
            return Err(ClientError::ToTerminal);
        }
        Ok(Self { path, file: None, signals: Some(Signals::new(&ENDINGS)?) })
    }

    /// Writes whole lines. The exit status where that was the end.
    pub(super) fn write(&mut self, mut bytes: &[u8]) -> Result<Option<u8>, ClientError> {
        self.open()?;
        let mut deadline = None;
        while !bytes.is_empty() {
            let ready = self.poll(None, deadline)?;
            deadline = deadline.or(ready.enough.then(|| Instant::now() + LAST_WORDS));
            if deadline.is_some_and(|deadline| deadline <= Instant::now()) {
                return Ok(Some(0));
            }
            if !ready.file {
                continue;
            }
            let Some(mut file) = self.file.as_ref() else { break };
            match file.write(&bytes[..bytes.len().min(PART)]) {
                Ok(count) => bytes = &bytes[count..],
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                    return Ok(Some(NO_READER));
                }
                Err(error) => return Err(self.failed(error)),
            }
        }
        Ok(deadline.map(|_| 0))
    }

    /// Waits until the socket has something to read. The exit status where something else is
    /// the end.
    pub(super) fn wait_for(&self, socket: impl AsFd) -> Result<Option<u8>, ClientError> {
        loop {
            let ready = self.poll(Some(socket.as_fd()), None)?;
            match ready {
                Ready { enough: true, .. } => return Ok(Some(0)),
                Ready { no_reader: true, .. } => return Ok(Some(NO_READER)),
                Ready { socket: true, .. } => return Ok(None),
                _ => {}
            }
        }
    }

    fn open(&mut self) -> Result<(), ClientError> {
        if self.file.is_none() {
            let opened = match &self.path {
                Some(path) => File::create(path),
                None => io::stdout().as_fd().try_clone_to_owned().map(File::from),
            };
            self.file = Some(opened.map_err(|error| self.failed(error))?);
        }
        Ok(())
    }

    fn failed(&self, error: io::Error) -> ClientError {
        let name = self.path.as_ref().map_or("stdout".to_owned(), |it| it.display().to_string());
        ClientError::File(name, error)
    }

    /// Waits for the socket, or, without one, until the file takes more; for the person; and for
    /// the deadline.
    fn poll(&self, socket: Option<BorrowedFd<'_>>, deadline: Option<Instant>) -> io::Result<Ready> {
        let has_enough = deadline.is_some();
        let timeout = until(deadline);
        // That the person has enough stays to be seen until it is drained; once known it is not
        // looked for.
        let signals = self.signals.as_ref().filter(|_| !has_enough);
        let of_file = if socket.is_some() { PollFlags::empty() } else { PollFlags::POLLOUT };
        let watched = [
            signals.map(|signals| PollFd::new(signals.as_fd(), PollFlags::POLLIN)),
            self.file.as_ref().map(|file| PollFd::new(file.as_fd(), of_file)),
            socket.map(|socket| PollFd::new(socket, PollFlags::POLLIN)),
        ];
        let is_watched = watched.each_ref().map(Option::is_some);
        let mut fds: Vec<PollFd<'_>> = watched.into_iter().flatten().collect();
        match poll(&mut fds, timeout) {
            Ok(_) | Err(nix::errno::Errno::EINTR) => {}
            Err(error) => return Err(error.into()),
        }
        let mut found = fds.iter().map(|fd| fd.revents().unwrap_or(PollFlags::empty()));
        let [signals, file, socket] =
            is_watched.map(|it| it.then(|| found.next()).flatten().unwrap_or(PollFlags::empty()));
        Ok(Ready {
            enough: !signals.is_empty(),
            file: !file.is_empty(),
            no_reader: file.intersects(PollFlags::POLLERR | PollFlags::POLLNVAL),
            socket: !socket.is_empty(),
        })
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        // What ended the recording is done with: it must not end the process once it may again.
        self.signals.iter().for_each(|signals| drop(signals.drain()));
    }
}

/// What poll(2) found.
struct Ready {
    /// The person has enough.
    enough: bool,
    /// The file takes more, or says why not.
    file: bool,
    /// Nobody will ever read it.
    no_reader: bool,
    socket: bool,
}
