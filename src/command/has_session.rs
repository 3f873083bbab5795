//! `has-session`: says by its exit status whether a session is there.

use super::{Command, Context, Failure, Flow, Outcome, Repeatable, Status, flag};
use crate::language::target::Kind;
use crate::model::resolve::NotFound;

/// The entry.
pub const COMMAND: Command = Command {
    name: "has-session",
    alias: Some("has"),
    flags: &[flag::TARGET_SESSION],
    about: "Exit with status 0 if the session exists, else 1; one whose program failed when nobody \
            looked, and that is only kept to be looked at, counts as gone",
    repeatable: Repeatable::Always,
    run,
    ..Command::NEW
};

/// Finding the target is all there is to do: but what only waits to be looked at is over for those
/// who ask whether something still runs.
///
/// That it is not there is an answer, as for grep(1), and has the status of one.
fn run(context: &mut Context<'_>) -> Outcome {
    has(context).map_err(|failure| failure.with_status(Status::Failed))
}

fn has(context: &mut Context<'_>) -> Outcome {
    context.target = context.take_target(Kind::Session)?;
    let session = context.session()?;
    match context.model.graph.session(session).filter(|session| session.kept) {
        Some(kept) => Err(Failure::from(NotFound::Session(kept.name.clone()))),
        None => Ok(Flow::Next),
    }
}
