//! `next-window`: a session shows its next window.

use super::select_window::Step;
use super::{Command, Context, Outcome, flag};
use crate::language::syntax::Flag;
use crate::language::target::Kind;

/// The entry.
pub const COMMAND: Command = Command {
    name: "next-window",
    alias: Some("next"),
    flags: &[Flag::new('a', "the next with an alert"), flag::TARGET_SESSION],
    about: "Show the next window; with -a the one with an alert",
    target: Some(Kind::Session),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    context.step_window(Step::Next, context.has('a'))
}
