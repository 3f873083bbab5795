//! `bind-key`: gives a key commands.

use super::{Command, Context, Failure, Flow, Outcome, value};
use crate::language::key;
use crate::language::syntax::{Flag, Operand, Value, Words};
use crate::model::keys::Binding;

/// The entry.
pub const COMMAND: Command = Command {
    name: "bind-key",
    alias: Some("bind"),
    flags: &[
        Flag::new('n', "in the root table: without the prefix"),
        Flag::new('r', "the key may repeat without the prefix"),
        Flag::with('T', value::KEY_TABLE),
        Flag::with(
            'N',
            Value::new("note", "what the key does, for list-keys -N and the panel of hints"),
        ),
    ],
    operands: &[
        Operand::One(value::KEY),
        Operand::Rest(
            Value::new("command [arguments]", "what it does then; \\; parts commands")
                .of(Words::Commands),
        ),
    ],
    about: "Bind a key to commands; after the prefix, or with -n without it",
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let name = context.operand(0).unwrap_or_default();
    let trigger = key::parse(name).map_err(|_| unknown_key(name))?;
    let commands = context.commands_from(1)?;
    let table = context.key_table().to_owned();
    let note = context.value('N').unwrap_or_default().to_owned();
    let binding = Binding { commands, note, repeat: context.has('r'), order: 0 };
    context.model.keys_mut().bind(&table, trigger, binding);
    Ok(Flow::Next)
}

/// A failure that says what keys are called.
pub fn unknown_key(name: &str) -> Failure {
    Failure::usage(format!("unknown key: {name} (names are such as a, C-a, M-a, S-Left, F1)"))
}

impl Context<'_> {
    /// The table that `-T` names, or with `-n` the root table, or the prefix table.
    pub fn key_table(&self) -> &str {
        match (self.value('T'), self.has('n')) {
            (Some(table), _) => table,
            (None, true) => "root",
            (None, false) => "prefix",
        }
    }
}
