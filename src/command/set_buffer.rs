//! `set-buffer`: makes a paste buffer of a text, or renames one.

use super::{Command, Context, Failure, Flow, Outcome, flag, value};
use crate::language::syntax::{Flag, Operand, Value};
use crate::visible::{encoded, is_undecodable};

/// The entry.
pub const COMMAND: Command = Command {
    name: "set-buffer",
    alias: Some("setb"),
    flags: &[
        Flag::new('a', "add to the buffer"),
        flag::CLIPBOARD,
        Flag::with('b', value::BUFFER_NAME),
        Flag::with('n', Value::new("new-buffer-name", "the buffer's new name")),
        flag::TARGET_CLIENT,
    ],
    operands: &[Operand::Optional(Value::new("data", "the text"))],
    about: "Set a paste buffer's contents; -a adds to a named one's, -n renames it, -w to the clipboard too",
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let old = match context.has('n') || context.has('b') {
        true => context.model.buffers().get(context.value('b')).cloned(),
        false => None,
    };
    if let Some(new) = context.value('n').map(str::to_owned) {
        let old = match (old, context.value('b')) {
            (Some(old), _) => old.name,
            (None, Some(name)) => {
                return Err(Failure::not_found(format!("unknown buffer: {name}")));
            }
            (None, None) => return Err(Failure::not_found("no buffer")),
        };
        context.model.buffers_mut().rename(&old, &new);
        return Ok(Flow::Next);
    }
    let Some(text) = context.operand(0) else { return Err(Failure::new("no data specified")) };
    if text.is_empty() {
        return Ok(Flow::Next);
    }
    let mut data = match &old {
        Some(old) if context.has('a') => old.data.clone(),
        _ => Vec::new(),
    };
    data.extend_from_slice(&encoded(text));
    let name = context.value('b').map(str::to_owned);
    if let Some(name) = name.as_deref().filter(|name| name.contains(is_undecodable)) {
        return Err(Failure::usage(format!("invalid buffer name: {name}")));
    }
    context.fill_buffer(name, data)
}

impl Context<'_> {
    /// Keeps bytes in a buffer of that name, or in a new one; with `-w` also on the clipboard
    /// of the person at the client that `-t` names.
    pub fn fill_buffer(&mut self, name: Option<String>, data: Vec<u8>) -> Outcome {
        if self.has('w') {
            let client = self.target_client('t').ok();
            self.model.to_clipboard(client, data.clone());
        }
        match name {
            Some(name) => {
                let now = self.model.clock.unix;
                self.model.buffers_mut().set(&name, data, now)?;
            }
            None => {
                self.model.keep_copy(data, None)?;
            }
        }
        Ok(Flow::Next)
    }
}
