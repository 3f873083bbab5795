//! `last-window`: a session shows the window that it showed before.

use super::select_window::Step;
use super::{Command, Context, Outcome, flag};
use crate::language::target::Kind;

/// The entry.
pub const COMMAND: Command = Command {
    name: "last-window",
    alias: Some("last"),
    flags: &[flag::TARGET_SESSION],
    about: "Show the window that was shown before",
    target: Some(Kind::Session),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    context.step_window(Step::Last, false)
}
