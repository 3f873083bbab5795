//! `kill-session`: ends a session, or all but it.

use super::guess::SESSION;
use super::{Command, Context, Flow, Outcome, flag};
use crate::language::syntax::Flag;
use crate::language::target::Kind;
use crate::model::resolve::Place;

/// The entry.
pub const COMMAND: Command = Command {
    name: "kill-session",
    flags: &[
        flag::OTHERS,
        Flag::new('C', "only end its windows' alerts"),
        Flag::new('g', "with it all of its group"),
        flag::FILTER,
        flag::TARGET_SESSION,
    ],
    about: "Kill a session; with -a all others, with -C only clear its alerts",
    target: Some(Kind::Session),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let session = context.session()?;
    context.filter_goes_with(context.has('a') && !context.has('C'))?;
    if context.has('C') {
        let windows: Vec<_> = context.model.graph[session].windows.values().copied().collect();
        windows.into_iter().for_each(|window| context.model.graph.seen(window));
    } else if context.has('a') {
        let others = context.model.graph.sessions().map(|it| it.id).filter(|&id| id != session);
        let others = context.filtered(others, |id| Place::of_session(context.model, *id));
        let guessed = context.guessed(SESSION);
        others.into_iter().for_each(|other| context.model.remove_session(other));
        guessed
            .into_iter()
            .for_each(|name| context.print(format!("killed all sessions but {name}")));
    } else {
        context.want_target(Kind::Session)?;
        let guessed = context.guessed(SESSION);
        let group = context.model.graph.grouped_with(session).to_vec();
        context.model.remove_session(session);
        if context.has('g') {
            group.into_iter().for_each(|other| context.model.remove_session(other));
        }
        guessed.into_iter().for_each(|name| context.print(format!("killed session {name}")));
    }
    Ok(Flow::Next)
}
