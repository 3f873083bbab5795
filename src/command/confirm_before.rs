//! `confirm-before`: asks before it runs a command.

use super::command_prompt::wait_for;
use super::{Command, Context, Failure, Flow, Outcome, Reach, flag, value};
use crate::language::command_line::Statement;
use crate::language::syntax::{Flag, Operand, Value};
use crate::model::client::Overlay;
use crate::model::prompt::{Prompt, Then};
use crate::model::resolve::Place;

/// The entry.
pub const COMMAND: Command = Command {
    name: "confirm-before",
    alias: Some("confirm"),
    flags: &[
        Flag::new('b', "do not wait for the answer; only tmux does"),
        Flag::new('y', "Enter says yes too"),
        Flag::with('c', Value::new("confirm-key", "the key that says yes, instead of y")),
        Flag::with('p', Value::new("prompt", "the question")),
        flag::TARGET_CLIENT,
    ],
    operands: &[Operand::One(value::COMMAND)],
    about: "Ask before running a command",
    reach: Reach::OTHERS,
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let client = context.target_display('t')?;
    let place = Place { client: Some(client), ..Place::of_client(context.model, client) };
    let statements = context.commands_in(0)?;
    let command = context.operand(0).unwrap_or_default().to_owned();
    let key = match context.value('c').map(|key| (key, key.chars().next())) {
        None => 'y',
        Some((text, Some(key))) if text.len() == key.len_utf8() && !key.is_control() => key,
        Some((text, _)) => {
            return Err(Failure::usage(format!("invalid confirm key: {text}: give one character")));
        }
    };
    let label = match context.value('p') {
        Some(prompt) => format!("{} ", context.model.expand_time(prompt, &place)),
        None => {
            let name = statements.iter().find_map(|statement| match statement {
                Statement::Commands(commands) => commands.first()?.argv().into_iter().next(),
                Statement::Assign { .. } => None,
            });
            format!("Confirm '{}'? ({key}/n) ", name.unwrap_or_default())
        }
    };
    let then = Then::Confirm { command, key, enter: context.has('y') };
    let waits = context.is_tmux() && !context.has('b');
    let asker = waits.then(|| context.model.askers.ask());
    let waited = asker.as_ref().map(|asker| asker.id);
    let prompt = Prompt { single: true, asker, ..Prompt::new(label, "", then) };
    context.show(client, Overlay::Prompt(prompt));
    match waited {
        Some(asker) => wait_for(context, asker, u8::from(context.is_one_shot())),
        None => Ok(Flow::Next),
    }
}
