//! `swap-window`: two windows change places.

use super::{Command, Context, Failure, Flow, Outcome, flag, value};
use crate::language::syntax::Flag;
use crate::language::target::Kind;

/// The entry.
pub const COMMAND: Command = Command {
    name: "swap-window",
    alias: Some("swapw"),
    flags: &[flag::STAY, Flag::with('s', value::SRC_WINDOW), Flag::with('t', value::DST_WINDOW)],
    about: "Swap two windows; with -d the places that they swap to become current",
    target: Some(Kind::Window),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let to = context.target.the_index()?;
    let from = context.source_or_marked(Kind::Window)?.the_index()?;
    if context.model.graph.are_grouped(from.0, to.0) {
        return Err(Failure::new("can't move window, sessions are grouped"));
    }
    context.model.swap_windows(from, to);
    if context.has('d') {
        context.model.select_window(to.0, to.1);
        if from.0 != to.0 {
            context.model.select_window(from.0, from.1);
        }
    }
    Ok(Flow::Next)
}
