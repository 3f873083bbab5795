//! `has-session`: says by its exit status whether a session is there.

use super::{Command, Context, Flow, Outcome};
use crate::language::arguments::FlagSpec;
use crate::language::target::Kind;

/// The entry.
pub const COMMAND: Command = Command {
    name: "has-session",
    alias: Some("has"),
    flags: FlagSpec::new("t:"),
    usage: "[-t target-session]",
    about: "Exit with status 0 if the session exists, else 1",
    target: Some(Kind::Session),
    run,
    ..Command::NEW
};

/// Finding the target was all there is to do.
fn run(_: &mut Context<'_>) -> Outcome {
    Ok(Flow::Next)
}
