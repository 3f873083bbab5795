//! `choose-client`: attached clients to choose from.

use super::{Command, Context, Flow, Outcome};
use crate::language::arguments::FlagSpec;
use crate::language::target::Kind;
use crate::model::client::{Panel, PanelKind};
use crate::model::tree::Depth;

/// The entry.
pub const COMMAND: Command = Command {
    name: "choose-client",
    alias: None,
    // -K, -N and -Z are for what a panel here has not.
    flags: FlagSpec::new("F:f:K:NO:rt:Z"),
    operands: (0, Some(1)),
    usage: "[-rZ] [-F format] [-f filter] [-O sort-order] [-t target-pane] [template]",
    about: "Choose a client from a list, to detach it",
    target: Some(Kind::Pane),
    run,
    ..Command::NEW
};

/// What is done with the chosen client.
const TEMPLATE: &str = "detach-client -t '%%'";

fn run(context: &mut Context<'_>) -> Outcome {
    let client = context.choosing_client()?;
    let template = context.operand(0).unwrap_or(TEMPLATE);
    let recipe = context.recipe(Depth::default());
    let panel = Panel::choose(PanelKind::Clients, "Clients", template, recipe);
    let own = context.model.graph.client(client).map(|client| client.name());
    context.model.open_panel(client, panel, &own.unwrap_or_default());
    Ok(Flow::Next)
}
