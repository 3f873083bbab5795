//! The link between a client with a terminal and its server, whatever stream goes over it: bytes
//! both ways, the way back where it breaks, the signals, and the wait for whoever comes first.
//!
//! Knows frames and poll(2), which serves a handful of descriptors best: what is waited for
//! depends on the queues, and is said anew each turn. Of messages it knows but the one that is of no
//! stream, that the server is about to be replaced; and nothing of what is shown.

use std::io::{self, Read};
use std::net::Shutdown;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout};

use super::patience::Patience;
use super::reconnect::{Answer, Broken, Place, Reconnect};
use super::spin_wait::SpinWait;
use super::upstream::Upstream;
use crate::os;
use crate::os::signals::{Signal, Signals};
use crate::os::socket::is_foreign;
use crate::os::unread::is_unread;
use crate::protocol::frame::Frame;
use crate::protocol::{FrameError, Frames, Mismatch, Reply};

/// Bytes that are read at once.
const PART: usize = 64 << 10;

/// How long a server that is about to be replaced may take to read what it was sent.
const FINISH: Duration = Duration::from_millis(300);

/// What every client with a terminal takes note of.
const SIGNALS: [Signal; 7] = [
    Signal::SIGWINCH,
    Signal::SIGTERM,
    Signal::SIGHUP,
    Signal::SIGINT,
    Signal::SIGQUIT,
    Signal::SIGTSTP,
    Signal::SIGCONT,
];

/// The connection of a client that lives on after its request.
#[derive(Debug)]
pub(super) struct Link {
    socket: UnixStream,
    frames: Frames,
    /// Bytes on their way to the server.
    up: Upstream,
    signals: Signals,
    /// Something was typed, and what it shows is about to come.
    spin_wait: SpinWait,
    /// Whether the server takes what it is sent.
    patience: Patience,
    /// How to come back when the line breaks; `None` for who cannot go on then.
    reconnect: Option<Reconnect>,
    /// The line broke, and the server is called.
    broken: Option<Broken>,
    /// The server is about to be replaced: what is sent from now on is kept for the next.
    parted: bool,
    /// The server is another user's.
    is_foreign: bool,
    buffer: Vec<u8>,
}

/// Who has something to read.
#[derive(Debug)]
pub(super) struct Ready {
    pub signals: bool,
    /// The server, or whoever was called again.
    pub server: bool,
    pub person: bool,
}

/// What came down.
#[derive(Debug)]
pub(super) enum News {
    /// Frames, if any are whole by now.
    Frames,
    /// The line broke and is there again: of what was sent last nobody knows whether it arrived.
    Back,
    /// The server was reached, and does not let the client in again.
    Refused {
        /// Why.
        reason: String,
        /// The client's exit status.
        status: u8,
    },
    /// A server was reached that speaks another version.
    Mismatch(Mismatch),
    /// The server is gone, and there is none to come.
    Lost,
}

/// What is waited for on a descriptor.
pub(super) fn interest(reads: bool, writes: bool) -> PollFlags {
    let mut flags = PollFlags::empty();
    flags.set(PollFlags::POLLIN, reads);
    flags.set(PollFlags::POLLOUT, writes);
    flags
}

impl Link {
    /// A link over a socket on which a stream has begun. To be made before the tty is entered:
    /// from now on no signal ends the client with the tty still raw. It takes note of `more`
    /// signals than everybody does.
    pub fn new(
        socket: UnixStream,
        frames: Frames,
        more: &[Signal],
        reconnect: Option<Reconnect>,
    ) -> io::Result<Self> {
        socket.set_nonblocking(true)?;
        Ok(Self {
            is_foreign: is_foreign(&socket),
            socket,
            frames,
            up: Upstream::default(),
            signals: Signals::new(&[&SIGNALS, more].concat())?,
            spin_wait: SpinWait::default(),
            patience: Patience::default(),
            reconnect,
            broken: None,
            parted: false,
            buffer: vec![0; PART],
        })
    }

    /// Whether the server is on another host, or another user's: it runs nothing here.
    pub fn is_remote(&self) -> bool {
        self.is_foreign
            || self.reconnect.as_ref().is_some_and(|it| matches!(it.place, Place::There(_)))
    }

    /// The line that broke, from when on the person was told so.
    pub fn broken(&self) -> Option<&Broken> {
        self.broken.as_ref().filter(|broken| broken.is_told())
    }

    /// What the person is to be told now of a line that broke or of a server that does not answer,
    /// once a second. It is empty where there is nothing to tell any more.
    pub fn complaint(&mut self) -> Option<String> {
        let Some(broken) = &mut self.broken else {
            // What waits here is not for want of an answer: it is much, and on its way.
            return self.patience.words(|| self.up.len() == 0 && is_unread(&self.socket));
        };
        if broken.next() > Instant::now() {
            return None;
        }
        // Nor is sent what was kept until now: whoever reads that it is not is to be right.
        self.up.clear();
        Some(broken.words())
    }

    /// Sends what `encode` appends; nothing once the person knows that the line is down.
    pub fn send(&mut self, encode: impl FnOnce(&mut Vec<u8>)) {
        if self.broken().is_none() {
            self.up.push(encode);
            if !self.parted {
                self.patience.sent();
            }
        }
    }

    /// How many bytes the server has not taken yet.
    pub fn backlog(&self) -> usize {
        self.up.len()
    }

    /// Writes as much as the server takes now.
    pub fn write(&mut self) {
        if self.broken.is_none() && !self.parted {
            self.up.write(&self.socket);
        }
    }

    /// The person typed something that shows at once.
    pub fn expect_echo(&mut self) {
        self.spin_wait.begin();
    }

    /// Waits until somebody has something to read or room for what waits, at the longest until
    /// `deadline`. Of the descriptors of the `person`'s the first is the one that is read.
    pub fn wait(
        &mut self,
        person: &[(BorrowedFd<'_>, PollFlags)],
        listens: bool,
        deadline: Option<Instant>,
    ) -> io::Result<Ready> {
        let server = match &self.broken {
            Some(broken) => (broken.wake().as_fd(), PollFlags::POLLIN),
            None => (self.socket.as_fd(), interest(listens, self.up.waits() && !self.parted)),
        };
        let ours = [(self.signals.as_fd(), PollFlags::POLLIN), server];
        // Of what is not wanted not even the end is: it would be told again and again.
        let wanted = ours.iter().chain(person).enumerate().filter(|(_, (_, it))| !it.is_empty());
        let (places, mut fds): (Vec<usize>, Vec<PollFd<'_>>) =
            wanted.map(|(place, (fd, flags))| (place, PollFd::new(*fd, *flags))).unzip();
        let next = self.broken.as_ref().map_or(self.patience.next(), |it| Some(it.next()));
        let timeout = until(deadline.into_iter().chain(next).min());
        match self.spin_wait.poll(&mut fds, timeout) {
            Ok(_) | Err(Errno::EINTR) => {}
            Err(error) => return Err(error.into()),
        }
        let is_readable = |place: usize| {
            let found = places.iter().zip(&fds).find(|(it, _)| **it == place);
            let found = found.and_then(|(_, fd)| fd.revents()).unwrap_or(PollFlags::empty());
            found.intersects(!PollFlags::POLLOUT)
        };
        let [signals, server, person] = [0, 1, 2].map(is_readable);
        Ok(Ready { signals, server, person })
    }

    /// Reads what came down. Where the line breaks the server is called, if the stream can go on
    /// from what the client has `got` of it ([`crate::protocol::Resume`]).
    pub fn read(&mut self, got: Option<u64>) -> io::Result<News> {
        if let Some(broken) = self.broken.take() {
            return self.take_answer(broken.answer());
        }
        if self.read_socket() {
            return Ok(News::Frames);
        }
        let (Some(reconnect), Some(got)) = (&self.reconnect, got) else { return Ok(News::Lost) };
        let parted = std::mem::take(&mut self.parted);
        self.broken = Some(reconnect.take(got, parted)?);
        self.patience.forget();
        self.up.turn_back();
        self.frames = Frames::default();
        Ok(News::Frames)
    }

    /// The server is about to be replaced: it is sent what is on its way, and then the end.
    fn part(&mut self) {
        let socket = &self.socket;
        let waits = self.up.waits()
            && socket.set_write_timeout(Some(FINISH)).is_ok()
            && socket.set_nonblocking(false).is_ok();
        if waits {
            self.up.write(socket);
            let _ = socket.set_nonblocking(true);
        }
        let _ = socket.shutdown(Shutdown::Write);
        self.patience.forget();
        self.parted = true;
    }

    /// Whether the connection still is.
    fn read_socket(&mut self) -> bool {
        match (&self.socket).read(&mut self.buffer) {
            Ok(0) => return false,
            Ok(count) => {
                self.frames.push(&self.buffer[..count]);
                self.spin_wait.end();
                self.patience.heard(|| is_unread(&self.socket));
            }
            Err(error) => match error.kind() {
                io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted => {}
                _ => {
                    self.up.note(&error);
                    return false;
                }
            },
        }
        true
    }

    fn take_answer(&mut self, answer: Option<Answer>) -> io::Result<News> {
        Ok(match answer {
            Some(Answer::Back(socket, frames)) => {
                socket.set_nonblocking(true)?;
                (self.socket, self.frames) = (socket, frames);
                News::Back
            }
            Some(Answer::Refused { reason, status }) => News::Refused { reason, status },
            Some(Answer::Mismatch(server)) => News::Mismatch(server),
            None => News::Lost,
        })
    }

    /// The next frame that has come whole.
    pub fn next_frame(&mut self) -> Result<Option<Frame>, FrameError> {
        loop {
            match self.frames.next_frame()? {
                Some(frame) if Reply::is_parting(&frame) => self.part(),
                frame => return Ok(frame),
            }
        }
    }

    /// What can be read where signals came.
    pub fn signals_fd(&self) -> BorrowedFd<'_> {
        self.signals.as_fd()
    }

    /// The signals that came since, oldest first.
    pub fn signals(&self) -> Vec<Signal> {
        self.signals.drain()
    }

    /// Stops, until the person's shell goes on with us. What came meanwhile is without the SIGCONT
    /// that ended the stop.
    pub fn stop(&self) -> io::Result<Vec<Signal>> {
        os::tty::stop_self()?;
        let mut meanwhile = self.signals.drain();
        meanwhile.retain(|signal| *signal != Signal::SIGCONT);
        Ok(meanwhile)
    }
}

/// How long poll(2) is to wait: rounded up, so that the time has come when it returns.
pub(super) fn until(deadline: Option<Instant>) -> PollTimeout {
    let Some(deadline) = deadline else { return PollTimeout::NONE };
    let left = deadline.saturating_duration_since(Instant::now()) + Duration::from_millis(1);
    PollTimeout::try_from(left).unwrap_or(PollTimeout::MAX)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::protocol::frame;

    #[test]
    fn what_comes_is_read_and_so_is_the_end() {
        let (client, mut server) = UnixStream::pair().unwrap();
        let mut link = Link::new(client, Frames::default(), &[], None).unwrap();
        let mut bytes = Vec::new();
        frame::encode(7, b"one", &mut bytes);
        server.write_all(&bytes).unwrap();
        let ready = link.wait(&[], true, None).unwrap();
        assert!(ready.server && !ready.signals && !ready.person);
        assert!(matches!(link.read(Some(1)), Ok(News::Frames)));
        assert_eq!(link.next_frame().unwrap().map(|frame| frame.kind), Some(7));
        assert!(matches!(link.next_frame(), Ok(None)));
        drop(server);
        // To whom nobody listens, nobody hears: not even the end.
        let soon = Instant::now() + Duration::from_millis(5);
        assert!(!link.wait(&[], false, Some(soon)).unwrap().server && Instant::now() >= soon);
        assert!(link.wait(&[], true, None).unwrap().server);
        assert!(matches!(link.read(Some(1)), Ok(News::Lost)));
    }

    #[test]
    fn a_wait_is_as_long_as_it_is_said_to_be() {
        let of = |time: Duration| until(Some(Instant::now() + time)).as_millis();
        assert_eq!(until(None), PollTimeout::NONE);
        assert_eq!(of(Duration::ZERO), Some(1));
        // Longer than sixteen bits have milliseconds for, and than poll(2) has.
        assert!(of(Duration::from_secs(66)).is_some_and(|left| left > 65_900));
        assert_eq!(of(Duration::from_secs(1 << 32)), PollTimeout::MAX.as_millis());
    }
}
