//! `rename-session`: gives a session another name.

use super::guess::SESSION;
use super::named::session_name;
use super::{Command, Context, Flow, Outcome, flag, value};
use crate::language::syntax::Operand;
use crate::language::target::Kind;

/// The entry.
pub const COMMAND: Command = Command {
    name: "rename-session",
    alias: Some("rename"),
    flags: &[flag::TARGET_SESSION],
    operands: &[Operand::Optional(value::TARGET_SESSION), Operand::One(value::NEW_NAME)],
    about: "Rename a session",
    target: Some(Kind::Session),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let name = context.arguments.rest().last().cloned().unwrap_or_default();
    let is_named = context.arguments.rest().len() > 1;
    if is_named {
        context.take_named(Kind::Session)?;
    }
    let session = context.session()?;
    let guessed = context.guessed(SESSION).filter(|_| !is_named);
    let name = context.expand(&name);
    let name = session_name(context.model, &name, Some(session))?;
    let replaced = context.model.kept_named(&name).filter(|kept| *kept != session);
    context.model.graph.rename_session(session, name);
    replaced.into_iter().for_each(|kept| context.model.remove_session(kept));
    if let Some(old) = guessed {
        let name = context.expand(SESSION);
        context.print(format!("renamed session {old} to {name}"));
    }
    Ok(Flow::Next)
}
