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
mod complete;
mod context;
mod docker;
mod find;
mod flags;
mod guess;
mod help;
mod launch;
mod lenient;
mod list;
mod marks;
mod nested;
mod operand;
mod option_level;
mod panes;
mod position;
mod prepare;
mod raw;
mod reach;
mod script;
mod source;
mod status;
mod template;
mod window_room;

#[cfg(test)]
mod tests;

pub use complete::{Candidate, Completion, Source, complete};
pub use completions::script;
pub use context::{
    Answer, Context, Continuation, Failure, Flow, Item, MouseHit, Outcome, Sequence, Spot, Wait,
};
pub use exec::{Descriptors, needs_descriptors};
pub use find::{find, names_in, starts_server};
pub use flags::flags;
pub use help::help;
pub use nested::on_one_line;
pub use play::{Played, played};
pub use prepare::{Prepared, check, prepare};
pub use reach::{Reach, reach};
pub use record::{Recorded, recording};
pub use script::{MAX_FILE, Script};
pub use status::Status;

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
    r#await,
    bind_key,
    break_pane,
    capture_pane,
    choose_buffer,
    choose_client,
    choose_tree,
    clear_history,
    command_prompt,
    commands,
    completions,
    confirm_before,
    copy_mode,
    delete_buffer,
    detach_client,
    display_menu,
    display_message,
    display_panes,
    display_popup,
    events,
    exec,
    find_window,
    has_session,
    if_shell,
    inspect,
    join_pane,
    kill,
    kill_pane,
    kill_server,
    kill_session,
    kill_window,
    last_pane,
    last_window,
    link_window,
    list_buffers,
    list_clients,
    list_commands,
    list_keys,
    list_panes,
    list_sessions,
    list_windows,
    load_buffer,
    lock_client,
    lock_server,
    lock_session,
    logs,
    move_pane,
    move_window,
    new_session,
    new_window,
    next_layout,
    next_window,
    output,
    paste_buffer,
    pipe_pane,
    play,
    previous_layout,
    previous_window,
    ps,
    record,
    refresh_client,
    rename_session,
    rename_window,
    resize_pane,
    resize_window,
    respawn_pane,
    respawn_window,
    restart,
    rm,
    rotate_window,
    run_shell,
    save_buffer,
    select_layout,
    select_pane,
    select_window,
    send_keys,
    send_prefix,
    set_buffer,
    set_environment,
    set_hook,
    set_option,
    set_window_option,
    show_buffer,
    show_environment,
    show_hooks,
    show_messages,
    show_options,
    show_window_options,
    source_file,
    spawn,
    split_window,
    start_server,
    stats,
    stop,
    suspend_client,
    swap_pane,
    swap_window,
    switch_client,
    top,
    unbind_key,
    unlink_window,
    wait_for,
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
    /// pmux's own, not tmux's: the start of a name means it only where no other is meant.
    pub ours: bool,
    /// Whether it starts the server where there is none.
    pub starts_server: bool,
    /// What of its client's it may reach for, beside printing.
    pub reach: Reach,
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
        ours: false,
        starts_server: false,
        reach: Reach::empty(),
        run: |_| Ok(Flow::Next),
    };
}

impl Command {
    /// The usage line.
    pub fn usage_line(&self) -> String {
        format!("usage: pmux {} {}", self.name, self.usage).trim_end().to_owned()
    }
}
