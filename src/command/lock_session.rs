//! `lock-session`: the terminals of all clients of a session are locked.

use super::{Command, Context, Flow, Outcome};
use crate::language::arguments::FlagSpec;
use crate::language::target::Kind;

/// The entry.
pub const COMMAND: Command = Command {
    name: "lock-session",
    alias: Some("locks"),
    flags: FlagSpec::new("t:"),
    usage: "[-t target-session]",
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
