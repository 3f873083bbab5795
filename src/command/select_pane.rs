//! `select-pane`: another pane becomes the active one; or a pane is marked, named, or shut
//! against keys.

use super::last_pane::last_pane;
use super::{Command, Context, Flow, Outcome, flag, value};
use crate::language::syntax::Flag;
use crate::language::target::Kind;
use crate::model::id::PaneId;

/// The entry.
pub const COMMAND: Command = Command {
    name: "select-pane",
    alias: Some("selectp"),
    flags: &[
        Flag::new('D', "the pane below"),
        flag::DEAF,
        flag::HEARING,
        Flag::new('L', "the pane on the left"),
        Flag::new('l', "the pane before"),
        Flag::new('M', "no pane is marked any more"),
        Flag::new('m', "mark the pane"),
        Flag::new('R', "the pane on the right"),
        Flag::new('U', "the pane above"),
        flag::KEEP_ZOOMED,
        Flag::with('T', value::TITLE),
        flag::TARGET_PANE,
    ],
    about: "Make a pane active; -L, -R, -U, -D the one beside it, -l the last one",
    target: Some(Kind::Pane),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let (window, pane) = (context.window()?, context.pane()?);
    if context.has('l') {
        return last_pane(context);
    }
    if context.has('m') || context.has('M') {
        let it = context.model.graph.window(window);
        let is_seen = it.is_some_and(|it| it.shown().iter().any(|(shown, _)| *shown == pane));
        if context.has('m') && !is_seen {
            return Ok(Flow::Next);
        }
        let floats = it.is_some_and(|it| it.float(pane).is_some());
        let toggled = context.model.marked == Some(pane);
        context.model.mark(Some(pane).filter(|_| context.has('m') && !toggled));
        // What floats is marked to be seen.
        if floats {
            context.model.select_pane(pane, true);
        }
        return Ok(Flow::Next);
    }
    let direction = context.direction();
    let beside = direction.and_then(|way| context.model.graph.window(window)?.neighbour(pane, way));
    let pane = beside.unwrap_or(pane);
    if direction.is_some() && beside.is_none() {
        return Ok(Flow::Next);
    }
    if context.switch_input(pane) {
        return Ok(Flow::Next);
    }
    if let Some(title) = context.expanded('T') {
        let title = title.chars().filter(|c| !c.is_control()).collect();
        context.model.graph.title_pane(pane, title);
        return Ok(Flow::Next);
    }
    context.model.select_pane(pane, context.has('Z'));
    Ok(Flow::Next)
}

impl Context<'_> {
    /// With `-d` keys no longer reach the pane's program, with `-e` they do again. Whether
    /// either was asked for.
    pub fn switch_input(&mut self, pane: PaneId) -> bool {
        let (on, off) = (self.has('e'), self.has('d'));
        if on || off {
            self.model.graph.take_input(pane, on);
        }
        on || off
    }
}
