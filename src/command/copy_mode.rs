//! `copy-mode`: a pane shows its history, to read in and to copy from.

use super::{Command, Context, Failure, Flow, Outcome};
use crate::geometry::Point;
use crate::language::arguments::FlagSpec;
use crate::language::target::Kind;
use crate::model::client::Drag;
use crate::model::copy_mode::Action;
use crate::model::id::PaneId;

/// The entry.
pub const COMMAND: Command = Command {
    name: "copy-mode",
    flags: FlagSpec::new("eHMqt:u"),
    usage: "[-eHMqu] [-t target-pane]",
    about: "Look at a pane's history; -u a page up, -e leaves at its end, -q leaves now",
    target: Some(Kind::Pane),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    if context.has('M') {
        return begin_drag(context);
    }
    let pane = context.pane()?;
    if context.has('q') {
        context.model.leave_copy_mode(pane);
        return Ok(Flow::Next);
    }
    let entered = context.model.enter_copy_mode(pane, context.has('e'));
    if entered && context.has('H') {
        context.model.copy_mode_act(pane, context.client, Action::TogglePosition, 1);
    }
    if context.has('u') {
        let page = Action::Page { up: true, half: false, cancel: false };
        context.model.copy_mode_act(pane, context.client, page, 1);
    }
    Ok(Flow::Next)
}

/// Puts copy mode's cursor where the mouse is on the pane.
pub(super) fn point(context: &mut Context<'_>, pane: PaneId) {
    let Some((hit, (on, left, top))) = context.mouse.and_then(|hit| Some((hit, hit.pane?))) else {
        return;
    };
    if let Some(it) = context.model.panes.get_mut(&pane).filter(|_| on == pane)
        && let Some(mode) = &mut it.copy_mode
    {
        mode.point(&it.terminal, inside(hit.event.at, left, top));
    }
}

/// A cell of the client as the pane sees whose corner is there.
fn inside(at: Point, left: i32, top: i32) -> Point {
    let cell = |at: u16, corner: i32| (i32::from(at) - corner).clamp(0, u16::MAX.into()) as u16;
    Point::new(cell(at.x, left), cell(at.y, top))
}

/// The mouse begins to select: from where its button went down to where it is.
pub(super) fn begin_drag(context: &mut Context<'_>) -> Outcome {
    let hit = context.mouse.ok_or_else(|| Failure::new("no mouse target"))?;
    let Some((pane, left, top)) = hit.pane else { return Ok(Flow::Next) };
    let inside = |at: Point| inside(at, left, top);
    context.model.enter_copy_mode(pane, context.has('e'));
    let client = context.client.and_then(|id| context.model.clients.get_mut(&id));
    let mut pressed = hit.event.at;
    if let Some(client) = client {
        client.drag = Some(Drag::Pane(pane));
        pressed = client.click.map_or(pressed, |click| click.at);
    }
    if let Some(pane) = context.model.panes.get_mut(&pane)
        && let Some(mode) = &mut pane.copy_mode
    {
        mode.press(&pane.terminal, inside(pressed), 1);
        mode.drag(&pane.terminal, inside(hit.event.at));
    }
    Ok(Flow::Next)
}
