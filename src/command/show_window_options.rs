//! `show-window-options`: `show-options -w`.

use super::{Command, show_options};
use crate::language::arguments::FlagSpec;

/// The entry.
pub const COMMAND: Command = Command {
    name: "show-window-options",
    alias: Some("showw"),
    flags: FlagSpec::new("Agqt:v"),
    operands: (0, Some(1)),
    usage: "[-Agqv] [-t target-window] [option]",
    about: "Show the options of a window; with -g those of all windows",
    run: show_options::run,
    ..Command::NEW
};
