//! `show-window-options`: `show-options -w`.

use super::{Command, Repeatable, flag, show_options, value};
use crate::language::syntax::Operand;

/// The entry.
pub const COMMAND: Command = Command {
    name: "show-window-options",
    alias: Some("showw"),
    flags: &[
        flag::INHERITED,
        flag::OF_ALL,
        flag::QUIET,
        flag::VALUES_ONLY,
        flag::FORMAT,
        flag::TARGET_WINDOW,
    ],
    operands: &[Operand::Optional(value::OPTION)],
    about: "Show the options of a window; with -g those of all windows",
    repeatable: Repeatable::Always,
    run: show_options::run,
    ..Command::NEW
};
