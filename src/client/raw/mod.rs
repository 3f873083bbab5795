//! The loop of a raw client: a pane's bytes down to the terminal, the person's up to the program,
//! nothing drawn and nothing understood but the keys that leave.
//!
//! It keeps no more than a terminal takes in a moment: while that is full the server is not read,
//! and so the server knows that it is slow, and gives it a fresh screen instead of what it missed.

mod bound;
mod detach_keys;
mod line;

use std::io::{self, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout};

use super::reconnect::{Answer, Broken, Reconnect};
use super::spin_wait::SpinWait;
use super::{ClientError, restore_on_panic, with_the_way_back};
use crate::geometry::WindowSize;
use crate::os;
use crate::os::outgoing::Outgoing;
use crate::os::signals::{Signal, Signals};
use crate::protocol::Frames;
use crate::protocol::raw::{ClientMessage, Over, ServerMessage, Terms, Told, encode_input};
use bound::Bound;
use detach_keys::DetachKeys;

/// From so many bytes on their way to the terminal on, the server is not read.
const MOST_DOWN: usize = 32 << 10;
/// From so many bytes on their way to the server on, the person is not read.
const MOST_UP: usize = 1 << 20;
/// Bytes that are read at once.
const PART: usize = 64 << 10;

/// C-c, which leaves while the line is down.
const INTERRUPT: u8 = 0x03;

/// How long the server's last word is waited for when the person leaves.
const LAST_WORD: Duration = Duration::from_secs(1);

/// Signals that are the client's own with a terminal, and the program's without one.
const SIGNALS: [Signal; 8] = [
    Signal::SIGWINCH,
    Signal::SIGTERM,
    Signal::SIGHUP,
    Signal::SIGINT,
    Signal::SIGQUIT,
    Signal::SIGTSTP,
    Signal::SIGCONT,
    Signal::SIGPIPE,
];

/// Signals that are the program's or nobody's.
const OTHERS: [Signal; 3] = [Signal::SIGUSR1, Signal::SIGUSR2, Signal::SIGALRM];

/// The exit status of a program that a signal ended, by the signal (sh(1), EXIT STATUS).
fn status_of(signal: Signal) -> u8 {
    128 + signal as u8
}

/// How a raw client ends.
#[derive(Debug, PartialEq, Eq)]
enum End {
    /// The server said so.
    Over(Over),
    /// The server went away.
    ServerLost,
    /// The person left, and the server has not said a word to that.
    Left,
    /// While the line was down, with a line to be printed and an exit status.
    Told(String, u8),
    /// By this signal, or as if by it.
    Signal(Signal),
}

/// Lives as a raw client until the end, and gives its exit status. With a `reconnect` it goes on over
/// another line when its own breaks.
///
/// # Errors
/// The exchange breaks off, or the terminal cannot be used. It is as it was before, then too.
pub(super) fn run(
    socket: UnixStream,
    frames: Frames,
    terms: Terms,
    reconnect: Option<Reconnect>,
) -> Result<u8, ClientError> {
    let mut taken = SIGNALS.to_vec();
    taken.extend(OTHERS.into_iter().filter(|_| terms.signals));
    // Before the terminal is entered, so that none of them ends the client with it still raw.
    let signals = Signals::new(&taken)?;
    let mut bound = Bound::new().map_err(ClientError::Tty)?;
    if let Some(terminal) = bound.terminal() {
        restore_on_panic(terminal.rescue().map_err(ClientError::Tty)?);
    }
    let mut stream = Stream { reconnect, ..Stream::new(socket, frames, terms, bound, signals)? };
    let result = stream.turns();
    let rows = match &result {
        Ok(End::Over(over)) => Some(over.rows),
        _ => None,
    };
    stream.give_back(rows);
    let (line, status) = match result? {
        End::Over(over) => (over.line, over.status),
        End::ServerLost => ("[lost server]".to_owned(), 1),
        End::Left => ("[detached]".to_owned(), 0),
        End::Told(line, status) => (line, status),
        End::Signal(signal) => (String::new(), status_of(signal)),
    };
    let line: String = line.chars().filter(|c| !c.is_control()).collect();
    let line = with_the_way_back(line, &["attach", "--raw", "-t"]);
    if !line.is_empty() {
        // Where stderr is gone there is nobody to tell. Stdout is the program's.
        let _ = writeln!(io::stderr(), "{line}");
    }
    Ok(status)
}

struct Stream {
    socket: UnixStream,
    frames: Frames,
    /// Bytes on their way to the server.
    up: Outgoing,
    terms: Terms,
    detach_keys: DetachKeys,
    /// When the rest of a key is not waited for any more.
    deadline: Option<Instant>,
    bound: Bound,
    /// Bytes on their way to the terminal, from `taken` on.
    down: Vec<u8>,
    taken: usize,
    size: Option<WindowSize>,
    signals: Signals,
    /// Input is read, and has not ended.
    reads: bool,
    /// The server has said all; what is on its way to the terminal still goes there.
    over: Option<Over>,
    end: Option<End>,
    /// The person leaves, and goes then at the latest.
    leaving: Option<Instant>,
    buffer: Vec<u8>,
    /// Something was typed, and what it shows is about to come.
    spin_wait: SpinWait,
    /// How much of the stream has come: a screen counts one, output its bytes.
    got: u64,
    /// How to come back when the line breaks; `None` where the server is on this host.
    reconnect: Option<Reconnect>,
    /// The line broke, and the host is called.
    broken: Option<Broken>,
}

impl Stream {
    fn new(
        socket: UnixStream,
        frames: Frames,
        terms: Terms,
        bound: Bound,
        signals: Signals,
    ) -> io::Result<Self> {
        socket.set_nonblocking(true)?;
        let detach_keys = DetachKeys::new(terms.detach.clone(), bound.erase());
        let size = bound.size();
        let mut stream = Self {
            socket,
            frames,
            up: Outgoing::default(),
            reads: terms.input,
            terms,
            detach_keys,
            deadline: None,
            bound,
            down: Vec::new(),
            taken: 0,
            size,
            signals,
            over: None,
            end: None,
            leaving: None,
            buffer: vec![0; PART],
            spin_wait: SpinWait::default(),
            got: 0,
            reconnect: None,
            broken: None,
        };
        stream.greet();
        Ok(stream)
    }

    /// The size may have changed between the request and now.
    fn greet(&mut self) {
        if let Some(size) = self.size {
            self.tell(Told::Resize(size));
        }
    }

    fn tell(&mut self, told: Told) {
        ClientMessage::Told(told).encode(self.up.end());
    }

    fn backlog(&self) -> usize {
        self.down.len() - self.taken
    }

    fn turns(&mut self) -> Result<End, ClientError> {
        // The first frames may have come with the answer to the request.
        self.take_frames()?;
        loop {
            self.write_up();
            self.write_down()?;
            if let Some(end) = self.end.take() {
                self.write_up();
                return Ok(end);
            }
            if self.backlog() == 0
                && let Some(over) = self.over.take()
            {
                return Ok(End::Over(over));
            }
            let ready = self.wait()?;
            if ready.signals {
                self.take_signals()?;
            }
            if ready.input {
                self.read_input()?;
            }
            self.expire();
            if ready.socket {
                self.read_socket()?;
            }
        }
    }

    /// Does what is due.
    fn expire(&mut self) {
        let is_due = |at: &mut Instant| *at <= Instant::now();
        if self.deadline.take_if(is_due).is_some() {
            let mut rest = Vec::new();
            self.detach_keys.expire(&mut rest);
            encode_input(&rest, self.up.end());
        }
        if self.leaving.take_if(is_due).is_some() {
            self.end.get_or_insert(End::Left);
        }
        if self.broken.as_ref().is_some_and(|broken| broken.next() <= Instant::now()) {
            self.tell_of_line();
        }
    }

    fn wait(&mut self) -> Result<Ready, ClientError> {
        let reads = self.reads && self.up.len() < MOST_UP;
        let listens = self.over.is_none() && self.backlog() < MOST_DOWN;
        let flags = |wanted: bool, flag| if wanted { flag } else { PollFlags::empty() };
        let (input, output) = (PollFlags::POLLIN, PollFlags::POLLOUT);
        let socket = flags(listens, input) | flags(!self.up.is_empty(), output);
        let interest: [(BorrowedFd<'_>, PollFlags); 4] = [
            (self.signals.as_fd(), input),
            (self.bound.input(), flags(reads, input)),
            match &self.broken {
                Some(broken) => (broken.wake().as_fd(), input),
                None => (self.socket.as_fd(), socket),
            },
            (self.bound.output(), flags(self.backlog() > 0, output)),
        ];
        // Of what is not wanted not even the end is: it would be told again and again.
        let wanted = interest.iter().filter(|(_, flags)| !flags.is_empty());
        let mut fds: Vec<PollFd<'_>> = wanted.map(|(fd, flags)| PollFd::new(*fd, *flags)).collect();
        let next = self.broken.as_ref().map(Broken::next);
        let timeout = match [self.deadline, self.leaving, next].into_iter().flatten().min() {
            // Rounded up, so that it is over when poll returns.
            Some(at) => {
                let left = at.saturating_duration_since(Instant::now()).as_millis() as u16;
                PollTimeout::from(left.saturating_add(1))
            }
            None => PollTimeout::NONE,
        };
        match self.spin_wait.poll(&mut fds, timeout) {
            Ok(_) | Err(Errno::EINTR) => {}
            Err(error) => return Err(io::Error::from(error).into()),
        }
        let mut found = fds.iter();
        let mut is_readable = |(_, flags): &(BorrowedFd<'_>, PollFlags)| {
            let found = match flags.is_empty() {
                true => None,
                false => found.next().and_then(PollFd::revents),
            };
            let ends = PollFlags::POLLHUP | PollFlags::POLLERR | PollFlags::POLLNVAL;
            found.is_some_and(|found| found.intersects(input | ends))
        };
        let [signals, input, socket, _] = interest.each_ref().map(&mut is_readable);
        Ok(Ready { signals, input, socket })
    }

    fn write_up(&mut self) {
        super::write_up(&self.socket, &mut self.up);
    }

    fn write_down(&mut self) -> io::Result<()> {
        while self.taken < self.down.len() {
            match self.bound.write(&self.down[self.taken..]) {
                Ok(count) => self.taken += count,
                Err(error) => match error.kind() {
                    io::ErrorKind::Interrupted => {}
                    io::ErrorKind::WouldBlock => return Ok(()),
                    // A reader that has enough: the end is that of a program without one.
                    io::ErrorKind::BrokenPipe => {
                        self.leave(End::Signal(Signal::SIGPIPE));
                        break;
                    }
                    _ if self.bound.terminal().is_some() => {
                        self.leave(End::Signal(Signal::SIGHUP));
                        break;
                    }
                    _ => return Err(error),
                },
            }
        }
        self.down.clear();
        self.taken = 0;
        Ok(())
    }

    fn leave(&mut self, end: End) {
        self.tell(Told::Leaving);
        self.end.get_or_insert(end);
    }

    fn take_signals(&mut self) -> Result<(), ClientError> {
        self.signals.drain().into_iter().try_for_each(|signal| self.take_signal(signal))
    }

    fn take_signal(&mut self, signal: Signal) -> Result<(), ClientError> {
        match signal {
            Signal::SIGPIPE => {}
            Signal::SIGWINCH if self.size.is_some() => self.resize(),
            Signal::SIGTSTP => self.suspend()?,
            Signal::SIGCONT if self.bound.terminal().is_some() => self.resume()?,
            signal if self.terms.signals => self.tell(Told::Signal(signal as i32)),
            Signal::SIGWINCH | Signal::SIGCONT => {}
            signal => self.leave(End::Signal(signal)),
        }
        Ok(())
    }

    fn resize(&mut self) {
        let size = self.bound.size();
        if let Some(size) = size.filter(|_| size != self.size) {
            self.size = Some(size);
            self.tell(Told::Resize(size));
        }
    }

    /// Gives the terminal back and stops, until the person's shell goes on with us.
    fn suspend(&mut self) -> Result<(), ClientError> {
        self.give_back(None);
        os::tty::stop_self().map_err(ClientError::Tty)?;
        self.resume()
    }

    /// While we stood still the terminal was somebody else's.
    fn resume(&mut self) -> Result<(), ClientError> {
        if let Some(terminal) = self.bound.terminal() {
            terminal.enter().map_err(ClientError::Tty)?;
            self.tell(Told::Refresh);
            self.resize();
        }
        Ok(())
    }

    /// Gives the terminal back with what it has not got yet.
    fn give_back(&mut self, rows: Option<u16>) {
        let pending = self.down.split_off(self.taken);
        (self.down, self.taken) = (Vec::new(), 0);
        if let Some(terminal) = self.bound.terminal() {
            terminal.leave(&pending, rows);
        }
    }

    fn read_input(&mut self) -> io::Result<()> {
        match self.bound.read(&mut self.buffer) {
            Ok(0) if self.bound.terminal().is_some() => self.leave(End::Signal(Signal::SIGHUP)),
            Ok(0) => {
                self.reads = false;
                self.tell(Told::InputEnded);
            }
            Ok(count) => {
                let mut bytes = Vec::new();
                let leaves = self.detach_keys.feed(&self.buffer[..count], &mut bytes);
                self.deadline = self.detach_keys.patience().map(|wait| Instant::now() + wait);
                if let Some(broken) = &self.broken {
                    if leaves || bytes.contains(&INTERRUPT) {
                        self.end.get_or_insert(End::Told(broken.sentence(), 1));
                    }
                    return Ok(());
                }
                if !bytes.is_empty() {
                    encode_input(&bytes, self.up.end());
                    // A pipe is no person, who waits for an echo.
                    if self.bound.terminal().is_some() {
                        self.spin_wait.begin();
                    }
                }
                if leaves {
                    // The server says the last word: which session it was, and where its text ends.
                    self.tell(Told::Leaving);
                    self.reads = false;
                    self.leaving = Some(Instant::now() + LAST_WORD);
                }
            }
            Err(error) => match error.kind() {
                io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted => {}
                _ if self.bound.terminal().is_some() => self.leave(End::Signal(Signal::SIGHUP)),
                _ => return Err(error),
            },
        }
        // Nothing waits for it.
        self.write_up();
        Ok(())
    }

    fn read_socket(&mut self) -> Result<(), ClientError> {
        if self.broken.is_some() {
            self.called_back()?;
            return self.take_frames();
        }
        if !super::read_down(&self.socket, &mut self.buffer, &mut self.frames) {
            self.lost()?;
        }
        self.take_frames()
    }

    /// Takes what has come whole.
    fn take_frames(&mut self) -> Result<(), ClientError> {
        while let Some(frame) = self.frames.next_frame()? {
            match ServerMessage::decode(frame)? {
                ServerMessage::Output(bytes) => {
                    self.spin_wait.end();
                    self.got += bytes.len() as u64;
                    self.down.extend_from_slice(&bytes);
                }
                ServerMessage::Screen(screen) => {
                    self.got += 1;
                    let rows = self.size.map_or(1, |size| size.cells.rows);
                    let out = &mut self.down;
                    match self.bound.terminal() {
                        Some(terminal) => terminal.show(&screen, rows, &self.terms.hint, out),
                        // No screen is drawn where there is none.
                        None => out.extend_from_slice(&screen.above),
                    }
                }
                ServerMessage::Over(over) => {
                    self.end.take_if(|end| *end == End::ServerLost);
                    self.over = Some(over);
                }
            }
        }
        Ok(())
    }
}

/// Who has something to read.
struct Ready {
    signals: bool,
    input: bool,
    socket: bool,
}
