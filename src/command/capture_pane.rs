//! `capture-pane`: a pane's text, printed or kept in a buffer.

use super::capture_json::picture;
use super::{Command, Context, Failure, Flow, Outcome};
use crate::language::arguments::FlagSpec;
use crate::language::target::Kind;
use crate::model::capture::{Manner, capture, capture_covered};
use crate::model::id::PaneId;
use crate::model::rows::{covered_rows, rows};
use crate::terminal::Terminal;

/// The entry.
pub const COMMAND: Command = Command {
    name: "capture-pane",
    alias: Some("capturep"),
    flags: FlagSpec::new("ab:CeE:JNpqS:t:").with_long(&["json"]),
    usage: "[-aCeJNpq] [--json] [-b buffer-name] [-E end-line] [-S start-line] [-t target-pane]",
    about: "Capture a pane's text into a buffer, or with -p print it; -e with colours. \
            --json prints all there is to see, for programs",
    target: Some(Kind::Pane),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let id = context.pane()?;
    let Some(pane) = context.model.graph.pane(id) else { return Ok(Flow::Next) };
    if context.arguments.has_long("json") {
        return print_json(context, id);
    }
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
            context.model.buffers_mut().set(&name, text.into_bytes(), now)?;
        }
        None => {
            context.model.keep_copy(text.into_bytes(), None)?;
        }
    }
    Ok(Flow::Next)
}

/// Prints the rows with all that there is to see of the pane.
fn print_json(context: &mut Context<'_>, id: PaneId) -> Outcome {
    if let Some(flag) = ['b', 'C', 'e', 'J', 'N'].into_iter().find(|flag| context.has(*flag)) {
        return Err(Failure::new(format!("-{flag} is about text: it does not go with --json")));
    }
    let Some(pane) = context.model.graph.pane(id) else { return Ok(Flow::Next) };
    let (from, to) = wanted(context, &pane.terminal);
    let rows = match context.has('a') {
        true => covered_rows(&pane.terminal, from, to),
        false => Some(rows(&pane.terminal, from, to)),
    };
    let rows = match rows {
        Some(rows) => rows,
        None if context.has('q') => Vec::new(),
        None => return Err(Failure::new("no alternate screen")),
    };
    let picture = picture(context.model, pane, &rows);
    context.print_json(&picture);
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
    let manner = Manner {
        escapes: context.has('e'),
        octal: context.has('C'),
        spaces: context.has('N'),
        join: context.has('J'),
    };
    let (from, to) = wanted(context, terminal);
    match context.has('a') {
        true => capture_covered(terminal, from, to, manner),
        false => Some(capture(terminal, from, to, manner)),
    }
}

/// The first and the last row that the flags name.
fn wanted(context: &Context<'_>, terminal: &Terminal) -> (i64, i64) {
    let last = i64::from(terminal.size().rows) - 1;
    let row = |flag, whole: i64, default: i64| match context.expanded(flag).as_deref() {
        Some("-") => whole,
        Some(text) => text.parse().map_or(default, |row: i64| row.min(last)),
        None => default,
    };
    (row('S', i64::MIN, 0), row('E', last, last))
}
