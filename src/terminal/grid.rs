//! The rows of one screen, in a ring: a scroll of the whole screen moves the ring's start and
//! touches the row that leaves, no other.

use std::borrow::Cow;
use std::mem;

use super::cell::Cell;
use super::footprint::places;
use super::row::Row;

/// Rows, row 0 on top. Every row has an id that no other row of the terminal has or had.
#[derive(Debug)]
pub struct Grid {
    rows: Vec<Row>,
    top: usize,
    next_id: u64,
}

impl Grid {
    /// `rows` empty rows, whose ids start at `first_id`.
    pub fn new(rows: u16, first_id: u64) -> Self {
        let mut grid = Self { rows: Vec::new(), top: 0, next_id: first_id };
        for _ in 0..rows {
            let row = Row::new(grid.new_id(), 0);
            grid.rows.push(row);
        }
        grid
    }

    fn new_id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }

    /// How many rows.
    pub fn len(&self) -> u16 {
        self.rows.len() as u16
    }

    #[inline]
    fn index(&self, y: u16) -> usize {
        let at = self.top + usize::from(y).min(self.rows.len() - 1);
        if at >= self.rows.len() { at - self.rows.len() } else { at }
    }

    /// Row `y`; the last one where there is no such row.
    #[inline]
    pub fn row(&self, y: u16) -> &Row {
        &self.rows[self.index(y)]
    }

    /// Row `y`, to be changed in turn `seq`.
    #[inline]
    pub fn row_mut(&mut self, y: u16, seq: u64) -> &mut Row {
        let at = self.index(y);
        let row = &mut self.rows[at];
        row.seq = seq;
        row
    }

    /// All rows, row 0 first.
    pub fn in_order(&self) -> impl Iterator<Item = &Row> {
        let (after, before) = self.rows.split_at(self.top);
        before.iter().chain(after)
    }

    /// What of row `y`, whose line goes on below, is part of that line: all of its `cols`, but for the
    /// column that a wide glyph left free which goes on there.
    pub fn part_of_line(&self, y: u16, cols: u16) -> Cow<'_, [Cell]> {
        let cells = self.row(y).cells();
        let is_padded = cells.last().is_some_and(|cell| cell.is_pad());
        let is_short = cells.len() < usize::from(cols);
        if !is_short && (!is_padded || self.row(y + 1).get(0).is_wide()) {
            return Cow::Borrowed(cells);
        }
        let mut cells = cells.to_vec();
        cells.iter_mut().filter(|cell| cell.is_pad()).for_each(|cell| *cell = Cell::BLANK);
        cells.resize(cols.into(), Cell::BLANK);
        Cow::Owned(cells)
    }

    /// The bytes of memory that it takes.
    pub fn bytes(&self) -> usize {
        places(&self.rows) + self.rows.iter().map(Row::bytes).sum::<usize>()
    }

    /// All rows in whatever order.
    pub fn all(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter()
    }

    /// Moves rows `top..=bottom` up by `n`; `n` rows of `blank` come in at the bottom.
    pub fn scroll_up(&mut self, top: u16, bottom: u16, n: u16, cols: u16, blank: Cell, seq: u64) {
        let bottom = bottom.min(self.len() - 1);
        if top > bottom {
            return;
        }
        let n = n.min(bottom - top + 1);
        if top == 0 && bottom == self.len() - 1 {
            for _ in 0..n {
                self.rotate(cols, blank, seq);
            }
            return;
        }
        self.part(top, seq);
        for y in top..bottom + 1 - n {
            let (a, b) = (self.index(y), self.index(y + n));
            self.rows.swap(a, b);
        }
        for y in bottom + 1 - n..=bottom {
            self.renew(y, cols, blank, seq);
        }
    }

    /// Moves all rows up by one: the top row becomes the new one at the bottom.
    #[inline]
    pub fn rotate(&mut self, cols: u16, blank: Cell, seq: u64) {
        self.next_id += 1;
        let Some(row) = self.rows.get_mut(self.top) else { return };
        row.renew(self.next_id, seq);
        if blank != Cell::BLANK {
            row.fill(0..cols, blank);
        }
        self.top += 1;
        if self.top == self.rows.len() {
            self.top = 0;
        }
    }

    /// Makes all rows others, empty and plain.
    pub fn clear(&mut self, seq: u64) {
        self.top = 0;
        for row in &mut self.rows {
            self.next_id += 1;
            row.renew(self.next_id, seq);
        }
    }

    /// Moves rows `top..=bottom` down by `n`; `n` rows of `blank` come in at the top.
    pub fn scroll_down(&mut self, top: u16, bottom: u16, n: u16, cols: u16, blank: Cell, seq: u64) {
        let bottom = bottom.min(self.len() - 1);
        if top > bottom {
            return;
        }
        let n = n.min(bottom - top + 1);
        self.part(top, seq);
        for y in (top + n..=bottom).rev() {
            let (a, b) = (self.index(y), self.index(y - n));
            self.rows.swap(a, b);
        }
        self.part(bottom + 1, seq);
        for y in top..top + n {
            self.renew(y, cols, blank, seq);
        }
    }

    /// What is at row `y` is going to be something else: no line goes on there from above.
    fn part(&mut self, y: u16, seq: u64) {
        if y > 0 && self.row(y - 1).wrapped {
            self.row_mut(y - 1, seq).wrapped = false;
        }
    }

    /// Makes row `y` another, empty row.
    #[inline]
    fn renew(&mut self, y: u16, cols: u16, blank: Cell, seq: u64) {
        let id = self.new_id();
        let row = self.row_mut(y, seq);
        row.renew(id, seq);
        if blank != Cell::BLANK {
            row.fill(0..cols, blank);
        }
    }

    /// Takes all rows out, from the top, and leaves none: to be followed by [`Grid::refill`].
    pub fn take(&mut self) -> Vec<Row> {
        self.rows.rotate_left(self.top);
        self.top = 0;
        mem::take(&mut self.rows)
    }

    /// Puts other rows in: `rows` as they are, and empty ones below up to `len`, at least one.
    pub fn refill(&mut self, rows: Vec<Row>, len: u16, seq: u64) {
        self.rows = rows;
        self.top = 0;
        self.rows.truncate(len.max(1).into());
        while self.rows.len() < len.max(1).into() {
            let row = Row::new(self.new_id(), seq);
            self.rows.push(row);
        }
        self.rows.shrink_to_fit();
    }

    /// A grid of these rows, at least one; the next row's id comes after `last_id`.
    pub fn of_rows(rows: Vec<Row>, last_id: u64) -> Self {
        Self { rows, top: 0, next_id: last_id }
    }

    /// The id of the row that was made last.
    pub fn last_id(&self) -> u64 {
        self.next_id
    }

    /// A new row with these cells, for [`Grid::refill`].
    pub fn make_row(&mut self, cells: Vec<Cell>, wrapped: bool, seq: u64) -> Row {
        let mut row = Row::new(self.new_id(), seq);
        row.set_cells(cells, wrapped);
        row
    }
}

impl Grid {
    /// An empty grid of `rows` rows whose ids go on where those of `before` ended.
    pub fn continuing(before: &Grid, rows: u16) -> Self {
        Grid::new(rows, before.next_id)
    }
}
