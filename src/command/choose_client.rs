//! `choose-client`: attached clients to choose from.

use super::{Command, Context, Flow, Outcome, choosing, flag, value};
use crate::language::syntax::{Flag, Operand};
use crate::language::target::Kind;
use crate::model::mode::{Chooser, Things};
use crate::model::tree::Depth;

/// The entry.
pub const COMMAND: Command = Command {
    name: "choose-client",
    alias: None,
    flags: &[
        Flag::new('h', "not the pane that it is in, in previews"),
        Flag::new('i', "what is known of clients, not what they show"),
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
    about: "Choose a client from a list, to detach it",
    target: Some(Kind::Pane),
    run,
    ..Command::NEW
};

/// What is done with the chosen client.
const TEMPLATE: &str = "detach-client -t '%%'";

fn run(context: &mut Context<'_>) -> Outcome {
    let Some(client) = context.choosing_client() else { return Ok(Flow::Next) };
    let template = context.operand(0).unwrap_or(TEMPLATE);
    let recipe = context.recipe(Things::Clients, Depth::default())?;
    let mut chooser = Chooser::new(Things::Clients, "Clients", template, recipe);
    chooser.info = context.has('i');
    let own = context.model.graph.client(client).map(|client| client.name());
    context.choose(chooser, &own.unwrap_or_default())
}
