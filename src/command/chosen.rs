//! What is done with what is chosen in a pane's chooser.

use std::collections::BTreeSet;

use super::{Context, Flow, Item, Outcome, answered};
use crate::dialect::Dialect;
use crate::geometry::Point;
use crate::key::MouseAction;
use crate::language::command_line::{Parsed, Statement, Word, quote};
use crate::language::target::Kind as Target;
use crate::model::asking::Asked;
use crate::model::client::Drag;
use crate::model::id::PaneId;
use crate::model::mode::{Act, Came, Chooser, Mode, Question, Removal, Row, Things, act};
use crate::model::prompt::{Kind, Prompt, Then};
use crate::model::resolve::Place;

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
        let argument = match words.get(1).map(String::as_str) {
            Some("--") => words.get(2).map(String::as_str),
            argument => argument,
        };
        let act = act(name, argument)?;
        let pressed = self.pressed_on(pane);
        let hits = self.hits(pane, &act);
        let came = self.model.with_mode(pane, self.client, |mode, it| match mode {
            Mode::Choose(chooser) => came_of(chooser, it.size.cells, pressed, act, times, &hits),
            _ => Came::Nothing,
        });
        match came.unwrap_or(Came::Nothing) {
            Came::Nothing => {}
            Came::Refill => self.model.refresh_chooser(pane),
            Came::NotFound => self.model.tell(self.client, "not found"),
            Came::Leave => self.model.leave_mode(pane, self.client),
            Came::Chosen(choice) => return self.chosen(pane, &[choice]),
            Came::ChosenAll(choices) => return self.chosen(pane, &choices),
            Came::Removed { how, targets, tagged, asked } => {
                return self.remove(pane, how, &targets, tagged, asked);
            }
            Came::Customized(custom) => return self.customize(pane, custom),
            Came::Edited(buffer) => return self.edit_buffer(pane, &buffer),
            Came::Marked(place) => {
                self.model.mark(place.and_then(|place| place.pane));
                self.model.refresh_chooser(pane);
            }
            Came::Swapped(one, other) => {
                let flag = |name: &str| name.to_owned();
                self.run_words(vec![
                    flag("swap-window"),
                    flag("-d"),
                    flag("-s"),
                    one,
                    flag("-t"),
                    other,
                ]);
                self.refresh_next(pane);
            }
            Came::Ask(question) => self.ask_in_chooser(pane, question),
            Came::Command(command, targets) => {
                for target in targets {
                    let then = Then::Text(command.clone());
                    let statements = answered(self.model, &then, &[target], &self.here)?;
                    self.run_next(statements);
                }
                self.refresh_next(pane);
            }
        }
        Ok(Flow::Next)
    }

    /// The buffers in whose text is found what a search looks for.
    fn hits(&self, pane: PaneId, act: &Act) -> BTreeSet<String> {
        let Some(chooser) = self.model.chooser(pane) else { return BTreeSet::new() };
        let sought = match act {
            Act::Search { text, .. } => text.as_str(),
            Act::SearchIncremental { text, .. } => text.strip_prefix('=').unwrap_or(text),
            Act::SearchAgain { .. } | Act::SearchTowards { .. } => chooser.sought(),
            _ => "",
        };
        if chooser.things != Things::Buffers || sought.is_empty() {
            return BTreeSet::new();
        }
        let fold = sought == sought.to_lowercase();
        let has = |data: &[u8]| {
            let text = String::from_utf8_lossy(data);
            if fold { text.to_lowercase().contains(sought) } else { text.contains(sought) }
        };
        let found = self.model.buffers().iter().filter(|buffer| has(&buffer.data));
        found.map(|buffer| buffer.name.clone()).collect()
    }

    /// Asks something in a pane for its chooser, which is told the answer.
    fn ask_in_chooser(&mut self, pane: PaneId, question: Question) {
        let Some(chooser) = self.model.chooser(pane) else { return };
        let tagged = chooser.tags();
        let (label, text, act, kind) = match question {
            Question::Search => {
                ("(search) ".to_owned(), String::new(), "search-forward", Kind::Search)
            }
            Question::Filter => {
                let text = chooser.recipe.condition.clone();
                ("(filter) ".to_owned(), text, "filter", Kind::Search)
            }
            Question::Command if tagged > 0 => {
                (format!("({tagged} tagged) "), String::new(), "command", Kind::Command)
            }
            Question::Command => ("(current) ".to_owned(), String::new(), "command", Kind::Command),
        };
        let then = Then::Template(format!("send-keys -t {pane} -X {act} -- '%%'"));
        self.ask_in_pane(pane, Prompt { kind, ..Prompt::new(label, text, then) });
    }

    /// Asks something in a pane, with the keys that its person is used to.
    pub(super) fn ask_in_pane(&mut self, pane: PaneId, prompt: Prompt) {
        let session = Place::of_pane(self.model, pane).session;
        let vi = self.model.session_lookup(session).text("status-keys") == "vi";
        let whole_lines = self.model.identity.dialect == Dialect::Tmux;
        let prompt = Prompt { vi, whole_lines, ..prompt };
        self.model.set_prompt(Asked::Pane(pane), Some(prompt));
    }

    /// Has a command run next, of these words.
    fn run_words(&mut self, words: Vec<String>) {
        let words = words.into_iter().map(Word::Text).collect();
        self.run_next(vec![Statement::Commands(vec![Parsed { line: self.line, words }])]);
    }

    /// Has a chooser's lines made anew when what is to be run has run.
    fn refresh_next(&mut self, pane: PaneId) {
        let refresh = move |context: &mut Context<'_>, _| {
            context.model.refresh_chooser(pane);
            Ok(Flow::Next)
        };
        self.insert.push_back(Item::Then(Box::new(refresh), None));
    }

    /// Removes what is chosen, or first asks whether that is meant.
    fn remove(
        &mut self,
        pane: PaneId,
        how: Removal,
        targets: &[String],
        tagged: bool,
        asked: bool,
    ) -> Outcome {
        let things = self.model.chooser(pane).map(|it| it.things);
        let Some(things) = things.filter(|it| *it != Things::Settings) else {
            return Ok(Flow::Next);
        };
        if !asked {
            match (self.model.identity.dialect, targets) {
                (Dialect::Pmux, [choice]) if !tagged => return self.ask_to_kill(pane, choice),
                _ => {
                    self.ask_to_remove(pane, things, how, targets, tagged);
                    return Ok(Flow::Next);
                }
            }
        }
        targets.iter().for_each(|target| self.run_words(self.removing(pane, things, how, target)));
        self.refresh_next(pane);
        Ok(Flow::Next)
    }

    /// The command that removes what a target in a pane's chooser stands for: in a tree that thing, whatever
    /// becomes of indexes and names before it runs.
    fn removing(&self, pane: PaneId, things: Things, how: Removal, target: &str) -> Vec<String> {
        let rows = self.model.chooser(pane).map(|it| it.rows.as_slice()).unwrap_or_default();
        let row = rows.iter().find(|row| row.target == target);
        let place = row.map(|row| row.place).unwrap_or_default();
        let (command, id) = match (things, how, row.map(kind_of)) {
            (Things::Tree, _, Some("pane")) => {
                ("kill-pane -t", place.pane.map(|it| it.to_string()))
            }
            (Things::Tree, _, Some("window")) => {
                ("kill-window -t", place.window.map(|it| it.to_string()))
            }
            (Things::Tree | Things::Settings, ..) => {
                ("kill-session -t", place.session.map(|it| it.to_string()))
            }
            (Things::Buffers, ..) => ("delete-buffer -b", None),
            (Things::Clients, Removal::Kill, _) => ("detach-client -t", None),
            (Things::Clients, Removal::DetachKill, _) => ("detach-client -P -t", None),
            (Things::Clients, Removal::Suspend, _) => ("suspend-client -t", None),
        };
        let id = id.unwrap_or_else(|| target.to_owned());
        command.split(' ').map(str::to_owned).chain([id]).collect()
    }

    /// Asks in the pane whether that is meant, as tmux does.
    fn ask_to_remove(
        &mut self,
        pane: PaneId,
        things: Things,
        how: Removal,
        targets: &[String],
        tagged: bool,
    ) {
        let Some(chooser) = self.model.chooser(pane) else { return };
        let label = match (tagged, chooser.chosen()) {
            (true, _) => format!("Kill {} tagged? ", targets.len()),
            (false, Some(row)) => {
                format!("Kill {} {}? ", kind_of(row), row.name.replace('#', "##"))
            }
            (false, None) => return,
        };
        // What was asked about goes, whatever is chosen when the answer comes.
        let removing = |target: &String| {
            let words = self.removing(pane, things, how, target);
            words.iter().map(|word| quote(word)).collect::<Vec<_>>().join(" ")
        };
        let command = targets.iter().map(removing).collect::<Vec<_>>().join("\n");
        let then = Then::Confirm { command, key: 'y', enter: false };
        self.ask_in_pane(pane, Prompt { single: true, ..Prompt::new(label, "", then) });
    }

    /// The cell of a pane that a button was pressed on which led here.
    fn pressed_on(&self, pane: PaneId) -> Option<Point> {
        let hit = self.mouse.filter(|hit| hit.pane.is_some_and(|(on, ..)| on == pane))?;
        match hit.event.action {
            MouseAction::Press(button) if !button.is_wheel() => hit.in_pane(hit.event.at),
            _ => None,
        }
    }

    /// The chooser is done with, and its command runs with what was chosen.
    fn chosen(&mut self, pane: PaneId, choices: &[String]) -> Outcome {
        let template = self.model.chooser(pane).map(|chooser| chooser.template.clone());
        let template = template.unwrap_or_default();
        // The rest of a press that chose is nobody's.
        if self.pressed_on(pane).is_some()
            && let Some(display) = self.client.and_then(|id| self.model.graph.display_mut(id))
        {
            display.drag = Some(Drag::Over);
        }
        self.model.leave_mode(pane, self.client);
        let then = match self.model.identity.dialect {
            Dialect::Pmux => Then::Template(template),
            Dialect::Tmux => Then::Text(template),
        };
        for choice in choices {
            let answers = [choice.clone()];
            let statements = answered(self.model, &then, &answers, &self.here)?;
            self.run_next(statements);
        }
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
            (Things::Settings, _) => return Ok(Flow::Next),
            (Things::Tree, Some('$')) => ("kill-session -t", Some("kill-session #S")),
            (Things::Tree, Some('@')) => ("kill-window -t", Some("kill-window #I:#W")),
            (Things::Tree, _) => ("kill-pane -t", Some("kill-pane #P of window #I:#W")),
        };
        let chosen = self.model.resolve(Target::Pane, Some(choice), &self.here, None).ok();
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

/// What a line of a tree stands for.
fn kind_of(row: &Row) -> &'static str {
    match &row.id {
        id if id.contains('.') => "pane",
        id if id.contains(':') => "window",
        _ => "session",
    }
}

fn came_of(
    chooser: &mut Chooser,
    size: crate::geometry::Size,
    pressed: Option<Point>,
    act: Act,
    times: Option<u32>,
    hits: &BTreeSet<String>,
) -> Came {
    match pressed.is_none_or(|at| chooser.point(size, at)) {
        true => chooser.act(act, times.unwrap_or(1), size, hits),
        false => Came::Nothing,
    }
}
