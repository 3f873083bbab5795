//! `clear-history`: forgets what has scrolled off a pane.

use super::{Command, Context, Flow, Outcome, flag};
use crate::language::syntax::Flag;
use crate::language::target::Kind;

/// The entry.
pub const COMMAND: Command = Command {
    name: "clear-history",
    alias: Some("clearhist"),
    flags: &[Flag::new('H', "the links of the screen too"), flag::TARGET_PANE],
    about: "Forget a pane's history",
    target: Some(Kind::Pane),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let pane = context.pane()?;
    context.model.end_copy_modes(pane);
    if let Some(pane) = context.model.graph.alter_pane(pane) {
        pane.terminal.clear_history();
        if context.arguments.has('H') {
            pane.terminal.forget_links();
        }
    }
    Ok(Flow::Next)
}
