//! `resize-pane`: moves the border beside a pane, gives it a size, or zooms it.

use super::{Command, Context, Failure, Flow, Outcome, flag, value};
use crate::geometry::Point;
use crate::language::syntax::{Flag, Operand};
use crate::language::target::Kind;
use crate::model::client::Drag;
use crate::model::graph::PaneSize;
use crate::model::window::Window;

/// The entry.
pub const COMMAND: Command = Command {
    name: "resize-pane",
    alias: Some("resizep"),
    flags: &[
        Flag::new('D', "down"),
        Flag::new('L', "to the left"),
        Flag::new('M', "by the mouse"),
        Flag::new('R', "to the right"),
        Flag::new('U', "up"),
        Flag::new('Z', "zoom, or no more"),
        flag::TARGET_PANE,
        Flag::with('x', value::WIDTH),
        Flag::with('y', value::HEIGHT),
    ],
    operands: &[Operand::Optional(value::ADJUSTMENT)],
    about: "Resize a pane towards a side or to a size; with -Z let it take the whole window",
    target: Some(Kind::Pane),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let (window, pane) = (context.window()?, context.pane_of_window()?);
    if context.has('M') {
        return drag(context);
    }
    // What a part is of leaves out the row of titles, which no pane has.
    let size = context.model.graph.window(window).map(Window::room);
    let size = size.ok_or_else(|| Failure::not_found("no current window"))?;
    let by = context.adjustment()?;
    let cols = context.size_of('x', "width", size.cols)?;
    let rows = context.size_of('y', "height", size.rows)?;
    let (direction, zoom) = (context.direction(), context.has('Z'));
    if zoom {
        context.model.graph.toggle_zoom(window, pane);
        context.model.name_window(window);
        return Ok(Flow::Next);
    }
    let by = direction.map(|direction| (direction, by));
    context.model.graph.resize_pane(window, pane, PaneSize { cols, rows, by });
    Ok(Flow::Next)
}

/// The mouse begins to drag a border: from where its button went down to where it is.
fn drag(context: &mut Context<'_>) -> Outcome {
    let hit = context.mouse.ok_or_else(|| Failure::new("no mouse target"))?;
    let cell = |at: u16, corner: i32| (i32::from(at) - corner).clamp(0, u16::MAX.into()) as u16;
    let inside = |at: Point| Point::new(cell(at.x, hit.window.0), cell(at.y, hit.window.1));
    let Some(id) = context.client else { return Ok(Flow::Next) };
    let Some(display) = context.model.graph.display_mut(id) else { return Ok(Flow::Next) };
    let from = inside(display.click.map_or(hit.event.at, |click| click.at));
    display.drag = Some(Drag::Border(from));
    context.model.drag_border(id, from, inside(hit.event.at));
    Ok(Flow::Next)
}
