//! `unbind-key`: takes a key's commands away.

use super::bind_key::unknown_key;
use super::{Command, Context, Failure, Flow, Outcome, value};
use crate::language::key;
use crate::language::syntax::{Flag, Operand};

/// The entry.
pub const COMMAND: Command = Command {
    name: "unbind-key",
    alias: Some("unbind"),
    flags: &[
        Flag::new('a', "all keys of the table"),
        Flag::new('n', "in the root table"),
        Flag::new('q', "no complaint where it is not bound"),
        Flag::with('T', value::KEY_TABLE),
    ],
    operands: &[Operand::Optional(value::KEY)],
    about: "Remove a key binding; with -a all of a table",
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    match unbind(context) {
        Err(_) if context.has('q') => Ok(Flow::Next),
        outcome => outcome,
    }
}

fn unbind(context: &mut Context<'_>) -> Outcome {
    let table = context.key_table().to_owned();
    let known = context.model.keys().has(&table);
    if context.has('a') {
        if context.operand(0).is_some() {
            return Err(Failure::new("key given with -a"));
        }
        if !context.model.keys_mut().clear(&table) {
            return Err(Failure::not_found(format!("table {table} doesn't exist")));
        }
        return Ok(Flow::Next);
    }
    let name = context.operand(0).ok_or_else(|| Failure::new("missing key"))?;
    let trigger = key::parse(name).map_err(|_| unknown_key(name))?;
    if context.value('T').is_some() && !known {
        return Err(Failure::not_found(format!("table {table} doesn't exist")));
    }
    context.model.keys_mut().unbind(&table, &trigger);
    Ok(Flow::Next)
}
