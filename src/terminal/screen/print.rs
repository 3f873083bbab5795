//! Writing text: where glyphs go, what wraps, and what joins the glyph before it.

use super::super::cell::Cell;
use super::super::width;
use super::Screen;
use crate::dialect::Dialect;
use crate::terminal::cell::Part;
use crate::terminal::modes::Modes;
use crate::terminal::utf8::{Decoded, decode, decode_whole};

/// The longest cluster, in bytes; marks after that are dropped.
pub const LONGEST_CLUSTER: usize = 96;

/// The longest glyph with marks that have no width, in bytes, that is left to stand as tmux.
const LONGEST_MARKED: usize = 31;

impl Screen {
    /// The first column that text of the caret's row may not go into.
    #[inline]
    pub(super) fn print_end(&self) -> u16 {
        if self.caret.x <= self.margins.right { self.margins.right + 1 } else { self.size.cols }
    }

    /// Prints bytes that are printable ASCII.
    #[inline]
    pub(super) fn print_ascii(&mut self, text: &[u8]) {
        if !self.caret.charsets.is_ascii() || self.modes.contains(Modes::INSERT) {
            for &byte in text {
                let c = self.caret.charsets.map(byte);
                self.print(c);
            }
            return;
        }
        let mut rest = text;
        while !rest.is_empty() {
            if self.caret.pending {
                self.wrap();
            }
            let end = self.print_end();
            let room = usize::from(end - self.caret.x);
            let (now, after) = rest.split_at(room.min(rest.len()));
            rest = after;
            let x = self.caret.x;
            let row = self.grid.row_mut(self.caret.y, self.seq);
            row.write_ascii(x, now, self.pen);
            if now.len() < room {
                self.caret.x = x + now.len() as u16;
            } else {
                if end == self.size.cols {
                    row.wrapped = false;
                }
                self.caret.x = end - 1;
                self.caret.pending = self.modes.contains(Modes::AUTOWRAP);
            }
        }
        self.last_char = text.last().map(|&byte| byte as char);
    }

    /// Prints text that has no C0 control in it. What is no UTF-8 is shown as replacements.
    pub(super) fn print_text(&mut self, text: &[u8]) {
        let simple = self.caret.charsets.is_ascii()
            && !self.modes.contains(Modes::INSERT)
            && self.widths.own.is_empty();
        let mut rest = text;
        while !rest.is_empty() {
            let run = if simple { self.print_run(rest) } else { 0 };
            rest = &rest[run..];
            if rest.is_empty() {
                break;
            }
            // What ended the run: a wrap, what may join the glyph before, a wide glyph without room.
            let decoded = match self.policy.dialect {
                Dialect::Pmux => decode(rest),
                Dialect::Tmux => decode_whole(rest),
            };
            let (c, len) = match decoded {
                Decoded::Char(c, len) => (c, len),
                Decoded::Broken(len) => (char::REPLACEMENT_CHARACTER, len),
                Decoded::Partial => (char::REPLACEMENT_CHARACTER, rest.len()),
            };
            match c.is_ascii() {
                true => self.print_ascii(&[c as u8]),
                false => self.print(c),
            }
            rest = &rest[len..];
        }
    }

    /// Prints glyphs that join nothing and fit into the rest of the row, and says how many bytes
    /// they are.
    fn print_run(&mut self, text: &[u8]) -> usize {
        if self.caret.pending || self.is_open() {
            return 0;
        }
        let end = self.print_end();
        let row = self.grid.row_mut(self.caret.y, self.seq);
        let mut x = self.caret.x;
        let mut done = 0;
        let mut last = None;
        while let Some(rest) = text.get(done..)
            && let Decoded::Char(c, len) = decode(rest)
        {
            match width::alone(c) {
                Some(1) if x < end - 1 => row.put(x, self.pen.with_char(c)),
                Some(2) if x + 2 < end => {
                    row.put_wide(x, self.pen.with_char(c));
                    x += 1;
                }
                _ => break,
            }
            x += 1;
            done += len;
            last = Some(c);
        }
        self.caret.x = x;
        self.last_char = last.or(self.last_char);
        done
    }

    /// Prints one code point.
    pub(super) fn print(&mut self, c: char) {
        if self.join_cluster(c) {
            return;
        }
        match self.widths.of(c) {
            None => {}
            Some(0) => self.join(c),
            Some(columns) => {
                self.print_glyph(self.pen.with_char(c), columns.into());
                self.last_char = Some(c);
            }
        }
    }

    pub(super) fn print_glyph(&mut self, cell: Cell, columns: u16) {
        if self.caret.pending {
            self.wrap();
        }
        let mut end = self.print_end();
        if columns > end - self.caret.x {
            if !self.modes.contains(Modes::AUTOWRAP) || self.size.cols < 2 {
                return;
            }
            if end == self.size.cols {
                let pad = Cell::BLANK.as_part(Part::Pad);
                let (x, y) = (self.caret.x, self.caret.y);
                self.grid.row_mut(y, self.seq).put(x, pad);
            }
            self.wrap();
            end = self.print_end();
            if columns > end - self.caret.x {
                return;
            }
        }
        let x = self.caret.x;
        if self.modes.contains(Modes::INSERT) {
            let blank = self.erased();
            self.grid.row_mut(self.caret.y, self.seq).shift_right(x..end, columns, blank);
        }
        let row = self.grid.row_mut(self.caret.y, self.seq);
        if columns == 2 {
            row.put_wide(x, cell);
        } else {
            row.put(x, cell);
        }
        self.advance(columns, end);
    }

    /// Moves the caret past a glyph that was written.
    pub(super) fn advance(&mut self, columns: u16, end: u16) {
        if self.caret.x + columns < end {
            self.caret.x += columns;
            return;
        }
        if end == self.size.cols {
            self.grid.row_mut(self.caret.y, self.seq).wrapped = false;
        }
        self.caret.x = end - 1;
        self.caret.pending = self.modes.contains(Modes::AUTOWRAP);
    }

    /// Goes on in the next row, which belongs to the same line; where wrapping was switched off
    /// meanwhile, in the last column (xterm).
    pub(super) fn wrap(&mut self) {
        self.caret.pending = false;
        if !self.modes.contains(Modes::AUTOWRAP) {
            return;
        }
        let side_margins = self.margins.left > 0 || self.margins.right + 1 < self.size.cols;
        // Below the scrolling region the last row has none after it.
        let goes_on = self.caret.y == self.margins.bottom || self.caret.y + 1 < self.size.rows;
        if !side_margins && goes_on {
            self.grid.row_mut(self.caret.y, self.seq).wrapped = true;
        }
        self.caret.x = if self.caret.x < self.margins.left { 0 } else { self.margins.left };
        self.index();
    }

    /// Where the glyph before the caret starts.
    pub(super) fn previous(&self) -> Option<(u16, Cell)> {
        let row = self.grid.row(self.caret.y);
        let x = if self.caret.pending { self.caret.x } else { self.caret.x.checked_sub(1)? };
        let cell = row.get(x);
        if !cell.is_spacer() {
            return Some((x, cell));
        }
        let x = x.checked_sub(1)?;
        Some((x, row.get(x)))
    }

    /// Adds a code point without a width of its own to the glyph before the caret.
    pub(super) fn join(&mut self, c: char) {
        let Some((x, cell)) = self.previous() else { return };
        let mut text = String::new();
        self.table.push_text(cell, &mut text);
        if text.is_empty() {
            text.push(' ');
        }
        let longest = match self.policy.dialect {
            Dialect::Pmux => LONGEST_CLUSTER,
            Dialect::Tmux => LONGEST_MARKED,
        };
        if text.len() + c.len_utf8() > longest {
            return;
        }
        text.push(c);
        let cell = if cell.is_pad() { cell.as_part(Part::Narrow) } else { cell };
        let cell = cell.with_content(self.table.content(&text));
        self.grid.row_mut(self.caret.y, self.seq).replace(x, cell);
    }

    /// REP (ECMA-48 8.3.103): the character that was printed just before, again.
    pub(super) fn repeat(&mut self, n: u16) {
        let Some(c) = self.last_char else { return };
        // More than a screen of it shows what a screen of it shows, up to where it ends in a row.
        let (n, cols) = (u32::from(n), u32::from(self.size.cols));
        let extra = n.saturating_sub(cols * u32::from(self.size.rows));
        let mut left = n - extra + extra % cols;
        let is_narrow = width::alone(c) == Some(1) && self.widths.of(c) == Some(1);
        let is_simple = is_narrow && !self.modes.contains(Modes::INSERT);
        while left > 0 {
            left -= match is_simple {
                true => self.fill(c, left),
                false => {
                    self.print(c);
                    1
                }
            };
        }
    }

    /// Prints a narrow character as often as the rest of the row has room for it, `most` times at
    /// most; how often.
    fn fill(&mut self, c: char, most: u32) -> u32 {
        if self.caret.pending {
            self.wrap();
        }
        let (x, end) = (self.caret.x, self.print_end());
        let columns = u32::from(end - x).min(most) as u16;
        let cell = self.pen.with_char(c);
        self.grid.row_mut(self.caret.y, self.seq).fill(x..x + columns, cell);
        self.caret.x += columns - 1;
        self.advance(1, end);
        columns.into()
    }
}
