//! What was answered to questions, for whoever wants to answer the same again; kept in a file, where an
//! option names one.

use std::collections::VecDeque;
use std::path::PathBuf;

use super::Model;
use super::change::Change;
use super::effect::JobEffect;
use super::prompt::Kind;

/// The most bytes that are read of the file.
pub const MOST_READ: usize = 4 << 20;

impl Model {
    /// Answers to prompts, the newest last.
    pub fn answers(&self, kind: Kind) -> &VecDeque<String> {
        match kind {
            Kind::Command => &self.answers,
            Kind::Search => &self.searches,
        }
    }

    /// Remembers the answer to a prompt, as the newest.
    pub fn remember_answer(&mut self, kind: Kind, answer: &str) {
        if self.add_answer(kind, answer) {
            self.save_answers();
        }
    }

    /// Forgets the answers to prompts of a kind, or of all.
    pub fn forget_answers(&mut self, kind: Option<Kind>) {
        if kind != Some(Kind::Search) {
            self.answers.clear();
        }
        if kind != Some(Kind::Command) {
            self.searches.clear();
        }
        self.graph.differs(Change::AnswersChanged);
        self.save_answers();
    }

    fn add_answer(&mut self, kind: Kind, answer: &str) -> bool {
        if answer.is_empty() {
            return false;
        }
        let most = usize::try_from(self.server().count("prompt-history-limit")).unwrap_or(0);
        let all = match kind {
            Kind::Command => &mut self.answers,
            Kind::Search => &mut self.searches,
        };
        all.retain(|seen| seen != answer);
        all.push_back(answer.to_owned());
        all.drain(..all.len().saturating_sub(most));
        self.graph.differs(Change::AnswersChanged);
        true
    }

    /// The file that they are kept in: a full path, or one in the home.
    pub fn answers_file(&self) -> Option<PathBuf> {
        let name = self.server().text("history-file");
        match name.strip_prefix("~/") {
            Some(name) => Some(self.identity.home.join(name)),
            None => Some(PathBuf::from(name)).filter(|path| path.is_absolute()),
        }
    }

    /// Adds what the file says, a line each: the kind of the question, a colon, the answer.
    pub fn read_answers(&mut self, text: &str) {
        for line in text.lines() {
            let of_kind =
                line.split_once(':').and_then(|(kind, text)| Some((Kind::of(kind)?, text)));
            let (kind, answer) = of_kind.unwrap_or((Kind::Command, line));
            self.add_answer(kind, answer);
        }
    }

    /// Writes them all, and waits for nothing: where that fails they are there until the server ends.
    fn save_answers(&mut self) {
        let Some(path) = self.answers_file() else { return };
        let mut text = String::new();
        for kind in [Kind::Command, Kind::Search] {
            for answer in self.answers(kind) {
                text.push_str(&format!("{}:{answer}\n", kind.name()));
            }
        }
        self.start_job(JobEffect::ReplaceFile { path, data: text.into_bytes() });
    }
}
