//! What is done with what is chosen in a pane's chooser.

use super::{Context, Flow, Outcome, fill, is_answer};
use crate::geometry::Point;
use crate::key::MouseAction;
use crate::language::command_line::{Parsed, Statement, Word, quote};
use crate::language::target::Kind;
use crate::model::client::Drag;
use crate::model::id::PaneId;
use crate::model::mode::{Act, Came, Chooser, Mode, Things, act};

impl Context<'_> {
    /// Has a pane's chooser do what the words say, `times` over. Where a button led here, with the
    /// line that it was pressed on, and where that is none nothing.
    pub(super) fn act_in_chooser(
        &mut self,
        pane: PaneId,
        words: &[String],
        times: Option<u32>,
    ) -> Outcome {
        let name = words.first().map(String::as_str).unwrap_or_default();
        let act = act(name, words.get(1).map(String::as_str))?;
        let pressed = self.pressed_on(pane);
        let came = self.model.with_mode(pane, self.client, |mode, it| match mode {
            Mode::Choose(chooser) => came_of(chooser, it.size.cells, pressed, act, times),
            _ => Came::Nothing,
        });
        match came.unwrap_or(Came::Nothing) {
            Came::Nothing => Ok(Flow::Next),
            Came::NotFound => {
                self.model.tell(self.client, "not found");
                Ok(Flow::Next)
            }
            Came::Leave => {
                self.model.leave_mode(pane, self.client);
                Ok(Flow::Next)
            }
            Came::Chosen(choice) => self.chosen(pane, choice),
            Came::Killed(choice) => self.ask_to_kill(pane, &choice),
        }
    }

    /// The cell of a pane that a button was pressed on which led here.
    fn pressed_on(&self, pane: PaneId) -> Option<Point> {
        let hit = self.mouse.filter(|hit| hit.pane.is_some_and(|(on, ..)| on == pane))?;
        match hit.event.action {
            MouseAction::Press(button) if !button.is_wheel() => hit.in_pane(hit.event.at),
            _ => None,
        }
    }

    /// The chooser is done with, and its command runs with the choice.
    fn chosen(&mut self, pane: PaneId, choice: String) -> Outcome {
        let template = self.model.chooser(pane).map(|chooser| chooser.template.clone());
        let template = template.unwrap_or_default();
        self.model.leave_mode(pane, self.client);
        // The rest of a press that chose is nobody's.
        if self.pressed_on(pane).is_some()
            && let Some(display) = self.client.and_then(|id| self.model.graph.display_mut(id))
        {
            display.drag = Some(Drag::Over);
        }
        let statements = match is_answer(&template) {
            true => self.parse(&choice)?,
            false => {
                let parse = |text: &str| self.parse(text).ok();
                fill(&self.parse(&template)?, &[choice], &parse)
            }
        };
        self.run_next(statements);
        Ok(Flow::Next)
    }

    /// Asks whether what is chosen is to be removed, and does so then.
    fn ask_to_kill(&mut self, pane: PaneId, choice: &str) -> Outcome {
        let Some(things) = self.model.chooser(pane).map(|it| it.things) else {
            return Ok(Flow::Next);
        };
        let (command, question) = match (things, choice.chars().next()) {
            (Things::Buffers, _) => ("delete-buffer -b", None),
            (Things::Clients, _) => ("detach-client -t", None),
            (Things::Tree, Some('$')) => ("kill-session -t", Some("kill-session #S")),
            (Things::Tree, Some('@')) => ("kill-window -t", Some("kill-window #I:#W")),
            (Things::Tree, _) => ("kill-pane -t", Some("kill-pane #P of window #I:#W")),
        };
        let chosen = self.model.resolve(Kind::Pane, Some(choice), &self.here, None).ok();
        let label = match (question, chosen) {
            (Some(question), Some(place)) => self.model.expand(question, &place),
            _ => format!("{} {choice}", command.split(' ').next().unwrap_or_default()),
        };
        // A name has nothing in it that is expanded.
        let label = format!("{label}? (y/n)").replace('#', "##").replace('%', "%%");
        let words = ["confirm-before", "-p", &label, &format!("{command} {}", quote(choice))];
        let words = words.map(|word| Word::Text(word.to_owned())).to_vec();
        self.run_next(vec![Statement::Commands(vec![Parsed { line: self.line, words }])]);
        Ok(Flow::Next)
    }
}

fn came_of(
    chooser: &mut Chooser,
    size: crate::geometry::Size,
    pressed: Option<Point>,
    act: Act,
    times: Option<u32>,
) -> Came {
    match pressed.is_none_or(|at| chooser.point(size, at)) {
        true => chooser.act(act, times.unwrap_or(1), size),
        false => Came::Nothing,
    }
}
