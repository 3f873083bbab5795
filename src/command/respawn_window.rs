//! `respawn-window`: starts a window's program again, in one pane.

use super::{Command, Context, Failure, Flow, Outcome, flag, value};
use crate::language::syntax::{Flag, Operand};
use crate::language::target::Kind;
use crate::model::pane::Pane;
use crate::model::{Launch, NewPane};

/// The entry.
pub const COMMAND: Command = Command {
    name: "respawn-window",
    alias: Some("respawnw"),
    flags: &[
        flag::LAY_BY,
        Flag::new('k', "kill the programs that run"),
        Flag::with('c', value::START_DIRECTORY),
        Flag::with('e', value::ENVIRONMENT),
        flag::TARGET_WINDOW,
    ],
    operands: &[Operand::Rest(value::RUN_IN_PANE)],
    about: "Start a window's program anew in one pane; with -k even where programs still run",
    target: Some(Kind::Window),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let (session, window) = (context.session()?, context.window()?);
    let panes = context.model.graph.window(window).map(|window| window.panes());
    let panes = panes.unwrap_or_default();
    let runs = panes.iter().any(|id| context.model.graph.pane(*id).is_some_and(Pane::runs));
    if runs && !context.has('k') {
        let name = context.expand("#{session_name}:#{window_index}");
        return Err(Failure::new(format!(
            "respawn window failed: window {name} still active (-k kills its programs)"
        )));
    }
    let launch = match context.has('E') {
        true => Launch { empty: true, ..context.relaunch() },
        false => context.or_nothing(context.relaunch(), false)?,
    };
    let Some((&pane, others)) = panes.split_first() else { return Ok(Flow::Next) };
    others.iter().for_each(|other| context.model.remove_pane(*other));
    context.model.restart_pane(session, pane, &launch);
    context.started(NewPane { session, window, pane }, "", |_| Ok(Flow::Next))
}
