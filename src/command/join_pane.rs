//! `join-pane`: a pane goes to another window, or to another place in its own.

use super::{Command, Context, Failure, Flow, Outcome, flag, value};
use crate::language::syntax::Flag;
use crate::language::target::Kind;
use crate::model::Beside;

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
    about: "Move a pane beside another one",
    target: Some(Kind::Pane),
    run: join_pane,
    ..Command::NEW
};

/// Moves the source pane beside the target pane, as `split-window` would put a new one there.
pub fn join_pane(context: &mut Context<'_>) -> Outcome {
    let (to, beside) = (context.target.the_index()?, context.tiled_pane()?);
    let pane = context.source_or_marked(Kind::Pane)?.the_pane()?;
    if pane == beside {
        return Err(Failure::new("source and target panes must be different"));
    }
    let beside = Beside {
        pane: beside,
        orientation: context.split_orientation(),
        before: context.has('b'),
        full: context.has('f'),
        size: context.split_size()?,
    };
    let window = context.window()?;
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
