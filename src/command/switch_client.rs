//! `switch-client`: a client shows another session, or looks keys up in another table.

use super::attach_session::update_environment;
use super::{Command, Context, Failure, Flow, Outcome, flag, value};
use crate::language::syntax::Flag;
use crate::language::target::Kind;
use crate::model::client::Client;
use crate::model::id::SessionId;
use crate::model::resolve::Place;

/// The entry.
pub const COMMAND: Command = Command {
    name: "switch-client",
    alias: Some("switchc"),
    flags: &[
        flag::KEEP_ENVIRONMENT,
        Flag::new('l', "to the session before"),
        Flag::new('n', "to the next session"),
        Flag::new('p', "to the session of the name before"),
        Flag::new('r', "only look, or no more"),
        Flag::new('Z', "a zoomed window stays zoomed, with the pane that -t names"),
        Flag::with('c', value::TARGET_CLIENT),
        Flag::with('O', value::SORT_ORDER).meaning("with -n and -p: in which order they come"),
        flag::TARGET_SESSION,
        Flag::with('T', value::KEY_TABLE),
    ],
    about: "Show another session: -t a named one, -n the next, -p the previous, -l the last",
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let client = context.target_display('c')?;
    if context.has('r')
        && let Some(client) = context.model.graph.client_mut(client)
    {
        client.set_read_only(!client.read_only);
        client.ignore_size = client.read_only;
    }
    if let Some(table) = context.value('T').map(str::to_owned) {
        if !context.model.keys().has(&table) {
            return Err(Failure::not_found(format!("table {table} doesn't exist")));
        }
        let now = context.model.clock.millis;
        if let Some(display) = context.model.graph.display_mut(client) {
            (display.keys.table, display.keys.since) = (Some(table), now);
        }
        return Ok(Flow::Next);
    }
    let current = context.model.graph.client(client).and_then(Client::session);
    let session = if context.has('n') || context.has('p') {
        let by = if context.has('n') { 1 } else { -1 };
        step(context, current, by)?.ok_or_else(|| Failure::not_found("can't find next session"))?
    } else if context.has('l') {
        let last = context.model.graph.display(client).and_then(|it| it.last_session);
        last.filter(|id| context.model.graph.has_session(*id))
            .ok_or_else(|| Failure::not_found("can't find last session"))?
    } else if let Some(target) = context.value('t') {
        let mouse = context.mouse.map(|hit| hit.place);
        let kind = if target.contains([':', '.', '%', '@']) { Kind::Pane } else { Kind::Session };
        let place = context.model.resolve(kind, Some(target), &context.here, mouse.as_ref())?;
        let session = place.session.ok_or_else(|| Failure::not_found("no current session"))?;
        if kind == Kind::Pane && context.model.looks_on(context.client).is_none() {
            if let Some(index) = place.index {
                context.model.select_window(session, index);
            }
            if let Some(pane) = place.pane {
                context.model.graph.activate(pane, context.has('Z'));
            }
        }
        session
    } else {
        return Ok(Flow::Next);
    };
    if !context.has('E') {
        update_environment(context, client, session);
    }
    context.model.attach(client, session);
    Ok(Flow::Next)
}

/// The session `by` further on in the order of names, or in that of `-O`.
///
/// # Errors
/// There is no such order.
fn step(
    context: &Context<'_>,
    from: Option<SessionId>,
    by: i64,
) -> Result<Option<SessionId>, Failure> {
    let seen = context.model.graph.sessions().filter(|it| it.beside.is_none());
    let seen = seen.filter(|it| !it.kept || Some(it.id) == from);
    let mut all: Vec<_> = seen.map(|session| (&session.name, session.id)).collect();
    all.sort();
    let places = all.into_iter().map(|(_, id)| Place::of_session(context.model, id)).collect();
    let places = context.places_in_order(places)?;
    let all: Vec<SessionId> = places.into_iter().filter_map(|place| place.session).collect();
    let at = all.iter().position(|id| Some(*id) == from).map(|at| at as i64);
    let next = at.map(|at| (at + by).rem_euclid(all.len() as i64) as usize);
    Ok(next.and_then(|next| all.get(next).copied()))
}
