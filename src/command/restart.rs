//! `restart`: ends a pane's program and starts it again in its place.

use super::{Command, Context, Outcome, start_server, stop, value};
use crate::language::syntax::{Flag, Operand};
use crate::model::id::PaneId;

/// The entry.
pub const COMMAND: Command = Command {
    name: "restart",
    flags: &[
        Flag::long_with("timeout", value::TIME)
            .meaning("how long it may take to end before it is killed"),
        Flag::with('t', value::TARGET_PANE)
            .meaning("a pane; beside other targets seconds, as docker has it"),
    ],
    operands: &[Operand::Any(value::TARGET_PANE)],
    anywhere: true,
    about: "End a pane's program as stop does, and start it again, below what it wrote before",
    ours: true,
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let (panes, patience) = stop::meant(context)?;
    let runs = |id: &PaneId| context.model.graph.pane(*id).is_some_and(|pane| !pane.is_dead());
    let (running, ended): (Vec<PaneId>, Vec<PaneId>) = panes.into_iter().partition(runs);
    for id in &running {
        if let Some(pane) = context.model.graph.alter_pane(*id) {
            pane.run.again = true;
        }
    }
    stop::end(context, running, patience, |context| {
        start_server::start(context, ended.into(), None)
    })
}
