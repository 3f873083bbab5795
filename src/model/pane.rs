//! A pane: a program on a pty, and the terminal that it writes to.

use crate::geometry::WindowSize;
use crate::terminal::{Progress, Terminal};

use super::command_log::CommandLog;
use super::edit::Edit;
use super::graph::Home;
use super::id::PaneId;
use super::line_times::LineTimes;
use super::mode::{Mode, Modes};
use super::options::Options;
use super::policy::PolicyOf;
use super::prompt::Prompt;
use super::restart::Restart;
use super::run::Run;

/// A pane.
pub struct Pane {
    /// Its id.
    pub id: PaneId,
    /// What it is of.
    pub home: Home,
    /// What its program has drawn.
    pub terminal: Terminal,
    /// When its lines were begun.
    pub line_times: LineTimes,
    /// Its size.
    pub size: WindowSize,
    /// The program that runs in it, or ran last.
    pub run: Run,
    /// A title set by a person; else the program's counts.
    pub title: Option<String>,
    /// How it runs again by itself, if it does (`spawn --restart`).
    pub restart: Option<Restart>,
    /// How often it has run again.
    pub restarts: u32,
    /// What is seen instead of its program.
    pub modes: Modes,
    /// What is asked in it, over what it shows.
    pub prompt: Option<Box<Prompt>>,
    /// The title that those who follow what happens were told last.
    pub told_title: String,
    /// A shell command is bound to it (`pipe-pane`).
    pub piped: bool,
    /// The process of the command that it goes to.
    pub pipe_pid: Option<u32>,
    /// Keys do not reach the program (`select-pane -d`).
    pub input_off: bool,
    /// When somebody last typed into it, in milliseconds of the model's clock.
    pub typed: u64,
    /// When something was last written in it, in seconds of Unix time.
    pub activity: i64,
    /// The commands that were run in it.
    pub command_log: CommandLog,
    /// Its options.
    pub options: Options,
    /// What its program, an editor, is there for.
    pub edit: Option<Box<Edit>>,
    /// How far its program says that it is (OSC 9;4).
    pub progress: Progress,
    /// The options by which its terminal was last told what is allowed.
    pub policy_of: Option<PolicyOf>,
}

impl Pane {
    /// A pane with an empty terminal, for a program that is being started.
    pub fn new(id: PaneId, home: Home, terminal: Terminal, size: WindowSize, run: Run) -> Self {
        Self {
            id,
            home,
            terminal,
            line_times: LineTimes::default(),
            size,
            title: None,
            restart: None,
            restarts: 0,
            modes: Modes::default(),
            prompt: None,
            told_title: String::new(),
            piped: false,
            pipe_pid: None,
            input_off: false,
            typed: 0,
            activity: run.started,
            run,
            command_log: CommandLog::default(),
            options: Options::default(),
            edit: None,
            progress: Progress::None,
            policy_of: None,
        }
    }

    /// Whether its program has ended.
    pub fn is_dead(&self) -> bool {
        self.run.ended.is_some()
    }

    /// Whether a program runs in it.
    pub fn runs(&self) -> bool {
        !self.is_dead() && !self.run.is_nothing()
    }

    /// Whether it shows its history.
    pub fn is_in_copy_mode(&self) -> bool {
        matches!(self.modes.top(), Some(Mode::Copy(_)))
    }

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
        for mode in self.modes.iter_mut() {
            mode.resized(&self.terminal);
        }
        true
    }
}
