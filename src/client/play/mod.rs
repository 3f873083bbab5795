//! `play`: a recording shown again. No server has a part in it.
//!
//! On a terminal it is shown in time, and a person can pause it, step through it and leave;
//! where stdout is none there is nobody to watch, and what was recorded is written as it is.
//! Knows files and the tty; the format, and when what is due, are `cast`'s.

mod screen;

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use super::ClientError;
use super::link::{interest, until};
use crate::cast::{Event, Header, Item, Pace, Reader, Sanitizer, Stage, Wait, What};
use crate::geometry::Size;
use crate::os::signals::{Signal, Signals};
use crate::os::tty;
use screen::Screen;

/// What is to be played, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Play {
    /// The recording; `-` is stdin.
    pub file: PathBuf,
    /// How many times as fast as it was; more than 0. `None` is as fast as it was, or, where
    /// nobody watches, at once.
    pub speed: Option<f64>,
    /// The longest pause that is kept; `None` is what the recording asks for.
    pub idle_limit: Option<Duration>,
}

/// Bytes that are read at once.
const PART: usize = 64 << 10;

/// What ends a replay early.
const ENDINGS: [Signal; 4] = [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP, Signal::SIGQUIT];

/// Plays a recording. Returns the exit status.
///
/// # Errors
/// It cannot be read, or is none; what came before the mistake was played. The terminal is as it
/// was before, then too.
pub fn play(what: &Play) -> Result<u8, ClientError> {
    let mut source = Source::open(&what.file)?;
    let stdout = io::stdout();
    match tty::is_tty(&stdout) {
        true => {
            let signals = Signals::new(&ENDINGS)?;
            let screen = Screen::enter(tty_of(&stdout)?).map_err(ClientError::Tty)?;
            Show::new(source, screen, signals, what).run()
        }
        false => write_out(&mut source, what, &mut stdout.lock()),
    }
}

fn tty_of(stdout: impl AsFd) -> Result<File, ClientError> {
    super::tty::reopen(stdout).map_err(ClientError::Tty)
}

/// Where a recording comes from.
struct Source {
    /// What it is called in complaints.
    name: String,
    file: File,
    reader: Reader,
    header: Option<Header>,
    ended: bool,
    buffer: Vec<u8>,
}

/// What a look at a source brought.
enum Next {
    Event(Event),
    /// More is to be read first.
    Unread,
    Over,
}

impl Source {
    fn open(path: &Path) -> Result<Self, ClientError> {
        let (name, file) = match path.to_str() {
            Some("-") if tty::is_tty(io::stdin()) => return Err(ClientError::NoRecording),
            Some("-") => {
                ("stdin".to_owned(), io::stdin().as_fd().try_clone_to_owned().map(Into::into))
            }
            _ => (path.display().to_string(), File::open(path)),
        };
        match file {
            Ok(file) => Ok(Self {
                name,
                file,
                reader: Reader::default(),
                header: None,
                ended: false,
                buffer: vec![0; PART],
            }),
            Err(error) => Err(ClientError::Unreadable(name, error)),
        }
    }

    /// What comes next of what was read.
    fn next(&mut self) -> Result<Next, ClientError> {
        loop {
            let read = self.reader.read();
            match read.map_err(|error| ClientError::Cast(self.name.clone(), error))? {
                Some(Item::Event(event)) => return Ok(Next::Event(event)),
                Some(Item::Header(header)) => self.header = Some(header),
                None if self.ended => return Ok(Next::Over),
                None => return Ok(Next::Unread),
            }
        }
    }

    /// Reads a part; waits for it where there is none yet.
    fn read(&mut self) -> Result<(), ClientError> {
        match self.file.read(&mut self.buffer) {
            Ok(0) => {
                self.ended = true;
                self.reader.end();
            }
            Ok(count) => self.reader.push(&self.buffer[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(ClientError::Unreadable(self.name.clone(), error)),
        }
        Ok(())
    }

    fn pace(&self, what: &Play) -> Pace {
        let asked = self.header.as_ref().and_then(|header| header.idle_limit);
        Pace { speed: what.speed.unwrap_or(1.0), idle_limit: what.idle_limit.or(asked) }
    }
}

/// Writes what was recorded, as it is: at once, or, where a speed is asked for, in time.
fn write_out(source: &mut Source, what: &Play, out: &mut impl Write) -> Result<u8, ClientError> {
    let begun = Instant::now();
    let mut stage: Option<Stage> = None;
    loop {
        let event = match source.next()? {
            Next::Event(event) => event,
            Next::Unread => {
                source.read()?;
                continue;
            }
            Next::Over => return Ok(0),
        };
        if what.speed.is_some() {
            let pace = source.pace(what);
            let stage = stage.get_or_insert_with(|| Stage::begin(pace, begun.elapsed()));
            stage.expect(event.time);
            while let Wait::For(left) = stage.wait(begun.elapsed()) {
                std::thread::sleep(left);
            }
        }
        if let What::Output(text) = event.what {
            match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
                // A reader that has enough is no error.
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(0),
                written => written?,
            }
        }
    }
}

/// A replay on a terminal.
struct Show {
    source: Source,
    screen: Screen,
    signals: Signals,
    what: Play,
    sanitizer: Sanitizer,
    begun: Instant,
    stage: Option<Stage>,
    /// The event that is waited for.
    next: Option<Event>,
    /// The largest terminal that was recorded.
    largest: Option<Size>,
}

impl Show {
    fn new(source: Source, screen: Screen, signals: Signals, what: &Play) -> Self {
        Self {
            source,
            screen,
            signals,
            what: what.clone(),
            sanitizer: Sanitizer::default(),
            begun: Instant::now(),
            stage: None,
            next: None,
            largest: None,
        }
    }

    fn run(mut self) -> Result<u8, ClientError> {
        let result = self.turns();
        self.screen.leave(&self.sanitizer.undo());
        let (size, largest) = (self.screen.size(), self.largest);
        drop(self.screen);
        if let Some(largest) = largest
            // Lines wrap where they did only in as many columns.
            && (largest.cols != size.cols || largest.rows > size.rows)
        {
            let _ = writeln!(
                io::stderr(),
                "[recorded at {}x{}; this terminal has {}x{}]",
                largest.cols,
                largest.rows,
                size.cols,
                size.rows
            );
        }
        result
    }

    fn turns(&mut self) -> Result<u8, ClientError> {
        loop {
            self.screen.flush().map_err(ClientError::Tty)?;
            let mut unread = false;
            if self.next.is_none() {
                match self.source.next()? {
                    Next::Event(event) => self.expect(event),
                    Next::Unread => unread = true,
                    Next::Over if !self.screen.is_busy() => return Ok(0),
                    Next::Over => {}
                }
            }
            let due = match (&self.next, &self.stage) {
                // What was written is to be seen before what comes after it.
                _ if self.screen.is_busy() => Wait::Paused,
                (Some(_), Some(stage)) => stage.wait(self.begun.elapsed()),
                _ => Wait::Paused,
            };
            if due == Wait::Over {
                self.show();
            }
            let ready = self.wait(due, unread)?;
            if let Some(signal) = ready.signal {
                return Ok(128 + signal as u8);
            }
            if ready.keys && !self.keys()? {
                return Ok(0);
            }
            if ready.source {
                self.source.read()?;
            }
        }
    }

    fn expect(&mut self, event: Event) {
        let now = self.begun.elapsed();
        if self.stage.is_none() {
            let size = self.source.header.as_ref().map(|header| header.size);
            size.into_iter().for_each(|size| self.grow(size));
            self.stage = Some(Stage::begin(self.source.pace(&self.what), now));
        }
        if let Some(stage) = &mut self.stage {
            stage.expect(event.time);
        }
        self.next = Some(event);
    }

    fn grow(&mut self, size: Size) {
        let before = self.largest.unwrap_or(size);
        self.largest = Some(Size::new(size.cols.max(before.cols), size.rows.max(before.rows)));
    }

    /// Shows the event that is due.
    fn show(&mut self) {
        match self.next.take().map(|event| event.what) {
            Some(What::Output(text)) => {
                let mut safe = String::new();
                self.sanitizer.pass(&text, &mut safe);
                self.screen.put(&safe);
            }
            Some(What::Resize(size)) => self.grow(size),
            _ => {}
        }
        if let Some(stage) = &mut self.stage {
            stage.played();
        }
    }

    /// Does what the person wants; whether it goes on.
    fn keys(&mut self) -> Result<bool, ClientError> {
        let now = self.begun.elapsed();
        for key in self.screen.keys().map_err(ClientError::Tty)? {
            match (key, &mut self.stage) {
                // ^C comes as a key on a raw terminal.
                (b'q' | b'Q' | 0x03, _) => return Ok(false),
                (b' ', Some(stage)) => stage.pause_or_go_on(now),
                (b'.', Some(stage)) => stage.step(),
                _ => {}
            }
        }
        Ok(true)
    }

    /// Waits for whatever comes first.
    fn wait(&self, due: Wait, unread: bool) -> Result<Ready, ClientError> {
        let timeout = match due {
            Wait::Over => PollTimeout::ZERO,
            Wait::Paused => PollTimeout::NONE,
            Wait::For(left) => until(Instant::now().checked_add(left)),
        };
        let of_screen = interest(true, self.screen.is_busy());
        let mut fds = vec![
            PollFd::new(self.signals.as_fd(), PollFlags::POLLIN),
            PollFd::new(self.screen.as_fd(), of_screen),
        ];
        if unread {
            fds.push(PollFd::new(self.source.file.as_fd(), PollFlags::POLLIN));
        }
        match poll(&mut fds, timeout) {
            Ok(_) | Err(nix::errno::Errno::EINTR) => {}
            Err(error) => return Err(io::Error::from(error).into()),
        }
        let found = |at: usize| fds.get(at).and_then(PollFd::revents).unwrap_or(PollFlags::empty());
        let others = PollFlags::POLLHUP | PollFlags::POLLERR;
        Ok(Ready {
            signal: self.signals.drain().into_iter().next(),
            keys: found(1).intersects(PollFlags::POLLIN | others),
            source: found(2).intersects(PollFlags::POLLIN | others),
        })
    }
}

/// What came.
struct Ready {
    signal: Option<Signal>,
    keys: bool,
    source: bool,
}
