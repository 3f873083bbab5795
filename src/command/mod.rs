//! The commands: one table, and one file a command.
//!
//! The same table serves the command line, key bindings, the config file and the prompt; help,
//! the manual's tables and `list-commands` are made from it. A command is a function on the
//! model: it changes that, leaves effects in its outbox, prints, or asks to wait. It knows
//! nothing of sockets, ptys or clients' screens.
//!
//! A command's file has one shape: what it does, its entry `COMMAND`, and `run`.

mod amount;
mod capture_json;
mod census;
mod choosing;
mod chosen;
mod client_flags;
mod complete;
mod context;
mod customizing;
mod docker;
mod drag_pane;
mod editing;
mod fill;
mod find;
mod flag;
mod guess;
mod help;
mod launch;
mod lenient;
mod list;
mod marks;
mod named;
mod nested;
mod operand;
mod option_level;
mod order;
mod own;
mod panes;
mod place;
mod position;
mod prepare;
mod raw;
mod reach;
mod repeatable;
mod script;
mod source;
mod status;
mod table;
mod template;
mod value;
mod window_room;

// The commands, one file each; `table` has them too.
mod attach_session;
mod r#await;
mod bind_key;
mod break_pane;
mod capture_pane;
mod choose_buffer;
mod choose_client;
mod choose_tree;
mod clear_history;
mod clock_mode;
mod command_prompt;
mod commands;
mod completions;
mod confirm_before;
mod copy_mode;
mod customize_mode;
mod delete_buffer;
mod detach_client;
mod display_menu;
mod display_message;
mod display_panes;
mod display_popup;
mod doctor;
mod events;
mod exec;
mod find_window;
mod has_session;
mod if_shell;
mod inspect;
mod join_pane;
mod kill;
mod kill_pane;
mod kill_server;
mod kill_session;
mod kill_window;
mod last_pane;
mod last_window;
mod link_window;
mod list_buffers;
mod list_clients;
mod list_commands;
mod list_keys;
mod list_panes;
mod list_sessions;
mod list_windows;
mod load_buffer;
mod lock_client;
mod lock_server;
mod lock_session;
mod logs;
mod move_pane;
mod move_window;
mod new_pane;
mod new_session;
mod new_window;
mod next_layout;
mod next_window;
mod output;
mod paste_buffer;
mod pipe_pane;
mod play;
mod previous_layout;
mod previous_window;
mod prompt_history;
mod ps;
mod record;
mod refresh_client;
mod rename_session;
mod rename_window;
mod resize_pane;
mod resize_window;
mod respawn_pane;
mod respawn_window;
mod restart;
mod restore;
mod rm;
mod rotate_window;
mod run_shell;
mod save_buffer;
mod select_layout;
mod select_pane;
mod select_window;
mod send_keys;
mod send_prefix;
mod server_access;
mod set_buffer;
mod set_environment;
mod set_hook;
mod set_option;
mod set_window_option;
mod show_buffer;
mod show_environment;
mod show_hooks;
mod show_messages;
mod show_options;
mod show_window_options;
mod source_file;
mod spawn;
mod split_window;
mod start_server;
mod stats;
mod stop;
mod suspend_client;
mod swap_pane;
mod swap_window;
mod switch_client;
mod switch_mode;
mod top;
mod unbind_key;
mod unlink_window;
mod upgrade_server;
mod wait_for;

#[cfg(test)]
mod tests;

pub use complete::{Candidate, Completion, Source, complete};
pub use completions::script;
pub use context::{
    Context, Continuation, Failure, Flow, Item, MouseHit, Outcome, RangeName, Sequence, Spot, Wait,
};
pub use doctor::wants_json;
pub use editing::editor_found;
pub use exec::{Descriptors, needs_descriptors};
pub use fill::{answered, fill, is_answer};
pub use find::{find, names_in, starts_server};
pub use help::help;
pub use own::OWN;
pub use play::{Played, played};
pub use prepare::{Prepared, check, prepare};
pub use reach::{Reach, own_files, reach};
pub use record::{Recorded, recording};
pub use repeatable::{Repeatable, repeatable};
pub use script::{MAX_FILE, Script};
pub use status::Status;
pub use table::COMMANDS;
pub use upgrade_server::{upgrade_file, with_file};

use crate::language::arguments::{ArgumentError, Arguments};
use crate::language::syntax::{Flag, Operand, Syntax, Value};
use crate::language::target::Kind;

/// A command's entry in the table.
pub struct Command {
    /// Its name, as tmux has it.
    pub name: &'static str,
    /// Its short name.
    pub alias: Option<&'static str>,
    /// Its flags, in the order in which help shows them.
    pub flags: &'static [Flag],
    /// What stands after them.
    pub operands: &'static [Operand],
    /// Whether flags may stand after operands too.
    pub anywhere: bool,
    /// What it does, in one sentence without a full stop.
    pub about: &'static str,
    /// What `-t` names, and what the command works on where it is not given. `None` where
    /// `-t` is something else or the command finds its targets by itself.
    pub target: Option<Kind>,
    /// pmux's own, not tmux's: the start of a name means it only where no other is meant.
    pub ours: bool,
    /// Whether it starts the server where there is none.
    pub starts_server: bool,
    /// What of its client's it may reach for, beside printing.
    pub reach: Reach,
    /// The flag without which it reaches for nothing, if there is one.
    pub reaches_with: Option<char>,
    /// Whether it may be asked again where nobody knows whether it was carried out.
    pub repeatable: Repeatable,
    /// What its client ends with whatever goes wrong with it, where all else that it may end with
    /// is the status of a program. `None` for what each failure says.
    pub failure: Option<Status>,
    /// What it does.
    pub run: fn(&mut Context<'_>) -> Outcome,
}

impl Command {
    /// An entry to be filled in by `..Command::NEW`.
    pub const NEW: Command = Command {
        name: "",
        alias: None,
        flags: &[],
        operands: &[],
        anywhere: false,
        about: "",
        target: None,
        ours: false,
        starts_server: false,
        reach: Reach::empty(),
        reaches_with: None,
        repeatable: Repeatable::Never,
        failure: None,
        run: |_| Ok(Flow::Next),
    };
}

impl Command {
    /// A failure of this command with the status that it has then.
    pub fn failed(&self, failure: Failure) -> Failure {
        match self.failure {
            Some(status) => failure.with_status(status),
            None => failure,
        }
    }

    /// All that it takes.
    pub const fn syntax(&self) -> Syntax {
        Syntax { flags: self.flags, operands: self.operands, anywhere: self.anywhere }
    }

    /// The words after its name as flags and operands.
    ///
    /// # Errors
    /// It has no such flags, or not so many operands.
    pub fn arguments(&self, words: &[String]) -> Result<Arguments, ArgumentError> {
        let arguments = Arguments::parse(self.syntax(), words)?;
        let (least, most) = self.syntax().arity();
        arguments.expect_rest(least, most)?;
        Ok(arguments)
    }

    /// What follows its name in usage lines.
    pub fn usage(&self) -> String {
        self.syntax().usage()
    }

    /// Its flags, and those of its operands that none of them has told of, each with what is said
    /// of it.
    pub fn explained(&self) -> impl Iterator<Item = (String, &'static str)> {
        let values: Vec<Value> = self.flags.iter().filter_map(Flag::value).collect();
        let flags = self.flags.iter().map(|flag| (flag.title(), flag.help));
        let operands = self.operands.iter().filter_map(Operand::value);
        let operands = operands.filter(move |value| !values.contains(value));
        flags.chain(operands.map(|value| (value.name.to_owned(), value.help)))
    }

    /// The usage line.
    pub fn usage_line(&self) -> String {
        format!("usage: pmux {} {}", self.name, self.usage()).trim_end().to_owned()
    }
}
