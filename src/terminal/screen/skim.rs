//! Output that nobody will see: where so many lines are at hand that the first of them will have
//! left the top before the last is read, those go into history as they are read, and never
//! become cells. This is what a flood (`cat`, a build's log) is made of.
//!
//! It is a shortcut and nothing else: the screen and the history come out the same. Where a line
//! needs more than it can do, it gives that line back, to be printed as any other.

use super::super::cell::Cell;
use super::print::LONGEST_CLUSTER;
use super::{Margins, Screen};
use crate::style::Color;
use crate::terminal::history::LONGEST_LINE;
use crate::terminal::look::Look;
use crate::terminal::modes::Modes;
use crate::terminal::scan::{ascii_run, count, find_nth_last, text_run};
use crate::terminal::utf8::{Decoded, decode};
use crate::terminal::width;

/// What became of an attempt to skim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Skimmed {
    /// Bytes that were read.
    pub taken: usize,
    /// Bytes, these included, after which another attempt may find more.
    pub looked_at: usize,
}

impl Screen {
    /// After a line feed: takes lines that will not be seen off the start of `input`.
    #[inline]
    pub fn skim(&mut self, input: &[u8]) -> Skimmed {
        // The shortest input that can have as many lines as is needed.
        if input.len() < 2 * usize::from(self.size.rows) + 2 || !self.is_flowing() {
            return Skimmed { taken: 0, looked_at: 0 };
        }
        if count(input, b'\n') < 2 * usize::from(self.size.rows) {
            // Too few lines to be worth a closer look.
            return Skimmed { taken: 0, looked_at: input.len() };
        }
        let run = &input[..flowing_run(input)];
        Skimmed { taken: self.skim_run(run), looked_at: run.len() }
    }

    /// Whether plain text is being appended at the very bottom, each line scrolling all rows.
    fn is_flowing(&self) -> bool {
        let caret = &self.caret;
        caret.x == 0
            && caret.y + 1 == self.size.rows
            && !self.is_alternate
            && self.ink == Cell::BLANK
            && caret.charsets.is_ascii()
            && self.margins == Margins::of(self.size)
            && self.modes.contains(Modes::AUTOWRAP)
            && !self.modes.intersects(Modes::INSERT | Modes::GRAPHEMES)
            && self.grid.row(caret.y).cells().is_empty()
    }

    fn skim_run(&mut self, run: &[u8]) -> usize {
        // What comes before the last `rows` line ends scrolls out on the way to them.
        let rows = usize::from(self.size.rows);
        let Some(last) = find_nth_last(run, b'\n', rows) else { return 0 };
        let unseen = &run[..=last];
        self.scroll_all_out();
        let mut rest = unseen;
        while self.history.is_writable() {
            // A line of nothing but plain ASCII is found and kept in one look.
            let plain = ascii_run(rest);
            if rest[plain..].starts_with(b"\r\n") && self.ink == Cell::BLANK && plain < LONGEST_LINE
            {
                let kept = self.kept_of(&rest[..plain]);
                self.history.push_plain(&rest[..kept]);
                rest = &rest[plain + 2..];
                continue;
            }
            match self.skim_line(rest) {
                Some(len) => rest = &rest[len..],
                None => break,
            }
        }
        unseen.len() - rest.len()
    }

    /// How much history keeps of a plain line: all rows that wrap, and the last one without the
    /// blanks at its end.
    #[inline]
    fn kept_of(&self, line: &[u8]) -> usize {
        if line.last() != Some(&b' ') {
            return line.len();
        }
        let text = line.iter().rposition(|&byte| byte != b' ').map_or(0, |last| last + 1);
        let cols = usize::from(self.size.cols);
        text.max((line.len() - 1) / cols * cols)
    }

    /// All rows go into history but the last, which is empty. The blank ones that come in are
    /// none of the text, and are to leave unseen.
    fn scroll_all_out(&mut self) {
        for _ in 1..self.size.rows {
            self.scroll_up(1);
        }
        self.unseen_rows = self.size.rows - 1;
    }

    /// Writes the line that `input` starts with into history, and says how long it is with its
    /// end; `None` if it is one to be printed, and nothing is changed.
    #[inline]
    fn skim_line(&mut self, input: &[u8]) -> Option<usize> {
        self.history.begin();
        let style = self.caret.style;
        let done = self.write_line(input);
        match done {
            Some((_, kept)) => self.history.end(kept),
            None => {
                self.history.abandon();
                self.caret.style = style;
                self.renew_ink();
            }
        }
        done.map(|(len, _)| len)
    }

    /// Writes a line's text. How long the line is with its end, and how many bytes of its text
    /// history keeps, which leaves out the plain blanks at its end.
    #[inline]
    fn write_line(&mut self, input: &[u8]) -> Option<(usize, usize)> {
        let mut rest = input;
        let mut kept = 0;
        let mut cells = 0;
        let mut filled = false;
        while let Some(&first) = rest.first() {
            let run = ascii_run(rest);
            if run > 0 {
                let text = &rest[..run];
                let look = self.ink.look();
                self.history.write((rest, run), look, false, &self.table);
                cells += run;
                let blanks = match look {
                    Look::PLAIN => text.iter().rev().take_while(|&&byte| byte == b' ').count(),
                    _ => 0,
                };
                if blanks < run {
                    kept = self.history.written() - blanks;
                }
                rest = &rest[run..];
            } else if first == 0x1b {
                rest = &rest[self.sgr(rest)?..];
                filled |= self.caret.style.bg != Color::Default;
            } else if first < 0x20 {
                break;
            } else {
                let (columns, after) = self.write_others(rest);
                let blanks = match self.ink.look() {
                    Look::PLAIN => self.history.blanks(),
                    _ => 0,
                };
                kept = kept.max(self.history.written() - blanks);
                cells += columns;
                rest = after;
            }
        }
        let len = input.len() - rest.len();
        if !rest.starts_with(b"\r\n") || len >= LONGEST_LINE {
            return None;
        }
        // Rows that come in below take the background of the moment.
        if self.caret.style.bg != Color::Default {
            return None;
        }
        // Of a line that wraps only the last row loses its blanks.
        let wraps = cells > usize::from(self.size.cols);
        let exact = !wraps || kept == self.history.written() && !filled;
        exact.then_some((len + 2, kept))
    }

    /// Writes the text at the start of `text`, which begins with a code point above ASCII; the
    /// columns that it takes, and what is left.
    fn write_others<'a>(&mut self, text: &'a [u8]) -> (usize, &'a [u8]) {
        let mut columns = 0;
        let mut run = 0..0;
        let mut run_width = 0;
        let look = self.ink.look();
        let flush = |screen: &mut Self, run: &mut std::ops::Range<usize>, width: u8| {
            if run.start < run.end {
                let run = (&text[run.start..], run.len());
                screen.history.write(run, look, width == 2, &screen.table);
            }
            run.start = run.end;
        };
        while let Some(&first) = text.get(run.end)
            && first >= 0x20
        {
            let (width, len) = match decode(&text[run.end..]) {
                Decoded::Char(c, len) => (width::of(c), len),
                Decoded::Broken(len) => (Some(3), len),
                Decoded::Partial => (Some(3), text.len() - run.end),
            };
            match width {
                Some(width @ 1..=2) => {
                    if width != run_width {
                        flush(self, &mut run, run_width);
                        run_width = width;
                    }
                    columns += usize::from(width);
                    run.end += len;
                    continue;
                }
                _ => flush(self, &mut run, run_width),
            }
            let piece = &text[run.end..run.end + len];
            match width {
                Some(0) => self.history.write_joined(piece, LONGEST_CLUSTER),
                Some(_) => {
                    let replacement = ("\u{fffd}".as_bytes(), 3);
                    self.history.write(replacement, look, false, &self.table);
                    columns += 1;
                }
                None => {}
            }
            run = run.end + len..run.end + len;
        }
        flush(self, &mut run, run_width);
        (columns, &text[run.end..])
    }
}

/// How many bytes from the start are text, line ends, and SGR sequences: what no cursor, mode or
/// reply depends on.
fn flowing_run(input: &[u8]) -> usize {
    let is_plain = |byte: &u8| (0x20..0x7f).contains(byte) | (*byte == b'\r') | (*byte == b'\n');
    let mut at = 0;
    loop {
        // By blocks first, since the compiler makes vectors of them.
        while let Some(block) = input.get(at..at + 64)
            && block.iter().fold(true, |plain, byte| plain & is_plain(byte))
        {
            at += 64;
        }
        let block = at + 64;
        while at < block {
            at += text_run(&input[at..]);
            match input.get(at) {
                Some(b'\r' | b'\n') => at += 1,
                Some(0x1b) => match sgr_end(input, at) {
                    Some(end) => at = end,
                    None => return at,
                },
                _ => return at,
            }
        }
    }
}

/// Where the whole SGR sequence at `at` ends.
#[inline]
fn sgr_end(input: &[u8], at: usize) -> Option<usize> {
    if *input.get(at + 1)? != b'[' {
        return None;
    }
    let mut at = at + 2;
    loop {
        match *input.get(at)? {
            b'0'..=b';' => at += 1,
            b'm' => return Some(at + 1),
            _ => return None,
        }
    }
}
