//! `lock-server`: the terminals of all clients are locked.

use super::{Command, Context, Flow, Outcome};
use crate::model::id::SessionId;

/// The entry.
pub const COMMAND: Command = Command {
    name: "lock-server",
    alias: Some("lock"),
    about: "Lock the terminals of all clients",
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let sessions: Vec<SessionId> = context.model.graph.sessions().map(|it| it.id).collect();
    sessions.into_iter().for_each(|session| context.model.lock_session(session));
    Ok(Flow::Next)
}
