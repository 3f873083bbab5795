//! `rename-session`: gives a session another name.

use super::guess::SESSION;
use super::{Command, Context, Failure, Flow, Outcome, flag, value};
use crate::language::syntax::Operand;
use crate::language::target::Kind;
use crate::model::Model;
use crate::model::id::SessionId;

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
    check_name(context.model, &name, Some(session))?;
    let replaced = context.model.kept_named(&name).filter(|kept| *kept != session);
    context.model.graph.rename_session(session, name);
    replaced.into_iter().for_each(|kept| context.model.remove_session(kept));
    if let Some(old) = guessed {
        let name = context.expand(SESSION);
        context.print(format!("renamed session {old} to {name}"));
    }
    Ok(Flow::Next)
}

/// Refuses a name that a session cannot have: an empty one, one with control characters, one that
/// begins like an id, one that is taken.
pub fn check_name(model: &Model, name: &str, own: Option<SessionId>) -> Result<(), Failure> {
    let reason = if name.is_empty() {
        "a session's name cannot be empty"
    } else if name.contains(char::is_control) {
        "a session's name cannot contain control characters"
    } else if name.starts_with(['$', '=', '@', '%']) {
        "a session's name cannot begin with '$', '=', '@' or '%'"
    } else if model.session_named(name).is_some_and(|other| Some(other.id) != own && !other.kept) {
        return Err(Failure::exists(format!("duplicate session: {name}")));
    } else {
        return Ok(());
    };
    Err(Failure::new(format!("bad session name: {}: {reason}", name.escape_debug())))
}
