//! What the model wants of the world. Nothing in here has happened yet: the server carries
//! effects out in order, and one that fails comes back as an event.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::geometry::WindowSize;

use super::id::{ClientId, PaneId};

/// Something to be done outside the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Start a pane's program.
    Spawn(Box<Spawn>),
    /// Write to a pane's program.
    Write(PaneId, Vec<u8>),
    /// Tell a pane's program its new size.
    Resize(PaneId, WindowSize),
    /// The pane is gone: hang up on its program.
    Close(PaneId),
    /// Send a signal (by number) to what runs in a pane.
    Signal(PaneId, Receiver, i32),
    /// Look up the environment of a pane's program; it comes back as a job's output, each
    /// `NAME=value` ended by a NUL.
    Environment(u64, PaneId),
    /// Bytes for a client's stdout.
    Stdout(ClientId, Vec<u8>),
    /// Bytes of what a client follows.
    Feed(ClientId, Vec<u8>),
    /// Bytes for a client's stderr.
    Stderr(ClientId, Vec<u8>),
    /// The client's command is over.
    Exit(ClientId, u8),
    /// Look up where the program in a pane's foreground is, and its environment; it comes back as
    /// a job's output: the directory and then each `NAME=value`, each ended by a NUL.
    Surroundings(u64, PaneId),
    /// Look for so many milliseconds at what these processes take, and those that they started: a
    /// [`super::census::Census`] as JSON is the job's output.
    Census(u64, Vec<i32>, u64),
    /// What is typed into a pane has an end (its program reads an end of file).
    EndInput(PaneId),
    /// The client becomes this program.
    Become(ClientId, Box<Become>),
    /// The client becomes one that is bound to a pane as it is.
    Streaming(ClientId),
    /// The client becomes a display.
    Attached(ClientId),
    /// The client stops being a display and becomes a shell command.
    Replaced(ClientId, String),
    /// The client stops being a display: it prints the line and ends with the status.
    Detached(ClientId, String, u8),
    /// The same for one that was bound to a pane, which had text on so many rows then.
    Unbound(ClientId, String, u8, u16),
    /// Ring the client's bell.
    Bell(ClientId),
    /// Put text on the clipboard of the client's person.
    Clipboard(ClientId, Vec<u8>),
    /// Make text the primary selection of the client's person.
    Primary(ClientId, Vec<u8>),
    /// The client suspends itself.
    Suspend(ClientId),
    /// The client gives its terminal to this shell command, until that ends.
    Lock(ClientId, String),
    /// Draw everything anew for the client.
    Redraw(ClientId),
    /// Programs reach this ssh agent from now on.
    FollowAgent(PathBuf),
    /// Run a shell command; its end comes back as an event.
    Job(Job),
    /// Run a shell command with these bytes on its stdin; nobody waits for its end.
    Pipe(Job, Vec<u8>),
    /// Bind a shell command to a pane, until one of them ends or [`Effect::EndPipe`].
    StartPipe(PaneId, Box<Job>, Ends),
    /// The command that is bound to a pane gets no more; what it has got yet to read it gets.
    EndPipe(PaneId),
    /// Read a file (`-` is the asking client's stdin) of so many bytes at the most; its contents
    /// come back as an event.
    ReadFile(u64, Option<ClientId>, PathBuf, usize),
    /// Look whether a file can be executed; that it cannot is the job's error.
    CheckProgram(u64, PathBuf),
    /// Look for the files that a pattern of the shell's kind names, from a directory on; their
    /// paths come back as an event, in order, each ended by a NUL.
    FindFiles(u64, PathBuf, String),
    /// Write a file.
    WriteFile(u64, PathBuf, Vec<u8>, bool),
    /// A `wait-for` channel was signalled.
    Wake(String),
    /// End the server.
    Shutdown,
}

/// Which ends of a command are bound to a pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ends {
    /// What the pane's program writes is the command's stdin.
    pub output: bool,
    /// What the command prints is typed into the pane.
    pub input: bool,
}

/// A program that a client becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Become {
    /// The program and its arguments.
    pub argv: Vec<String>,
    /// Where.
    pub cwd: PathBuf,
    /// All of its environment.
    pub environment: Vec<(OsString, OsString)>,
    /// Whether it reads the client's stdin.
    pub stdin: bool,
}

/// Who in a pane is to get a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receiver {
    /// The process group in the foreground.
    Foreground,
    /// That and the group of the pane's own program, each once.
    Everybody,
}

/// What to start in a pane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spawn {
    /// The pane.
    pub pane: PaneId,
    /// The program.
    pub program: Program,
    /// What a login shell is given beside its name.
    pub arguments: Vec<String>,
    /// Where it starts.
    pub cwd: PathBuf,
    /// All of its environment.
    pub environment: Vec<(OsString, OsString)>,
    /// The pane's size.
    pub size: WindowSize,
}

/// Which program runs in a pane.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Program {
    /// The person's shell, as a login shell.
    LoginShell(String),
    /// A command line for a shell.
    ShellCommand {
        /// The shell.
        shell: String,
        /// The command line.
        command: String,
    },
    /// A program and its arguments, no shell between.
    Argv(Vec<String>),
}

impl Program {
    /// The words that are executed.
    pub fn words(&self) -> Vec<String> {
        match self {
            Program::LoginShell(shell) => vec![shell.clone()],
            Program::ShellCommand { shell, command } => {
                vec![shell.clone(), "-c".to_owned(), command.clone()]
            }
            Program::Argv(words) => words.clone(),
        }
    }

    /// How a person would write it.
    pub fn describe(&self) -> String {
        match self {
            Program::LoginShell(_) => String::new(),
            Program::ShellCommand { command, .. } => command.clone(),
            Program::Argv(words) => words.join(" "),
        }
    }

    /// What it is called until it runs and can be asked: the last part of its path.
    pub fn name(&self) -> String {
        let path = match self {
            Program::LoginShell(shell) => shell,
            Program::ShellCommand { command, .. } => {
                let mut words = command.split_whitespace().filter(|word| *word != "exec");
                words.next().unwrap_or_default()
            }
            Program::Argv(words) => words.first().map(String::as_str).unwrap_or_default(),
        };
        path.rsplit('/').next().unwrap_or_default().to_owned()
    }
}

/// A shell command whose output is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Comes back with the result.
    pub id: u64,
    /// The shell.
    pub shell: String,
    /// The command line.
    pub command: String,
    /// The most of what it prints that is kept, in bytes.
    pub most: usize,
    /// Where it runs.
    pub cwd: PathBuf,
    /// All of its environment.
    pub environment: Vec<(OsString, OsString)>,
}
