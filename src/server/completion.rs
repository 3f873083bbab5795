//! Tab at a prompt: the word before the cursor is completed as far as that goes, and what it may
//! become is kept with the prompt, to be seen until the next key.

use crate::command::{Candidate, Source, complete};
use crate::model::Model;
use crate::model::prompt::{Prompt, Then};
use crate::model::session::Session;

impl Model {
    /// Completes the word before a prompt's cursor.
    pub(super) fn complete_prompt(&self, prompt: &mut Prompt) {
        let before = prompt.text[..prompt.cursor].to_owned();
        let words: Vec<String> = before.split(' ').map(str::to_owned).collect();
        let word = words.last().cloned().unwrap_or_default();
        let mut found: Vec<(String, String)> = match is_command_line(prompt) {
            true => self.candidates(&words),
            // What else is asked for is what something is called by.
            false => self.words_of(Source::Windows),
        };
        found.retain(|(candidate, _)| candidate.starts_with(&word));
        found.dedup_by(|one, other| one.0 == other.0);
        let Some((first, _)) = found.first() else { return };
        let common = found.iter().fold(first.len(), |common, (candidate, _)| {
            let same = first.chars().zip(candidate.chars()).take_while(|(a, b)| a == b);
            common.min(same.map(|(c, _)| c.len_utf8()).sum())
        });
        prompt.insert(first.get(word.len()..common).unwrap_or_default());
        match found.len() {
            1 => prompt.insert(" "),
            _ => prompt.candidates = found,
        }
    }

    /// What can stand in the place of the last word of a command line, and what that is.
    fn candidates(&self, words: &[String]) -> Vec<(String, String)> {
        let completion = complete(words);
        let known = completion.words.into_iter().map(|Candidate { word, about }| (word, about));
        let named = completion.source.map(|source| self.words_of(source));
        known.chain(named.into_iter().flatten()).collect()
    }

    /// The words of a kind that the model knows.
    fn words_of(&self, source: Source) -> Vec<(String, String)> {
        let session = |it: &Session| {
            let windows = it.windows.len();
            (
                it.name.clone(),
                format!("{windows} {}", if windows == 1 { "window" } else { "windows" }),
            )
        };
        let sessions = self.graph.sessions().map(session);
        let windows = || {
            self.graph.sessions().flat_map(|session| {
                session.windows.iter().filter_map(|(index, id)| {
                    let window = self.graph.window(*id)?;
                    Some((format!("{}:{index}", session.name), window))
                })
            })
        };
        match source {
            Source::Sessions => sessions.collect(),
            Source::Windows => {
                let windows = windows().map(|(target, window)| (target, window.name.clone()));
                sessions.chain(windows).collect()
            }
            Source::Panes => {
                let panes = windows().flat_map(|(target, window)| {
                    let base = self.window_lookup(Some(window.id)).number("pane-base-index");
                    let panes = window.panes().into_iter().zip(base..);
                    let pane = move |(id, index)| {
                        let pane = self.graph.pane(id)?;
                        Some((format!("{target}.{index}"), pane.run.current_command.clone()))
                    };
                    panes.filter_map(pane).collect::<Vec<_>>()
                });
                sessions.chain(panes).collect()
            }
            Source::Clients => {
                let attached = self.graph.clients().filter(|it| it.session().is_some());
                attached.map(|it| (it.name().to_owned(), it.term.clone())).collect()
            }
            Source::Buffers => {
                let size = |bytes: usize| format!("{bytes} bytes");
                self.buffers().iter().map(|it| (it.name.clone(), size(it.data.len()))).collect()
            }
            Source::Saved | Source::Files | Source::Directories | Source::Servers => Vec::new(),
        }
    }
}

/// Whether what is typed at a prompt is a command line, and no part of one.
fn is_command_line(prompt: &Prompt) -> bool {
    match &prompt.then {
        Then::Template(template) => matches!(template.trim(), "%1" | "%%"),
        Then::Text(_) => true,
        Then::Confirm { .. } => false,
    }
}
