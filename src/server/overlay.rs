//! What lies over a screen and takes its keys: prompts, pane numbers, menus.

use crate::command::{Failure, fill, is_answer};
use crate::key::{Key, KeyCode, Modifiers};
use crate::language::key::key_name;
use crate::model::client::Overlay;
use crate::model::id::ClientId;
use crate::model::prompt::{Edit, Prompt, Then};
use crate::model::resolve::Place;

use super::Server;
use super::queue::Origin;

impl Server {
    /// Takes away what lies over a client's screen.
    pub fn close_overlay(&mut self, client: ClientId) {
        if let Some(display) = self.model.graph.display_mut(client) {
            display.overlay = None;
        }
    }

    /// A key for what lies over the screen.
    pub fn key_to_overlay(&mut self, id: ClientId, key: Key) {
        let Some(display) = self.model.graph.display_mut(id) else { return };
        match display.overlay.take() {
            Some(Overlay::Prompt(prompt)) => self.key_to_prompt(id, prompt, key),
            Some(Overlay::PaneNumbers { template, .. }) => self.key_to_numbers(id, &template, key),
            Some(Overlay::Menu(menu)) => self.key_to_menu(id, menu, key),
            Some(Overlay::Message { .. }) | None => {}
        }
    }

    pub(super) fn put_back(&mut self, client: ClientId, overlay: Overlay) {
        if let Some(display) = self.model.graph.display_mut(client) {
            display.overlay = Some(overlay);
        }
    }

    fn key_to_prompt(&mut self, id: ClientId, mut prompt: Prompt, key: Key) {
        if let Then::Confirm { command, key: yes, enter } = &prompt.then {
            let is_yes = match key.code {
                KeyCode::Char(c) => c == *yes && (key.modifiers - Modifiers::SHIFT).is_empty(),
                KeyCode::Enter => *enter,
                _ => false,
            };
            if is_yes {
                self.run_text(id, &command.clone());
            }
            return;
        }
        let edits =
            matches!(key.code, KeyCode::Char('0'..='9') | KeyCode::Backspace | KeyCode::Escape);
        if prompt.numeric && !edits {
            // The key that ends the number is what is done so many times.
            self.answered(id, prompt);
            return self.key(id, key.into());
        }
        if prompt.single {
            if key.code != KeyCode::Escape {
                prompt.replace(key_name(key));
                self.answered(id, prompt);
            }
            return;
        }
        prompt.candidates.clear();
        match prompt.edit(key) {
            Edit::Continue => {}
            Edit::Changed => {
                prompt.recalled = 0;
                if prompt.incremental {
                    let answer = format!("={}", prompt.text);
                    let then = prompt.then.clone();
                    self.put_back(id, Overlay::Prompt(prompt));
                    return self.follow(id, &then, &[answer]);
                }
            }
            Edit::Done => return self.answered(id, prompt),
            Edit::Cancel => return,
            // What others typed and copied is not theirs who only look on.
            Edit::Recall(_) | Edit::Paste if self.is_read_only(id) => {}
            Edit::Recall(older) => self.recall(&mut prompt, older),
            Edit::Complete => self.model.complete_prompt(&mut prompt),
            Edit::Paste => {
                if let Some(buffer) = self.model.buffers().get(None) {
                    prompt.insert(&String::from_utf8_lossy(&buffer.data));
                }
            }
        }
        self.put_back(id, Overlay::Prompt(prompt));
    }

    fn answered(&mut self, id: ClientId, mut prompt: Prompt) {
        let answer = std::mem::take(&mut prompt.text);
        if !self.is_read_only(id) {
            self.model.remember_answer(&answer);
        }
        prompt.answers.push(answer);
        if !prompt.more.is_empty() {
            let (label, text) = prompt.more.remove(0);
            prompt.label = label;
            prompt.replace(text);
            return self.put_back(id, Overlay::Prompt(prompt));
        }
        self.follow(id, &prompt.then, &prompt.answers);
    }

    /// Does what is to be done with answers.
    fn follow(&mut self, id: ClientId, then: &Then, answers: &[String]) {
        let Then::Template(template) = then else { return };
        if is_answer(template) {
            let command = answers.first().cloned().unwrap_or_default();
            return self.run_text(id, &command);
        }
        let here = Place::of_client(&self.model, id);
        match self.model.parse_commands(template, &here) {
            Ok(statements) => {
                let parse = |text: &str| self.model.parse_commands(text, &here).ok();
                let statements = fill(&statements, answers, &parse);
                self.run_for(id, statements);
            }
            Err(error) => self.fail(&Origin::Client(id), None, &Failure::from(error)),
        }
    }

    /// An answer that was given before, or what was typed before one looked for that.
    fn recall(&self, prompt: &mut Prompt, older: bool) {
        let answers = self.model.answers();
        if prompt.recalled == 0 {
            prompt.draft.clone_from(&prompt.text);
        }
        let wanted = match older {
            true => (prompt.recalled + 1).min(answers.len()),
            false => prompt.recalled.saturating_sub(1),
        };
        prompt.recalled = wanted;
        let text = match wanted.checked_sub(1).and_then(|back| answers.iter().nth_back(back)) {
            Some(answer) => answer.clone(),
            None => prompt.draft.clone(),
        };
        prompt.replace(text);
    }

    fn key_to_numbers(&mut self, id: ClientId, template: &str, key: Key) {
        let KeyCode::Char(c) = key.code else { return };
        let window = self.model.client_window(id);
        let base = self.model.window_lookup(window).number("pane-base-index");
        let pane = c.to_digit(10).and_then(|digit| {
            let at = usize::try_from(i64::from(digit) - base).ok()?;
            self.model.graph.window(window?)?.panes().get(at).copied()
        });
        match pane {
            Some(pane) => {
                let then = Then::Template(template.to_owned());
                self.follow(id, &then, &[pane.to_string()]);
            }
            // It was not meant for the numbers.
            None => self.key(id, key.into()),
        }
    }
}
