//! Where the mouse begins to drag a border between panes, or a pane that floats: by its edges, by the
//! upper one or anywhere to move it, or from one corner of a new one to the other.

use super::split_window::{Opens, open};
use super::{Context, Failure, Flow, MouseHit, Outcome};
use crate::geometry::{Area, Point, Size};
use crate::model::client::{Drag, Grip};
use crate::model::id::{ClientId, PaneId, WindowId};

/// The mouse begins to drag what its button went down on: a border, or an edge of a pane that floats.
pub fn resize_pane(context: &mut Context<'_>) -> Outcome {
    let Some(start) = context.drag_start()? else { return Ok(Flow::Next) };
    let window = context.target.window.and_then(|id| context.model.graph.window(id));
    let float = window.and_then(|it| it.float_at(start.from?));
    if let Some(float) = float {
        let (pane, (x, y)) = (float.pane, start.at);
        let Some(grip) = Grip::of(float.place, start.signed) else { return Ok(Flow::Next) };
        context.model.select_pane(pane, true);
        context.hold(start.client, Drag::Float { pane, grip, last: start.signed });
        context.model.drag_float(start.client, x, y);
        return Ok(Flow::Next);
    }
    let from = start.from.unwrap_or_default();
    context.hold(start.client, Drag::Border(from));
    let inside = |at: i32| u16::try_from(at.max(0)).unwrap_or(u16::MAX);
    context.model.drag_border(
        start.client,
        from,
        Point::new(inside(start.at.0), inside(start.at.1)),
    );
    Ok(Flow::Next)
}

/// A pane that floats begins to follow the mouse.
pub fn move_pane(context: &mut Context<'_>) -> Outcome {
    let Some(start) = context.drag_start()? else { return Ok(Flow::Next) };
    let window = context.target.window.and_then(|id| context.model.graph.window(id));
    let Some(float) = window.and_then(|it| it.float_at(start.from?)) else { return Ok(Flow::Next) };
    let pane = float.pane;
    context.model.select_pane(pane, true);
    context.hold(start.client, Drag::Float { pane, grip: Grip::All, last: start.signed });
    context.model.drag_float(start.client, start.at.0, start.at.1);
    Ok(Flow::Next)
}

/// A new pane that floats begins where the button went down, and goes to where the mouse is.
pub fn new_pane(context: &mut Context<'_>, window: WindowId, pane: PaneId) -> Outcome {
    // Without a mouse there is nothing to drag, as in tmux.
    let Ok(Some(start)) = context.drag_start() else { return Ok(Flow::Next) };
    let framed = context.framed_as_asked(window)?;
    let place = Grip::Corner(start.signed).drag(Area::new(0, 0, Size::new(1, 1)), framed, start.at);
    let float = context.new_float(place, framed);
    let before = context.model.graph.window(window).map(|it| it.panes()).unwrap_or_default();
    let _ = pane;
    let outcome = open(context, Opens::Over(float));
    let now = context.model.graph.window(window).map(|it| it.panes()).unwrap_or_default();
    if let Some(new) = now.into_iter().find(|pane| !before.contains(pane)) {
        let grip = Grip::Corner(start.signed);
        context.hold(start.client, Drag::Float { pane: new, grip, last: start.signed });
    }
    outcome
}

/// A drag that begins.
struct Start {
    client: ClientId,
    /// Where the button went down, in the window's cells; `None` outside of them.
    from: Option<Point>,
    /// The same as far as it is known anywhere.
    signed: (i32, i32),
    /// Where the mouse is.
    at: (i32, i32),
}

impl Context<'_> {
    fn drag_start(&self) -> Result<Option<Start>, Failure> {
        let hit = self.mouse.ok_or_else(|| Failure::new("no mouse target"))?;
        let Some(client) = self.client else { return Ok(None) };
        let Some(display) = self.model.graph.display(client) else { return Ok(None) };
        let from = display.click.map_or(hit.event.at, |click| click.at);
        let signed = in_window(&hit, from);
        let inside = |at: i32| u16::try_from(at).ok();
        let from = inside(signed.0).zip(inside(signed.1)).map(|(x, y)| Point::new(x, y));
        Ok(Some(Start { client, from, signed, at: in_window(&hit, hit.event.at) }))
    }

    fn hold(&mut self, client: ClientId, drag: Drag) {
        if let Some(display) = self.model.graph.display_mut(client) {
            display.drag = Some(drag);
        }
    }
}

/// A cell of the client in the window's cells.
fn in_window(hit: &MouseHit, at: Point) -> (i32, i32) {
    (i32::from(at.x) - hit.window.0, i32::from(at.y) - hit.window.1)
}
