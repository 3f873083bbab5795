//! `await`: waits for something to happen in a pane.

use super::place::Place;
use super::{Command, Context, Failure, Flow, Outcome, Repeatable, Status, Wait, flag, value};
use crate::language::duration;
use crate::language::syntax::{Flag, Operand, Value};
use crate::model::effect::ClientEffect;
use crate::model::id::PaneId;
use crate::model::watches::{News, Sign, Verdict};

/// The entry.
pub const COMMAND: Command = Command {
    name: "await",
    flags: &[
        Flag::long(
            "exit",
            "until the program has ended; that is what is waited for without a flag",
        ),
        Flag::long_with(
            "for",
            Value::new("regex", "a regular expression that a line of text is to match"),
        )
        .instead(),
        Flag::long_with("idle", value::TIME)
            .meaning("until nothing was written for so long, as 500ms, 2s or 1m30s")
            .instead(),
        Flag::long("prompt", "until the shell shows its prompt").instead(),
        Flag::long_with("timeout", value::TIME).meaning("wait no longer than that"),
        flag::TARGET_PANE,
    ],
    operands: &[Operand::Any(value::TARGET_PANE)],
    anywhere: true,
    about: "Wait for a pane's program to end, and print and leave with its exit status; or for a \
            text, for quiet, for the shell's prompt. 124 says that the time was over",
    ours: true,
    repeatable: Repeatable::Always,
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let (sign, panes) = (sign(context)?, context.panes()?);
    let timeout = context.arguments.long_value("timeout").map(str::to_owned);
    let until = match &timeout {
        // Time goes on also where the server does not.
        Some(text) => {
            let waited = context.waited_for().unsigned_abs();
            Some(context.model.clock.millis + duration::parse(text)?.saturating_sub(waited))
        }
        None => None,
    };
    let place = context.place(&COMMAND);
    if place.is_none() && matches!(sign, Sign::Text(_)) {
        begin(context, &panes);
    }
    let from = |pane| place.as_ref().and_then(|place| place.line(pane));
    let watch = context.model.watch_from(&panes, &sign, until, from);
    go_on(context, Awaited { watch, timeout, is_end: matches!(sign, Sign::End), status: 0 })
}

/// Says from which lines on a text is looked for, for whoever has to ask the next server: it may have
/// scrolled away by then. There is no output that it would have to come with.
fn begin(context: &mut Context<'_>, panes: &[PaneId]) {
    let graph = &context.model.graph;
    let first = |id: &PaneId| {
        let history = graph.pane(*id)?.terminal.history();
        Some((*id, history.next() - u64::from(history.continues())))
    };
    let place = Place(panes.iter().filter_map(first).collect());
    context.tell_place(&COMMAND, &place);
    if let Some(client) = context.client {
        context.model.ask_client(client, ClientEffect::Stdout(Vec::new()));
    }
}

/// What is waited for: one of the four.
fn sign(context: &Context<'_>) -> Result<Sign, Failure> {
    let arguments = &context.arguments;
    let given: Vec<&str> = ["exit", "for", "idle", "prompt"]
        .into_iter()
        .filter(|name| arguments.has_long(name))
        .collect();
    match (given[..].first().copied(), given.get(1)) {
        (Some(one), Some(other)) => {
            Err(Failure::new(format!("--{one} and --{other} cannot be waited for at once")))
        }
        (Some("for"), None) => text(arguments.long_value("for").unwrap_or_default()),
        (Some("idle"), None) => {
            Ok(Sign::Quiet(duration::parse(arguments.long_value("idle").unwrap_or_default())?))
        }
        (Some("prompt"), None) => Ok(Sign::Prompt),
        _ => Ok(Sign::End),
    }
}

fn text(regex: &str) -> Result<Sign, Failure> {
    let bad = |error: regex::Error| Failure::new(format!("bad regular expression: {error}"));
    Ok(Sign::Text(regex::Regex::new(regex).map_err(bad)?))
}

/// A wait that is under way.
struct Awaited {
    watch: u64,
    /// The timeout, as it was written.
    timeout: Option<String>,
    is_end: bool,
    status: u8,
}

/// Takes what has happened, and waits for the rest.
fn go_on(context: &mut Context<'_>, mut awaited: Awaited) -> Outcome {
    let watch = awaited.watch;
    while let Some(news) = context.model.watches.take(watch, context.model.clock.millis) {
        let failure = match news {
            News::Over => return Ok(Flow::Status(awaited.status)),
            News::Verdict(_, Verdict::Ended(ended)) if awaited.is_end => {
                context.print(ended.status().to_string());
                awaited.status = ended.exit_status();
                continue;
            }
            News::Verdict(_, Verdict::Seen) => continue,
            News::Verdict(pane, Verdict::Ended(ended)) => ended_instead(pane, ended.status()),
            News::Verdict(pane, Verdict::Closed) => Failure::new(format!("{pane} was closed")),
            News::TimedOut => {
                let after = awaited.timeout.as_deref().unwrap_or_default();
                Failure::new(format!("timed out after {after}")).with_status(Status::TimedOut)
            }
        };
        context.model.watches.give_up(watch);
        return Err(failure);
    }
    context.wait(Wait::Watch(watch), |context, _| go_on(context, awaited))
}

fn ended_instead(pane: PaneId, status: i32) -> Failure {
    Failure::new(format!("the program of {pane} ended, with status {status}"))
}
