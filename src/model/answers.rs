//! What was answered to questions, for whoever wants to answer the same again; and what of it the file
//! says in which it is kept, where an option names one. When that is read and written is
//! `server/history_file.rs`'s affair.

use std::collections::{BTreeSet, VecDeque};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::Model;
use super::change::Change;
use super::prompt::Kind;

/// The most bytes that are read of the file.
pub const MOST_READ: usize = 4 << 20;

/// The most bytes of answers of a kind that are written to it, so that it can be read again.
const MOST_WRITTEN: usize = 1 << 20;

/// Kinds of questions that other tmuxes know and pmux has not: what the file says of them stays there.
const OTHER_KINDS: [&[u8]; 2] = [b"target:", b"window-target:"];

/// What the file does not have yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unsaved {
    /// An answer was given.
    Given(Kind, String),
    /// All of a kind were forgotten.
    Forgotten(Kind),
}

impl Model {
    /// Answers to prompts, the newest last.
    pub fn answers(&self, kind: Kind) -> &VecDeque<String> {
        match kind {
            Kind::Command => &self.answers,
            Kind::Search => &self.searches,
        }
    }

    fn answers_mut(&mut self, kind: Kind) -> &mut VecDeque<String> {
        match kind {
            Kind::Command => &mut self.answers,
            Kind::Search => &mut self.searches,
        }
    }

    /// Remembers the answer to a prompt, as the newest.
    pub fn remember_answer(&mut self, kind: Kind, answer: &str) {
        if answer.is_empty() {
            return;
        }
        let most = self.most_answers();
        let all = self.answers_mut(kind);
        all.retain(|seen| seen != answer);
        all.push_back(answer.to_owned());
        all.drain(..all.len().saturating_sub(most));
        self.graph.differs(Change::AnswersChanged);
        self.is_unsaved(Unsaved::Given(kind, answer.to_owned()));
    }

    /// Forgets the answers to prompts of a kind, or of all.
    pub fn forget_answers(&mut self, kind: Option<Kind>) {
        for kind in kind.map_or(Kind::ALL.to_vec(), |kind| vec![kind]) {
            self.answers_mut(kind).clear();
            self.is_unsaved(Unsaved::Forgotten(kind));
        }
        self.graph.differs(Change::AnswersChanged);
    }

    fn most_answers(&self) -> usize {
        usize::try_from(self.server().count("prompt-history-limit")).unwrap_or(0)
    }

    /// The file does not have this yet, nor what this makes void.
    fn is_unsaved(&mut self, what: Unsaved) {
        if self.answers_file().is_none() {
            return;
        }
        self.unsaved_answers.retain(|before| match (&what, before) {
            (Unsaved::Forgotten(it), Unsaved::Given(kind, _) | Unsaved::Forgotten(kind)) => {
                kind != it
            }
            (Unsaved::Given(..), _) => *before != what,
        });
        self.unsaved_answers.push(what);
    }

    /// What the file does not have is to be written, with what could not be before. Answers that are too
    /// many by now are none of it.
    pub fn gather_unsaved_answers(&mut self) {
        let mut before = std::mem::take(&mut self.unwritten_answers);
        before.retain(|it| match it {
            Unsaved::Given(kind, answer) => self.answers(*kind).contains(answer),
            Unsaved::Forgotten(_) => true,
        });
        let since = std::mem::replace(&mut self.unsaved_answers, before);
        since.into_iter().for_each(|it| self.is_unsaved(it));
    }

    /// The file has all that was written.
    pub fn answers_are_written(&mut self) {
        self.unwritten_answers.clear();
        self.graph.differs(Change::AnswersChanged);
    }

    /// What the file does not have, or may not: for the server that takes this one's place.
    pub fn missing_answers(&self) -> Vec<Unsaved> {
        self.unwritten_answers.iter().chain(&self.unsaved_answers).cloned().collect()
    }

    /// The file that they are kept in: a full path, or one in the home.
    pub fn answers_file(&self) -> Option<PathBuf> {
        let name = self.server().text("history-file");
        match name.strip_prefix("~/") {
            Some(name) => Some(self.identity.home.join(name)),
            None => Some(PathBuf::from(name)).filter(|path| path.is_absolute()),
        }
    }

    /// The file is another one, which may have none of them.
    pub fn all_answers_are_unsaved(&mut self) {
        self.unsaved_answers.clear();
        self.unwritten_answers.clear();
        for kind in Kind::ALL {
            let given = self.answers(kind).iter().map(|it| Unsaved::Given(kind, it.clone()));
            let given: Vec<Unsaved> = given.collect();
            given.into_iter().for_each(|it| self.is_unsaved(it));
        }
        self.graph.differs(Change::AnswersChanged);
    }

    /// Takes in what the file says, a line each: the kind of the question, a colon, the answer. What it
    /// does not have yet comes after that, and else there is nothing: what it had before and has no more
    /// was forgotten, by another server or by hand. Returns the lines that are not for pmux.
    pub fn read_answers(&mut self, file: &[u8]) -> Vec<u8> {
        let mut others = Vec::new();
        let before = Kind::ALL.map(|kind| std::mem::take(self.answers_mut(kind)));
        for line in file.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            let text = std::str::from_utf8(line).ok();
            let Some(text) = text.filter(|_| !OTHER_KINDS.iter().any(|it| line.starts_with(it)))
            else {
                others.extend_from_slice(line);
                others.push(b'\n');
                continue;
            };
            let of_kind = text.split_once(':').and_then(|(kind, it)| Some((Kind::of(kind)?, it)));
            // One of long ago says no kind.
            let (kind, answer) = of_kind.unwrap_or((Kind::Command, text));
            self.answers_mut(kind).push_back(answer.to_owned());
        }
        for (kind, before) in Kind::ALL.into_iter().zip(before) {
            put_back_lines(before, self.answers_mut(kind));
        }
        let unsaved = std::mem::take(&mut self.unsaved_answers);
        for it in &unsaved {
            match it {
                Unsaved::Given(kind, answer) => self.answers_mut(*kind).push_back(answer.clone()),
                Unsaved::Forgotten(kind) => self.answers_mut(*kind).clear(),
            }
        }
        self.unsaved_answers = unsaved;
        let most = self.most_answers();
        for kind in Kind::ALL {
            let all = self.answers_mut(kind);
            *all = newest(std::mem::take(all), most);
        }
        self.graph.differs(Change::AnswersChanged);
        others
    }

    /// What the file is to say, but for lines that are not for pmux. An answer of several lines would
    /// be read as several answers, and is left out.
    pub fn written_answers(&self) -> Vec<u8> {
        let mut text = String::new();
        for kind in Kind::ALL {
            let all = self.answers(kind).iter().filter(|answer| !answer.contains('\n'));
            let lines: Vec<String> = all.map(|it| format!("{}:{it}\n", kind.name())).collect();
            let mut room = MOST_WRITTEN;
            let fits = |line: &&String| {
                room = room.saturating_sub(line.len());
                room > 0
            };
            let newest = lines.iter().rev().take_while(fits).count();
            text.extend(lines.into_iter().rev().take(newest).rev());
        }
        text.into_bytes()
    }
}

/// Puts answers of several lines, which no file has, before what came after them.
fn put_back_lines(before: VecDeque<String>, all: &mut VecDeque<String>) {
    let mut place = all.len();
    for answer in before.into_iter().rev() {
        match answer.contains('\n') {
            true => all.insert(place, answer),
            false => place = all.iter().rposition(|it| *it == answer).unwrap_or(place),
        }
    }
}

/// The newest answers, each once.
fn newest(all: VecDeque<String>, most: usize) -> VecDeque<String> {
    let mut seen = BTreeSet::new();
    let all = all.into_iter().rev().filter(|it| !it.is_empty() && seen.insert(it.clone()));
    let mut kept: VecDeque<String> = all.take(most).collect();
    kept.make_contiguous().reverse();
    kept
}
