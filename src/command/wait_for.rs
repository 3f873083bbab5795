//! `wait-for`: scripts wait for each other, or take turns.

use super::{Command, Context, Failure, Flow, Outcome, Wait};
use crate::language::arguments::FlagSpec;
use crate::model::effect::Effect;

/// The entry.
pub const COMMAND: Command = Command {
    name: "wait-for",
    alias: Some("wait"),
    flags: FlagSpec::new("LSU"),
    operands: (1, Some(1)),
    usage: "[-L | -S | -U] channel",
    about: "Wait until another client runs wait-for -S with the channel; -L and -U lock and unlock",
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let name = context.operand(0).unwrap_or_default().replace('\0', "");
    let channels = &mut context.model.channels;
    let waited_for = if context.arguments.has('S') {
        if channels.signal(&name) {
            context.model.ask(Effect::Wake(name));
        }
        None
    } else if context.arguments.has('U') {
        let next = channels.unlock(&name);
        let next = next.map_err(|error| Failure::new(format!("channel {name} {error}")))?;
        if let Some(next) = next {
            context.model.ask(Effect::Wake(next));
        }
        None
    } else if context.arguments.has('L') {
        channels.lock(&name)
    } else {
        channels.wait(&name)
    };
    match waited_for {
        Some(channel) => context.wait(Wait::Channel(channel), |_, _| Ok(Flow::Next)),
        None => Ok(Flow::Next),
    }
}
