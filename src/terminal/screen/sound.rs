//! What holds of a screen whatever its program wrote: asked by tests and by the fuzzer, and by
//! nobody else, as it looks at every cell.

use std::collections::HashSet;

use super::{Caret, Screen};
use crate::terminal::cell::Content;
use crate::terminal::grid::Grid;
use crate::terminal::row::Row;

impl Screen {
    /// What is wrong with it; nothing, as long as the engine is right.
    pub fn fault(&self) -> Option<String> {
        self.rows_fault().or_else(|| self.table.fault()).or_else(|| self.history.fault())
    }

    /// What is wrong with its carets, margins and rows.
    pub(super) fn rows_fault(&self) -> Option<String> {
        let size = self.size;
        let m = self.margins;
        let carets = [&self.caret, &self.saved, &self.other_saved];
        let within = |caret: &&Caret| caret.x < size.cols && caret.y < size.rows;
        if let Some(caret) = carets.into_iter().find(|caret| !within(caret)) {
            return Some(format!("a caret at {},{} in {size}", caret.x, caret.y));
        }
        if m.top > m.bottom || m.bottom >= size.rows || m.left > m.right || m.right >= size.cols {
            return Some(format!("{m:?} in {size}"));
        }
        if self.grid.len() != size.rows {
            return Some(format!("{} rows in {size}", self.grid.len()));
        }
        let mut ids = HashSet::new();
        let twice = |row: &&Row| !ids.insert(row.id);
        if let Some(row) = self.grid.all().chain(self.other.all()).find(twice) {
            return Some(format!("two rows with the id {}", row.id));
        }
        let mut below = self.below.iter().filter_map(|row| self.row_fault(row));
        self.grid_fault(&self.grid)
            .or_else(|| self.grid_fault(&self.other))
            .or_else(|| below.next())
    }

    fn grid_fault(&self, grid: &Grid) -> Option<String> {
        (0..grid.len()).find_map(|y| Some(format!("row {y}: {}", self.row_fault(grid.row(y))?)))
    }

    fn row_fault(&self, row: &Row) -> Option<String> {
        let cells = row.cells();
        if cells.len() > self.size.cols.into() {
            return Some(format!("{} cells in {}", cells.len(), self.size));
        }
        for (x, &cell) in cells.iter().enumerate() {
            let follows_wide = x > 0 && cells[x - 1].is_wide();
            if cell.is_spacer() != follows_wide {
                return Some(format!("half of a wide glyph at {x}"));
            }
            let has_pad = cell.content() == Content::Blank && x + 1 == usize::from(self.size.cols);
            if cell.is_pad() && !has_pad {
                return Some(format!("a wrapped glyph's blank at {x}"));
            }
            if !self.table.knows(cell) {
                return Some(format!("a cell at {x} names what is in no table"));
            }
        }
        cells.last().is_some_and(|cell| cell.is_wide()).then(|| "a wide glyph cut".to_owned())
    }
}
