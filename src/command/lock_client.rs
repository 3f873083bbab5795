//! `lock-client`: a client's terminal is locked.

use super::{Command, Context, Flow, Outcome, flag};

/// The entry.
pub const COMMAND: Command = Command {
    name: "lock-client",
    alias: Some("lockc"),
    flags: &[flag::TARGET_CLIENT],
    about: "Lock a client's terminal: it shows what lock-command runs, until that ends",
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let client = context.target_client('t')?;
    context.model.lock(client);
    Ok(Flow::Next)
}
