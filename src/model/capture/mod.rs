//! A pane's rows as text, for `capture-pane`: history and screen, with or without the escape
//! sequences that draw them.
//!
//! Rows are counted from the first one of the screen: 0 is that, -1 the newest of the history.
//! The history holds whole lines, so its rows are as the pane would show them at its width now.

mod labels;
mod raw;
mod sgr;
mod writer;

use std::collections::VecDeque;
use std::ops::ControlFlow;

use crate::dialect::Dialect;
use crate::line::Line;
use crate::terminal::{Of, RowPlace, Terminal, Text, TextRow};

pub use self::labels::Marks;
use self::raw::Raw;
use self::writer::Writer;

/// How captured rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Manner {
    /// With the escape sequences of styles and links (`-e`).
    pub escapes: bool,
    /// Control characters as `\ooo`, the backslash doubled (`-C`).
    pub octal: bool,
    /// With the spaces that were written at a row's end (`-N`).
    pub spaces: bool,
    /// Rows that one line was wrapped into are joined, spaces at their ends included (`-J`).
    pub join: bool,
    /// Tabs as such, not as the blanks that were seen of them.
    pub tabs: bool,
    /// Without the cells at a row's end that nothing was written into, of which tmux has some (`-T`).
    pub written: bool,
    /// With the number of each row (`-L`).
    pub numbers: bool,
    /// With letters that say what is on each row (`-F`).
    pub flags: bool,
    /// Where links lead, and nothing else (`-H`).
    pub links: bool,
    /// Whose sequences, and whose blanks at the ends of rows.
    pub dialect: Dialect,
}

impl Manner {
    /// Whether blanks that were written at the ends of rows are wanted.
    fn needs_spaces(self) -> bool {
        self.spaces || self.join || self.dialect == Dialect::Tmux
    }
}

/// So much room is made for what a block of history comes to, in bytes.
const ROOM: usize = 40 << 10;

/// So much text is made at once, in bytes, and what is left of a row: what a block of history comes to
/// may be a thousand times as much as it has.
const AT_ONCE: usize = 256 << 10;

/// Rows on their way to be text, as the terminal had them when they were asked for.
#[derive(Debug, Default)]
pub struct Capture {
    parts: VecDeque<Part>,
    writer: Writer,
}

/// Rows of one text.
#[derive(Debug)]
struct Part {
    text: Text,
    next: RowPlace,
    /// The place after the last; `None` for all that there are.
    until: Option<RowPlace>,
    /// The number of the first row, where that is wanted and none of them was taken yet.
    number: Option<i64>,
}

impl Part {
    /// The rows `from` to `to` that a text has.
    fn new(text: Text, from: i64, to: i64, manner: Manner) -> Option<Self> {
        let number = manner.numbers.then(|| from.max(-(text.rows_above() as i64)));
        let next = if from == i64::MIN { Some(text.first_row()) } else { text.row(from) }?;
        let until = text.row(to.saturating_add(1));
        until.is_none_or(|until| next < until).then_some(Self { text, next, until, number })
    }
}

impl Capture {
    /// The rows `from` to `to`. What lies outside of the history and the screen is left out.
    pub fn new(terminal: &Terminal, from: i64, to: i64, manner: Manner) -> Self {
        let (from, to) = (from.min(to), from.max(to));
        let text = |of| Text::new(terminal, of, manner.needs_spaces());
        let parts = match terminal.is_alternate() {
            false => [Part::new(text(Of::Primary), from, to, manner), None],
            // The alternate screen stands in the place of the primary one, below the same history.
            true => {
                let above =
                    (from < 0).then(|| Part::new(text(Of::Primary), from, to.min(-1), manner));
                let screen = (to >= 0).then(|| Part::new(text(Of::Shown), from.max(0), to, manner));
                [above.flatten(), screen.flatten()]
            }
        };
        Self::of(parts, manner)
    }

    /// All rows as they are held (`-R`), where there may be `most` rows of history.
    pub fn raw(terminal: &Terminal, marks: Marks, most: i64) -> Self {
        let manner = Manner { spaces: true, ..Manner::default() };
        let above = Text::new(terminal, Of::Primary, true).rows_above();
        let mut capture = Self::new(terminal, i64::MIN, i64::MAX, manner).with_marks(marks);
        let raw = Raw::new(terminal, above);
        capture.writer.out = raw.head(most);
        capture.writer.raw = Some(raw);
        capture
    }

    /// The same of the primary screen while the alternate one covers it, without history; `None`
    /// where none does.
    pub fn covered(terminal: &Terminal, from: i64, to: i64, manner: Manner) -> Option<Self> {
        let (from, to) = (from.min(to).max(0), from.max(to));
        terminal.is_alternate().then(|| {
            let text = Text::new(terminal, Of::Primary, manner.needs_spaces());
            Self::of([Part::new(text, from, to, manner).filter(|_| to >= 0)], manner)
        })
    }

    fn of(parts: impl IntoIterator<Item = Option<Part>>, manner: Manner) -> Self {
        let parts = parts.into_iter().flatten().collect();
        Self { parts, writer: Writer::new(manner) }
    }

    /// The marks of the pane's shell, for the flags of rows.
    pub fn with_marks(mut self, marks: Marks) -> Self {
        self.writer.labels.marks = marks;
        self
    }

    /// Rows that a mode shows, the first of which is row `from` of it.
    pub fn of_lines(lines: &[Line], cols: u16, from: usize, manner: Manner) -> String {
        let mut writer = Writer::new(manner);
        writer.labels.next = from as i64;
        for (at, line) in lines.iter().enumerate() {
            let (number, bytes) = ((from + at) as u64, 0..line.text.len());
            let (column, end) = (0, usize::MAX);
            let row = TextRow { line, number, bytes, column, end, goes_on: line.goes_on };
            writer.row(&row, cols);
        }
        writer.out
    }

    /// More of the text, each row with a line feed at its end; `None` when that was all. It is what a
    /// block of history comes to, or a part of that, so that nothing is ever made of it as a whole
    /// that nobody has taken.
    pub fn next_text(&mut self) -> Option<String> {
        let part = self.parts.front_mut()?;
        let writer = &mut self.writer;
        writer.out.reserve(ROOM);
        if let Some(first) = part.number.take() {
            writer.labels.next = first;
        }
        let cols = part.text.size().cols;
        let next = part.text.some_rows(part.next, part.until, &mut |row| {
            writer.row(&row, cols);
            match writer.out.len() < AT_ONCE {
                true => ControlFlow::Continue(()),
                false => ControlFlow::Break(()),
            }
        });
        match next {
            Some(next) => part.next = next,
            None => drop(self.parts.pop_front()),
        }
        Some(std::mem::take(&mut writer.out))
    }

    /// Whether that was all.
    pub fn is_over(&self) -> bool {
        self.parts.is_empty()
    }

    /// All of it that is left.
    #[cfg(test)]
    pub fn text(mut self) -> String {
        let mut text = String::new();
        while let Some(more) = self.next_text() {
            text.push_str(&more);
        }
        text
    }
}

/// The lines of a terminal as text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lines {
    /// The number of the first, counted as [`Terminal::line_number`] does.
    pub first: u64,
    /// Those above the cursor's.
    pub finished: Vec<String>,
    /// The cursor's and those below, without the empty ones at the end.
    pub rest: Vec<String>,
}

/// The newest `most` lines of the history and all of the primary screen, whole as they were
/// written, whatever the width is now. Without escape sequences but for those of styles and
/// links, where they are asked for.
pub fn logical(terminal: &Terminal, most: usize, escapes: bool) -> Lines {
    let text = Text::new(terminal, Of::Primary, false);
    let newest = terminal.history().next().saturating_sub(most as u64);
    let first = text.first().max(newest.min(text.screen()));
    let mut writer = Writer::new(Manner { escapes, tabs: true, ..Manner::default() });
    let (mut lines, mut used) = (Vec::new(), 0);
    let mut next = first;
    while next < text.end() {
        next = text.some_lines(next, &mut |_, line| {
            lines.push(writer.whole(line));
            if !line.is_empty() {
                used = lines.len();
            }
        });
    }
    let at_cursor = match terminal.is_alternate() {
        true => used,
        false => terminal.line_number().saturating_sub(first).min(lines.len() as u64) as usize,
    };
    lines.truncate(used.max(at_cursor));
    let rest = lines.split_off(at_cursor);
    Lines { first, finished: lines, rest }
}

/// The lines of the history from `index` on, with their looks, each ended as a terminal needs it
/// that does nothing to line ends.
pub fn above(terminal: &Terminal, index: usize) -> String {
    let manner = Manner { escapes: true, ..Manner::default() };
    let mut writer = Writer::new(manner);
    let history = terminal.history();
    let (mut text, mut next) = (String::new(), history.first() + index as u64);
    while next < history.next() {
        next = history.some_lines(next, &mut |_, line| {
            text.push_str(&writer.whole(line));
            text.push_str("\r\n");
        });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Size;
    use crate::terminal::Limits;

    #[test]
    fn rows_are_counted_as_the_history_counts_them() {
        let mut terminal = Terminal::new(Size::new(10, 4), Limits::default());
        let lines: String = (0..9).map(|n| format!("{n}{}\r\n", "x".repeat(12))).collect();
        terminal.feed(lines.as_bytes());
        let rows = terminal.history().rows(10) as i64;
        assert_eq!(rows, 15);
        let text = |from, to| Capture::new(&terminal, from, to, Manner::default()).text();
        assert_eq!(text(-rows, -1), text(i64::MIN, -1));
        assert_eq!(text(-rows, -1).lines().count(), 15);
        assert_eq!(text(-rows, -rows), "0xxxxxxxxx\n");
        assert_eq!(text(-2, -2), "xxx\n");
        assert_eq!(text(-1, 0), "7xxxxxxxxx\nxxx\n");
        assert_eq!(text(i64::MIN, i64::MAX).lines().count(), 19);
    }

    #[test]
    fn no_more_is_made_at_once_than_is_taken() {
        let mut terminal = Terminal::new(Size::new(200, 24), Limits::default());
        terminal.feed("\r\n".repeat(1000).as_bytes());
        let mut capture = Capture::raw(&terminal, Marks::default(), 0);
        let (mut rows, mut longest) = (0, 0);
        while let Some(text) = capture.next_text() {
            rows += text.matches("\tL ").count();
            longest = longest.max(text.len());
        }
        assert_eq!(rows, 1001);
        assert!(longest < AT_ONCE + 200 * 150, "{longest}");
    }

    #[test]
    fn a_line_of_any_length_is_joined_to_one() {
        let mut terminal = Terminal::new(Size::new(80, 24), Limits::default());
        let long = "0123456789".repeat(20_000);
        terminal.feed(format!("{long}\r\nend").as_bytes());
        let manner = Manner { join: true, ..Manner::default() };
        for height in [24, 3, 40] {
            terminal.resize(Size::new(80, height).into());
            let text = Capture::new(&terminal, i64::MIN, i64::MAX, manner).text();
            assert_eq!(text.trim_end(), format!("{long}\nend"), "{height} rows");
        }
    }
}
