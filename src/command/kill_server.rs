//! `kill-server`: ends the server and all that runs in it.

use super::{Command, Context, Flow, Outcome};

/// The entry.
pub const COMMAND: Command = Command {
    name: "kill-server",
    about: "Kill the server, all sessions and all their programs",
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    context.model.end();
    Ok(Flow::Next)
}
