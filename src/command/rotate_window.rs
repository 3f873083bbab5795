//! `rotate-window`: each pane goes to the place of the one beside it.

use super::{Command, Context, Flow, Outcome, flag};
use crate::language::syntax::Flag;
use crate::language::target::Kind;

/// The entry.
pub const COMMAND: Command = Command {
    name: "rotate-window",
    alias: Some("rotatew"),
    flags: &[
        Flag::new('D', "downwards"),
        Flag::new('U', "upwards; so it is without a flag"),
        flag::KEEP_ZOOMED,
        flag::TARGET_WINDOW,
    ],
    about: "Move each pane to the place before it, or with -D to the one after it",
    target: Some(Kind::Window),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let window = context.window()?;
    let (down, zoom) = (context.has('D'), context.has('Z'));
    context.model.graph.rotate(window, down, zoom);
    context.model.name_window(window);
    Ok(Flow::Next)
}
