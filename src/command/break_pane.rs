//! `break-pane`: a pane gets a window of its own.

use super::{Command, Context, Failure, Flow, Outcome, flag, value};
use crate::language::syntax::Flag;
use crate::language::target::Kind;
use crate::model::resolve::Place;

/// The entry.
pub const COMMAND: Command = Command {
    name: "break-pane",
    alias: Some("breakp"),
    flags: &[
        Flag::new('a', "after the target window"),
        Flag::new('b', "before the target window"),
        flag::STAY,
        flag::PRINT,
        flag::PRINT_FORMAT,
        Flag::with('n', value::WINDOW_NAME),
        Flag::with('s', value::SRC_PANE),
        Flag::with('t', value::DST_WINDOW),
    ],
    about: "Move a pane into a window of its own",
    run,
    ..Command::NEW
};

const FORMAT: &str = "#{session_name}:#{window_index}.#{pane_index}";

fn run(context: &mut Context<'_>) -> Outcome {
    let source = context.source(Kind::Pane)?;
    let (window, pane) = (source.the_window()?, source.the_pane()?);
    let name = context.value('n').map(|name| context.model.expand(name, &source));
    let (session, wanted) = context.model.resolve_index(context.value('t'), &context.here)?;
    let is_tiled = context.model.graph.window_of(pane) == Some(window);
    let it = context.model.graph.window(window).filter(|_| is_tiled);
    let alone = it.is_some_and(|window| window.panes().len() < 2);
    if alone {
        let (from, index) = super::link_window::link_to(context, &source, session, wanted)?;
        context.model.unlink_index(from, index);
        if let Some(name) = name {
            context.model.rename_window(window, &name);
        }
    } else {
        let index = context.window_room(session, wanted)?;
        let new = context.model.break_pane(pane, session, index, name);
        new.ok_or_else(|| Failure::not_found("no current pane"))?;
        if !context.has('d') {
            context.model.select_window(session, index);
        }
    }
    if context.has('P') {
        let format = context.value('F').unwrap_or(FORMAT).to_owned();
        let place = Place::of_pane(context.model, pane);
        context.print(context.model.expand(&format, &place));
    }
    Ok(Flow::Next)
}
