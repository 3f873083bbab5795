//! `save-buffer`: writes a paste buffer into a file.

use super::{Command, Context, Failure, Flow, Outcome, value};
use crate::language::syntax::{Flag, Operand};
use crate::model::effect::JobEffect;

/// The entry.
pub const COMMAND: Command = Command {
    name: "save-buffer",
    alias: Some("saveb"),
    flags: &[Flag::new('a', "add to the file"), Flag::with('b', value::BUFFER_NAME)],
    operands: &[Operand::One(value::WRITTEN_PATH)],
    about: "Save a paste buffer to a file, or - for stdout; -a adds to its end",
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let buffer = context.buffer("no buffer")?;
    let (_, data) = buffer.ok_or_else(|| Failure::not_found("no buffers"))?;
    let path = context.path(0);
    if path.as_os_str() == "-" {
        context.output.extend_from_slice(&data);
        return Ok(Flow::Next);
    }
    let append = context.has('a');
    let name = path.display().to_string();
    context.job(JobEffect::WriteFile { path, data, append }, move |context, answer| {
        answer.done().map_err(|failed| context.of_file(&name, failed))?;
        Ok(Flow::Next)
    })
}
