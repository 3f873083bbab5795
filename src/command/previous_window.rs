//! `previous-window`: a session shows its previous window.

use super::select_window::Step;
use super::{Command, Context, Outcome};
use crate::language::arguments::FlagSpec;
use crate::language::target::Kind;

/// The entry.
pub const COMMAND: Command = Command {
    name: "previous-window",
    alias: Some("prev"),
    flags: FlagSpec::new("at:"),
    usage: "[-a] [-t target-session]",
    about: "Show the previous window; with -a the one with an alert",
    target: Some(Kind::Session),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    context.step_window(Step::Previous, context.has('a'))
}
