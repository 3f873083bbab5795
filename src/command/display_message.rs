//! `display-message`: shows a format's value, or with `-p` prints it.

use super::{Command, Context, Flow, Outcome, Repeatable, flag, value};
use crate::language::syntax::{Flag, Operand, Value};
use crate::language::target::Kind;
use crate::model::resolve::Place;

/// The entry.
pub const COMMAND: Command = Command {
    name: "display-message",
    alias: Some("display"),
    flags: &[
        flag::ignored('a'),
        flag::ignored('I'),
        flag::ignored('N'),
        Flag::new('p', "print it instead"),
        flag::ignored('v'),
        Flag::with('c', value::TARGET_CLIENT),
        Flag::with('d', Value::new("delay", "how long it stays, in milliseconds")),
        Flag::with('F', value::FORMAT).meaning("the message, as the operand"),
        flag::TARGET_PANE,
    ],
    operands: &[Operand::Rest(Value::new("message", "the text, a format"))],
    about: "Show a message in the status line, or print it with -p",
    target: Some(Kind::Pane),
    repeatable: Repeatable::With("p"),
    run,
    ..Command::NEW
};

const FORMAT: &str = "[#{session_name}] #{window_index}:#{window_name}, current pane \
    #{pane_index} - (%H:%M %d-%b-%y)";

fn run(context: &mut Context<'_>) -> Outcome {
    let words = context.arguments.rest().join(" ");
    let format = match (context.value('F'), words.is_empty()) {
        (_, false) => words,
        (Some(format), true) => format.to_owned(),
        (None, true) => FORMAT.to_owned(),
    };
    let client = context.target_client('c').ok();
    let place = Place { client, ..context.target };
    let text = context.model.expand_time_with(&format, &place, &context.variables(&format));
    if context.has('p') {
        context.print(text);
    } else if let Some(client) = client {
        let delay = context.value('d').and_then(|delay| delay.parse().ok());
        context.model.show_message(client, &text, delay);
    }
    Ok(Flow::Next)
}
