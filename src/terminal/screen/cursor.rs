//! Where the caret goes: absolute and relative moves, line feeds, tabs, saving and restoring.

use super::{Caret, Margins, Screen};
use crate::terminal::modes::Modes;

impl Screen {
    pub(super) fn is_origin(&self) -> bool {
        self.modes.contains(Modes::ORIGIN)
    }

    /// CR. Left of the left margin it goes to column 0 (xterm).
    #[inline]
    pub(super) fn carriage_return(&mut self) {
        let left = self.margins.left;
        self.caret.pending = false;
        self.caret.x = if self.caret.x < left && !self.is_origin() { 0 } else { left };
    }

    /// LF, VT, FF.
    #[inline]
    pub(super) fn line_feed(&mut self) {
        self.index();
        if self.modes.contains(Modes::NEWLINE) {
            self.carriage_return();
        }
    }

    /// IND: down, scrolling at the bottom margin.
    #[inline]
    pub(super) fn index(&mut self) {
        self.caret.pending = false;
        if self.caret.y != self.margins.bottom {
            self.caret.y = (self.caret.y + 1).min(self.size.rows - 1);
        } else if self.in_side_margins() {
            self.scroll_up(1);
        }
    }

    /// RI: up, scrolling at the top margin.
    pub(super) fn reverse_index(&mut self) {
        self.caret.pending = false;
        if self.caret.y != self.margins.top {
            self.caret.y = self.caret.y.saturating_sub(1);
        } else if self.in_side_margins() {
            self.scroll_down(1);
        }
    }

    /// DECBI: left, scrolling the columns at the left margin.
    pub(super) fn back_index(&mut self) {
        self.caret.pending = false;
        if self.caret.x != self.margins.left {
            self.caret.x = self.caret.x.saturating_sub(1);
        } else if self.in_margins() {
            self.insert_columns(1);
        }
    }

    /// DECFI: right, scrolling the columns at the right margin.
    pub(super) fn forward_index(&mut self) {
        self.caret.pending = false;
        if self.caret.x != self.margins.right {
            self.caret.x = (self.caret.x + 1).min(self.size.cols - 1);
        } else if self.in_margins() {
            self.delete_columns_at(self.margins.left, 1);
        }
    }

    #[inline]
    fn in_side_margins(&self) -> bool {
        (self.margins.left..=self.margins.right).contains(&self.caret.x)
    }

    /// Whether the caret is within all margins.
    pub(super) fn in_margins(&self) -> bool {
        self.in_side_margins() && (self.margins.top..=self.margins.bottom).contains(&self.caret.y)
    }

    /// BS, and CUB by one where reverse wrap is on: to the left, and on in the row above.
    pub(super) fn backspace(&mut self) {
        self.cursor_back(1);
    }

    /// CUU: stops at the top margin, from below it.
    pub(super) fn cursor_up(&mut self, n: u16) {
        self.caret.pending = false;
        let top = if self.caret.y >= self.margins.top { self.margins.top } else { 0 };
        self.caret.y = self.caret.y.saturating_sub(n).max(top);
    }

    /// CUD: stops at the bottom margin, from above it.
    pub(super) fn cursor_down(&mut self, n: u16) {
        self.caret.pending = false;
        let below = self.caret.y > self.margins.bottom;
        let bottom = if below { self.size.rows - 1 } else { self.margins.bottom };
        self.caret.y = self.caret.y.saturating_add(n).min(bottom);
    }

    /// CUF: stops at the right margin.
    pub(super) fn cursor_forward(&mut self, n: u16) {
        self.caret.pending = false;
        let end = self.print_end() - 1;
        self.caret.x = self.caret.x.saturating_add(n).min(end);
    }

    /// CUB: stops at the left margin, or goes on in the row above (modes 45 and 1045).
    pub(super) fn cursor_back(&mut self, n: u16) {
        let always = self.modes.contains(Modes::REVERSE_WRAP_ALWAYS);
        let wraps = self.modes.contains(Modes::AUTOWRAP)
            && (always || self.modes.contains(Modes::REVERSE_WRAP));
        if !wraps {
            self.caret.pending = false;
            let left = if self.caret.x >= self.margins.left { self.margins.left } else { 0 };
            self.caret.x = self.caret.x.saturating_sub(n).max(left);
            return;
        }
        let most = u32::from(self.size.cols) * u32::from(self.size.rows);
        let mut n = u32::from(n).min(most);
        if self.caret.pending {
            // The caret is past the last column; the first step only brings it back onto it.
            self.caret.pending = false;
            n = n.saturating_sub(1);
        }
        for _ in 0..n {
            if !self.step_back(always) {
                break;
            }
        }
    }

    /// One step to the left, or to the end of the row above; false where there is no such row.
    fn step_back(&mut self, always: bool) -> bool {
        let left = if self.caret.x < self.margins.left { 0 } else { self.margins.left };
        if self.caret.x > left {
            self.caret.x -= 1;
            return true;
        }
        let (top, bottom) = (self.margins.top, self.margins.bottom);
        let y = match self.caret.y {
            y if y == top && always => bottom,
            y if y == top || y == 0 => return false,
            y => y - 1,
        };
        if !always && !self.grid.row(y).wrapped {
            return false;
        }
        self.caret.y = y;
        self.caret.x = self.margins.right;
        true
    }

    /// CHA, HPA: a column, counted from 0, from the left margin in origin mode.
    pub(super) fn column(&mut self, x: u16) {
        self.goto(
            x,
            self.caret.y - if self.is_origin() { self.margins.top.min(self.caret.y) } else { 0 },
        );
    }

    /// VPA: a row, counted from 0, from the top margin in origin mode.
    pub(super) fn row(&mut self, y: u16) {
        let x = self.caret.x;
        self.goto(if self.is_origin() { x.saturating_sub(self.margins.left) } else { x }, y);
    }

    /// CUP: a place, counted from 0, from the margins in origin mode, and then within them.
    pub(super) fn goto(&mut self, x: u16, y: u16) {
        self.caret.pending = false;
        let m = self.margins;
        if self.is_origin() {
            self.caret.x = m.left.saturating_add(x).min(m.right);
            self.caret.y = m.top.saturating_add(y).min(m.bottom);
        } else {
            self.caret.x = x.min(self.size.cols - 1);
            self.caret.y = y.min(self.size.rows - 1);
        }
    }

    /// HPR: columns to the right, whatever the margins.
    pub(super) fn right(&mut self, n: u16) {
        self.caret.pending = false;
        let end = if self.is_origin() { self.margins.right } else { self.size.cols - 1 };
        self.caret.x = self.caret.x.saturating_add(n).min(end);
    }

    /// VPR: rows down, whatever the margins.
    pub(super) fn down(&mut self, n: u16) {
        self.caret.pending = false;
        let end = if self.is_origin() { self.margins.bottom } else { self.size.rows - 1 };
        self.caret.y = self.caret.y.saturating_add(n).min(end);
    }

    /// HT: to the next stop, not past the right margin; what is moved over is noted where it is
    /// blank.
    pub(super) fn tab(&mut self) {
        let from = self.caret.x;
        self.forward_tab(1);
        if from < self.caret.x {
            self.grid.row_mut(self.caret.y, self.seq).tab(from..self.caret.x);
        }
    }

    /// CHT: to the next stops, not past the right margin.
    pub(super) fn forward_tab(&mut self, n: u16) {
        if self.caret.pending && self.modes.contains(Modes::MORE_FIX) {
            self.wrap();
        }
        let end = self.print_end() - 1;
        for _ in 0..n.min(self.size.cols) {
            if self.caret.x >= end {
                break;
            }
            self.caret.x = self.tabs.after(self.caret.x, end);
        }
    }

    /// CBT: to the stops before.
    pub(super) fn back_tab(&mut self, n: u16) {
        self.caret.pending = false;
        let start = if self.is_origin() { self.margins.left } else { 0 };
        for _ in 0..n.min(self.size.cols) {
            self.caret.x = self.tabs.before(self.caret.x, start.min(self.caret.x));
        }
    }

    /// DECSC.
    pub(super) fn save_caret(&mut self) {
        self.saved = Caret { origin: self.is_origin(), ..self.caret.clone() };
    }

    /// DECRC; without a DECSC before it, home with everything as at the start. In origin mode it
    /// stays within the margins, as everywhere (xterm).
    pub(super) fn restore_caret(&mut self) {
        self.caret = self.saved.clone();
        self.modes.set(Modes::ORIGIN, self.caret.origin);
        let within = match self.is_origin() {
            true => self.margins,
            false => Margins::of(self.size),
        };
        let x = self.caret.x.max(within.left).min(within.right);
        self.caret.pending &= x == self.caret.x;
        self.caret.x = x;
        self.caret.y = self.caret.y.max(within.top).min(within.bottom);
        if self.caret.pending {
            // What comes next decides anew whether the line goes on.
            self.grid.row_mut(self.caret.y, self.seq).wrapped = false;
        }
        self.renew_ink();
    }
}
