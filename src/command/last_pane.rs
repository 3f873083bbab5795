//! `last-pane`: back to the pane that was active before.

use super::{Command, Context, Failure, Flow, Outcome, flag};
use crate::language::target::Kind;

/// The entry.
pub const COMMAND: Command = Command {
    name: "last-pane",
    alias: Some("lastp"),
    flags: &[flag::DEAF, flag::HEARING, flag::KEEP_ZOOMED, flag::TARGET_WINDOW],
    about: "Make the pane active that was so before",
    target: Some(Kind::Window),
    run: last_pane,
    ..Command::NEW
};

/// Makes the last pane of the target's window active, or with `-d` or `-e` only switches its
/// input.
pub fn last_pane(context: &mut Context<'_>) -> Outcome {
    let window = context.window()?;
    let last = context.model.graph.window(window).and_then(|window| window.last());
    let last = last.ok_or_else(|| Failure::new("no last pane"))?;
    // While one pane takes all that is done no other becomes the active one.
    if !context.switch_input(last) {
        context.model.select_pane(last, context.has('Z'));
    }
    Ok(Flow::Next)
}
