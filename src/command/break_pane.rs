//! `break-pane`: a pane gets a window of its own.

use super::{Command, Context, Failure, Flow, Outcome, flag, value};
use crate::language::syntax::Flag;
use crate::language::target::Kind;
use crate::model::graph::Floating;
use crate::model::id::{PaneId, WindowId};
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
        Flag::new('W', "lay it over the others of its window instead"),
        Flag::with('x', value::FRAME_WIDTH),
        Flag::with('y', value::FRAME_HEIGHT),
        Flag::with('X', value::X_POSITION),
        Flag::with('Y', value::Y_POSITION),
    ],
    about: "Move a pane into a window of its own; with -W lay it over the others of its window",
    run,
    ..Command::NEW
};

const FORMAT: &str = "#{session_name}:#{window_index}.#{pane_index}";

/// Lays a pane over the others of its window, where it floated before if it did.
fn float(context: &mut Context<'_>, window: WindowId, pane: PaneId) -> Outcome {
    context.is_of_window(pane)?;
    let Some(it) = context.model.graph.window(window) else { return Ok(Flow::Next) };
    if it.float(pane).is_some() {
        return Err(Failure::new("pane is already floating"));
    }
    if it.zoomed {
        let tmux = "can't float a pane while window is zoomed";
        return Err(context.fails(tmux, "resize-pane -Z ends that"));
    }
    let (before, framed) = (it.floated_at(pane), context.model.is_framed(pane));
    let place = context.floating_place(window, framed, before);
    let place = place.map_err(|error| Failure::new(format!("failed to float pane: {error}")))?;
    context.model.graph.lift(Floating { framed, ..Floating::new(pane, place) });
    if !context.has('d') {
        context.model.select_pane(pane, false);
    }
    Ok(Flow::Next)
}

fn run(context: &mut Context<'_>) -> Outcome {
    let source = context.source(Kind::Pane)?;
    let (window, pane) = (source.the_window()?, source.the_pane()?);
    context.is_not_modal(pane)?;
    if context.has('W') {
        return float(context, window, pane);
    }
    let name = context.value('n').map(|name| context.model.expand(name, &source));
    let name = context.window_name(name)?;
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
