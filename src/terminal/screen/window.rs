//! XTWINOPS (xterm's ctlseqs): of the window operations those that a pane can answer. The size
//! itself is the person's affair.

use super::Screen;
use crate::terminal::notice::Notice;
use crate::terminal::parser::Csi;

/// The size of a cell in pixels where no terminal told: tmux's.
const CELL: (u32, u32) = (16, 32);

impl Screen {
    /// `CSI … t`.
    pub(super) fn window_operation(&mut self, csi: &Csi) {
        let (cols, rows) = (self.size.cols, self.size.rows);
        let (width, height) = self.pixels();
        let cell = (width / u32::from(cols), height / u32::from(rows));
        match csi.get(0) {
            11 => self.reply("\x1b[1t"),
            13 => self.reply("\x1b[3;0;0t"),
            14 => self.reply(format!("\x1b[4;{height};{width}t")),
            15 => self.reply(format!("\x1b[5;{height};{width}t")),
            16 => self.reply(format!("\x1b[6;{};{}t", cell.1, cell.0)),
            18 => self.reply(format!("\x1b[8;{rows};{cols}t")),
            19 => self.reply(format!("\x1b[9;{rows};{cols}t")),
            20 => self.report_title('L', &self.titles.icon.clone()),
            21 => self.report_title('l', &self.titles.title.clone()),
            22 if csi.get(1) < 3 => self.titles.push(),
            23 if csi.get(1) < 3 => {
                self.titles.pop(csi.get(1) != 1, csi.get(1) != 2);
                self.notice(Notice::Title(self.titles.title.clone()));
            }
            _ => {}
        }
    }

    /// Width and height in pixels: as the person's terminal told them, and where none did yet, of
    /// cells of the size that tmux assumes, so that whoever asks gets an answer to reckon with.
    pub(super) fn pixels(&self) -> (u32, u32) {
        let side = |told: u16, cells: u16, cell: u32| match told {
            0 => u32::from(cells) * cell,
            told => told.into(),
        };
        let (width, height) = self.told_pixels;
        (side(width, self.size.cols, CELL.0), side(height, self.size.rows, CELL.1))
    }

    /// An answer whose text the program chose, where the policy has it; else an empty title.
    fn report_title(&mut self, kind: char, title: &str) {
        let text = match self.policy.report_title {
            true => self.titles.write(title),
            false => String::new(),
        };
        self.reply(format!("\x1b]{kind}{text}\x1b\\"));
    }

    /// Mode 2048 (in-band resize notifications).
    pub(super) fn report_resize(&mut self) {
        let (cols, rows) = (self.size.cols, self.size.rows);
        let (width, height) = self.pixels();
        self.reply(format!("\x1b[48;{rows};{cols};{height};{width}t"));
    }
}
