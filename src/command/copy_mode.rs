//! `copy-mode`: a pane shows its history, to read in and to copy from.

use super::{Command, Context, Failure, Flow, Outcome, flag};
use crate::language::syntax::{Flag, Value, Words};
use crate::language::target::Kind;
use crate::model::client::Drag;
use crate::model::copy_mode::Action;
use crate::model::id::PaneId;
use crate::model::scrollbars::first_at;

/// The entry.
pub const COMMAND: Command = Command {
    name: "copy-mode",
    flags: &[
        Flag::new('d', "scroll down by a page"),
        Flag::new('e', "leave it when scrolled to the end"),
        Flag::new('H', "without the place in the corner"),
        Flag::new('k', "kill the pane when it is left"),
        Flag::new('M', "begin a selection where the mouse is"),
        Flag::new('q', "leave it"),
        Flag::new('S', "scroll to where the mouse is on the scroll bar"),
        Flag::new('u', "scroll up by a page"),
        Flag::with('s', Value::new("src-pane", "show what this pane shows").of(Words::Panes)),
        flag::TARGET_PANE,
    ],
    about: "Look at a pane's history; -u a page up, -e leaves at its end, -q leaves now",
    target: Some(Kind::Pane),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    if context.has('M') {
        return context.begin_drag();
    }
    let pane = context.typed_pane()?;
    let client = context.client;
    if context.has('q') {
        context.model.leave_modes(pane, client);
        return Ok(Flow::Next);
    }
    let exits = context.has('e');
    let entered = match context.value('s') {
        Some(source) => {
            let source = context.model.resolve(Kind::Pane, Some(source), &context.here, None)?;
            let source = source.pane.unwrap_or(pane);
            context.model.enter_copy_mode_of(pane, source, client, exits)
        }
        None => context.model.enter_copy_mode(pane, client, exits),
    };
    // Who came by the mouse wants the text to stay where it was.
    let by_mouse = context.mouse.is_some();
    context.model.with_copying(pane, client, |copy, _| copy.number_lines(!by_mouse));
    if entered && context.has('k') && context.model.looks_on(client).is_none() {
        context.model.end_with_mode(pane);
    }
    if entered && context.has('H') {
        context.model.copy_mode_act(pane, client, client, Action::TogglePosition, None);
    }
    for (flag, up) in [('u', true), ('d', false)] {
        if context.has(flag) {
            let page = Action::Page { up, half: false, cancel: false };
            context.model.copy_mode_act(pane, client, client, page, None);
        }
    }
    if context.has('S') {
        context.scroll_to_mouse(pane, exits);
    }
    Ok(Flow::Next)
}

impl Context<'_> {
    /// The mouse begins to select: from where its button went down to where it is.
    pub(super) fn begin_drag(&mut self) -> Outcome {
        let hit = self.mouse.ok_or_else(|| Failure::new("no mouse target"))?;
        let Some((pane, ..)) = hit.pane else { return Ok(Flow::Next) };
        self.model.enter_copy_mode(pane, self.client, self.has('e'));
        let display = self.client.and_then(|id| self.model.graph.display_mut(id));
        let mut pressed = hit.event.at;
        if let Some(display) = display {
            display.drag = Some(Drag::Pane(pane));
            pressed = display.click.map_or(pressed, |click| click.at);
        }
        let (Some(from), Some(to)) = (hit.in_pane(pressed), hit.in_pane(hit.event.at)) else {
            return Ok(Flow::Next);
        };
        let from = self.model.in_text(pane, self.client, from);
        let to = self.model.in_text(pane, self.client, to);
        self.model.with_copying(pane, self.client, |copy, terminal| {
            copy.press(terminal, from);
            copy.drag(terminal, to);
        });
        Ok(Flow::Next)
    }

    /// Scrolls a pane's history to where the mouse has its scrollbar's slider. With `exits` its mode is
    /// left where that is the end and nothing is selected.
    pub(super) fn scroll_to_mouse(&mut self, pane: PaneId, exits: bool) {
        let Some(hit) = self.mouse else { return };
        let Some(at) = self.model.place_in_pane(pane, &hit) else { return };
        let client = self.client.and_then(|id| self.model.graph.client(id));
        let held = client.and_then(|client| client.display()?.slider);
        let held = held.filter(|(on, _)| *on == pane).map_or(0, |(_, row)| row);
        let Some(it) = self.model.graph.pane(pane) else { return };
        let rows = it.size.cells.rows;
        let length = client.and_then(|client| self.model.slider(it, client)).map_or(1, |it| it.1);
        let top = at.y.saturating_sub(held).min(rows.saturating_sub(length));
        if self.model.looks_on(self.client).is_none() {
            self.model.select_pane(pane, true);
        }
        let is_at_end = self.model.with_copying(pane, self.client, |copy, terminal| {
            let (_, all) = copy.position(terminal);
            copy.scroll_to_first(terminal, first_at(top, rows, all));
            copy.position(terminal).0 == 0 && !copy.has_selection()
        });
        if exits && is_at_end == Some(true) {
            self.model.leave_mode(pane, self.client);
        }
    }

    /// Puts copy mode's cursor where the mouse is on the pane.
    pub(super) fn point_at(&mut self, pane: PaneId) {
        let Some(at) = self.mouse.and_then(|hit| hit.in_pane(hit.event.at)) else { return };
        let at = self.model.in_text(pane, self.client, at);
        self.model.with_copying(pane, self.client, |copy, terminal| copy.point(terminal, at));
    }
}
