//! `list-sessions`: one line a session.

use super::{Command, Context, Flow, Outcome, Repeatable, flag};
use crate::model::resolve::Place;

/// The entry.
pub const COMMAND: Command = Command {
    name: "list-sessions",
    alias: Some("ls"),
    flags: &[flag::JSON, flag::FORMAT, flag::FILTER],
    about: "List the sessions",
    repeatable: Repeatable::Always,
    run,
    ..Command::NEW
};

const FORMAT: &str = "#{session_name}: #{session_windows} windows \
    (created #{t:session_created})#{?session_grouped, (group ,}#{session_group}\
    #{?session_grouped,),}#{?session_attached, (attached),}#{?session_exited, (exited with #{pane_exit_status}),}\
    #{?session_beside, (beside #{session_beside}),}";

const FIELDS: &[&str] = &[
    "session_id",
    "session_name",
    "session_windows",
    "session_attached",
    "session_exited",
    "session_beside",
    "session_created",
    "session_activity",
    "session_last_attached",
    "session_path",
];

fn run(context: &mut Context<'_>) -> Outcome {
    let sessions: Vec<_> = context.model.graph.sessions().map(|s| (s.name.clone(), s.id)).collect();
    let mut sessions = sessions;
    sessions.sort();
    let places = sessions.into_iter().map(|(_, id)| Place::of_session(context.model, id)).collect();
    context.list(places, FORMAT, FIELDS);
    Ok(Flow::Next)
}
