//! `show-messages`: the messages that were shown, for those who looked away.

use super::{Command, Context, Flow, Outcome, Repeatable, flag};
use crate::language::format::strftime;
use crate::language::syntax::Flag;
use crate::model::client::Client;

/// The entry.
pub const COMMAND: Command = Command {
    name: "show-messages",
    alias: Some("showmsgs"),
    flags: &[
        Flag::new('J', "shell commands of status lines"),
        Flag::new('T', "the clients' terminals"),
        flag::TARGET_CLIENT,
    ],
    about: "Show the latest messages; -T shows the clients' terminals, -J shell commands of status \
        lines",
    repeatable: Repeatable::Always,
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    if context.has('T') || context.has('J') {
        if context.has('T') {
            terminals(context);
        }
        if context.has('J') {
            jobs(context);
        }
        return Ok(Flow::Next);
    }
    let local_time = context.model.local_time;
    let lines: Vec<String> = context
        .model
        .messages()
        .iter()
        .map(|(when, text)| format!("{} {text}", strftime("%H:%M:%S", &local_time(when))))
        .collect();
    lines.into_iter().for_each(|line| context.print(line));
    Ok(Flow::Next)
}

fn terminals(context: &mut Context<'_>) {
    let attached = context.model.graph.clients().filter(|client| client.session().is_some());
    let line = |client: &Client| {
        let size = client.size.cells;
        format!("Terminal {}: {} {}x{}", client.name(), client.term, size.cols, size.rows)
    };
    let lines: Vec<String> = attached.map(line).collect();
    lines.into_iter().for_each(|line| context.print(line));
}

fn jobs(context: &mut Context<'_>) {
    let jobs = context.model.shell_outputs.iter().map(|(command, output)| {
        let state = if output.running { "running" } else { "done" };
        format!("Job {state}: {command}")
    });
    let lines: Vec<String> = jobs.collect();
    lines.into_iter().for_each(|line| context.print(line));
}
