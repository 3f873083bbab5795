//! `list-clients`: one line an attached client.

use super::order::{ORDER, REVERSED};
use super::{Command, Context, Flow, Outcome, Repeatable, flag};
use crate::language::target::Kind;
use crate::model::resolve::Place;

/// The entry.
pub const COMMAND: Command = Command {
    name: "list-clients",
    alias: Some("lsc"),
    flags: &[flag::JSON, flag::FORMAT, flag::FILTER, ORDER, REVERSED, flag::TARGET_SESSION],
    about: "List the attached clients; with -t those of one session",
    repeatable: Repeatable::Always,
    run,
    ..Command::NEW
};

const FORMAT: &str = "#{client_name}: #{session_name} \
    [#{client_width}x#{client_height} #{client_termname}] \
    #{?client_flags,(,}#{client_flags}#{?client_flags,),}";

const FIELDS: &[&str] = &[
    "client_name",
    "client_tty",
    "client_pid",
    "client_session",
    "client_width",
    "client_height",
    "client_termname",
    "client_readonly",
    "client_created",
    "client_activity",
    "client_flags",
];

fn run(context: &mut Context<'_>) -> Outcome {
    let only = match context.value('t') {
        Some(_) => context.take_target(Kind::Session)?.session,
        None => None,
    };
    let mut clients: Vec<_> = context
        .model
        .graph
        .clients()
        .filter(|client| client.is_attached())
        .filter(|client| {
            let shown = Place::of_client(context.model, client.id).session;
            only.is_none_or(|only| shown == Some(only))
        })
        .map(|client| (client.name(), client.id))
        .collect();
    clients.sort();
    let places = clients.into_iter().map(|(_, id)| Place::of_client(context.model, id)).collect();
    let places = context.places_in_order(places)?;
    context.list(places, FORMAT, FIELDS);
    Ok(Flow::Next)
}
