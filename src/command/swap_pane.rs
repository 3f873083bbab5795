//! `swap-pane`: two panes change places.

use super::{Command, Context, Failure, Flow, Outcome, flag, value};
use crate::language::syntax::Flag;
use crate::language::target::Kind;
use crate::model::id::{PaneId, WindowId};

/// The entry.
pub const COMMAND: Command = Command {
    name: "swap-pane",
    alias: Some("swapp"),
    flags: &[
        Flag::new('d', "the active pane stays"),
        Flag::new('D', "with the next pane"),
        Flag::new('U', "with the pane before"),
        flag::KEEP_ZOOMED,
        Flag::with('s', value::SRC_PANE),
        Flag::with('t', value::DST_PANE),
    ],
    about: "Swap two panes; with -U a pane with the one before it, -D with the one after it",
    target: Some(Kind::Pane),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let (window, pane) = (context.window()?, context.pane()?);
    context.is_not_modal(pane)?;
    let step = |by| {
        let other = context.model.graph.window(window)?.step_tiled(pane, by);
        other.map(|other| (window, other))
    };
    let it = context.model.graph.window(window);
    if it.is_some_and(|it| it.float(pane).is_some()) {
        for (flag, way) in [('D', "down"), ('U', "up")] {
            if context.has(flag) {
                return Err(Failure::new(format!("cannot swap {way} on floating pane")));
            }
        }
    }
    let other = match (context.has('D'), context.has('U')) {
        (true, _) => step(1),
        (_, true) => step(-1),
        _ => {
            let source = context.source_or_marked(Kind::Pane)?;
            Some((source.the_window()?, source.the_pane()?))
        }
    };
    let (from, other) = other.ok_or_else(|| Failure::not_found("no current pane"))?;
    context.is_not_modal(other)?;
    if pane == other {
        return Ok(Flow::Next);
    }
    context.is_of_window(pane)?;
    context.is_of_window(other)?;
    let keep = context.has('Z');
    let zoomed: Vec<WindowId> = [window, from]
        .into_iter()
        .filter(|id| context.model.graph.window(*id).is_some_and(|window| window.zoomed && keep))
        .collect();
    let active = context.model.graph.window(window).map(|window| window.active);
    context.model.swap_panes(other, pane);
    match (context.has('d'), window == from) {
        (false, true) => activate(context, pane),
        (false, false) => [pane, other].into_iter().for_each(|pane| activate(context, pane)),
        // In two windows the places that were active stay so; in one it is the source pane.
        (true, true) if [Some(pane), Some(other)].contains(&active) => activate(context, other),
        (true, _) => {}
    }
    zoomed.into_iter().for_each(|window| context.model.graph.zoom(window, true));
    Ok(Flow::Next)
}

fn activate(context: &mut Context<'_>, pane: PaneId) {
    context.model.select_pane(pane, false);
}
