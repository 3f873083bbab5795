//! `display-message`: shows a format's value, or with `-p` prints it; with `-v` how that comes about, too.

use super::split_window::read;
use super::{Command, Context, Failure, Flow, Outcome, Reach, Repeatable, flag, value};
use crate::language::syntax::{Flag, Operand, Value};
use crate::language::target::Kind;
use crate::model::client::Overlay;
use crate::model::id::PaneId;
use crate::model::resolve::Place;

/// The entry.
pub const COMMAND: Command = Command {
    name: "display-message",
    alias: Some("display"),
    flags: &[
        Flag::new('a', "print all variables and their values instead"),
        Flag::new('C', "panes are drawn on meanwhile, as they always are"),
        Flag::new('I', "a pane without a program shows what is read from stdin"),
        Flag::new('l', "the text as it is, no format"),
        Flag::new('N', "keys do not close it, and do what they do without it"),
        Flag::new('p', "print it instead"),
        Flag::new('v', "print first how it is worked out"),
        Flag::with('c', value::TARGET_CLIENT),
        Flag::with('d', Value::new("delay", "how long it stays, in milliseconds")),
        Flag::with('F', value::FORMAT).meaning("the message, as the operand"),
        flag::TARGET_PANE,
    ],
    operands: &[Operand::Rest(Value::new("message", "the text, a format"))],
    about: "Show a message in the status line, or print it with -p",
    target: Some(Kind::Pane),
    reach: Reach::STDIN,
    reaches_with: Some('I'),
    repeatable: Repeatable::With("p"),
    run,
    ..Command::NEW
};

const FORMAT: &str = "[#{session_name}] #{window_index}:#{window_name}, current pane \
    #{pane_index} - (%H:%M %d-%b-%y)";

fn run(context: &mut Context<'_>) -> Outcome {
    if let Some(pane) = context.target.pane.filter(|_| context.has('I')) {
        return take_in(context, pane);
    }
    if context.is_tmux() && context.arguments.rest().len() > 1 {
        return Err(Failure::usage("command display-message: too many arguments (need at most 1)"));
    }
    let delay = match context.value('d') {
        Some(text) => {
            let invalid = |_| Failure::usage("delay invalid");
            Some(text.parse::<u32>().map_err(invalid)?.into())
        }
        None => None,
    };
    if context.has('F') && context.operand(0).is_some() {
        return Err(Failure::usage("only one of -F or argument must be given"));
    }
    let words = context.arguments.rest().join(" ");
    let format = match (context.value('F'), words.is_empty()) {
        (_, false) => words,
        (Some(format), true) => format.to_owned(),
        (None, true) => FORMAT.to_owned(),
    };
    let client = context.target_client('c').ok();
    let place = Place { client, ..context.target };
    if context.has('a') {
        for (name, value) in context.model.known_variables(&place) {
            context.print(format!("{name}={value}"));
        }
        return Ok(Flow::Next);
    }
    let text = match context.has('l') {
        true => format,
        false => {
            let variables = context.variables(&format);
            if context.has('v') {
                let (text, trace) = context.model.expand_time_traced(&format, &place, &variables);
                trace.iter().for_each(|line| context.print(line));
                text
            } else {
                context.model.expand_time_for_command(&format, &place, &variables)
            }
        }
    };
    if context.has('p') {
        context.print(text);
    } else if let Some(client) = client {
        // What is text alone is no style either.
        let text = if context.has('l') { text.replace('#', "##") } else { text };
        context.model.show_message(client, &text, delay);
        if context.has('N')
            && let Some(display) = context.model.graph.display_mut(client)
            && let Some(Overlay::Message { stays, .. }) = &mut display.overlay
        {
            *stays = true;
        }
    }
    Ok(Flow::Next)
}

/// What whoever asks has on their stdin is shown in a pane that has no program.
fn take_in(context: &mut Context<'_>, pane: PaneId) -> Outcome {
    let empty = context.model.graph.pane(pane).is_some_and(|it| it.run.program.is_nothing());
    if !empty {
        return Err(Failure::new("pane is not empty"));
    }
    match context.is_one_shot() {
        true => read(context, pane),
        false => Ok(Flow::Next),
    }
}
