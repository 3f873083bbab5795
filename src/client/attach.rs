//! The loop of an attached client: tty, socket and signals in, messages and frames out.
//!
//! Nothing here waits for one of them alone: the tty is written as far as it takes, and a
//! frame is acknowledged once it is written whole, so that the server never sends more than
//! this tty can show. Acknowledgements wake nobody up without need: one rides along with what
//! the person does next, and only the second in a row goes out by itself. poll(2) serves three
//! descriptors best: what is waited for depends on the queues, and is said anew each turn.

use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout};

use super::ClientError;
use super::capabilities::{self, Capabilities, ColorDepth};
use super::decode::{Decoder, Input, Paint, Reply};
use super::display::Display;
use super::reconnect::{Broken, Reconnect};
use super::spin_wait::SpinWait;
use super::tty::Tty;
use crate::geometry::{Size, WindowSize};
use crate::os;
use crate::os::outgoing::Outgoing;
use crate::os::signals::{Signal, Signals};
use crate::protocol::message::TtyReport;
use crate::protocol::{ClientMessage, Frames, ServerMessage};

mod line;
mod lock;

/// From so many bytes in the queue to the server on, the tty is not read. It is little: what is shown
/// is acknowledged behind it.
const MOST_UP: usize = 256 << 10;
/// From so many bytes in the queue to the tty on, the server is not read.
const MOST_DOWN: usize = 4 << 20;
/// Bytes that are read at once.
const PART: usize = 64 << 10;

/// What a client takes note of.
const SIGNALS: [Signal; 9] = [
    Signal::SIGWINCH,
    Signal::SIGTERM,
    Signal::SIGHUP,
    Signal::SIGINT,
    Signal::SIGQUIT,
    Signal::SIGTSTP,
    Signal::SIGCONT,
    Signal::SIGUSR1,
    Signal::SIGUSR2,
];

/// How long answers that the tty still owes are waited for on the way out, and how long
/// after they were asked for it is taken to answer nothing at all.
const LAST_ANSWERS: Duration = Duration::from_millis(700);
const ANSWER_TIME: Duration = Duration::from_secs(2);

/// Whether the person wants no colours that no program of theirs made (<https://no-color.org>).
fn wants_no_color() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
}

/// The signals that an attached client takes note of. To be made before the tty is entered,
/// so that none of them ends the client with the tty still raw.
pub(super) fn signals() -> io::Result<Signals> {
    Signals::new(&SIGNALS)
}

/// What ended an attached client.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The server let it go.
    Detached {
        /// To be printed.
        line: String,
        /// The exit status.
        status: u8,
    },
    /// The server let it go for this shell command.
    Replaced(String),
    /// The server went away.
    ServerLost,
    /// SIGTERM.
    Terminated,
    /// The terminal went away.
    HungUp,
}

/// An attached client.
#[derive(Debug)]
pub(super) struct Attach {
    socket: UnixStream,
    frames: Frames,
    /// Bytes on their way to the server.
    up: Outgoing,
    tty: Tty,
    can: Capabilities,
    decoder: Decoder,
    /// When to give up waiting for the rest of what the decoder has.
    deadline: Option<Instant>,
    display: Display,
    size: WindowSize,
    title: String,
    signals: Signals,
    /// When the tty was asked what it can, until it has answered.
    asked: Option<Instant>,
    /// The canvas differs from what was painted.
    stale: bool,
    /// The frame that is shown once the tty has taken everything.
    unshown: Option<u64>,
    /// The frame that is shown.
    shown: u64,
    /// The frame that was acknowledged last.
    acknowledged: u64,
    end: Option<End>,
    /// How to come back when the line breaks; `None` where the server is on this host.
    reconnect: Option<Reconnect>,
    /// The line broke, and the host is called.
    broken: Option<Broken>,
    buffer: Vec<u8>,
    /// A key was sent, and what it shows is about to come.
    spin_wait: SpinWait,
}

impl Attach {
    /// A client on a tty that was entered, and a socket on which the view stream has begun.
    pub(super) fn new(
        socket: UnixStream,
        frames: Frames,
        tty: Tty,
        can: Capabilities,
        signals: Signals,
        escape_time: Duration,
    ) -> Result<Self, ClientError> {
        socket.set_nonblocking(true)?;
        let size = tty.size().unwrap_or(WindowSize::from(Size::DEFAULT));
        let decoder = Decoder::new(escape_time, tty.erase());
        Ok(Self {
            socket,
            frames,
            up: Outgoing::default(),
            tty,
            can,
            decoder,
            deadline: None,
            display: Display::new(size.cells)
                .with_chrome(wants_no_color() || can.colors == ColorDepth::None),
            size,
            title: String::new(),
            signals,
            asked: can.answers.then(Instant::now),
            stale: false,
            unshown: None,
            shown: 0,
            acknowledged: 0,
            end: None,
            reconnect: None,
            broken: None,
            buffer: vec![0; PART],
            spin_wait: SpinWait::default(),
        })
    }

    /// The same, over a line that may break.
    pub(super) fn with_reconnect(self, reconnect: Option<Reconnect>) -> Self {
        Self { reconnect, ..self }
    }

    /// Runs to the end; the tty is given back whatever that is.
    pub(super) fn run(mut self) -> Result<End, ClientError> {
        self.greet();
        let result = self.turns();
        self.await_answers();
        self.display.release_cursor(self.tty.queue());
        self.tty.leave();
        result
    }

    fn turns(&mut self) -> Result<End, ClientError> {
        // The first frames may have come with the answer to the request.
        self.take_frames()?;
        loop {
            self.write_out();
            if let Some(end) = self.end.take() {
                return Ok(end);
            }
            let ready = self.wait()?;
            if ready.signals {
                self.take_signals()?;
            }
            if ready.tty {
                self.read_tty();
            }
            if ready.socket {
                self.read_socket()?;
            }
            self.expire();
        }
    }

    /// The size may have changed between the request and now.
    fn greet(&mut self) {
        self.send(&ClientMessage::Resize(self.size));
    }

    fn send(&mut self, message: &ClientMessage) {
        if self.broken.is_some() {
            return;
        }
        self.acknowledge();
        message.encode(self.up.end());
    }

    fn acknowledge(&mut self) {
        if self.acknowledged < self.shown {
            self.acknowledged = self.shown;
            ClientMessage::Ack(self.shown).encode(self.up.end());
        }
    }

    /// Paints what is new once the tty has taken what is old, and writes both queues as far
    /// as they go.
    fn write_out(&mut self) {
        if self.stale && !self.tty.is_full() {
            self.display.paint(&self.can, self.tty.queue());
            self.stale = false;
        }
        if self.tty.flush().is_err() {
            self.leave(End::HungUp);
        }
        if !self.stale
            && !self.tty.is_full()
            && let Some(number) = self.unshown.take()
        {
            self.shown = number;
            // The server waits for it where two frames were under way.
            if number > self.acknowledged + 1 {
                self.acknowledge();
            }
        }
        self.write_up();
    }

    fn write_up(&mut self) {
        super::write_up(&self.socket, &mut self.up);
    }

    fn wait(&mut self) -> Result<Ready, ClientError> {
        let flags = |read: bool, write: bool| {
            let read = if read { PollFlags::POLLIN } else { PollFlags::empty() };
            let write = if write { PollFlags::POLLOUT } else { PollFlags::empty() };
            read | write
        };
        let (up, down) = (self.up.len(), self.tty.backlog());
        let interest: [(BorrowedFd<'_>, PollFlags); 3] = [
            (self.signals.as_fd(), PollFlags::POLLIN),
            (self.tty.as_fd(), flags(up < MOST_UP, down > 0 || self.stale)),
            match &self.broken {
                Some(broken) => (broken.wake().as_fd(), PollFlags::POLLIN),
                None => (self.socket.as_fd(), flags(down < MOST_DOWN, up > 0)),
            },
        ];
        let mut fds = interest.map(|(fd, flags)| PollFd::new(fd, flags));
        let deadline =
            self.deadline.into_iter().chain(self.broken.as_ref().map(Broken::next)).min();
        let left = deadline.map(|at| at.saturating_duration_since(Instant::now()));
        let timeout = match left {
            // Rounded up, so that it is over when poll returns.
            Some(left) => {
                PollTimeout::try_from(left + Duration::from_millis(1)).unwrap_or(PollTimeout::MAX)
            }
            None => PollTimeout::NONE,
        };
        match self.spin_wait.poll(&mut fds, timeout) {
            Ok(_) | Err(Errno::EINTR) => {}
            Err(error) => return Err(io::Error::from(error).into()),
        }
        let readable = |fd: &PollFd<'_>| {
            let found = fd.revents().unwrap_or(PollFlags::empty());
            found.intersects(PollFlags::POLLIN | PollFlags::POLLHUP | PollFlags::POLLERR)
        };
        let [signals, tty, socket] = fds.each_ref().map(readable);
        Ok(Ready { signals, tty, socket })
    }

    fn take_signals(&mut self) -> Result<(), ClientError> {
        self.signals.drain().into_iter().try_for_each(|signal| self.take_signal(signal))
    }

    fn take_signal(&mut self, signal: Signal) -> Result<(), ClientError> {
        match signal {
            Signal::SIGWINCH => self.resize(),
            Signal::SIGTERM
            | Signal::SIGINT
            | Signal::SIGQUIT
            | Signal::SIGUSR1
            | Signal::SIGUSR2 => self.leave(End::Terminated),
            Signal::SIGHUP => self.leave(End::HungUp),
            Signal::SIGTSTP => self.suspend()?,
            Signal::SIGCONT => self.resume()?,
            _ => {}
        }
        Ok(())
    }

    fn leave(&mut self, end: End) {
        self.send(&ClientMessage::Leaving);
        self.end.get_or_insert(end);
    }

    fn resize(&mut self) {
        let Some(size) = self.tty.size().filter(|size| *size != self.size) else { return };
        self.size = size;
        self.send(&ClientMessage::Resize(size));
        self.redraw();
    }

    /// What the tty shows is not known any more.
    fn redraw(&mut self) {
        self.display.resize(self.size.cells);
        self.stale = true;
    }

    /// Gives the tty back and stops, until the person's shell goes on with us.
    fn suspend(&mut self) -> Result<(), ClientError> {
        self.await_answers();
        self.display.release_cursor(self.tty.queue());
        self.tty.leave();
        os::tty::stop_self().map_err(ClientError::Tty)?;
        self.resume()?;
        // The SIGCONT that ended the stop is among what came meanwhile.
        let meanwhile = self.signals.drain().into_iter();
        let mut others = meanwhile.filter(|signal| *signal != Signal::SIGCONT);
        others.try_for_each(|signal| self.take_signal(signal))
    }

    /// Takes the tty over again: while we stood still, it was somebody else's. The view is
    /// still the server's, which noticed no more than a frame that took long.
    fn resume(&mut self) -> Result<(), ClientError> {
        if let Err(error) = self.tty.enter_again(&self.can) {
            // A terminal that hangs up also continues whoever it had stopped.
            if error.raw_os_error() != Some(Errno::EIO as i32) {
                return Err(ClientError::Tty(error));
            }
            self.leave(End::HungUp);
            return Ok(());
        }
        self.asked = self.can.answers.then(Instant::now);
        self.resize();
        self.redraw();
        self.title.clear();
        self.set_modes();
        Ok(())
    }

    /// Waits a moment for answers that are still under way: they would be typed into the
    /// person's shell.
    fn await_answers(&mut self) {
        let Some(asked) = self.asked else { return };
        let deadline = (Instant::now() + LAST_ANSWERS).min(asked + ANSWER_TIME);
        while self.asked.is_some() && self.tty.wait(deadline) {
            let Ok(count @ 1..) = self.tty.read(&mut self.buffer) else { return };
            let mut answered = false;
            self.decoder.feed(&self.buffer[..count], |input| {
                answered |= input == Input::Reply(Reply::Attributes);
            });
            if answered {
                self.asked = None;
            }
        }
    }

    fn read_tty(&mut self) {
        let mut buffer = std::mem::take(&mut self.buffer);
        match self.tty.read(&mut buffer) {
            Ok(0) => self.leave(End::HungUp),
            Ok(count) => {
                let mut inputs = Vec::new();
                self.decoder.feed(&buffer[..count], |input| inputs.push(input));
                self.deadline = self.decoder.patience().map(|wait| Instant::now() + wait);
                inputs.into_iter().for_each(|input| self.take_input(input));
            }
            Err(error) => match error.kind() {
                io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted => {}
                _ => self.leave(End::HungUp),
            },
        }
        self.buffer = buffer;
    }

    /// Gives up on what was unfinished for too long.
    fn expire(&mut self) {
        if self.broken.as_ref().is_some_and(|broken| broken.next() <= Instant::now()) {
            self.tell_of_line();
        }
        // While the tty is not read it cannot be said that nothing comes.
        if self.deadline.is_some() && self.up.len() >= MOST_UP {
            self.deadline = self.decoder.patience().map(|wait| Instant::now() + wait);
        }
        if self.deadline.is_some_and(|deadline| deadline <= Instant::now()) {
            self.deadline = None;
            let mut inputs = Vec::new();
            self.decoder.expect_answers(self.asked.is_some());
            self.decoder.give_up(|input| inputs.push(input));
            self.deadline = self.decoder.patience().map(|wait| Instant::now() + wait);
            inputs.into_iter().for_each(|input| self.take_input(input));
        }
    }

    fn take_input(&mut self, input: Input) {
        if let (Input::Key(event), Some(_)) = (&input, &self.broken) {
            return self.key_while_broken(event);
        }
        let message = match input {
            Input::Key(event) => {
                self.spin_wait.begin();
                ClientMessage::Key(event)
            }
            Input::Mouse(event) => {
                ClientMessage::Mouse { on: self.display.status_part(event.at), event }
            }
            Input::Paste { bytes, last } => ClientMessage::Paste { bytes, last },
            Input::Focus(gained) => ClientMessage::Focus(gained),
            Input::Reply(reply) => match self.learn(reply) {
                Some(report) => ClientMessage::Tty(report),
                None => return,
            },
        };
        self.send(&message);
    }

    /// Learns from what the tty answered; the answer is what the server is to know of it.
    fn learn(&mut self, reply: Reply) -> Option<TtyReport> {
        let before = self.can;
        self.can.learn(&reply);
        let looks = |can: &Capabilities| (can.colors, can.underline_styles, can.hyperlinks);
        if looks(&self.can) != looks(&before) {
            self.redraw();
        }
        if self.can.keyboard != before.keyboard {
            self.tty.set_modes(self.display.view().input, &self.can);
        }
        Some(match reply {
            Reply::Version(name) => TtyReport::Version(name),
            Reply::Color(Paint::Foreground, (r, g, b)) => TtyReport::Foreground(r, g, b),
            Reply::Color(Paint::Background, (r, g, b)) => TtyReport::Background(r, g, b),
            Reply::Color(Paint::Cursor, (r, g, b)) => TtyReport::CursorColor(r, g, b),
            Reply::Dark(dark) => {
                // What its colours are now only they can tell.
                self.tty.queue().extend_from_slice(capabilities::COLORS);
                self.asked = Some(Instant::now());
                TtyReport::Dark(dark)
            }
            Reply::Attributes => {
                // Everything is answered in the order that it was asked in, and this was last.
                self.asked = None;
                return None;
            }
            Reply::Mode { .. } | Reply::Keyboard(_) | Reply::DirectColor | Reply::Cursor(_) => {
                return None;
            }
        })
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

    fn take_frames(&mut self) -> Result<(), ClientError> {
        while let Some(frame) = self.frames.next_frame()? {
            match ServerMessage::decode(&frame)? {
                ServerMessage::Frame { number, diff } => {
                    self.spin_wait.end();
                    self.display.apply(*diff)?;
                    self.unshown = Some(number);
                    self.stale = true;
                    self.set_modes();
                }
                ServerMessage::Forget => self.display.forget(),
                ServerMessage::Bell => self.tty.queue().push(0x07),
                ServerMessage::Clipboard(bytes) => self.tty.set_selection('c', &bytes),
                ServerMessage::Primary(bytes) => self.tty.set_selection('p', &bytes),
                ServerMessage::Passthrough { at, bytes } => {
                    // What was written before it is shown before it.
                    self.display.paint(&self.can, self.tty.queue());
                    self.display.pass_through(at, &bytes, self.tty.queue());
                    self.stale = true;
                }
                ServerMessage::Suspend => self.suspend()?,
                ServerMessage::Lock(command) => self.lock(&command)?,
                ServerMessage::Replaced(command) => self.end = Some(self.replaced(command)),
                ServerMessage::Detached { line, status } => {
                    self.end = Some(End::Detached { line, status });
                }
            }
        }
        Ok(())
    }

    /// What becomes of a client that is to become a command: nothing names one on this host from
    /// another.
    fn replaced(&self, command: String) -> End {
        match self.reconnect {
            None => End::Replaced(command),
            Some(_) => End::Detached {
                line: "[detached: a server on another host may not run a command here]".to_owned(),
                status: 1,
            },
        }
    }

    fn set_modes(&mut self) {
        if self.display.view().input.direct_color && self.can.colors != ColorDepth::True {
            self.can.colors = ColorDepth::True;
            self.redraw();
        }
        let view = self.display.view();
        self.tty.set_modes(view.input, &self.can);
        self.decoder.wait_for_escape(Duration::from_millis(view.input.escape_time.into()));
        if self.title != view.title {
            self.title.clone_from(&view.title);
            self.tty.set_title(&view.title);
        }
    }
}

/// Who has something to read.
struct Ready {
    signals: bool,
    tty: bool,
    socket: bool,
}

#[cfg(test)]
mod tests;
