//! `copy-mode`: a pane shows its history, to read in and to copy from.

use super::{Command, Context, Failure, Flow, Outcome, flag};
use crate::language::syntax::Flag;
use crate::language::target::Kind;
use crate::model::client::Drag;
use crate::model::copy_mode::Action;
use crate::model::id::PaneId;

/// The entry.
pub const COMMAND: Command = Command {
    name: "copy-mode",
    flags: &[
        Flag::new('e', "leave it when scrolled to the end"),
        Flag::new('H', "without the place in the corner"),
        Flag::new('M', "begin a selection where the mouse is"),
        Flag::new('q', "leave it"),
        Flag::new('u', "scroll up by a page"),
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
    if context.has('q') {
        context.model.leave_modes(pane, context.client);
        return Ok(Flow::Next);
    }
    let client = context.client;
    let entered = context.model.enter_copy_mode(pane, client, context.has('e'));
    if entered && context.has('H') {
        context.model.copy_mode_act(pane, client, client, Action::TogglePosition, None);
    }
    if context.has('u') {
        let page = Action::Page { up: true, half: false, cancel: false };
        context.model.copy_mode_act(pane, client, client, page, None);
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
        self.model.with_copying(pane, self.client, |copy, terminal| {
            copy.press(terminal, from);
            copy.drag(terminal, to);
        });
        Ok(Flow::Next)
    }

    /// Puts copy mode's cursor where the mouse is on the pane.
    pub(super) fn point_at(&mut self, pane: PaneId) {
        let Some(at) = self.mouse.and_then(|hit| hit.in_pane(hit.event.at)) else { return };
        self.model.with_copying(pane, self.client, |copy, terminal| copy.point(terminal, at));
    }
}
