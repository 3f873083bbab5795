//! `set-window-option`: `set-option -w`.

use super::{Command, flag, set_option, value};
use crate::language::syntax::Operand;

/// The entry.
pub const COMMAND: Command = Command {
    name: "set-window-option",
    alias: Some("setw"),
    flags: &[
        flag::APPEND,
        flag::EXPAND_VALUE,
        flag::FOR_ALL,
        flag::ONLY_UNSET,
        flag::QUIET,
        flag::UNSET,
        flag::TARGET_WINDOW,
    ],
    operands: &[Operand::One(value::OPTION), Operand::Optional(value::VALUE)],
    about: "Set an option of a window; with -g of all windows",
    run: set_option::run,
    ..Command::NEW
};
