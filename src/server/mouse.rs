//! The mouse: what it is on, which trigger that makes, and drags that go on.

use crate::command::{MouseHit, RangeName};
use crate::geometry::Point;
use crate::key::{Key, KeyCode, KeyEvent, MouseAction, MouseButton, MouseEvent};
use crate::language::key::{MouseKind, MousePlace, MouseTrigger, Trigger};
use crate::model::client::{Click, Client, Drag, KeyState, Overlay};
use crate::model::graph::Modal;
use crate::model::id::{ClientId, PaneId, SessionId};
use crate::model::pane::Pane;
use crate::model::resolve::Place;
use crate::model::scrollbars::BarPart;
use crate::protocol::message::StatusPart;

use super::Server;
use super::project::{Placement, control_at};

/// Milliseconds within which clicks at one place count as one double or triple click.
const CLICK: u64 = 400;

/// Milliseconds between two lines that the view moves on by while a drag is past its edge.
const DRAG_ON: u64 = 50;

/// A drag past the edge of a pane, which goes on by itself.
#[derive(Debug, Clone, Copy)]
pub struct Dragging {
    pane: PaneId,
    /// Where the mouse is.
    hit: MouseHit,
    /// When it goes on, in milliseconds of the model's clock.
    pub due: u64,
}

impl Server {
    /// The mouse did something.
    pub fn mouse(&mut self, id: ClientId, event: MouseEvent, on: Option<StatusPart>) {
        if event.action != MouseAction::Move {
            self.model.used(id);
            self.hurry(id);
        }
        // A key that the prefix waited for does not come any more.
        if event.action != MouseAction::Move
            && let Some(display) = self.model.graph.display_mut(id)
        {
            display.keys = KeyState::default();
        }
        let overlay = self.model.graph.client(id).and_then(Client::overlay);
        match overlay {
            Some(Overlay::Menu(_)) => {
                self.pressed_over(id, &event);
                return self.mouse_to_menu(id, event);
            }
            Some(Overlay::Message { stays: true, until: Some(_), .. }) => {}
            Some(Overlay::Message { .. }) if event.action != MouseAction::Move => {
                self.close_overlay(id);
            }
            _ => {}
        }
        if self.is_rest_of_press(id, &event) || self.mouse_to_popup(id, event) {
            return;
        }
        let aimed = self.aimed_at(id, event, on);
        if let MouseAction::Press(_) | MouseAction::Release(_) = event.action
            && let Some(display) = self.model.graph.display_mut(id)
        {
            display.click.iter_mut().for_each(|click| click.held = false);
        }
        let Some((hit, place, at)) = aimed else {
            self.mouse_moved(id, None, None);
            return;
        };
        self.mouse_moved(id, Some(&hit), hit.status.is_none().then_some(place));
        if self.drag(id, &hit) || self.modal_stops(id, &hit, at) {
            return;
        }
        if !self.uses_mouse(id) {
            let active = self.model.client_pane(id).filter(|_| place == MousePlace::Pane);
            if hit.pane.is_some_and(|(pane, ..)| Some(pane) == active) {
                self.mouse_to_pane(id, &hit);
            }
            return;
        }
        self.hold_slider(id, &hit, place, at);
        let is_of_pane = place == MousePlace::Pane;
        let Some((kind, button)) = self.kind(id, &event) else {
            return if is_of_pane {
                self.mouse_to_pane(id, &hit)
            };
        };
        let trigger = MouseTrigger { kind, button, place, modifiers: event.modifiers };
        let key = KeyEvent::from(Key::plain(KeyCode::Other(0)));
        // A third click that nothing is bound to is a second one, and that a first one.
        let fallback = match kind {
            MouseKind::DoubleClick | MouseKind::TripleClick | MouseKind::SecondClick => {
                Some(MouseTrigger { kind: MouseKind::Down, ..trigger })
            }
            _ => None,
        };
        for trigger in std::iter::once(trigger).chain(fallback) {
            for table in self.mouse_tables(id, hit.pane.map(|(pane, ..)| pane)) {
                let found = self.model.keys().find(table, &Trigger::Mouse(trigger));
                if let Some(commands) = found.map(|binding| binding.commands.clone()) {
                    return self.run_binding(id, commands, key, Some(hit));
                }
            }
        }
        if is_of_pane {
            self.mouse_to_pane(id, &hit);
        }
    }

    /// The mouse is on something: scrollbars that lie over panes are seen while it is there, and with
    /// `focus-follows-mouse` the pane that it moves to is the active one.
    fn mouse_moved(&mut self, id: ClientId, hit: Option<&MouseHit>, place: Option<MousePlace>) {
        let action = hit.map(|hit| hit.event.action);
        let Some(window) = self.model.client_window(id) else { return };
        if action.is_none_or(|action| action == MouseAction::Move) {
            self.model.mouse_over_bars(window, hit.filter(|_| place.is_some()).map(at_window));
        }
        let session = self.model.graph.client(id).and_then(Client::session);
        let follows = action == Some(MouseAction::Move)
            && place == Some(MousePlace::Pane)
            && !self.is_read_only(id)
            && self.model.session_lookup(session).flag("focus-follows-mouse");
        if let Some((pane, ..)) = hit.and_then(|hit| hit.pane).filter(|_| follows) {
            self.model.select_pane(pane, true);
        }
    }

    /// What an event is on, and the cell that says so. A drag is of what the button went down on, wherever
    /// the mouse is by now; so is its end, where that is on nothing that it could be of.
    fn aimed_at(
        &self,
        id: ClientId,
        event: MouseEvent,
        on: Option<StatusPart>,
    ) -> Option<(MouseHit, MousePlace, Point)> {
        let hit = |at, on| self.hit(id, event, at, on).map(|(hit, place)| (hit, place, at));
        let click = self.model.graph.display(id).and_then(|it| it.click);
        match (event.action, click) {
            (MouseAction::Drag(button), Some(click)) if click.button == button => {
                hit(click.at, None)
            }
            (MouseAction::Release(_), Some(click)) => {
                let beyond =
                    |it: &(MouseHit, _, Point)| self.beyond_modal(id, &it.0, it.2).is_some();
                let end = hit(event.at, on).filter(|it| !beyond(it));
                end.or_else(|| hit(click.at, None).filter(|_| click.held))
            }
            _ => hit(event.at, on),
        }
    }

    /// The modal pane that keeps everybody from what is at a cell: from all of its window but itself.
    fn beyond_modal(&self, id: ClientId, hit: &MouseHit, at: Point) -> Option<Modal> {
        let window = self.model.graph.window(self.model.client_window(id)?)?;
        let modal = window.modal.filter(|_| hit.status.is_none())?;
        let top = window.float_at(relative(at, hit.window)).map(|float| float.pane);
        (top != Some(modal.pane)).then_some(modal)
    }

    /// Whether an event is kept from what it is on. A press there is the end of a modal pane that is to
    /// end so (`new-pane -C`).
    fn modal_stops(&mut self, id: ClientId, hit: &MouseHit, at: Point) -> bool {
        let Some(modal) = self.beyond_modal(id, hit, at) else { return false };
        self.pressed_over(id, &hit.event);
        let pressed = matches!(hit.event.action, MouseAction::Press(button) if !button.is_wheel());
        if pressed && modal.ends_on_click && !self.is_read_only(id) {
            self.model.remove_pane(modal.pane);
        }
        true
    }

    /// What lies over the windows takes an event: a press with what follows of it, and the end of
    /// what was dragged below.
    pub(super) fn pressed_over(&mut self, id: ClientId, event: &MouseEvent) {
        let Some(display) = self.model.graph.display_mut(id) else { return };
        match event.action {
            MouseAction::Press(button) if !button.is_wheel() => display.drag = Some(Drag::Over),
            MouseAction::Release(_) => display.drag = None,
            _ => return,
        }
        self.dragging.remove(&id);
    }

    /// Whether an event belongs to a press that something took which is gone by now.
    fn is_rest_of_press(&mut self, id: ClientId, event: &MouseEvent) -> bool {
        let Some(display) = self.model.graph.display_mut(id) else { return false };
        match event.action {
            MouseAction::Drag(_) => display.drag == Some(Drag::Over),
            MouseAction::Release(_) => display.drag.take_if(|it| *it == Drag::Over).is_some(),
            MouseAction::Press(_) => {
                display.drag.take_if(|it| *it == Drag::Over);
                false
            }
            MouseAction::Move => false,
        }
    }

    /// Whether the mouse has uses of our own, beside those of the active pane's program.
    fn uses_mouse(&self, id: ClientId) -> bool {
        let session = self.model.graph.client(id).and_then(Client::session);
        self.model.session_lookup(session).flag("mouse")
    }

    /// What a cell is on.
    fn hit(
        &self,
        id: ClientId,
        event: MouseEvent,
        at: Point,
        on: Option<StatusPart>,
    ) -> Option<(MouseHit, MousePlace)> {
        let client = self.model.graph.client(id)?;
        let session = self.model.graph.session(client.session()?)?;
        let window = self.model.graph.window(session.window()?)?;
        let placement = Placement::of(&self.model, client, session, window);
        let corner = placement.corner();
        let here = Place { client: Some(id), ..Place::of_session(&self.model, session.id) };
        let hit = MouseHit { event, place: here, pane: None, window: corner, status: None };
        if let Some(part) = on {
            let (place, target) = match &part {
                StatusPart::Left => (MousePlace::StatusLeft, here),
                StatusPart::Right => (MousePlace::StatusRight, here),
                StatusPart::Rest => (MousePlace::StatusDefault, here),
                StatusPart::Window(index) => {
                    (MousePlace::Status, Place::of_index(&self.model, session.id, *index))
                }
                StatusPart::Pane(id) => {
                    (MousePlace::Status, Place::of_pane(&self.model, PaneId(*id)))
                }
                StatusPart::Session(id) => {
                    (MousePlace::Status, Place::of_session(&self.model, SessionId(*id)))
                }
                StatusPart::User(_) => (MousePlace::Status, here),
                StatusPart::Control(number) => (MousePlace::Control(*number), here),
            };
            let range = match &part {
                StatusPart::Left => "left",
                StatusPart::Right => "right",
                StatusPart::Window(_) => "window",
                StatusPart::Pane(_) => "pane",
                StatusPart::Session(_) => "session",
                StatusPart::User(name) => name,
                StatusPart::Rest | StatusPart::Control(_) => "",
            };
            let target = Place { client: Some(id), ..target };
            let line = event.at.y.saturating_sub(placement.status.unwrap_or(0));
            let status = Some((line, RangeName::from(range)));
            return Some((MouseHit { place: target, status, ..hit }, place));
        }
        let on_pane = |pane: PaneId, place: MousePlace| {
            let area = window.area(pane)?;
            let target = Place { pane: Some(pane), ..here };
            let pane = Some((pane, corner.0 + area.x, corner.1 + area.y));
            Some((MouseHit { place: target, pane, ..hit }, place))
        };
        // A slider that is dragged is held wherever the mouse is.
        let is_held = matches!(event.action, MouseAction::Drag(_) | MouseAction::Release(_));
        let slider = client.display().and_then(|it| it.slider).filter(|_| is_held);
        if let Some(held) = slider.and_then(|(pane, _)| on_pane(pane, MousePlace::ScrollbarSlider))
        {
            return Some(held);
        }
        let at = placement.to_window(at)?;
        if let Some((pane, part)) = self.model.bar_at(id, window, at) {
            let place = match part {
                BarPart::Above => MousePlace::ScrollbarUp,
                BarPart::Slider(_) => MousePlace::ScrollbarSlider,
                BarPart::Below => MousePlace::ScrollbarDown,
            };
            return on_pane(pane, place);
        }
        if let Some(pane) = window.pane_at(at.x, at.y) {
            return on_pane(pane, MousePlace::Pane);
        }
        if let Some((pane, number)) = control_at(&self.model, id, window, at) {
            return on_pane(pane, MousePlace::Control(number));
        }
        let is_nowhere = window.float_at(at).is_none() && window.layout.count() == 0;
        Some((hit, if is_nowhere { MousePlace::Empty } else { MousePlace::Border }))
    }

    /// A slider that a drag begins on is held from then on, and let go with the button.
    fn hold_slider(&mut self, id: ClientId, hit: &MouseHit, place: MousePlace, at: Point) {
        let is_drag = matches!(hit.event.action, MouseAction::Drag(_));
        let (held, window) =
            (self.model.graph.display(id).and_then(|it| it.slider), self.model.client_window(id));
        let slider = match held {
            Some(_) if is_drag => return,
            None if is_drag && place == MousePlace::ScrollbarSlider => {
                let at = relative(at, hit.window);
                let window = window.and_then(|id| self.model.graph.window(id));
                match window.and_then(|window| self.model.bar_at(id, window, at)) {
                    Some((pane, BarPart::Slider(row))) => Some((pane, row)),
                    _ => None,
                }
            }
            _ => None,
        };
        if slider != held
            && let Some(display) = self.model.graph.display_mut(id)
        {
            display.slider = slider;
        }
    }

    /// The tables that a mouse event is looked up in: the mode's of the pane under it, then the
    /// root.
    fn mouse_tables(&self, client: ClientId, pane: Option<PaneId>) -> Vec<&'static str> {
        let mode = pane.and_then(|pane| self.model.mode_table(pane, Some(client)));
        mode.into_iter().chain(["root"]).collect()
    }

    /// What kind of event a binding would call this; `None` for motion that goes on.
    fn kind(
        &mut self,
        id: ClientId,
        event: &MouseEvent,
    ) -> Option<(MouseKind, Option<MouseButton>)> {
        let now = self.model.clock.millis;
        let display = self.model.graph.display_mut(id)?;
        Some(match event.action {
            MouseAction::Press(button) => match button {
                MouseButton::WheelUp
                | MouseButton::WheelDown
                | MouseButton::WheelLeft
                | MouseButton::WheelRight => (MouseKind::Wheel, Some(button)),
                _ => {
                    let again = display.click.filter(|click| {
                        click.button == button && click.at == event.at && now < click.when + CLICK
                    });
                    let count = again.map_or(1, |click| click.count % 3 + 1);
                    display.click = Some(Click {
                        when: now,
                        at: event.at,
                        button,
                        count,
                        dragged: false,
                        held: true,
                    });
                    let kind = match count {
                        1 => MouseKind::Down,
                        2 => MouseKind::DoubleClick,
                        _ => MouseKind::TripleClick,
                    };
                    (kind, Some(button))
                }
            },
            MouseAction::Release(button) => {
                let button = button.or(display.click.map(|click| click.button));
                let click = display.click.as_mut().filter(|click| Some(click.button) == button);
                match click.is_some_and(|click| std::mem::take(&mut click.dragged)) {
                    true => (MouseKind::DragEnd, button),
                    false => (MouseKind::Up, button),
                }
            }
            MouseAction::Drag(button) => {
                if let Some(click) = display.click.as_mut().filter(|click| click.button == button) {
                    click.dragged = true;
                }
                (MouseKind::Drag, Some(button))
            }
            MouseAction::Move => (MouseKind::Move, None),
        })
    }

    /// A drag that a command began goes on or ends. Whether it was one.
    fn drag(&mut self, id: ClientId, hit: &MouseHit) -> bool {
        let Some(display) = self.model.graph.display_mut(id) else { return false };
        let Some(drag) = display.drag else { return false };
        let over = matches!(hit.event.action, MouseAction::Release(_));
        if over {
            display.drag = None;
            self.dragging.remove(&id);
        }
        match (drag, hit.event.action) {
            (Drag::Border(from), MouseAction::Drag(_) | MouseAction::Release(_)) => {
                let to = at_window(hit);
                self.model.drag_border(id, from, to);
            }
            (Drag::Float { .. }, MouseAction::Drag(_)) => {
                let at = hit.event.at;
                let (x, y) = (i32::from(at.x) - hit.window.0, i32::from(at.y) - hit.window.1);
                self.model.drag_float(id, x, y);
            }
            (Drag::Float { .. }, MouseAction::Release(_)) => {}
            (Drag::Pane(pane), MouseAction::Drag(_)) => {
                self.model.drag_selection(pane, id, hit);
                self.drag_on(id, pane, *hit);
            }
            (Drag::Pane(pane), MouseAction::Release(_)) => {
                self.model.drag_selection(pane, id, hit);
                return !self.drag_ended(id, pane, hit);
            }
            _ => return false,
        }
        true
    }

    /// Past the pane's first and last row the view moves on by itself while the button is held:
    /// when that is next is noted.
    fn drag_on(&mut self, id: ClientId, pane: PaneId, hit: MouseHit) {
        let corner = self.model.corner_of(pane, &hit);
        let rows = self.model.graph.pane(pane).map(|pane| i32::from(pane.size.cells.rows));
        let past = corner.zip(rows).is_some_and(|((_, top), rows)| {
            let y = i32::from(hit.event.at.y) - top;
            rows > 1 && (y <= 0 || y >= rows - 1)
        });
        match past {
            true => {
                let due = self.model.clock.millis + DRAG_ON;
                self.dragging.insert(id, Dragging { pane, hit, due });
            }
            false => drop(self.dragging.remove(&id)),
        }
    }

    /// The drags go on whose time has come; one that has nowhere to go is done with until the
    /// mouse moves.
    pub fn go_on_dragging(&mut self) {
        let now = self.model.clock.millis;
        let due = self.dragging.iter().filter(|(_, it)| it.due <= now);
        let due: Vec<(ClientId, Dragging)> = due.map(|(id, it)| (*id, *it)).collect();
        for (id, Dragging { pane, hit, .. }) in due {
            self.dragging.remove(&id);
            let held =
                self.model.graph.display(id).is_some_and(|it| it.drag == Some(Drag::Pane(pane)));
            let before = self.scrolled_to(pane, id);
            if held && before.is_some() {
                self.model.drag_selection(pane, id, &hit);
                if self.scrolled_to(pane, id) != before {
                    self.drag_on(id, pane, hit);
                }
            }
        }
    }

    /// How far up a pane in copy mode is scrolled.
    fn scrolled_to(&self, pane: PaneId, client: ClientId) -> Option<u64> {
        let (copy, terminal) = self.model.copying(pane, Some(client))?;
        Some(copy.position(terminal).0)
    }

    /// A selection by the mouse is complete: the mode's binding for that says what happens.
    /// Whether there was none.
    fn drag_ended(&mut self, id: ClientId, pane: PaneId, hit: &MouseHit) -> bool {
        let MouseAction::Release(button) = hit.event.action else { return true };
        let trigger = MouseTrigger {
            kind: MouseKind::DragEnd,
            button: Some(button.unwrap_or(MouseButton::Left)),
            place: MousePlace::Pane,
            modifiers: hit.event.modifiers,
        };
        let table = self.model.mode_table(pane, Some(id)).unwrap_or("root");
        let found = self.model.keys().find(table, &Trigger::Mouse(trigger));
        let Some(commands) = found.map(|binding| binding.commands.clone()) else { return true };
        let key = KeyEvent::from(Key::plain(KeyCode::Other(0)));
        let place = Place { pane: Some(pane), ..hit.place };
        let corner = self.model.corner_of(pane, hit).map(|(x, y)| (pane, x, y));
        self.run_binding(id, commands, key, Some(MouseHit { place, pane: corner, ..*hit }));
        false
    }

    /// An event that nothing is bound to goes to the program, if it asked for such.
    pub(super) fn mouse_to_pane(&mut self, client: ClientId, hit: &MouseHit) {
        if !self.is_read_only(client) {
            self.model.send_mouse(hit);
        }
    }
}

/// The window's cell that a hit is on, or the nearest one.
fn at_window(hit: &MouseHit) -> Point {
    relative(hit.event.at, hit.window)
}

/// A cell of the client as seen from a corner; what lies above or left of that counts as 0.
fn relative(at: Point, corner: (i32, i32)) -> Point {
    let side = |at: u16, corner: i32| (i32::from(at) - corner).clamp(0, u16::MAX.into()) as u16;
    Point::new(side(at.x, corner.0), side(at.y, corner.1))
}

impl crate::model::Model {
    /// Gives a mouse event to the program of the pane that it is on. Where that did not ask for
    /// the mouse but draws a screen of its own, the wheel is cursor keys (mode 1007).
    pub fn send_mouse(&mut self, hit: &MouseHit) {
        let Some((id, x, y)) = hit.pane else { return };
        let takes_it = |pane: &&Pane| !pane.input_off && pane.modes.is_empty();
        let Some(pane) = self.graph.pane(id).filter(takes_it) else { return };
        let at = relative(hit.event.at, (x, y));
        let last = |cells: u16| cells.saturating_sub(1);
        let at =
            Point::new(at.x.min(last(pane.size.cells.cols)), at.y.min(last(pane.size.cells.rows)));
        let cell = |pixels: u16, cells: u16| pixels.checked_div(cells).unwrap_or(0);
        let size = pane.size;
        let corner = (
            i32::from(cell(size.xpixel, size.cells.cols)) * x,
            i32::from(cell(size.ypixel, size.cells.rows)) * y,
        );
        let knows_pixels = size.xpixel > 0 && size.ypixel > 0;
        let pixel = hit.event.pixel.map(|pixel| relative(pixel, corner));
        // Where nobody knows how large a cell is, cells serve for pixels.
        let pixel = pixel.or((!knows_pixels).then_some(at));
        let event = MouseEvent { at, pixel, ..hit.event };
        let mut bytes = Vec::new();
        pane.terminal.encode_mouse(&event, &mut bytes);
        let wheel = match hit.event.action {
            MouseAction::Press(MouseButton::WheelUp) => Some(KeyCode::Up),
            MouseAction::Press(MouseButton::WheelDown) => Some(KeyCode::Down),
            _ => None,
        };
        let untracked = pane.terminal.mouse() == crate::terminal::MouseTracking::Off;
        if let Some(code) = wheel
            && untracked
            && pane.terminal.is_alternate()
            && pane.terminal.alternate_scroll()
        {
            for _ in 0..3 {
                pane.terminal.encode_key(&Key::plain(code).into(), &mut bytes);
            }
        }
        self.tell_program(id, bytes);
    }

    /// The selection that the mouse makes follows it.
    fn drag_selection(&mut self, pane: PaneId, client: ClientId, hit: &MouseHit) {
        let Some((corner_x, corner_y)) = self.corner_of(pane, hit) else { return };
        let at = relative(hit.event.at, (corner_x, corner_y));
        let at = self.in_text(pane, Some(client), at);
        self.with_copying(pane, Some(client), |copy, terminal| copy.drag(terminal, at));
    }

    /// The cell of a pane that a hit is at, or beside.
    pub fn place_in_pane(&self, pane: PaneId, hit: &MouseHit) -> Option<Point> {
        Some(relative(hit.event.at, self.corner_of(pane, hit)?))
    }

    /// A pane's corner in the cells of the client that a hit came from.
    fn corner_of(&self, pane: PaneId, hit: &MouseHit) -> Option<(i32, i32)> {
        let window = self.graph.window(self.graph.window_of(pane)?)?;
        let (_, area) = window.shown().into_iter().find(|(id, _)| *id == pane)?;
        Some((hit.window.0 + area.x, hit.window.1 + area.y))
    }
}
