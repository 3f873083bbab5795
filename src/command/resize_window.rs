//! `resize-window`: gives a window a size by hand, which then follows no client.

use super::amount::count;
use super::{Command, Context, Failure, Flow, Outcome, flag, value};
use crate::geometry::{Direction, Size};
use crate::language::syntax::{Flag, Operand};
use crate::language::target::Kind;
use crate::model::levels::Level;

/// The entry.
pub const COMMAND: Command = Command {
    name: "resize-window",
    alias: Some("resizew"),
    flags: &[
        Flag::new('a', "to the smallest client's size"),
        Flag::new('A', "to the largest client's size"),
        Flag::new('D', "higher"),
        Flag::new('L', "narrower"),
        Flag::new('R', "wider"),
        Flag::new('U', "lower"),
        flag::TARGET_WINDOW,
        Flag::with('x', value::WIDTH),
        Flag::with('y', value::HEIGHT),
    ],
    operands: &[Operand::Optional(value::ADJUSTMENT)],
    about: "Resize a window by hand; with -A to its largest client's size, -a to the smallest's, \
            without clients to default-size",
    target: Some(Kind::Window),
    run,
    ..Command::NEW
};

/// The largest window, as in tmux.
const LARGEST: u32 = Size::LONGEST_SIDE as u32;

fn run(context: &mut Context<'_>) -> Outcome {
    let window = context.window()?;
    let by = context.adjustment()?;
    let whole = context.model.graph.window(window).map(|window| window.size);
    let whole = whole.ok_or_else(|| Failure::not_found("no current window"))?;
    let side = |flag, what| match context.expanded(flag) {
        Some(text) => count(&text, what, 1, LARGEST).map(|side| Some(side as u16)),
        None => Ok(None),
    };
    let Size { cols, rows } = whole.cells;
    let (mut cols, mut rows) =
        (side('x', "width")?.unwrap_or(cols), side('y', "height")?.unwrap_or(rows));
    match context.direction() {
        Some(Direction::Left) if cols >= by => cols -= by,
        Some(Direction::Right) => cols = cols.saturating_add(by),
        Some(Direction::Up) if rows >= by => rows -= by,
        Some(Direction::Down) => rows = rows.saturating_add(by),
        _ => {}
    }
    let session = context.target.session;
    let by_clients = |pick| {
        let size = context.model.size_by_clients(window, pick);
        size.unwrap_or_else(|| context.model.default_size(session).into())
    };
    let clients = match (context.has('A'), context.has('a')) {
        (true, _) => Some(by_clients(u16::max)),
        (_, true) => Some(by_clients(u16::min)),
        _ => None,
    };
    let side = |side: u16| side.clamp(1, LARGEST as u16);
    let size = clients.unwrap_or_else(|| whole.part(Size::new(side(cols), side(rows))));
    if let Some(options) = context.model.options_mut(Level::Window(window)) {
        options.suggest("window-size", "manual");
    }
    context.model.graph.resize_window(window, size);
    Ok(Flow::Next)
}
