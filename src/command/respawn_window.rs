//! `respawn-window`: starts a window's program again, in one pane.

use super::{Command, Context, Failure, Flow, Outcome};
use crate::language::arguments::FlagSpec;
use crate::language::target::Kind;
use crate::model::NewPane;

/// The entry.
pub const COMMAND: Command = Command {
    name: "respawn-window",
    alias: Some("respawnw"),
    flags: FlagSpec::new("c:e:kt:"),
    operands: (0, None),
    usage: "[-k] [-c start-directory] [-e environment] [-t target-window] [shell-command]",
    about: "Start a window's program anew in one pane; with -k even where programs still run",
    target: Some(Kind::Window),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let (session, window) = (context.session()?, context.window()?);
    let panes = context.model.graph.window(window).map(|window| window.panes());
    let panes = panes.unwrap_or_default();
    let runs =
        panes.iter().any(|id| context.model.graph.pane(*id).is_some_and(|pane| !pane.is_dead()));
    if runs && !context.has('k') {
        let name = context.expand("#{session_name}:#{window_index}");
        return Err(Failure::new(format!(
            "respawn window failed: window {name} still active (-k kills its programs)"
        )));
    }
    let Some((&pane, others)) = panes.split_first() else { return Ok(Flow::Next) };
    others.iter().for_each(|other| context.model.remove_pane(*other));
    context.model.restart_pane(session, pane, &context.relaunch());
    context.started(NewPane { session, window, pane }, "", |_| Ok(Flow::Next))
}
