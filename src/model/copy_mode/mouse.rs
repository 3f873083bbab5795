//! The mouse in copy mode: selecting by dragging, by words and by lines, and the wheel. Points
//! are cells of the view.

use crate::geometry::Point;
use crate::terminal::{Anchor, Terminal};

use super::action::Action;
use super::text::WrappedText;
use super::{CopyMode, Outcome, links, words};

/// What there is at a cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct There {
    /// The word.
    pub word: String,
    /// The row.
    pub line: String,
    /// Where the hyperlink leads.
    pub link: String,
}

impl CopyMode {
    /// The button went down: what is dragged from here on is selected.
    pub fn press(&mut self, terminal: &Terminal, at: Point) {
        let mut text = WrappedText::new(terminal);
        self.settle(&mut text);
        let anchor = self.under(&mut text, at);
        self.go(anchor);
        self.selection = None;
        self.scroll_exit = false;
        self.pressed = Some(anchor);
        self.settle(&mut text);
    }

    /// The cursor goes to a cell; what is selected follows it.
    pub fn point(&mut self, terminal: &Terminal, at: Point) {
        let mut text = WrappedText::new(terminal);
        self.settle(&mut text);
        let anchor = self.under(&mut text, at);
        self.go(anchor);
        self.settle(&mut text);
    }

    /// It moved with the button down: the selection reaches there. At the view's first and last
    /// row the view moves.
    pub fn drag(&mut self, terminal: &Terminal, at: Point) {
        let mut text = WrappedText::new(terminal);
        self.settle(&mut text);
        let anchor = *self.pressed.get_or_insert(self.cursor);
        if self.selection.is_none() {
            self.select_with_mouse(anchor);
        }
        let last = text.size().rows - 1;
        if last > 0 && (at.y == 0 || at.y >= last) {
            self.scroll(&mut text, at.y == 0, 1, false);
        }
        let anchor = self.under(&mut text, at);
        self.go(anchor);
        self.goal = self.rectangle.then_some(at.x.into());
        self.scroll_exit = false;
        self.settle(&mut text);
    }

    /// The button came up. What is selected then; empty where nothing is.
    pub fn release(&mut self, terminal: &Terminal) -> String {
        self.pressed = None;
        self.selected_text(&mut WrappedText::new(terminal))
    }

    /// The wheel turned, so many lines.
    pub fn wheel(&mut self, terminal: &Terminal, up: bool, lines: u16) -> Outcome {
        self.act(terminal, Action::Scroll { up, cancel: false }, lines.into())
    }

    /// What is at a cell of the view. There is no word where there is a blank or a separator.
    pub fn text_at(&self, terminal: &Terminal, at: Point) -> There {
        let mut text = WrappedText::new(terminal);
        let at = self.under(&mut text, at);
        let line = text.line(at.line);
        let word = line.text(words::word_at(&line, at.column, &self.habits.word_separators));
        let is_word = |c: char| !c.is_whitespace() && !self.habits.word_separators.contains(c);
        let row = line.row(line.row_of(at.column));
        There {
            word: if word.starts_with(is_word) { word } else { String::new() },
            line: line.text(row),
            link: links::hyperlink_at(&line, at.column).unwrap_or_default(),
        }
    }

    /// The anchor at a cell of the view.
    fn under(&self, text: &mut WrappedText, at: Point) -> Anchor {
        let top = self.top_row(text);
        let row = text.down(top, at.y.into());
        text.anchor(row, at.x.into())
    }
}
