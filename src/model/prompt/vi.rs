//! Keys of a prompt as vi has them (`status-keys vi`): each is what an emacs key does, or says that what
//! is typed is text again.

use super::{Edit, Prompt};
use crate::key::{Key, KeyCode, Modifiers};

/// What a key is by emacs's keys.
pub(super) enum Meaning {
    /// Another key, or the same.
    Key(Key),
    /// It is done already.
    Done(Edit),
    /// Nothing.
    Nothing,
}

impl Prompt {
    /// What a key means where vi's keys are used.
    pub(super) fn in_vi(&mut self, key: Key) -> Meaning {
        let is_escape = key.code == KeyCode::Escape || key == Key::ctrl('[');
        if !self.commands {
            if !is_escape {
                return Meaning::Key(key);
            }
            self.commands = true;
            self.cursor -= self.before();
            return Meaning::Done(Edit::Continue);
        }
        let KeyCode::Char(c) = key.code else {
            return match key.code {
                KeyCode::Escape => Meaning::Nothing,
                KeyCode::Backspace => Meaning::Key(Key::plain(KeyCode::Left)),
                _ => Meaning::Key(key),
            };
        };
        if !(key.modifiers - Modifiers::SHIFT).is_empty() {
            let ends = matches!(c, 'c' | 'h' | 'j' | 'm') && key.modifiers == Modifiers::CTRL;
            return if ends { Meaning::Key(key) } else { Meaning::Nothing };
        }
        // These go on as text.
        self.commands = !matches!(c, 'A' | 'I' | 'C' | 'S' | 'a' | 'i' | 's');
        let plain = |code| Meaning::Key(Key::plain(code));
        match c {
            'A' | '$' => plain(KeyCode::End),
            'I' | '0' | '^' => plain(KeyCode::Home),
            'C' | 'D' => Meaning::Key(Key::ctrl('k')),
            'S' | 'd' => {
                let all = self.text.len();
                Meaning::Done(self.cut(0, all))
            }
            'X' => plain(KeyCode::Backspace),
            's' | 'x' => plain(KeyCode::Delete),
            'p' => Meaning::Key(Key::ctrl('y')),
            'q' => Meaning::Key(Key::ctrl('c')),
            'h' => plain(KeyCode::Left),
            'a' | 'l' => plain(KeyCode::Right),
            'j' => plain(KeyCode::Down),
            'k' => plain(KeyCode::Up),
            'b' | 'B' => Meaning::Done(self.go(self.word_start())),
            'w' | 'W' => {
                let to = self.next_word();
                Meaning::Done(self.go(to))
            }
            'e' | 'E' => {
                let to = self.last_of_word();
                Meaning::Done(self.go(to))
            }
            _ => Meaning::Nothing,
        }
    }

    /// Where the next word begins.
    fn next_word(&self) -> usize {
        let rest = &self.text[self.cursor..];
        let blank = rest.find(' ').unwrap_or(rest.len());
        let word = rest[blank..].find(|c| c != ' ').unwrap_or(rest.len() - blank);
        self.cursor + blank + word
    }

    /// The last character of this word, or where one is there of the next.
    fn last_of_word(&self) -> usize {
        let from = self.cursor + self.after();
        let rest = &self.text[from..];
        let word = rest.len() - rest.trim_start_matches(' ').len();
        let end = rest[word..].find(' ').map_or(self.text.len(), |at| from + word + at);
        let last = self.text[..end].chars().next_back().map_or(0, char::len_utf8);
        end.saturating_sub(last).max(self.cursor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::prompt::Then;

    #[test]
    fn keys_are_those_of_vi() {
        for (keys, text, cursor) in [
            ("x", "one twox", 8),
            ("\u{1b}x", "one tw", 6),
            ("\u{1b}0x", "ne two", 0),
            ("\u{1b}0wD", "one ", 4),
            ("\u{1b}0eaX", "oneX two", 4),
            ("\u{1b}bCZ", "one Z", 5),
            ("\u{1b}Sab", "ab", 2),
            ("\u{1b}hhiX", "one Xtwo", 5),
            ("\u{1b}IX", "Xone two", 1),
        ] {
            let mut prompt = Prompt::new("?", "one two", Then::Template(String::new()));
            prompt.vi = true;
            for c in keys.chars() {
                let escape = Key::plain(KeyCode::Escape);
                prompt.edit(if c == '\u{1b}' { escape } else { Key::char(c) });
            }
            assert_eq!((prompt.text.as_str(), prompt.cursor), (text, cursor), "{keys:?}");
        }
    }
}
