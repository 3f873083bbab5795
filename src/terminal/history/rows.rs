//! How many rows lines take at a width. That follows from every line, so what a block comes to is
//! remembered: who asks often, of a history that grows, has only what is new counted.

use std::cell::Cell;

use super::wrap::row_count;
use super::{Closed, History};
use crate::line::Line;

/// The rows that a block takes, as they were counted last.
#[derive(Debug, Clone, Default)]
pub struct Counted(Cell<Option<Count>>);

#[derive(Debug, Clone, Copy)]
struct Count {
    cols: u16,
    /// How many lines of the block were left out, as they were dropped.
    skip: usize,
    rows: usize,
}

impl History {
    /// How many rows the lines take on a screen `cols` wide.
    pub fn rows(&self, cols: u16) -> usize {
        (0..=self.closed.len()).map(|place| self.rows_at(place, cols)).sum()
    }

    /// The first line that is needed to have the newest `rows` rows, and how many rows the lines from
    /// there on take.
    pub fn line_of_rows(&self, rows: usize, cols: u16) -> (usize, usize) {
        let mut found = 0;
        for place in (0..=self.closed.len()).rev() {
            let here = self.rows_at(place, cols);
            if found + here < rows {
                found += here;
                continue;
            }
            let lines = self.lines_at(place);
            let mut counts: Vec<usize> = lines.map(|line| row_count(&line, cols)).collect();
            let end = self.number_at(place + 1);
            let mut line = end;
            while found < rows
                && let Some(count) = counts.pop()
            {
                found += count;
                line -= 1;
            }
            return (line.saturating_sub(self.first) as usize, found);
        }
        (0, found)
    }

    /// How many rows the lines from `index` on take.
    pub fn rows_from(&self, index: usize, cols: u16) -> usize {
        let number = self.first + index as u64;
        let place = self.place_of(number);
        let here = match self.closed.get(place) {
            Some(block) => block.rows(number.saturating_sub(block.first()) as usize, cols),
            None => self.newest.rows(number.saturating_sub(self.newest.first) as usize, cols),
        };
        here + (place + 1..=self.closed.len()).map(|place| self.rows_at(place, cols)).sum::<usize>()
    }

    /// The number of the first line of the closed block at `place`, of the newest after them, and of
    /// the line after that; none of those that were dropped.
    pub(super) fn number_at(&self, place: usize) -> u64 {
        let first = match self.closed.get(place) {
            Some(block) => block.first(),
            None if place == self.closed.len() => self.newest.first,
            None => self.end,
        };
        first.max(self.first)
    }

    /// How many lines of a block that begins at line `first` were dropped.
    fn dropped(&self, first: u64) -> usize {
        self.first.saturating_sub(first) as usize
    }

    fn lines_at(&self, place: usize) -> Box<dyn Iterator<Item = Line> + '_> {
        match self.closed.get(place) {
            Some(block) => block.lines(self.dropped(block.first())),
            None => Box::new(self.newest.lines(self.dropped(self.newest.first))),
        }
    }

    fn rows_at(&self, place: usize, cols: u16) -> usize {
        let Some(block) = self.closed.get(place) else {
            return self.newest.rows(self.dropped(self.newest.first), cols);
        };
        let (Counted(counted), skip) = (block.counted(), self.dropped(block.first()));
        match counted.get() {
            Some(known) if (known.cols, known.skip) == (cols, skip) => known.rows,
            _ => {
                let rows = block.rows(skip, cols);
                counted.set(Some(Count { cols, skip, rows }));
                rows
            }
        }
    }
}

impl Closed {
    fn counted(&self) -> &Counted {
        match self {
            Closed::Packed(block) => &block.counted,
            Closed::Written(written) => &written.counted,
        }
    }

    /// How many rows its lines take from line `skip` of it on.
    fn rows(&self, skip: usize, cols: u16) -> usize {
        match self {
            Closed::Packed(block) => block.rows(skip, cols),
            Closed::Written(written) => written.rows(skip, cols),
        }
    }
}
