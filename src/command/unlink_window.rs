//! `unlink-window`: a session loses a window that others still have.

use super::{Command, Context, Failure, Flow, Outcome, flag};
use crate::language::syntax::Flag;
use crate::language::target::Kind;

/// The entry.
pub const COMMAND: Command = Command {
    name: "unlink-window",
    alias: Some("unlinkw"),
    flags: &[Flag::new('k', "kill it where no other session has it"), flag::TARGET_WINDOW],
    about: "Take a window from a session; with -k also the last session that has it",
    target: Some(Kind::Window),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let (session, index) = context.target.the_index()?;
    let window = context.window()?;
    let all = context.model.graph.sessions().flat_map(|session| session.windows.values());
    let links = all.filter(|id| **id == window).count();
    // The sessions of a group have it together.
    let together = context.model.graph.grouped_with(session).len().max(1);
    if links <= together && !context.has('k') {
        let told = context.words(
            "window only linked to one session",
            "window only linked to one session (-k kills it)",
        );
        return Err(Failure::new(told));
    }
    context.model.unlink_index(session, index);
    context.model.renumber(session);
    Ok(Flow::Next)
}
