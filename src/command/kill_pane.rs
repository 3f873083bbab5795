//! `kill-pane`: ends a pane and its program.

use super::guess::PANE;
use super::{Command, Context, Flow, Outcome, flag};
use crate::language::target::Kind;
use crate::model::resolve::Place;

/// The entry.
pub const COMMAND: Command = Command {
    name: "kill-pane",
    alias: Some("killp"),
    flags: &[flag::OTHERS, flag::FILTER, flag::TARGET_PANE],
    about: "Kill a pane; with -a all others of its window",
    target: Some(Kind::Pane),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let (window, pane) = (context.window()?, context.pane()?);
    context.filter_goes_with(context.has('a'))?;
    if !context.has('a') {
        context.want_target(Kind::Pane)?;
        let guessed = context.guessed(PANE);
        context.model.remove_pane(pane);
        guessed.into_iter().for_each(|name| context.print(format!("killed pane {name}")));
        return Ok(Flow::Next);
    }
    let panes = context.model.graph.window(window).map(|window| window.panes());
    let others = panes.into_iter().flatten().filter(|other| *other != pane);
    let others = context.filtered(others, |other| Place::of_pane(context.model, *other));
    let guessed = context.guessed(PANE);
    others.into_iter().for_each(|other| context.model.remove_pane(other));
    guessed.into_iter().for_each(|name| {
        context.print(format!("killed all panes of the window but {name}"));
    });
    Ok(Flow::Next)
}
