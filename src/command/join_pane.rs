//! `join-pane`: a pane goes to another window, or to another place in its own.

use super::{Command, Context, Failure, Flow, Outcome, flag, value};
use crate::language::syntax::Flag;
use crate::language::target::Kind;
use crate::model::id::{PaneId, WindowId};

/// The entry.
pub const COMMAND: Command = Command {
    name: "join-pane",
    alias: Some("joinp"),
    flags: &[
        flag::BEFORE_PANE,
        flag::STAY,
        flag::WHOLE,
        flag::SIDE_BY_SIDE,
        Flag::new('v', "one above the other"),
        Flag::with('l', value::SIZE),
        Flag::with('p', value::PERCENTAGE),
        Flag::with('s', value::SRC_PANE),
        Flag::with('t', value::DST_PANE),
    ],
    about: "Move a pane beside another one; one that floats goes back into the layout where it is the \
            target, too",
    target: Some(Kind::Pane),
    run: join_pane,
    ..Command::NEW
};

/// Puts a pane that floats back into the layout.
fn tile(context: &mut Context<'_>, window: WindowId, pane: PaneId) -> Outcome {
    context.model.graph.zoom(window, false);
    if !context.model.graph.lower(pane) {
        return Err(Failure::new("no space for a new pane"));
    }
    if !context.has('d') {
        context.model.select_pane(pane, false);
    }
    Ok(Flow::Next)
}

/// Moves the source pane beside the target pane, as `split-window` would put a new one there.
pub fn join_pane(context: &mut Context<'_>) -> Outcome {
    let (to, target) = (context.target.the_index()?, context.pane_of_window()?);
    let pane = context.source_or_marked(Kind::Pane)?.the_pane()?;
    [pane, target].into_iter().try_for_each(|pane| context.is_not_modal(pane))?;
    let window = context.window()?;
    if pane == target {
        let floats = context.model.graph.window(window).is_some_and(|it| it.float(pane).is_some());
        return match floats {
            true => tile(context, window, pane),
            false => Err(Failure::new("source and target panes must be different")),
        };
    }
    let beside = context.beside()?;
    let joined = context.model.join_pane(pane, beside);
    joined.map_err(|_| Failure::new("create pane failed: pane too small"))?;
    if !context.has('d') {
        context.model.select_pane(pane, false);
        // The window that it came from may be gone, and indexes have moved up.
        let (session, index) = to;
        let session_now = context.model.graph.session(session);
        let index = session_now.and_then(|session| session.index_of(window)).unwrap_or(index);
        context.model.select_window(session, index);
    }
    Ok(Flow::Next)
}
