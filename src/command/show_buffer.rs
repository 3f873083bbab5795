//! `show-buffer`: prints a paste buffer as it is.

use super::{Command, Context, Failure, Flow, Outcome, Repeatable, value};
use crate::language::syntax::Flag;

/// The entry.
pub const COMMAND: Command = Command {
    name: "show-buffer",
    alias: Some("showb"),
    flags: &[Flag::with('b', value::BUFFER_NAME)],
    about: "Print a paste buffer's contents",
    repeatable: Repeatable::Always,
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let buffer = context.buffer("no buffer")?;
    let (_, data) = buffer.ok_or_else(|| Failure::not_found("no buffers"))?;
    context.output.extend_from_slice(&data);
    Ok(Flow::Next)
}
