//! `choose-tree`: sessions, windows and panes to choose from.

use super::{Command, Context, Outcome, choosing, flag, value};
use crate::language::syntax::{Flag, Operand};
use crate::language::target::Kind;
use crate::model::mode::{Chooser, Things};
use crate::model::tree::Depth;

/// The entry.
pub const COMMAND: Command = Command {
    name: "choose-tree",
    alias: None,
    flags: &[
        Flag::new('G', "all sessions of a group, not one for all"),
        Flag::new('h', "not the pane that it is in"),
        choosing::KILL,
        choosing::NO_PREVIEW,
        flag::REVERSE,
        Flag::new('s', "sessions only, at first"),
        Flag::new('w', "sessions and windows only, at first"),
        choosing::ACCEPT,
        flag::ZOOM,
        flag::FORMAT,
        flag::FILTER,
        Flag::with('K', value::KEY_FORMAT),
        Flag::with('O', value::SORT_ORDER),
        flag::TARGET_PANE,
    ],
    operands: &[Operand::Optional(value::TEMPLATE)],
    about: "Choose a session, window or pane from a tree; -s opens sessions only, -w windows",
    target: Some(Kind::Pane),
    run,
    ..Command::NEW
};

/// What is done with what is chosen.
pub const TEMPLATE: &str = "switch-client -Zt '%%'";

fn run(context: &mut Context<'_>) -> Outcome {
    let depth = if context.has('s') {
        Depth::Sessions
    } else if context.has('w') {
        Depth::Windows
    } else {
        Depth::Panes
    };
    let template = context.operand(0).unwrap_or(TEMPLATE);
    let recipe = context.recipe(Things::Tree, depth)?;
    let chooser = Chooser::new(Things::Tree, "Sessions, windows and panes", template, recipe);
    let here = context.model.tree_id(&context.target, depth);
    context.choose(chooser, &here.unwrap_or_default())
}
