//! `paste-buffer`: types a paste buffer into a pane.

use std::borrow::Cow;

use super::{Command, Context, Failure, Flow, Outcome, flag, value};
use crate::dialect::Dialect;
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
        Flag::new('S', "control characters as they are, which called tmux are written in words"),
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
    let harmless = context.model.identity.dialect == Dialect::Tmux && !context.has('S');
    if bracketed && separator == "\r" && !harmless {
        context.model.send_paste(pane, &data);
    } else if it.takes_input() {
        let lines = data.split(|&byte| byte == b'\n');
        let lines: Vec<Cow<'_, [u8]>> = match harmless {
            true => lines.map(|line| Cow::Owned(in_words(line))).collect(),
            false => lines.map(Cow::Borrowed).collect(),
        };
        let bytes = lines.join(separator.as_bytes());
        match bracketed {
            true => context.model.send_bracketed(pane, &bytes),
            false => context.model.write_to(pane, bytes),
        }
    }
    if context.has('d') {
        context.model.buffers_mut().remove(&name);
    }
    Ok(Flow::Next)
}

/// A line with the control characters that a terminal or shell may act on in words, as `^[` for an
/// escape, and what is no UTF-8 likewise (BSD's vis(3) with `VIS_SAFE` and `VIS_NOSLASH`).
fn in_words(line: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(line.len());
    for chunk in line.utf8_chunks() {
        for c in chunk.valid().chars() {
            let mut bytes = [0; 4];
            let bytes = c.encode_utf8(&mut bytes).as_bytes();
            match c {
                '\x07' | '\x08' | '\t' | '\r' => out.extend_from_slice(bytes),
                c if c.is_control() => bytes.iter().for_each(|byte| push_word(*byte, &mut out)),
                _ => out.extend_from_slice(bytes),
            }
        }
        chunk.invalid().iter().for_each(|byte| push_word(*byte, &mut out));
    }
    out
}

/// Appends a byte in words.
fn push_word(byte: u8, out: &mut Vec<u8>) {
    let low = byte & 0x7f;
    if low == b' ' {
        return out.extend_from_slice(format!("\\{byte:03o}").as_bytes());
    }
    if byte != low {
        out.push(b'M');
    }
    match low {
        0x7f => out.extend_from_slice(b"^?"),
        0..0x20 => out.extend_from_slice(&[b'^', low + 0x40]),
        low => out.extend_from_slice(&[b'-', low]),
    }
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

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn control_characters_are_written_in_words() {
        for (text, expect) in [
            (&b"plain \\ \xc3\xa9\ttext\r\x07"[..], "plain \\ \u{e9}\ttext\r\x07"),
            (b"\x1b[31m\x01\x7f", "^[[31m^A^?"),
            (b"\xe9 \xa0\x9b", "M-i \\240M^["),
            (b"\xc2\x9bx", "M-BM^[x"),
            (b"", ""),
        ] {
            assert_eq!(String::from_utf8(in_words(text)).unwrap(), expect);
        }
    }
}
