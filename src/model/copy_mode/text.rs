//! The text of a terminal as copy mode moves about in it: each line with the places of its glyphs and
//! of the rows that it is shown in.

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use crate::geometry::Size;
use crate::line::Line;
use crate::terminal::{Anchor, Of, RowPlace, Search, Terminal, Text, row_starts};

/// So many lines at most are remembered.
const REMEMBERED: usize = 4096;

/// Lines are wrapped so many at a time.
const AT_ONCE: usize = 32;

/// A logical line with the places of its glyphs and of its row breaks.
#[derive(Debug)]
pub(super) struct WrappedLine {
    pub line: Line,
    /// Its columns.
    pub width: usize,
    /// The first column of each row; never empty.
    rows: Vec<usize>,
    /// The column and the byte at which each glyph starts, and those of the end.
    stops: Vec<(usize, usize)>,
}

impl WrappedLine {
    pub fn new(line: Line, cols: u16) -> Self {
        let mut starts = Vec::new();
        row_starts(&line, cols, &mut starts);
        let rows = starts.iter().map(|start| start.column).collect();
        let mut stops = Vec::with_capacity(line.text.len() + 1);
        let (mut col, mut byte) = (0, 0);
        for glyph in line.glyphs() {
            stops.push((col, byte));
            col += usize::from(glyph.width.min(cols.max(1) as u8));
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

    /// The number of the glyph that has a column; [`WrappedLine::len`] after the last.
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

    /// The text of the glyphs that start in these columns, or have the first of them, as it was
    /// written: a tab is one where all of it is taken.
    pub fn text(&self, cols: Range<usize>) -> String {
        let until = self.stops.partition_point(|(start, _)| *start < cols.end);
        let (from, to) = (self.column(self.glyph_at(cols.start)), self.column(until));
        if from == to && self.width > 0 {
            return String::new();
        }
        self.line.slice(from, to.saturating_sub(from)).with_tabs().into_owned()
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

/// The text of a terminal, its lines wrapped as far as they were looked at.
pub(super) struct WrappedText {
    text: Text,
    lines: BTreeMap<u64, Rc<WrappedLine>>,
}

impl WrappedText {
    pub fn new(terminal: &Terminal) -> Self {
        Self { text: Text::new(terminal, Of::Shown, false), lines: BTreeMap::new() }
    }

    /// The terminal's size.
    pub fn size(&self) -> Size {
        let size = self.text.size();
        Size::new(size.cols.max(1), size.rows.max(1))
    }

    /// The number of the oldest line.
    pub fn first(&self) -> u64 {
        self.text.first()
    }

    /// The number of the newest line.
    pub fn last(&self) -> u64 {
        self.text.end().saturating_sub(1)
    }

    /// A line; empty where there is none.
    pub fn line(&mut self, number: u64) -> Rc<WrappedLine> {
        if let Some(line) = self.lines.get(&number) {
            return line.clone();
        }
        if self.lines.len() > REMEMBERED {
            self.lines.clear();
        }
        // Others are likely to be looked at too, and lie compressed together.
        // Also on the way up: so each of them is taken out once.
        let cols = self.size().cols;
        let from = (number - number % AT_ONCE as u64).max(self.first());
        for (number, line) in (from..).zip(self.text.lines(from).take(AT_ONCE)) {
            self.lines.entry(number).or_insert_with(|| Rc::new(WrappedLine::new(line, cols)));
        }
        let nothing = || Rc::new(WrappedLine::new(Line::new(), 1));
        self.lines.get(&number).cloned().unwrap_or_else(nothing)
    }

    /// Shows the text of lines to `f`, as it was written without the blanks at their ends, and
    /// whether it is ended there. Cheaper than line by line.
    pub fn for_each_text(&self, lines: Range<u64>, mut f: impl FnMut(&str, bool)) {
        let mut next = lines.start;
        while next < lines.end.min(self.text.end()) {
            next = self.text.some_lines(next, &mut |number, line| {
                if number < lines.end {
                    f(line.with_tabs().trim_end_matches(' '), !self.text.goes_on(number));
                }
            });
        }
    }

    /// Whether a line was ended for its length alone, and goes on in the next.
    pub fn goes_on(&self, number: u64) -> bool {
        self.text.goes_on(number)
    }

    /// The lines from one on.
    pub fn lines(&self, from: u64) -> impl Iterator<Item = Line> + '_ {
        self.text.lines(from)
    }

    /// The first line from `from` on that has a text.
    pub fn find(&self, search: &Search, from: u64) -> Option<u64> {
        self.text.find(search, from)
    }

    /// The last line before `until` that has a text.
    pub fn find_back(&self, search: &Search, until: u64) -> Option<u64> {
        self.text.find_back(search, until)
    }

    /// The row that the screen begins with.
    pub fn screen_top(&self) -> RowPlace {
        self.text.row(0).unwrap_or_else(|| self.text.first_row())
    }

    /// The nearest anchor that there is, at the start of a glyph.
    pub fn clamp(&mut self, anchor: Anchor) -> Anchor {
        if anchor.line < self.first() {
            return Anchor::new(self.first(), 0);
        }
        let number = anchor.line.min(self.last());
        let line = self.line(number);
        Anchor::new(number, line.column(line.glyph_at(anchor.column)))
    }

    /// The row that an anchor is shown in.
    pub fn row_of(&mut self, anchor: Anchor) -> RowPlace {
        RowPlace { line: anchor.line, row: self.line(anchor.line).row_of(anchor.column) }
    }

    /// The column of the view that an anchor is shown in; past the edge for the end of a line
    /// that just fills its row.
    pub fn column(&mut self, anchor: Anchor) -> u16 {
        let line = self.line(anchor.line);
        let start = line.row(line.row_of(anchor.column)).start;
        anchor.column.saturating_sub(start).min(u16::MAX.into()) as u16
    }

    /// The first anchor of a row.
    pub fn start_of(&mut self, row: RowPlace) -> Anchor {
        Anchor::new(row.line, self.line(row.line).row(row.row).start)
    }

    /// The anchor at column `x` of a row, or the last one of that row.
    pub fn anchor(&mut self, row: RowPlace, x: usize) -> Anchor {
        let line = self.line(row.line);
        let cols = line.row(row.row);
        let last = match row.row + 1 == line.row_count() {
            true => cols.end,
            false => cols.end.saturating_sub(1),
        };
        let col = cols.start.saturating_add(x).min(last);
        Anchor::new(row.line, line.column(line.glyph_at(col)))
    }

    /// The row `count` above, or the first.
    pub fn up(&mut self, from: RowPlace, count: usize) -> RowPlace {
        let (mut row, mut left) = (from, count);
        while left > row.row {
            if row.line <= self.first() {
                return RowPlace { line: self.first(), row: 0 };
            }
            left -= row.row + 1;
            let line = row.line - 1;
            row = RowPlace { line, row: self.line(line).row_count() - 1 };
        }
        RowPlace { row: row.row - left, ..row }
    }

    /// The row `count` below, or the last.
    pub fn down(&mut self, from: RowPlace, count: usize) -> RowPlace {
        let (mut row, mut left) = (from, count);
        loop {
            let below = self.line(row.line).row_count().saturating_sub(row.row + 1);
            if left <= below {
                return RowPlace { row: row.row + left, ..row };
            }
            if row.line >= self.last() {
                return RowPlace { row: row.row + below, ..row };
            }
            left -= below + 1;
            row = RowPlace { line: row.line + 1, row: 0 };
        }
    }

    /// How many rows `to` is below `from`; `None` where it is above, or more than `most` below.
    pub fn rows_between(&mut self, from: RowPlace, to: RowPlace, most: usize) -> Option<usize> {
        let mut count = 0;
        let mut here = from;
        while here.line < to.line {
            count += self.line(here.line).row_count() - here.row;
            here = RowPlace { line: here.line + 1, row: 0 };
            if count > most {
                return None;
            }
        }
        let more = to.row.checked_sub(here.row).filter(|_| here.line == to.line)?;
        Some(count + more).filter(|count| *count <= most)
    }
}
