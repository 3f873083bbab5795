//! A pane: a program on a pty, and the terminal that it writes to.

use std::path::PathBuf;

use crate::geometry::WindowSize;
use crate::terminal::Terminal;

use super::command_log::CommandLog;
use super::copy_mode::CopyMode;
use super::effect::Program;
use super::id::{PaneId, WindowId};
use super::line_times::LineTimes;
use super::options::Options;
use super::policy::PolicyOf;
use super::restart::Restart;
use super::shell::Shell;

/// The exit status of what was closed under its program: hung up, 128 + SIGHUP.
pub const HUNG_UP: u8 = 129;

/// How a program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Ended {
    /// By itself, with a status.
    Exited(i32),
    /// By a signal, by number.
    Signaled(i32),
}

impl Ended {
    /// As a shell tells it: signals as 128 and the number.
    pub fn status(self) -> i32 {
        match self {
            Ended::Exited(status) => status,
            Ended::Signaled(signal) => 128 + signal,
        }
    }

    /// The same as a process can leave with it.
    pub fn exit_status(self) -> u8 {
        u8::try_from(self.status()).unwrap_or(u8::MAX)
    }
}

/// A pane.
pub struct Pane {
    /// Its id.
    pub id: PaneId,
    /// The window it is in.
    pub window: WindowId,
    /// What its program has drawn.
    pub terminal: Terminal,
    /// When its lines were begun.
    pub line_times: LineTimes,
    /// Its size.
    pub size: WindowSize,
    /// The program's process, while it runs.
    pub pid: Option<i32>,
    /// The pty's device.
    pub tty: String,
    /// What was started.
    pub program: Program,
    /// When, in seconds of Unix time.
    pub started: i64,
    /// Where it was started.
    pub start_directory: PathBuf,
    /// The process group that has the keyboard, as last seen.
    pub foreground: Option<i32>,
    /// What runs in it.
    pub current_command: String,
    /// Where that is.
    pub current_directory: Option<PathBuf>,
    /// A title set by a person; else the program's counts.
    pub title: Option<String>,
    /// How the program ended.
    pub ended: Option<Ended>,
    /// When, in seconds of Unix time; 0 while it runs.
    pub ended_at: i64,
    /// Somebody asked for its end (`stop`, `kill`).
    pub stopped: bool,
    /// The program is to run again when it has ended (`restart`).
    pub again: bool,
    /// How it runs again by itself, if it does (`spawn --restart`).
    pub restart: Option<Restart>,
    /// How often it has run again.
    pub restarts: u32,
    /// When it was started last, in milliseconds of the model's clock.
    pub began: u64,
    /// Where its shell is.
    pub shell: Shell,
    /// The pty has no more to read.
    pub drained: bool,
    /// The last line of its terminal is not the program's, but tells that it ended.
    pub epitaph: bool,
    /// The history that somebody is looking at.
    pub copy_mode: Option<CopyMode>,
    /// The title that those who follow what happens were told last.
    pub told_title: String,
    /// A shell command is bound to it (`pipe-pane`).
    pub piped: bool,
    /// Keys do not reach the program (`select-pane -d`).
    pub input_off: bool,
    /// How much waits for its program to read it, in bytes.
    pub waiting: usize,
    /// Somebody was told that no more can wait, and none of it has been taken since.
    pub told_full: bool,
    /// When somebody last typed into it, in milliseconds of the model's clock.
    pub typed: u64,
    /// When something was last written in it, in seconds of Unix time.
    pub activity: i64,
    /// The commands that were run in it.
    pub command_log: CommandLog,
    /// Its options.
    pub options: Options,
    /// The options by which its terminal was last told what is allowed.
    pub policy_of: Option<PolicyOf>,
}

impl Pane {
    /// The title: a person's, or the program's.
    pub fn title(&self) -> &str {
        self.title.as_deref().unwrap_or_else(|| self.terminal.title())
    }

    /// The bytes of memory that what its program wrote takes.
    pub fn bytes(&self) -> usize {
        self.terminal.bytes() + self.command_log.bytes()
    }

    /// Gives the pane a size; `false` where it has it already.
    pub fn resize(&mut self, size: WindowSize) -> bool {
        if self.size == size {
            return false;
        }
        self.size = size;
        self.terminal.resize(size);
        if let Some(mode) = &mut self.copy_mode {
            mode.resized(&self.terminal);
        }
        true
    }
}
