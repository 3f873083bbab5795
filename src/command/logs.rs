//! `logs`: what a pane's program wrote, as lines of text.

use super::place::Place;
use super::{Command, Context, Failure, Flow, Outcome, Repeatable, Wait, value};
use crate::language::format::strftime;
use crate::language::syntax::{Flag, Operand, Value};
use crate::language::target::Kind;
use crate::model::capture::logical;
use crate::model::effect::ClientEffect;
use crate::model::id::PaneId;
use crate::model::watches::{News, Sign};

/// The entry.
pub const COMMAND: Command = Command {
    name: "logs",
    flags: &[
        Flag::new('f', "go on with what is written from now on").or_long("follow"),
        Flag::new('t', "the time at which each line was begun stands before it")
            .or_long("timestamps"),
        Flag::long("ansi", "with colours and other looks, as escape sequences"),
        Flag::with('n', Value::new("lines", "so many of the last lines, or all")).or_long("tail"),
        Flag::long_with("since", value::MOMENT).meaning(
            "lines begun from then on: how long ago, as 10m, or a time, as 2026-11-28T22:47:13Z",
        ),
        Flag::long_with("until", value::MOMENT).meaning("lines begun until then, likewise"),
    ],
    operands: &[Operand::Optional(value::TARGET_PANE)],
    anywhere: true,
    about: "Print what a pane's program wrote, from its history on, as lines that are not \
            wrapped; with -f on and on, until it ends",
    ours: true,
    repeatable: Repeatable::Always,
    run,
    ..Command::NEW
};

/// The most bytes that are told of lines at once, of which whoever asks again has all or none.
const PART: usize = 256 << 10;

fn run(context: &mut Context<'_>) -> Outcome {
    if let Some(target) = context.operand(0) {
        let place = context.model.resolve(Kind::Pane, Some(target), &context.here, None)?;
        context.target = place;
    } else {
        context.take_target(Kind::Pane)?;
    }
    let id = context.pane()?;
    let mut tail = tail(context)?;
    let (since, until) = (moment(context, "since")?, moment(context, "until")?);
    let stamped = context.has('t');
    let (ansi, follow) = (context.arguments.has_long("ansi"), follows(context)?);
    if ansi && follow {
        return Err(Failure::new("--ansi and -f do not go together"));
    }
    if until.is_some() && follow {
        return Err(Failure::new("--until and -f do not go together"));
    }
    // Whoever followed it on the server before has had the lines up to there.
    let from = context.place(&COMMAND).and_then(|place| place.line(id)).filter(|_| follow);
    if from.is_some() {
        tail = usize::MAX;
    }
    let Some(pane) = context.model.graph.pane(id) else { return Ok(Flow::Next) };
    let end = pane.terminal.line_number();
    let mut lines = logical(&pane.terminal, tail, ansi);
    if pane.run.epitaph {
        // What pmux itself wrote there was never the program's.
        lines.rest.pop();
    }
    // The line that the cursor is in is told when it ends.
    let goes_on = follow && !pane.is_dead();
    let rest = if goes_on { Vec::new() } else { lines.rest };
    let mut told = [lines.finished, rest].concat();
    if !goes_on {
        let end = told.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
        told.truncate(end);
    }
    let begun = |line: u64| pane.line_times.of(line).unwrap_or(pane.run.started);
    let told = (lines.first..).zip(told).map(|(number, line)| (number, begun(number), line));
    // Of a line the second is known in which it was begun.
    let is_in = |(number, time, _): &(u64, i64, String)| {
        from.is_none_or(|from| *number >= from)
            && since.is_none_or(|since| *time >= since)
            && until.is_none_or(|until| *time <= until)
    };
    let told: Vec<(u64, i64, String)> = told.filter(is_in).collect();
    let last = told.iter().skip(told.len().saturating_sub(tail));
    let last =
        last.map(|(number, time, line)| (*number, stamp(context, line, stamped.then_some(*time))));
    let last: Vec<(u64, String)> = last.collect();
    if !follow {
        last.iter().for_each(|(_, line)| context.print(line));
        return Ok(Flow::Next);
    }
    let mut part = String::new();
    for (number, line) in last {
        part.push_str(&line);
        part.push('\n');
        if part.len() >= PART {
            feed(context, id, number + 1, std::mem::take(&mut part));
        }
    }
    feed(context, id, end, part);
    if !goes_on {
        return Ok(Flow::Next);
    }
    let watch = context.model.watch(&[id], &Sign::Lines, None);
    go_on(context, id, watch, stamped)
}

/// Gives lines to whoever follows them, who has had all before line `next` then. It ends as soon as
/// nobody reads it any more, though nothing more may come.
fn feed(context: &mut Context<'_>, pane: PaneId, next: u64, lines: String) {
    context.tell_place(&COMMAND, &Place(vec![(pane, next)]));
    if let Some(client) = context.client {
        context.model.ask_client(client, ClientEffect::Feed(lines.into_bytes()));
    }
}

/// A line, with its time where there is to be one.
fn stamp(context: &Context<'_>, line: &str, time: Option<i64>) -> String {
    let time = time.map(|time| (context.model.local_time)(time));
    let stamp = time.map(|time| strftime("%Y-%m-%dT%H:%M:%S%z ", &time));
    stamp.unwrap_or_default() + line
}

/// The second of Unix time that a flag names.
fn moment(context: &Context<'_>, flag: &'static str) -> Result<Option<i64>, Failure> {
    let Some(text) = context.arguments.long_value(flag) else { return Ok(None) };
    Ok(Some(context.moment(text)?.div_euclid(1_000_000)))
}

/// How many lines are wanted of those that there are.
fn tail(context: &Context<'_>) -> Result<usize, Failure> {
    match context.value('n') {
        None | Some("all") => Ok(usize::MAX),
        Some(text) => {
            text.parse().map_err(|_| Failure::new(format!("bad number of lines: {text}")))
        }
    }
}

/// Whether it goes on: only for somebody who reads it as it comes.
fn follows(context: &Context<'_>) -> Result<bool, Failure> {
    let wanted = context.has('f');
    let client = context.client.and_then(|id| context.model.graph.client(id));
    match client.is_some_and(|client| client.session().is_none()) {
        false if wanted => Err(Failure::new("logs -f is for a shell: nobody could read it here")),
        _ => Ok(wanted),
    }
}

/// Tells what has come, and waits for more.
fn go_on(context: &mut Context<'_>, pane: PaneId, watch: u64, stamped: bool) -> Outcome {
    let (text, now) = (context.model.watches.take_lines(watch), context.model.clock.unix);
    let line = |line| stamp(context, line, stamped.then_some(now)) + "\n";
    let lines: String = text.lines().map(line).collect();
    if !lines.is_empty() {
        let known = context.model.graph.pane(pane);
        let next = known.map_or(u64::MAX, |pane| pane.terminal.line_number());
        feed(context, pane, next, lines);
    }
    match context.model.watches.take(watch, context.model.clock.millis) {
        None => {
            let go_on = move |context: &mut Context<'_>, _| go_on(context, pane, watch, stamped);
            context.wait(Wait::Watch(watch), go_on)
        }
        Some(News::Verdict(..) | News::TimedOut | News::Over) => {
            context.model.watches.give_up(watch);
            Ok(Flow::Next)
        }
    }
}
