//! A pane's rows one by one, as it shows them at its width, each with the line that it is part of:
//! for those who want more of them than text.

use crate::line::Line;
use crate::terminal::{Anchor, Terminal, Written, wrap};

/// How many lines are taken out of history at once.
const AT_ONCE: usize = 256;

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Where it is: 0 is the first one of the screen, -1 the newest of the history.
    pub at: i64,
    /// The place in the text at which it begins.
    pub from: Anchor,
    /// What is on it.
    pub written: Written,
}

impl Row {
    /// The column of a place in the text, where that is on this row or right behind it.
    pub fn column_of(&self, place: Anchor) -> Option<usize> {
        let column = place.column.checked_sub(self.from.column)?;
        let ends = self.from.column + self.written.line.width();
        let is_here = !self.written.wrapped || place.column < ends;
        (place.line == self.from.line && is_here).then_some(column)
    }
}

/// The rows `from` to `to`. What lies outside of the history and the screen is left out.
pub fn rows(terminal: &Terminal, from: i64, to: i64) -> Vec<Row> {
    let (from, to) = (from.min(to), from.max(to));
    let mut rows = of_history(terminal, from);
    rows.extend(of_screen(terminal, |y| Some(terminal.written(y))));
    rows.retain(|row| (from..=to).contains(&row.at));
    rows
}

/// The same of the primary screen while the alternate one covers it, without history; `None`
/// where none does.
pub fn covered_rows(terminal: &Terminal, from: i64, to: i64) -> Option<Vec<Row>> {
    terminal.is_alternate().then(|| {
        let mut rows = of_screen(terminal, |y| terminal.covered(y));
        rows.retain(|row| (from.min(to)..=from.max(to)).contains(&row.at));
        rows
    })
}

/// The rows of the screen.
fn of_screen(terminal: &Terminal, row: impl Fn(u16) -> Option<Written>) -> Vec<Row> {
    let history = terminal.history();
    let begun = match history.continues() {
        true => history.line(history.len().saturating_sub(1)).width(),
        false => 0,
    };
    let mut next = Anchor { line: terminal.top_line(), column: begun };
    let rows = (0..terminal.size().rows).filter_map(|y| Some((y, row(y)?)));
    rows.map(|(y, written)| {
        let from = next;
        next = match written.wrapped {
            true => Anchor { column: from.column + written.line.width(), ..from },
            false => Anchor { line: from.line + 1, column: 0 },
        };
        Row { at: i64::from(y), from, written }
    })
    .collect()
}

/// The rows of the history from one on: lines are wrapped from the newest back, as far as needed.
fn of_history(terminal: &Terminal, from: i64) -> Vec<Row> {
    let (history, cols) = (terminal.history(), terminal.size().cols);
    let (mut found, mut at, mut end) = (Vec::new(), -1, history.len());
    while end > 0 && at >= from {
        let start = end.saturating_sub(AT_ONCE);
        let lines: Vec<Line> = history.lines(start).take(end - start).collect();
        for (index, line) in (start..end).zip(lines).rev() {
            let goes_on = index + 1 == history.len() && history.continues();
            let number = history.first() + index as u64;
            let parts = wrap(&line, cols);
            let mut column = line.width();
            for (n, line) in parts.into_iter().rev().enumerate() {
                column -= line.width().min(column);
                let from = Anchor { line: number, column };
                let written = Written { line, wrapped: n > 0 || goes_on };
                found.push(Row { at, from, written });
                at -= 1;
            }
        }
        end = start;
    }
    found.reverse();
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
            .map(|row| (row.at, row.written.line.text.as_str(), row.from.line, row.from.column))
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
        assert_eq!(covered_rows(&terminal, 0, 0).unwrap()[0].written.line.text, "ABCD");
        // The line that goes on from history onto the screen.
        terminal.feed(b"\x1b[?1049lKLMN");
        let all = rows(&terminal, -1, 0);
        assert_eq!((all[0].from, all[0].written.wrapped), (Anchor { line: 2, column: 0 }, true));
        assert_eq!(all[1].from, Anchor { line: 2, column: 4 });
    }
}
