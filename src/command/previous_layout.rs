//! `previous-layout`: arranges a window's panes in the previous of the named ways.

use super::{Command, Context, Flow, Outcome, flag};
use crate::language::target::Kind;
use crate::model::layout::Preset;

/// The entry.
pub const COMMAND: Command = Command {
    name: "previous-layout",
    alias: Some("prevl"),
    flags: &[flag::TARGET_WINDOW],
    about: "Arrange the panes in the previous of the named layouts",
    target: Some(Kind::Window),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let window = context.window()?;
    let preset = context.model.graph.window(window).and_then(|window| window.preset);
    context.model.arrange(window, Preset::previous(preset));
    Ok(Flow::Next)
}
