//! A question in the status line: what was typed, and what happens with it.

mod vi;

use serde::{Deserialize, Serialize};

use super::askers::Asker;
use crate::key::{Key, KeyCode, Modifiers};
use vi::Meaning;

/// A prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    /// The question.
    pub label: String,
    /// What was typed.
    pub text: String,
    /// The cursor, in bytes of the text, on a character boundary.
    pub cursor: usize,
    /// What is done with the answer.
    pub then: Then,
    /// Further questions, with what they begin with.
    pub more: Vec<(String, String)>,
    /// Answers to the questions before.
    pub answers: Vec<String>,
    /// A single key answers (`command-prompt -1`).
    pub single: bool,
    /// That key's name is the answer (`command-prompt -k`).
    pub key: bool,
    /// The answer must be numbers (`command-prompt -N`).
    pub numeric: bool,
    /// Every change is an answer (`command-prompt -i`).
    pub incremental: bool,
    /// The place in the history of answers, counted from the newest; 0 is what is typed now.
    pub recalled: usize,
    /// What was typed before something was recalled.
    pub draft: String,
    /// What is asked for.
    pub kind: Kind,
    /// Keys are vi's (`status-keys`).
    pub vi: bool,
    /// They are commands by now, and no text.
    pub commands: bool,
    /// The next key is taken as it is.
    pub quotes: bool,
    /// What was cut out last.
    pub killed: String,
    /// `C-u` takes all of the line, as in tmux.
    pub whole_lines: bool,
    /// A command that waits for its end; it does what is answered.
    pub asker: Option<Asker>,
    /// Others are told of it (`command-prompt -P`).
    pub told: bool,
    /// Backspace where nothing is typed gives it up (`command-prompt -e`).
    pub backspace_exits: bool,
    /// What the word before the cursor may become, and what that is: where that was asked for, until
    /// the next key.
    pub candidates: Vec<(String, String)>,
}

/// What a prompt asks for: what was answered before is offered by that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Kind {
    /// A command, or anything else.
    #[default]
    Command,
    /// Something to look for.
    Search,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Command, Self::Search];

    /// The kind of a name.
    pub fn of(name: &str) -> Option<Self> {
        match name {
            "command" => Some(Self::Command),
            "search" => Some(Self::Search),
            _ => None,
        }
    }

    /// The name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Command => "command",
            Self::Search => "search",
        }
    }
}

/// What is done with the answer to a prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Then {
    /// Run a command with `%1` … `%9` and `%%` for the answers.
    Template(String),
    /// The same, the answers being put into the text before that is read as commands, as tmux does.
    Text(String),
    /// Run a command if the answer is this key.
    Confirm {
        /// The command.
        command: String,
        /// The key for "yes".
        key: char,
        /// Enter is "yes" too.
        enter: bool,
    },
}

/// What a key did to a prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// It goes on.
    Continue,
    /// The text changed.
    Changed,
    /// It is answered.
    Done,
    /// It is given up.
    Cancel,
    /// An older (`true`) or newer answer is wanted.
    Recall(bool),
    /// The word before the cursor is to be completed.
    Complete,
    /// The newest buffer is to be put in.
    Paste,
}

impl Prompt {
    /// A prompt with `text` typed already.
    pub fn new(label: impl Into<String>, text: impl Into<String>, then: Then) -> Self {
        let text = text.into();
        Self {
            label: label.into(),
            cursor: text.len(),
            text,
            then,
            more: Vec::new(),
            answers: Vec::new(),
            single: false,
            key: false,
            numeric: false,
            incremental: false,
            recalled: 0,
            draft: String::new(),
            candidates: Vec::new(),
            asker: None,
            kind: Kind::Command,
            vi: false,
            commands: false,
            quotes: false,
            killed: String::new(),
            backspace_exits: false,
            whole_lines: false,
            told: false,
        }
    }

    /// Puts text in at the cursor; control characters are left out.
    pub fn insert(&mut self, text: &str) {
        let clean: String = text.chars().filter(|c| !c.is_control()).collect();
        self.text.insert_str(self.cursor, &clean);
        self.cursor += clean.len();
    }

    /// Puts in what is pasted: nothing where single keys answer, or numbers are wanted.
    pub fn paste(&mut self, text: &str) {
        let takes_text = !self.single && !self.numeric;
        if takes_text && !matches!(self.then, Then::Confirm { .. }) {
            self.insert(text);
        }
    }

    /// Replaces all that was typed.
    pub fn replace(&mut self, text: String) {
        self.cursor = text.len();
        self.text = text;
    }

    fn before(&self) -> usize {
        self.text[..self.cursor].chars().next_back().map_or(0, char::len_utf8)
    }

    fn after(&self) -> usize {
        self.text[self.cursor..].chars().next().map_or(0, char::len_utf8)
    }

    /// Where the word before the cursor begins.
    pub fn word_start(&self) -> usize {
        let text = self.text[..self.cursor].trim_end();
        text.rfind(' ').map_or(0, |at| at + 1)
    }

    fn word_end(&self) -> usize {
        let rest = &self.text[self.cursor..];
        let word = rest.trim_start();
        let skipped = rest.len() - word.len();
        self.cursor + skipped + word.find(' ').unwrap_or(word.len())
    }

    fn cut(&mut self, from: usize, to: usize) -> Edit {
        if from == to {
            return Edit::Continue;
        }
        self.text.replace_range(from..to, "");
        self.cursor = from;
        Edit::Changed
    }

    /// The same, and what is cut can be put in again.
    fn kill(&mut self, from: usize, to: usize) -> Edit {
        if from != to {
            self.killed = self.text[from..to].to_owned();
        }
        self.cut(from, to)
    }

    /// Puts a key in as the character that it is, a control character too.
    pub fn insert_key(&mut self, key: Key) {
        let c = match (key.code, key.modifiers) {
            (KeyCode::Char(c @ ('@'..='_' | 'a'..='z')), Modifiers::CTRL) => {
                char::from(c.to_ascii_uppercase() as u8 & 0x1f)
            }
            (KeyCode::Char(c) | KeyCode::Keypad(c), _) => c,
            (KeyCode::Escape, _) => '\u{1b}',
            (KeyCode::Tab, _) => '\t',
            (KeyCode::Enter, _) => '\r',
            (KeyCode::Backspace, _) => '\u{7f}',
            _ => return,
        };
        self.text.insert(self.cursor, c);
        self.cursor += c.len_utf8();
    }

    /// What was typed as it is seen, and where the cursor is in that, in bytes: control characters are
    /// written out, and a caret stands where one is about to come.
    pub fn shown(&self) -> (String, usize) {
        let written = |text: &str| {
            let mut out = String::with_capacity(text.len());
            for c in text.chars() {
                match c {
                    '\u{7f}' => out.push_str("^?"),
                    '\0'..='\u{1f}' => out.extend(['^', char::from(c as u8 | 0x40)]),
                    c => out.push(c),
                }
            }
            out
        };
        let before = written(&self.text[..self.cursor]);
        let quote = if self.quotes { "^" } else { "" };
        let after = written(&self.text[self.cursor..]);
        (format!("{before}{quote}{after}"), before.len())
    }

    /// Exchanges the characters beside the cursor, at the end the last two, and goes past them.
    fn transpose(&mut self) -> Edit {
        if self.cursor == self.text.len() {
            self.cursor -= self.before();
        }
        let (before, after) = (self.before(), self.after());
        if before == 0 || after == 0 {
            return Edit::Continue;
        }
        let (from, at, to) = (self.cursor - before, self.cursor, self.cursor + after);
        let swapped = [&self.text[at..to], &self.text[from..at]].concat();
        self.text.replace_range(from..to, &swapped);
        self.cursor = to;
        Edit::Changed
    }

    fn go(&mut self, to: usize) -> Edit {
        self.cursor = to;
        Edit::Continue
    }

    /// A key, as emacs and every shell have them, or vi.
    pub fn edit(&mut self, key: Key) -> Edit {
        if std::mem::take(&mut self.quotes) {
            self.insert_key(key);
            return Edit::Changed;
        }
        let key = match self.vi.then(|| self.in_vi(key)) {
            None => key,
            Some(Meaning::Key(key)) => key,
            Some(Meaning::Done(edit)) => return edit,
            Some(Meaning::Nothing) => return Edit::Continue,
        };
        let nothing = self.text.is_empty() && self.backspace_exits;
        if nothing && (key.code == KeyCode::Backspace || key == Key::ctrl('h')) {
            return Edit::Cancel;
        }
        let ctrl = key.modifiers == Modifiers::CTRL;
        let alt = key.modifiers == Modifiers::ALT;
        let (at, end) = (self.cursor, self.text.len());
        match key.code {
            KeyCode::Enter => Edit::Done,
            KeyCode::Char('m' | 'j') if ctrl => Edit::Done,
            KeyCode::Escape => Edit::Cancel,
            KeyCode::Char('[') if ctrl => Edit::Cancel,
            KeyCode::Char('c' | 'g') if ctrl => Edit::Cancel,
            KeyCode::Backspace if alt => self.cut(self.word_start(), at),
            KeyCode::Backspace => self.cut(at - self.before(), at),
            KeyCode::Char('h') if ctrl => self.cut(at - self.before(), at),
            KeyCode::Delete => self.cut(at, at + self.after()),
            KeyCode::Char('d') if ctrl => self.cut(at, at + self.after()),
            KeyCode::Char('u') if ctrl => self.cut(0, if self.whole_lines { end } else { at }),
            KeyCode::Char('k') if ctrl => self.cut(at, end),
            KeyCode::Char('w') if ctrl => self.kill(self.word_start(), at),
            KeyCode::Char('d') if alt => self.cut(at, self.word_end()),
            KeyCode::Char('v') if ctrl => {
                self.quotes = true;
                Edit::Continue
            }
            KeyCode::Char('t') if ctrl => self.transpose(),
            KeyCode::Home => self.go(0),
            KeyCode::Char('a') if ctrl => self.go(0),
            KeyCode::End => self.go(end),
            KeyCode::Char('e') if ctrl => self.go(end),
            KeyCode::Left if ctrl => self.go(self.word_start()),
            KeyCode::Char('b') if alt => self.go(self.word_start()),
            KeyCode::Right if ctrl => self.go(self.word_end()),
            KeyCode::Char('f') if alt => self.go(self.word_end()),
            KeyCode::Left => self.go(at - self.before()),
            KeyCode::Char('b') if ctrl => self.go(at - self.before()),
            KeyCode::Right => self.go(at + self.after()),
            KeyCode::Char('f') if ctrl => self.go(at + self.after()),
            KeyCode::Up => Edit::Recall(true),
            KeyCode::Char('p') if ctrl => Edit::Recall(true),
            KeyCode::Down => Edit::Recall(false),
            KeyCode::Char('n') if ctrl => Edit::Recall(false),
            KeyCode::Tab => Edit::Complete,
            KeyCode::Char('y') if ctrl => Edit::Paste,
            KeyCode::Char(c) | KeyCode::Keypad(c)
                if (key.modifiers - Modifiers::SHIFT).is_empty() && !c.is_control() =>
            {
                self.insert(c.encode_utf8(&mut [0; 4]));
                Edit::Changed
            }
            _ => Edit::Continue,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(keys: &[Key], text: &str, cursor: usize) {
        let mut prompt = Prompt::new("?", "one two", Then::Template(String::new()));
        for key in keys {
            prompt.edit(*key);
        }
        assert_eq!((prompt.text.as_str(), prompt.cursor), (text, cursor), "{keys:?}");
    }

    #[test]
    fn keys_edit_as_in_a_shell() {
        let alt = |c| Key::new(KeyCode::Char(c), Modifiers::ALT);
        check(&[Key::char('é')], "one twoé", 9);
        check(&[Key::char('é'), Key::plain(KeyCode::Backspace)], "one two", 7);
        check(&[Key::ctrl('w')], "one ", 4);
        check(&[Key::ctrl('t')], "one tow", 7);
        check(&[alt('b'), Key::ctrl('t')], "onet wo", 5);
        check(&[Key::ctrl('a'), Key::ctrl('t')], "one two", 0);
        check(&[Key::ctrl('a'), Key::ctrl('k')], "", 0);
        check(&[Key::ctrl('a'), alt('d')], " two", 0);
        check(&[alt('b'), Key::ctrl('u')], "two", 0);
        check(&[alt('b'), alt('b'), Key::char('x')], "xone two", 1);
        check(&[Key::ctrl('b'), Key::ctrl('d')], "one tw", 6);
    }
}
