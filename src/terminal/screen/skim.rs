//! Output that nobody will see: where so many plain lines are at hand that the first of them
//! will have left the top before the last is read, those go into history as they are, and never
//! become cells. This is what a flood (`cat`, a build's log) is made of.
//!
//! It is a shortcut and nothing else: the screen and the history come out the same, cell by cell.

use super::super::cell::Cell;
use super::{Margins, Screen};
use crate::terminal::history::LONGEST_LINE;
use crate::terminal::modes::Modes;
use crate::terminal::scan::find;

impl Screen {
    /// After a line feed: takes lines off the start of `input` that will not be seen, and says
    /// how many bytes they are.
    #[inline]
    pub fn skim(&mut self, input: &[u8]) -> usize {
        let rows = usize::from(self.size.rows);
        // The shortest input that can have as many lines as is needed.
        if input.len() < 2 * rows + 2 || !self.is_flowing() {
            return 0;
        }
        self.skim_lines(input)
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
            && !self.modes.contains(Modes::INSERT)
            && self.grid.row(caret.y).cells().is_empty()
    }

    fn skim_lines(&mut self, input: &[u8]) -> usize {
        let run = &input[..plain_run(input)];
        let rows = usize::from(self.size.rows);
        // What comes before the last `rows` line ends scrolls out on the way to them.
        let mut ends = run.iter().enumerate().rev().filter(|(_, byte)| **byte == b'\n');
        let Some((last, _)) = ends.nth(rows) else { return 0 };
        let lines = whole_lines(&run[..=last]);
        if lines.is_empty() {
            return 0;
        }
        self.scroll_all_out();
        for line in lines.split_inclusive(|&byte| byte == b'\n') {
            let line = line.strip_suffix(b"\r\n").unwrap_or(line);
            self.history.push_text(self.kept_text(line));
        }
        lines.len()
    }

    /// What history keeps of a line: all rows that wrapped, and the last one without the blanks
    /// at its end.
    fn kept_text<'a>(&self, line: &'a [u8]) -> &'a [u8] {
        let text = line.iter().rposition(|&byte| byte != b' ').map_or(0, |last| last + 1);
        let cols = usize::from(self.size.cols);
        let wrapped = line.len().saturating_sub(1) / cols * cols;
        &line[..text.max(wrapped)]
    }

    /// All rows go into history but the last, which is empty; the caret goes to the top, as if
    /// the screen had been cleared for the lines that will be seen.
    fn scroll_all_out(&mut self) {
        for _ in 1..self.size.rows {
            self.scroll_up(1);
        }
        self.caret.y = 0;
    }
}

/// How many bytes from the start are printable ASCII and line ends.
fn plain_run(input: &[u8]) -> usize {
    let is_plain = |byte: &u8| (0x20..0x7f).contains(byte) | (*byte == b'\r') | (*byte == b'\n');
    let mut at = 0;
    // By blocks first, since the compiler makes vectors of them.
    while let Some(block) = input.get(at..at + 64)
        && block.iter().fold(true, |plain, byte| plain & is_plain(byte))
    {
        at += 64;
    }
    at + input[at..].iter().position(|byte| !is_plain(byte)).unwrap_or(input.len() - at)
}

/// The lines at the start that end as lines do, and are not longer than history has lines.
fn whole_lines(text: &[u8]) -> &[u8] {
    let mut at = 0;
    while let Some(end) = find(&text[at..], b'\r') {
        let ends = text.get(at + end + 1) == Some(&b'\n') && end < LONGEST_LINE;
        if !ends || find(&text[at..at + end], b'\n').is_some() {
            break;
        }
        at += end + 2;
    }
    &text[..at]
}
