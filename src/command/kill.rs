//! `kill`: a signal for what runs in a pane.

use super::{Command, Context, Failure, Flow, Outcome};
use crate::language::arguments::FlagSpec;
use crate::language::signal;
use crate::model::effect::Receiver;

/// The entry.
pub const COMMAND: Command = Command {
    name: "kill",
    flags: FlagSpec::new("s:t:").anywhere(),
    operands: (0, None),
    usage: "[-s signal] [target-pane ...]",
    about: "Send a signal to the program in a pane's foreground: SIGKILL, or the one of -s",
    ours: true,
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let signal = context.value('s').map_or(Ok(signal::KILL), signal::parse)?;
    let panes = context.panes_meant()?;
    for pane in panes {
        if context.model.graph.pane(pane).is_some_and(|pane| pane.is_dead()) {
            return Err(Failure::new(format!("the program of {pane} has ended")));
        }
        context.model.send_signal(pane, Receiver::Foreground, signal);
    }
    Ok(Flow::Next)
}
