//! A pane's rows one by one, as it shows them at its width, each with the line that it is part of:
//! for those who want more of them than text.

use std::ops::ControlFlow;

use crate::line::Line;
use crate::terminal::{Anchor, Of, Terminal, Text};

/// A row as it was captured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CapturedRow {
    /// Where it is: 0 is the first one of the screen, -1 the newest of the history.
    pub at: i64,
    /// The place in the text at which it begins.
    pub from: Anchor,
    /// What is on it, and whether its line goes on in the next.
    pub text: Line,
}

impl CapturedRow {
    /// The column of a place in the text, where that is on this row or right behind it.
    pub fn column_of(&self, place: Anchor) -> Option<usize> {
        let column = place.column.checked_sub(self.from.column)?;
        let ends = self.from.column + self.text.width();
        let is_here = !self.text.goes_on || place.column < ends;
        (place.line == self.from.line && is_here).then_some(column)
    }
}

/// The rows `from` to `to`. What lies outside of the history and the screen is left out.
pub fn rows(terminal: &Terminal, from: i64, to: i64) -> Vec<CapturedRow> {
    let (from, to) = (from.min(to), from.max(to));
    let text = |of| Text::new(terminal, of, true);
    match terminal.is_alternate() {
        false => of_text(&text(Of::Primary), from, to),
        true => {
            // The alternate screen stands in the place of the primary one, below the same history.
            let mut rows = of_text(&text(Of::Primary), from, to.min(-1));
            let top = terminal.top_line();
            let screen = of_text(&text(Of::Shown), from.max(0), to);
            rows.extend(screen.into_iter().map(|row| CapturedRow {
                from: Anchor { line: row.from.line + top, ..row.from },
                ..row
            }));
            rows
        }
    }
}

/// The same of the primary screen while the alternate one covers it, without history; `None`
/// where none does.
pub fn covered_rows(terminal: &Terminal, from: i64, to: i64) -> Option<Vec<CapturedRow>> {
    let rows =
        || of_text(&Text::new(terminal, Of::Primary, true), from.min(to).max(0), from.max(to));
    terminal.is_alternate().then(rows)
}

fn of_text(text: &Text, from: i64, to: i64) -> Vec<CapturedRow> {
    let to = to.min(i64::from(text.size().rows) - 1);
    let mut found = Vec::new();
    let mut next = text.row(from).filter(|_| from <= to);
    let until = text.row(to + 1);
    while let Some(place) = next.filter(|next| until.is_none_or(|until| *next < until)) {
        next = text.some_rows(place, until, &mut |row| {
            let from = Anchor { line: row.number, column: row.column };
            let text = Line { goes_on: row.goes_on, ..row.line.part(row.bytes) };
            found.push(CapturedRow { at: 0, from, text });
            ControlFlow::Continue(())
        });
    }
    // They are counted from the last one, which is there for certain.
    for (row, at) in found.iter_mut().rev().zip((i64::MIN..=to).rev()) {
        row.at = at;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Size;
    use crate::terminal::Limits;

    #[test]
    fn rows_know_the_lines_that_they_are_part_of() {
        let mut terminal = Terminal::new(Size::new(4, 3), Limits::default());
        terminal.feed(b"abcdefgh\r\n1\r\nABCDEFGHIJ");
        let all = rows(&terminal, i64::MIN, i64::MAX);
        let told: Vec<_> = all
            .iter()
            .map(|row| (row.at, row.text.text.as_str(), row.from.line, row.from.column))
            .collect();
        assert_eq!(
            told,
            [
                (-3, "abcd", 0, 0),
                (-2, "efgh", 0, 4),
                (-1, "1", 1, 0),
                (0, "ABCD", 2, 0),
                (1, "EFGH", 2, 4),
                (2, "IJ", 2, 8)
            ]
        );
        let column = |line, column| {
            let place = Anchor { line, column };
            all.iter().find_map(|row| Some((row.at, row.column_of(place)?)))
        };
        assert_eq!(column(0, 4), Some((-2, 0)));
        assert_eq!(column(2, 7), Some((1, 3)));
        assert_eq!(column(2, 10), Some((2, 2)));
        assert_eq!(column(7, 0), None);
        assert_eq!(rows(&terminal, -1, 0).len(), 2);
        assert_eq!(covered_rows(&terminal, 0, 2), None);
        terminal.feed(b"\x1b[?1049hx");
        assert_eq!(covered_rows(&terminal, 0, 0).unwrap()[0].text.text, "ABCD");
        // The line that goes on from history onto the screen.
        terminal.feed(b"\x1b[?1049lKLMN");
        let all = rows(&terminal, -1, 0);
        assert_eq!((all[0].from, all[0].text.goes_on), (Anchor { line: 2, column: 0 }, true));
        assert_eq!(all[1].from, Anchor { line: 2, column: 4 });
    }
}
