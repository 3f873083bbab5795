//! One row of a screen: its cells as far as they were written, and whether it goes on below.

use std::ops::Range;

use super::cell::{Cell, Part, WIDEST_TAB, tab_at};
use super::footprint::places;

/// A row. Cells right of `cells` are blank and plain.
#[derive(Debug, Clone, Default)]
pub struct Row {
    cells: Vec<Cell>,
    /// Who it is; a row that scrolls keeps it.
    pub id: u64,
    /// The turn of its last change.
    pub seq: u64,
    /// Whether the line goes on in the next row because the text ran over the margin.
    pub wrapped: bool,
}

impl Row {
    /// An empty row.
    pub fn new(id: u64, seq: u64) -> Self {
        Self { cells: Vec::new(), id, seq, wrapped: false }
    }

    /// The bytes of memory that it takes beside its place.
    pub fn bytes(&self) -> usize {
        places(&self.cells)
    }

    /// The cells that were written, from the left.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// The cells without the plain blanks at their end.
    pub fn trimmed(&self) -> &[Cell] {
        let end = self.cells.iter().rposition(|cell| !cell.is_void()).map_or(0, |last| last + 1);
        &self.cells[..end]
    }

    /// The cells without those at their end that nothing was written into.
    pub fn written(&self) -> &[Cell] {
        let end = self.cells.iter().rposition(|cell| !cell.is_untouched());
        &self.cells[..end.map_or(0, |last| last + 1)]
    }

    /// The cells that are kept of it where its line ends here: without the plain blanks at the end,
    /// unless a tab is behind them.
    pub fn kept(&self) -> &[Cell] {
        let mut end = self.trimmed().len();
        let mut x = end;
        while x < self.cells.len() {
            match tab_at(&self.cells[x..]) {
                Some(columns) => {
                    x += columns;
                    end = x;
                }
                None => x += 1,
            }
        }
        &self.cells[..end]
    }

    /// The cell in column `x`.
    pub fn get(&self, x: u16) -> Cell {
        self.cells.get(usize::from(x)).copied().unwrap_or(Cell::BLANK)
    }

    /// Puts cells in place of all.
    pub fn set_cells(&mut self, cells: Vec<Cell>, wrapped: bool) {
        self.cells = cells;
        self.wrapped = wrapped;
    }

    fn grow(&mut self, len: usize) {
        if self.cells.len() < len {
            self.cells.resize(len, Cell::BLANK);
        }
    }

    /// Makes it another row, empty, keeping its room.
    #[inline]
    pub fn renew(&mut self, id: u64, seq: u64) {
        self.cells.clear();
        self.wrapped = false;
        self.id = id;
        self.seq = seq;
    }

    /// Makes the left edge of column `x` an edge of glyphs: of a wide glyph across it there are spaces
    /// left, which stand where something was written.
    pub fn split(&mut self, x: u16) {
        let x = usize::from(x);
        if x > 0 && self.cells.get(x).is_some_and(|cell| cell.is_spacer()) {
            self.cells[x] = self.cells[x].emptied().with_ascii(b' ');
            self.cells[x - 1] = self.cells[x - 1].emptied().with_ascii(b' ');
        }
    }

    /// Writes printable ASCII from column `x` on, in the look of `pen`.
    #[inline]
    pub fn write_ascii(&mut self, x: u16, text: &[u8], pen: Cell) {
        let start = usize::from(x);
        let end = start + text.len();
        if start >= self.cells.len() {
            if start > self.cells.len() {
                self.grow(start);
            }
            self.cells.extend(text.iter().map(|&byte| pen.with_ascii(byte)));
            return;
        }
        self.split(x);
        if end < self.cells.len() {
            self.split(end as u16);
        } else {
            self.grow(end);
        }
        for (cell, &byte) in self.cells[start..end].iter_mut().zip(text) {
            *cell = pen.with_ascii(byte);
        }
    }

    /// Puts a glyph of one column at `x`.
    #[inline]
    pub fn put(&mut self, x: u16, cell: Cell) {
        if usize::from(x) == self.cells.len() {
            return self.cells.push(cell);
        }
        self.split(x);
        self.split(x + 1);
        self.grow(usize::from(x) + 1);
        self.cells[usize::from(x)] = cell;
    }

    /// Puts a glyph of two columns at `x` and the column after it.
    #[inline]
    pub fn put_wide(&mut self, x: u16, cell: Cell) {
        let at = usize::from(x);
        let halves = [cell.as_part(Part::Wide), cell.emptied().as_part(Part::Spacer)];
        if at == self.cells.len() {
            return self.cells.extend(halves);
        }
        self.split(x);
        self.split(x + 2);
        self.grow(at + 2);
        self.cells[at..at + 2].copy_from_slice(&halves);
    }

    /// Notes that a tab moved over columns, where there is nothing on them and they look alike: so
    /// that what is copied of them is that tab. Nothing is seen of it.
    pub fn tab(&mut self, columns: Range<u16>) {
        let (start, end) = (usize::from(columns.start), usize::from(columns.end));
        let blank = self.get(columns.start).emptied();
        let known = self.cells.get(start..end.min(self.cells.len())).unwrap_or_default();
        let is_clear = known.iter().all(|cell| cell.is_clear() && cell.emptied() == blank)
            && (end <= self.cells.len() || blank == Cell::BLANK);
        if columns.is_empty() || columns.end - columns.start > WIDEST_TAB || !is_clear {
            return;
        }
        self.grow(end);
        self.cells[start..end].fill(blank.within_tab());
        self.cells[start] = blank.as_tab(columns.end - columns.start);
    }

    /// Replaces the cell at `x` by another of the same width.
    pub fn replace(&mut self, x: u16, cell: Cell) {
        let x = usize::from(x);
        self.grow(x + 1);
        self.cells[x] = cell;
    }

    /// Fills columns with a cell.
    pub fn fill(&mut self, columns: Range<u16>, cell: Cell) {
        if columns.is_empty() {
            return;
        }
        self.split(columns.start);
        self.split(columns.end);
        let (start, end) = (usize::from(columns.start), usize::from(columns.end));
        if cell == Cell::BLANK && end >= self.cells.len() {
            self.cells.truncate(start);
            return;
        }
        self.grow(end);
        self.cells[start..end].fill(cell);
    }

    /// Erases the columns whose cells are not protected.
    pub fn fill_unprotected(&mut self, columns: Range<u16>, cell: Cell) {
        for x in columns {
            let old = self.get(x);
            if !old.is_protected() && old != cell {
                self.split(x);
                self.split(x + 1);
                self.replace(x, cell);
            }
        }
    }

    /// Moves the cells of columns to the right by `n`, those at the end falling out, and fills
    /// the room with `blank` (ICH and its like).
    pub fn shift_right(&mut self, columns: Range<u16>, n: u16, blank: Cell) {
        let n = n.min(columns.end.saturating_sub(columns.start));
        if n == 0 {
            return;
        }
        self.split(columns.start);
        self.split(columns.end - n);
        self.split(columns.end);
        let (start, end) = (usize::from(columns.start), usize::from(columns.end));
        self.grow(end);
        self.cells.copy_within(start..end - usize::from(n), start + usize::from(n));
        self.cells[start..start + usize::from(n)].fill(blank);
        self.shorten();
    }

    /// Moves the cells of columns to the left by `n`, the first falling out, and fills the room
    /// with `blank` (DCH and its like).
    pub fn shift_left(&mut self, columns: Range<u16>, n: u16, blank: Cell) {
        let n = n.min(columns.end.saturating_sub(columns.start));
        if n == 0 {
            return;
        }
        self.split(columns.start);
        self.split(columns.start + n);
        self.split(columns.end);
        let (start, end) = (usize::from(columns.start), usize::from(columns.end));
        self.grow(end);
        self.unpad(end - 1);
        self.cells.copy_within(start + usize::from(n)..end, start);
        self.cells[end - usize::from(n)..end].fill(blank);
        self.shorten();
    }

    /// Cuts or keeps the row to a width of `cols`; a wide glyph across the edge is blanked.
    pub fn clip(&mut self, cols: u16) {
        self.unpad(self.cells.len().saturating_sub(1));
        self.split(cols);
        self.cells.truncate(cols.into());
        self.cells.shrink_to(cols.into());
    }

    /// What a wide glyph left where it had to wrap is a blank like any other as soon as it is not
    /// in the last column.
    fn unpad(&mut self, at: usize) {
        if let Some(cell) = self.cells.get_mut(at).filter(|cell| cell.is_pad()) {
            *cell = cell.as_part(Part::Narrow);
        }
    }

    fn shorten(&mut self) {
        let end = self.cells.iter().rposition(|&cell| cell != Cell::BLANK).map_or(0, |at| at + 1);
        self.cells.truncate(end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(text: &str) -> Row {
        let mut row = Row::new(0, 0);
        let mut x = 0;
        for c in text.chars() {
            match c {
                '漢' => row.put_wide(x, Cell::BLANK.with_char(c)),
                c => row.put(x, Cell::BLANK.with_char(c)),
            }
            x += if c == '漢' { 2 } else { 1 };
        }
        row
    }

    fn show(row: &Row) -> String {
        use super::super::cell::Content;
        let glyph = |cell: &Cell| match (cell.part(), cell.content()) {
            (Part::Spacer, _) => '>',
            (_, Content::Char(c)) => c,
            _ => '_',
        };
        row.cells().iter().map(glyph).collect()
    }

    #[test]
    fn a_half_that_is_overwritten_takes_the_other_with_it() {
        for (x, text, expect) in
            [(0, "x", "x b"), (1, "x", " xb"), (0, "xy", "xyb"), (2, "x", "漢>x")]
        {
            let mut row = row("漢b");
            row.write_ascii(x, text.as_bytes(), Cell::BLANK);
            assert_eq!(show(&row), expect);
        }
    }

    #[test]
    fn shifting_keeps_halves_together() {
        let mut line = row("a漢b");
        line.shift_right(0..4, 1, Cell::BLANK);
        assert_eq!(show(&line), "_a漢>");
        line.shift_right(0..4, 1, Cell::BLANK);
        assert_eq!(show(&line), "__a ");
        let mut line = row("a漢b");
        line.shift_left(0..4, 2, Cell::BLANK);
        assert_eq!(show(&line), " b");
        let mut line = row("a漢b");
        line.fill(2..9, Cell::BLANK);
        assert_eq!(show(&line), "a ");
        line.clip(1);
        assert_eq!(show(&line), "a");
    }
}
