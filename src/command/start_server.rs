//! `start-server`: starts the server where there is none, and nothing else; and `start` as docker
//! has it, for programs that have ended and are kept.

use std::collections::VecDeque;

use super::{Command, Context, Failure, Flow, Outcome, Wait};
use crate::language::arguments::FlagSpec;
use crate::model::id::PaneId;

/// The entry.
pub const COMMAND: Command = Command {
    name: "start-server",
    alias: Some("start"),
    flags: FlagSpec::new("").anywhere(),
    operands: (0, None),
    usage: "[target-pane ...]",
    about: "Start the server if it is not running; start programs again that have ended and are \
            kept, below what they wrote before",
    starts_server: true,
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    match context.arguments.rest().is_empty() {
        true => Ok(Flow::Next),
        false => {
            let panes = context.panes()?.into();
            start(context, panes)
        }
    }
}

/// Starts one after the other; those that run already go on.
pub fn start(context: &mut Context<'_>, mut panes: VecDeque<PaneId>) -> Outcome {
    let Some(pane) = panes.pop_front() else { return Ok(Flow::Next) };
    if context.model.graph.pane(pane).is_none_or(|pane| pane.ended.is_none()) {
        return start(context, panes);
    }
    context.model.start_again(pane);
    context.wait(Wait::Spawn(pane), move |context, answer| match answer.error {
        Some(error) => {
            let status = u8::try_from(answer.status).unwrap_or(1).max(1);
            Err(Failure::new(error).with_status(status))
        }
        None => start(context, panes),
    })
}
