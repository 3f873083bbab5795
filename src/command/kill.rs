//! `kill`: a signal for what runs in a pane.

use super::{Command, Context, Failure, Flow, Outcome, flag, value};
use crate::language::signal;
use crate::language::syntax::{Flag, Operand, Value, Words};
use crate::model::effect::Receiver;

/// The entry.
pub const COMMAND: Command = Command {
    name: "kill",
    flags: &[
        Flag::with(
            's',
            Value::new("signal", "a signal, as INT, SIGINT or 2").of(Words::These(&[
                "HUP", "INT", "QUIT", "KILL", "TERM", "STOP", "CONT", "USR1", "USR2",
            ])),
        ),
        flag::TARGET_PANE,
    ],
    operands: &[Operand::Any(value::TARGET_PANE)],
    anywhere: true,
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
