//! `display-panes`: shows the panes' numbers; pressing one chooses it.

use super::{Command, Context, Failure, Flow, Outcome, flag, value};
use crate::language::syntax::{Flag, Operand, Value};
use crate::model::client::{Client, Overlay};

/// The entry.
pub const COMMAND: Command = Command {
    name: "display-panes",
    alias: Some("displayp"),
    flags: &[
        flag::ignored('b'),
        Flag::new('N', "keys do not choose"),
        Flag::with('d', Value::new("duration", "for how long, in milliseconds")),
        flag::TARGET_CLIENT,
    ],
    operands: &[Operand::Optional(value::TEMPLATE)],
    about: "Show the panes' numbers; pressing one selects that pane",
    run,
    ..Command::NEW
};

/// What is done with the chosen pane.
const TEMPLATE: &str = "select-pane -t \"%%\"";

fn run(context: &mut Context<'_>) -> Outcome {
    let client = context.target_display('t')?;
    let session = context.model.graph.client(client).and_then(Client::session);
    let delay = match context.value('d') {
        Some(text) => {
            text.parse().map_err(|_| Failure::usage(format!("delay is invalid: {text}")))?
        }
        None => context.model.session_lookup(session).count("display-panes-time"),
    };
    let until = match delay {
        // Until a key is pressed.
        0 => u64::MAX,
        delay => context.model.clock.millis.saturating_add(delay),
    };
    let template = match (context.has('N'), context.operand(0)) {
        // Keys go where they always go.
        (true, _) => String::new(),
        (false, template) => template.unwrap_or(TEMPLATE).to_owned(),
    };
    context.show(client, Overlay::PaneNumbers { until, template });
    Ok(Flow::Next)
}
