//! `save-buffer`: writes a paste buffer into a file.

use super::{Command, Context, Failure, Flow, Outcome, Wait};
use crate::language::arguments::FlagSpec;
use crate::model::effect::Effect;

/// The entry.
pub const COMMAND: Command = Command {
    name: "save-buffer",
    alias: Some("saveb"),
    flags: FlagSpec::new("ab:"),
    operands: (1, Some(1)),
    usage: "[-a] [-b buffer-name] path",
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
    let job = context.model.job_id();
    context.model.ask(Effect::WriteFile(job, path, data, context.has('a')));
    context.wait(Wait::Job(job), |_, answer| match answer.error {
        Some(error) => Err(Failure::new(error)),
        None => Ok(Flow::Next),
    })
}
