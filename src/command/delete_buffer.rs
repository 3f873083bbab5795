//! `delete-buffer`: forgets a paste buffer.

use super::{Command, Context, Failure, Flow, Outcome, value};
use crate::language::syntax::Flag;

/// The entry.
pub const COMMAND: Command = Command {
    name: "delete-buffer",
    alias: Some("deleteb"),
    flags: &[Flag::with('b', value::BUFFER_NAME)],
    about: "Delete a paste buffer",
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let buffer = context.buffer("unknown buffer:")?;
    let (name, _) = buffer.ok_or_else(|| Failure::not_found("no buffer"))?;
    context.model.buffers_mut().remove(&name);
    Ok(Flow::Next)
}
