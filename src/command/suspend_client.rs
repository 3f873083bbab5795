//! `suspend-client`: a client stops, as with Ctrl-Z in a shell.

use super::{Command, Context, Flow, Outcome, flag};
use crate::model::effect::ClientEffect;

/// The entry.
pub const COMMAND: Command = Command {
    name: "suspend-client",
    alias: Some("suspendc"),
    flags: &[flag::TARGET_CLIENT],
    about: "Suspend a client; fg in its shell brings it back",
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let client = context.target_client('t')?;
    context.model.ask_client(client, ClientEffect::Suspend);
    Ok(Flow::Next)
}
