//! `capture-pane`: a pane's text, printed or kept in a buffer.

use super::{Command, Context, Failure, Flow, Outcome};
use crate::language::arguments::FlagSpec;
use crate::language::target::Kind;
use crate::model::capture::{Manner, capture, capture_covered};
use crate::terminal::Terminal;

/// The entry.
pub const COMMAND: Command = Command {
    name: "capture-pane",
    alias: Some("capturep"),
    flags: FlagSpec::new("ab:CeE:JNpqS:t:"),
    usage: "[-aCeJNpq] [-b buffer-name] [-E end-line] [-S start-line] [-t target-pane]",
    about: "Capture a pane's text into a buffer, or with -p print it; -e with colours",
    target: Some(Kind::Pane),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let id = context.pane()?;
    let Some(pane) = context.model.panes.get(&id) else { return Ok(Flow::Next) };
    let text = match captured(context, &pane.terminal) {
        Some(text) => text,
        None if context.has('q') => String::new(),
        None => return Err(Failure::new("no alternate screen")),
    };
    if context.has('p') {
        return print(context, text);
    }
    match context.value('b').map(str::to_owned) {
        Some(name) => {
            let now = context.model.clock.unix;
            context.model.buffers.set(&name, text.into_bytes(), now);
        }
        None => {
            context.model.keep_copy(text.into_bytes(), None);
        }
    }
    Ok(Flow::Next)
}

fn print(context: &mut Context<'_>, text: String) -> Outcome {
    context.output.extend_from_slice(text.as_bytes());
    if !text.ends_with('\n') {
        context.output.push(b'\n');
    }
    Ok(Flow::Next)
}

/// What the flags ask for: the screen, or from `-S` to `-E`, where `-` is the beginning and the
/// end, and negative rows are in the history. With `-a` the screen that the alternate one covers.
fn captured(context: &Context<'_>, terminal: &Terminal) -> Option<String> {
    let last = i64::from(terminal.size().rows) - 1;
    let row = |flag, whole: i64, default: i64| match context.expanded(flag).as_deref() {
        Some("-") => whole,
        Some(text) => text.parse().map_or(default, |row: i64| row.min(last)),
        None => default,
    };
    let manner = Manner {
        escapes: context.has('e'),
        octal: context.has('C'),
        spaces: context.has('N'),
        join: context.has('J'),
    };
    let (from, to) = (row('S', i64::MIN, 0), row('E', last, last));
    match context.has('a') {
        true => capture_covered(terminal, from, to, manner),
        false => Some(capture(terminal, from, to, manner)),
    }
}
