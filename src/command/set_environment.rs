//! `set-environment`: a variable for the programs that start from now on.

use super::{Command, Context, Failure, Flow, Outcome, flag, value};
use crate::language::syntax::{Flag, Operand};
use crate::model::environment::Environment;

/// The entry.
pub const COMMAND: Command = Command {
    name: "set-environment",
    alias: Some("setenv"),
    flags: &[
        flag::EXPAND_VALUE,
        Flag::new('h', "hidden from programs"),
        Flag::new('g', "for all sessions"),
        Flag::new('r', "remove it for new programs"),
        flag::UNSET,
        flag::TARGET_SESSION,
    ],
    operands: &[Operand::One(value::VARIABLE), Operand::Optional(value::VALUE)],
    about: "Set an environment variable for new programs; -r removes it, -h hides it from them",
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let name = context.operand(0).unwrap_or_default().to_owned();
    let refuse = |reason: &str| Err(Failure::new(reason));
    if name.is_empty() {
        return refuse("empty variable name");
    }
    if name.contains('=') {
        return refuse("variable name contains =");
    }
    context.take_session()?;
    let value = context.operand(1).map(str::to_owned);
    let value = if context.has('F') { value.map(|value| context.expand(&value)) } else { value };
    let (unset, removed, hidden) = (context.has('u'), context.has('r'), context.has('h'));
    let environment = environment(context)?;
    match (unset, removed, value) {
        (true, _, Some(_)) => return refuse("can't specify a value with -u"),
        (_, true, Some(_)) => return refuse("can't specify a value with -r"),
        (true, ..) => environment.unset(&name),
        (_, true, _) => environment.remove(&name),
        (.., None) => return refuse("no value specified"),
        (.., Some(value)) if hidden => environment.set_hidden(&name, value),
        (.., Some(value)) => environment.set(&name, value),
    }
    Ok(Flow::Next)
}

/// The environment that `-g` and the target say.
fn environment<'a>(context: &'a mut Context<'_>) -> Result<&'a mut Environment, Failure> {
    if context.has('g') {
        return Ok(context.model.environment_mut());
    }
    let none = || Failure::not_found("no current session (-g sets it for all)");
    let session = context.target.session.ok_or_else(none)?;
    context.model.graph.environment_mut(session).ok_or_else(none)
}
