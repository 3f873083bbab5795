//! The commands: one table, and one file a command.
//!
//! The same table serves the command line, key bindings, the config file and the prompt; help,
//! the manual's tables and `list-commands` are made from it. A command is a function on the
//! model: it changes that, leaves effects in its outbox, prints, or asks to wait. It knows
//! nothing of sockets, ptys or clients' screens.
//!
//! A command's file has one shape: what it does, its entry `COMMAND`, and `run`.

mod context;
mod launch;
mod list;
mod window_room;
mod find;
mod help;

pub use context::{Answer, Context, Continuation, Failure, Flow, Item, MouseHit, Outcome, Wait};
pub use help::help;
pub use find::{find, starts_server};

use crate::language::arguments::FlagSpec;
use crate::language::target::Kind;

/// Declares the files of the commands and the table of their entries.
macro_rules! commands {
    ($($file:ident),* $(,)?) => {
        $(mod $file;)*

        /// All commands, in the order of their names.
        pub static COMMANDS: &[&Command] = &[$(&$file::COMMAND),*];
    };
}

commands! {
    attach_session,
    detach_client,
    display_message,
    has_session,
    kill_server,
    kill_session,
    list_sessions,
    new_session,
    new_window,
    rename_session,
    rename_window,
    split_window,
    start_server,
    switch_client,
}

/// A command's entry in the table.
pub struct Command {
    /// Its name, as tmux has it.
    pub name: &'static str,
    /// Its short name.
    pub alias: Option<&'static str>,
    /// Its flags.
    pub flags: FlagSpec,
    /// How many operands it takes: at least, and at the most.
    pub operands: (usize, Option<usize>),
    /// What follows its name in usage lines.
    pub usage: &'static str,
    /// What it does, in one sentence without a full stop.
    pub about: &'static str,
    /// What `-t` names, and what the command works on where it is not given. `None` where
    /// `-t` is something else or the command finds its targets by itself.
    pub target: Option<Kind>,
    /// Whether it starts the server where there is none.
    pub starts_server: bool,
    /// What it does.
    pub run: fn(&mut Context<'_>) -> Outcome,
}

impl Command {
    /// An entry to be filled in by `..Command::NEW`.
    pub const NEW: Command = Command {
        name: "",
        alias: None,
        flags: FlagSpec::new(""),
        operands: (0, Some(0)),
        usage: "",
        about: "",
        target: None,
        starts_server: false,
        run: |_| Ok(Flow::Next),
    };
}

impl Command {
    /// The usage line.
    pub fn usage_line(&self) -> String {
        format!("usage: pmux {} {}", self.name, self.usage).trim_end().to_owned()
    }
}
