//! `rm`: removes what has ended and is kept.

use super::{Command, Context, Failure, Flow, Outcome, value};
use crate::language::syntax::{Flag, Operand};
use crate::language::target::Kind;
use crate::model::id::{PaneId, SessionId};

/// The entry.
pub const COMMAND: Command = Command {
    name: "rm",
    flags: &[Flag::new('f', "also what still runs; it is hung up").or_long("force")],
    operands: &[Operand::Some(value::TARGET_SESSION)],
    anywhere: true,
    about: "Remove what has ended and is kept; with -f end and remove what still runs, too",
    ours: true,
    run,
    ..Command::NEW
};

/// What is removed.
#[derive(Clone, Copy)]
enum Part {
    Session(SessionId),
    /// One that was named by its own id.
    Pane(PaneId),
}

fn run(context: &mut Context<'_>) -> Outcome {
    let force = context.has('f');
    // All of them are looked at before the first one goes.
    let names = context.arguments.rest().iter();
    let parts: Vec<Part> =
        names.map(|name| part(context, name, force)).collect::<Result<_, _>>()?;
    for part in parts {
        match part {
            Part::Session(session) => context.model.remove_session(session),
            Part::Pane(pane) => context.model.remove_pane(pane),
        }
    }
    Ok(Flow::Next)
}

fn part(context: &Context<'_>, name: &str, force: bool) -> Result<Part, Failure> {
    let model = &*context.model;
    let is_pane = name.starts_with('%');
    let kind = if is_pane { Kind::Pane } else { Kind::Session };
    let place = model.resolve(kind, Some(name), &context.here, None)?;
    let session = place.session.ok_or_else(|| Failure::not_found("no current session"))?;
    let part = match place.pane {
        Some(pane) if is_pane => Part::Pane(pane),
        _ => Part::Session(session),
    };
    let runs = |pane: PaneId| model.graph.pane(pane).is_some_and(|pane| !pane.is_dead());
    let running = match part {
        Part::Pane(pane) => runs(pane),
        Part::Session(session) => model.panes_of(session).any(runs),
    };
    match running && !force {
        true => Err(Failure::new(format!(
            "the program of {name} still runs: pmux stop {name} ends it, pmux rm -f {name} both"
        ))),
        false => Ok(part),
    }
}
