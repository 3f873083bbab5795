//! What lies over a screen and takes its keys: prompts, pane numbers, menus.

use crate::command::answered;
use crate::key::{Key, KeyCode};
use crate::model::asking::Asked;
use crate::model::client::Overlay;
use crate::model::id::ClientId;
use crate::model::prompt::Then;
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
            Some(Overlay::Prompt(prompt)) => {
                self.put_back(id, Overlay::Prompt(prompt));
                self.key_to_prompt(id, Asked::Client(id), key);
            }
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

    /// A key for a question that a client is asked, or a pane that they see.
    pub(super) fn key_to_prompt(&mut self, id: ClientId, asked: Asked, key: Key) {
        let own = !self.is_read_only(id);
        let named = self.shifted(key).unwrap_or(key);
        let step = self.model.key_to_prompt(asked, named, own);
        if step.completes
            && let Some(mut prompt) = self.model.prompt(asked).cloned()
        {
            self.model.complete_prompt(&mut prompt);
            self.model.set_prompt(asked, Some(prompt));
        }
        if let Some((then, answers)) = step.then {
            self.follow(id, &then, &answers);
        }
        if step.passes {
            self.key(id, key.into());
        }
    }

    /// Does what is to be done with answers.
    fn follow(&mut self, id: ClientId, then: &Then, answers: &[String]) {
        let here = Place::of_client(&self.model, id);
        match answered(&self.model, then, answers, &here) {
            Ok(statements) => self.run_for(id, statements),
            Err(failure) => self.fail(&Origin::Client(id), None, &failure),
        }
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
