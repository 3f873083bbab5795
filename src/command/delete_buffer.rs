//! `delete-buffer`: forgets a paste buffer.

use super::{Command, Context, Failure, Flow, Outcome};
use crate::language::arguments::FlagSpec;

/// The entry.
pub const COMMAND: Command = Command {
    name: "delete-buffer",
    alias: Some("deleteb"),
    flags: FlagSpec::new("b:"),
    usage: "[-b buffer-name]",
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
