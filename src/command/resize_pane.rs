//! `resize-pane`: moves the border beside a pane, gives it a size, or zooms it.

use super::amount::count;
use super::{Command, Context, Failure, Flow, Outcome, flag, value};
use crate::dialect::Dialect;
use crate::geometry::{Direction, Size};
use crate::language::syntax::{Flag, Operand};
use crate::language::target::Kind;
use crate::model::graph::PaneSize;
use crate::model::id::{PaneId, WindowId};
use crate::model::window::Window;

/// The entry.
pub const COMMAND: Command = Command {
    name: "resize-pane",
    alias: Some("resizep"),
    flags: &[
        Flag::new('M', "by the mouse"),
        Flag::new('T', "what is below the cursor goes, and lines of the history come above"),
        Flag::new('Z', "zoom, or no more"),
        Flag::new('D', "down").optional(value::LINES),
        Flag::new('L', "to the left").optional(value::COLUMNS),
        Flag::new('R', "to the right").optional(value::COLUMNS),
        flag::TARGET_PANE,
        Flag::new('U', "up").optional(value::LINES),
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
    if context.has('T') {
        context.model.trim(pane);
        return Ok(Flow::Next);
    }
    if context.has('M') {
        return super::drag_pane::resize_pane(context);
    }
    if context.has('Z') {
        context.model.graph.toggle_zoom(window, pane);
        context.model.name_window(window);
        return Ok(Flow::Next);
    }
    let it = context.model.graph.window(window);
    let it = it.ok_or_else(|| Failure::not_found("no current window"))?;
    let framed = it.float(pane).map(|float| float.framed);
    // What a part is of leaves out the row of titles, which no pane of the layout has.
    let whole = if framed.is_some() { it.size.cells } else { Window::room(it) };
    let (cols, rows, by) = match framed {
        Some(framed) => {
            let side = |flag, what: &str, whole: u16| {
                let given = context.cells(flag, what, 0..=Size::LONGEST_SIDE.into(), whole)?;
                given.map(|cells| inside(context, cells, framed)).transpose()
            };
            let size = (side('x', "width", whole.cols)?, side('y', "height", whole.rows)?);
            (size.0, size.1, moves(context, true)?)
        }
        None => {
            let cols = context.size_of('x', "width", whole.cols)?;
            (cols, context.size_of('y', "height", whole.rows)?, moves(context, false)?)
        }
    };
    context.model.graph.resize_pane(window, pane, PaneSize { cols, rows, by: None });
    for by in by {
        resize_by(context, (window, pane), framed.is_some(), by)?;
    }
    Ok(Flow::Next)
}

/// How large a pane that floats is inside of its frame, which is what was asked for.
fn inside(context: &Context<'_>, cells: i32, framed: bool) -> Result<u16, Failure> {
    let inside = if framed && cells > 2 { cells - 2 } else { cells };
    let inside = u16::try_from(inside).ok().filter(|cells| *cells > 0);
    inside
        .ok_or_else(|| context.fails("size size is too big or too small", "give a number of cells"))
}

/// The borders that are to go further, and how far.
fn moves(context: &Context<'_>, floats: bool) -> Result<Vec<(Direction, i32)>, Failure> {
    use Direction::{Down, Left, Right, Up};
    let number = |text: &str| match (context.model.identity.dialect, floats) {
        // A border of the layout goes the other way by the other flag.
        (Dialect::Pmux, false) => count(text, "adjustment", 1, u16::MAX.into()).map(|by| by as i32),
        (Dialect::Tmux, false) => text.parse().map_err(|_| bad(context, text)),
        (_, true) => text.parse().map_err(|_| bad(context, text)),
    };
    let operand = context.operand(0).map_or(Ok(1), number)?;
    let mut moves = Vec::new();
    for (flag, way) in [('U', Up), ('D', Down), ('L', Left), ('R', Right)] {
        let by = match context.value(flag) {
            Some(text) => number(text)?,
            None => operand,
        };
        if context.has(flag) {
            moves.push((way, by));
        }
    }
    Ok(moves)
}

fn bad(context: &Context<'_>, text: &str) -> Failure {
    context.fails("adjustment invalid", &format!("{text} (give a number of cells)"))
}

fn resize_by(
    context: &mut Context<'_>,
    (window, pane): (WindowId, PaneId),
    floats: bool,
    by: (Direction, i32),
) -> Result<(), Failure> {
    let size = context.model.graph.window(window).and_then(|it| Some(it.float(pane)?.place.size));
    if let Some(size) = size.filter(|_| floats) {
        let side = match by.0 {
            Direction::Left | Direction::Right => size.cols,
            Direction::Up | Direction::Down => size.rows,
        };
        let wanted = i64::from(side) + i64::from(by.1);
        if !(1..=i64::from(Size::LONGEST_SIDE)).contains(&wanted) {
            let tmux = "adjustment change is too big or too small";
            return Err(context.fails(tmux, "a pane has one cell at least"));
        }
    }
    let by = (by.0, by.1.clamp(-i32::from(u16::MAX), u16::MAX.into()));
    let size = PaneSize { by: Some(by), ..PaneSize::default() };
    context.model.graph.resize_pane(window, pane, size);
    Ok(())
}
