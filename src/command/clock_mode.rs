//! `clock-mode`: a pane shows the time in large figures.

use super::{Command, Context, Flow, Outcome, flag};
use crate::language::target::Kind;
use crate::model::mode::Mode;

/// The entry.
pub const COMMAND: Command = Command {
    name: "clock-mode",
    flags: &[flag::TARGET_PANE],
    about: "Show the time in large figures, until a key is pressed",
    target: Some(Kind::Pane),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let pane = context.typed_pane()?;
    let is_there = matches!(context.model.mode_of(pane, context.client), Some(Mode::Clock));
    if !is_there {
        context.model.enter_mode(pane, context.client, Mode::Clock);
    }
    Ok(Flow::Next)
}
