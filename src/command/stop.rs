//! `stop`: asks a pane's program to end, and after a while makes it.

use super::{Command, Context, Failure, Flow, Outcome, Wait};
use crate::language::arguments::FlagSpec;
use crate::language::{duration, signal};
use crate::model::effect::Receiver;
use crate::model::id::PaneId;
use crate::model::watches::{News, Sign};

/// The entry.
pub const COMMAND: Command = Command {
    name: "stop",
    flags: FlagSpec::new("t:").with_long(&["timeout="]).anywhere(),
    operands: (0, None),
    usage: "[--timeout time] [target-pane ...]",
    about: "End a pane's program by SIGTERM, and by SIGKILL where it has not ended after ten \
            seconds or the time given; wait until it has",
    ours: true,
    run,
    ..Command::NEW
};

/// Milliseconds between SIGTERM and SIGKILL, as docker has it.
const PATIENCE: u64 = 10_000;

/// Milliseconds after SIGKILL until a program is given up: one that the kernel does not let go.
const LAST: u64 = 10_000;

fn run(context: &mut Context<'_>) -> Outcome {
    let patience = match context.arguments.long_value("timeout") {
        Some(text) => duration::parse(text)?,
        None => PATIENCE,
    };
    let panes = context.panes_meant()?;
    end(context, panes, signal::TERM, patience)
}

/// Sends a signal to those panes whose program has not ended, and waits so many milliseconds for
/// them to.
fn end(context: &mut Context<'_>, panes: Vec<PaneId>, signal: i32, millis: u64) -> Outcome {
    let until = context.model.clock.millis + millis;
    let watch = context.model.watch(&panes, &Sign::End, Some(until));
    for pane in context.model.watches.open(watch) {
        context.model.send_signal(pane, Receiver::Everybody, signal);
    }
    go_on(context, watch, signal)
}

fn go_on(context: &mut Context<'_>, watch: u64, signal: i32) -> Outcome {
    loop {
        let left = context.model.watches.open(watch);
        match context.model.watches.take(watch, context.model.clock.millis) {
            Some(News::Verdict(..)) => {}
            Some(News::Over) => return Ok(Flow::Next),
            Some(News::TimedOut) if signal == signal::KILL => {
                let left = left.first().map(PaneId::to_string).unwrap_or_default();
                return Err(Failure::new(format!("the program of {left} does not end")));
            }
            Some(News::TimedOut) => return end(context, left, signal::KILL, LAST),
            None => {
                let wait = Wait::Watch(watch);
                return context.wait(wait, move |context, _| go_on(context, watch, signal));
            }
        }
    }
}
