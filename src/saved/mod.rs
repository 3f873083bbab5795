//! What of sessions is kept in files, so that they can be had back after the machine was restarted.
//!
//! The types here are a format, and nobody's state: plain, versioned as a whole ([`VERSION`]), and
//! apart from the model's, which change as they like. Whoever changes one of them raises the version
//! and keeps the old shape to read. What comes from a file is believed in nothing: [`decode`] gives
//! what is sound, or says in words why there is nothing. Pure: where files are is for others to know.
//!
//! *Kept* is what is in a file, a session or what the server itself has; a *label* is what a list of
//! them shows, and can be read without the rest.

mod cut;
mod file;
mod name;
mod sound;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::terminal::checkpoint_bytes as bytes;

pub use cut::halve_longest;
pub use file::{LONGEST_LABEL, MOST_BYTES, Refused, VERSION, decode, encode, label};
pub use name::{SERVER, SERVER_BEFORE, directory_for, file_for, is_session};
pub use sound::{check_session, is_name};

/// Which session it is: another one may have its name by now, and none that and its beginning.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    /// Its name.
    pub name: String,
    /// When it was made, in seconds of Unix time.
    pub created: i64,
}

/// What a list shows of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// The session's name; empty for what is the server's own.
    pub name: String,
    /// When the session was made, in seconds of Unix time. With the name it says which session it is.
    pub created: i64,
    /// When it was saved, likewise.
    pub saved: i64,
    /// How many windows it has.
    pub windows: u32,
}

/// What is in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kept {
    /// A session.
    Session(Session),
    /// What is the server's own.
    Server(Server),
}

/// A session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Its name.
    pub name: String,
    /// When it was made, in seconds of Unix time.
    pub created: i64,
    /// When somebody last did something in it, likewise.
    pub activity: i64,
    /// Where its windows start.
    #[serde(with = "bytes")]
    pub directory: Vec<u8>,
    /// Its environment over the server's.
    pub environment: Vec<Variable>,
    /// The options that were set for it.
    pub options: Vec<Setting>,
    /// Its windows, at least one, in the order of their indexes.
    pub windows: Vec<Window>,
    /// The index of the current one.
    pub current: u32,
    /// Which windows they are, one each; empty in version 1, where nobody knows. Two sessions that had
    /// one window together have it together again.
    pub origins: Vec<Origin>,
    /// The group that it was in.
    pub group: Option<String>,
}

/// Which window it was when it was made, whatever it was called, and however often it was restored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Origin {
    /// When it was made, in seconds of Unix time.
    pub created: i64,
    /// Its number then.
    pub number: u32,
}

/// A variable of an environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Its value; `None` where it is not to be taken from the level below.
    pub value: Option<Vec<u8>>,
    /// Programs do not get it.
    pub hidden: bool,
}

/// A window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// Where it is in its session.
    pub index: u32,
    /// Its name.
    pub name: String,
    /// Its columns and rows.
    pub size: (u16, u16),
    /// Where the panes are that do not float, as tmux writes layouts.
    pub layout: String,
    /// Whether the active pane has all of it.
    pub zoomed: bool,
    /// Which of the panes is active, from 0.
    pub active: u32,
    /// Its panes: those of the layout in its order, and then those that float, the topmost last.
    pub panes: Vec<Pane>,
    /// The boxes of the last ones, which float.
    pub floats: Vec<Float>,
    /// The options that were set for it.
    pub options: Vec<Setting>,
}

/// The box of a pane that floats.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Float {
    /// Its column, row, columns and rows. A column or a row before the window's first wraps around.
    pub place: (u16, u16, u16, u16),
    /// The title in its upper edge.
    pub title: String,
    /// Whether it has edges.
    pub edges: bool,
}

/// A pane.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pane {
    /// What it ran.
    pub command: Command,
    /// Where that was last, as far as is known.
    #[serde(with = "bytes")]
    pub directory: Vec<u8>,
    /// The title that a person gave it.
    pub title: Option<String>,
    /// The options that were set for it.
    pub options: Vec<Setting>,
    /// Its screen and history: a checkpoint of its terminal, of that one's own version.
    #[serde(with = "bytes")]
    pub terminal: Vec<u8>,
}

/// What a pane runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// The person's own shell.
    LoginShell,
    /// A command line, for a shell.
    Line(String),
    /// A program and its arguments, at least the first of them.
    Words(Vec<String>),
}

/// An option that was set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    /// Its name.
    pub name: String,
    /// To what.
    pub value: Value,
}

/// The value of an option.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Value {
    /// Text, whatever it means.
    Text(String),
    /// A whole number.
    Number(i64),
    /// On or off.
    Flag(bool),
    /// Elements by their numbers.
    List(Vec<(u32, String)>),
    /// The same where some have names.
    Named(Vec<(String, String)>),
}

/// What is the server's own.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Server {
    /// The paste buffers, newest first.
    pub buffers: Vec<Buffer>,
    /// The server's options that were set by hand, and not by the configuration.
    pub server_options: Vec<Setting>,
    /// The same of what all sessions have.
    pub session_options: Vec<Setting>,
    /// The same of what all windows have.
    pub window_options: Vec<Setting>,
}

/// A paste buffer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Buffer {
    /// Its name.
    pub name: String,
    /// Whether a person gave it.
    pub named: bool,
    /// What is in it.
    #[serde(with = "bytes")]
    pub data: Vec<u8>,
    /// When it was made, in seconds of Unix time.
    pub created: i64,
}

impl Label {
    /// Which session it is of; with an empty name the server's own.
    pub fn identity(&self) -> Identity {
        Identity { name: self.name.clone(), created: self.created }
    }
}

impl Kept {
    /// What a list shows of it, saved at that Unix time.
    pub fn label(&self, saved: i64) -> Label {
        match self {
            Kept::Session(session) => Label {
                name: session.name.clone(),
                created: session.created,
                saved,
                windows: u32::try_from(session.windows.len()).unwrap_or(u32::MAX),
            },
            Kept::Server(_) => Label { name: String::new(), created: 0, saved, windows: 0 },
        }
    }
}

impl Server {
    /// What is in this one, and what was only in an older one: its buffers come after these, and an
    /// option is as it was set last.
    pub fn over(mut self, older: Self) -> Self {
        let is_new = |all: &[Buffer], it: &Buffer| !all.iter().any(|other| other == it);
        let buffers: Vec<Buffer> =
            older.buffers.into_iter().filter(|it| is_new(&self.buffers, it)).collect();
        self.buffers.extend(buffers);
        let levels = [
            (&mut self.server_options, older.server_options),
            (&mut self.session_options, older.session_options),
            (&mut self.window_options, older.window_options),
        ];
        for (now, before) in levels {
            let set: Vec<String> = now.iter().map(|it| it.name.clone()).collect();
            now.extend(before.into_iter().filter(|it| !set.contains(&it.name)));
        }
        self
    }

    /// Whether there is nothing in it that somebody could want back.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Command {
    /// As a person would write it; nothing for their own shell.
    pub fn describe(&self) -> String {
        match self {
            Command::LoginShell => String::new(),
            Command::Line(line) => line.clone(),
            Command::Words(words) => words.join(" "),
        }
    }

    /// Its words, where it is a program and its arguments and nothing else: a line in which a shell finds
    /// more than words, be it another command, a variable or only a quote, has none.
    fn words(&self) -> Vec<&str> {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "_./+:@=,- \t".contains(c);
        match self {
            Command::Line(line) if line.chars().all(is_plain) => {
                let mut words = line.split_ascii_whitespace().peekable();
                words.next_if_eq(&"exec");
                words.collect()
            }
            Command::LoginShell | Command::Line(_) => Vec::new(),
            Command::Words(words) => words.iter().map(String::as_str).collect(),
        }
    }

    /// The program's name without its path; empty where it is the person's own shell, or more than one
    /// program.
    pub fn program(&self) -> &str {
        self.words().first().and_then(|path| path.rsplit('/').next()).unwrap_or_default()
    }

    /// Whether it is a shell that waits for somebody to type: one that is given nothing but flags
    /// that run nothing. To start one anew does nothing that nobody asked for.
    pub fn is_shell(&self) -> bool {
        const SHELLS: &[&str] = &[
            "sh", "bash", "zsh", "fish", "dash", "ksh", "mksh", "ash", "tcsh", "csh", "nu",
            "elvish", "xonsh",
        ];
        const FLAGS: &[&str] =
            &["-l", "-i", "-il", "-li", "--login", "--interactive", "--norc", "--noprofile"];
        const PLACES: &[&str] = &["", "/bin", "/usr/bin", "/usr/local/bin"];
        let words = self.words();
        let Some((path, flags)) = words.split_first() else { return *self == Command::LoginShell };
        let (place, name) = path.rsplit_once('/').unwrap_or(("", path));
        SHELLS.contains(&name.strip_prefix('-').unwrap_or(name))
            && PLACES.contains(&place)
            && flags.iter().all(|word| FLAGS.contains(word))
    }
}
