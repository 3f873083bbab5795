//! `restart`: ends a pane's program and starts it again in its place.

use super::{Command, Context, Outcome, start_server, stop};
use crate::language::arguments::FlagSpec;
use crate::model::id::PaneId;

/// The entry.
pub const COMMAND: Command = Command {
    name: "restart",
    flags: FlagSpec::new("t:").with_long(&["timeout="]).anywhere(),
    operands: (0, None),
    usage: "[--timeout time] [target-pane ...]",
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
        if let Some(pane) = context.model.graph.pane_mut(*id) {
            pane.run.again = true;
        }
    }
    stop::end(context, running, patience, |context| {
        start_server::start(context, ended.into(), None)
    })
}
