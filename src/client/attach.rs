//! The loop of an attached client: tty, socket and signals in, messages and frames out.
//!
//! Nothing here waits for one of them alone: the tty is written as far as it takes, and a
//! frame is acknowledged once it is written whole, so that the server never sends more than
//! this tty can show. Acknowledgements wake nobody up without need: one rides along with what
//! the person does next, and only the second in a row goes out by itself.

use std::io;
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

use super::ClientError;
use super::decode::{Decoder, Input, Paint, Reply};
use super::link::{Link, News, Ready, interest};
use super::queries;
use super::tty::Tty;
use crate::display::{Capabilities, ColorDepth, Display};
use crate::geometry::{Size, WindowSize};
use crate::key::Key;
use crate::line::Line;
use crate::os::signals::Signal;
use crate::protocol::message::{Question, TtyReport};
use crate::protocol::{ClientMessage, Mismatch, ServerMessage};
use crate::style::{Attributes, Color, Style};

mod lock;
mod modes;

use modes::{Modes, set_selection};

/// From so many bytes in the queue to the server on, the tty is not read. It is little: what is shown
/// is acknowledged behind it.
const MOST_UP: usize = 256 << 10;
/// From so many bytes in the queue to the tty on, the server is not read.
const MOST_DOWN: usize = 4 << 20;
/// Bytes that are read at once.
const PART: usize = 64 << 10;

/// Signals that end it beside those that end every client.
pub(super) const SIGNALS: [Signal; 2] = [Signal::SIGUSR1, Signal::SIGUSR2];

/// How long answers that the tty still owes are waited for on the way out, and how long
/// after they were asked for it is taken to answer nothing at all.
const LAST_ANSWERS: Duration = Duration::from_millis(700);
const ANSWER_TIME: Duration = Duration::from_secs(2);

/// Whether the person wants no colours that no program of theirs made (<https://no-color.org>).
fn wants_no_color() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
}

/// What gives its tty back from anywhere, such as a panic hook.
pub(super) fn last_resort() -> Vec<u8> {
    Modes::rescue()
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
    /// The server that followed speaks another version.
    Mismatch(Mismatch),
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
    link: Link,
    tty: Tty,
    can: Capabilities,
    decoder: Decoder,
    /// When to give up waiting for the rest of what the decoder has.
    deadline: Option<Instant>,
    display: Display,
    size: WindowSize,
    modes: Modes,
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
    buffer: Vec<u8>,
}

impl Attach {
    /// A client on a tty that was entered, and a link on which the view stream has begun.
    pub(super) fn new(link: Link, tty: Tty, can: Capabilities, escape_time: Duration) -> Self {
        let size = tty.size().unwrap_or(WindowSize::from(Size::DEFAULT));
        let decoder = Decoder::new(escape_time, tty.erase());
        Self {
            link,
            tty,
            can,
            decoder,
            deadline: None,
            display: Display::new(size.cells)
                .with_chrome(wants_no_color() || can.colors == ColorDepth::None),
            size,
            modes: Modes::default(),
            asked: None,
            stale: false,
            unshown: None,
            shown: 0,
            acknowledged: 0,
            end: None,
            buffer: vec![0; PART],
        }
    }

    /// Runs to the end; the tty is given back whatever that is.
    pub(super) fn run(mut self) -> Result<End, ClientError> {
        self.enter();
        self.greet();
        let result = self.turns();
        self.give_back();
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
                self.take_signals(self.link.signals())?;
            }
            if ready.person {
                self.read_tty();
            }
            if ready.server {
                self.read_server()?;
            }
            self.expire();
        }
    }

    /// The size may have changed between the request and now.
    fn greet(&mut self) {
        self.send(&ClientMessage::Resize(self.size));
    }

    fn send(&mut self, message: &ClientMessage) {
        self.acknowledge();
        self.link.send(|out| message.encode(out));
    }

    fn acknowledge(&mut self) {
        if self.acknowledged < self.shown {
            self.acknowledged = self.shown;
            self.link.send(|out| ClientMessage::Ack(self.shown).encode(out));
        }
    }

    /// Takes the tty over, and asks it what it can.
    fn enter(&mut self) {
        if self.tty.was_left_raw() {
            self.tty.queue().extend(Modes::rescue());
        }
        self.modes.enter(&self.can, self.tty.queue());
        self.asked = self.can.answers.then(Instant::now);
    }

    /// Gives the tty back, with nothing of ours left on it or on its way to us.
    fn give_back(&mut self) {
        self.await_answers();
        self.display.release_cursor(self.tty.queue());
        self.tty.leave(&self.modes.leave());
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
        self.link.write();
    }

    fn wait(&mut self) -> io::Result<Ready> {
        let backlog = self.tty.backlog();
        let of_tty = interest(self.link.backlog() < MOST_UP, backlog > 0 || self.stale);
        self.link.wait(&[(self.tty.as_fd(), of_tty)], backlog < MOST_DOWN, self.deadline)
    }

    fn take_signals(&mut self, signals: Vec<Signal>) -> Result<(), ClientError> {
        signals.into_iter().try_for_each(|signal| self.take_signal(signal))
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
        self.give_back();
        let meanwhile = self.link.stop().map_err(ClientError::Tty)?;
        self.resume()?;
        self.take_signals(meanwhile)
    }

    /// Takes the tty over again: while we stood still, it was somebody else's. The view is
    /// still the server's, which noticed no more than a frame that took long.
    fn resume(&mut self) -> Result<(), ClientError> {
        if !self.tty.enter_again().map_err(ClientError::Tty)? {
            self.leave(End::HungUp);
            return Ok(());
        }
        self.enter();
        self.resize();
        self.redraw();
        self.set_modes();
        Ok(())
    }

    /// Waits a moment for answers that are still under way: they would be typed into the
    /// person's shell.
    fn await_answers(&mut self) {
        let Some(asked) = self.asked else { return };
        let deadline = (Instant::now() + LAST_ANSWERS).min(asked + ANSWER_TIME);
        while self.asked.is_some() && self.tty.wait(deadline) {
            let Ok(Some(count)) = self.tty.read(&mut self.buffer) else { return };
            let mut answered = false;
            self.decoder.feed(&self.buffer[..count], |input| {
                answered |= matches!(input, Input::Reply(Reply::Attributes { .. }));
            });
            if answered {
                self.asked = None;
            }
        }
    }

    fn read_tty(&mut self) {
        let mut buffer = std::mem::take(&mut self.buffer);
        match self.tty.read(&mut buffer) {
            Ok(None) => {}
            Ok(Some(count)) => {
                let mut inputs = Vec::new();
                self.decoder.feed(&buffer[..count], |input| inputs.push(input));
                self.deadline = self.decoder.patience().map(|wait| Instant::now() + wait);
                inputs.into_iter().for_each(|input| self.take_input(input));
            }
            Err(_) => self.leave(End::HungUp),
        }
        self.buffer = buffer;
    }

    /// Gives up on what was unfinished for too long.
    fn expire(&mut self) {
        if let Some(words) = self.link.complaint() {
            self.tell_of_line(&words);
        }
        // While the tty is not read it cannot be said that nothing comes.
        if self.deadline.is_some() && self.link.backlog() >= MOST_UP {
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
        if let (Input::Key(event), Some(broken)) = (&input, self.link.broken()) {
            if event.key == Key::ctrl('c') {
                let line = broken.sentence();
                self.end.get_or_insert(End::Detached { line, status: 1 });
            }
            return;
        }
        let message = match input {
            Input::Key(event) => {
                self.link.expect_echo();
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
            self.set_modes();
        }
        Some(match reply {
            Reply::Version(name) => TtyReport::Version(name),
            Reply::Color(Paint::Foreground, (r, g, b)) => TtyReport::Foreground(r, g, b),
            Reply::Color(Paint::Background, (r, g, b)) => TtyReport::Background(r, g, b),
            Reply::Color(Paint::Cursor, (r, g, b)) => TtyReport::CursorColor(r, g, b),
            Reply::Palette(index, (r, g, b)) => TtyReport::Palette(index, r, g, b),
            Reply::Selection(data) => TtyReport::Selection(data),
            Reply::Dark(dark) => {
                // What its colours are now only they can tell.
                self.tty.queue().extend_from_slice(queries::COLORS);
                self.asked = Some(Instant::now());
                TtyReport::Dark(dark)
            }
            Reply::Attributes { .. } => {
                // Everything is answered in the order that it was asked in, and this was last.
                self.asked = None;
                return None;
            }
            Reply::Mode { .. } | Reply::Keyboard(_) | Reply::DirectColor | Reply::Cursor(_) => {
                return None;
            }
        })
    }

    fn read_server(&mut self) -> Result<(), ClientError> {
        let got = self.unshown.unwrap_or(self.shown);
        match self.link.read((self.end.is_none() && got > 0).then_some(got))? {
            News::Frames => {}
            News::Back => {
                self.tell_of_line("");
                self.greet();
            }
            News::Refused { reason, status } => {
                let line = format!("[{reason}]");
                self.end.get_or_insert(End::Detached { line, status });
            }
            News::Mismatch(server) => drop(self.end.get_or_insert(End::Mismatch(server))),
            News::Lost => drop(self.end.get_or_insert(End::ServerLost)),
        }
        self.take_frames()
    }

    /// Tells of a line that broke, or of a server that does not answer, over everything else: the
    /// screen stays, and goes on with the difference when the server is there again. Without words
    /// it tells no more.
    fn tell_of_line(&mut self, words: &str) {
        let style = Style {
            fg: Color::Indexed(0),
            bg: Color::Indexed(3),
            attributes: Attributes::BOLD,
            ..Style::PLAIN
        };
        let mut line = Line::new();
        line.push_text(words, &style);
        self.display.tell((!words.is_empty()).then_some(line));
        self.stale = true;
    }

    fn take_frames(&mut self) -> Result<(), ClientError> {
        while let Some(frame) = self.link.next_frame()? {
            match ServerMessage::decode(&frame)? {
                ServerMessage::Frame { number, diff } => {
                    self.display.apply(*diff)?;
                    self.unshown = Some(number);
                    self.stale = true;
                    self.set_modes();
                }
                ServerMessage::Forget => self.display.forget(),
                ServerMessage::Bell => self.tty.queue().push(0x07),
                ServerMessage::Clipboard(bytes) => set_selection('c', &bytes, self.tty.queue()),
                ServerMessage::Primary(bytes) => set_selection('p', &bytes, self.tty.queue()),
                ServerMessage::Ask(question) => self.ask(question),
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

    /// Asks the tty for a program. Whatever it knows of that, it answers what comes after it.
    fn ask(&mut self, question: Question) {
        let is_private = matches!(question, Question::Selection(_));
        if self.can.answers && !(is_private && self.link.is_remote()) {
            queries::ask(question, self.tty.queue());
            self.asked = Some(Instant::now());
        }
    }

    /// What becomes of a client that is to become a command: nothing names one on this host from
    /// another.
    fn replaced(&self, command: String) -> End {
        match self.link.is_remote() {
            false => End::Replaced(command),
            true => End::Detached {
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
        let no_corner = self.display.view().input.no_corner;
        if self.can.no_corner != no_corner {
            self.can.no_corner = no_corner;
            self.redraw();
        }
        let view = self.display.view();
        self.modes.set_input(view.input, &self.can, self.tty.queue());
        self.modes.set_title(&view.title, self.tty.queue());
        self.decoder.know(&view.user_keys);
        self.decoder.wait_for_escape(Duration::from_millis(view.input.escape_time.into()));
    }
}

#[cfg(test)]
mod tests;
