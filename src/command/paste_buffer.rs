//! `paste-buffer`: types a paste buffer into a pane.

use super::{Command, Context, Failure, Flow, Outcome, flag, value};
use crate::language::syntax::{Flag, Value};
use crate::language::target::Kind;
use crate::model::id::PaneId;
use crate::model::typing::reads_nothing;

/// The entry.
pub const COMMAND: Command = Command {
    name: "paste-buffer",
    alias: Some("pasteb"),
    flags: &[
        Flag::new('d', "delete the buffer then"),
        Flag::new('p', "as a paste, for programs that tell one from typing"),
        Flag::new('r', "ends of lines stay as they are"),
        Flag::with('b', value::BUFFER_NAME),
        Flag::with(
            's',
            Value::new("separator", "what is put for each end of a line, instead of Enter"),
        ),
        flag::TARGET_PANE,
    ],
    about: "Paste a buffer into a pane; -p in brackets where the program asked for them",
    target: Some(Kind::Pane),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let pane = context.typed_pane()?;
    let Some((name, data)) = context.buffer("no buffer")? else { return Ok(Flow::Next) };
    let separator = match (context.value('s'), context.has('r')) {
        (Some(separator), _) => separator,
        (None, true) => "\n",
        (None, false) => "\r",
    };
    context.has_room(&[pane])?;
    let Some(it) = context.model.graph.pane(pane) else { return Ok(Flow::Next) };
    let bracketed = context.has('p') && it.terminal.bracketed_paste();
    if bracketed && separator == "\r" {
        context.model.send_paste(pane, &data);
    } else if it.takes_input() {
        let lines: Vec<&[u8]> = data.split(|&byte| byte == b'\n').collect();
        let bytes = lines.join(separator.as_bytes());
        match bracketed {
            true => context.model.send_paste(pane, &bytes),
            false => context.model.write_to(pane, bytes),
        }
    }
    if context.has('d') {
        context.model.buffers_mut().remove(&name);
    }
    Ok(Flow::Next)
}

impl Context<'_> {
    /// Whether panes can be typed into: no more is to wait for a program that reads nothing.
    pub fn has_room(&self, panes: &[PaneId]) -> Result<(), Failure> {
        let is_full = |id: &&PaneId| self.model.graph.pane(**id).is_some_and(|it| !it.has_room());
        panes.iter().find(is_full).map_or(Ok(()), |pane| Err(Failure::new(reads_nothing(*pane))))
    }

    /// Name and contents of the buffer that `-b` names, or of the newest one that nobody named;
    /// `None` where there is no such. `missing` is what is said of a name that no buffer has.
    pub fn buffer(&self, missing: &str) -> Result<Option<(String, Vec<u8>)>, Failure> {
        let name = self.value('b');
        let found = self.model.buffers().get(name);
        match (found, name) {
            (Some(buffer), _) => Ok(Some((buffer.name.clone(), buffer.data.clone()))),
            (None, Some(name)) => Err(Failure::not_found(format!("{missing} {name}"))),
            (None, None) => Ok(None),
        }
    }
}
