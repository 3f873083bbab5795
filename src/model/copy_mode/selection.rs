//! What is selected, and the text of it.

use std::ops::Range;

use crate::terminal::{Anchor, RowPlace};

use super::action::{Copy, Extent, Grows, Then};
use super::links::openable;
use super::text::{WrappedLine, WrappedText};
use super::{CopyMode, Outcome, words};

const NO_LINK: Outcome = Outcome::Nothing("there is no URL, path or hash here");

/// What a selection grows by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Glyph,
    Word,
    Line,
}

/// A selection, from its start to the cursor.
#[derive(Debug)]
pub(super) struct Selection {
    start: Anchor,
    /// Its other end, where it does not follow the cursor any more.
    stopped: Option<Anchor>,
    unit: Unit,
    /// Made with the mouse: both ends are part of it, whatever the habits.
    mouse: bool,
}

/// What that comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Picked {
    /// All from an anchor to another.
    Run {
        from: Anchor,
        /// The first one that is not part of it.
        to: Anchor,
        /// The end of the last line is part of it too.
        newline: bool,
    },
    /// The same columns of the view in all rows from one to another.
    Block { rows: (RowPlace, RowPlace), cols: Range<usize> },
}

impl CopyMode {
    /// Selects from `start` to the cursor from now on.
    pub(super) fn select(&mut self, unit: Unit, start: Anchor) {
        self.selection = Some(Selection { start, stopped: None, unit, mouse: false });
    }

    pub(super) fn select_with_mouse(&mut self, start: Anchor) {
        let unit = Unit::Glyph;
        self.selection = Some(Selection { start, stopped: None, unit, mouse: true });
    }

    /// Where the selection was begun and where it reaches to: columns and lines, counted from the
    /// first that the terminal ever had.
    pub fn selection_ends(&self) -> Option<((usize, u64), (usize, u64))> {
        let selection = self.selection.as_ref()?;
        let (from, to) = (selection.start, selection.stopped.unwrap_or(self.cursor));
        Some(((from.column, from.line), (to.column, to.line)))
    }

    /// What the selection grows by, where there is one.
    pub fn selection_mode(&self) -> Grows {
        match self.selection.as_ref().map(|selection| selection.unit) {
            Some(Unit::Word) => Grows::Words,
            Some(Unit::Line) => Grows::Lines,
            Some(Unit::Glyph) | None => Grows::Glyphs,
        }
    }

    /// Whether the selection follows the cursor.
    pub fn is_selecting(&self) -> bool {
        self.selection.as_ref().is_some_and(|selection| selection.stopped.is_none())
    }

    /// Lets the selection grow by something else.
    pub(super) fn grow_by(&mut self, grows: Grows) {
        if let Some(selection) = &mut self.selection {
            selection.unit = match grows {
                Grows::Glyphs => Unit::Glyph,
                Grows::Words => Unit::Word,
                Grows::Lines => Unit::Line,
            };
        }
    }

    pub(super) fn stop_selection(&mut self) {
        let cursor = self.cursor;
        if let Some(selection) = &mut self.selection {
            selection.stopped.get_or_insert(cursor);
        }
    }

    /// Selects the cursor's line and `count - 1` below it.
    pub(super) fn select_lines(&mut self, text: &mut WrappedText, count: u32) {
        let line = self.cursor.line;
        let last = line.saturating_add(u64::from(count) - 1).min(text.last());
        self.go(Anchor::new(last, text.line(last).width));
        self.select(Unit::Line, Anchor::new(line, 0));
    }

    /// Selects the word at the cursor.
    pub(super) fn select_word(&mut self, text: &mut WrappedText) {
        let line = text.line(self.cursor.line);
        let word = words::word_at(&line, self.cursor.column, &self.habits.word_separators);
        let last = line.glyph_at(word.end).saturating_sub(1);
        self.select(Unit::Word, Anchor::new(self.cursor.line, word.start));
        self.go(Anchor::new(self.cursor.line, line.column(last)));
    }

    /// Makes the cursor's end of the selection its start, and goes to the other one.
    pub(super) fn other_end(&mut self) {
        let cursor = self.cursor;
        if let Some(selection) = &mut self.selection {
            // One that was left where it was goes on from the end that it had last.
            if let Some(head) = selection.stopped.filter(|_| self.habits.as_tmux) {
                selection.stopped = None;
                return self.go(head);
            }
            let head = selection.stopped.take().unwrap_or(cursor);
            let to = std::mem::replace(&mut selection.start, head);
            self.go(to);
        }
    }

    /// What is selected.
    pub(super) fn picked(&self, text: &mut WrappedText) -> Option<Picked> {
        let selection = self.selection.as_ref()?;
        let start = text.clamp(selection.start);
        let head = text.clamp(selection.stopped.unwrap_or(self.cursor));
        let whole = selection.mouse || self.habits.vi;
        if self.rectangle && selection.unit == Unit::Glyph {
            let x = match selection.stopped {
                Some(head) => text.column(head).into(),
                None => self.goal(text),
            };
            let other = usize::from(text.column(start));
            let rows = (text.row_of(start.min(head)), text.row_of(start.max(head)));
            let cols = x.min(other)..x.max(other) + usize::from(whole);
            return Some(Picked::Block { rows, cols });
        }
        let (from, to) = (start.min(head), start.max(head));
        Some(match selection.unit {
            Unit::Glyph => {
                let line = text.line(to.line);
                let newline = whole && to.column >= line.width && !selection.mouse;
                let col = match whole {
                    true => line.column(line.glyph_at(to.column) + 1),
                    false => to.column,
                };
                Picked::Run { from, to: Anchor::new(to.line, col), newline }
            }
            Unit::Word => {
                let separators = &self.habits.word_separators;
                let start = words::word_at(&text.line(from.line), from.column, separators).start;
                let end = words::word_at(&text.line(to.line), to.column, separators).end;
                let (from, to) = (Anchor::new(from.line, start), Anchor::new(to.line, end));
                Picked::Run { from, to, newline: false }
            }
            Unit::Line => {
                let end = Anchor::new(to.line, text.line(to.line).width);
                let newline = self.habits.vi && !selection.mouse;
                Picked::Run { from: Anchor::new(from.line, 0), to: end, newline }
            }
        })
    }

    /// Takes text.
    pub(super) fn copy(&mut self, text: &mut WrappedText, copy: Copy, count: u32) -> Outcome {
        let leave = copy.then == Then::Leave;
        let picked = match copy.extent {
            Extent::Selection => self.picked(text),
            Extent::Link => {
                let Some(link) = self.go_to_link(text) else { return NO_LINK };
                return Outcome::Copy { text: link, leave, store: copy.store, pipe: copy.pipe };
            }
            Extent::Line | Extent::EndOfLine => {
                let line = self.cursor.line;
                let last = line.saturating_add(u64::from(count) - 1).min(text.last());
                let col = if copy.extent == Extent::Line { 0 } else { self.cursor.column };
                let (from, to) = (Anchor::new(line, col), Anchor::new(last, text.line(last).width));
                // As in vi, D leaves the end of the line alone.
                let newline = self.habits.vi && copy.extent == Extent::Line;
                Some(Picked::Run { from, to, newline })
            }
        };
        if copy.then != Then::Stay {
            self.selection = None;
        }
        match picked.map(|picked| picked.text(text)) {
            Some(text) if !text.is_empty() => {
                Outcome::Copy { text, leave, store: copy.store, pipe: copy.pipe }
            }
            _ if leave => Outcome::Leave,
            _ => Outcome::None,
        }
    }

    /// Has the URL at the cursor opened.
    pub(super) fn open_link(&mut self, text: &mut WrappedText, leave: bool) -> Outcome {
        match self.go_to_link(text).map(|link| openable(&link)) {
            Some(Some(url)) => Outcome::Open { url, leave },
            Some(None) => Outcome::Nothing("only URLs are opened"),
            None => NO_LINK,
        }
    }

    /// The link at the cursor, which goes there where it is not at one yet.
    fn go_to_link(&mut self, text: &mut WrappedText) -> Option<String> {
        let (line, link) = self.link(text)?;
        if line != self.cursor.line || !link.cols.contains(&self.cursor.column) {
            self.go(Anchor::new(line, link.cols.start));
        }
        Some(link.text)
    }

    /// The text that is selected; empty where nothing is.
    pub(super) fn selected_text(&self, text: &mut WrappedText) -> String {
        self.picked(text).map(|picked| picked.text(text)).unwrap_or_default()
    }
}

impl Picked {
    /// Its text: lines whole whatever rows they were shown in, without the blanks at their ends;
    /// of a block, the rows.
    fn text(&self, text: &mut WrappedText) -> String {
        let mut out = String::new();
        match self {
            Picked::Run { from, to, newline } => {
                let first = text.line(from.line);
                if from.line == to.line {
                    out.push_str(&piece(&first, from.column..to.column));
                } else {
                    out.push_str(&piece(&first, from.column..first.width));
                    if !text.goes_on(from.line) {
                        out.push('\n');
                    }
                    text.for_each_text(from.line + 1..to.line, |line, ends| {
                        out.push_str(line);
                        if ends {
                            out.push('\n');
                        }
                    });
                    // One of nothing but tabs has no columns, and is taken only as a whole.
                    if to.column > 0 || *newline {
                        let last = text.line(to.line);
                        out.push_str(&piece(&last, 0..to.column));
                    }
                }
                if *newline {
                    out.push('\n');
                }
            }
            Picked::Block { rows: (first, last), cols } => {
                let mut row = *first;
                loop {
                    let line = text.line(row.line);
                    let shown = line.row(row.row);
                    let col = |x: usize| shown.start.saturating_add(x).min(shown.end);
                    if col(cols.start) < shown.end {
                        out.push_str(&line.text(col(cols.start)..col(cols.end)));
                    }
                    let next = text.down(row, 1);
                    if row >= *last || next == row {
                        break;
                    }
                    out.push('\n');
                    row = next;
                }
            }
        }
        out
    }
}

/// Columns of a line, without the blanks where they reach its end.
fn piece(line: &WrappedLine, cols: Range<usize>) -> String {
    let mut text = line.text(cols.clone());
    if cols.end >= line.width {
        text.truncate(text.trim_end_matches(' ').len());
    }
    text
}
