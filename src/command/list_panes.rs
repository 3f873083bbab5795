//! `list-panes`: one line a pane.

use super::list_windows::{sessions_by_name, windows_of};
use super::order::{ORDER, REVERSED};
use super::{Command, Context, Flow, Outcome, Repeatable, flag};
use crate::language::syntax::Flag;
use crate::language::target::Kind;
use crate::model::Model;
use crate::model::resolve::Place;

/// The entry.
pub const COMMAND: Command = Command {
    name: "list-panes",
    alias: Some("lsp"),
    flags: &[
        flag::ALL_SESSIONS,
        Flag::new('s', "of the whole session"),
        flag::JSON,
        flag::FORMAT,
        flag::FILTER,
        ORDER,
        REVERSED,
        flag::TARGET_WINDOW,
    ],
    about: "List the panes of a window; with -s those of a session, with -a all",
    // With -s it is a session; a window's target names that too.
    target: Some(Kind::Window),
    repeatable: Repeatable::Always,
    run,
    ..Command::NEW
};

/// What every line ends in.
macro_rules! pane {
    ($before:literal) => {
        concat!(
            $before,
            "#{pane_index}: [#{pane_width}x#{pane_height}] ",
            "[history #{history_size}/#{history_limit}, #{history_bytes} bytes] ",
            "#{pane_id}#{?pane_active, (active),}#{?pane_dead, (dead),}",
        )
    };
}

const FORMAT: &str = pane!("");
const FORMAT_SESSION: &str = pane!("#{window_index}.");
const FORMAT_ALL: &str = pane!("#{session_name}:#{window_index}.");

const FIELDS: &[&str] = &[
    "session_name",
    "window_id",
    "window_index",
    "pane_id",
    "pane_index",
    "pane_active",
    "pane_title",
    "pane_pid",
    "pane_tty",
    "pane_width",
    "pane_height",
    "pane_left",
    "pane_top",
    "pane_current_command",
    "pane_current_path",
    "pane_start_command",
    "pane_dead",
    "pane_dead_status",
    "pane_in_mode",
    "history_size",
    "history_bytes",
];

fn run(context: &mut Context<'_>) -> Outcome {
    let model = &*context.model;
    let (windows, format): (Vec<Place>, _) = if context.has('a') {
        let sessions = sessions_by_name(model).into_iter();
        (sessions.flat_map(|session| windows_of(model, session)).collect(), FORMAT_ALL)
    } else if context.has('s') {
        (windows_of(model, context.session()?), FORMAT_SESSION)
    } else {
        (vec![context.target], FORMAT)
    };
    let places = windows.iter().flat_map(|window| panes_of(model, window)).collect();
    let places = context.places_in_order(places)?;
    context.list(places, format, FIELDS);
    Ok(Flow::Next)
}

/// The panes of a window, in the order of their indexes.
pub fn panes_of(model: &Model, place: &Place) -> Vec<Place> {
    let window = place.window.and_then(|id| model.graph.window(id));
    let panes = window.map(|window| window.panes()).unwrap_or_default();
    panes.into_iter().map(|pane| Place { pane: Some(pane), ..*place }).collect()
}
