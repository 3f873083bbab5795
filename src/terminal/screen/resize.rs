//! A new size. The primary grid is rewrapped, which costs what is visible: history is only
//! touched at its newest end. The alternate grid is clipped, as its program repaints it.
//!
//! A shrink takes blank rows below the text first, which are counted in `slack`, and then rows
//! from the top; rows with text below the caret that have no room wait in `below`. A growth goes
//! that way back: first come the rows that have left the top since (`home` says where they begin),
//! then the blank ones, and then what history has before. So shrinking and growing back is no
//! change, and whatever a small screen did, a growth shows of it what it has room for.

use std::cmp::Ordering;

use super::edit::kept;
use super::{Caret, Margins, Screen};
use crate::dialect::Dialect;
use crate::geometry::{Size, WindowSize};
use crate::terminal::cell::Cell;
use crate::terminal::modes::Modes;
use crate::terminal::notice::Anchor;
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

    /// Drops the rows below the caret on the primary screen, and as many come back from history above,
    /// as far as there are.
    pub fn trim(&mut self) {
        let wanted = usize::from(self.size.rows.saturating_sub(self.caret.y + 1));
        if self.is_alternate || wanted == 0 || self.history.is_empty() {
            return;
        }
        self.forget_tail();
        let mut rows = self.grid.take();
        rows.truncate(usize::from(self.caret.y) + 1);
        let pulled = self.pull(wanted, 0, 0, self.size.cols, &mut rows);
        let above = pulled.saturating_sub(wanted);
        let rest = rows.split_off(above);
        for row in &rows {
            self.history.push_row(kept(row), row.wrapped, &self.table);
        }
        let moved = (pulled - above) as u16;
        self.caret.y += moved;
        self.below.clear();
        self.slack = 0;
        self.grid.refill(rest, self.size.rows, self.seq);
        self.home = self.top();
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
        if self.slack == 0 {
            self.home = self.top();
        }
        let mut rows = self.grid.take();
        rows.append(&mut self.below);
        let all = rows.len();
        let used = rows.iter().rposition(|row| !row.trimmed().is_empty()).map_or(0, |y| y + 1);
        let text = used.max(spots[0].y + 1).min(all);
        // As tmux what is blank below the text is rows like others where these are broken anew.
        let stays = match self.policy.dialect == Dialect::Tmux && old.cols != new.cols {
            true => (all - text).saturating_sub(old.rows.saturating_sub(new.rows).into()),
            false => 0,
        };
        rows.truncate(text + stays);
        let shown_blank = all - rows.len();
        let blank = shown_blank + usize::from(self.slack);
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
            let missing = (height - text).saturating_sub(shown_blank);
            let mut pulled = self.pull(missing, above, self.home.line, new.cols, &mut rows);
            let since = self.since_home(&rows[..above + pulled]).min(missing);
            let wanted = since + (missing - since).saturating_sub(self.slack.into());
            pulled += self.pull(wanted, above + pulled, 0, new.cols, &mut rows);
            spots.iter_mut().for_each(|spot| spot.y += pulled);
            above = (above + pulled).saturating_sub(wanted);
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

    /// Takes lines, of these numbers or higher, from history until there are `wanted` rows with the
    /// `have` ones that there are, and puts their rows before `rows`. How many rows it were, which may
    /// be more.
    fn pull(
        &mut self,
        wanted: usize,
        have: usize,
        lowest: u64,
        cols: u16,
        rows: &mut Vec<Row>,
    ) -> usize {
        let (mut pulled, mut count) = (Vec::new(), 0);
        while have + count < wanted && self.history.next() > lowest {
            let goes_on = self.history.goes_on(self.history.len().saturating_sub(1));
            let Some(cells) = self.history.pop_line(&mut self.table) else { break };
            let broken = break_line(&cells, cols, goes_on);
            count += broken.len();
            pulled.push(broken);
        }
        let pulled = self.make_rows(pulled.into_iter().rev().flatten().collect());
        rows.splice(0..0, pulled);
        count
    }

    /// Where the text on the primary screen begins.
    fn top(&self) -> Anchor {
        let column = match self.history.continues() {
            true => self.history.line(self.history.len().saturating_sub(1)).width(),
            false => 0,
        };
        Anchor { line: self.top_line(), column }
    }

    /// How many of the rows that are next above the screen have left it since `home`; the first of
    /// them begins the line after the newest of history.
    fn since_home(&self, rows: &[Row]) -> usize {
        match self.history.next().cmp(&self.home.line) {
            Ordering::Greater => rows.len(),
            Ordering::Equal => {
                let mut start = 0;
                let is_before = |row: &&Row| {
                    let is_before = start < self.home.column;
                    start += row.cells().iter().filter(|cell| !cell.is_pad()).count();
                    is_before
                };
                rows.len() - rows.iter().take_while(is_before).count()
            }
            Ordering::Less => 0,
        }
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
