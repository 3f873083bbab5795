//! `move-window`: a window goes to another index or session.

use super::link_window::link;
use super::{Command, Context, Flow, Outcome, flag, value};
use crate::language::syntax::Flag;
use crate::language::target::Kind;

/// The entry.
pub const COMMAND: Command = Command {
    name: "move-window",
    alias: Some("movew"),
    flags: &[
        flag::AFTER,
        flag::BEFORE,
        flag::STAY,
        flag::KILL_THERE,
        Flag::new('r', "close the gaps in the windows' numbers"),
        Flag::with('s', value::SRC_WINDOW),
        Flag::with('t', value::DST_WINDOW),
    ],
    about: "Move a window to another index or session; with -r number all windows anew",
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    if context.has('r') {
        let place =
            context.model.resolve(Kind::Session, context.value('t'), &context.here, None)?;
        if let Some(session) = place.session {
            context.model.renumber_now(session);
        }
        return Ok(Flow::Next);
    }
    let (session, index) = link(context)?;
    context.model.unlink_index(session, index);
    if !context.has('s') {
        context.model.renumber(session);
    }
    Ok(Flow::Next)
}
