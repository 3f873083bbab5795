//! The loop of a raw client: a pane's bytes down to the terminal, the person's up to the program,
//! nothing drawn and nothing understood but the keys that leave.
//!
//! It keeps no more than a terminal takes in a moment: while that is full the server is not read,
//! and so the server knows that it is slow, and gives it a fresh screen instead of what it missed.

mod bound;
mod detach_keys;

use std::io;
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use super::link::{Link, News, Ready, interest};
use super::reconnect::Reconnect;
use super::twin::become_twin;
use super::{ClientError, LOST, tell_end};
use crate::geometry::WindowSize;
use crate::os::signals::Signal;
use crate::protocol::raw::{ClientMessage, Over, ServerMessage, Terms, Told, encode_input};
use crate::protocol::{Frames, Mismatch};
pub(super) use bound::Bound;
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
    /// The server that followed speaks another version.
    Mismatch(Mismatch),
    /// While the line was down, with a line to be printed and an exit status.
    Told(String, u8),
    /// By this signal, or as if by it.
    Signal(Signal),
}

/// Lives as a raw client until the end, and gives its exit status. With a `reconnect` it goes on over
/// another line when its own breaks.
///
/// # Errors
/// The exchange breaks off, or the terminal cannot be used. It is as it was before, then too. Without a
/// terminal [`ClientError::ServerLost`] where the server went.
pub(super) fn run(
    socket: UnixStream,
    frames: Frames,
    terms: Terms,
    reconnect: Option<Reconnect>,
) -> Result<u8, ClientError> {
    let mut more = vec![Signal::SIGPIPE];
    more.extend(OTHERS.into_iter().filter(|_| terms.signals));
    let token = reconnect.as_ref().and_then(|it| it.request.resume).map(|resume| resume.token);
    let link = Link::new(socket, frames, &more, reconnect)?;
    let mut bound = Bound::new().map_err(ClientError::Tty)?;
    let is_terminal = bound.terminal().is_some();
    if let Some(terminal) = bound.terminal() {
        terminal.rescue().map_err(ClientError::Tty)?.on_panic();
    }
    let mut stream = Stream::new(link, terms, bound);
    stream.greet();
    let result = stream.turns();
    let rows = match &result {
        Ok(End::Over(over)) => Some(over.rows),
        _ => None,
    };
    stream.give_back(rows);
    let (line, status) = match result? {
        End::Over(over) => (over.line, over.status),
        End::ServerLost if !is_terminal => return Err(ClientError::ServerLost),
        End::ServerLost => (LOST.to_owned(), 1),
        End::Left => ("[detached]".to_owned(), 0),
        End::Mismatch(server) => return Err(become_twin(&server, token)),
        End::Told(line, status) => (line, status),
        End::Signal(signal) => (String::new(), status_of(signal)),
    };
    // Stdout is the program's.
    tell_end(&line, &["attach", "--raw", "-t"], &mut io::stderr());
    Ok(status)
}

struct Stream {
    link: Link,
    terms: Terms,
    detach_keys: DetachKeys,
    /// When the rest of a key is not waited for any more.
    deadline: Option<Instant>,
    bound: Bound,
    size: Option<WindowSize>,
    /// Input is read, and has not ended.
    reads: bool,
    /// The server has said all; what is on its way to the terminal still goes there.
    over: Option<Over>,
    end: Option<End>,
    /// The person leaves, and goes then at the latest.
    leaving: Option<Instant>,
    buffer: Vec<u8>,
    /// How much of the stream has come: a screen counts one, output its bytes.
    got: u64,
}

impl Stream {
    fn new(link: Link, terms: Terms, bound: Bound) -> Self {
        Self {
            link,
            reads: terms.input,
            detach_keys: DetachKeys::new(terms.detach.clone(), bound.erase()),
            terms,
            deadline: None,
            size: bound.size(),
            bound,
            over: None,
            end: None,
            leaving: None,
            buffer: vec![0; PART],
            got: 0,
        }
    }

    /// The size may have changed between the request and now.
    fn greet(&mut self) {
        if let Some(size) = self.size {
            self.tell(Told::Resize(size));
        }
    }

    fn tell(&mut self, told: Told) {
        self.link.send(|out| ClientMessage::Told(told).encode(out));
    }

    fn turns(&mut self) -> Result<End, ClientError> {
        // The first frames may have come with the answer to the request.
        self.take_frames()?;
        loop {
            self.link.write();
            self.write_down()?;
            if let Some(end) = self.end.take() {
                self.link.write();
                return Ok(end);
            }
            if self.bound.backlog() == 0
                && let Some(over) = self.over.take()
            {
                return Ok(End::Over(over));
            }
            let ready = self.wait()?;
            if ready.signals {
                self.take_signals(self.link.signals())?;
            }
            if ready.person {
                self.read_input()?;
            }
            self.expire();
            if ready.server {
                self.read_server()?;
            }
        }
    }

    /// Does what is due.
    fn expire(&mut self) {
        let is_due = |at: &mut Instant| *at <= Instant::now();
        if self.deadline.take_if(is_due).is_some() {
            let mut rest = Vec::new();
            self.detach_keys.expire(&mut rest);
            self.link.send(|out| encode_input(&rest, out));
        }
        if self.leaving.take_if(is_due).is_some() {
            self.end.get_or_insert(End::Left);
        }
        if let Some(words) = self.link.complaint() {
            self.tell_of_line(&words);
            if words.is_empty() {
                self.tell(Told::Refresh);
            }
        }
    }

    fn wait(&mut self) -> io::Result<Ready> {
        let reads = self.reads && self.link.backlog() < MOST_UP;
        let listens = self.over.is_none() && self.bound.backlog() < MOST_DOWN;
        let (input, output) = self.bound.ends();
        let person =
            [(input, interest(reads, false)), (output, interest(false, self.bound.backlog() > 0))];
        let deadline = self.deadline.into_iter().chain(self.leaving).min();
        self.link.wait(&person, listens, deadline)
    }

    fn write_down(&mut self) -> io::Result<()> {
        match self.bound.flush() {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                // A reader that has enough: the end is that of a program without one.
                self.leave(End::Signal(Signal::SIGPIPE));
            }
            Err(_) if self.bound.terminal().is_some() => self.leave(End::Signal(Signal::SIGHUP)),
            result => return result,
        }
        Ok(())
    }

    fn leave(&mut self, end: End) {
        self.tell(Told::Leaving);
        self.end.get_or_insert(end);
    }

    fn take_signals(&mut self, signals: Vec<Signal>) -> Result<(), ClientError> {
        signals.into_iter().try_for_each(|signal| self.take_signal(signal))
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
        let meanwhile = self.link.stop().map_err(ClientError::Tty)?;
        self.resume()?;
        self.take_signals(meanwhile)
    }

    /// While we stood still the terminal was somebody else's.
    fn resume(&mut self) -> Result<(), ClientError> {
        let Some(terminal) = self.bound.terminal() else { return Ok(()) };
        if !terminal.enter_again().map_err(ClientError::Tty)? {
            self.leave(End::Signal(Signal::SIGHUP));
            return Ok(());
        }
        self.tell(Told::Refresh);
        self.resize();
        Ok(())
    }

    fn give_back(&mut self, rows: Option<u16>) {
        if let Some(terminal) = self.bound.terminal() {
            terminal.leave(rows);
        }
    }

    fn read_input(&mut self) -> io::Result<()> {
        let mut buffer = std::mem::take(&mut self.buffer);
        match self.bound.read(&mut buffer) {
            Ok(None) => {}
            Ok(Some(0)) => {
                self.reads = false;
                self.tell(Told::InputEnded);
            }
            Ok(Some(count)) => self.take_input(&buffer[..count]),
            Err(_) if self.bound.terminal().is_some() => self.leave(End::Signal(Signal::SIGHUP)),
            Err(error) => return Err(error),
        }
        self.buffer = buffer;
        // Nothing waits for it.
        self.link.write();
        Ok(())
    }

    fn take_input(&mut self, input: &[u8]) {
        let mut bytes = Vec::new();
        let leaves = self.detach_keys.feed(input, &mut bytes);
        self.deadline = self.detach_keys.patience().map(|wait| Instant::now() + wait);
        if let Some(broken) = self.link.broken() {
            if leaves || bytes.contains(&INTERRUPT) {
                self.end.get_or_insert(End::Told(broken.sentence(), 1));
            }
            return;
        }
        if !bytes.is_empty() {
            self.link.send(|out| encode_input(&bytes, out));
            // A pipe is no person, who waits for an echo.
            if self.bound.terminal().is_some() {
                self.link.expect_echo();
            }
        }
        if leaves {
            // The server says the last word: which session it was, and where its text ends.
            self.tell(Told::Leaving);
            self.reads = false;
            self.leaving = Some(Instant::now() + LAST_WORD);
        }
    }

    fn read_server(&mut self) -> Result<(), ClientError> {
        // Whoever leaves does not come back.
        let stays = self.over.is_none() && self.end.is_none() && self.leaving.is_none();
        match self.link.read((stays && self.got > 0).then_some(self.got))? {
            News::Frames => {}
            News::Back => {
                // A terminal may keep what is cleared from its screen.
                self.tell_of_line("");
                self.greet();
            }
            News::Refused { reason, status } => {
                self.end.get_or_insert(End::Told(format!("[{reason}]"), status));
            }
            News::Mismatch(server) => drop(self.end.get_or_insert(End::Mismatch(server))),
            News::Lost if self.over.is_some() => {}
            News::Lost => {
                let end = if self.leaving.is_some() { End::Left } else { End::ServerLost };
                self.end.get_or_insert(end);
            }
        }
        self.take_frames()
    }

    /// Tells of a line that broke, or of a server that does not answer, in the last row: the terminal
    /// keeps what else it shows until the server is there again, and is shown the screen anew then,
    /// and the lines that it missed.
    fn tell_of_line(&mut self, words: &str) {
        // Where a terminal takes nothing there is no use in telling it more.
        if let (Some(size), 0) = (self.size, self.bound.backlog())
            && let Some(terminal) = self.bound.terminal()
        {
            terminal.tell(words, size.cells);
        }
    }

    /// Takes what has come whole.
    fn take_frames(&mut self) -> Result<(), ClientError> {
        while let Some(frame) = self.link.next_frame()? {
            match ServerMessage::decode(frame)? {
                ServerMessage::Output(bytes) => {
                    self.got += bytes.len() as u64;
                    self.bound.queue().extend_from_slice(&bytes);
                }
                ServerMessage::Screen(screen) => {
                    self.got += 1;
                    let rows = self.size.map_or(1, |size| size.cells.rows);
                    match self.bound.terminal() {
                        Some(terminal) => terminal.show(&screen, rows, &self.terms.hint),
                        // No screen is drawn where there is none.
                        None => self.bound.queue().extend_from_slice(&screen.above),
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
