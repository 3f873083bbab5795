//! Questions that are being asked, in the status line of a client or in a pane, and what a key does
//! to one.

use super::Model;
use super::change::Change;
use super::client::Overlay;
use super::id::{ClientId, PaneId};
use super::prompt::{Edit, Kind, Prompt, Then};
use crate::key::{Key, KeyCode, Modifiers};
use crate::language::key::key_name;

/// Where a question is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// In a client's status line: it takes all that is typed there.
    Client(ClientId),
    /// In a pane: who types there answers, or a command that types.
    Pane(PaneId),
}

/// What came of a key.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Step {
    /// What is to be done, and with which answers.
    pub then: Option<(Then, Vec<String>)>,
    /// The key means what it means without the question.
    pub passes: bool,
    /// What was typed is to be completed.
    pub completes: bool,
}

impl Step {
    fn then(then: &Then, answers: Vec<String>) -> Self {
        Self { then: Some((then.clone(), answers)), ..Self::default() }
    }
}

impl Model {
    /// The question that is asked somewhere.
    pub fn prompt(&self, asked: Asked) -> Option<&Prompt> {
        match asked {
            Asked::Client(client) => match self.graph.client(client)?.overlay()? {
                Overlay::Prompt(prompt) => Some(prompt),
                _ => None,
            },
            Asked::Pane(pane) => self.graph.pane(pane)?.prompt.as_deref(),
        }
    }

    /// Asks, or asks no longer.
    pub fn set_prompt(&mut self, asked: Asked, prompt: Option<Prompt>) {
        match asked {
            Asked::Client(client) => {
                if let Some(display) = self.graph.display_mut(client) {
                    display.overlay = prompt.map(Overlay::Prompt);
                }
            }
            Asked::Pane(pane) => {
                if let Some(it) = self.graph.alter_pane(pane) {
                    it.prompt = prompt.map(Box::new);
                    self.graph.tell(Change::ModeAltered(pane));
                }
            }
        }
    }

    /// Alters the question, where one is asked.
    pub fn alter_prompt(&mut self, asked: Asked, alter: impl FnOnce(&mut Prompt)) {
        if let Some(mut prompt) = self.prompt(asked).cloned() {
            alter(&mut prompt);
            self.set_prompt(asked, Some(prompt));
        }
    }

    /// The pane whose question a client's keys answer: the one they type into, or else any that they
    /// see. Who only looks on answers for nobody.
    pub fn asked_pane(&self, client: ClientId) -> Option<PaneId> {
        if self.looks_on(Some(client)).is_some() {
            return None;
        }
        let asks = |pane: &PaneId| self.graph.pane(*pane).is_some_and(|it| it.prompt.is_some());
        let typed = self.typed_into(client).filter(asks);
        typed.or_else(|| {
            let window = self.graph.window(self.client_window(client)?)?;
            window.visible().into_iter().map(|(pane, _)| pane).find(asks)
        })
    }

    /// Asks in a pane, and lets those know who want to.
    pub fn ask_in_pane(&mut self, pane: PaneId, mut prompt: Prompt) {
        let kind = prompt.kind.name().to_owned();
        prompt.told = true;
        self.set_prompt(Asked::Pane(pane), Some(prompt));
        self.happens_in_with("pane-prompt-opened", pane, &[("prompt_type", kind)]);
    }

    /// A key for a question. With `own` what was answered before is offered, and remembered.
    pub fn key_to_prompt(&mut self, asked: Asked, key: Key, own: bool) -> Step {
        let told = self.prompt(asked).filter(|prompt| prompt.told).map(|prompt| prompt.kind);
        let step = self.key_to(asked, key, own);
        if let (Asked::Pane(pane), Some(kind), None) = (asked, told, self.prompt(asked)) {
            let kind = kind.name().to_owned();
            self.happens_in_with("pane-prompt-closed", pane, &[("prompt_type", kind)]);
        }
        step
    }

    fn key_to(&mut self, asked: Asked, key: Key, own: bool) -> Step {
        let Some(mut prompt) = self.prompt(asked).cloned() else { return Step::default() };
        self.set_prompt(asked, None);
        if let Then::Confirm { key: yes, enter, .. } = &prompt.then {
            let is_yes = match key.code {
                KeyCode::Char(c) => c == *yes && (key.modifiers - Modifiers::SHIFT).is_empty(),
                KeyCode::Enter => *enter,
                _ => false,
            };
            return match is_yes {
                true => self.done(&prompt, &prompt.then, Vec::new(), own),
                false => Step::default(),
            };
        }
        let edits =
            matches!(key.code, KeyCode::Char('0'..='9') | KeyCode::Backspace | KeyCode::Escape);
        if prompt.numeric && !edits {
            // The key that ends the number is what is done so many times.
            return Step { passes: true, ..self.answered(asked, prompt, own) };
        }
        if prompt.single && !prompt.quotes {
            if key.code == KeyCode::Escape && !prompt.key {
                return Step::default();
            }
            if !prompt.key && key == Key::ctrl('v') {
                prompt.quotes = true;
                self.set_prompt(asked, Some(prompt));
                return Step::default();
            }
            prompt.replace(key_name(key));
            return self.answered(asked, prompt, own);
        }
        if prompt.single {
            prompt.quotes = false;
            prompt.replace(String::new());
            prompt.insert_key(key);
            return self.answered(asked, prompt, own);
        }
        prompt.candidates.clear();
        match prompt.edit(key) {
            Edit::Continue => {}
            Edit::Changed => {
                prompt.recalled = 0;
                if prompt.incremental {
                    let step = Step::then(&prompt.then, vec![format!("={}", prompt.text)]);
                    self.set_prompt(asked, Some(prompt));
                    return step;
                }
            }
            Edit::Done => return self.answered(asked, prompt, own),
            Edit::Cancel => return Step::default(),
            // What others typed and copied is not theirs who only look on.
            Edit::Recall(_) | Edit::Paste if !own => {}
            Edit::Recall(older) => self.recall(&mut prompt, older),
            Edit::Complete if prompt.kind == Kind::Search => {}
            Edit::Complete => {
                self.set_prompt(asked, Some(prompt));
                return Step { completes: true, ..Step::default() };
            }
            Edit::Paste => {
                let newest = || {
                    let buffer = self.buffers().get(None)?;
                    Some(String::from_utf8_lossy(&buffer.data).into_owned())
                };
                let killed = Some(prompt.killed.clone()).filter(|text| !text.is_empty());
                if let Some(text) = killed.or_else(newest) {
                    prompt.insert(&text);
                }
            }
        }
        self.set_prompt(asked, Some(prompt));
        Step::default()
    }

    fn answered(&mut self, asked: Asked, mut prompt: Prompt, own: bool) -> Step {
        let answer = std::mem::take(&mut prompt.text);
        if own {
            self.remember_answer(prompt.kind, &answer);
        }
        if prompt.incremental {
            // It was followed as it was typed.
            return Step::then(&prompt.then, vec![answer]);
        }
        prompt.answers.push(answer);
        if !prompt.more.is_empty() {
            let (label, text) = prompt.more.remove(0);
            prompt.label = label;
            prompt.replace(text);
            self.set_prompt(asked, Some(prompt));
            return Step::default();
        }
        let answers = std::mem::take(&mut prompt.answers);
        self.done(&prompt, &prompt.then, answers, own)
    }

    /// What an answer comes to: who waits for it does that, but for an answer of somebody who may do
    /// less.
    fn done(&mut self, prompt: &Prompt, then: &Then, answers: Vec<String>, own: bool) -> Step {
        match &prompt.asker {
            Some(asker) if own => {
                self.askers.tell(asker, then.clone(), answers);
                Step::default()
            }
            _ => Step::then(then, answers),
        }
    }

    /// An answer that was given before, or what was typed before one looked for that.
    fn recall(&self, prompt: &mut Prompt, older: bool) {
        let answers = self.answers(prompt.kind);
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
}
