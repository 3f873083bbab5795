//! `start-server`: starts the server where there is none, and nothing else; and `start` as docker
//! has it, for programs that have ended and are kept.

use std::collections::VecDeque;

use super::{Command, Context, Failure, Flow, Outcome, Reach, Wait, value};
use crate::language::syntax::{Flag, Operand};
use crate::model::id::{ClientId, PaneId};
use crate::model::raw::Raw;

/// The entry.
pub const COMMAND: Command = Command {
    name: "start-server",
    alias: Some("start"),
    flags: &[
        Flag::new('a', "show what it writes, and leave with its exit status"),
        Flag::new('i', "the same; without a terminal, stdin is typed"),
        Flag::long_with("detach-keys", value::KEYS),
    ],
    operands: &[Operand::Any(value::TARGET_PANE)],
    anywhere: true,
    about: "Start the server if it is not running; start programs again that have ended and are \
            kept, below what they wrote before. With -a one of them streams, and the client leaves \
            with its exit status",
    starts_server: true,
    reach: Reach::TERMINAL,
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    // docker's -i gives it stdin, and so shows it too.
    let streams = context.has('a') || context.has('i');
    if context.arguments.rest().is_empty() && !streams {
        return Ok(Flow::Next);
    }
    let panes = context.panes_named()?;
    let bound = match panes.as_slice() {
        _ if !streams => None,
        [pane] => {
            let client = context.can_stream()?;
            Some((client, context.stream(client, *pane)?))
        }
        _ => return Err(Failure::usage("start -a is for one program, which it then shows")),
    };
    start(context, panes.into(), bound)
}

/// Starts one after the other; those that run already go on. A client is bound to it then.
pub fn start(
    context: &mut Context<'_>,
    mut panes: VecDeque<PaneId>,
    bound: Option<(ClientId, Raw)>,
) -> Outcome {
    let Some(pane) = panes.pop_front() else {
        if let Some((client, raw)) = bound {
            context.model.bind(client, raw);
        }
        return Ok(Flow::Next);
    };
    if context.model.graph.pane(pane).is_none_or(|pane| !pane.is_dead()) {
        return start(context, panes, bound);
    }
    context.model.start_again(pane);
    context.wait(Wait::Spawn(pane), move |context, answer| {
        answer.done().map_err(Failure::of_program)?;
        start(context, panes, bound)
    })
}
