//! `previous-window`: a session shows its previous window.

use super::select_window::Step;
use super::{Command, Context, Outcome, flag};
use crate::language::syntax::Flag;
use crate::language::target::Kind;

/// The entry.
pub const COMMAND: Command = Command {
    name: "previous-window",
    alias: Some("prev"),
    flags: &[Flag::new('a', "the one before with an alert"), flag::TARGET_SESSION],
    about: "Show the previous window; with -a the one with an alert",
    target: Some(Kind::Session),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    context.step_window(Step::Previous, context.has('a'))
}
