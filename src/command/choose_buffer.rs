//! `choose-buffer`: shows the paste buffers to choose one to paste.

use super::{Command, Context, Flow, Outcome, choosing, flag, value};
use crate::language::syntax::{Flag, Operand};
use crate::language::target::Kind;
use crate::model::mode::{Chooser, Things};
use crate::model::tree::Depth;

/// The entry.
pub const COMMAND: Command = Command {
    name: "choose-buffer",
    flags: &[
        choosing::KILL,
        choosing::NO_PREVIEW,
        flag::REVERSE,
        choosing::ACCEPT,
        flag::ZOOM,
        flag::FORMAT,
        flag::FILTER,
        Flag::with('K', value::KEY_FORMAT),
        Flag::with('O', value::SORT_ORDER),
        flag::TARGET_PANE,
    ],
    operands: &[Operand::Optional(value::TEMPLATE)],
    about: "Choose a paste buffer from a list, and paste it or run the template with it",
    target: Some(Kind::Pane),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    if context.model.buffers().iter().next().is_none() {
        if let Some(client) = context.choosing_client() {
            context.model.show_message(client, "nothing was copied yet", None);
        }
        return Ok(Flow::Next);
    }
    let paste = || {
        let pane = context.target.pane.map_or_else(String::new, |pane| pane.to_string());
        format!("paste-buffer -p -b '%%' -t {pane}")
    };
    let template = context.operand(0).map_or_else(paste, str::to_owned);
    let recipe = context.recipe(Things::Buffers, Depth::default())?;
    context.choose(Chooser::new(Things::Buffers, "Choose a buffer", &template, recipe), "")
}
