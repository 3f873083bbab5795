//! `capture-pane`: a pane's text, printed or kept in a buffer.

use super::capture_json::picture;
use super::{Command, Context, Failure, Flow, Outcome, Repeatable, flag, value};
use crate::language::syntax::{Flag, Value};
use crate::language::target::Kind;
use crate::model::capture::{Capture, Manner};
use crate::model::feed::Feed;
use crate::model::id::PaneId;
use crate::model::rows::{covered_rows, rows};
use crate::terminal::Terminal;

/// The entry.
pub const COMMAND: Command = Command {
    name: "capture-pane",
    alias: Some("capturep"),
    flags: &[
        Flag::new('a', "of the screen that a full-screen program has put aside"),
        Flag::new('C', "control characters as octal escapes"),
        Flag::new('e', "with colours and other looks, as escape sequences"),
        Flag::new('J', "wrapped lines as one, spaces at the end kept"),
        Flag::new('N', "keep spaces at the ends of lines"),
        Flag::new('p', "print it instead of keeping it in a buffer"),
        Flag::new('q', "no complaint where there is no such screen"),
        Flag::long(
            "json",
            "print rows with their looks, cursor, size, title, modes and marks as JSON",
        ),
        Flag::with('b', value::BUFFER_NAME),
        Flag::with(
            'E',
            Value::new(
                "end-line",
                "the last line: 0 is the first on the screen, -1 the last of the history; -: the end",
            ),
        ),
        Flag::with(
            'S',
            Value::new(
                "start-line",
                "the first line: 0 is the first on the screen, -1 the last of the history; -: the start",
            ),
        ),
        flag::TARGET_PANE,
    ],
    about: "Capture a pane's text into a buffer, or with -p print it; -e with colours. \
            --json prints all there is to see, for programs",
    target: Some(Kind::Pane),
    repeatable: Repeatable::With("p"),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let id = context.pane()?;
    let Some(pane) = context.model.graph.pane(id) else { return Ok(Flow::Next) };
    if context.arguments.has_long("json") {
        return print_json(context, id);
    }
    let capture = match captured(context, &pane.terminal) {
        Some(capture) => capture,
        None if context.has('q') => Capture::default(),
        None => return Err(Failure::new("no alternate screen")),
    };
    if context.has('p') {
        return print(context, capture);
    }
    let text = capture.text();
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

/// Prints a capture. What is more than fits into a few frames goes to the client as it takes it.
fn print(context: &mut Context<'_>, mut capture: Capture) -> Outcome {
    /// The most that is printed at once, in bytes.
    const AT_ONCE: usize = 128 << 10;
    let (start, mut ends) = (context.output.len(), false);
    while let Some(text) = capture.next_text() {
        context.output.extend_from_slice(text.as_bytes());
        ends = text.ends_with('\n');
        if context.output.len() - start > AT_ONCE && context.is_one_shot() {
            return context.follow(Feed::Capture(Box::new(capture)));
        }
    }
    if !ends {
        context.output.push(b'\n');
    }
    Ok(Flow::Next)
}

/// What the flags ask for: the screen, or from `-S` to `-E`, where `-` is the beginning and the
/// end, and negative rows are in the history. With `-a` the screen that the alternate one covers.
fn captured(context: &Context<'_>, terminal: &Terminal) -> Option<Capture> {
    let manner = Manner {
        escapes: context.has('e'),
        octal: context.has('C'),
        spaces: context.has('N'),
        join: context.has('J'),
        tabs: true,
    };
    let (from, to) = wanted(context, terminal);
    match context.has('a') {
        true => Capture::covered(terminal, from, to, manner),
        false => Some(Capture::new(terminal, from, to, manner)),
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
