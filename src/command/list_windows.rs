//! `list-windows`: one line a window.

use super::order::{ORDER, REVERSED};
use super::{Command, Context, Flow, Outcome, Repeatable, flag};
use crate::language::target::Kind;
use crate::model::Model;
use crate::model::id::SessionId;
use crate::model::resolve::Place;

/// The entry.
pub const COMMAND: Command = Command {
    name: "list-windows",
    alias: Some("lsw"),
    flags: &[
        flag::ALL_SESSIONS,
        flag::JSON,
        flag::FORMAT,
        flag::FILTER,
        ORDER,
        REVERSED,
        flag::TARGET_SESSION,
    ],
    about: "List the windows of a session; with -a those of all",
    target: Some(Kind::Session),
    repeatable: Repeatable::Always,
    run,
    ..Command::NEW
};

const FORMAT: &str = "#{window_index}: #{window_name}#{window_raw_flags} \
    (#{window_panes} panes) [#{window_width}x#{window_height}] \
    [layout #{window_layout}] #{window_id}#{?window_active, (active),}";

const FORMAT_ALL: &str = "#{session_name}:#{window_index}: #{window_name}#{window_raw_flags} \
    (#{window_panes} panes) [#{window_width}x#{window_height}] ";

const FIELDS: &[&str] = &[
    "session_id",
    "session_name",
    "window_id",
    "window_index",
    "window_name",
    "window_active",
    "window_flags",
    "window_panes",
    "window_width",
    "window_height",
    "window_layout",
    "window_zoomed_flag",
    "window_bell_flag",
    "window_activity",
];

fn run(context: &mut Context<'_>) -> Outcome {
    let (places, format) = match context.has('a') {
        true => {
            let sessions = sessions_by_name(context.model);
            let windows = |session| windows_of(context.model, session);
            (sessions.into_iter().flat_map(windows).collect(), FORMAT_ALL)
        }
        false => (windows_of(context.model, context.session()?), FORMAT),
    };
    let places = context.places_in_order(places)?;
    context.list(places, format, FIELDS);
    Ok(Flow::Next)
}

/// All sessions, in the order of their names.
pub fn sessions_by_name(model: &Model) -> Vec<SessionId> {
    let mut all: Vec<_> = model.graph.sessions().map(|s| (s.name.as_str(), s.id)).collect();
    all.sort();
    all.into_iter().map(|(_, id)| id).collect()
}

/// The windows of a session, in the order of their indexes.
pub fn windows_of(model: &Model, session: SessionId) -> Vec<Place> {
    let Some(it) = model.graph.session(session) else { return Vec::new() };
    it.windows.keys().map(|&index| Place::of_index(model, session, index)).collect()
}
