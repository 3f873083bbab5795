//! `ps`: one row a pane, with what runs in it.

use super::list::Scene;
use super::list_panes::panes_of;
use super::list_windows::{sessions_by_name, windows_of};
use super::{Command, Context, Flow, Outcome};
use crate::language::arguments::FlagSpec;
use crate::model::resolve::Place;

/// The entry.
pub const COMMAND: Command = Command {
    name: "ps",
    flags: FlagSpec::new("aF:f:q").with_long(&["json"]),
    usage: "[-aq] [--json] [-F format] [-f filter]",
    about: "List the programs in all panes; with -a also those that have ended and are kept, \
            with -q only the panes' ids",
    ours: true,
    run,
    ..Command::NEW
};

/// The columns: their titles, and what is in them.
const COLUMNS: &[(&str, &str)] = &[
    ("SESSION", "#{session_name}"),
    ("PANE", "#{pane_id}"),
    ("COMMAND", "#{=/40/…:pane_command}"),
    ("PID", "#{pane_pid}"),
    ("STARTED", "#{pane_age} ago"),
    ("STATE", "#{pane_state}"),
    ("STATUS", "#{pane_exit_status}"),
    ("SIZE", "#{pane_width}x#{pane_height}"),
    ("CWD", "#{pane_current_path}"),
];

const FIELDS: &[&str] = &[
    "session_id",
    "session_name",
    "window_id",
    "window_index",
    "pane_id",
    "pane_index",
    "pane_command",
    "pane_current_command",
    "pane_pid",
    "pane_started",
    "pane_state",
    "pane_exit_status",
    "pane_width",
    "pane_height",
    "pane_current_path",
];

fn run(context: &mut Context<'_>) -> Outcome {
    let model = &*context.model;
    let sessions = sessions_by_name(model).into_iter();
    let windows = sessions.flat_map(|session| windows_of(model, session));
    let panes = windows.flat_map(|window| panes_of(model, &window));
    let scenes = panes.filter_map(|place| scene(context, place)).collect();
    if context.has('F') || context.arguments.has_long("json") {
        context.list_with(scenes, "", FIELDS);
    } else if context.has('q') {
        context.list_with(scenes, "#{pane_id}", FIELDS);
    } else {
        context.table(scenes, COLUMNS);
    }
    Ok(Flow::Next)
}

/// A pane with what only this list knows of it; `None` where it is not to be in it.
fn scene(context: &Context<'_>, place: Place) -> Option<Scene> {
    let pane = context.model.panes.get(&place.pane?)?;
    if pane.ended.is_some() && !context.has('a') {
        return None;
    }
    let described = pane.program.describe();
    let command = if described.is_empty() { pane.program.name() } else { described };
    let age = age(context.model.clock.unix - pane.started);
    Some((place, vec![("pane_command", command), ("pane_age", age)]))
}

/// A number of seconds in the largest unit that it has two of.
fn age(seconds: i64) -> String {
    match seconds.max(0) {
        n @ ..120 => format!("{n}s"),
        n @ ..7200 => format!("{}m", n / 60),
        n @ ..172_800 => format!("{}h", n / 3600),
        n => format!("{}d", n / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::age;

    #[test]
    fn ages_are_short() {
        let ages = [-5, 0, 119, 120, 7199, 7200, 172_799, 172_800].map(age);
        assert_eq!(ages, ["0s", "0s", "119s", "2m", "119m", "2h", "47h", "2d"]);
    }
}
