//! `send-prefix`: types the prefix key into a pane, for a program that wants it itself.

use super::{Command, Context, Flow, Outcome, flag};
use crate::language::syntax::Flag;
use crate::language::target::Kind;

/// The entry.
pub const COMMAND: Command = Command {
    name: "send-prefix",
    flags: &[Flag::new('2', "the second prefix"), flag::TARGET_PANE],
    about: "Send the prefix key to a pane; with -2 the second one",
    target: Some(Kind::Pane),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let (session, pane) = (context.target.session, context.typed_pane()?);
    let name = if context.has('2') { "prefix2" } else { "prefix" };
    if let Some(key) = context.model.session_lookup(session).key(name) {
        match context.model.is_in_mode(pane) {
            true => context.mode_key(pane, key),
            false => context.model.type_keys(pane, &[key]),
        }
    }
    Ok(Flow::Next)
}
