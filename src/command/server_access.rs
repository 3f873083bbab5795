//! `server-access`: who else than its owner the server lets in.

use super::{Command, Context, Failure, Flow, Outcome, flag};
use crate::dialect::Dialect;
use crate::language::syntax::{Flag, Operand, Value};
use crate::language::target::Kind;
use crate::model::access::Who;

/// The entry.
pub const COMMAND: Command = Command {
    name: "server-access",
    alias: None,
    flags: &[
        Flag::new('a', "let them in"),
        Flag::new('d', "let them in no more, and send those away who are there"),
        Flag::new('g', "a group, not a user"),
        Flag::new('l', "list who is let in"),
        Flag::new('r', "let them in only to look"),
        Flag::new('w', "let them in to do all that you may"),
        flag::TARGET_PANE,
    ],
    operands: &[Operand::Optional(Value::new("user", "a user, or with -g a group"))],
    about: "Let another user in, or a group, to do all that you may or with -r only to look. They name the \
            socket by -S; whether they get at it is for you to say, with chmod",
    target: Some(Kind::Pane),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    if context.has('l') {
        list(context);
        return Ok(Flow::Next);
    }
    let Some(text) = context.operand(0).map(str::to_owned) else {
        return Err(Failure::usage("missing user or group argument"));
    };
    let text = context.expand(&text);
    let is_group = context.has('g');
    let kind = if is_group { "group" } else { "user" };
    let Some((who, name)) = (context.model.accounts.named)(&text, is_group) else {
        return Err(Failure::not_found(format!("unknown {kind}: {text}")));
    };
    let (owner, dialect) = (context.model.identity.uid, context.model.identity.dialect);
    if who == Who::User(0) && owner != 0 && dialect == Dialect::Pmux {
        return Err(Failure::new(format!("{name} is never let in: root can become you first")));
    }
    if [0, owner].map(Who::User).contains(&who) {
        return Err(Failure::new(format!("{name} owns the server, can't change access")));
    }
    for (one, other) in [('a', 'd'), ('r', 'w')] {
        if context.has(one) && context.has(other) {
            return Err(Failure::usage(format!("-{one} and -{other} cannot be used together")));
        }
    }
    let is_in = context.model.access.has(who);
    if context.has('d') {
        if !is_in {
            return Err(Failure::not_found(format!("{kind} {name} not found")));
        }
        context.model.deny(who);
        return Ok(Flow::Next);
    }
    if context.has('a') && is_in {
        return Err(Failure::exists(format!("{kind} {name} is already added")));
    }
    if ['a', 'r', 'w'].into_iter().any(|flag| context.has(flag)) {
        context.model.allow(who, context.has('r'));
    }
    Ok(Flow::Next)
}

/// The owner comes first among the users, as their number has it.
fn list(context: &mut Context<'_>) {
    let owner = (Who::User(context.model.identity.uid), false);
    let owner = Some(owner).filter(|(who, _)| *who != Who::User(0));
    let mut all: Vec<(Who, bool)> = context.model.access.iter().chain(owner).collect();
    all.sort();
    for (who, only_looks) in all {
        let name = (context.model.accounts.name)(who).unwrap_or_else(|| "unknown".to_owned());
        let kind = if matches!(who, Who::User(_)) { 'U' } else { 'G' };
        let way = if only_looks { 'R' } else { 'W' };
        context.print(format!("{name} ({kind},{way})"));
    }
}
