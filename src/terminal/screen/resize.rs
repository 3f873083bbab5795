//! A new size. The primary grid is rewrapped, which costs what is visible: history is only
//! touched at its newest end. The alternate grid is clipped, as its program repaints it.
//!
//! Blank rows below the text that a shrink takes away are counted in `slack`, and a growth gives
//! them back before it takes lines from history; rows with text below the caret that have no
//! room wait in `below`. So shrinking and growing back is no change.

use super::edit::kept;
use super::{Caret, Margins, Screen};
use crate::geometry::{Size, WindowSize};
use crate::terminal::cell::Cell;
use crate::terminal::modes::Modes;
use crate::terminal::reflow::{Spot, break_line, rewrap};
use crate::terminal::row::Row;

impl Screen {
    /// Another size, in cells and pixels.
    pub fn resize(&mut self, window: WindowSize) {
        let (old, new) = (self.size, window.cells.possible());
        self.told_pixels = (window.xpixel, window.ypixel);
        if new != old {
            self.forget_tail();
            self.resize_grids(old, new);
            self.size = new;
            self.margins = Margins::of(new);
            for caret in [&mut self.caret, &mut self.saved, &mut self.other_saved] {
                caret.pending &= caret.x + 1 == new.cols;
                caret.x = caret.x.min(new.cols - 1);
                caret.y = caret.y.min(new.rows - 1);
            }
        }
        if self.modes.contains(Modes::RESIZES) {
            self.report_resize();
        }
    }

    fn resize_grids(&mut self, old: Size, new: Size) {
        let spot = |caret: &Caret| Spot { x: caret.x, y: caret.y.into(), pending: caret.pending };
        if self.is_alternate {
            self.clip_alternate(new);
            let mut spots = [spot(&self.other_saved)];
            std::mem::swap(&mut self.grid, &mut self.other);
            self.resize_primary(old, new, &mut spots);
            std::mem::swap(&mut self.grid, &mut self.other);
            place(&mut self.other_saved, spots[0]);
        } else {
            let rows = self.other.take();
            self.other.refill(clipped(rows, new.cols, self.seq), new.rows, self.seq);
            let mut spots = [spot(&self.caret), spot(&self.saved)];
            self.resize_primary(old, new, &mut spots);
            place(&mut self.caret, spots[0]);
            place(&mut self.saved, spots[1]);
        }
    }

    /// Clips the alternate grid, which is shown: at the right, and at the top as far as the
    /// caret needs it.
    fn clip_alternate(&mut self, new: Size) {
        let mut rows = self.grid.take();
        let above = usize::from((self.caret.y + 1).saturating_sub(new.rows));
        rows.drain(..above.min(rows.len()));
        self.caret.y -= above as u16;
        self.grid.refill(clipped(rows, new.cols, self.seq), new.rows, self.seq);
    }

    /// Rewraps the primary grid, which is in `grid` now. The first spot is the caret's.
    fn resize_primary(&mut self, old: Size, new: Size, spots: &mut [Spot]) {
        let mut rows = self.grid.take();
        rows.append(&mut self.below);
        let all = rows.len();
        let used = rows.iter().rposition(|row| !row.trimmed().is_empty()).map_or(0, |y| y + 1);
        rows.truncate(used.max(spots[0].y + 1));
        let blank = all - rows.len() + usize::from(self.slack);
        let mut above = 0;
        if old.cols != new.cols {
            (rows, above) = self.rewrap(rows, old.cols, new.cols, spots);
        }
        let height = usize::from(new.rows);
        let text = rows.len() - above;
        if text > height {
            // As much goes up as must, but never the caret.
            above = (above + text - height).min(spots[0].y.max(above));
        } else {
            let room = height - text;
            let mut missing = room - room.min(blank);
            let at_hand = missing.min(above);
            above -= at_hand;
            missing -= at_hand;
            if above == 0 && missing > 0 {
                let pulled = self.pull(missing, new.cols, &mut rows);
                spots.iter_mut().for_each(|spot| spot.y += pulled);
                above = pulled.saturating_sub(missing);
            }
        }
        let mut rest = rows.split_off(above);
        self.below = rest.split_off(height.min(rest.len()));
        for row in &rows {
            self.history.push_row(kept(row), row.wrapped, &self.table);
        }
        let left = height.saturating_sub(rest.len());
        self.slack = blank.saturating_sub(left).min(usize::from(Size::LONGEST_SIDE)) as u16;
        for spot in spots {
            spot.y = spot.y.saturating_sub(above);
        }
        self.grid.refill(rest, new.rows, self.seq);
    }

    /// The rows at another width, and how many of them belong to history.
    fn rewrap(
        &mut self,
        rows: Vec<Row>,
        old: u16,
        new: u16,
        spots: &mut [Spot],
    ) -> (Vec<Row>, usize) {
        let before = match self.history.continues() {
            true => self.history.pop_line(&mut self.table).unwrap_or_default(),
            false => Vec::new(),
        };
        let (broken, above) = rewrap(&rows, old, new, before, spots);
        (self.make_rows(broken), above)
    }

    fn make_rows(&mut self, broken: Vec<(Vec<Cell>, bool)>) -> Vec<Row> {
        let seq = self.seq;
        let make = |(cells, wrapped)| self.grid.make_row(cells, wrapped, seq);
        broken.into_iter().map(make).collect()
    }

    /// Takes lines from history until they make `missing` rows, and puts these before `rows`.
    /// How many rows it were, which may be more.
    fn pull(&mut self, missing: usize, cols: u16, rows: &mut Vec<Row>) -> usize {
        let mut pulled = Vec::new();
        while pulled.len() < missing {
            let goes_on = self.history.continues();
            let Some(cells) = self.history.pop_line(&mut self.table) else { break };
            let mut broken = break_line(&cells, cols, goes_on);
            broken.append(&mut pulled);
            pulled = broken;
        }
        let count = pulled.len();
        let pulled = self.make_rows(pulled);
        rows.splice(0..0, pulled);
        count
    }
}

/// Rows cut at their right.
fn clipped(mut rows: Vec<Row>, cols: u16, seq: u64) -> Vec<Row> {
    for row in &mut rows {
        row.clip(cols);
        row.wrapped = false;
        row.seq = seq;
    }
    rows
}

fn place(caret: &mut Caret, spot: Spot) {
    caret.x = spot.x;
    caret.y = spot.y.min(usize::from(u16::MAX)) as u16;
    caret.pending = spot.pending;
}
