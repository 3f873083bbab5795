//! One program's life in a pane: what was started and where, what is known of it while it runs, and
//! how it ended. Another program in the pane is another life, with nothing of the one before.

use std::path::PathBuf;

use super::Clock;
use super::program::Program;
use super::shell::Shell;

/// The exit status of what was closed under its program: hung up, 128 + SIGHUP.
pub const HUNG_UP: u8 = 129;

/// The status of an end that nobody knows.
const UNKNOWN: i32 = 255;

/// How a program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Ended {
    /// By itself, with a status.
    Exited(i32),
    /// By a signal, by number.
    Signaled(i32),
    /// In a way that nobody knows, since whoever is told of it was not there.
    Unknown,
}

impl Ended {
    /// As a shell tells it: signals as 128 and the number; 255 where nobody knows.
    pub fn status(self) -> i32 {
        match self {
            Ended::Exited(status) => status,
            Ended::Signaled(signal) => 128 + signal,
            Ended::Unknown => UNKNOWN,
        }
    }

    /// The same as a process can leave with it.
    pub fn exit_status(self) -> u8 {
        u8::try_from(self.status()).unwrap_or(u8::MAX)
    }
}

/// A program's life.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Run {
    /// What was started.
    pub program: Program,
    /// Where.
    #[serde(with = "super::state::path")]
    pub start_directory: PathBuf,
    /// When, in seconds of Unix time.
    pub started: i64,
    /// The same in milliseconds of the model's clock.
    pub began: u64,
    /// Its process, once it runs.
    pub pid: Option<i32>,
    /// The pty's device, once it runs.
    pub tty: String,
    /// The process group that has the keyboard, as last seen.
    pub foreground: Option<i32>,
    /// What runs in that.
    pub current_command: String,
    /// Where that is.
    #[serde(with = "super::state::path::option")]
    pub current_directory: Option<PathBuf>,
    /// Where its shell is.
    pub shell: Shell,
    /// How much waits for it to read it, in bytes.
    #[serde(skip)]
    pub waiting: usize,
    /// Somebody was told that no more can wait, and none of it has been taken since.
    #[serde(skip)]
    pub told_full: bool,
    /// Somebody asked for its end (`stop`, `kill`).
    pub stopped: bool,
    /// It is to run again when it has ended (`restart`).
    pub again: bool,
    /// How it ended.
    pub ended: Option<Ended>,
    /// When, in seconds of Unix time; 0 while it runs.
    pub ended_at: i64,
    /// The pty has no more to read.
    pub drained: bool,
    /// The last line of the terminal is not the program's, but tells that it ended.
    pub epitaph: bool,
}

impl Run {
    /// Whether this is its process. The number of one that ended may be another's by now.
    pub fn is_process(&self, pid: i32) -> bool {
        self.ended.is_none() && self.pid == Some(pid)
    }

    /// A program that is being started now.
    pub fn new(program: Program, start_directory: PathBuf, now: Clock) -> Self {
        Self {
            current_command: program.name(),
            program,
            start_directory,
            started: now.unix,
            began: now.millis,
            pid: None,
            tty: String::new(),
            foreground: None,
            current_directory: None,
            shell: Shell::default(),
            waiting: 0,
            told_full: false,
            stopped: false,
            again: false,
            ended: None,
            ended_at: 0,
            drained: false,
            epitaph: false,
        }
    }

    /// It has not been started here, and waits until somebody asks for it: how the one before it ended
    /// nobody knows.
    pub fn wait(&mut self, now: Clock) {
        self.end(Ended::Unknown, now);
        (self.pid, self.drained) = (None, true);
    }

    /// Whether that is so.
    pub fn waits(&self) -> bool {
        self.ended == Some(Ended::Unknown) && self.pid.is_none()
    }

    /// It is not begun: nothing runs in the pane until somebody asks for it (`respawn-pane -E`).
    pub fn lay_by(&mut self) {
        (self.current_command, self.drained) = (String::new(), true);
    }

    /// Whether nothing runs, and nothing did that has ended.
    pub fn is_nothing(&self) -> bool {
        let laid_by = self.drained && self.pid.is_none() && self.ended.is_none();
        laid_by || self.program.is_nothing()
    }

    /// The same program once more in the same place.
    pub fn anew(&self, now: Clock) -> Self {
        Self::new(self.program.clone(), self.start_directory.clone(), now)
    }

    /// Whether it has ended, and all that it wrote is there.
    pub fn is_over(&self) -> bool {
        self.ended.is_some() && self.drained
    }

    /// What it ended with, as a shell says it; closed under one that runs, it hangs up.
    pub fn exit_status(&self) -> i32 {
        i32::from(self.ended.map_or(HUNG_UP, Ended::exit_status))
    }

    /// It ended so.
    pub fn end(&mut self, ended: Ended, now: Clock) {
        (self.ended, self.ended_at) = (Some(ended), now.unix);
    }
}
