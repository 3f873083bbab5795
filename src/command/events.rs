//! `events`: what happens, a JSON line each, for as long as somebody listens.

use serde_json::json;

use super::{Command, Context, Failure, Flow, Outcome, Repeatable, Wait, value};
use crate::language::syntax::{Flag, Value, Words};
use crate::model::effect::ClientEffect;
use crate::model::event_log::{EVENTS, Filter, KEYS};
use crate::model::feed::Feed;

/// The entry.
pub const COMMAND: Command = Command {
    name: "events",
    flags: &[
        Flag::long_with("since", value::MOMENT).meaning(
            "also what happened before, from so long ago (10m) or a time on, as an event's",
        ),
        Flag::long_with(
            "filter",
            Value::new(
                "key=value",
                "only those with this event, session, window, pane or client; again for more",
            )
            .of(Words::These(&["event=", "session=", "window=", "pane=", "client="])),
        ),
    ],
    anywhere: true,
    about: "Print what happens to sessions, windows, panes, commands and clients as it does, a \
        JSON object a line",
    repeatable: Repeatable::Always,
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let since = context.arguments.long_value("since").map(|text| context.moment(text));
    let filters = context.arguments.long_values("filter").map(filter);
    let filter = Filter(filters.collect::<Result<_, _>>()?);
    let mut since = since.transpose()?;
    if context.again().is_some() {
        // A server remembers only what it saw: nobody had any of that from the one before.
        since = since.or(Some(context.micros() - 1000 * context.waited_for()));
        tell_replaced(context);
    }
    let reader = context.model.event_log.reader(since, filter);
    context.follow(Feed::Events(reader))
}

/// Says to whoever follows what happens that another server tells it from now on.
fn tell_replaced(context: &mut Context<'_>) {
    let time = context.micros() as f64 / 1e6;
    let line = json!({ "time": time, "event": "server-replaced" }).to_string() + "\n";
    if let Some(client) = context.client {
        context.model.ask_client(client, ClientEffect::Feed(line.into_bytes()));
    }
}

fn filter(text: &str) -> Result<(String, String), Failure> {
    let known = text.split_once('=').filter(|(key, _)| KEYS.contains(key));
    let (key, value) = known.ok_or_else(|| {
        let keys = KEYS.join(", ");
        Failure::new(format!("bad filter: {text} (it is key=value; keys are {keys})"))
    })?;
    if key == "event" && !EVENTS.contains(&value) {
        let events = EVENTS.join(", ");
        return Err(Failure::new(format!("bad filter: {text} (no such event; they are {events})")));
    }
    Ok((key.to_owned(), value.to_owned()))
}

impl Context<'_> {
    /// Gives the client that asked what a feed brings, until that or the client is gone.
    ///
    /// # Errors
    /// Nobody asked, or a display did.
    pub fn follow(&mut self, feed: Feed) -> Outcome {
        let client = self.client.filter(|_| self.is_one_shot()).ok_or_else(|| {
            Failure::new(format!("{} is for a shell: pmux {0}", self.command.name))
        })?;
        self.model.feeds.push((client, feed));
        self.wait(Wait::Feed(client), |_, _| Ok(Flow::Next))
    }
}
