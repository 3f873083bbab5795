//! The table of control sequences: what each does. Parameters are in the standards' counting
//! from 1 here and nowhere else.

use super::super::parser::Csi;
use super::super::sgr;
use super::{Protection, Screen};
use crate::terminal::modes::Modes;

impl Screen {
    /// Does what a control sequence says (ECMA-48; DEC STD 070; xterm's ctlseqs).
    #[inline]
    pub(super) fn csi(&mut self, csi: &Csi) {
        if csi.private == 0 && csi.intermediate == 0 {
            return self.plain(csi);
        }
        match (csi.private, csi.intermediate) {
            (b'?', 0) => self.private(csi),
            (b'>', 0) => self.greater(csi),
            (b'=', 0) => match csi.last {
                b'c' => self.device_attributes(3),
                b'u' => self.set_keyboard(csi.get(0) as u8, csi.count(1)),
                _ => {}
            },
            (b'<', 0) if csi.last == b'u' => self.pop_keyboard(csi.count(0)),
            (0 | b'?', b'$') => self.dollar(csi),
            (0, b' ') => match csi.last {
                b'q' => self.set_cursor_style(csi.get(0)),
                b'@' => self.delete_columns_at(self.margins.left, csi.count(0)),
                b'A' => self.insert_columns_at_left(csi.count(0)),
                _ => {}
            },
            (0, b'!') if csi.last == b'p' => self.soft_reset_by_program(),
            (0, b'"') => match csi.last {
                b'p' => self.set_conformance(csi),
                b'q' if csi.get(0) < 3 => self.set_protection(csi.get(0) == 1, Protection::Dec),
                _ => {}
            },
            (0, b'\'') => match csi.last {
                b'}' => self.insert_columns(csi.count(0)),
                b'~' => self.delete_columns(csi.count(0)),
                _ => {}
            },
            (0, b'*') => match csi.last {
                b'x' if csi.get(0) < 3 => self.extent = csi.get(0) as u8,
                b'y' => self.report_checksum(csi),
                _ => {}
            },
            (0, b'#') => match csi.last {
                b'{' | b'p' => self.styles.push(csi.params(), &self.caret.style),
                b'}' | b'q' => self.pop_style(),
                _ => {}
            },
            _ => {}
        }
    }

    fn plain(&mut self, csi: &Csi) {
        let n = csi.count(0);
        match csi.last {
            b'm' => {
                sgr::apply(&mut self.caret.style, csi);
                self.renew_ink();
            }
            b'H' | b'f' => self.goto(csi.count(1) - 1, n - 1),
            b'@' => self.insert_chars(n),
            b'A' => self.cursor_up(n),
            b'B' => self.cursor_down(n),
            b'C' => self.cursor_forward(n),
            b'D' => self.cursor_back(n),
            b'E' => {
                self.cursor_down(n);
                self.carriage_return();
            }
            b'F' => {
                self.cursor_up(n);
                self.carriage_return();
            }
            b'G' | b'`' => self.column(n - 1),
            b'I' => self.forward_tab(n),
            b'J' => self.erase_display(csi.get(0), false),
            b'K' => self.erase_line(csi.get(0), false),
            b'L' => self.insert_lines(n),
            b'M' => self.delete_lines(n),
            b'P' => self.delete_chars(n),
            b'S' => self.scroll_up(n),
            b'T' if csi.len() < 2 => self.scroll_down(n),
            b'^' => self.scroll_down(n),
            b'X' => self.erase_chars(n),
            b'Z' => self.back_tab(n),
            b'a' => self.right(n),
            b'b' => self.repeat(n),
            b'c' if csi.get(0) == 0 => self.device_attributes(1),
            b'd' => self.row(n - 1),
            b'e' => self.down(n),
            b'g' => self.clear_tabs(csi.get(0)),
            b'h' => csi.params().iter().for_each(|&mode| self.set_ansi(mode, true)),
            b'l' => csi.params().iter().for_each(|&mode| self.set_ansi(mode, false)),
            b'n' => self.status_report(csi.get(0)),
            b'r' => self.set_rows_margins(csi.get(0), csi.get(1)),
            b's' if self.modes.contains(Modes::SIDE_MARGINS) => {
                self.set_columns_margins(csi.get(0), csi.get(1));
            }
            b's' => self.save_caret(),
            b't' => self.window_operation(csi),
            b'u' => self.restore_caret(),
            b'x' => self.terminal_parameters(csi.get(0)),
            _ => {}
        }
    }

    fn private(&mut self, csi: &Csi) {
        let modes = csi.params().iter().copied();
        match csi.last {
            b'h' => modes.for_each(|mode| self.set_private(mode, true)),
            b'l' => modes.for_each(|mode| self.set_private(mode, false)),
            b's' => modes.for_each(|mode| self.store_mode(mode)),
            b'r' => modes.for_each(|mode| self.recall_mode(mode)),
            b'J' => self.erase_display(csi.get(0), true),
            b'K' => self.erase_line(csi.get(0), true),
            b'W' if csi.get(0) == 5 => self.tabs = super::Tabs::new(),
            b'n' => self.private_status_report(csi.get(0), csi.get(1)),
            b'u' => self.report_keyboard(),
            b'm' => self.report_modify_keys(csi.get(0)),
            _ => {}
        }
    }

    fn greater(&mut self, csi: &Csi) {
        match csi.last {
            b'c' if csi.get(0) == 0 => self.device_attributes(2),
            b'q' if csi.get(0) == 0 => self.report_version(),
            b'm' => self.set_modify_keys(csi),
            b'n' if csi.get(0) == 4 => self.keyboard.modify_other = 0,
            b'u' => self.push_keyboard(csi.get(0) as u8),
            b't' => self.titles.set_features(csi.params(), true),
            b'T' => self.titles.set_features(csi.params(), false),
            _ => {}
        }
    }

    fn dollar(&mut self, csi: &Csi) {
        match (csi.private, csi.last) {
            (b'?', b'p') => self.report_private_mode(csi.get(0)),
            (0, b'p') => self.report_ansi_mode(csi.get(0)),
            (0, b'r') => self.change_attributes(csi, false),
            (0, b't') => self.change_attributes(csi, true),
            (0, b'v') => self.copy_rectangle(csi),
            (0, b'x') => self.fill_rectangle(csi),
            (0, b'z') => self.erase_rectangle(csi, false),
            (0, b'{') => self.erase_rectangle(csi, true),
            (0, b'w') => self.report_presentation(csi.get(0)),
            _ => {}
        }
    }

    /// TBC.
    fn clear_tabs(&mut self, what: u16) {
        match what {
            0 => self.tabs.set(self.caret.x, false),
            3 => self.tabs.clear(),
            _ => {}
        }
    }

    /// SR is the opposite of SL: both move the columns between the margins, wherever the caret
    /// is within them.
    fn insert_columns_at_left(&mut self, n: u16) {
        if self.in_margins() {
            let x = std::mem::replace(&mut self.caret.x, self.margins.left);
            self.insert_columns(n);
            self.caret.x = x;
        }
    }

    fn soft_reset_by_program(&mut self) {
        self.soft_reset();
        self.caret.pending = false;
    }

    /// DECSCL: a level from 61 to 65, of which 64 is the highest here; it also resets. From level 2
    /// on it says how controls are sent: as one byte, unless its second parameter is 1.
    fn set_conformance(&mut self, csi: &Csi) {
        if (61..=65).contains(&csi.get(0)) {
            self.soft_reset();
            self.level = csi.get(0).min(64);
            self.eight_bits = self.level > 61 && csi.get(1) != 1;
        }
    }
}
