//! `capture-pane`: a pane's text, printed or kept in a buffer.

use super::capture_json::picture;
use super::{Command, Context, Failure, Flow, Outcome, Repeatable, flag, value};
use crate::dialect::Dialect;
use crate::language::syntax::{Flag, Value};
use crate::language::target::Kind;
use crate::model::buffers::{Full, MOST_IN_ONE};
use crate::model::capture::{Capture, Manner, Marks};
use crate::model::feed::Feed;
use crate::model::id::PaneId;
use crate::model::pane::Pane;
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
        Flag::new(
            'F',
            "letters before each line: W goes on in the next, P a prompt, O output begins, \
             H has links, X has more than plain text, - nothing",
        ),
        Flag::new('H', "where links lead, and nothing else"),
        Flag::new('J', "wrapped lines as one, spaces at the end kept"),
        Flag::new('L', "the number of each line before it"),
        Flag::new('M', "what the mode shows that the pane is in"),
        Flag::new('N', "keep spaces at the ends of lines"),
        Flag::new('P', "the beginning of an escape sequence whose end has not come yet"),
        Flag::new('p', "print it instead of keeping it in a buffer"),
        Flag::new('q', "no complaint where there is no such screen"),
        Flag::new('R', "all rows and columns as they are held, one a line, in tmux's notation"),
        Flag::new('T', "without cells at the ends of lines that nothing was written into"),
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
    if context.has('R') {
        let most = context.model.session_lookup(context.target.session).number("history-limit");
        let capture = Capture::raw(&pane.terminal, Marks::of(&pane.command_log), most);
        return match context.has('p') {
            true => print(context, capture),
            false => keep(context, whole(capture)?),
        };
    }
    if context.has('P') && !context.has('H') {
        let bytes = pending(&pane.terminal, context.has('C'));
        return give(context, bytes);
    }
    let shown = pane.modes.top().filter(|_| context.has('M') && !context.has('a'));
    let as_tmux = context.model.identity.dialect == Dialect::Tmux;
    if let Some((_, terminal)) =
        shown.and_then(|mode| mode.copying(&pane.terminal)).filter(|_| as_tmux)
    {
        // The text that is looked through, wherever one looks.
        let (from, to) = wanted(context, terminal);
        let capture = Capture::new(terminal, from, to, manner(context));
        return match context.has('p') {
            true => print(context, capture),
            false => keep(context, whole(capture)?),
        };
    }
    if let Some(mode) = shown {
        let looks = context.model.mode_looks(&context.model.pane_lookup(id), &context.target);
        let size = pane.terminal.size();
        let lines = context.model.mode_rows(pane, mode, &looks);
        let (from, to) = wanted(context, &pane.terminal);
        let from = usize::try_from(from.min(to)).unwrap_or(0).min(lines.len());
        let until = usize::try_from(to).map_or(from, |to| to.max(from)) + 1;
        let lines = lines.get(from..until.min(lines.len())).unwrap_or_default();
        let text = Capture::of_lines(lines, size.cols, from, manner(context));
        return give(context, text.into_bytes());
    }
    let capture = match captured(context, pane) {
        Some(capture) => capture,
        None if context.has('q') => Capture::default(),
        None => return Err(Failure::new("no alternate screen")),
    };
    if context.has('p') {
        return print(context, capture);
    }
    keep(context, whole(capture)?)
}

/// Prints what was captured at once, with a line end, or keeps it.
fn give(context: &mut Context<'_>, mut bytes: Vec<u8>) -> Outcome {
    if !context.has('p') {
        return keep(context, bytes);
    }
    if bytes.last() != Some(&b'\n') {
        bytes.push(b'\n');
    }
    context.output.extend_from_slice(&bytes);
    Ok(Flow::Next)
}

/// All of a capture, if a buffer has room for it.
fn whole(mut capture: Capture) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    while let Some(text) = capture.next_text() {
        bytes.extend_from_slice(text.as_bytes());
        if bytes.len() > MOST_IN_ONE {
            return Err(Failure::from(Full::TooLarge(bytes.len())));
        }
    }
    Ok(bytes)
}

/// Keeps what was captured in a buffer.
fn keep(context: &mut Context<'_>, bytes: Vec<u8>) -> Outcome {
    match context.value('b').map(str::to_owned) {
        Some(name) => {
            let now = context.model.clock.unix;
            context.model.buffers_mut().set(&name, bytes, now)?;
        }
        None => {
            context.model.keep_copy(bytes, None)?;
        }
    }
    Ok(Flow::Next)
}

/// The beginning of a sequence that has not ended, with `octal` readable.
fn pending(terminal: &Terminal, octal: bool) -> Vec<u8> {
    let bytes = terminal.unfinished();
    if !octal {
        return bytes;
    }
    let readable = |byte: u8| match byte {
        b' '..=b'[' | b']'..=b'~' => vec![byte],
        byte => format!("\\{byte:03o}").into_bytes(),
    };
    bytes.into_iter().flat_map(readable).collect()
}

/// Prints the rows with all that there is to see of the pane.
fn print_json(context: &mut Context<'_>, id: PaneId) -> Outcome {
    let text = ['b', 'C', 'e', 'F', 'H', 'J', 'L', 'M', 'N', 'P', 'R', 'T'];
    if let Some(flag) = text.into_iter().find(|flag| context.has(*flag)) {
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

/// Prints a capture. What is more than fits into a few frames goes to the client as it takes it; where
/// none does, as in control mode, there is an end to what is printed.
fn print(context: &mut Context<'_>, mut capture: Capture) -> Outcome {
    /// The most that is printed at once, in bytes.
    const AT_ONCE: usize = 128 << 10;
    let (start, mut ends) = (context.output.len(), false);
    while let Some(text) = capture.next_text() {
        context.output.extend_from_slice(text.as_bytes());
        ends = text.ends_with('\n');
        let printed = context.output.len() - start;
        if printed > AT_ONCE && context.is_one_shot() {
            return context.follow(Feed::Capture(Box::new(capture)));
        }
        if printed > MOST_IN_ONE {
            context.output.truncate(start);
            let most = MOST_IN_ONE >> 20;
            return Err(Failure::new(format!("more than {most} MiB are not printed here")));
        }
    }
    if !ends {
        context.output.push(b'\n');
    }
    Ok(Flow::Next)
}

/// What the flags ask for: the screen, or from `-S` to `-E`, where `-` is the beginning and the
/// end, and negative rows are in the history. With `-a` the screen that the alternate one covers.
fn captured(context: &Context<'_>, pane: &Pane) -> Option<Capture> {
    let (terminal, manner) = (&pane.terminal, manner(context));
    let (from, to) = wanted(context, terminal);
    let capture = match context.has('a') {
        true => Capture::covered(terminal, from, to, manner),
        false => Some(Capture::new(terminal, from, to, manner)),
    };
    match manner.flags {
        true => capture.map(|capture| capture.with_marks(Marks::of(&pane.command_log))),
        false => capture,
    }
}

fn manner(context: &Context<'_>) -> Manner {
    Manner {
        escapes: context.has('e'),
        octal: context.has('C'),
        spaces: context.has('N'),
        join: context.has('J'),
        tabs: true,
        written: context.has('T'),
        numbers: context.has('L'),
        flags: context.has('F'),
        links: context.has('H'),
        dialect: context.model.identity.dialect,
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
