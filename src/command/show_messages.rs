//! `show-messages`: the messages that were shown, for those who looked away.

use super::{Command, Context, Flow, Outcome};
use crate::language::arguments::FlagSpec;
use crate::language::format::strftime;

/// The entry.
pub const COMMAND: Command = Command {
    name: "show-messages",
    alias: Some("showmsgs"),
    flags: FlagSpec::new("t:"),
    usage: "[-t target-client]",
    about: "Show the latest messages",
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let local_time = context.model.local_time;
    let lines: Vec<String> = context
        .model
        .messages
        .iter()
        .map(|(when, text)| format!("{} {text}", strftime("%H:%M:%S", &local_time(*when))))
        .collect();
    lines.into_iter().for_each(|line| context.print(line));
    Ok(Flow::Next)
}
