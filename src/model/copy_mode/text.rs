//! What a terminal holds, read as numbered logical lines, and the rows that they are shown in.

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::geometry::Size;
use crate::line::Line;
use crate::style::Style;
use crate::terminal::{History, Terminal};

/// Lines of history are read so many at a time, as old ones lie compressed together.
const AT_ONCE: u64 = 32;
/// So many lines at most are remembered.
const REMEMBERED: usize = 4096;

/// A place in the text: a line by its number and a column of it, not wrapped. The column after
/// the last glyph is a place too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub(super) struct Spot {
    pub line: u64,
    pub col: usize,
}

impl Spot {
    pub const fn new(line: u64, col: usize) -> Self {
        Self { line, col }
    }
}

/// One of the rows that a line is shown in, counted from 0 in that line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Row {
    pub line: u64,
    pub row: usize,
}

/// A logical line with the places of its glyphs and of its row breaks.
#[derive(Debug)]
pub(super) struct Logical {
    pub line: Line,
    /// Its columns.
    pub width: usize,
    /// The first column of each row; never empty.
    rows: Vec<usize>,
    /// The column and the byte at which each glyph starts, and those of the end.
    stops: Vec<(usize, usize)>,
}

impl Logical {
    pub fn new(line: Line, cols: u16) -> Self {
        let cols = usize::from(cols.max(1));
        let (mut rows, mut stops) = (vec![0], Vec::with_capacity(line.text.len() + 1));
        let (mut col, mut byte, mut row_end) = (0, 0, cols);
        for glyph in line.glyphs() {
            let width = usize::from(glyph.width).min(cols);
            if col + width > row_end {
                rows.push(col);
                row_end = col + cols;
            }
            stops.push((col, byte));
            col += width;
            byte += glyph.text.len();
        }
        stops.push((col, byte));
        Self { line, width: col, rows, stops }
    }

    /// How many rows it is shown in.
    pub fn row_count(&self) -> usize {
        self.rows.len()
    }

    /// The row that a column is in; that after the last glyph is in the last one.
    pub fn row_of(&self, col: usize) -> usize {
        self.rows.partition_point(|start| *start <= col).saturating_sub(1)
    }

    /// The columns of a row.
    pub fn row(&self, row: usize) -> Range<usize> {
        let start = self.rows.get(row).copied().unwrap_or(self.width);
        start..self.rows.get(row + 1).copied().unwrap_or(self.width)
    }

    /// How many glyphs there are.
    pub fn len(&self) -> usize {
        self.stops.len() - 1
    }

    /// The number of the glyph that has a column; [`Logical::len`] after the last.
    pub fn glyph_at(&self, col: usize) -> usize {
        match col >= self.width {
            true => self.len(),
            false => self.stops.partition_point(|(start, _)| *start <= col).saturating_sub(1),
        }
    }

    /// The first column of a glyph.
    pub fn column(&self, glyph: usize) -> usize {
        self.stops.get(glyph).map_or(self.width, |(col, _)| *col)
    }

    /// The text of a glyph; nothing after the last.
    pub fn glyph(&self, glyph: usize) -> &str {
        self.slice(glyph..glyph + 1)
    }

    /// The text of the glyphs that start in these columns, or have the first of them.
    pub fn text(&self, cols: Range<usize>) -> String {
        let until = self.stops.partition_point(|(start, _)| *start < cols.end);
        self.slice(self.glyph_at(cols.start)..until).to_owned()
    }

    /// The columns of a range of the text's bytes.
    pub fn columns(&self, bytes: Range<usize>) -> Range<usize> {
        let glyph = |byte: usize| self.stops.partition_point(|(_, start)| *start < byte);
        self.column(glyph(bytes.start))..self.column(glyph(bytes.end))
    }

    fn slice(&self, glyphs: Range<usize>) -> &str {
        let byte = |glyph: usize| self.stops.get(glyph).map_or(self.line.text.len(), |s| s.1);
        self.line.text.get(byte(glyphs.start)..byte(glyphs.end)).unwrap_or_default()
    }
}

/// All that a terminal holds, at one moment.
pub(super) struct Text<'a> {
    terminal: &'a Terminal,
    size: Size,
    /// The number of the oldest line.
    first: u64,
    /// How many lines are in history alone.
    history: usize,
    /// Whether the line in the screen's first row begins in history.
    continued: bool,
    /// The first row of each line on the screen.
    starts: Vec<u16>,
    lines: BTreeMap<u64, Rc<Logical>>,
}

impl<'a> Text<'a> {
    pub fn new(terminal: &'a Terminal) -> Self {
        let (history, size) = (terminal.history(), terminal.size());
        let (first, history, continued) = match terminal.is_alternate() {
            true => (0, 0, false),
            false => {
                let continued = history.continues() && !history.is_empty();
                (history.first(), history.len() - usize::from(continued), continued)
            }
        };
        let begins = |y: &u16| *y == 0 || !terminal.is_wrapped(*y - 1);
        let starts = (0..size.rows.max(1)).filter(begins).collect();
        Self { terminal, size, first, history, continued, starts, lines: BTreeMap::new() }
    }

    /// The terminal's size.
    pub fn size(&self) -> Size {
        Size::new(self.size.cols.max(1), self.size.rows.max(1))
    }

    /// The number of the oldest line.
    pub fn first(&self) -> u64 {
        self.first
    }

    /// The number of the first line that is on the screen, in part at least.
    pub fn screen(&self) -> u64 {
        self.first + self.history as u64
    }

    /// The number of the newest line.
    pub fn last(&self) -> u64 {
        self.screen() + self.starts.len() as u64 - 1
    }

    /// The lines that are in history alone, the first of them being line [`Text::first`].
    pub fn history(&self) -> (&'a History, usize) {
        (self.terminal.history(), self.history)
    }

    /// A line; empty where there is none.
    pub fn line(&mut self, number: u64) -> Rc<Logical> {
        if let Some(line) = self.lines.get(&number) {
            return line.clone();
        }
        if self.lines.len() > REMEMBERED {
            self.lines.clear();
        }
        if number >= self.first && number < self.screen() {
            let from = (number - number % AT_ONCE).max(self.first);
            let index = (from - self.first) as usize;
            let count = (self.history - index).min(AT_ONCE as usize);
            for (number, line) in (from..).zip(self.terminal.history().lines(index).take(count)) {
                self.lines.insert(number, Rc::new(Logical::new(line, self.size.cols)));
            }
        } else {
            let line = Logical::new(self.screen_line(number), self.size.cols);
            self.lines.insert(number, Rc::new(line));
        }
        self.lines.get(&number).cloned().unwrap_or_else(|| Rc::new(Logical::new(Line::new(), 1)))
    }

    /// Shows the text of lines to `f`, without the blanks at their ends. Cheaper than line by
    /// line.
    pub fn for_each_text(&mut self, lines: Range<u64>, mut f: impl FnMut(&str)) {
        let mut show = |line: &Line| f(line.text.trim_end_matches(' '));
        let start = lines.start.max(self.first);
        let old = start..lines.end.min(self.screen()).max(start);
        let index = (old.start - self.first) as usize;
        let count = (old.end - old.start) as usize;
        self.terminal.history().lines(index).take(count).for_each(|line| show(&line));
        (old.end..lines.end.max(old.end)).for_each(|number| show(&self.line(number).line));
    }

    /// A line of the screen, its rows joined.
    fn screen_line(&self, number: u64) -> Line {
        let Some(index) = number.checked_sub(self.screen()).map(|index| index as usize) else {
            return Line::new();
        };
        let Some(&start) = self.starts.get(index) else { return Line::new() };
        let end = self.starts.get(index + 1).copied().unwrap_or(self.size.rows);
        let mut joined = Line::new();
        // How wide the row above is; none above a line's first row.
        let mut above = None;
        if index == 0 && self.continued {
            joined = self.terminal.history().line(self.history);
            let shown = Logical::new(joined.clone(), self.size.cols);
            above = Some(shown.row(shown.row_count() - 1).len());
        }
        for y in start..end {
            let mut row = self.terminal.line(y);
            if let Some(above) = above {
                let wide = row.glyphs().next().is_some_and(|glyph| glyph.width == 2);
                self.fill(&mut joined, above, wide);
                if row.is_empty() {
                    row.push_narrow(" ", &Style::PLAIN, &None);
                }
            }
            above = Some(row.width());
            append(&mut joined, &row);
        }
        joined
    }

    /// Gives a wrapped row back the blanks at its end, which reading it trims; but not the one
    /// that is there because a wide glyph did not fit.
    fn fill(&self, line: &mut Line, width: usize, wide_follows: bool) {
        let missing = usize::from(self.size.cols).saturating_sub(width);
        if missing > 1 || (missing == 1 && !wide_follows) {
            line.push_narrow(&" ".repeat(missing), &Style::PLAIN, &None);
        }
    }

    /// The row that the screen begins with.
    pub fn screen_top(&mut self) -> Row {
        let line = self.screen();
        let row = match self.continued {
            true => {
                let above =
                    Logical::new(self.terminal.history().line(self.history), self.size.cols);
                above.row_count().min(self.line(line).row_count() - 1)
            }
            false => 0,
        };
        Row { line, row }
    }

    /// The nearest spot that there is, at the start of a glyph.
    pub fn clamp(&mut self, spot: Spot) -> Spot {
        if spot.line < self.first {
            return Spot::new(self.first, 0);
        }
        let number = spot.line.min(self.last());
        let line = self.line(number);
        Spot::new(number, line.column(line.glyph_at(spot.col)))
    }

    /// The row that a spot is shown in.
    pub fn row_of(&mut self, spot: Spot) -> Row {
        Row { line: spot.line, row: self.line(spot.line).row_of(spot.col) }
    }

    /// The column of the view that a spot is shown in; past the edge for the end of a line
    /// that just fills its row.
    pub fn column(&mut self, spot: Spot) -> u16 {
        let line = self.line(spot.line);
        let start = line.row(line.row_of(spot.col)).start;
        spot.col.saturating_sub(start).min(u16::MAX.into()) as u16
    }

    /// The first spot of a row.
    pub fn start_of(&mut self, row: Row) -> Spot {
        Spot::new(row.line, self.line(row.line).row(row.row).start)
    }

    /// The spot at column `x` of a row, or the last one of that row.
    pub fn spot(&mut self, row: Row, x: usize) -> Spot {
        let line = self.line(row.line);
        let cols = line.row(row.row);
        let last = match row.row + 1 == line.row_count() {
            true => cols.end,
            false => cols.end.saturating_sub(1),
        };
        let col = cols.start.saturating_add(x).min(last);
        Spot::new(row.line, line.column(line.glyph_at(col)))
    }

    /// The row `count` above, or the first.
    pub fn up(&mut self, from: Row, count: usize) -> Row {
        let (mut row, mut left) = (from, count);
        while left > row.row {
            if row.line <= self.first {
                return Row { line: self.first, row: 0 };
            }
            left -= row.row + 1;
            let line = row.line - 1;
            row = Row { line, row: self.line(line).row_count() - 1 };
        }
        Row { row: row.row - left, ..row }
    }

    /// The row `count` below, or the last.
    pub fn down(&mut self, from: Row, count: usize) -> Row {
        let (mut row, mut left) = (from, count);
        loop {
            let below = self.line(row.line).row_count().saturating_sub(row.row + 1);
            if left <= below {
                return Row { row: row.row + left, ..row };
            }
            if row.line >= self.last() {
                return Row { row: row.row + below, ..row };
            }
            left -= below + 1;
            row = Row { line: row.line + 1, row: 0 };
        }
    }

    /// How many rows `to` is below `from`; `None` where it is above, or more than `most` below.
    pub fn rows_between(&mut self, from: Row, to: Row, most: usize) -> Option<usize> {
        let mut count = 0;
        let mut here = from;
        while here.line < to.line {
            count += self.line(here.line).row_count() - here.row;
            here = Row { line: here.line + 1, row: 0 };
            if count > most {
                return None;
            }
        }
        let more = to.row.checked_sub(here.row).filter(|_| here.line == to.line)?;
        Some(count + more).filter(|count| *count <= most)
    }
}

/// Appends a row to a line.
fn append(line: &mut Line, row: &Line) {
    line.text.push_str(&row.text);
    line.runs.extend(row.runs.iter().cloned());
}
