//! The text of a terminal: all that it holds at one moment, as logical lines. What was wrapped is one
//! line, wherever its rows are; it has the number that an [`Anchor`](super::Anchor) names it by, and
//! keeps that for good.
//!
//! It is made of history's blocks, which it shares, and of one more that has what stands on the
//! screen: the rows are packed as if they had left it. So there is one way to find lines, to count
//! their rows and to search them, and what the program does meanwhile disturbs nobody who is in the
//! midst of a text.

use std::ops::{ControlFlow, Range};

use super::Terminal;
use super::cell::Cell;
use super::grid::Grid;
use super::history::{History, RowStart, Search, row_starts};
use super::screen::Screen;
use crate::geometry::Size;
use crate::line::Line;

/// Of which screen a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// The primary one, covered or not, and what left the top of it.
    Primary,
    /// The one that is shown: where that is the alternate one, it alone.
    Shown,
}

/// One of the rows that a line takes at the terminal's width.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowPlace {
    /// The line's number.
    pub line: u64,
    /// Which of its rows, from 0.
    pub row: usize,
}

/// A row of a text.
#[derive(Debug, Clone)]
pub struct TextRow<'a> {
    /// Its line.
    pub line: &'a Line,
    /// That line's number.
    pub number: u64,
    /// Which bytes of the line's text it has.
    pub bytes: Range<usize>,
    /// The column of the line that it begins at.
    pub column: usize,
    /// The column that the next row of the line begins at; more than there are in the last.
    pub end: usize,
    /// Whether its line goes on in the next row.
    pub goes_on: bool,
}

/// All that a terminal holds, at one moment.
#[derive(Debug, Clone)]
pub struct Text {
    lines: History,
    /// The number of the first line that has a part on the screen.
    screen: u64,
    size: Size,
}

impl Text {
    /// The text of a terminal. With `spaces` the lines of the screen have those at their ends that
    /// were written, which nothing is kept of once they left it.
    pub fn new(terminal: &Terminal, of: Of, spaces: bool) -> Self {
        let (screen, size) = (terminal.shown(), terminal.size());
        let is_alone = of == Of::Shown && screen.is_alternate;
        let mut lines = if is_alone { History::none() } else { screen.history.shared() };
        let grid = if is_alone { &screen.grid } else { screen.primary() };
        let top = lines.next() - u64::from(lines.continues());
        fill_last_row(&mut lines, grid, size.cols, screen);
        for y in 0..grid.len() {
            let (row, goes_on) = (grid.row(y), grid.row(y).wrapped && y + 1 < grid.len());
            if goes_on {
                lines.push_row(&grid.part_of_line(y, size.cols), true, &screen.table);
                continue;
            }
            let (kept, written) = (row.kept(), row.written());
            let cells = if spaces && written.len() > kept.len() { written } else { kept };
            // Something must be in a row for it to be one.
            let is_nothing = row.trimmed().is_empty() && cells.len() == kept.len();
            if lines.continues() && is_nothing {
                lines.push_row(&[Cell::BLANK], true, &screen.table);
            }
            lines.push_row(cells, false, &screen.table);
        }
        Self { lines, screen: top, size }
    }

    /// The terminal's size.
    pub fn size(&self) -> Size {
        self.size
    }

    /// The number of the oldest line.
    pub fn first(&self) -> u64 {
        self.lines.first()
    }

    /// The number of the first line that is on the screen, in part at least.
    pub fn screen(&self) -> u64 {
        self.screen
    }

    /// The number of the line after the newest.
    pub fn end(&self) -> u64 {
        self.lines.next()
    }

    fn index(&self, number: u64) -> usize {
        usize::try_from(number.saturating_sub(self.first())).unwrap_or(usize::MAX)
    }

    /// Whether a line was ended for its length alone, and goes on in the next.
    pub fn goes_on(&self, number: u64) -> bool {
        number >= self.first() && self.lines.goes_on(self.index(number))
    }

    /// The lines from one on. Cheaper than one by one.
    pub fn lines(&self, from: u64) -> impl Iterator<Item = Line> + '_ {
        self.lines.lines(self.index(from))
    }

    /// Shows the lines from `from` on to `each`, with their numbers and none of them kept, as far as
    /// they lie together; the number of the line after these.
    pub fn some_lines(&self, from: u64, each: &mut dyn FnMut(u64, &Line)) -> u64 {
        self.lines.some_lines(from, each)
    }

    /// The first line from `from` on that has a text.
    pub fn find(&self, search: &Search, from: u64) -> Option<u64> {
        Some(self.first() + self.lines.find(search, self.index(from))? as u64)
    }

    /// The last line before `until` that has a text.
    pub fn find_back(&self, search: &Search, until: u64) -> Option<u64> {
        Some(self.first() + self.lines.find_back(search, self.index(until))? as u64)
    }

    /// The place of a row that is counted from the first one of the screen, those above it being
    /// negative; of the first one where there are not so many. None is below the screen.
    pub fn row(&self, at: i64) -> Option<RowPlace> {
        let below = usize::try_from(i64::from(self.size.rows).saturating_sub(at)).ok()?;
        let (index, found) = self.lines.line_of_rows(below, self.size.cols);
        let line = self.first() + index as u64;
        (below > 0).then_some(RowPlace { line, row: found.saturating_sub(below) })
    }

    /// How many rows there are above the screen.
    pub fn rows_above(&self) -> usize {
        self.lines.rows(self.size.cols).saturating_sub(self.size.rows.into())
    }

    /// The place of the first row.
    pub fn first_row(&self) -> RowPlace {
        RowPlace { line: self.first(), row: 0 }
    }

    /// Shows rows to `each`, from a place on up to another, or to the end, as far as their lines lie
    /// together and `each` wants more; the place to go on from, where there are more.
    pub fn some_rows(
        &self,
        from: RowPlace,
        until: Option<RowPlace>,
        each: &mut dyn FnMut(TextRow<'_>) -> ControlFlow<()>,
    ) -> Option<RowPlace> {
        let (mut starts, mut enough) = (Vec::new(), None);
        let next = self.some_lines(from.line, &mut |number, line| {
            if enough.is_some() {
                return;
            }
            row_starts(line, self.size.cols, &mut starts);
            let skip = if number == from.line { from.row } else { 0 };
            let end = match until {
                Some(until) if number > until.line => return,
                Some(until) if number == until.line => until.row,
                _ => starts.len(),
            };
            for row in skip..end.min(starts.len()) {
                let RowStart { byte, column } = starts[row];
                let next = starts.get(row + 1);
                let bytes = byte..next.map_or(line.text.len(), |next| next.byte);
                let goes_on = next.is_some() || self.goes_on(number);
                let end = next.map_or(usize::MAX, |next| next.column);
                if each(TextRow { line, number, bytes, column, end, goes_on }).is_break() {
                    let after = match next {
                        Some(_) => RowPlace { line: number, row: row + 1 },
                        None => RowPlace { line: number + 1, row: 0 },
                    };
                    enough = Some(after);
                    return;
                }
            }
        });
        let place = enough.unwrap_or(RowPlace { line: next, row: 0 });
        (place.line < self.end() && until.is_none_or(|until| place < until)).then_some(place)
    }
}

/// Where a line goes on from history onto the screen, its part above ends with a row, though what was
/// kept of that may be shorter.
fn fill_last_row(lines: &mut History, grid: &Grid, cols: u16, screen: &Screen) {
    if !lines.continues() {
        return;
    }
    let (line, mut starts) = (lines.line(lines.len().saturating_sub(1)), Vec::new());
    row_starts(&line, cols, &mut starts);
    let columns = line.width() - starts.last().map_or(0, |start| start.column);
    let missing = usize::from(cols).saturating_sub(columns);
    // A wide glyph that had no room leaves a column free.
    let is_free = missing == 1 && grid.row(0).get(0).is_wide();
    if columns > 0 && !is_free {
        lines.push_row(&vec![Cell::BLANK; missing], true, &screen.table);
    }
}

#[cfg(test)]
mod tests;
