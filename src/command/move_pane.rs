//! `move-pane`: as `join-pane`; and with the flags for it a pane that floats goes elsewhere in its window.

use super::{Command, Context, Failure, Flow, Outcome, flag, value};
use crate::geometry::{Area, Size};
use crate::language::syntax::{Flag, Value, Words};
use crate::language::target::Kind;
use crate::model::graph::Depth;
use crate::model::id::{PaneId, WindowId};

const POSITION: Value = Value::new(
    "position",
    "where in the window: top-left, centre, bottom-right-centre and the like; or in front, at the back, \
     forward or backward by one, with -loop from the end to the beginning",
)
.of(Words::These(POSITIONS));

const POSITIONS: &[&str] = &[
    "top-left",
    "top-centre",
    "top-right",
    "centre-left",
    "centre",
    "centre-right",
    "bottom-left",
    "bottom-centre",
    "bottom-right",
    "top-left-centre",
    "top-right-centre",
    "bottom-left-centre",
    "bottom-right-centre",
    "front",
    "back",
    "forward",
    "backward",
    "forward-loop",
    "backward-loop",
];

/// The entry.
pub const COMMAND: Command = Command {
    name: "move-pane",
    alias: Some("movep"),
    flags: &[
        flag::BEFORE_PANE,
        flag::STAY,
        flag::WHOLE,
        flag::SIDE_BY_SIDE,
        Flag::new('M', "a pane that floats follows the mouse"),
        Flag::new('v', "one above the other"),
        Flag::new('D', "down by so many lines, or one").optional(value::LINES),
        Flag::with('l', value::SIZE),
        Flag::new('L', "to the left by so many columns, or one").optional(value::COLUMNS),
        Flag::with('p', value::PERCENTAGE),
        Flag::with('P', POSITION),
        Flag::new('R', "to the right by so many columns, or one").optional(value::COLUMNS),
        Flag::with('s', value::SRC_PANE),
        Flag::with('t', value::DST_PANE),
        Flag::new('U', "up by so many lines, or one").optional(value::LINES),
        Flag::with('X', value::X_POSITION),
        Flag::with('Y', value::Y_POSITION),
        Flag::with('z', Value::new("z-index", "below so many of those that float")),
    ],
    about: "Move a pane beside another one; or one that floats to another place of its window",
    target: Some(Kind::Pane),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    if context.has('M') {
        return super::drag_pane::move_pane(context);
    }
    let moves = ['P', 'z', 'X', 'Y', 'U', 'D', 'L', 'R'];
    if !moves.into_iter().any(|flag| context.has(flag)) {
        return super::join_pane::join_pane(context);
    }
    let (window, pane) = (context.window()?, context.pane_of_window()?);
    let it = context.model.graph.window(window);
    let place = it.and_then(|it| it.float(pane)).map(|float| (float.place, float.framed));
    let Some((place, framed)) = place else {
        return Err(context.fails("pane is not floating", "break-pane -W lays it over the others"));
    };
    context.model.graph.zoom(window, false);
    if let Some(position) = context.value('P').map(str::to_owned) {
        return put(context, window, pane, (place, framed), &position);
    }
    if context.has('z') {
        let most = i32::MAX;
        let index = context.value('z').unwrap_or_default();
        let index: usize =
            index.parse().ok().filter(|index| *index <= most as usize).ok_or_else(|| {
                context.fails("z-index invalid", &format!("{index}: 0 is in front"))
            })?;
        context.model.graph.sink(pane, Depth::Index(index));
        return Ok(Flow::Next);
    }
    let whole = context.whole(window);
    let edge = i32::from(framed);
    let side = |flag, whole: u16| {
        let most = i32::from(whole);
        Ok::<_, Failure>(context.cells(flag, "position", -most..=most, whole)?.map(|at| at + edge))
    };
    let x = side('X', whole.cols)?.unwrap_or(place.x);
    let y = side('Y', whole.rows)?.unwrap_or(place.y);
    let by = |flag| context.steps(flag, "offset");
    let x = x.saturating_sub(by('L')?).saturating_add(by('R')?);
    let y = y.saturating_sub(by('U')?).saturating_add(by('D')?);
    context.model.graph.place_float(pane, Area::new(x, y, place.size));
    Ok(Flow::Next)
}

/// Puts a pane that floats at a named place, or elsewhere among those that do.
fn put(
    context: &mut Context<'_>,
    window: WindowId,
    pane: PaneId,
    (place, framed): (Area, bool),
    position: &str,
) -> Outcome {
    let depth = match position {
        "front" => Some(Depth::Front),
        "back" => Some(Depth::Back),
        "forward" => Some(Depth::Forward(false)),
        "backward" => Some(Depth::Backward(false)),
        "forward-loop" => Some(Depth::Forward(true)),
        "backward-loop" => Some(Depth::Backward(true)),
        _ => None,
    };
    if let Some(depth) = depth {
        context.model.graph.sink(pane, depth);
        return Ok(Flow::Next);
    }
    let corner = corner(position, context.whole(window), place.size, i32::from(framed));
    let (x, y) = corner.ok_or_else(|| {
        let known = POSITIONS.join(", ");
        context.fails(&format!("unknown position: {position}"), &format!("one of {known}"))
    })?;
    context.model.graph.place_float(pane, Area::new(x, y, place.size));
    Ok(Flow::Next)
}

/// The corner of a pane of a size at a named place of a window.
fn corner(position: &str, whole: Size, size: Size, edge: i32) -> Option<(i32, i32)> {
    let position = position.replace("center", "centre");
    let sides = |whole: u16, size: u16| {
        let (whole, size) = (i32::from(whole), i32::from(size));
        let ends = [edge, (whole - size) / 2, whole - size - edge];
        (ends, [whole / 4 - size / 2, 3 * whole / 4 - size / 2])
    };
    let (x, quarter_x) = sides(whole.cols, size.cols);
    let (y, quarter_y) = sides(whole.rows, size.rows);
    Some(match position.as_str() {
        "top-left" => (x[0], y[0]),
        "top-centre" => (x[1], y[0]),
        "top-right" => (x[2], y[0]),
        "centre-left" => (x[0], y[1]),
        "centre" => (x[1], y[1]),
        "centre-right" => (x[2], y[1]),
        "bottom-left" => (x[0], y[2]),
        "bottom-centre" => (x[1], y[2]),
        "bottom-right" => (x[2], y[2]),
        "top-left-centre" => (quarter_x[0], quarter_y[0]),
        "top-right-centre" => (quarter_x[1], quarter_y[0]),
        "bottom-left-centre" => (quarter_x[0], quarter_y[1]),
        "bottom-right-centre" => (quarter_x[1], quarter_y[1]),
        _ => return None,
    })
}

impl Context<'_> {
    /// How large a window is.
    pub fn whole(&self, window: WindowId) -> Size {
        self.model.graph.window(window).map_or(Size::DEFAULT, |window| window.size.cells)
    }

    /// By how many cells a flag is to move something: 0 where it is not given, 1 where it is without a
    /// number; `what` names it to the person.
    ///
    /// # Errors
    /// It is no number.
    pub fn steps(&self, flag: char, what: &str) -> Result<i32, Failure> {
        match (self.has(flag), self.value(flag)) {
            (false, _) => Ok(0),
            (true, None) => Ok(1),
            (true, Some(text)) => text.parse().map_err(|_| {
                self.fails(&format!("{what} invalid"), &format!("{text}: give a number of cells"))
            }),
        }
    }
}
