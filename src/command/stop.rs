//! `stop`: asks a pane's program to end, and after a while makes it.

use super::{Command, Context, Failure, Flow, Outcome, Wait, value};
use crate::language::syntax::{Flag, Operand};
use crate::language::{duration, signal};
use crate::model::effect::Receiver;
use crate::model::id::PaneId;
use crate::model::watches::{News, Sign};

/// The entry.
pub const COMMAND: Command = Command {
    name: "stop",
    flags: &[
        Flag::long_with("timeout", value::TIME)
            .meaning("how long it may take to end before it is killed"),
        Flag::with('t', value::TARGET_PANE)
            .meaning("a pane; beside other targets seconds, as docker has it"),
    ],
    operands: &[Operand::Any(value::TARGET_PANE)],
    anywhere: true,
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
    let (panes, patience) = meant(context)?;
    panes.iter().for_each(|pane| context.model.give_up_restarts(*pane));
    end(context, panes, patience, |_| Ok(Flow::Next))
}

/// The panes that are meant, and the milliseconds that their programs have to end in. Beside other
/// targets a number after `-t` is docker's: seconds.
///
/// # Errors
/// There is no such pane, or it is no length of time.
pub fn meant(context: &Context<'_>) -> Result<(Vec<PaneId>, u64), Failure> {
    let seconds = context.value('t').filter(|text| {
        !context.arguments.rest().is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
    });
    let patience = match context.arguments.long_value("timeout").or(seconds) {
        Some(text) => duration::parse(text)?,
        None => PATIENCE,
    };
    let panes = match seconds {
        Some(_) => context.panes_named()?,
        None => context.panes_meant()?,
    };
    Ok((panes, patience))
}

/// Ends the programs of panes, and goes on with `then` when they have ended.
pub fn end(
    context: &mut Context<'_>,
    panes: Vec<PaneId>,
    patience: u64,
    then: impl FnOnce(&mut Context<'_>) -> Outcome + 'static,
) -> Outcome {
    send(context, panes, signal::TERM, patience, Box::new(then))
}

/// What follows.
type Then = Box<dyn FnOnce(&mut Context<'_>) -> Outcome>;

/// Sends a signal to those panes whose program has not ended, and waits so many milliseconds for
/// them to.
fn send(
    context: &mut Context<'_>,
    panes: Vec<PaneId>,
    signal: i32,
    millis: u64,
    then: Then,
) -> Outcome {
    let until = context.model.clock.millis + millis;
    let watch = context.model.watch(&panes, &Sign::End, Some(until));
    for pane in context.model.watches.open(watch) {
        context.model.send_signal(pane, Receiver::Everybody, signal);
    }
    go_on(context, watch, signal, then)
}

fn go_on(context: &mut Context<'_>, watch: u64, signal: i32, then: Then) -> Outcome {
    loop {
        let left = context.model.watches.open(watch);
        match context.model.watches.take(watch, context.model.clock.millis) {
            Some(News::Verdict(..)) => {}
            Some(News::Over) => return then(context),
            Some(News::TimedOut) if signal == signal::KILL => {
                let left = left.first().map(PaneId::to_string).unwrap_or_default();
                return Err(Failure::new(format!("the program of {left} does not end")));
            }
            Some(News::TimedOut) => return send(context, left, signal::KILL, LAST, then),
            None => {
                let wait = Wait::Watch(watch);
                return context.wait(wait, move |context, _| go_on(context, watch, signal, then));
            }
        }
    }
}
