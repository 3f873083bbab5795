//! `lock-session`: the terminals of all clients of a session are locked.

use super::{Command, Context, Flow, Outcome, flag};
use crate::language::target::Kind;

/// The entry.
pub const COMMAND: Command = Command {
    name: "lock-session",
    alias: Some("locks"),
    flags: &[flag::TARGET_SESSION],
    about: "Lock the terminals of all clients of a session",
    target: Some(Kind::Session),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let session = context.session()?;
    context.model.lock_session(session);
    Ok(Flow::Next)
}
