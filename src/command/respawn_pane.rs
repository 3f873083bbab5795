//! `respawn-pane`: starts a pane's program again, or another in its place.

use super::{Command, Context, Failure, Flow, Outcome, flag, value};
use crate::language::syntax::{Flag, Operand};
use crate::language::target::Kind;
use crate::model::{Launch, NewPane};

/// The entry.
pub const COMMAND: Command = Command {
    name: "respawn-pane",
    alias: Some("respawnp"),
    flags: &[
        flag::LAY_BY,
        Flag::new('k', "kill the program that runs"),
        Flag::with('c', value::START_DIRECTORY),
        Flag::with('e', value::ENVIRONMENT),
        flag::TARGET_PANE,
    ],
    operands: &[Operand::Rest(value::RUN_IN_PANE)],
    about: "Start a pane's program anew; with -k even where it still runs",
    target: Some(Kind::Pane),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let (session, window, pane) = (context.session()?, context.window()?, context.pane()?);
    let runs = context.model.graph.pane(pane).is_some_and(|pane| pane.runs());
    if runs && !context.has('k') {
        let name = context.expand("#{session_name}:#{window_index}.#{pane_index}");
        return Err(Failure::new(format!(
            "respawn pane failed: pane {name} still active (-k kills its program)"
        )));
    }
    let launch = match context.has('E') {
        true => Launch { empty: true, ..context.relaunch() },
        false => context.or_nothing(context.relaunch(), false)?,
    };
    context.model.restart_pane(session, pane, &launch);
    context.started(NewPane { session, window, pane }, "", |_| Ok(Flow::Next))
}
