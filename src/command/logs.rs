//! `logs`: what a pane's program wrote, as lines of text.

use super::{Command, Context, Failure, Flow, Outcome, Wait};
use crate::language::arguments::FlagSpec;
use crate::language::target::Kind;
use crate::model::capture::logical;
use crate::model::watches::{News, Sign};

/// The entry.
pub const COMMAND: Command = Command {
    name: "logs",
    flags: FlagSpec::new("ft:").with_long(&["ansi", "follow", "tail="]).anywhere(),
    operands: (0, Some(1)),
    usage: "[-f | --follow] [--ansi] [--tail lines] [target-pane]",
    about: "Print what a pane's program wrote, from its history on, as lines that are not \
            wrapped; with -f on and on, until it ends",
    ours: true,
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    if let Some(target) = context.operand(0) {
        let place = context.model.resolve(Kind::Pane, Some(target), &context.here, None)?;
        context.target = place;
    } else {
        context.take_target(Kind::Pane)?;
    }
    let id = context.pane()?;
    let tail = tail(context)?;
    let (ansi, follow) = (context.arguments.has_long("ansi"), follows(context)?);
    if ansi && follow {
        return Err(Failure::new("--ansi and -f do not go together"));
    }
    let Some(pane) = context.model.panes.get(&id) else { return Ok(Flow::Next) };
    let mut lines = logical(&pane.terminal, tail, ansi);
    if pane.epitaph {
        // What pmux itself wrote there was never the program's.
        lines.rest.pop();
    }
    // The line that the cursor is in is told when it ends.
    let goes_on = follow && pane.ended.is_none();
    let rest = if goes_on { Vec::new() } else { lines.rest };
    let mut told = [lines.finished, rest].concat();
    if !goes_on {
        let end = told.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
        told.truncate(end);
    }
    for line in &told[told.len().saturating_sub(tail)..] {
        context.print(line);
    }
    if !goes_on {
        return Ok(Flow::Next);
    }
    let watch = context.model.watch(&[id], &Sign::Lines, None);
    go_on(context, watch)
}

/// How many lines are wanted of those that there are.
fn tail(context: &Context<'_>) -> Result<usize, Failure> {
    match context.arguments.long_value("tail") {
        None | Some("all") => Ok(usize::MAX),
        Some(text) => {
            text.parse().map_err(|_| Failure::new(format!("bad number of lines: {text}")))
        }
    }
}

/// Whether it goes on: only for somebody who reads it as it comes.
fn follows(context: &Context<'_>) -> Result<bool, Failure> {
    let wanted = context.has('f') || context.arguments.has_long("follow");
    let client = context.client.and_then(|id| context.model.clients.get(&id));
    match client.is_some_and(|client| client.session.is_none()) {
        false if wanted => Err(Failure::new("logs -f is for a shell: nobody could read it here")),
        _ => Ok(wanted),
    }
}

/// Prints what has come, and waits for more.
fn go_on(context: &mut Context<'_>, watch: u64) -> Outcome {
    let text = context.model.watches.take_lines(watch);
    context.output.extend_from_slice(text.as_bytes());
    match context.model.watches.take(watch, context.model.clock.millis) {
        None => context.wait(Wait::Watch(watch), move |context, _| go_on(context, watch)),
        Some(News::Verdict(..) | News::TimedOut | News::Over) => {
            context.model.watches.give_up(watch);
            Ok(Flow::Next)
        }
    }
}
