//! View mode: text to read, as a command printed it. It is copy mode over a terminal that nobody
//! writes to but this, so that it is searched, selected from and wrapped as a pane's history is.

use super::footer::{footer, has_footer};
use crate::geometry::Size;
use crate::line::Line;
use crate::model::copy_mode::{CopyMode, Habits, Looks};
use crate::terminal::{Limits, Terminal};
use crate::visible::visible;

/// The most bytes of text that are read on together: what is printed after that is read alone.
const MOST: usize = 1 << 20;

/// A text that is read.
#[derive(Debug)]
pub struct Reader {
    text: String,
    terminal: Terminal,
    copy: CopyMode,
    habits: Habits,
    hint: String,
}

impl Reader {
    /// A text in a pane of that size, seen from its beginning; `hint` is said below it.
    pub fn new(text: &str, size: Size, habits: Habits, hint: String) -> Self {
        let terminal = holding(text, body(size));
        let mut copy = CopyMode::enter(&terminal, false);
        copy.set_habits(habits.clone());
        copy.number_lines(false);
        copy.show_line(&terminal, 0);
        Self { text: text.to_owned(), terminal, copy, habits, hint }
    }

    /// More text, below what there is. It is what is seen then.
    pub fn add(&mut self, text: &str) {
        let size = self.terminal.size();
        if self.text.len() + text.len() > MOST {
            (self.text, self.terminal) = (text.to_owned(), holding(text, size));
            self.copy = CopyMode::enter(&self.terminal, false);
            self.copy.set_habits(self.habits.clone());
            self.copy.number_lines(false);
            return self.copy.show_line(&self.terminal, 0);
        }
        if !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        self.text.push_str(text);
        self.terminal.feed(b"\r\n");
        let first = self.terminal.anchor().line;
        print(&mut self.terminal, text);
        self.copy.show_line(&self.terminal, first);
    }

    /// What is read from, and where in it one is.
    pub(super) fn copying(&self) -> (&CopyMode, &Terminal) {
        (&self.copy, &self.terminal)
    }

    /// The same, to have it do something.
    pub(super) fn copying_mut(&mut self) -> (&mut CopyMode, &Terminal) {
        (&mut self.copy, &self.terminal)
    }

    /// The rows of a pane of that size.
    pub(super) fn rows(&self, size: Size, looks: &Looks) -> Vec<Line> {
        let mut rows = self.copy.rows(&self.terminal, self.terminal.size(), looks);
        if has_footer(size.rows) {
            rows.resize_with(usize::from(size.rows) - 1, Line::new);
            let place = match self.copy.position(&self.terminal) {
                (_, 0) => String::new(),
                _ => self.copy.indicator(&self.terminal),
            };
            rows.push(footer(&self.hint, &place, size.cols));
        }
        rows
    }

    /// The pane's size is another.
    pub(super) fn resized(&mut self, size: Size) {
        self.terminal = holding(&self.text, body(size));
        self.copy.resized(&self.terminal);
    }
}

/// What the text has of a pane.
fn body(size: Size) -> Size {
    Size { rows: size.rows - u16::from(has_footer(size.rows)), ..size }
}

/// A terminal that holds a text, however long.
fn holding(text: &str, size: Size) -> Terminal {
    let limits = Limits { history_lines: usize::MAX / 2, history_bytes: usize::MAX / 2 };
    let mut terminal = Terminal::new(size, limits);
    print(&mut terminal, text);
    terminal
}

fn print(terminal: &mut Terminal, text: &str) {
    let text = visible(text.strip_suffix('\n').unwrap_or(text)).replace('\n', "\r\n");
    terminal.feed(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Size = Size::new(20, 6);

    fn rows(reader: &Reader, size: Size) -> Vec<String> {
        let style = crate::style::Style::PLAIN;
        let looks = Looks::of(style);
        let rows = reader.rows(size, &looks);
        rows.iter().map(|row| row.text.trim_end().to_owned()).collect()
    }

    fn reader(text: &str) -> Reader {
        Reader::new(text, SIZE, Habits::default(), "q close".into())
    }

    #[test]
    fn a_text_is_read_from_its_beginning_and_what_is_added_from_there() {
        let numbers: String = (0..9).map(|n| format!("line {n}\n")).collect();
        let mut reader = reader(&numbers);
        let top = ["line 0", "line 1", "line 2", "line 3", "line 4", "q close        [4/4]"];
        assert_eq!(rows(&reader, SIZE), top);
        reader.add("one\ntwo\nthree\nfour\nfive\n");
        let below = ["one", "two", "three", "four", "five", "q close        [0/9]"];
        assert_eq!(rows(&reader, SIZE), below);
    }

    #[test]
    fn what_fits_has_no_place_and_a_low_pane_nothing_but_text() {
        let mut it = reader("\x1b[31mred\x07\n\tx");
        assert_eq!(rows(&it, SIZE)[..2], ["\\033[31mred\\007", "        x"]);
        assert_eq!(rows(&it, SIZE)[5], "q close");
        it.resized(Size::new(20, 2));
        assert_eq!(rows(&it, Size::new(20, 2)), ["\\033[31mred\\007", "        x"]);
    }

    #[test]
    fn texts_are_not_added_up_for_ever() {
        let mut reader = reader("first");
        reader.add(&"x".repeat(MOST));
        assert!(!reader.text.contains("first"));
    }
}
