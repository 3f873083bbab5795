//! `customize-mode`: options, variables and bindings of keys to look at and to set.

use super::{Command, Context, Outcome, choosing, flag};
use crate::language::syntax::Flag;
use crate::language::target::Kind;
use crate::model::mode::{Chooser, Things};
use crate::model::tree::Depth;

/// The entry.
pub const COMMAND: Command = Command {
    name: "customize-mode",
    alias: None,
    flags: &[
        choosing::KILL,
        Flag::new('N', "without what is known of a setting"),
        Flag::new('y', "set and unset without asking"),
        flag::ZOOM,
        flag::FORMAT,
        flag::FILTER,
        flag::TARGET_PANE,
    ],
    about: "Look at options, variables and key bindings as they are for a pane, and set them",
    target: Some(Kind::Pane),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let recipe = context.recipe(Things::Settings, Depth::default())?;
    let chooser = Chooser::new(Things::Settings, "All that can be set", "", recipe);
    context.choose(chooser, "")
}
