//! `switch-mode`: sessions or windows of which one is found by a few letters, to go there.

use super::{Command, Context, Flow, Outcome, answered, choosing, flag, value};
use crate::language::key::parse_key;
use crate::language::syntax::{Flag, Operand};
use crate::language::target::Kind;
use crate::model::id::PaneId;
use crate::model::mode::{Mode, Move, SWITCH_FORMAT, Switcher};
use crate::model::prompt::Then;

/// The entry.
pub const COMMAND: Command = Command {
    name: "switch-mode",
    alias: None,
    flags: &[
        choosing::KILL,
        Flag::new('s', "sessions; that is so without it"),
        Flag::new('w', "windows"),
        flag::ZOOM,
        flag::FORMAT,
        flag::TARGET_PANE,
    ],
    operands: &[Operand::Optional(value::TEMPLATE)],
    about: "Find a session, or with -w a window, by a few letters of it, and go there",
    target: Some(Kind::Pane),
    run,
    ..Command::NEW
};

/// What is done with what is chosen.
const TEMPLATE: &str = "switch-client -Zt '%%'";

fn run(context: &mut Context<'_>) -> Outcome {
    let pane = context.typed_pane()?;
    let format = context.value('F').unwrap_or(SWITCH_FORMAT);
    let template = context.operand(0).unwrap_or(TEMPLATE);
    let switcher = Switcher::new(context.has('w'), format, template);
    context.model.open_switcher(pane, switcher, context.has('Z'));
    if context.has('k') {
        context.model.end_with_mode(pane);
    }
    Ok(Flow::Next)
}

impl Context<'_> {
    /// Has a pane's switcher do what the words say; `None` where they say nothing that it does.
    pub(super) fn act_in_switcher(&mut self, pane: PaneId, words: &[String]) -> Option<Outcome> {
        let to = match words.first().map(String::as_str).unwrap_or_default() {
            "cancel" => {
                self.model.leave_mode(pane, self.client);
                return Some(Ok(Flow::Next));
            }
            "choose" => return Some(self.switch(pane)),
            "type" => {
                if let Some(key) = words.last().and_then(|name| parse_key(name).ok()) {
                    let looks = self.in_switcher(pane, |it, _| it.type_key(key));
                    if looks == Some(true) {
                        self.look_again(pane);
                    }
                }
                return Some(Ok(Flow::Next));
            }
            "cursor-up" => Move::Up,
            "cursor-down" => Move::Down,
            "page-up" => Move::PageUp,
            "page-down" => Move::PageDown,
            "history-top" => Move::Top,
            "history-bottom" => Move::Bottom,
            _ => return None,
        };
        self.in_switcher(pane, |switcher, size| switcher.go(to, size));
        Some(Ok(Flow::Next))
    }

    fn in_switcher<T>(
        &mut self,
        pane: PaneId,
        act: impl FnOnce(&mut Switcher, crate::geometry::Size) -> T,
    ) -> Option<T> {
        let client = self.client;
        let done = self.model.with_mode(pane, client, |mode, it| match mode {
            Mode::Switch(switcher) => Some(act(switcher, it.size.cells)),
            _ => None,
        });
        done.flatten()
    }

    /// What was typed is found, from the first line on.
    fn look_again(&mut self, pane: PaneId) {
        let Some(mut switcher) = self.in_switcher(pane, |it, _| it.clone()) else { return };
        switcher.go(Move::Top, crate::geometry::Size::DEFAULT);
        self.model.fill_switcher(pane, &mut switcher);
        self.in_switcher(pane, |it, _| *it = switcher);
    }

    /// The switcher is done with, and its command runs with what was chosen.
    fn switch(&mut self, pane: PaneId) -> Outcome {
        let chosen = self.in_switcher(pane, |switcher, _| {
            Some((switcher.chosen()?.to_owned(), switcher.template.clone()))
        });
        let Some((target, template)) = chosen.flatten() else { return Ok(Flow::Next) };
        self.model.leave_mode(pane, self.client);
        let statements = answered(self.model, &Then::Text(template), &[target], &self.here)?;
        self.run_next(statements);
        Ok(Flow::Next)
    }
}
