//! `next-window`: a session shows its next window.

use super::select_window::Step;
use super::{Command, Context, Outcome};
use crate::language::arguments::FlagSpec;
use crate::language::target::Kind;

/// The entry.
pub const COMMAND: Command = Command {
    name: "next-window",
    alias: Some("next"),
    flags: FlagSpec::new("at:"),
    usage: "[-a] [-t target-session]",
    about: "Show the next window; with -a the one with an alert",
    target: Some(Kind::Session),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    context.step_window(Step::Next, context.has('a'))
}
