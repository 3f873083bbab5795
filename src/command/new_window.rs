//! `new-window`: a window with one pane.

use super::{Command, Context, Flow, Outcome, flag, value};
use crate::language::syntax::{Flag, Operand};
use crate::model::resolve::Place;

/// The entry.
pub const COMMAND: Command = Command {
    name: "new-window",
    alias: Some("neww"),
    flags: &[
        flag::AFTER,
        flag::BEFORE,
        flag::STAY,
        flag::EMPTY,
        flag::KILL_THERE,
        flag::PRINT,
        Flag::new('S', "go to the window of that name, if there is one"),
        Flag::with('c', value::START_DIRECTORY),
        Flag::with('e', value::ENVIRONMENT),
        flag::PRINT_FORMAT,
        Flag::with('n', value::WINDOW_NAME),
        flag::TARGET_WINDOW,
    ],
    operands: &[Operand::Rest(value::RUN_IN_PANE)],
    about: "Make a new window",
    run,
    ..Command::NEW
};

const FORMAT: &str = "#{session_name}:#{window_index}.#{pane_index}";

fn run(context: &mut Context<'_>) -> Outcome {
    let (session, index) = context.model.resolve_index(context.value('t'), &context.here)?;
    if context.target.session != Some(session) || context.target.pane.is_none() {
        let client = context.target.client;
        context.target = Place { client, ..Place::of_session(context.model, session) };
    }
    let name = context.window_name(context.expanded('n'))?;
    if let Some(name) = name.as_deref().filter(|_| context.has('S')) {
        let it = &context.model.graph[session];
        let named = it.windows.iter().find(|(_, id)| context.model.graph[**id].name == name);
        if let Some((&index, _)) = named {
            context.model.select_window(session, index);
            return Ok(Flow::Next);
        }
    }
    let index = context.window_room(session, index)?;
    let launch = context.launch_or_nothing()?;
    let size = context.model.size_for_new_window_at(context.current_client(), session);
    let named = (name, !context.has('d'));
    let new = context.model.new_window(session, index, named, size, &launch);
    context.started_only(new, FORMAT)
}
