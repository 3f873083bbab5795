//! `kill-window`: ends a window and its programs, in every session that has it.

use super::guess::WINDOW;
use super::{Command, Context, Flow, Outcome, flag};
use crate::language::target::Kind;
use crate::model::id::WindowId;
use crate::model::resolve::Place;

/// The entry.
pub const COMMAND: Command = Command {
    name: "kill-window",
    alias: Some("killw"),
    flags: &[flag::OTHERS, flag::FILTER, flag::TARGET_WINDOW],
    about: "Kill a window; with -a all others of its session",
    target: Some(Kind::Window),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let (session, window) = (context.session()?, context.window()?);
    context.filter_goes_with(context.has('a'))?;
    if !context.has('a') {
        context.want_target(Kind::Window)?;
        let guessed = context.guessed(WINDOW);
        context.model.remove_window(window);
        guessed.into_iter().for_each(|name| context.print(format!("killed window {name}")));
        return Ok(Flow::Next);
    }
    let all = context.model.graph.session(session).map(|session| session.windows.clone());
    let all = all.unwrap_or_default();
    // One that stands there more than once is among the others, as tmux has it.
    let is_twice = context.is_tmux() && all.values().filter(|id| **id == window).count() > 1;
    let others = all.into_iter().filter(|(_, id)| *id != window || is_twice);
    let others: Vec<(u32, WindowId)> =
        context.filtered(others, |(index, _)| Place::of_index(context.model, session, *index));
    let guessed = context.guessed(WINDOW);
    others.into_iter().for_each(|(_, other)| context.model.remove_window(other));
    guessed.into_iter().for_each(|name| {
        context.print(format!("killed all windows of the session but {name}"));
    });
    Ok(Flow::Next)
}
