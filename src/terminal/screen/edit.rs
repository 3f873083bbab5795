//! Erasing, inserting, deleting and scrolling.

use std::ops::Range;

use super::super::cell::Cell;
use super::super::intern::Rich;
use super::super::look::Look;
use super::{Margins, Protection, Screen};

impl Screen {
    fn columns(&self) -> Range<u16> {
        0..self.size.cols
    }

    fn has_side_margins(&self) -> bool {
        self.margins.left > 0 || self.margins.right + 1 < self.size.cols
    }

    /// SU, and what a line feed at the bottom margin does.
    #[inline]
    pub(super) fn scroll_up(&mut self, n: u16) {
        self.scroll_rows_up(self.margins.top, n);
    }

    /// Scrolls the rows from `top` to the bottom margin up. What leaves the top of the primary
    /// screen goes into history.
    pub(super) fn scroll_rows_up(&mut self, top: u16, n: u16) {
        let Margins { bottom, left, right, .. } = self.margins;
        let blank = self.erased();
        if n == 1 && bottom + 1 == self.size.rows && top == 0 && !self.has_side_margins() {
            // What plain output does for every line.
            self.keep_row(0);
            return self.grid.rotate(self.size.cols, blank, self.seq);
        }
        if self.has_side_margins() {
            self.shift_rows_up(top, n, blank, left..right + 1);
            return;
        }
        if top == 0 {
            (0..n.min(bottom + 1)).for_each(|y| self.keep_row(y));
        }
        self.grid.scroll_up(top, bottom, n, self.size.cols, blank, self.seq);
    }

    /// Puts row `y`, which is about to leave the top, into history; not the alternate screen's.
    #[inline]
    fn keep_row(&mut self, y: u16) {
        if self.is_alternate {
            return;
        }
        self.slack = 0;
        if self.unseen_rows > 0 {
            self.unseen_rows -= 1;
            return;
        }
        let row = self.grid.row(y);
        self.history.push_row(kept(row), row.wrapped, &self.table);
    }

    /// The text on the screen leads nowhere any more.
    pub fn forget_links(&mut self) {
        self.caret.link = None;
        self.renew_ink();
        for grid in [&mut self.grid, &mut self.other] {
            for y in 0..grid.len() {
                for x in 0..grid.row(y).cells().len() as u16 {
                    let cell = grid.row(y).get(x);
                    let Rich { style, link } = self.table.rich(cell.look());
                    if link.is_some() {
                        let look = self.table.look(&style, None).unwrap_or_default();
                        grid.row_mut(y, self.seq).replace(x, cell.with_look(look));
                    }
                }
            }
        }
    }

    /// Puts the rows as far as there is something on them into history, where the policy wants that
    /// of rows that are about to be erased, and others in their place.
    fn keep_rows(&mut self) {
        if self.is_alternate || !self.policy.scroll_on_clear {
            return;
        }
        let is_used = |y: &u16| !self.grid.row(*y).trimmed().is_empty();
        let Some(last) = (0..self.size.rows).rev().find(is_used) else { return };
        // Its line does not go on in the rows to come.
        self.grid.row_mut(last, self.seq).wrapped = false;
        for y in 0..=last {
            self.keep_row(y);
        }
        self.grid.clear(self.seq);
    }

    fn shift_rows_up(&mut self, top: u16, n: u16, blank: Cell, columns: Range<u16>) {
        let bottom = self.margins.bottom;
        for y in top..=bottom {
            match y.checked_add(n).filter(|&from| from <= bottom) {
                Some(from) => self.copy_columns(from, y, columns.clone()),
                None => self.grid.row_mut(y, self.seq).fill(columns.clone(), blank),
            }
        }
    }

    fn copy_columns(&mut self, from: u16, to: u16, columns: Range<u16>) {
        self.grid.row_mut(from, self.seq).split(columns.start);
        self.grid.row_mut(from, self.seq).split(columns.end);
        let source = self.grid.row(from);
        let cells: Vec<Cell> = columns.clone().map(|x| source.get(x)).collect();
        let row = self.grid.row_mut(to, self.seq);
        row.split(columns.start);
        row.split(columns.end);
        for (x, cell) in columns.zip(cells) {
            row.replace(x, cell);
        }
    }

    /// SD, and what a reverse index at the top margin does.
    pub(super) fn scroll_down(&mut self, n: u16) {
        self.scroll_rows_down(self.margins.top, n);
    }

    /// Scrolls the rows from `top` to the bottom margin down.
    pub(super) fn scroll_rows_down(&mut self, top: u16, n: u16) {
        let Margins { bottom, left, right, .. } = self.margins;
        let blank = self.erased();
        if !self.has_side_margins() {
            self.grid.scroll_down(top, bottom, n, self.size.cols, blank, self.seq);
            return;
        }
        for y in (top..=bottom).rev() {
            match y.checked_sub(n).filter(|&from| from >= top) {
                Some(from) => self.copy_columns(from, y, left..right + 1),
                None => self.grid.row_mut(y, self.seq).fill(left..right + 1, blank),
            }
        }
    }

    /// IL.
    pub(super) fn insert_lines(&mut self, n: u16) {
        if self.in_margins() {
            self.scroll_rows_down(self.caret.y, n);
            self.carriage_return();
        }
    }

    /// DL.
    pub(super) fn delete_lines(&mut self, n: u16) {
        if self.in_margins() {
            let blank = self.erased();
            let Margins { bottom, left, right, .. } = self.margins;
            if self.has_side_margins() {
                self.shift_rows_up(self.caret.y, n, blank, left..right + 1);
            } else {
                let (y, cols) = (self.caret.y, self.size.cols);
                self.grid.scroll_up(y, bottom, n, cols, blank, self.seq);
            }
            self.carriage_return();
        }
    }

    /// ICH.
    pub(super) fn insert_chars(&mut self, n: u16) {
        self.caret.pending = false;
        let Margins { left, right, .. } = self.margins;
        if (left..=right).contains(&self.caret.x) {
            let blank = self.erased();
            let columns = self.caret.x..right + 1;
            self.grid.row_mut(self.caret.y, self.seq).shift_right(columns, n, blank);
        }
    }

    /// DCH.
    pub(super) fn delete_chars(&mut self, n: u16) {
        self.caret.pending = false;
        let Margins { left, right, .. } = self.margins;
        if (left..=right).contains(&self.caret.x) {
            let blank = self.erased();
            let columns = self.caret.x..right + 1;
            let row = self.grid.row_mut(self.caret.y, self.seq);
            row.shift_left(columns, n, blank);
            if right + 1 == self.size.cols {
                row.wrapped = false;
            }
        }
    }

    /// DECIC: columns at the caret, in all rows of the margins.
    pub(super) fn insert_columns(&mut self, n: u16) {
        if self.in_margins() {
            let blank = self.erased();
            let columns = self.caret.x..self.margins.right + 1;
            for y in self.margins.top..=self.margins.bottom {
                self.grid.row_mut(y, self.seq).shift_right(columns.clone(), n, blank);
            }
        }
    }

    /// DECDC.
    pub(super) fn delete_columns(&mut self, n: u16) {
        if self.in_margins() {
            self.delete_columns_at(self.caret.x, n);
        }
    }

    /// Deletes columns from `x` to the right margin, in all rows of the margins.
    pub(super) fn delete_columns_at(&mut self, x: u16, n: u16) {
        let blank = self.erased();
        for y in self.margins.top..=self.margins.bottom {
            let columns = x..self.margins.right + 1;
            self.grid.row_mut(y, self.seq).shift_left(columns, n, blank);
        }
    }

    /// ECH.
    pub(super) fn erase_chars(&mut self, n: u16) {
        self.caret.pending = false;
        let end = self.caret.x.saturating_add(n).min(self.size.cols);
        self.erase(self.caret.y, self.caret.x..end, false);
    }

    /// EL and DECSEL (`selective`).
    pub(super) fn erase_line(&mut self, what: u16, selective: bool) {
        let Some(columns) = (match what {
            0 => Some(self.caret.x..self.size.cols),
            1 => Some(0..self.caret.x + 1),
            2 => Some(self.columns()),
            _ => None,
        }) else {
            return;
        };
        self.caret.pending = false;
        self.erase(self.caret.y, columns, selective);
    }

    /// ED and DECSED (`selective`); 3 drops the history (xterm).
    pub(super) fn erase_display(&mut self, what: u16, selective: bool) {
        let y = self.caret.y;
        let rows = match what {
            0 => y + 1..self.size.rows,
            1 => 0..y,
            2 => 0..self.size.rows,
            3 if !selective => {
                self.history.clear();
                return;
            }
            _ => return,
        };
        if what == 2 || (what == 0 && (self.caret.x, y) == (0, 0)) {
            if !selective && self.protection == Protection::Dec {
                self.keep_rows();
            }
            self.tell_emptied();
        }
        if what < 2 {
            self.erase_line(what, selective);
        }
        self.caret.pending = false;
        for y in rows {
            self.erase(y, self.columns(), selective);
        }
    }

    /// Erases columns of a row. Protection that DECSCA set holds against DEC's selective erasing,
    /// protection that SPA set against ECMA-48's erasing, and neither against the other.
    fn erase(&mut self, y: u16, columns: Range<u16>, selective: bool) {
        let blank = self.erased();
        let heed = selective == (self.protection == Protection::Dec);
        let to_end = columns.end >= self.size.cols;
        let row = self.grid.row_mut(y, self.seq);
        if heed {
            // Selective erasing leaves the looks alone (DEC STD 070).
            row.fill_unprotected(columns, if selective { Cell::BLANK } else { blank });
        } else {
            row.fill(columns, blank);
        }
        if to_end {
            row.wrapped = false;
        }
    }

    /// DECALN: the screen full of E, margins and cursor home.
    pub(super) fn alignment_test(&mut self) {
        self.margins = Margins::of(self.size);
        self.modes.remove(crate::terminal::modes::Modes::ORIGIN);
        self.goto(0, 0);
        let letter = Cell::blank(Look::PLAIN).with_char('E');
        for y in 0..self.size.rows {
            let columns = self.columns();
            let row = self.grid.row_mut(y, self.seq);
            row.fill(columns, letter);
            row.wrapped = false;
        }
    }
}

/// What of a row goes into history: all of it where its line goes on, else without the blanks
/// at its end.
#[inline]
pub(super) fn kept(row: &super::super::row::Row) -> &[Cell] {
    if row.wrapped { row.cells() } else { row.kept() }
}
