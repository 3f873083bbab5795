//! `set-window-option`: `set-option -w`.

use super::{Command, set_option};
use crate::language::arguments::FlagSpec;

/// The entry.
pub const COMMAND: Command = Command {
    name: "set-window-option",
    alias: Some("setw"),
    flags: FlagSpec::new("aFgoqt:u"),
    operands: (1, Some(2)),
    usage: "[-aFgoqu] [-t target-window] option [value]",
    about: "Set an option of a window; with -g of all windows",
    run: set_option::run,
    ..Command::NEW
};
