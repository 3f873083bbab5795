//! `link-window`: a window that one session has appears in another too.

use super::{Command, Context, Failure, Flow, Outcome, flag, value};
use crate::language::syntax::Flag;
use crate::language::target::Kind;
use crate::model::id::SessionId;
use crate::model::resolve::Place;

/// The entry.
pub const COMMAND: Command = Command {
    name: "link-window",
    alias: Some("linkw"),
    flags: &[
        flag::AFTER,
        flag::BEFORE,
        flag::STAY,
        flag::KILL_THERE,
        Flag::with('s', value::SRC_WINDOW),
        Flag::with('t', value::DST_WINDOW),
    ],
    about: "Link a window to another index or session, so that both have it",
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    link(context)?;
    Ok(Flow::Next)
}

/// Links the source window to the target index. Gives where the source is then: room that is
/// made for the one may have moved the other.
pub fn link(context: &mut Context<'_>) -> Result<(SessionId, u32), Failure> {
    let source = context.source(Kind::Window)?;
    let (session, wanted) = context.model.resolve_index(context.value('t'), &context.here)?;
    link_to(context, &source, session, wanted)
}

/// The same for a window and a target that were found already.
pub fn link_to(
    context: &mut Context<'_>,
    source: &Place,
    session: SessionId,
    wanted: Option<u32>,
) -> Result<(SessionId, u32), Failure> {
    let (window, (from, index)) = (source.the_window()?, source.the_index()?);
    if context.model.graph.are_grouped(from, session) {
        return Err(Failure::new("sessions are grouped"));
    }
    let standing = |context: &Context<'_>, session, index| {
        context.model.graph.session(session)?.windows.get(&index).copied()
    };
    let moves_in = !context.has('a') && !context.has('b');
    if let Some(wanted) =
        wanted.filter(|index| moves_in && standing(context, session, *index) == Some(window))
    {
        return Err(Failure::new(format!("same index: {wanted}")));
    }
    // Room is made by moving windows up: none overtakes another.
    let rank = |context: &Context<'_>| {
        let session = context.model.graph.session(from)?;
        session.windows.keys().position(|at| *at == index)
    };
    let rank = rank(context);
    let to = context.window_room(session, wanted)?;
    let at = |rank: usize| context.model.graph.session(from)?.windows.keys().nth(rank).copied();
    let index = rank.and_then(at).unwrap_or(index);
    context.model.link_window(window, session, to);
    if !context.has('d') {
        context.model.select_window(session, to);
    }
    Ok((from, index))
}
