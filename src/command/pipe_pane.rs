//! `pipe-pane`: what a pane's program writes goes to a shell command too, or what that prints is
//! typed into the pane.

use super::{Command, Context, Failure, Flow, Outcome, flag, value};
use crate::language::syntax::{Flag, Operand};
use crate::language::target::Kind;
use crate::model::effect::{Ends, PaneEffect, ShellCommand};
use crate::model::resolve::Place;

/// The entry.
pub const COMMAND: Command = Command {
    name: "pipe-pane",
    alias: Some("pipep"),
    flags: &[
        Flag::new('I', "what the command prints is typed into the pane"),
        Flag::new('O', "what the program writes goes to the command, as without -I"),
        Flag::new('o', "end the pipe that there is instead of starting another"),
        flag::TARGET_PANE,
    ],
    operands: &[Operand::Optional(value::SHELL_COMMAND)],
    about: "Give what a pane's program writes to a shell command as well, until the pane is closed or \
            piped anew; without a command, no longer",
    target: Some(Kind::Pane),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let id = context.pane()?;
    let place = Place::of_pane(context.model, id);
    let command = context.operand(0).unwrap_or_default();
    let command = context.model.expand_time(command, &place);
    let Some(pane) = context.model.graph.alter_pane(id) else { return Ok(Flow::Next) };
    let was_piped = std::mem::take(&mut pane.piped);
    let has_ended = pane.is_dead();
    if was_piped {
        context.model.ask_pane(id, PaneEffect::EndPipe);
    }
    if command.is_empty() || (was_piped && context.has('o')) {
        return Ok(Flow::Next);
    }
    if has_ended {
        return Err(Failure::new(format!("the program of {id} has ended: it writes nothing more")));
    }
    let input = context.has('I');
    let ends = Ends { output: context.has('O') || !input, input };
    let cwd = context.asked_from();
    let command = context.model.shell_command(command, &place);
    let cwd = cwd.unwrap_or(command.cwd);
    let command = Box::new(ShellCommand { cwd, ..command });
    if let Some(pane) = context.model.graph.alter_pane(id) {
        pane.piped = true;
    }
    context.model.ask_pane(id, PaneEffect::StartPipe(command, ends));
    Ok(Flow::Next)
}
