//! What the model wants of the world, by whom it is for. Nothing in here has happened yet: the
//! server carries effects out in order, and what comes of one, or that it failed, comes back as an
//! event. What the server itself is to do at the end of the line to a client, where it keeps what
//! that was told, is an [`OutletTask`].

use std::path::PathBuf;

use crate::geometry::{Direction, WindowSize};
use crate::key::Key;

use super::answer::Variables;
use super::id::{ClientId, JobId, PaneId};
use super::program::Program;
use super::saved::FileTask;
use super::subject::Subject;

/// Something to be done outside the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// With a pane's program, or what is bound to it.
    Pane(PaneId, PaneEffect),
    /// With the connection to a client.
    Client(ClientId, ClientEffect),
    /// Something that takes its time; what came of it is an [`super::answer::Answer`].
    Job(JobId, JobEffect),
    /// End the server.
    Shutdown,
}

/// What is to be done with a pane's program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaneEffect {
    /// Start it.
    Spawn(Box<Spawn>),
    /// It waits to be started: what the pane shows is kept meanwhile as that of one that runs.
    Keep,
    /// Write to it.
    Write(Vec<u8>),
    /// What is typed into it has an end (it reads an end of file).
    EndInput,
    /// Tell it its new size.
    Resize(WindowSize),
    /// Send a signal (by number) to what runs in the pane.
    Signal(Receiver, i32),
    /// The pane is gone: hang up on it.
    Close,
    /// Bind a shell command to the pane, until one of them ends or [`PaneEffect::EndPipe`].
    StartPipe(Box<ShellCommand>, Ends),
    /// The command that is bound to the pane gets no more; what it has got yet to read it gets.
    EndPipe,
}

/// What is to be done with the connection to a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientEffect {
    /// Bytes for its stdout.
    Stdout(Vec<u8>),
    /// Bytes for its stderr.
    Stderr(Vec<u8>),
    /// Bytes of what it follows.
    Feed(Vec<u8>),
    /// How far it has come with the output that follows: it says so where it has to ask again.
    Place(String),
    /// Its command is over, with this exit status.
    Exit(u8),
    /// It becomes this program.
    Become(Box<Become>),
    /// It speaks another version of the stream that it asks for, and may have the server's own program
    /// take its place.
    Mismatch,
    /// It is that other one from now on, which is expected back: its connection is that one's.
    Is(ClientId),
    /// Its program reads it, and its stdin has commands in it.
    ReadLines,
    /// It becomes a display.
    Attached,
    /// It becomes one that is bound to a pane as it is.
    Streaming,
    /// It stops being a display: it prints the line and ends with the exit status.
    Detached(String, u8),
    /// It stops being a display and becomes a shell command.
    Replaced(String),
    /// It suspends itself.
    Suspend,
    /// It gives its terminal to this shell command, until that ends.
    Lock(String),
}

/// What a job is. Each has an answer of its own kind, or has failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobEffect {
    /// Run a shell command: `Answer::Ran`.
    Run(Box<ShellCommand>),
    /// Read a file of so many bytes at the most: `Answer::File`.
    ReadFile(PathBuf, usize),
    /// The same of one that need not be there: then nothing was in it. It fails for `/dev/null`, which
    /// keeps nothing.
    ReadFileIfAny(PathBuf, usize),
    /// Read a client's stdin: `Answer::File`.
    ReadStdin(ClientId),
    /// Write a file, or add to its end: `Answer::Done`.
    WriteFile {
        /// Which.
        path: PathBuf,
        /// What goes into it.
        data: Vec<u8>,
        /// Whether what is in it stays.
        append: bool,
    },
    /// Write a file for its owner alone, all of it or nothing: `Answer::Done`.
    ReplaceFile {
        /// Which.
        path: PathBuf,
        /// What is in it then.
        data: Vec<u8>,
    },
    /// Write a file for its owner alone into a directory of its own, which is so too: `Answer::Path`.
    WriteApart(Vec<u8>),
    /// Remove such a file and its directory, with all that is in it or only where there is nothing else:
    /// `Answer::Done`, or `Answer::Path` of a directory that stays.
    RemoveApart {
        /// Which.
        path: PathBuf,
        /// Whatever else is there.
        all: bool,
    },
    /// Look for the files that a pattern of the shell's kind names, from a directory on:
    /// `Answer::Files`.
    FindFiles(PathBuf, String),
    /// Look whether a file can be executed: `Answer::Done`.
    CheckProgram(PathBuf),
    /// Look up the environment of a pane's program: `Answer::Environment`.
    Environment(PaneId),
    /// Look up where the program in a pane's foreground is, and its environment:
    /// `Answer::Surroundings`.
    Surroundings(PaneId),
    /// Look for so many milliseconds at what these processes take, and those that they started:
    /// `Answer::Census`.
    Census(Vec<i32>, u64),
    /// Programs reach this ssh agent from now on: `Answer::Done`.
    FollowAgent(PathBuf),
    /// Have a server that is started from this file take the place of this one; without a file, from
    /// the one that has the name of its program's now. There is an answer only where it did not.
    ReplaceServer(Option<PathBuf>),
    /// Do something with the files of saved sessions.
    Saved(FileTask),
    /// Ask a client's person something, at their terminal: `Answer::File`, with the line that they
    /// typed.
    Ask(ClientId, String),
}

/// What the server is to do with what it keeps for a client that shows something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutletTask {
    /// It is bound to a pane no more, which had text on so many rows then: it prints the line below
    /// those and ends with the exit status.
    Unbind(String, u8, u16),
    /// Draw everything anew.
    Redraw,
    /// Ring its bell.
    Bell,
    /// It ends, in control mode, with this status or with what its commands came to.
    Leave(Option<u8>),
    /// Tell the program that reads it a message.
    Message(String),
    /// Go on with a pane's output as its program wants it.
    Output(PaneId, Flow),
    /// A pane's program finds this colour where it asks its terminal.
    Color(PaneId, ColorReport),
    /// Ask its terminal for the clipboard, for a buffer.
    FetchClipboard,
    /// Forget where it is in the output of all panes.
    ForgetOutput,
    /// Tell it of a format's value, whenever that is another.
    Subscribe(Subscription),
    /// Do so no more.
    Unsubscribe(String),
    /// Put text on the clipboard of its person.
    Clipboard(Vec<u8>),
    /// Make text the primary selection of its person.
    Primary(Vec<u8>),
    /// The part that it shows of a larger window moves so far; `None`: it follows the cursor again.
    Pan(Option<(Direction, u16)>),
    /// These keys are as if its person had pressed them.
    Press(Vec<Key>),
}

/// Which ends of a command are bound to a pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ends {
    /// What the pane's program writes is the command's stdin.
    pub output: bool,
    /// What the command prints is typed into the pane.
    pub input: bool,
}

/// What a client in control mode wants of a pane's output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// All that comes from now on.
    On,
    /// None of it.
    Off,
    /// None, until it goes on.
    Pause,
    /// To go on where it was paused.
    Continue,
}

/// A colour that a terminal tells of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColorReport {
    /// Of its text.
    Foreground((u8, u8, u8)),
    /// Of its cells.
    Background((u8, u8, u8)),
}

/// A format that a client in control mode is told the value of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// How its program calls it.
    pub name: String,
    /// Of what it is a format.
    pub of: Subject,
    /// The format.
    pub format: String,
}

/// A program that a client becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Become {
    /// The program and its arguments.
    pub argv: Vec<String>,
    /// Where.
    pub cwd: PathBuf,
    /// All of its environment.
    pub environment: Variables,
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
    /// The program.
    pub program: Program,
    /// What a login shell is given beside its name.
    pub arguments: Vec<String>,
    /// Where it starts.
    pub cwd: PathBuf,
    /// All of its environment.
    pub environment: Variables,
    /// The pane's size.
    pub size: WindowSize,
}

/// A shell command whose output is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShellCommand {
    /// The shell.
    pub shell: String,
    /// The command line.
    pub command: String,
    /// What it reads; nothing where that is empty.
    pub stdin: Vec<u8>,
    /// The most of what it prints that is kept, in bytes.
    pub most: usize,
    /// Where it runs.
    pub cwd: PathBuf,
    /// All of its environment.
    pub environment: Variables,
    /// Whether what it writes to stderr is part of what it prints.
    pub stderr: bool,
}
