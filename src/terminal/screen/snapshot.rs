//! The screen as bytes that make it again on a terminal of the same size that is as new.

use std::fmt::Write;

use unicode_segmentation::UnicodeSegmentation;

use super::super::cell::{Cell, Content, Part};
use super::super::charset::Charset;
use super::super::grid::Grid;
use super::super::intern::Rich;
use super::super::look::Look;
use super::super::width;
use super::{Caret, Margins, Protection, Screen};
use crate::style::CursorShape;
use crate::terminal::modes::Modes;
use crate::terminal::sgr;

/// Bytes being written, with the look that the reader has by then.
struct Painter<'a> {
    screen: &'a Screen,
    out: String,
    rich: Rich,
    /// The look that `rich` was made of, if it was one.
    look: Option<Look>,
    protected: bool,
    /// The reader was told to cut text into clusters.
    clusters: bool,
}

impl Screen {
    /// Draws both grids, then puts modes, margins, titles and cursor right.
    pub fn snapshot(&self) -> Vec<u8> {
        let mut painter = Painter {
            screen: self,
            out: String::new(),
            rich: Rich::default(),
            look: None,
            protected: false,
            clusters: false,
        };
        if self.is_alternate {
            painter.grid(&self.other);
            painter.caret(&self.other_saved);
            painter.out.push_str("\x1b[?1049h");
        }
        painter.grid(&self.grid);
        painter.rich(&Rich::default());
        painter.settings();
        painter.out.into_bytes()
    }
}

impl Painter<'_> {
    fn goto(&mut self, x: u16, y: u16) {
        let _ = write!(self.out, "\x1b[{};{}H", y + 1, x + 1);
    }

    fn rich(&mut self, rich: &Rich) {
        if rich.style != self.rich.style {
            let _ = write!(self.out, "\x1b[{}m", sgr::params(&rich.style));
        }
        if rich.link != self.rich.link {
            match &rich.link {
                Some(link) if link.id.is_empty() => {
                    let _ = write!(self.out, "\x1b]8;;{}\x1b\\", link.uri);
                }
                Some(link) => {
                    let _ = write!(self.out, "\x1b]8;id={};{}\x1b\\", link.id, link.uri);
                }
                None => self.out.push_str("\x1b]8;;\x1b\\"),
            }
        }
        self.rich = rich.clone();
        self.look = None;
    }

    fn protect(&mut self, on: bool) {
        if on != self.protected {
            self.protected = on;
            self.out.push_str(match (self.screen.protection, on) {
                (Protection::Dec, false) => "\x1b[0\"q",
                (Protection::Dec, true) => "\x1b[1\"q",
                (Protection::Iso, false) => "\x1bW",
                (Protection::Iso, true) => "\x1bV",
            });
        }
    }

    fn grid(&mut self, grid: &Grid) {
        let (mut joined, mut last) = (false, Cell::BLANK);
        for y in 0..grid.len() {
            let row = grid.row(y);
            let goes_on = row.wrapped && y + 1 < grid.len();
            let cells = match goes_on {
                true => row.cells(),
                false => row.written(),
            };
            if joined && cells.is_empty() {
                self.protect(false);
                // The line above must be seen to go on here, though there is nothing.
                self.rich(&Rich::default());
                self.out.push_str(" \r\x1b[K");
            }
            if !joined && (!cells.is_empty() || goes_on) {
                self.goto(0, y);
            }
            let mut before = if joined { last } else { Cell::BLANK };
            let next_is_wide = goes_on && grid.row(y + 1).get(0).is_wide();
            for &cell in cells {
                match cell.part() {
                    Part::Spacer => {}
                    Part::Pad if next_is_wide => {}
                    _ => {
                        self.part(before, cell);
                        self.cell(cell);
                        before = cell;
                    }
                }
            }
            if goes_on {
                self.rich(&Rich::default());
                self.protect(false);
                let missing = usize::from(self.screen.size.cols).saturating_sub(cells.len());
                self.out.extend(std::iter::repeat_n(' ', missing));
            }
            joined = goes_on;
            last = before;
        }
    }

    fn cell(&mut self, cell: Cell) {
        if self.look != Some(cell.look()) {
            let rich = self.screen.table.rich(cell.look());
            self.rich(&rich);
            self.look = Some(cell.look());
        }
        self.protect(cell.is_protected());
        match cell.content() {
            Content::Blank => self.out.push(' '),
            Content::Char(c) => self.out.push(c),
            Content::Cluster(_) => self.cluster(cell),
        }
    }

    fn cluster(&mut self, cell: Cell) {
        let mut text = String::new();
        self.screen.table.push_text(cell, &mut text);
        if !self.clusters {
            // Terminals there are that cut text into clusters only when told to.
            self.clusters = true;
            self.out.push_str("\x1b[?2027h");
        }
        self.out.push_str(&text);
    }

    /// Keeps a cell apart from the one before, with which it would be one cluster if it were
    /// written right after that.
    fn part(&mut self, before: Cell, cell: Cell) {
        let of = |cell: Cell| match cell.content() {
            Content::Char(c) => width::alone(c).is_none(),
            Content::Cluster(_) => true,
            Content::Blank => false,
        };
        if !of(before) {
            return;
        }
        let mut text = String::new();
        self.screen.table.push_text(before, &mut text);
        let first = text.len();
        self.screen.table.push_text(cell, &mut text);
        if text.grapheme_indices(true).nth(1).is_none_or(|(at, _)| at != first) {
            let _ = write!(self.out, "\x1b[{}m", sgr::params(&self.rich.style));
        }
    }

    /// Saves `caret` with DECSC as it is there.
    fn caret(&mut self, caret: &Caret) {
        self.goto(caret.x, caret.y);
        self.rich(&Rich { style: caret.style, link: caret.link.clone() });
        self.out.push_str("\x1b7");
        self.rich(&Rich::default());
    }

    fn settings(&mut self) {
        let screen = self.screen;
        if screen.saved != Caret::default() {
            self.caret(&screen.saved);
        }
        if !screen.tabs.is_regular() {
            self.out.push_str("\x1b[3g");
            for x in screen.tabs.iter(screen.size.cols) {
                let _ = write!(self.out, "\x1b[{}G\x1bH", x + 1);
            }
        }
        if !screen.titles.icon.is_empty() {
            let _ = write!(self.out, "\x1b]1;{}\x1b\\", screen.titles.icon);
        }
        if !screen.titles.title.is_empty() {
            let _ = write!(self.out, "\x1b]2;{}\x1b\\", screen.titles.title);
        }
        screen.colors.write(&mut self.out);
        if let Some(directory) = &screen.directory {
            let _ = write!(self.out, "\x1b]7;{directory}\x1b\\");
        }
        for flags in &screen.keyboard.stack {
            let _ = write!(self.out, "\x1b[={flags}u\x1b[>{flags}u");
        }
        if screen.keyboard.flags != 0 || !screen.keyboard.stack.is_empty() {
            let _ = write!(self.out, "\x1b[={}u", screen.keyboard.flags);
        }
        if screen.keyboard.modify_other != 0 {
            let _ = write!(self.out, "\x1b[>4;{}m", screen.keyboard.modify_other);
        }
        for mode in [screen.mouse.mode(), screen.mouse_encoding.mode()] {
            if mode != 0 {
                let _ = write!(self.out, "\x1b[?{mode}h");
            }
        }
        for (parts, style) in screen.styles.iter() {
            self.rich(&Rich { style: *style, link: None });
            let parts: Vec<String> = parts.iter().map(u16::to_string).collect();
            let _ = write!(self.out, "\x1b[{}#{{", parts.join(";"));
        }
        self.rich(&Rich::default());
        if screen.eight_bits {
            self.out.push_str("\x1b G");
        }
        if screen.shape != CursorShape::Default {
            let _ = write!(self.out, "\x1b[{} q", screen.cursor_style());
        }
        self.modes_and_caret();
    }

    /// The modes that differ from a new terminal's, and the caret between those that would move
    /// it and those that would hinder it.
    fn modes_and_caret(&mut self) {
        let screen = self.screen;
        let late = Modes::INSERT | Modes::AUTOWRAP;
        let unseen = Modes::COLUMNS_132 | Modes::RESIZES | Modes::SYNCHRONIZED;
        let new = Modes::default();
        let changed = |mode: Modes, on: bool| on != new.contains(mode) && !unseen.contains(mode);
        let letter = |on: bool| if on { 'h' } else { 'l' };
        for (number, mode, on) in screen.modes.each_private() {
            if changed(mode, on) && !late.contains(mode) {
                let _ = write!(self.out, "\x1b[?{number}{}", letter(on));
            }
        }
        let m = screen.margins;
        if m != Margins::of(screen.size) {
            let _ = write!(self.out, "\x1b[{};{}r", m.top + 1, m.bottom + 1);
            if screen.modes.contains(Modes::SIDE_MARGINS) {
                let _ = write!(self.out, "\x1b[{};{}s", m.left + 1, m.right + 1);
            }
        }
        let caret = &screen.caret;
        let (left, top) = if screen.is_origin() { (m.left, m.top) } else { (0, 0) };
        let (x, y) = (caret.x, caret.y);
        self.goto(x.saturating_sub(left), y.saturating_sub(top));
        if caret.pending {
            self.pending(x, left, y, top);
        }
        self.rich(&Rich { style: caret.style, link: caret.link.clone() });
        // The last of these also says who protects.
        if screen.protection == Protection::Iso {
            self.protected = !caret.protected;
        }
        self.protect(caret.protected);
        for (i, set) in caret.charsets.sets.iter().enumerate() {
            let introducers =
                if set.is_of_96() { ['(', '-', '.', '/'] } else { ['(', ')', '*', '+'] };
            if *set != Charset::Ascii {
                let _ = write!(self.out, "\x1b{}{}", introducers[i], set.last());
            }
        }
        self.out.push_str(["", "\x0e", "\x1bn", "\x1bo"][usize::from(caret.charsets.left & 3)]);
        self.out.push_str(["", "\x1b~", "", "\x1b|"][usize::from(caret.charsets.right & 3)]);
        for (number, mode, on) in screen.modes.each_private() {
            if changed(mode, on) && late.contains(mode) {
                let _ = write!(self.out, "\x1b[?{number}{}", letter(on));
            }
        }
        for (number, mode, on) in screen.modes.each_ansi() {
            if changed(mode, on) {
                let _ = write!(self.out, "\x1b[{number}{}", letter(on));
            }
        }
        // For the next character alone, so it is the last that is written.
        match caret.charsets.single {
            Some(2) => self.out.push_str("\x1bN"),
            Some(_) => self.out.push_str("\x1bO"),
            None => {}
        }
    }

    /// Writes the last column again, so that the caret is past it. A row whose line went on below
    /// is the end of a line then, as it is for whatever is written there.
    fn pending(&mut self, x: u16, left: u16, y: u16, top: u16) {
        let row = self.screen.grid.row(y);
        let mut cell = row.get(x);
        if cell.is_spacer() && x > 0 {
            cell = row.get(x - 1);
            self.goto((x - 1).saturating_sub(left), y.saturating_sub(top));
        }
        self.cell(cell);
    }
}
