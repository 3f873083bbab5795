//! Setting and resetting modes, the margins, and the switch between the two grids.

use super::{Margins, Screen};
use crate::style::CursorShape;
use crate::terminal::grid::Grid;
use crate::terminal::modes::{Modes, MouseEncoding, MouseTracking};
use crate::terminal::notice::Notice;

impl Screen {
    /// SM, RM.
    pub(super) fn set_ansi(&mut self, number: u16, on: bool) {
        if let Some(mode) = Modes::ansi(number) {
            self.modes.set(mode, on);
        }
    }

    /// DECSET, DECRST.
    pub(super) fn set_private(&mut self, number: u16, on: bool) {
        if let Some(tracking) = MouseTracking::of_mode(number) {
            self.mouse = if on { tracking } else { MouseTracking::Off };
            return self.notice(Notice::Modes);
        }
        if let Some(encoding) = MouseEncoding::of_mode(number) {
            self.mouse_encoding = if on { encoding } else { MouseEncoding::Bytes };
            return self.notice(Notice::Modes);
        }
        match number {
            47 | 1047 | 1049 if !self.is_alternate && !self.policy.alternate_screen => {}
            47 | 1047 => {
                self.show_alternate(on);
                if number == 1047 && !on {
                    self.drop_alternate();
                }
            }
            1048 if on => self.save_caret(),
            1048 => self.restore_caret(),
            1049 if on => {
                self.save_caret();
                self.show_alternate(true);
                self.clear_grid();
            }
            1049 => {
                self.show_alternate(false);
                self.drop_alternate();
                self.restore_caret();
            }
            _ => {
                if let Some(mode) = Modes::private(number) {
                    self.switch(mode, on);
                }
            }
        }
    }

    fn switch(&mut self, mode: Modes, on: bool) {
        match mode {
            Modes::COLUMNS_132 => return self.set_columns_132(on),
            // Below a VT420 there are no side margins.
            Modes::SIDE_MARGINS if self.level < 64 => return,
            _ => {}
        }
        self.modes.set(mode, on);
        match mode {
            Modes::ORIGIN => self.goto(0, 0),
            Modes::AUTOWRAP if !on => self.caret.pending = false,
            Modes::SIDE_MARGINS if !on => {
                self.margins = Margins { left: 0, right: self.size.cols - 1, ..self.margins };
            }
            Modes::FOCUS | Modes::BRACKETED_PASTE => self.notice(Notice::Modes),
            Modes::RESIZES if on => self.report_resize(),
            Modes::REVERSE => self.touch_rows(),
            Modes::SYNCHRONIZED => self.repaint_is_late = false,
            _ => {}
        }
    }

    /// Every row of both grids looks different.
    fn touch_rows(&mut self) {
        for grid in [&mut self.grid, &mut self.other] {
            for y in 0..grid.len() {
                grid.row_mut(y, self.seq);
            }
        }
    }

    /// DECCOLM: the size is the person's affair, but what comes with it is done.
    fn set_columns_132(&mut self, on: bool) {
        if !self.modes.contains(Modes::ALLOW_132) {
            return;
        }
        self.modes.set(Modes::COLUMNS_132, on);
        self.modes.remove(Modes::SIDE_MARGINS);
        self.margins = Margins::of(self.size);
        self.goto(0, 0);
        if !self.modes.contains(Modes::NO_CLEAR) {
            self.clear_grid();
        }
    }

    fn clear_grid(&mut self) {
        let blank = self.erased();
        let cols = self.size.cols;
        for y in 0..self.size.rows {
            let row = self.grid.row_mut(y, self.seq);
            row.fill(0..cols, blank);
            row.wrapped = false;
        }
    }

    fn show_alternate(&mut self, on: bool) {
        if on == self.is_alternate {
            return;
        }
        if self.other.len() != self.size.rows {
            let rows = self.other.take();
            self.other.refill(rows, self.size.rows, self.seq);
        }
        self.swap_grids();
        self.notice(Notice::Modes);
    }

    /// Empties the alternate screen, which is not shown, so that it costs nothing.
    fn drop_alternate(&mut self) {
        if !self.is_alternate {
            self.other = Grid::continuing(&self.other, 1);
        }
    }

    /// Shows the other grid, as it is.
    pub(super) fn swap_grids(&mut self) {
        std::mem::swap(&mut self.grid, &mut self.other);
        std::mem::swap(&mut self.saved, &mut self.other_saved);
        self.is_alternate = !self.is_alternate;
        self.keyboard.swap();
    }

    /// XTSAVE.
    pub(super) fn store_mode(&mut self, number: u16) {
        // Only modes that exist are kept, so this is bounded.
        if let Some(on) = self.private_mode(number) {
            self.stored_modes.insert(number, on);
        }
    }

    /// XTRESTORE.
    pub(super) fn recall_mode(&mut self, number: u16) {
        if let Some(&on) = self.stored_modes.get(&number)
            && self.private_mode(number) != Some(on)
        {
            self.set_private(number, on);
        }
    }

    /// Whether a private mode is on; `None` where there is no such mode.
    pub(super) fn private_mode(&self, number: u16) -> Option<bool> {
        if let Some(tracking) = MouseTracking::of_mode(number) {
            return Some(self.mouse == tracking);
        }
        if let Some(encoding) = MouseEncoding::of_mode(number) {
            return Some(self.mouse_encoding == encoding);
        }
        match number {
            47 | 1047 | 1049 => Some(self.is_alternate),
            1048 => Some(true),
            _ => Modes::private(number).map(|mode| self.modes.contains(mode)),
        }
    }

    /// DECSTBM.
    pub(super) fn set_rows_margins(&mut self, top: u16, bottom: u16) {
        let bottom = if bottom == 0 { self.size.rows } else { bottom.min(self.size.rows) };
        let top = top.max(1);
        if top < bottom {
            self.margins.top = top - 1;
            self.margins.bottom = bottom - 1;
            self.goto(0, 0);
        }
    }

    /// DECSLRM.
    pub(super) fn set_columns_margins(&mut self, left: u16, right: u16) {
        let right = if right == 0 { self.size.cols } else { right.min(self.size.cols) };
        let left = left.max(1);
        if left < right {
            self.margins.left = left - 1;
            self.margins.right = right - 1;
            self.goto(0, 0);
        }
    }

    /// DECSCUSR.
    pub(super) fn set_cursor_style(&mut self, style: u16) {
        self.shape = match style {
            0 => CursorShape::Default,
            1 | 2 => CursorShape::Block,
            3 | 4 => CursorShape::Underline,
            5 | 6 => CursorShape::Bar,
            _ => return,
        };
        self.modes.set(Modes::BLINK, style % 2 == 1);
    }
}
