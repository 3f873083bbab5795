//! `set-hook`: commands to be run when something happens.

use super::set_option::apply;
use super::{Command, Context, Failure, Flow, Outcome, flag, value};
use crate::language::syntax::{Flag, Operand};
use crate::model::options::{Change, Name, is_hook};

/// The entry.
pub const COMMAND: Command = Command {
    name: "set-hook",
    alias: None,
    flags: &[
        Flag::new('a', "beside the commands that are there"),
        flag::FOR_ALL,
        flag::FOR_PANE,
        Flag::new('R', "run it now"),
        Flag::new('u', "no more"),
        flag::FOR_WINDOW,
        flag::TARGET_PANE,
    ],
    operands: &[Operand::One(value::HOOK), Operand::Optional(value::COMMAND)],
    about: "Run a command when something happens; with -u no more, with -R now",
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let text = context.operand(0).unwrap_or_default().to_owned();
    let Some((name, level)) = context.option_named(&text)? else { return Ok(Flow::Next) };
    if !is_hook(name.name()) {
        return Err(Failure::usage(format!("invalid hook: {text} (show-hooks -g lists them)")));
    }
    if context.has('R') {
        let place = context.target;
        context.model.run_hook(name.name(), &place, Vec::new);
        return Ok(Flow::Next);
    }
    if context.has('u') {
        apply(context, level, &name, Change::Unset)?;
        return Ok(Flow::Next);
    }
    context.commands_in(1)?;
    let command = context.operand(1).unwrap_or_default().to_owned();
    let change = match (context.has('a'), &name) {
        // A whole hook gets one command; what it had is gone.
        (true, Name::Known { index: None, .. }) => Change::Append(&command),
        _ => Change::Put(&command),
    };
    apply(context, level, &name, change)?;
    Ok(Flow::Next)
}
