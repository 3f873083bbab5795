//! `choose-buffer`: shows the paste buffers to choose one to paste.

use super::{Command, Context, Flow, Outcome};
use crate::language::arguments::FlagSpec;
use crate::language::target::Kind;
use crate::model::client::{Panel, PanelKind};
use crate::model::tree::Depth;

/// The entry.
pub const COMMAND: Command = Command {
    name: "choose-buffer",
    flags: FlagSpec::new("F:f:K:NO:rt:Z"),
    operands: (0, Some(1)),
    usage: "[-NrZ] [-F format] [-f filter] [-O sort-order] [-t target-pane] [template]",
    about: "Choose a paste buffer from a list, and paste it or run the template with it",
    target: Some(Kind::Pane),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let client = context.choosing_client()?;
    if context.model.buffers().iter().next().is_none() {
        context.model.show_message(client, "nothing was copied yet", None);
        return Ok(Flow::Next);
    }
    let paste = || {
        let pane = context.target.pane.map_or_else(String::new, |pane| pane.to_string());
        format!("paste-buffer -p -b '%%' -t {pane}")
    };
    let template = context.operand(0).map_or_else(paste, str::to_owned);
    let recipe = context.recipe(Depth::default());
    let panel = Panel::choose(PanelKind::Buffers, "Choose a buffer", &template, recipe);
    context.model.open_panel(client, panel, "");
    Ok(Flow::Next)
}
