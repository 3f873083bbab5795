//! `list-sessions`: one line a session, those that run and then those that only are saved.

use super::order::{ORDER, REVERSED};
use super::{Command, Context, Flow, Outcome, Repeatable, flag};
use crate::model::resolve::Place;
use crate::saved::Label;

/// When a session was saved that does not run.
const SAVED: &str = "session_saved";

/// The entry.
pub const COMMAND: Command = Command {
    name: "list-sessions",
    alias: Some("ls"),
    flags: &[flag::JSON, flag::FORMAT, flag::FILTER, ORDER, REVERSED],
    about: "List the sessions, also those that are saved and do not run. A format or filter has the \
            latter only where it names session_saved, which is when they were",
    repeatable: Repeatable::Always,
    run,
    ..Command::NEW
};

const FORMAT: &str = "#{session_name}: #{session_windows} windows \
    (created #{t:session_created})#{?session_grouped, (group ,}#{session_group}\
    #{?session_grouped,),}#{?session_attached, (attached),}#{?session_exited, (exited with #{pane_exit_status}),}\
    #{?session_beside, (beside #{session_beside}),}\
    #{?session_saved, (saved #{t:session_saved}),}";

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
    SAVED,
];

fn run(context: &mut Context<'_>) -> Outcome {
    let formats = [context.value('F'), context.value('f')];
    let asks = formats.iter().flatten().all(|format| format.contains(SAVED));
    if !asks || !context.model.saves() {
        return list(context, Vec::new());
    }
    let arguments = context.arguments.clone();
    context.list_saved(move |context, labels| {
        context.arguments = arguments;
        // Where nobody can tell which are saved, those that run are listed all the same.
        list(context, labels.unwrap_or_default())
    })
}

fn list(context: &mut Context<'_>, saved: Vec<Label>) -> Outcome {
    let sessions: Vec<_> = context.model.graph.sessions().map(|s| (s.name.clone(), s.id)).collect();
    let mut sessions = sessions;
    sessions.sort();
    let places = sessions.into_iter().map(|(_, id)| Place::of_session(context.model, id));
    let only_saved = |label: Label| {
        let known = vec![
            ("session_name", label.name),
            ("session_windows", label.windows.to_string()),
            ("session_created", label.created.to_string()),
            (SAVED, label.saved.to_string()),
        ];
        (Place::default(), known)
    };
    let scenes = places.map(|place| (place, Vec::new())).chain(saved.into_iter().map(only_saved));
    let scenes = context.in_order(scenes.collect())?;
    context.list_with(scenes, FORMAT, FIELDS);
    Ok(Flow::Next)
}
