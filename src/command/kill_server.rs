//! `kill-server`: ends the server and all that runs in it.

use super::{Command, Context, Flow, Outcome};
use crate::model::effect::Effect;

/// The entry.
pub const COMMAND: Command = Command {
    name: "kill-server",
    about: "Kill the server, all sessions and all their programs",
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let sessions: Vec<_> = context.model.sessions.keys().copied().collect();
    for session in sessions {
        context.model.remove_session(session);
    }
    context.model.ask(Effect::Shutdown);
    Ok(Flow::Next)
}
